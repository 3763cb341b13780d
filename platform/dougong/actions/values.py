"""Values: what expressions gave, turned into what a field holds, and what they fill in texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.actions.rows import Names, Row
from dougong.automation.definitions import template
from dougong.errors import Invalid
from dougong.metadata import App
from dougong_form import Field, readable_phone
from dougong_model import FormulaErrorValue, Money, Problem, Value, localised


def field_value(field: Field, value: Any, currency: str) -> Value:
    """Return the value for a field; records become ids, a bare number becomes money of the workspace.

    Raises Invalid when the expression gave an error.
    """
    if isinstance(value, FormulaErrorValue):
        raise Invalid(
            f"The value for “{field.key}” is {value}.",
            problems=[
                Problem(
                    code="formula_error", pointer=f"/{field.key}", message=f"The expression gave {value}."
                )
            ],
        )
    if isinstance(value, Mapping) and not field.type.parts:
        value = value.get("id")
    if field.entity is not None and isinstance(value, str):
        return UUID(value)
    if field.type.name == "money" and isinstance(value, Decimal | int):
        return Money(Decimal(value), currency, Decimal(value))
    if isinstance(value, list):
        return tuple(one.get("id") if isinstance(one, Mapping) else one for one in value)
    if value == "":
        return None
    checked: Value = None if value is None else field.type.parse(field, field.type.to_json(field, value))
    return checked


def filled_text(
    app: App,
    entity: str,
    text: Any,
    names: Mapping[str, Any],
    language: str,
    parent: str | None = None,
) -> str:
    """Return a text of a document in a language, its `{{ expressions }}` filled in; phones as people read
    them.
    """
    return template(app, entity, localised(text, language), parent).render(ForPeople(names))


class ForPeople(Mapping[str, Any]):
    """Names of a text that people read: phone numbers stand as they are dialled, all else as it is."""

    __slots__ = ("_names",)

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def __getitem__(self, key: str) -> Any:
        value = self._names[key]
        if isinstance(value, Row):
            return ForPeople(value)
        if isinstance(value, str):
            row = self._names.row if isinstance(self._names, Names) else self._names
            field = row.shape.fields.get(key) if isinstance(row, Row) else None
            if field is not None and field.type == "phone":
                return readable_phone(field.field, value)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, key: object) -> bool:
        return key in self._names
