"""Select: one choice out of a list; the key is stored, the label is shown."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type
from dougong_model import Problem, Value, localised


def option_from_text(field: Field, text: str) -> str:
    """Find an option by its key or by a label in any language, capitals aside; raises ValueRefused."""
    wanted = text.strip().casefold()
    for option in field.options:
        if wanted in {option.key.casefold(), *(label.casefold() for label in option.label.values())}:
            return option.key
    raise ValueRefused("option", f"“{text.strip()[:40]}” is not one of the choices.")


def check_options(field: Field, pointer: str) -> list[Problem]:
    """Return what is wrong with the list of choices."""
    if not field.options:
        return [
            Problem(
                code="no_options",
                pointer=f"{pointer}/x-dougong/options",
                message="A select needs choices.",
                hint="Add at least one choice.",
            )
        ]
    seen: set[str] = set()
    problems = []
    for index, option in enumerate(field.options):
        if option.key in seen:
            problems.append(
                Problem(
                    code="duplicate_key",
                    pointer=f"{pointer}/x-dougong/options/{index}/key",
                    message=f"The choice “{option.key}” stands twice.",
                )
            )
        seen.add(option.key)
    default = field.schema.get("default")
    for value in default if isinstance(default, list) else [default]:
        if value is not None and value not in seen:
            problems.append(
                Problem(
                    code="unknown_option",
                    pointer=f"{pointer}/default",
                    message=f"The default “{value}” is not one of the choices.",
                )
            )
    return problems


class SelectType(FieldType):
    """One choice; the order of the options is their order in lists and columns of a board."""

    name: ClassVar[str] = "select"
    group: ClassVar[str] = "choice"
    label: ClassVar[Text] = {"en": "Single select", "zh": "单选"}
    icon: ClassVar[str] = "circle-dot"
    widget: ClassVar[str] = "select"
    operators: ClassVar[tuple[str, ...]] = ("in", "not_in", "equals", "not_equals", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"select", "multi_select", "tags", "switch", "text", "long_text"}
    )

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text"),)

    def formula_type(self, field: Field) -> Type:
        return TEXT_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "enum": [option.key for option in field.options]}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return check_options(field, pointer)

    def from_text(self, field: Field, text: str) -> Any:
        return option_from_text(field, text) if text.strip() else None

    def to_text(self, field: Field, value: Value) -> str:
        for option in field.options:
            if option.key == value:
                return localised(option.label, "en")
        return "" if value is None else str(value)

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        return "" if value is None else self.shown(field, self.to_json(field, value), around.language)

    def sample(self, field: Field) -> Any:
        return field.options[0].key if field.options else None


SELECT = SelectType()
