"""Proposals: what becomes of the columns of a table and of the parts of a JSON Schema."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dougong_form import parse_entity
from dougong_form.proposals import (
    Column,
    Guess,
    Known,
    NoObject,
    entities_of_schema,
    entity_document,
    entity_of_columns,
)
from dougong_model import is_key

KNOWN = Known(
    entities={"account": {"en": "Account", "zh": "客户"}}, people=frozenset({"王芳", "ann lee", "bo"})
)


def name_key(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40].lstrip("0123456789_")


def column(name: str, *values: str) -> Column:
    filled = [value for value in values if value.strip()]
    return Column(name=name, values=Counter(filled), rows=len(values))


def guessed(name: str, *values: str) -> Guess:
    """Return the guess for a column that is not the title."""
    rows = max(2, len(values))
    other = column("名称", *(f"第{place}行" for place in range(rows)))
    return entity_of_columns("表", [other, column(name, *values)], KNOWN).fields[1].guess


@pytest.mark.parametrize(
    ("type_", "name", "values"),
    [
        ("text", "备用", ()),
        ("switch", "是否加急", ("是", "否", "是")),
        ("switch", "Paid", ("yes", "no")),
        ("switch", "is_open", ("1", "0")),
        ("number", "Floor", ("1", "0")),
        ("email", "联系", ("a@b.cn", "c@d.com")),
        ("url", "Site", ("https://a.com/x", "http://b.cn")),
        ("url", "官网", ("a.com", "b.cn")),
        ("phone", "手机", ("13800138000", "+86 139 0013 9000")),
        ("phone", "Contact", ("13800138000", "13900139000")),
        ("date", "Due", ("2026-01-05", "2026/2/5", "2026年3月5日")),
        ("datetime", "At", ("2026-01-05 09:30:00", "2026-02-05")),
        ("time", "Opens", ("09:30", "14:00:00")),
        ("percent", "Done", ("10%", "12.5 %")),
        ("percent", "完成率", ("0.5", "1", "0.25")),
        ("money", "Deal", ("¥1,200", "$30")),
        ("money", "Deal", ("¥1,200.50", "900", "1300")),
        ("money", "金额（元）", ("1200", "30.5")),
        ("number", "件数", ("1200", "30.5")),
        ("text", "Postcode", ("010020", "200000")),
        ("text", "Card", ("6222020200112233445", "6222020200112233446")),
        ("text", "订单编号", ("1001", "1002")),
        ("member", "负责人", ("王芳", "Bo", "王芳")),
        ("text", "Artist", ("王芳", "Somebody")),
        ("reference", "客户名称", ("甲", "乙", "甲")),
        ("text", "客户名称", ("甲", "乙", "丙")),
        ("multi_select", "Labels", ("a、b", "b、c", "a、c", "c")),
        ("select", "状态", ("开", "关", "开", "关")),
        ("long_text", "备注", ("一\n二", "三")),
    ],
)
def test_the_type_of_a_column(type_: str, name: str, values: tuple[str, ...]) -> None:
    found = guessed(name, *values)
    assert found.type == type_
    assert all(found.reason[language] for language in ("en", "zh"))


def test_a_few_values_may_be_otherwise_and_are_counted() -> None:
    """One of forty is told; one of three is too many."""
    days = [f"2026-01-{day:02}" for day in range(1, 31)] * 2
    found = guessed("Due", *days, "soon")
    assert (found.type, found.reason["en"]) == ("date", "60 of 61 values are days.")
    few = guessed("Due", "2026-01-01", "2026-01-02", "soon")
    assert (few.type, few.reason["en"]) == ("text", "Only 2 of 3 values are days.")


def test_numbers_keep_their_decimal_places() -> None:
    assert guessed("Size", "1", "2").settings["precision"] == 0
    assert guessed("Size", "1.50", "2.125").settings["precision"] == 3


def test_the_title_is_what_names_the_records() -> None:
    """Called a name before what merely differs; without a text the first column becomes one."""
    table = [column("No.", "A1", "A2"), column("姓名", "王", "李"), column("Age", "3", "4")]
    assert entity_of_columns("人", table, KNOWN).title == "姓名"
    numbers = entity_of_columns("x", [column("Year", "2024", "2025"), column("Sum", "1", "2")], KNOWN)
    assert (numbers.title, numbers.fields[0].guess.type) == ("Year", "text")


def document_of(schema: Mapping[str, Any]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the documents of a schema, which every one must be readable, and each loss with its place."""
    entity, losses = entities_of_schema(schema)
    documents, _ = entity_document(entity, name_key, {"record"})
    for one in documents:
        parse_entity(one)
    return documents, {loss.pointer: loss.message["en"] for loss in losses}


def types_of(document: Mapping[str, Any]) -> dict[str, str]:
    return {key: one["x-dougong"]["type"] for key, one in document["schema"]["properties"].items()}


