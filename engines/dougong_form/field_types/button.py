"""Button: one of the entity's buttons, shown where a field stands; its value is whether it can be pressed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text, Visitors
from dougong_formula.types import BOOLEAN, Type
from dougong_model import Problem, Value


class ButtonType(FieldType):
    """A button of the entity as a field; it holds nothing, and is told as whether it can be pressed now."""

    name: ClassVar[str] = "button"
    group: ClassVar[str] = "other"
    label: ClassVar[Text] = {"en": "Button", "zh": "按钮"}
    icon: ClassVar[str] = "pointer"
    widget: ClassVar[str] = "button"
    operators: ClassVar[tuple[str, ...]] = ()
    computed: ClassVar[bool] = True
    named: ClassVar[bool] = False
    keys: ClassVar[bool] = False
    prefixes: ClassVar[tuple[str, ...]] = ("user", "settings")
    visitors: ClassVar[Visitors] = "never"
    settings_schema: ClassVar[dict[str, Any]] = {
        "button": {"$ref": "urn:dougong:schema:common#/$defs/key"},
    }

    def within(self, field: Field, document: Mapping[str, Any]) -> Field:
        """Take over when the button is available; one that there is not can never be pressed."""
        found = next(
            (one for one in document.get("buttons", ()) if one.get("key") == field.settings.get("button")),
            None,
        )
        when = "FALSE" if found is None else found.get("available_when") or "TRUE"
        taken = {"formula": when, "on": str(document.get("key", "")), "found": found is not None}
        return dataclasses.replace(field, settings={**field.settings, **taken})

    def expression(self, field: Field) -> str:
        return str(field.settings.get("formula", "TRUE"))

    def columns(self, field: Field) -> tuple[Column, ...]:
        return ()

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return ()

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return None

    def formula_type(self, field: Field) -> Type:
        return BOOLEAN

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean", "readOnly": True}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if field.settings.get("button") and field.settings.get("found", True):
            return []
        return [
            Problem(
                code="no_button",
                pointer=f"{pointer}/x-dougong/button",
                message="It is not said yet which button this is.",
                hint="Choose one of the entity's buttons.",
            )
        ]


BUTTON = ButtonType()
