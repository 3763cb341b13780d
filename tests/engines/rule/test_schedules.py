"""What the clock starts comes at every moment exactly once, whatever is done to the clock."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import given
from hypothesis import strategies as st

from dougong_model import DocumentError
from dougong_rule import (
    CatchUp,
    Cron,
    Due,
    Holidays,
    Inactive,
    OncePer,
    Relative,
    Schedule,
    Unit,
    dates_of,
    days_between,
    due,
    next_moments,
    parse_event_rule,
)
from dougong_rule.moments import is_cron, moments_between
from dougong_rule.schedule import Amount
from tests.engines.rule.lead import SURROUNDINGS, rule

ZONES = tuple(map(ZoneInfo, ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")))
BERLIN, NEW_YORK, LORD_HOWE = ZONES[1:]
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def told(zone: ZoneInfo, cron: str, after: str, count: int) -> list[str]:
    """Return so many moments after a local one, as the zone's clock shows them."""
    start = datetime.fromisoformat(after).replace(tzinfo=zone)
    found = next_moments(cron, start.astimezone(UTC), zone, count)
    return [one.astimezone(zone).isoformat() for one in found]


def test_a_moment_that_summer_time_leaves_out_comes_by_the_old_clock():
    assert told(BERLIN, "30 2 * * *", "2026-03-28T12:00", 2) == [
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]
    assert told(NEW_YORK, "30 2 * * *", "2026-03-07T12:00", 1) == ["2026-03-08T03:30:00-04:00"]


def test_a_moment_that_is_repeated_comes_once_but_every_hour_comes_in_both():
    assert told(BERLIN, "30 2 * * *", "2026-10-24T12:00", 2) == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-26T02:30:00+01:00",
    ]
    assert told(BERLIN, "30 * * * *", "2026-10-25T01:00", 4) == [
        "2026-10-25T01:30:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T03:30:00+01:00",
    ]


def test_months_end_where_they_end():
    assert told(BERLIN, "0 8 L * *", "2028-01-31T09:00", 2) == [
        "2028-02-29T08:00:00+01:00",
        "2028-03-31T08:00:00+02:00",
    ]
    assert told(BERLIN, "0 8 31 * *", "2026-01-31T09:00", 2) == [
        "2026-03-31T08:00:00+02:00",
        "2026-05-31T08:00:00+02:00",
    ]


@pytest.mark.parametrize("text", ["", "0 8 * *", "0 8 * * * *", "61 8 * * *", "0 0 30 2 *", "@daily"])
def test_what_is_no_cron_expression_or_never_comes(text: str):
    assert not is_cron(text)


CRONS = st.sampled_from(
    ["* * * * *", "*/7 * * * *", "30 * * * *", "15 1-3 * * *", "30 2 * * *", "0 0 * * 1-5", "0 8 L * *"]
)
CHANGES = st.sampled_from([(3, 29), (10, 25), (3, 8), (11, 1), (4, 5), (10, 4), (1, 31), (7, 1)])


@given(CRONS, st.sampled_from(ZONES), CHANGES, st.lists(st.integers(0, 4 * 24 * 60), max_size=8))
def test_every_moment_comes_exactly_once_however_often_one_looks(cron, zone, day, minutes):
    start = datetime(2026, *day, tzinfo=UTC) - timedelta(days=2)
    end = start + timedelta(days=4)
    looks = sorted({start, end, *(start + timedelta(minutes=one) for one in minutes)})
    pieces = [
        moment
        for after, until in itertools.pairwise(looks)
        for moment in moments_between(cron, after, until, zone)
    ]
    assert pieces == moments_between(cron, start, end, zone)
    assert pieces == sorted(set(pieces))
    # Whatever the clock shows at a moment fits the expression; where it left that out, what it would have shown.
    forward = timedelta(minutes=30) if zone is LORD_HOWE else timedelta(hours=1)
    shown = [one.astimezone(zone).replace(tzinfo=None) for one in pieces]
    assert all(croniter.match(cron, one) or croniter.match(cron, one - forward) for one in shown)


