"""Answers of files: what is known of one, and the first cells of one that holds a table."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from dougong.api.answers.base import Answer


class StoredFile(Answer):
    """A file that was uploaded."""

    id: UUID
    name: str
    size: int
    type: str


class GivenFiles(Answer):
    """What went with a decision."""

    signature: StoredFile | None
    files: list[StoredFile]


class TypedCell(Answer):
    """A cell of a table that is neither a text nor yes or no: days and times have no zone, durations h:mm:ss."""

    type: Literal["number", "date", "datetime", "time", "duration"]
    value: str


class FileTable(Answer):
    """The first rows and columns of a workbook's sheet or of a CSV file, and how many it has."""

    format: Literal["workbook", "csv"]
    sheets: list[str]
    sheet: str | None
    encoding: str | None
    separator: str | None
    rows: int
    columns: int
    shown_rows: int
    shown_columns: int
    shortened: bool
    cells: list[list[str | bool | TypedCell | None]]
