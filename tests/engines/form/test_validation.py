"""Validation: one file of cases on which jsonschema-rs, jsonschema and the browser's ajv agree."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dougong_form import compile_validator, parse_entity, validation_schema
from dougong_form.field_types.number import is_decimal_text

FILE = json.loads((Path(__file__).parent / "validation_cases.json").read_text("utf-8"))
ENTITY = parse_entity(FILE["entity"]).counted_in("CNY")
VALIDATOR = compile_validator(ENTITY)
CASES = [pytest.param(case, id=case["name"]) for case in FILE["cases"]]


def formats() -> jsonschema.FormatChecker:
    """Return the formats of our schemas, as the plain library must be told of them."""
    checker = jsonschema.FormatChecker(formats=("date", "uuid"))
    checker.checks("decimal")(lambda text: not isinstance(text, str) or is_decimal_text(text))

    def moment(text: object) -> bool:
        if not isinstance(text, str):
            return True
        return len(text) > 10 and datetime.fromisoformat(text).tzinfo is not None

    checker.checks("date-time", raises=ValueError)(moment)
    return checker


def test_the_browser_is_given_the_same_schema() -> None:
    """The schema texts in the file are those that the server compiles."""
    assert FILE["schemas"] == {
        "whole": validation_schema(ENTITY, partial=False),
        "partial": validation_schema(ENTITY, partial=True),
    }


@pytest.mark.parametrize("case", CASES)
def test_problems_are_told_with_their_places(case: dict[str, Any]) -> None:
    """Each case has exactly the problems the file says."""
    found = sorted([one.pointer, one.code] for one in VALIDATOR.problems(case["values"], case["partial"]))
    assert found == case["problems"]


@pytest.mark.parametrize("case", CASES)
def test_another_validator_agrees_on_the_shape(case: dict[str, Any]) -> None:
    """The plain jsonschema library says the same of the same schema."""
    values = {key: None if value == "" else value for key, value in case["values"].items()}
    schema = FILE["schemas"]["partial" if case["partial"] else "whole"]
    validator = jsonschema.Draft202012Validator(schema, format_checker=formats())
    assert validator.is_valid(values) is case["shape"]


def test_values_are_normalised() -> None:
    """One address, number, phone or set of choices is one value, however it was written."""
    values, problems = VALIDATOR.read(
        {
            "mail": " Ann@Example.COM ",
            "phone": "138 0013 8000",
            "site": "Example.com/A",
            "amount": "2.005",
            "choices": ["b", "a", "b"],
            "moment": "2026-02-28T09:00:00+08:00",
            "name": "  Bolt ",
        },
        True,
    )
    assert problems == []
    assert values["mail"] == "ann@example.com"
    assert values["phone"] == "+8613800138000"
    assert values["site"] == "https://example.com/A"
    assert str(values["amount"]) == "2.01"
    assert values["choices"] == ("a", "b")
    assert str(values["moment"]) == "2026-02-28 01:00:00+00:00"
    assert values["name"] == "Bolt"


@pytest.mark.parametrize(
    ("how", "written", "kept"),
    [
        ("company", "华辰精密（上海）有限公司", "华辰精密上海"),
        ("company", " 华辰精密(上海) 股份有限公司 ", "华辰精密上海"),
        ("company", "ＡＣＭＥ Co., Ltd.", "acme"),
        ("company", "Acme Corporation", "acme"),
        ("company", "Incorta, Inc.", "incorta"),
        ("company", "公司", "公司"),
        ("domain", "https://www.Acme.com:8080/about?x=1", "acme.com"),
        ("domain", "Ann@Mail.Acme.com", "mail.acme.com"),
        ("domain", "acme.com", "acme.com"),
        ("upper", " ab ", "AB"),
    ],
)
def test_texts_are_kept_in_one_form(how: str, written: str, kept: str) -> None:
    """A company, however its legal form and brackets are written, and a domain, of whatever address, are one text."""
    field = {"type": "string", "x-dougong": {"id": "te000001", "type": "text", "label": {"en": "T"}}}
    field["x-dougong"] |= {"normalise": how}  # type: ignore[operator]
    entity = {"format": 1, "id": "te000002", "key": "t", "name": {"en": "T"}, "title": "t"}
    document = {**entity, "schema": {"type": "object", "properties": {"t": field}}}
    values, problems = compile_validator(parse_entity(document)).read({"t": written}, True)
    assert (values, problems) == ({"t": kept}, [])


def test_rows_of_a_sub_table_are_checked_with_their_index() -> None:
    """A new row must be whole; a row with an id may bring only what changes."""
    folder = Path(__file__).parents[2] / "apps" / "desk" / "entities"
    entities = {
        one.key: one
        for one in (parse_entity(json.loads(file.read_text("utf-8"))) for file in folder.iterdir())
    }
    validator = compile_validator(entities["request"], entities)
    row = "01934f3e-7c00-7000-8000-000000000000"
    found = validator.problems({"lines": [{"item": "Bolt"}, {"id": row, "quantity": "0"}, {"id": "x"}]}, True)
    assert {(one.pointer, one.code) for one in found} == {
        ("/lines/0/price", "required"),
        ("/lines/0/quantity", "required"),
        ("/lines/1/quantity", "minimum"),
        ("/lines/2/id", "format"),
    }