DAILY = Schedule(timing=Cron(cron="0 8 * * *"))
SHANGHAI = ZONES[0]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_missed_moments_act_once_each_or_not():
    after, until = at("2026-05-01T08:00"), at("2026-05-04T09:00")
    once = due(DAILY, after, until, SHANGHAI)
    assert [one.at for one in once] == [at("2026-05-04T08:00")]
    each = due(Schedule(timing=DAILY.timing, catch_up=CatchUp.EACH), after, until, SHANGHAI)
    assert [one.at for one in each] == [at(f"2026-05-0{day}T08:00") for day in (2, 3, 4)]
    none = Schedule(timing=DAILY.timing, catch_up=CatchUp.NONE)
    assert due(none, after, until, SHANGHAI) == []
    assert len(due(none, after, at("2026-05-04T08:03"), SHANGHAI)) == 1
    short = Schedule(timing=DAILY.timing, catch_up=CatchUp.EACH, grace_days=1)
    assert [one.at for one in due(short, after, until, SHANGHAI)] == [at("2026-05-04T08:00")]


@given(st.integers(-40, 40), st.sampled_from([Unit.DAY, Unit.WORKING_DAY]), st.integers(0, 60))
def test_a_date_leads_to_one_day_and_is_found_on_it(offset, unit, shift):
    calendar = Holidays(
        holidays=tuple(date(2026, 10, day) for day in (1, 2, 5, 6, 7)), workdays=(date(2026, 10, 10),)
    )
    first = date(2026, 9, 1) + timedelta(days=shift)
    found = [
        one
        for day in range(30)
        for low, high in [
            dates_of(offset, unit, first + timedelta(days=day), first + timedelta(days=day), calendar)
        ]
        for one in _days(low, high)
    ]
    assert found == sorted(set(found))
    low, high = dates_of(offset, unit, first, first + timedelta(days=29), calendar)
    assert found == _days(low, high)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=one) for one in range((last - first).days + 1)]


def test_three_working_days_before_skip_the_holiday():
    """Monday the 4th, and the days before it on which nobody works, all lead to Tuesday the 28th."""
    calendar = Holidays(holidays=(date(2026, 5, 1),))
    day = date(2026, 4, 28)
    assert dates_of(-3, Unit.WORKING_DAY, day, day, calendar) == (date(2026, 5, 1), date(2026, 5, 4))
    saturday = date(2026, 5, 2)
    first, last = dates_of(1, Unit.WORKING_DAY, saturday, saturday, calendar)
    assert first > last


def test_the_days_on_which_a_time_of_day_comes():
    eight = time(8)
    assert days_between(at("2026-05-01T08:00"), at("2026-05-03T08:00"), eight, SHANGHAI) == (
        date(2026, 5, 2),
        date(2026, 5, 3),
    )
    first, last = days_between(at("2026-05-01T08:00"), at("2026-05-02T07:59"), eight, SHANGHAI)
    assert first > last


def test_hours_from_a_date_are_looked_at_all_the_time():
    hours = Relative(field="created_at", offset=Amount(number=24), unit=Unit.HOUR, dated=False)
    until = NEVER + timedelta(minutes=1)
    assert due(Schedule(timing=hours), NEVER, until, SHANGHAI) == [Due(at=until, since=NEVER)]


def read(**schedule: object):
    return parse_event_rule(rule(on={"schedule": schedule}), SURROUNDINGS)


