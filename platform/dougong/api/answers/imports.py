"""Answers about imports: what a file is read as, what an import did, and which there were."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from dougong.api.answers.base import Answer


class PreviewColumn(Answer):
    """A column of a file, and the field it most likely means."""

    name: str
    samples: list[str]
    suggested: str | None


class ImportReading(Answer):
    """How a file is read: of a workbook the sheet, of a text its coding and separator, the row of names."""

    format: Literal["csv", "xlsx"]
    header: int
    sheet: str | None
    sheets: list[str]
    encoding: str | None
    separator: str | None


class PreviewRow(Answer):
    """One of the first rows of a file, as it stands there."""

    row: int
    cells: list[str]


class ImportPlan(Answer):
    """What was asked of a file with the same columns."""

    mapping: dict[str, list[str]]
    values: dict[str, dict[str, str]]
    match: list[str]
    rules: bool
    policy: Literal["update", "skip", "fill", "create"]
    duplicates: bool
    create_missing: list[str]


class ImportPreview(Answer):
    """What stands in a file, and what may be asked of it."""

    columns: list[PreviewColumn]
    rows: int
    reading: ImportReading
    head: list[PreviewRow]
    remembered: ImportPlan | None
    duplicates: list[list[str]]
    creatable: list[str]


class ImportProblem(Answer):
    """A fault of one row."""

    row: int
    column: str | None
    field: str | None
    value: str
    code: str
    message: str


class UnknownValue(Answer):
    """A value that names nothing, and what may be meant."""

    field: str
    value: str
    count: int
    suggestions: list[str]


class GivenMeaning(Answer):
    """A value of the file that stands for another one, as was asked; `means` is blank for a value left out."""

    field: str
    value: str
    means: str
    count: int


class SameRecord(Answer):
    """A row whose record is there already."""

    row: int
    id: UUID
    title: str


class SameRecords(Answer):
    """How many rows have their record already, and the first of them."""

    count: int
    items: list[SameRecord]


class RepeatedRow(Answer):
    """A row that is like an earlier one of the file."""

    row: int
    first: int


class RepeatedRows(Answer):
    """How many rows are like earlier ones, and the first of them."""

    count: int
    items: list[RepeatedRow]


class MadeReferences(Answer):
    """Records that were made because rows referred to them by name."""

    field: str
    count: int


class ImportResult(Answer):
    """What an import did, or would do."""

    created: int
    updated: int
    skipped: int
    failed: int
    same: SameRecords
    repeated: RepeatedRows
    made: list[MadeReferences]
    problems: list[ImportProblem]
    unknown_values: list[UnknownValue]
    meanings: list[GivenMeaning]
    error_file: UUID | None
    dry_run: bool
    rows: int


class LeftOfImport(Answer):
    """Why so many records of an import cannot be undone as things are.

    `code`: `changed_since`, `referenced`, `in_trash`, `purged` or `field_gone`.
    """

    code: str
    count: int


class UndoOfImport(Answer):
    """The last job that takes an import back; `taken`: records by all of them, `left`: those that are left now.

    `open`: those of them that somebody may undo; with none the import is closed, and `why` says what is in the way.
    """

    job: UUID
    state: str
    taken: int
    left: int | None
    open: int | None
    why: list[LeftOfImport]


class UndoOutlook(Answer):
    """What taking an import back would do for the caller.

    `trash`: records that it made and that go to the trash, `kept`: those the caller may not delete;
    `restore`: records that it changed and that get their old values, `closed`: those the caller may not change.
    """

    trash: int
    kept: int
    restore: int
    closed: int


class PastImport(Answer):
    """An import that may be taken back, or was."""

    batch: UUID
    at: datetime
    by: str
    name: str
    created: int
    updated: int
    undo: UndoOfImport | None


class PastImports(Answer):
    """Imports, newest first."""

    items: list[PastImport]
