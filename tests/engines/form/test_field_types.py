"""Field types: what each says of itself holds together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_form import (
    COLUMN_KINDS,
    FIELD_TYPES,
    FORMATS,
    Field,
    FieldType,
    Option,
    ValueRefused,
    dialled_phone,
    parse_entity,
)
from dougong_model import Money, RichText

SETTINGS: dict[str, dict[str, Any]] = {
    "money": {"currency": "EUR"},
    "reference": {"entity": "supplier"},
    "references": {"entity": "supplier"},
    "tree_parent": {"entity": "unit"},
    "lookup": {"formula": "customer.name"},
    "sub_table": {"entity": "line"},
    "auto_number": {"pattern": "A{{ SEQ(4) }}"},
    "formula": {"formula": "1 + 1"},
    "button": {"button": "go"},
    "roll_up": {"of": "lines", "function": "sum", "value": "amount"},
}
OPTIONS = (
    Option(key="a", label={"en": "Alpha", "zh": "甲"}),
    Option(key="b", label={"en": "Beta", "zh": "乙"}),
)
TYPES = list(FIELD_TYPES.values())


def field(type_: FieldType, **settings: Any) -> Field:
    """Return a field of a type with what the type needs."""
    given = {**SETTINGS.get(type_.name, {}), **settings}
    options = OPTIONS if "select" in type_.name or type_.name == "cascade" else ()
    return Field(id="abcd1234", key="it", type=type_, label={"en": "It"}, options=options, settings=given)


@pytest.mark.parametrize("type_", TYPES, ids=lambda one: one.name)
def test_a_sample_fits_its_own_schema_and_survives_every_form(type_: FieldType) -> None:
    """JSON → value → columns → value → JSON gives the same, and so does the cell of a table."""
    one = field(type_)
    assert type_.check(one, "") == []
    assert all(column.kind in COLUMN_KINDS for column in type_.columns(one))
    if type_.computed:
        assert type_.columns(one) == ()
        return
    sample = type_.sample(one)
    schema = jsonschema_rs.Draft202012Validator(
        type_.json_schema(one), formats=FORMATS, validate_formats=True
    )
    assert schema.is_valid(sample)
    value = type_.parse(one, sample)
    assert type_.to_json(one, value) == sample
    if type_.columns(one):
        stored = type_.to_columns(one, value)
        assert len(stored) == len(type_.columns(one))
        assert type_.from_columns(one, stored) == value
        read = type_.parse(one, type_.from_text(one, type_.to_text(one, value)))
        assert read == (str(value) if isinstance(value, RichText) else value)


@pytest.mark.parametrize("type_", TYPES, ids=lambda one: one.name)
def test_nothing_stays_nothing(type_: FieldType) -> None:
    """The empty value has as many columns, an empty cell, and is read back as nothing."""
    one = field(type_)
    assert len(type_.to_columns(one, None)) == len(type_.columns(one))
    if type_.columns(one):
        assert type_.to_text(one, None) == ""
    if type_.columns(one):
        assert type_.from_text(one, "  ") in (None, [])


def test_conversions_lead_to_types_that_exist() -> None:
    """A type only promises conversions to types of the registry."""
    assert {name for type_ in TYPES for name in type_.conversions} <= set(FIELD_TYPES)


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("number", "1,234.50", "1234.5"),
        ("percent", "12.5%", "0.125"),
        ("percent", "0.125", "0.125"),
        ("date", "2026/3/1", "2026-03-01"),
        ("date", "2026年3月1日", "2026-03-01"),
        ("datetime", "2026-03-01 09:30", "2026-03-01T09:30:00Z"),
        ("switch", "是", True),
        ("switch", "No", False),
        ("select", "甲", "a"),
        ("select", "beta", "b"),
        ("multi_select", "Alpha；乙", ["a", "b"]),
        ("money", "￥1,200", {"amount": "1200", "currency": "CNY"}),
        ("money", "1,200", {"amount": "1200", "currency": "EUR"}),
        ("money", "12.5 USD", {"amount": "12.5", "currency": "USD"}),
        ("rating", "★★★☆☆", 3),
        ("time", "9:05 pm", "21:05:00"),
        ("time", "8点30分", "08:30:00"),
        ("duration", "1小时30分", "PT1H30M"),
        ("duration", "2 days", "PT48H"),
        ("duration", "P1DT2H", "P1DT2H"),
        ("duration", "0.25", "PT15M"),
        ("date_range", "2026-01-01/2026-01-31", {"start": "2026-01-01", "end": "2026-01-31"}),
        ("date_range", "2026/1/1 至 2026/1/31", {"start": "2026-01-01", "end": "2026-01-31"}),
        ("tags", "a; b、c，a", ["a", "b", "c", "a"]),
        ("location", "外滩 (31.24, 121.49)", {"latitude": "31.24", "longitude": "121.49", "name": "外滩"}),
        ("json", '{"a": [1, 2.50]}', {"a": [1, 2.5]}),
        ("cascade", "beta", ["b"]),
        (
            "address",
            "上海浦东新区世纪大道 1 号",
            {"region": ["31", "3101", "310115"], "street": "世纪大道 1 号"},
        ),
        ("address", "某处", {"region": [], "street": "某处"}),
    ],
)
def test_cells_are_read_as_people_write_them(name: str, cell: str, expected: Any) -> None:
    """Imported tables hold what people typed."""
    type_ = FIELD_TYPES[name]
    assert type_.from_text(field(type_), cell) == expected


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("number", "12 apples"),
        ("number", "--1"),
        ("date", "31.12.2026x"),
        ("date", "2026-02-30"),
        ("switch", "maybe"),
        ("select", "Gamma"),
        ("multi_select", "Alpha, Gamma"),
        ("money", "CNY 5 USD"),
        ("rating", "6"),
        ("rating", "2.5"),
        ("time", "25:00"),
        ("duration", "soon"),
        ("date_range", "2026-01-01"),
        ("location", "somewhere"),
        ("json", "7"),
        ("json", "{a: 1}"),
        ("json", '{"a": NaN}'),
        ("cascade", "Alpha / Beta"),
    ],
)
def test_cells_that_cannot_be_read_are_refused(name: str, cell: str) -> None:
    """A cell is refused, never guessed."""
    with pytest.raises(ValueRefused):
        FIELD_TYPES[name].from_text(field(FIELD_TYPES[name]), cell)


def test_money_keeps_three_columns() -> None:
    """Amount, currency, and the amount in the workspace currency."""
    money = FIELD_TYPES["money"]
    value = Money(Decimal("12.50"), "USD", Decimal("90"))
    assert money.to_columns(field(money), value) == (Decimal("12.50"), "USD", Decimal("90"))
    assert [column.suffix for column in money.columns(field(money))] == ["", "_currency", "_base"]


def test_a_roll_up_says_what_its_formula_would() -> None:
    """One evaluator serves both."""
    roll_up = FIELD_TYPES["roll_up"]
    assert roll_up.expression(field(roll_up)) == "SUM(lines, amount)"
    assert roll_up.expression(field(roll_up, when="qty > 2")) == "SUM(lines, IF(qty > 2, amount))"
    assert roll_up.expression(field(roll_up, function="count", when="done")) == "COUNTIF(lines, done)"


def test_an_amount_without_a_currency_is_in_that_of_its_field_or_in_none() -> None:
    """An entity is counted in a currency where its document names none; else such an amount is refused."""
    document = {
        "id": "e1b2c3d4",
        "key": "deal",
        "title": "name",
        "schema": {
            "properties": {
                "name": {"x-dougong": {"id": "f1b2c3d4", "type": "text"}},
                "cost": {"x-dougong": {"id": "f2b2c3d4", "type": "money"}},
                "price": {"x-dougong": {"id": "f3b2c3d4", "type": "money", "currency": "CHF"}},
                "gain": {
                    "x-dougong": {"id": "f4b2c3d4", "type": "formula", "formula": "1", "result": "money"}
                },
                "count": {"x-dougong": {"id": "f5b2c3d4", "type": "formula", "formula": "1"}},
            }
        },
    }
    entity = parse_entity(document)
    cost = entity.fields["cost"]
    with pytest.raises(ValueRefused):
        cost.type.parse(cost, {"amount": "1"})
    counted = entity.counted_in("USD").fields
    assert {key: one.settings.get("currency") for key, one in counted.items()} == {
        "name": None,
        "cost": "USD",
        "price": "CHF",
        "gain": "USD",
        "count": None,
    }
    assert cost.type.parse(counted["cost"], {"amount": "1"}) == Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    ("country", "kept", "dialled"),
    [
        ("CN", "+8613800138000", ("13800138000", "013800138000")),
        ("CN", "+862158881234;ext=12", ("2158881234", "02158881234")),
        ("CN", "+442079460958", ("442079460958",)),
        ("GB", "+442079460958", ("2079460958", "02079460958")),
        ("SG", "+6561234567", ("61234567",)),
    ],
)
def test_a_phone_is_found_by_the_ways_it_is_dialled(
    country: str, kept: str, dialled: tuple[str, ...]
) -> None:
    """At home without and with the trunk prefix, where the country has one; from abroad with its code."""
    assert dialled_phone(field(FIELD_TYPES["phone"], country=country), kept) == dialled


@pytest.mark.parametrize(
    ("name", "json"),
    [
        ("duration", "P1M"),
        ("duration", "PT2000000H"),
        ("slider", 101),
        ("date_range", {"start": "2026-02-01", "end": "2026-01-01"}),
        ("location", {"latitude": "90.1", "longitude": "0"}),
        ("cascade", ["b", "a"]),
        ("address", {"region": ["99"], "street": None}),
    ],
)
def test_values_that_a_field_cannot_hold_are_refused(name: str, json: Any) -> None:
    """What the schema cannot say, the type says."""
    with pytest.raises(ValueRefused):
        FIELD_TYPES[name].parse(field(FIELD_TYPES[name]), json)


def test_a_tree_of_choices_hangs_together() -> None:
    """A choice below nothing, or below itself, is told where it stands."""
    cascade = FIELD_TYPES["cascade"]
    options = tuple(
        Option(key=key, label={"en": key}, parent=above)
        for key, above in (("a", ""), ("b", "a"), ("c", "x"), ("d", "e"), ("e", "d"))
    )
    one = Field(id="abcd1234", key="it", type=cascade, label={}, options=options)
    assert [problem.pointer for problem in cascade.check(one, "")] == [
        f"/x-dougong/options/{place}/parent" for place in (2, 3, 4)
    ]
    assert cascade.parse(one, ["b"]) == ("a", "b")


@given(st.integers(min_value=0, max_value=3_600_000_000))
def test_durations_keep_every_second(seconds: int) -> None:
    """ISO text → hours → interval → hours → ISO text, whatever the length."""
    duration = FIELD_TYPES["duration"]
    one = field(duration)
    value = duration.parse(one, f"PT{seconds}S")
    (stored,) = duration.to_columns(one, value)
    assert stored.total_seconds() == seconds
    assert duration.from_columns(one, (stored,)) == value
    assert duration.parse(one, duration.to_json(one, value)) == value
    assert duration.parse(one, duration.from_text(one, duration.to_text(one, value))) == value