def test_an_object_schema_becomes_entities() -> None:
    """Nested objects stand beside, lists of objects become rows, and what gets lost is listed with its place."""
    schema = {
        "title": "Purchase order",
        "type": "object",
        "required": ["orderNo", "urgent"],
        "properties": {
            "orderNo": {"type": "string", "pattern": "^PO", "maxLength": 20},
            "supplier": {"$ref": "#/$defs/company"},
            "urgent": {"type": "boolean", "default": False},
            "total": {"type": ["number", "null"], "minimum": 0, "multipleOf": 0.01},
            "boxes": {"type": "integer", "exclusiveMinimum": 0, "multipleOf": 12},
            "state": {"oneOf": [{"const": "a", "title": "Open"}, {"const": "b", "title": "Closed"}]},
            "colours": {"type": "array", "items": {"enum": ["red", "green"]}, "maxItems": 2},
            "notes": {"type": "array", "items": {"type": "string"}},
            "lines": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["sku"],
                    "properties": {"sku": {"type": "string"}, "extra": {"type": "object"}},
                },
            },
            "either": {"anyOf": [{"type": "string"}, {"type": "number"}]},
        },
        "$defs": {"company": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "if": {"properties": {"urgent": {"const": True}}},
    }
    (order, line), losses = document_of(schema)
    assert types_of(order) == {
        "order_no": "code",
        "supplier_name": "text",
        "urgent": "switch",
        "total": "number",
        "boxes": "number",
        "state": "select",
        "colours": "multi_select",
        "notes": "tags",
        "lines": "sub_table",
        "either": "json",
    }
    assert (order["key"], order["title"], order["schema"]["required"]) == (
        "purchase_order",
        "order_no",
        ["order_no"],
    )
    labels = [one["label"]["en"] for one in order["schema"]["properties"]["state"]["x-dougong"]["options"]]
    assert labels == ["Open", "Closed"]
    assert order["schema"]["properties"]["boxes"]["x-dougong"]["minimum"] == "1"
    assert order["schema"]["properties"]["total"]["x-dougong"]["precision"] == 2
    assert order["schema"]["properties"]["lines"]["x-dougong"]["entity"] == line["key"]
    assert (line["parent"], types_of(line)) == ("purchase_order", {"sku": "text", "extra": "json"})
    assert losses == {
        "/properties/supplier": "An object in the object: its members stand beside the others.",
        "/properties/urgent/default": "The default is not taken over.",
        "/properties/boxes/multipleOf": "“multipleOf” is not checked.",
        "/properties/colours/maxItems": "“maxItems” is not checked.",
        "/properties/lines/items/properties/extra": "Kept as JSON, without fields of its own.",
        "/properties/either/anyOf": "“anyOf” is not checked.",
        "/properties/either": "No type is said; kept as JSON.",
        "/if": "“if” is not checked.",
    }


def test_an_exported_entity_comes_back_as_it_was() -> None:
    """The schema of an entity names field types itself."""
    (first,), _ = document_of(
        {"title": "Pen", "properties": {"name": {"type": "string"}, "n": {"type": "integer"}}}
    )
    (again,), losses = document_of({"title": "Pen", **first["schema"]})
    assert types_of(again) == types_of(first)
    assert again["schema"]["properties"]["n"]["x-dougong"]["precision"] == 0
    assert losses == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"properties": {"a": {"$ref": "#/properties/a"}}},
        {"properties": {"a": {"$ref": "#"}, "b": {"type": "array", "items": {"$ref": "#"}}}},
        {"properties": {"a": {"allOf": [{"$ref": "#/properties/a"}]}}},
        {"properties": {"a": {"$ref": "https://example.com/other"}}},
        {"properties": {"a": True, "": {"type": "string"}, "id": {"type": "string"}, "parent": {}}},
        {"properties": {"x": {"properties": {"y": {"$ref": "#/properties/x"}}}}},
        {"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}]}}, "properties": {"p": {"$ref": "#/$defs/a"}}},
    ],
)
def test_rings_and_strange_names_end(schema: dict[str, Any]) -> None:
    try:
        documents, _ = document_of(schema)
    except NoObject:
        assert "properties" not in schema
        return
    assert all(is_key(key) for one in documents for key in one["schema"]["properties"])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYWORDS = (
    "type", "enum", "const", "items", "format", "pattern", "minLength", "maxLength", "minimum", "multipleOf",
    "properties", "required", "oneOf", "anyOf", "allOf", "$ref", "title", "description", "x-dougong",
)  # fmt: skip
_LIKELY = st.sampled_from(
    [
        "string",
        "number",
        "integer",
        "array",
        "object",
        "boolean",
        "null",
        "#",
        "#/properties/a",
        "date",
        1,
        0.5,
        True,
    ]
)
_SCHEMA = st.recursive(
    st.dictionaries(st.sampled_from(_KEYWORDS), _LIKELY | _JSON, max_size=4),
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            "properties": st.dictionaries(st.sampled_from(["a", "b", "名", "x-y"]), inner, max_size=3),
            "items": inner,
            "allOf": st.lists(inner, max_size=2),
            "anyOf": st.lists(inner, max_size=2),
            "type": _LIKELY,
        },
    ),
    max_leaves=8,
)


@given(properties=st.dictionaries(st.text(max_size=6), _SCHEMA, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_any_schema_gives_a_document_that_can_be_read(properties: dict[str, Any]) -> None:
    """Whatever stands in it: what cannot be read as a field is kept as JSON or told."""
    entity, _losses = entities_of_schema({"properties": properties})
    documents, _ = entity_document(entity, name_key)
    for one in documents:
        parse_entity(one)
