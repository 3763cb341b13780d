"""The tutorial “Add a field type” is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dougong_form import FIELD_TYPES, FieldType, ValueRefused, compile_validator, parse_entity

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorials" / "add-a-field-type.md"
ENTITY: dict[str, Any] = {
    "format": 1,
    "id": "e0000001",
    "key": "review",
    "name": {"en": "Review"},
    "title": "subject",
    "schema": {
        "type": "object",
        "required": ["subject"],
        "properties": {
            "subject": {
                "type": "string",
                "x-dougong": {"id": "f0000001", "type": "text", "label": {"en": "Subject"}},
            },
            "shade": {
                "type": ["string", "null"],
                "x-dougong": {"id": "f0000002", "type": "colour", "label": {"en": "Shade"}},
            },
        },
    },
}


@pytest.fixture
def colour(monkeypatch: pytest.MonkeyPatch) -> FieldType:
    """Run the first Python block of the page, and register what it defines as its second step says."""
    block = re.search(r"```python\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {"__name__": "dougong_form.field_types.colour"}
    exec(compile(block[1], str(TUTORIAL), "exec", dont_inherit=True), names)
    monkeypatch.setitem(FIELD_TYPES, "colour", names["COLOUR"])  # type: ignore[arg-type]
    one: FieldType = names["COLOUR"]
    return one


def test_an_entity_with_the_type_has_its_column(colour: FieldType) -> None:
    """One text column without a suffix."""
    entity = parse_entity(ENTITY)
    assert entity.fields["shade"].type is colour
    assert [(column.kind, column.suffix) for column in entity.fields["shade"].columns] == [("text", "")]


@pytest.mark.parametrize(
    ("value", "fits"),
    [("#1f6feb", True), ("#1F6FEB", True), (None, True), ("red", False), ("#12", False), (7, False)],
)
def test_values_are_checked(colour: FieldType, value: object, fits: bool) -> None:
    """Six digits behind a hash, or nothing."""
    validator = compile_validator(parse_entity(ENTITY))
    problems = validator.problems({"subject": "A stay", "shade": value}, False)
    assert [problem.pointer for problem in problems] == ([] if fits else ["/shade"])


def test_cells_of_a_table_are_read(colour: FieldType) -> None:
    """Names and digits are read, anything else is refused."""
    field = parse_entity(ENTITY).fields["shade"]
    cells = ("红", " #1F6FEB ", "", colour.to_text(field, "#00ff00"))
    assert [colour.from_text(field, cell) for cell in cells] == ["#ff0000", "#1f6feb", None, "#00ff00"]
    with pytest.raises(ValueRefused):
        colour.from_text(field, "reddish")
    assert all(name in FIELD_TYPES for name in colour.conversions)
