"""Conditions: expressions of a flow document, typed and compiled, and the field rights of a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong_formula import Expression
from dougong_model import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A typed expression with its compiled form; `evaluate` takes the flat scope of the record."""

    expression: Expression
    evaluate: Callable[[Mapping[str, Any]], Value]

    @property
    def text(self) -> str:
        """Return the expression as written."""
        return self.expression.text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRights:
    """What a seat adds to or takes from its person's rights on the record's fields.

    `read` None means every field of the record is shown, but those in `hide`.
    """

    edit: frozenset[str] = frozenset()
    read: frozenset[str] | None = None
    hide: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()

    @property
    def restricts(self) -> bool:
        """Say whether people at the node must not see every field."""
        return bool(self.hide) or self.read is not None
