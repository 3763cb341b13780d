"""Sequences: when steps come, over quiet hours, rest days and changes of the clock; and what a sequence may not say."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_model import DocumentError
from dougong_rule import Holidays, Sequence, parse_sequence, step_moment
from tests.engines.rule.lead import SURROUNDINGS

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NIGHT = {"from": "21:00", "to": "09:00"}
TAG = [{"SetFields": {"quality": '"warm"'}}]
NO_DAYS = Holidays()


def sequence(*steps: dict[str, Any], **members: Any) -> Sequence:
    """Read a sequence of steps that do something."""
    document = {
        "id": "se000001",
        "key": "nurture",
        "entity": "lead",
        "name": {"en": "Nurture"},
        "steps": [{"key": f"s{at}", "do": TAG, **step} for at, step in enumerate(steps, 1)],
        **members,
    }
    return parse_sequence(document, SURROUNDINGS)


def moment(
    step: dict[str, Any],
    since: datetime,
    calendar: Holidays = NO_DAYS,
    settings: dict[str, Any] | None = None,
    **members: Any,
) -> datetime:
    """Return when a step comes that begins to wait at a moment, in the zone of that."""
    found = sequence(step, **members)
    zone = since.tzinfo
    assert zone is not None
    due = step_moment(found, found.steps[0], since.astimezone(UTC), settings or {}, calendar, zone)
    return due.astimezone(zone)


def at(month: int, day: int, hour: int = 10, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    """Return a moment of 2026; 29 March and 25 October are when the clocks of Berlin change."""
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize(
    ("step", "since", "members", "expected"),
    [
        ({}, at(3, 2), {}, at(3, 2)),
        ({"wait": {"days": 7}}, at(3, 2, 15), {}, at(3, 9, 15)),
        ({"wait": {"days": 7}, "at": "09:30"}, at(3, 2, 15), {}, at(3, 9, 9, 30)),
        ({"wait": {"days": 0}, "at": "09:30"}, at(3, 2, 15), {}, at(3, 3, 9, 30)),
        ({"wait": {"hours": 3}, "at": "09:30"}, at(3, 2, 8), {}, at(3, 3, 9, 30)),
        ({"wait": {"days": 1}, "weekdays": [1, 2]}, at(3, 3, 15), {}, at(3, 9, 15)),
        ({"wait": {"work_days": 2}}, at(3, 5, 15), {}, at(3, 9, 15)),
        ({"wait": {"hours": 8}}, at(3, 2, 15), {"quiet": NIGHT}, at(3, 3, 9)),
        ({"wait": {"hours": 13}}, at(3, 2, 15), {"quiet": NIGHT}, at(3, 3, 9)),
        ({"wait": {"hours": 5}}, at(3, 2, 15), {"quiet": NIGHT}, at(3, 2, 20)),
        ({"wait": {"hours": 6}}, at(3, 2, 15), {"quiet": NIGHT}, at(3, 3, 9)),
        ({"wait": {"hours": 2}}, at(3, 2, 11), {"quiet": {"from": "12:00", "to": "14:00"}}, at(3, 2, 14)),
        ({"wait": {"hours": 7}}, at(3, 6, 15), {"quiet": {**NIGHT, "rest_days": True}}, at(3, 9, 9)),
        ({"wait": {"days": 1}}, at(3, 6, 15), {"quiet": {**NIGHT, "rest_days": True}}, at(3, 9, 15)),
    ],
)
def test_when_a_step_comes(
    step: dict[str, Any], since: datetime, members: dict[str, Any], expected: datetime
) -> None:
    """Days keep the time of day; a time of day that has passed comes the next day; quiet hours end first."""
    assert moment(step, since, **members) == expected


def test_days_keep_the_time_of_day_when_the_clock_changes() -> None:
    """A week over 29 March is an hour shorter, over 25 October an hour longer; hours are hours."""
    for day, before, hours in ((29, at(3, 26), 7 * 24 - 1), (25, at(10, 22), 7 * 24 + 1)):
        after = moment({"wait": {"days": 7}}, before)
        assert after.time() == time(10), day
        assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=hours)
    assert moment({"wait": {"hours": 24}}, at(3, 28, 10)).time() == time(11)


def test_quiet_hours_end_once_when_an_hour_comes_twice() -> None:
    """Both times that it is 02:15 are quiet; the second is followed by the second 02:30, never by the first."""
    quiet = {"from": "22:00", "to": "02:30"}
    for fold in (0, 1):
        since = at(10, 25, 2, 15).replace(fold=fold)
        after = moment({}, since, quiet=quiet)
        assert after.astimezone(UTC) - since.astimezone(UTC) == timedelta(minutes=15)
    spring = moment({"wait": {"days": 1}}, at(3, 28, 1, 30), quiet=quiet)
    assert spring.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_rest_days_are_those_of_the_calendar() -> None:
    """Over the National Day of China; a Saturday that is worked is no rest day."""
    calendar = Holidays(
        holidays=tuple(date(2026, 10, day) for day in (1, 2, 5, 6, 7)), workdays=(date(2026, 10, 10),)
    )
    quiet = {**NIGHT, "rest_days": True}
    since = at(9, 30, 22, zone=SHANGHAI)
    assert moment({}, since, calendar, quiet=quiet) == at(10, 8, 9, zone=SHANGHAI)
    saturday = moment({"wait": {"days": 2}}, at(10, 8, 15, zone=SHANGHAI), calendar, quiet=quiet)
    assert saturday == at(10, 10, 15, zone=SHANGHAI)
    work = moment({"wait": {"work_days": 1}}, at(9, 30, 15, zone=SHANGHAI), calendar)
    assert work == at(10, 8, 15, zone=SHANGHAI)


def test_a_wait_may_be_a_setting() -> None:
    """Whoever runs the business changes it without publishing."""
    wait = {"wait": {"days": "settings.sql_min"}}
    assert moment(wait, at(3, 2), settings={"sql_min": 3}) == at(3, 5)
    assert moment(wait, at(3, 2), settings={"sql_min": None}) == at(3, 2)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
    st.sampled_from(["hours", "days", "work_days"]),
    st.integers(0, 60),
    st.sets(st.integers(1, 5)),
    st.booleans(),
)
def test_no_step_comes_in_quiet_hours(
    since: datetime, unit: str, amount: int, weekdays: set[int], rest: bool
) -> None:
    """Whatever the wait: not before it began, not at night, not on a day that is not allowed."""
    step: dict[str, Any] = {"wait": {unit: amount}}
    if weekdays:
        step["weekdays"] = sorted(weekdays)
    begun = since.replace(tzinfo=BERLIN)
    due = moment(step, begun, quiet={**NIGHT, "rest_days": rest})
    assert due.astimezone(UTC) >= begun.astimezone(UTC)
    assert time(9) <= due.time() < time(21)
    assert not weekdays or due.isoweekday() in weekdays
    assert not rest or due.isoweekday() < 6


def test_records_stay_on_their_steps() -> None:
    """What was done is not done again; in the place of a step that is gone comes the one after those done."""
    found = sequence({}, {}, {})
    assert [one and one.key for one in (found.following(()), found.following({"s1"}))] == ["s1", "s2"]
    assert found.following({"s3"}) is None
    changed = sequence({"key": "s0"}, {"key": "s1"}, {"key": "new"}, {"key": "s3"})
    stands = changed.standing("s2", {"s1"})
    assert stands is not None
    assert stands.key == "new"
    stands = changed.standing("s3", {"s1"})
    assert stands is not None
    assert stands.key == "s3"
    assert sequence({"key": "s1"}).standing("s2", {"s1"}) is None


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"steps": []}, "steps_expected", "/steps"),
        ({"entity": "nothing"}, "unknown_entity", "/entity"),
        ({"quiet": {"from": "21:00"}}, "quiet_hours", "/quiet"),
        ({"steps": [{"key": "a", "do": TAG, "wait": {"weeks": 1}}]}, "span_expected", "/steps/0/wait"),
        ({"steps": [{"key": "a", "do": TAG}, {"key": "a", "do": TAG}]}, "key_twice", "/steps/1/key"),
        ({"steps": [{"key": "a", "do": [{"Wait": {"for": {"days": 1}}}]}]}, "effect_not_available", "/steps/0/do/0/Wait"),
        (
            {"quiet": NIGHT, "steps": [{"key": "a", "at": "22:00", "do": TAG}]},
            "in_quiet_hours",
            "/steps/0/at",
        ),
        (
            {"quiet": {"rest_days": True}, "steps": [{"key": "a", "weekdays": [6, 7], "do": TAG}]},
            "rest_days_only",
            "/steps/0/weekdays",
        ),
        ({"exits": [{"key": "a", "name": {}}]}, "exit_expected", "/exits/0"),
        ({"exits": [{"key": "a", "name": {}, "when": "old.score > 1"}]}, "not_here", "/exits/0/when"),
        ({"exits": [{"key": "a", "on": {"schedule": {"cron": "0 8 * * *"}}}]}, "unknown_event", "/exits/0/on/schedule"),
        ({"when": "scor > 1"}, "unknown_name", "/when"),
        ({"roles": ["boss"]}, "unknown_reference", "/roles/0"),
        ({"steps": [{"key": "a", "do": [{"Enrol": {"sequence": "welcome"}}]}]}, "wrong_entity", "/steps/0/do/0/Enrol/sequence"),
        ({"steps": [{"key": "a", "do": [{"Leave": {"sequence": "gone"}}]}]}, "unknown_reference", "/steps/0/do/0/Leave/sequence"),
    ],
)  # fmt: skip
def test_what_a_sequence_may_not_say(members: dict[str, Any], code: str, pointer: str) -> None:
    """Every problem names its place."""
    with pytest.raises(DocumentError) as refused:
        sequence({}, **members)
    assert (code, pointer) in [(one.code, one.pointer) for one in refused.value.problems]
