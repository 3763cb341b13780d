"""The child process that opens a workbook: takes its limits, writes one sheet as CSV and tells what it saw.

It is started by its path, alone (`python -I workbook_child.py workbook out sheet limits`), and knows nothing
of the server. On standard output it tells `{"sheets", "sheet"}` or `{"problem"}`. A cell is written as a
person would type it: whole numbers without a point, days as 2026-11-22, the value that a formula had when the
workbook was saved.
"""

from __future__ import annotations

import csv
import errno
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum


def _bound(limits: dict[str, int]) -> None:
    """Give up what a workbook never needs, before any of it is read."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["inflated"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _inflated(path: str) -> int:
    with zipfile.ZipFile(path) as archive:
        return sum(one.file_size for one in archive.infolist())


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def _text(value: Any) -> str:
    """Write a cell that is no text."""
    kind = type(value)
    if kind is float:
        return _number(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if kind is datetime:
        return str(value.date() if value.time() == time() else value)
    if kind is timedelta:
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value.isoformat()) if kind in (date, time) else str(value)


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Yield the rows of a sheet as they are numbered in it, blank ones above the first filled one too."""
    for row in sheet.iter_rows():
        yield [cell if type(cell) is str else _text(cell) for cell in row]


def _convert(path: str, out: str, wanted: str, limits: dict[str, int]) -> dict[str, Any]:
    if _inflated(path) > limits["inflated"]:
        return {"problem": "inflated"}
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        return {"problem": "password"}
    names = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    if not names:
        return {"problem": "no_sheet"}
    if wanted and wanted not in names:
        return {"problem": "unknown_sheet"}
    sheet = book.get_sheet_by_name(wanted or names[0])
    if not wanted and not sheet.height:
        filled = (book.get_sheet_by_name(name) for name in names[1:])
        sheet = next((one for one in filled if one.height), sheet)
    if sheet.total_height > limits["rows"] + 100:
        return {"problem": "rows"}
    if sheet.width > limits["columns"]:
        return {"problem": "columns"}
    if sheet.height * sheet.width > limits["cells"]:
        return {"problem": "cells"}
    with open(out, "w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(_rows(sheet))
    return {"sheets": names, "sheet": sheet.name}


def main() -> None:
    """Convert the sheet that the arguments name."""
    path, out, wanted, given = sys.argv[1:]
    limits = json.loads(given)
    _bound(limits)
    try:
        told = _convert(path, out, wanted, limits)
    except MemoryError:
        told = {"problem": "memory"}
    except OSError as error:
        told = {"problem": "inflated" if error.errno == errno.EFBIG else "broken"}
    except Exception:
        told = {"problem": "broken"}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