def test_schedules_are_read():
    read_cron = read(cron="0 8  * * 1-5", catch_up="each", grace_days=3).schedule
    assert read_cron is not None
    assert (read_cron.timing, read_cron.catch_up, read_cron.grace_days) == (
        Cron(cron="0 8 * * 1-5"),
        CatchUp.EACH,
        3,
    )
    relative = read(
        relative={"field": "starts", "offset": -30, "unit": "working_day", "at": "08:20"}
    ).schedule
    assert relative is not None
    assert relative.cron == "20 8 * * *"
    assert isinstance(relative.timing, Relative)
    assert relative.timing.dated
    setting = read(relative={"field": "starts", "offset": "settings.sql_min", "at": "08:20"}).schedule
    assert setting is not None
    assert isinstance(setting.timing, Relative)
    assert setting.timing.offset.of({"sql_min": 7}) == 7
    idle = read(inactive={"days": 15, "of": ["activities", "created_at", "status"], "at": "08:00"})
    assert idle.schedule is not None
    assert isinstance(idle.schedule.timing, Inactive)
    assert (idle.schedule.timing.lists, idle.schedule.timing.fields, idle.schedule.timing.states) == (
        ("activities",),
        ("created_at",),
        True,
    )
    assert idle.once_per is OncePer.EPISODE


def problems(**members: object) -> set[tuple[str, str]]:
    with pytest.raises(DocumentError) as caught:
        parse_event_rule(rule(**members), SURROUNDINGS)
    return {(problem.pointer, problem.code) for problem in caught.value.problems}


AT = "/on/schedule"


@pytest.mark.parametrize(
    ("schedule", "place", "code"),
    [
        ({}, AT, "schedule_shape"),
        ({"cron": "0 8 * * *", "inactive": {}}, AT, "schedule_shape"),
        ({"cron": "0 8 * *"}, f"{AT}/cron", "cron_shape"),
        ({"cron": "0 8 * * *", "catch_up": "all"}, f"{AT}/catch_up", "unknown_catch_up"),
        ({"cron": "0 8 * * *", "grace_days": -1}, f"{AT}/grace_days", "whole_number"),
        ({"cron": "0 8 * * *", "zone": "UTC"}, f"{AT}/zone", "unknown_member"),
        ({"relative": {"field": "company", "at": "08:00"}}, f"{AT}/relative/field", "date_expected"),
        ({"relative": {"field": "starts"}}, f"{AT}/relative/at", "time_of_day"),
        (
            {"relative": {"field": "starts", "offset": "1.5", "at": "08:00"}},
            f"{AT}/relative/offset",
            "whole_number",
        ),
        ({"relative": {"field": "starts", "at": "25:00"}}, f"{AT}/relative/at", "time_of_day"),
        ({"relative": {"field": "starts", "unit": "hour"}}, f"{AT}/relative/unit", "days_expected"),
        (
            {"relative": {"field": "starts", "unit": "week", "at": "08:00"}},
            f"{AT}/relative/unit",
            "unknown_unit",
        ),
        (
            {"relative": {"field": "starts", "offset": "score", "at": "08:00"}},
            f"{AT}/relative/offset",
            "settings_only",
        ),
        (
            {"inactive": {"days": 0, "of": ["activities"], "at": "08:00"}},
            f"{AT}/inactive/days",
            "whole_number",
        ),
        (
            {"inactive": {"days": 5, "of": ["company"], "at": "08:00"}},
            f"{AT}/inactive/of/0",
            "activity_expected",
        ),
        ({"inactive": {"days": 5, "of": [], "at": "08:00"}}, f"{AT}/inactive/of", "activity_expected"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_at_its_place(schedule, place, code):
    assert problems(on={"schedule": schedule}) == {(place, code)}


def test_a_schedule_stands_alone_after_the_save_and_knows_no_old_values():
    cron = {"cron": "0 8 * * *"}
    assert (AT, "schedule_alone") in problems(on={"schedule": cron, "created": True})
    assert ("/phase", "not_before_save") in problems(on={"schedule": cron}, phase="before")
    assert ("/when", "unknown_name") in problems(on={"schedule": cron}, when="old.score > 1")


def test_an_episode_needs_something_that_becomes_true():
    assert problems(once_per="episode") == {("/once_per", "episode_of_condition")}
    dated = {"relative": {"field": "starts", "offset": 1, "at": "08:00"}}
    assert problems(on={"schedule": dated}, when="score > 1", once_per="episode") == {
        ("/once_per", "episode_of_date")
    }
    assert (
        parse_event_rule(rule(when="score > 1", once_per="episode"), SURROUNDINGS).once_per is OncePer.EPISODE
    )
