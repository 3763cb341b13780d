"""Answers about decision tables as sheets: what was read, what is wrong with it, what would differ."""

from __future__ import annotations

from typing import Literal

from dougong.api.answers.base import Answer, Document


class CellProblem(Answer):
    """Something wrong with what was read: the cell of the sheet, and the place in the document."""

    cell: str | None
    pointer: str
    message: str
    hint: str | None


class RowDifference(Answer):
    """A row of the table that is added, removed or changed, with its cells (inputs, then outputs)."""

    kind: Literal["added", "removed", "changed"]
    row: int
    before: list[str] | None
    after: list[str] | None


class TableDifference(Answer):
    """How many rows differ, and the first of them."""

    added: int
    removed: int
    changed: int
    rows: list[RowDifference]


class SheetRead(Answer):
    """What a file would make of a table; nothing is written."""

    document: Document
    problems: list[CellProblem]
    difference: TableDifference
    sheets: list[str]


class CellsPasted(Answer):
    """A table into which cells were pasted; nothing is written."""

    document: Document
    problems: list[CellProblem]
