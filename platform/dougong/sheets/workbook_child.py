"""The child process that opens a file of somebody else: takes its limits, writes what is asked, tells what it saw.

It is started by its path, alone (`python -I workbook_child.py file out asked`), and knows nothing of the server.
What is asked is JSON: `act`, `sheet`, `limits`, of a text `encoding` and `separator`. `convert` writes one sheet
as CSV, a cell as a person would type it: whole numbers without a point, days as 2026-11-22, the value that a
formula had when the workbook was saved. `preview` and `preview_text` write the first cells as JSON, with their
types. On standard output it tells `{"sheets", "sheet", …}` or `{"problem"}`.
"""

from __future__ import annotations

import csv
import errno
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

_LOCKED = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\x00")
"""The name of the part in which a workbook with a password is kept, as the file around it writes names."""


class _Refused(Exception):
    """The file is not read; the argument is the problem that is told."""


def _bound(limits: Mapping[str, int]) -> None:
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


def _opened(path: str, wanted: str, limits: Mapping[str, int]) -> tuple[list[str], Any]:
    """Return the names of the visible sheets, and the named one or the first that is not empty."""
    with open(path, "rb") as file:
        zipped = file.read(2) == b"PK"
        locked = not zipped and _LOCKED in file.read()
    if locked:
        raise _Refused("password")
    if zipped and _inflated(path) > limits["inflated"]:
        raise _Refused("inflated")
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise _Refused("password") from None
    names = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    if not names:
        raise _Refused("no_sheet")
    if wanted and wanted not in names:
        raise _Refused("unknown_sheet")
    sheet = book.get_sheet_by_name(wanted or names[0])
    if not wanted and not sheet.height:
        filled = (book.get_sheet_by_name(name) for name in names[1:])
        sheet = next((one for one in filled if one.height), sheet)
    return names, sheet


def _convert(path: str, out: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    limits = asked["limits"]
    names, sheet = _opened(path, asked["sheet"], limits)
    if sheet.total_height > limits["rows"] + 100:
        raise _Refused("rows")
    if sheet.width > limits["columns"]:
        raise _Refused("columns")
    if sheet.height * sheet.width > limits["cells"]:
        raise _Refused("cells")
    with open(out, "w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(_rows(sheet))
    return {"sheets": names, "sheet": sheet.name}


def _preview(path: str, out: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    names, sheet = _opened(path, asked["sheet"], asked["limits"])
    rows = columns = 0
    cells: Iterator[list[Any]] = iter(())
    if sheet.end:
        rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
        # Rows come from the first filled column on; the letters count from the first of the sheet.
        before = [""] * sheet.start[1]
        cells = (before + row for row in sheet.iter_rows())
    cut = _write_first(cells, out, asked["limits"])
    return {"sheets": names, "sheet": sheet.name, "rows": rows, "columns": columns, "cut": cut}


def _preview_text(path: str, out: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    limits = asked["limits"]
    # A cell that is never closed takes the rest of the file; it is shown cut, like any other.
    csv.field_size_limit(limits["inflated"])
    rows = columns = 0
    with open(path, encoding=asked["encoding"], errors="replace", newline="") as text:
        table = csv.reader(text, delimiter=asked["separator"], strict=False)
        first = list(islice(table, limits["rows"]))
        cut = _write_first(first, out, limits)
        for place, cells in enumerate(chain(first, table), 1):
            if any(cells):
                rows, columns = place, max(columns, len(cells))
    return {"sheets": [], "sheet": None, "rows": rows, "columns": columns, "cut": cut}


def _write_first(rows: Iterable[Sequence[Any]], out: str, limits: Mapping[str, int]) -> bool:
    """Write the first rows and columns as JSON, and return whether the text of a cell was cut."""
    most, cut = limits["characters"], False
    shown = []
    for row in islice(rows, limits["rows"]):
        cells = [_typed(cell) for cell in row[: limits["columns"]]]
        while cells and cells[-1] is None:
            cells.pop()
        for place, cell in enumerate(cells):
            if type(cell) is str and len(cell) > most:
                cells[place], cut = f"{cell[:most]}…", True
        shown.append(cells)
    while shown and not shown[-1]:
        shown.pop()
    with open(out, "w", encoding="utf-8") as text:
        json.dump(shown, text, ensure_ascii=False)
    return cut


def _typed(value: Any) -> Any:
    """Return a cell as JSON: null, a text, true or false, else its type and its value as text."""
    if type(value) in (str, bool):
        return None if value == "" else value
    kind = {float: "number", int: "number", date: "date", datetime: "datetime", time: "time"}.get(type(value))
    text = _text(value)
    if kind == "datetime":
        kind, text = ("date", text) if len(text) == 10 else (kind, value.isoformat(timespec="seconds"))
    return {"type": kind or "duration", "value": text}


_ACTS: dict[str, Callable[[str, str, Mapping[str, Any]], dict[str, Any]]] = {
    "convert": _convert,
    "preview": _preview,
    "preview_text": _preview_text,
}


def main() -> None:
    """Do what the arguments ask."""
    path, out, given = sys.argv[1:]
    asked = json.loads(given)
    _bound(asked["limits"])
    try:
        told = _ACTS[asked["act"]](path, out, asked)
    except _Refused as refusal:
        told = {"problem": refusal.args[0]}
    except MemoryError:
        told = {"problem": "memory"}
    except OSError as error:
        told = {"problem": "inflated" if error.errno == errno.EFBIG else "broken"}
    except Exception:
        told = {"problem": "broken"}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
