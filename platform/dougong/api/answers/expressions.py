"""Answers about expressions: read, completed, tried on a record."""

from __future__ import annotations

from typing import Any

from dougong.api.answers.apps import FormulaTree
from dougong.api.answers.base import Answer, Localised, absent


class ExpressionFix(Answer):
    """A change that mends a fault: `insert` in the place of `length` characters; `label` names a field."""

    position: int
    length: int
    insert: str
    label: str


class ExpressionProblem(Answer):
    """A fault in an expression; positions count characters."""

    position: int
    length: int
    code: str
    message: str
    hint: str | None
    fixes: list[ExpressionFix]


class ExpressionCompletion(Answer):
    """What may be written at a position."""

    key: str
    label: str
    kind: str
    insert: str
    help: str


class ParsedExpression(Answer):
    """An expression, read."""

    tree: FormulaTree | None
    type: str | None
    reading: Localised | None
    errors: list[ExpressionProblem]
    completions: list[ExpressionCompletion]


class ExpressionNames(Answer):
    """Names that may be written."""

    items: list[ExpressionCompletion]


class TrialPart(Answer):
    """A part of a condition joined by AND or OR, and what it comes to."""

    position: int
    length: int
    value: Any


class ExpressionTrial(Answer):
    """What an expression comes to on a record: a value with its type, or the `fault` that keeps it from being
    evaluated. An error that comes out is its code, such as `#DIV/0!`.
    """

    value: Any = absent()
    type: str = absent()
    titles: list[str] = absent()
    parts: list[TrialPart] = absent()
    fault: str = absent()
    code: str = absent()
