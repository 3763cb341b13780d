"""Condition: a typed expression of a rule document with its compiled form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong_formula import Expression, Literal
from dougong_model import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A typed expression and its compiled form; `value(scope)` never raises on data."""

    text: str
    expression: Expression
    value: Callable[[Mapping[str, Any]], Value]

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """Say whether the condition is true: blank and error values are not."""
        return self.value(scope) is True

    @property
    def meaning(self) -> tuple[str, Any]:
        """Return what two expressions that surely give the same have in common: their constant, or their text."""
        tree = self.expression.tree
        if isinstance(tree, Literal):
            return tree.type.kind, self.value({})
        return "", self.text.strip()
