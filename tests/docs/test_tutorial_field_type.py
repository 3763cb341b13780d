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
            "stars": {
                "type": ["integer", "null"],
                "x-dougong": {"id": "f0000002", "type": "rating", "label": {"en": "Stars"}},
            },
        },
    },
}


@pytest.fixture
def rating(monkeypatch: pytest.MonkeyPatch) -> FieldType:
    """Run the first Python block of the page, and register what it defines as its second step says."""
    block = re.search(r"```python\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {"__name__": "dougong_form.field_types.rating"}
    exec(compile(block[1], str(TUTORIAL), "exec", dont_inherit=True), names)
    monkeypatch.setitem(FIELD_TYPES, "rating", names["RATING"])  # type: ignore[arg-type]
    one: FieldType = names["RATING"]
    return one


def test_an_entity_with_the_type_has_its_column(rating: FieldType) -> None:
    """One whole-number column without a suffix."""
    entity = parse_entity(ENTITY)
    assert entity.fields["stars"].type is rating
    assert [(column.kind, column.suffix) for column in entity.fields["stars"].columns] == [("bigint", "")]


@pytest.mark.parametrize(
    ("value", "fits"),
    [(1, True), (5, True), (None, True), (0, False), (6, False), (2.5, False), ("4", False)],
)
def test_values_are_checked(rating: FieldType, value: object, fits: bool) -> None:
    """One to five, or nothing."""
    validator = compile_validator(parse_entity(ENTITY))
    problems = validator.problems({"subject": "A stay", "stars": value}, False)
    assert [problem.pointer for problem in problems] == ([] if fits else ["/stars"])


def test_cells_of_a_table_are_read(rating: FieldType) -> None:
    """Stars and digits are read, anything else is refused."""
    field = parse_entity(ENTITY).fields["stars"]
    cells = ("★★★", " 4 ", "", rating.to_text(field, 2))
    assert [rating.from_text(field, cell) for cell in cells] == [3, 4, None, 2]
    with pytest.raises(ValueRefused):
        rating.from_text(field, "4.5")
    assert all(name in FIELD_TYPES for name in rating.conversions)
