"""Previews of tables: the first cells of a workbook's sheet or of a CSV file, read in the child process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from dougong.errors import TooLarge, Unavailable
from dougong.sheets import limits
from dougong.sheets.csv_text import codec, recognised_encoding, recognised_separator
from dougong.sheets.limits import refused
from dougong.sheets.table import Reading
from dougong.sheets.workbook import OLD, ZIP, in_child

_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_TEXTS = (".csv", ".tsv")
_LOOKED_AT = 1 << 20
_AT_ONCE = BoundedSemaphore(2)
"""Each child may take a GB; of those that only look, a server has no more than two."""
_PATIENCE = 15


def is_table(name: str) -> bool:
    """Say whether a file is one that is shown as a table, by its name."""
    return name.lower().endswith((*_WORKBOOKS, *_TEXTS))


def preview_table(path: Path, name: str, reading: Reading) -> dict[str, Any]:
    """Return the first rows of a file as the API shows them: sheets, cells, how many rows and columns there are.

    Raises Invalid for a file that cannot be read, TooLarge for one past the limits, BadRequest for a reading that
    is none, Unavailable when too many files are being read.
    """
    reading.check()
    with path.open("rb") as file:
        head = file.read(64)
    workbook = head.startswith((ZIP, OLD))
    if not workbook and name.lower().endswith(_WORKBOOKS) and head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        # A page of the web that was only called a workbook; its marks are no cells.
        raise refused(_BROKEN)
    encoding = separator = None
    if not workbook:
        encoding = reading.encoding or recognised_encoding(path, _LOOKED_AT)
        separator = reading.separator or recognised_separator(path, encoding)
    with _turn(), TemporaryDirectory(prefix="dougong-preview-") as folder:
        out = Path(folder) / "cells.json"
        if encoding is None or separator is None:
            told = in_child("preview", path, out, _bounds(), sheet=reading.sheet or "")
        else:
            told = in_child(
                "preview_text", path, out, _bounds(), encoding=codec(encoding), separator=separator
            )
        _check(told)
        cells = json.loads(out.read_bytes())
    return {
        "format": "workbook" if workbook else "csv",
        "sheets": told["sheets"],
        "sheet": told["sheet"],
        "encoding": encoding,
        "separator": separator,
        "rows": told["rows"],
        "columns": told["columns"],
        "shown_rows": min(told["rows"], limits.PREVIEW_MOST_ROWS),
        "shown_columns": min(told["columns"], limits.PREVIEW_MOST_COLUMNS),
        "shortened": told["cut"],
        "cells": cells,
    }


@contextmanager
def _turn() -> Iterator[None]:
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Unavailable("Other files are being opened at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _AT_ONCE.release()


def _bounds() -> Mapping[str, int]:
    return {
        "memory": limits.MEMORY,
        "seconds": limits.PREVIEW_MOST_SECONDS,
        "inflated": limits.MOST_INFLATED,
        "rows": limits.PREVIEW_MOST_ROWS,
        "columns": limits.PREVIEW_MOST_COLUMNS,
        "characters": limits.PREVIEW_LONGEST_CELL,
    }


_BROKEN = "The file cannot be read: it is broken, or of another kind than its name says. Download it instead."


def _check(told: Mapping[str, Any]) -> None:
    """Raise what the child's problem means to who looks at a file."""
    match told.get("problem"):
        case None:
            return
        case "inflated" | "memory":
            raise TooLarge.at("/file", "This file is too large to be shown here. Download it instead.")
        case "password":
            raise refused("The workbook is locked with a password. Download it to open it.")
        case "no_sheet":
            raise refused("The workbook has no sheet to read.")
        case "unknown_sheet":
            raise refused("The workbook has no such sheet.")
        case "time":
            raise refused("It takes too long to show this file. Download it instead.")
        case _:
            raise refused(_BROKEN)
