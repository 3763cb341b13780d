"""Values: what expressions gave, turned into what a field holds, and what they fill in texts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.automation.definitions import template
from dougong.errors import Invalid
from dougong.metadata import App
from dougong_form import Field
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
    if isinstance(value, Mapping):
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


def filled_text(app: App, entity: str, text: Any, names: Mapping[str, Any], language: str) -> str:
    """Return a text of a document in a language, its `{{ expressions }}` filled in."""
    return template(app, entity, localised(text, language)).render(names)
