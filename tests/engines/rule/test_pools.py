"""Pools: the days of protection by the vectors of the field, and what a pool may not say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_model import DocumentError
from dougong_rule import Pool, parse_pool
from tests.engines.rule.lead import SURROUNDINGS

SHANGHAI = ZoneInfo("Asia/Shanghai")
OWNER = {"id": "0190a000-0000-7000-8000-000000000001"}


def pool(**members: Any) -> Pool:
    """Read a pool of ten days, three more for an activity, twenty at most."""
    document = {
        "format": 1,
        "id": "po000001",
        "key": "leads",
        "entity": "lead",
        "name": {"en": "Leads"},
        "claimed_at": "claimed_at",
        "recycle_on": "recycle_on",
        "active_at": "last_activity_at",
        "days": "10",
        "extend_days": "3",
        "max_days": "20",
        **members,
    }
    return parse_pool({key: one for key, one in document.items() if one is not None}, SURROUNDINGS)


def day(month: int, of: int, hour: int = 10) -> datetime:
    """Return a moment of 2026 in Shanghai."""
    return datetime(2026, month, of, hour, tzinfo=SHANGHAI).astimezone(UTC)


def names(
    claimed: datetime | None, active: datetime | None = None, now: datetime | None = None, **more: Any
) -> dict[str, Any]:
    """Return what a record holds, and the moment."""
    moment = now or claimed or day(3, 25)
    return {
        "owner": OWNER if claimed else None,
        "claimed_at": claimed,
        "last_activity_at": active,
        "$now": moment,
        "$today": moment.astimezone(SHANGHAI).date(),
        "$zone": SHANGHAI,
        "settings": {"sql_min": 7},
        **more,
    }


CLAIMED = day(3, 25)


@pytest.mark.parametrize(
    ("active", "last"),
    [
        (None, date(2026, 4, 4)),
        (day(3, 28), date(2026, 4, 4)),
        (day(4, 2), date(2026, 4, 5)),
        (day(4, 5, 23), date(2026, 4, 8)),
        (day(4, 13), date(2026, 4, 14)),
        (day(3, 20), date(2026, 4, 4)),
    ],
    ids=[
        "none",
        "too early to matter",
        "late",
        "on the last day",
        "never beyond the most",
        "before the claim",
    ],
)
def test_the_last_day_of_protection(active: datetime | None, last: date) -> None:
    """Ten days, three more from an activity, twenty at most, counted in the days of the workspace."""
    assert pool().recycle.value(names(CLAIMED, active)) == last


@pytest.mark.parametrize(
    ("active", "now", "goes"),
    [
        (None, day(4, 4, 23), False),
        (None, day(4, 5, 0), True),
        (day(4, 2), day(4, 5), False),
        (day(4, 2), day(4, 6), True),
        (day(4, 13), day(4, 13, 23), False),
        (day(4, 13), day(4, 14, 0), True),
    ],
    ids=[
        "the last day counts",
        "the day after",
        "extended",
        "extended and over",
        "before the most",
        "the most",
    ],
)
def test_when_a_record_goes_back(active: datetime | None, now: datetime, goes: bool) -> None:
    """The last day still counts; on the last one there can be it goes back whatever happened."""
    assert pool().due.holds(names(CLAIMED, active, now)) is goes


def test_what_is_kept_never_goes_back() -> None:
    """A condition keeps a record, another says which the pool is about; nobody's record has no day."""
    much_later = day(9, 1)
    kept = pool(keep_when='status = "won"')
    assert not kept.due.holds(names(CLAIMED, None, much_later, status="won"))
    assert kept.recycle.value(names(CLAIMED, None, much_later, status="won")) is None
    assert kept.due.holds(names(CLAIMED, None, much_later, status=None))
    narrow = pool(when='region = "East"')
    assert not narrow.due.holds(names(CLAIMED, None, much_later, region="North"))
    assert narrow.due.holds(names(CLAIMED, None, much_later, region="East"))
    assert pool().recycle.value(names(None)) is None
    assert not pool().due.holds(names(None, None, much_later))


def test_nobody_got_in_touch() -> None:
    """A first contact within a day of the claim; an activity after the claim is one."""
    urgent = pool(first_contact_hours="24")
    assert not urgent.due.holds(names(CLAIMED, None, CLAIMED + timedelta(hours=23, minutes=59)))
    assert urgent.due.holds(names(CLAIMED, None, CLAIMED + timedelta(hours=24)))
    assert not urgent.due.holds(names(CLAIMED, CLAIMED + timedelta(hours=2), CLAIMED + timedelta(hours=30)))


def test_days_are_a_setting() -> None:
    """Who tunes the pool changes a number of the settings."""
    assert pool(days="settings.sql_min").recycle.value(names(CLAIMED)) == date(2026, 4, 1)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    st.none() | st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
)
def test_protection_has_bounds(claimed: datetime, active: datetime | None) -> None:
    """Whatever happens, a record is protected for ten days at least and twenty at most."""
    last = pool().recycle.value(names(claimed, active))
    began = claimed.astimezone(SHANGHAI).date()
    assert isinstance(last, date)
    assert timedelta(10) <= last - began <= timedelta(20)


@pytest.mark.parametrize(
    ("members", "pointer", "code"),
    [
        ({"entity": "nothing"}, "/entity", "unknown_entity"),
        ({"claimed_at": "starts"}, "/claimed_at", "wrong_field"),
        ({"recycle_on": "starts"}, "/recycle_on", "not_writable"),
        ({"active_at": "company"}, "/active_at", "wrong_field"),
        ({"active_at": None}, "/extend_days", "no_activity"),
        ({"days": "employees"}, "/days", "not_constant"),
        ({"days": '"ten"'}, "/days", "type_mismatch"),
        ({"claim": {"roles": ["nobody"]}}, "/claim/roles/0", "unknown_reference"),
        ({"claim": {"hold": "score"}}, "/claim/hold", "not_constant"),
        ({"keep_when": "status ="}, "/keep_when", None),
    ],
)
def test_what_a_pool_may_not_say(members: dict[str, Any], pointer: str, code: str | None) -> None:
    """Every fault is told with its place."""
    with pytest.raises(DocumentError) as caught:
        pool(**members)
    found = {(one.pointer, one.code) for one in caught.value.problems}
    assert pointer in {at for at, _ in found}
    if code is not None:
        assert (pointer, code) in found
