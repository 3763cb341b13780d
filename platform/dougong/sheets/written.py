"""Tables that people take: CSV text, and workbooks written row by row in bounded memory.

No text is ever written so that a spreadsheet may take it for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dougong.sheets.csv_text import is_dangerous, neutral, written

Cell = str | bool | Decimal | date | datetime | None
"""A cell to be written; a moment stands in the zone of who reads it."""
Kind = Literal["csv", "xlsx"]
ROWS_OF_A_SHEET = 1_048_576
_DIGITS = 15
_FIRST_YEAR = 1900
_LONGEST = 32_767


class TableWriter(Protocol):
    """Takes the rows of a table, the header first."""

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""

    def close(self) -> None:
        """End the file."""


class CsvWriter:
    """CSV in UTF-8 with the mark by which spreadsheets know it."""

    def __init__(self, path: Path, separator: str = ",") -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write("\ufeff")
        self._rows = csv.writer(self._file, delimiter=separator, lineterminator="\r\n")

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""
        self._rows.writerow([csv_cell(cell) for cell in row])

    def close(self) -> None:
        """End the file."""
        self._file.close()


class XlsxWriter:
    """A workbook with typed cells; past the rows that a sheet holds it goes on in another one."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
        self._title = sheet
        self._head: Sequence[Cell] | None = None
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # So that a spreadsheet leaves a text a text also when somebody edits the cell.
        self._plain = self._book.add_format({"quote_prefix": True})
        self._sheets = 0
        self._sheet = self._next_sheet()

    def _next_sheet(self) -> Worksheet:
        self._sheets += 1
        self._row = 0
        name = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""
        first = self._head is None
        if first:
            self._head = row
        elif self._row == ROWS_OF_A_SHEET:
            self._sheet = self._next_sheet()
            self._write(self._head or (), self._bold)
        self._write(row, self._bold if first else None)

    def _write(self, row: Sequence[Cell], bold: object) -> None:
        sheet, place = self._sheet, self._row
        for column, cell in enumerate(row):
            if type(cell) is str:
                text = cell[:_LONGEST]
                sheet.write_string(place, column, text, self._plain if is_dangerous(text) else bold)
            elif cell is not None:
                self._typed(place, column, cell)
        self._row += 1

    def _typed(self, row: int, column: int, cell: bool | Decimal | date | str) -> None:
        sheet = self._sheet
        if isinstance(cell, bool):
            sheet.write_boolean(row, column, cell)
        elif isinstance(cell, Decimal):
            if len(cell.normalize().as_tuple().digits) > _DIGITS:
                sheet.write_string(row, column, str(cell))
            else:
                sheet.write_number(row, column, float(cell))
        elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, cell, self._moment if isinstance(cell, datetime) else self._day)
        else:
            sheet.write_string(row, column, csv_cell(cell))

    def close(self) -> None:
        """End the file."""
        self._book.close()


def csv_cell(cell: Cell) -> str:
    """Write a cell as text."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case str():
            return neutral(cell)
        case Decimal():
            return format(cell, "f")
        case datetime():
            return cell.replace(microsecond=0).isoformat(sep=" ")
        case _:
            return cell.isoformat()


def sheet_name(text: str) -> str:
    """Return a name that a sheet may have."""
    clean = "".join(" " if character in "[]:*?/\\" else character for character in text).strip("' ")
    # A workbook keeps the name “History” for itself.
    return "Sheet" if clean.casefold() in {"", "history"} else clean[:25]


def table_bytes(kind: Kind, rows: Iterable[Sequence[Cell]], separator: str = ",") -> bytes:
    """Return a small table as a file."""
    if kind == "csv":
        text = written([[csv_cell(cell) for cell in row] for row in rows], separator)
        return ("\ufeff" + text).encode()
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, plain = book.add_worksheet(), book.add_format({"quote_prefix": True})
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            text = cell if isinstance(cell, str) else csv_cell(cell)
            sheet.write_string(place, column, text[:_LONGEST], plain if is_dangerous(text) else None)
    book.close()
    return out.getvalue()
