"""Lookup: a value of a record that a reference leads to, computed when read or stored."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.formula import FormulaType
from dougong_model import Problem

_PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\Z")


class LookupType(FormulaType):
    """The field at the end of a path through references, `customer.industry`; its kind and choices are that field's."""

    name: ClassVar[str] = "lookup"
    label: ClassVar[Text] = {"en": "Lookup", "zh": "引用字段"}
    icon: ClassVar[str] = "search-link"
    settings_schema: ClassVar[dict[str, Any]] = {
        name: FormulaType.settings_schema[name]
        for name in ("formula", "precision", "unit", "thousands", "currency", "stored")
    }

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if _PATH.match(self.expression(field).strip()):
            return []
        return [
            Problem(
                code="no_path",
                pointer=f"{pointer}/x-dougong/formula",
                message="It is not said yet which value of a linked record is shown.",
                hint="Choose a reference and a field behind it, such as customer.industry.",
            )
        ]


LOOKUP = LookupType()
