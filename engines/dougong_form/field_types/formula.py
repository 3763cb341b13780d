"""Formula: a value computed from the record, whenever it is read or, `stored`, whenever what it uses changes."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text
from dougong_form.field_types.number import NUMBER
from dougong_formula.types import BOOLEAN, DATE, DATETIME, DURATION, TEXT, Type
from dougong_formula.types import NUMBER as NUMBER_TYPE
from dougong_model import Problem, Value, number_text

RESULTS = {
    "number": NUMBER_TYPE,
    "money": NUMBER_TYPE,
    "percent": NUMBER_TYPE,
    "text": TEXT,
    "boolean": BOOLEAN,
    "date": DATE,
    "datetime": DATETIME,
    "duration": DURATION,
}
"""What `result` may say, with the type it promises; publishing checks the promise."""

_KINDS = {
    "number": "exact",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "datetime": "timestamptz",
    "duration": "interval",
}
"""The column that keeps a result, by its type in expressions."""
ERROR_SUFFIX = "_error"
"""What stands after the name of the column that keeps the code of a computed value's error."""

_SCHEMAS: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}


class FormulaType(FieldType):
    """`formula` is the expression, `result` its type (number unless said); money is shown as an amount.

    `stored` keeps the value in the record, for filters, orders and indexes; writers keep it right.
    """

    name: ClassVar[str] = "formula"
    group: ClassVar[str] = "computed"
    label: ClassVar[Text] = {"en": "Formula", "zh": "公式"}
    icon: ClassVar[str] = "function"
    widget: ClassVar[str] = "read_only"
    operators: ClassVar[tuple[str, ...]] = NUMBER.operators
    computed: ClassVar[bool] = True
    settings_schema: ClassVar[dict[str, Any]] = {
        "formula": {"$ref": "urn:dougong:schema:common#/$defs/expression"},
        "result": {"enum": list(RESULTS)},
        "precision": {"type": "integer", "minimum": 0, "maximum": 10},
        "unit": {"$ref": "urn:dougong:schema:common#/$defs/text"},
        "thousands": {"type": "boolean"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "stored": {"type": "boolean"},
    }

    def result(self, field: Field) -> str:
        """Return the promised kind of the result, a key of `RESULTS`."""
        return str(field.settings.get("result", "number"))

    def expression(self, field: Field) -> str:
        """Return the text of the expression that computes the field."""
        return str(field.settings.get("formula", ""))

    def columns(self, field: Field) -> tuple[Column, ...]:
        return ()

    def materialised(self, field: Field) -> tuple[Column, ...]:
        if not field.settings.get("stored"):
            return ()
        return (
            Column(kind=_KINDS[self.formula_type(field).kind]),
            Column(suffix=ERROR_SUFFIX, kind="text"),
        )

    def formula_type(self, field: Field) -> Type:
        return RESULTS[self.result(field)]

    def json_schema(self, field: Field) -> dict[str, Any]:
        result = self.result(field)
        if RESULTS[result] == NUMBER_TYPE:
            return {"type": "string", "format": "decimal", "readOnly": True}
        return {**_SCHEMAS.get(result, {"type": "string"}), "readOnly": True}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if self.expression(field).strip():
            return []
        return [
            Problem(
                code="no_formula",
                pointer=f"{pointer}/x-dougong/formula",
                message="No formula is written yet.",
                hint="Write how the value is computed, such as quantity * price.",
            )
        ]

    def to_json(self, field: Field, value: Value) -> Any:
        if value is None or isinstance(value, bool | str):
            return value
        if RESULTS[self.result(field)] == NUMBER_TYPE:
            return number_text(value)  # type: ignore[arg-type]
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return ()

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return None

    def shown(self, field: Field, json: Any, language: str) -> str:
        if isinstance(json, bool):
            return "TRUE" if json else "FALSE"
        return super().shown(field, json, language)

    def to_text(self, field: Field, value: Value) -> str:
        shown = self.to_json(field, value)
        return "" if shown is None else str(shown)


FORMULA = FormulaType()
