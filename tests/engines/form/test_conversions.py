"""Conversions: what becomes of values when a field becomes one of another type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dougong_form import (
    FIELD_TYPES,
    FORMATS,
    Conversion,
    Field,
    Surroundings,
    ValueRefused,
    stays,
    value_schema,
)
from dougong_model import Money
from tests.engines.form.test_field_types import field

ANN = UUID("01934f3e-7c00-7000-8000-000000000001")
AROUND = Surroundings(
    language="zh",
    zone=ZoneInfo("Asia/Shanghai"),
    title=lambda entity, record: {ANN: "安娜"}.get(record, ""),
    find=lambda entity, text: {"安娜": (ANN,), "Bo": (ANN, UUID(int=2))}.get(text, ()),
)
WAYS = [
    (old, new)
    for old in FIELD_TYPES
    for new in sorted(FIELD_TYPES[old].conversions)
    if FIELD_TYPES[old].columns(field(FIELD_TYPES[old]))
]
DATES = st.dates(date(1900, 1, 1), date(2200, 1, 1))
NUMBERS = st.decimals(-(10**15), 10**15, places=4, allow_nan=False)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60
)
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(
        ["甲", "beta", "是", "安娜", "Bo", "12.5%", "1,200", "a@b.cn", "09:30", "1:30", '{"a": 1}']
    ),
    NUMBERS.map(str),
    DATES.map(str),
).map(lambda text: text.strip() or "-")
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1), timezones=st.just(UTC))
KEYS = st.sampled_from(["a", "b"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": NUMBERS,
    "percent": NUMBERS,
    "money": NUMBERS.map(lambda amount: Money(amount, "EUR")),
    "rating": st.integers(1, 5).map(Decimal),
    "slider": st.integers(0, 100).map(Decimal),
    "date": DATES,
    "datetime": MOMENTS,
    "time": st.times().map(lambda one: one.replace(microsecond=0)),
    "duration": st.integers(0, 10**8).map(lambda seconds: Decimal(seconds) / 3600),
    "date_range": st.tuples(DATES, DATES).map(lambda days: {"start": min(days), "end": max(days)}),
    "select": KEYS,
    "multi_select": st.lists(KEYS, min_size=1, unique=True).map(lambda keys: tuple(sorted(keys))),
    "tags": st.lists(CELLS.map(lambda one: one[:20].strip() or "-"), min_size=1, max_size=4).map(tuple),
    "cascade": st.sampled_from([("a",), ("b",)]),
    "switch": st.booleans(),
    "member": st.just(ANN),
    "department": st.just(ANN),
    "reference": st.just(ANN),
    "tree_parent": st.just(ANN),
    "phone": st.sampled_from(["+8613800138000", "+442071838750;ext=12"]),
    "email": st.sampled_from(["ann@example.com"]),
    "json": st.sampled_from(['{"a":[1,2.5]}', "[]", '["中"]']),
    "location": st.just({"latitude": Decimal("31.2"), "longitude": Decimal("121.5"), "name": "外滩"}),
    "address": st.just({"region": ("33", "3301", "330106"), "street": "文三路 1 号"}),
}


def _turned(conversion: Conversion, value: Any) -> tuple[Any, ValueRefused | None]:
    """Return the new value, or why there is none."""
    try:
        return conversion(value), None
    except ValueRefused as reason:
        return None, reason


@pytest.mark.parametrize(("old", "new"), WAYS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_value_becomes_a_valid_one_or_is_refused_with_a_reason(
    old: str, new: str, data: st.DataObject
) -> None:
    """Whatever stands in the field: the result is one that the new type stores, or a sentence says why not."""
    before, after = field(FIELD_TYPES[old]), field(FIELD_TYPES[new])
    value = data.draw(VALUES.get(old, CELLS))
    result, reason = _turned(Conversion(before, after, AROUND), value)
    if reason is not None:
        assert reason.code
        assert reason.message.endswith(".")
        return
    json = after.type.to_json(after, result)
    shape = jsonschema_rs.Draft202012Validator(value_schema(after), formats=FORMATS, validate_formats=True)
    assert shape.is_valid(json), (value, json)
    if json not in (None, []):
        assert after.type.to_json(after, after.type.parse(after, json)) == json
    assert len(after.type.to_columns(after, result)) == len(after.columns)


@pytest.mark.parametrize(
    ("name", "through"),
    [
        ("number", "text"),
        ("number", "percent"),
        ("number", "money"),
        ("percent", "text"),
        ("date", "text"),
        ("date", "datetime"),
        ("date", "date_range"),
        ("datetime", "text"),
        ("time", "text"),
        ("duration", "number"),
        ("duration", "text"),
        ("select", "text"),
        ("select", "multi_select"),
        ("select", "tags"),
        ("multi_select", "text"),
        ("multi_select", "tags"),
        ("switch", "text"),
        ("rating", "number"),
        ("slider", "text"),
        ("cascade", "text"),
        ("member", "text"),
        ("reference", "text"),
        ("date_range", "text"),
        ("json", "long_text"),
        ("address", "text"),
        ("location", "text"),
    ],
)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_there_and_back_is_where_it_was(name: str, through: str, data: st.DataObject) -> None:
    """A change of mind costs nothing: these ways lose no value and lead back."""
    one, other = field(FIELD_TYPES[name]), field(FIELD_TYPES[through])
    value = data.draw(VALUES[name])
    away = Conversion(one, other, AROUND)(value)
    assert Conversion(other, one, AROUND)(away) == value or one.type.to_json(
        one, Conversion(other, one, AROUND)(away)
    ) == one.type.to_json(one, value)


@pytest.mark.parametrize(
    ("old", "value", "new", "then"),
    [
        ("text", " 1,234.5 ", "number", Decimal("1234.5")),
        ("text", "12.5%", "percent", Decimal("0.125")),
        ("text", "Beta", "select", "b"),
        ("text", "甲；beta", "multi_select", ("a", "b")),
        ("text", "2026年3月1日", "date", date(2026, 3, 1)),
        ("text", "2026-03-01 09:30", "datetime", datetime(2026, 3, 1, 1, 30, tzinfo=UTC)),
        ("text", "安娜", "member", ANN),
        ("text", "13800138000", "phone", "+8613800138000"),
        ("text", "是", "switch", True),
        ("date", date(2026, 3, 1), "datetime", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        ("datetime", datetime(2026, 2, 28, 16, tzinfo=UTC), "date", date(2026, 3, 1)),
        ("datetime", datetime(2026, 2, 28, 17, 30, tzinfo=UTC), "time", time(1, 30)),
        ("number", Decimal("2.5"), "rating", Decimal(3)),
        ("number", Decimal("1.5"), "duration", Decimal("1.5")),
        ("number", Decimal("1200"), "money", Money(Decimal(1200), "EUR")),
        ("switch", True, "number", Decimal(1)),
        ("select", "a", "text", "甲"),
        ("multi_select", ("b",), "select", "b"),
        ("member", ANN, "text", "安娜"),
    ],
)
def test_values_are_turned_as_people_expect(old: str, value: Any, new: str, then: Any) -> None:
    """Labels and names instead of keys and ids, days in the zone of the workspace."""
    settings_of = {"country": "CN"} if new == "phone" else {}
    assert Conversion(field(FIELD_TYPES[old]), field(FIELD_TYPES[new], **settings_of), AROUND)(value) == then


@pytest.mark.parametrize(
    ("old", "value", "new", "code"),
    [
        ("text", "soon", "date", "date"),
        ("text", "Bo", "member", "several_records"),
        ("text", "Cai", "member", "no_record"),
        ("text", "not a mail", "email", "email"),
        ("multi_select", ("a", "b"), "select", "option"),
        ("number", Decimal(9), "rating", "maximum"),
        ("number", Decimal(-1), "duration", "duration"),
        ("long_text", "x" * 2_000, "text", "maxLength"),
        ("reference", UUID(int=9), "text", "no_title"),
    ],
)
def test_what_does_not_fit_is_refused(old: str, value: Any, new: str, code: str) -> None:
    """One word for programs says why."""
    with pytest.raises(ValueRefused) as refused:
        Conversion(field(FIELD_TYPES[old]), field(FIELD_TYPES[new]), AROUND)(value)
    assert refused.value.code == code


def test_only_what_holds_every_value_stays_as_it_is() -> None:
    """A mail is a text, a text is no mail; a shorter text is read."""
    text, mail = field(FIELD_TYPES["text"]), field(FIELD_TYPES["email"])
    assert stays(mail, text)
    assert not stays(text, mail)
    assert not stays(field(FIELD_TYPES["select"]), text)
    short = Field(id="abcd1234", key="it", type=FIELD_TYPES["text"], label={}, schema={"maxLength": 5})
    assert stays(short, field(FIELD_TYPES["long_text"]))
    assert not stays(mail, short)
    assert stays(field(FIELD_TYPES["percent"]), field(FIELD_TYPES["number"]))
