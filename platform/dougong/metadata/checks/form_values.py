"""Check of values that a form gives by expressions: of rules, defaults, picked records, every answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Entity
from dougong_model import Problem

ASKED = ("user", "settings")
"""Prefixes that expressions of forms may use."""


def check_values(
    values: Mapping[str, str], pointer: str, entity: Entity, around: Surroundings
) -> Iterator[Problem]:
    """Yield what is wrong with expressions by field: each must give what its field holds."""
    for name, text in values.items():
        field = entity.fields.get(name)
        expected = None if field is None else field.type.formula_type(field)
        if field is not None and field.computed:
            yield Problem(code="computed", pointer=f"{pointer}/{name}", message=f"“{name}” is computed.")
        yield from around.expression(text, f"{pointer}/{name}", entity.key, *ASKED, expected=expected)
