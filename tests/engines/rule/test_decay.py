"""Points that lose their value with the days: date vectors, and what must hold of all of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_model import DocumentError
from dougong_rule import Kept, LineResult, evaluate_card, parse_score_card
from tests.engines.rule.lead import SURROUNDINGS

START = date(2026, 3, 1)
WHEN = {"when": "demo"}
VISIT = {"event": "hook.received", "name": "visit"}


def read(start: date | None, today: date, line: dict[str, Any]) -> LineResult:
    """Read a card of one line on a day, on which the record's condition holds since `start`."""
    body = {"id": "l0000001", "reason": {"en": "Demo"}, "points": 30, **line}
    document = {"format": 1, "id": "sc000001", "key": "score", "entity": "lead", "lines": [body]}
    known = {} if start is None else {"l0000001": Kept(matched=True, days={start: 1})}
    card = parse_score_card(document, SURROUNDINGS)
    return evaluate_card(card, {"demo": True}, known, today).lines[0]


@pytest.mark.parametrize(
    ("kind", "days", "vectors"),
    [
        # 29 March 2026 is when Europe's clocks go forward, 25 October when they go back: a day is a day.
        (
            "half_life",
            30,
            {"2026-03-01": 30, "2026-03-02": 29, "2026-03-16": 21, "2026-03-31": 15, "2026-04-30": 8},
        ),
        ("half_life", 7, {"2026-03-08": 15, "2026-03-15": 8, "2026-04-10": 1, "2026-05-01": 0}),
        (
            "linear",
            72,
            {"2026-03-01": 30, "2026-03-13": 25, "2026-03-29": 18, "2026-05-11": 0, "2026-05-12": 0},
        ),
        ("linear", 30, {"2026-03-02": 29, "2026-03-30": 1, "2026-03-31": 0}),
        ("off", 90, {"2026-03-01": 30, "2026-05-29": 30, "2026-05-30": 0, "2027-01-01": 0}),
        ("off", 1, {"2026-03-01": 30, "2026-03-02": 0}),
    ],
)
def test_points_on_a_day(kind: str, days: int, vectors: dict[str, int]) -> None:
    line = {**WHEN, "decay": {"kind": kind, "days": days}}
    found = {day: read(START, date.fromisoformat(day), line).points for day in vectors}
    assert found == vectors


def test_points_have_the_decimals_of_the_line() -> None:
    line = {**WHEN, "points": "2.5", "decay": {"kind": "linear", "days": 30}}
    assert read(START, START + timedelta(10), line).points == Decimal("1.7")
    loss = {**WHEN, "points": -20, "decay": {"kind": "linear", "days": 40}}
    assert read(START, START + timedelta(10), loss).points == -15


def test_what_has_begun_to_hold_counts_from_that_day() -> None:
    line = {**WHEN, "decay": {"kind": "linear", "days": 30}}
    first = read(None, START, line)
    assert (first.points, first.days, first.changes_on) == (30, {START: 1}, START + timedelta(1))
    off = read(None, START, {**WHEN, "decay": {"kind": "off", "days": 90}})
    assert off.changes_on == START + timedelta(90)
    assert read(START, START + timedelta(30), line).changes_on is None
    assert read(None, START, WHEN).changes_on is None


def test_without_a_cap_the_last_event_counts_and_with_one_all_of_them() -> None:
    decay = {"decay": {"kind": "linear", "days": 30}}
    days = {START: 1, START + timedelta(15): 2}
    today = START + timedelta(15)

    def points(line: dict[str, Any]) -> Decimal:
        body = {"id": "l0000001", "reason": {}, "points": 10, **VISIT, **decay, **line}
        document = {"format": 1, "id": "sc000001", "key": "score", "entity": "lead", "lines": [body]}
        known = {"l0000001": Kept(matched=True, count=3, days=days)}
        return evaluate_card(parse_score_card(document, SURROUNDINGS), {}, known, today).total

    assert points({}) == 10
    assert points({"cap": 100}) == 5 + 20
    assert points({"cap": 20}) == 20


@given(
    kind=st.sampled_from(["half_life", "linear", "off"]),
    days=st.integers(1, 400),
    points=st.integers(-100, 100),
    age=st.integers(0, 900),
)
def test_points_only_shrink_and_change_no_sooner_than_foretold(
    kind: str, days: int, points: int, age: int
) -> None:
    """Whatever the line: points never grow with the days, and are the same until the day on which they may change."""
    line = {**WHEN, "points": points, "decay": {"kind": kind, "days": days}}
    today = START + timedelta(age)
    now, later = read(START, today, line), read(START, today + timedelta(1), line)
    assert abs(later.points) <= abs(now.points) <= abs(points)
    if now.points != 0:
        assert now.changes_on is not None
        assert now.changes_on > today
        assert read(START, now.changes_on - timedelta(1), line).points == now.points


@pytest.mark.parametrize(
    ("decay", "fault"),
    [
        ({"kind": "slowly", "days": 3}, ("unknown_decay", "/lines/0/decay/kind")),
        ({"kind": "off", "days": 0}, ("decay_days", "/lines/0/decay/days")),
        ({"kind": "off", "days": True}, ("decay_days", "/lines/0/decay/days")),
        ({"kind": "off"}, ("decay_days", "/lines/0/decay/days")),
    ],
)
def test_a_decay_that_cannot_be_is_told_with_its_place(decay: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(DocumentError) as caught:
        read(None, START, {**WHEN, "decay": decay})
    assert [(one.code, one.pointer) for one in caught.value.problems] == [fault]
