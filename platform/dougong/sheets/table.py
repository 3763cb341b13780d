"""A table that somebody brings: its columns and its rows of texts, whatever file they stand in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from dougong.errors import BadRequest, TooLarge
from dougong.sheets.csv_text import (
    ENCODINGS,
    SEPARATORS,
    cells_of,
    recognised_encoding,
    recognised_separator,
    restored,
)
from dougong.sheets.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, refused
from dougong.sheets.workbook import is_workbook, unpack

LOOKED_AT = 20
_NUMBER = re.compile(r"[-+]?[\d.,:/\s%￥¥$€-]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read; None is recognised. `header` is the line of the columns' names, 0 for none."""

    sheet: str | None = None
    header: int | None = None
    encoding: str | None = None
    separator: str | None = None

    def check(self) -> None:
        """Raise BadRequest for a choice that is none."""
        if self.encoding is not None and self.encoding not in {*ENCODINGS, "utf-16-le", "utf-16-be"}:
            message = "Characters are not coded so; choose one of the codings that are offered."
            raise BadRequest.at("/reading/encoding", message, code="choice")
        if self.separator is not None and self.separator not in SEPARATORS:
            message = "Cells are separated by a comma, a semicolon, a tab or a bar."
            raise BadRequest.at("/reading/separator", message, code="choice")
        if self.header is not None and not 0 <= self.header <= LOOKED_AT:
            message = f"The names of the columns stand in one of the first {LOOKED_AT} rows."
            raise BadRequest.at("/reading/header", message, code="out_of_range")


class Table:
    """The rows of one file, read again each time they are asked for."""

    def __init__(
        self, path: Path, kind: Literal["csv", "xlsx"], reading: Reading, sheets: Sequence[str] = ()
    ) -> None:
        self.path, self.kind, self.sheets = path, kind, tuple(sheets)
        self.sheet = reading.sheet
        workbook = kind == "xlsx"
        self.encoding = "utf-8" if workbook else reading.encoding or recognised_encoding(path)
        self.separator = "," if workbook else reading.separator or recognised_separator(path, self.encoding)
        self.head = [(number, cells) for number, cells in islice(self._numbered(), LOOKED_AT) if any(cells)]
        if not self.head:
            raise refused("The file has no header row.")
        self.header = guessed_header(self.head) if reading.header is None else reading.header
        self.columns = self._columns()

    def reading(self) -> dict[str, Any]:
        """Return how the file was read, as the API shows it."""
        workbook = self.kind == "xlsx"
        return {
            "format": self.kind,
            "header": self.header,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "encoding": None if workbook else self.encoding,
            "separator": None if workbook else self.separator,
        }

    def _columns(self) -> list[str]:
        """Name the columns: by the header, by letters where it is blank, a repeated name with its number."""
        cells = dict(self.head).get(self.header, [])
        if self.header and not _filled(cells):
            raise refused("The row that is to name the columns is empty.")
        width = max(_filled(one) for number, one in self.head if number >= self.header)
        if width > MOST_COLUMNS:
            raise TooLarge.at("/file", f"A file has at most {MOST_COLUMNS} columns.")
        names = [restored(cells[place].strip()) if place < len(cells) else "" for place in range(width)]
        seen: Counter[str] = Counter()
        taken = set(names)
        for place, name in enumerate(names):
            seen[name] += 1
            if not name:
                names[place] = _unused(letters(place), taken)
            elif seen[name] > 1:
                names[place] = _unused(f"{name} ({seen[name]})", taken)
            taken.add(names[place])
        return names

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        yield from enumerate(cells_of(self.path, self.encoding, self.separator), 1)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the number of each row in the file, as a spreadsheet counts them, and a cell for each column.

        Blank rows are skipped.
        """
        width = len(self.columns)
        for number, cells in self._filled():
            text = "".join(cells)
            if len(text) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
                raise refused(f"Row {number} has a cell of more than {LONGEST_CELL} characters.")
            if len(cells) != width:
                cells = [*cells, *[""] * (width - len(cells))][:width]
            yield number, [restored(cell) for cell in cells] if "'" in text else cells

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(1 for _ in self._filled())

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        header = self.header
        for number, cells in self._numbered():
            if number <= header:
                continue
            if number > MOST_ROWS + header:
                raise TooLarge.at("/file", f"A file has at most {MOST_ROWS} rows.")
            if any(map(str.strip, cells)):
                yield number, cells


@contextmanager
def open_table(path: Path, reading: Reading | None = None) -> Iterator[Table]:
    """Open a file that somebody brought; raises Invalid, TooLarge or BadRequest.

    What a workbook is unpacked to lives as long as the block.
    """
    reading = reading or Reading()
    reading.check()
    if not is_workbook(path):
        yield Table(path, "csv", reading)
        return
    with TemporaryDirectory(prefix="dougong-sheet-") as folder:
        out = Path(folder) / "sheet.csv"
        found = unpack(path, out, reading.sheet)
        chosen = Reading(sheet=found.sheet, header=reading.header)
        yield Table(out, "xlsx", chosen, found.sheets)


def guessed_header(head: Sequence[tuple[int, Sequence[str]]]) -> int:
    """Return the line that most likely names the columns: the first that is nearly as full as the fullest,
    without repeats, and has no numbers where names are expected.
    """
    filled = {number: [cell.strip() for cell in cells if cell.strip()] for number, cells in head}
    widest = max(len(cells) for cells in filled.values())
    for number, cells in filled.items():
        names = [cell for cell in cells if not _NUMBER.match(cell)]
        if len(cells) * 10 >= widest * 6 and len(names) * 2 > len(cells):
            return number
    return head[0][0]


def letters(place: int) -> str:
    """Return the letters by which spreadsheets name a column, counted from nought."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def _filled(cells: Sequence[str]) -> int:
    """Return how many cells a row has up to its last filled one."""
    return max((place + 1 for place, cell in enumerate(cells) if cell.strip()), default=0)


def _unused(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name} {number}", number + 1
    return found
