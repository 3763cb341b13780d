"""Roll-up: a count, sum, minimum, maximum or average over child records, computed when read or stored."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.formula import RESULTS, FormulaType
from dougong_model import Problem

FUNCTIONS = {"count": "COUNT", "sum": "SUM", "min": "MIN", "max": "MAX", "average": "AVERAGE"}
_NEEDS_VALUE = frozenset(FUNCTIONS) - {"count"}
_MISSING = {
    "of": ("It is not said yet which rows are rolled up.", "Choose a sub-table or a related list."),
    "value": (
        "It is not said yet what is taken of each row.",
        "Choose a field of the rows, or write a formula.",
    ),
}
"""What is wrong and what to do, by the setting that is not filled yet."""


class RollUpType(FormulaType):
    """`of` names a sub-table or an inverse list, `value` what is taken of each row, `when` which rows.

    It says the same as the formula it is turned into, so that one evaluator serves both.
    """

    name: ClassVar[str] = "roll_up"
    label: ClassVar[Text] = {"en": "Roll-up", "zh": "汇总"}
    icon: ClassVar[str] = "sigma"
    settings_schema: ClassVar[dict[str, Any]] = {
        "of": {"$ref": "urn:dougong:schema:common#/$defs/key"},
        "function": {"enum": list(FUNCTIONS)},
        "value": {"$ref": "urn:dougong:schema:common#/$defs/expression"},
        "when": {"$ref": "urn:dougong:schema:common#/$defs/expression"},
        "result": {"enum": list(RESULTS)},
        "precision": {"type": "integer", "minimum": 0, "maximum": 10},
        "unit": {"$ref": "urn:dougong:schema:common#/$defs/text"},
        "thousands": {"type": "boolean"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "stored": {"type": "boolean"},
    }

    def expression(self, field: Field) -> str:
        rows, when, value = (field.settings.get(name) for name in ("of", "when", "value"))
        function = FUNCTIONS[field.settings.get("function", "count")]
        if function == "COUNT":
            return f"COUNTIF({rows}, {when})" if when else f"COUNT({rows})"
        if when:
            value = f"IF({when}, {value})"
        return f"{function}({rows}, {value})"

    def check(self, field: Field, pointer: str) -> list[Problem]:
        missing = [] if field.settings.get("of") else ["of"]
        if field.settings.get("function", "count") in _NEEDS_VALUE and not field.settings.get("value"):
            missing.append("value")
        return [
            Problem(
                code="roll_up",
                pointer=f"{pointer}/x-dougong/{name}",
                message=_MISSING[name][0],
                hint=_MISSING[name][1],
            )
            for name in missing
        ]


ROLL_UP = RollUpType()
