"""CSV files: read as people save them, written so that a spreadsheet never takes a text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dougong.errors import Invalid, TooLarge
from dougong_model import Problem

MOST_ROWS = 500_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_768
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = ",;\t"


def neutral(text: str) -> str:
    """Return a text cell that no spreadsheet takes for a formula; `restored` undoes it."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def restored(text: str) -> str:
    """Return a cell as it was before `neutral`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_DANGEROUS) else text


def written(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def refused(message: str) -> Invalid:
    """Return the answer to a file that cannot be read."""
    return Invalid(message, problems=[Problem(code="file", pointer="/file", message=message)])


class CsvFile:
    """A CSV file in UTF-8 or GB 18030, with a header, separated by commas, semicolons or tabs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = _encoding(path)
        with self._open() as text:
            head = text.readline()
        self.delimiter = max(_DELIMITERS, key=head.count)
        first = next(self._rows(), None)
        if first is None or not any(cell.strip() for cell in first):
            raise refused("The file has no header row.")
        self.columns = [restored(cell.strip()) for cell in first]
        if len(self.columns) > MOST_COLUMNS:
            raise TooLarge.at("/file", f"A file has at most {MOST_COLUMNS} columns.")
        if len(set(self.columns)) != len(self.columns):
            raise refused("Two columns of the file have the same name.")

    def _open(self) -> io.TextIOWrapper:
        return self.path.open(encoding=self.encoding, newline="")

    def _rows(self) -> Iterator[list[str]]:
        with self._open() as text:
            try:
                yield from csv.reader(text, delimiter=self.delimiter, strict=False)
            except (csv.Error, UnicodeError) as error:
                raise refused(f"The file cannot be read as CSV: {error}.") from None

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield the number of each row in the file (the header is row 1) and a cell for each column.

        Blank rows are skipped.
        """
        width = len(self.columns)
        for number, cells in self._filled():
            if max(map(len, cells)) > LONGEST_CELL:
                raise refused(f"Row {number} has a cell of more than {LONGEST_CELL} characters.")
            if len(cells) != width:
                cells = [*cells, *[""] * (width - len(cells))][:width]
            yield number, [restored(cell) if cell[:1] == "'" else cell for cell in cells]

    def count(self) -> int:
        """Return how many rows there are."""
        return sum(1 for _ in self._filled())

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        rows = self._rows()
        next(rows, None)
        for number, cells in enumerate(rows, 2):
            if number > MOST_ROWS + 1:
                raise TooLarge.at("/file", f"A file has at most {MOST_ROWS} rows.")
            if any(map(str.strip, cells)):
                yield number, cells


def _encoding(path: Path) -> str:
    head = path.read_bytes()
    if b"\x00" in head:
        raise refused("This is not a text file. Save the table as CSV.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refused("The file is neither UTF-8 nor GB 18030. Save it as CSV in UTF-8.")
