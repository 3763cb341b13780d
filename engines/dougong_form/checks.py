"""Checks: conditions that a field's value must satisfy, in the words of the entity's document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong_form.definition import Entity, Text
from dougong_formula import BOOLEAN, Vocabulary, parse_expression, to_python
from dougong_model import Problem, Value, localised


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One compiled condition of one field; it holds when the expression gives true."""

    field: str
    holds: Callable[[Mapping[str, Any]], Value]
    message: Text


def compile_checks(entity: Entity, vocabulary: Vocabulary) -> tuple[Check, ...]:
    """Compile the `check` members of an entity's fields; raises FormulaError."""
    found = []
    for key, field in entity.fields.items():
        check = field.settings.get("check")
        if check is not None:
            expression = parse_expression(check["when"], vocabulary, BOOLEAN)
            found.append(Check(field=key, holds=to_python(expression), message=check.get("message", {})))
    return tuple(found)


def failed_checks(
    checks: Sequence[Check], scope: Mapping[str, Any], written: Collection[str], language: str = "en"
) -> list[Problem]:
    """Return a problem for each written field whose condition does not hold.

    A blank value passes (that a field must be filled is said by `required`), and so does a value that this
    change does not touch: a day that was in the future when it was entered stays valid.
    """
    return [
        Problem(
            code="check",
            pointer=f"/{check.field}",
            message=localised(check.message, language) or "This value is not allowed.",
        )
        for check in checks
        if check.field in written and scope.get(check.field) is not None and check.holds(scope) is not True
    ]
