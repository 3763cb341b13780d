"""Workbooks for tests, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return an XLSX file with typed cells; a text that begins with = is a formula with the value 42."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    hour = book.add_format({"num_format": "hh:mm"})
    span = book.add_format({"num_format": "[h]:mm:ss"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(place, column, cell, None, 42)
                elif isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, moment if isinstance(cell, datetime) else day)
                elif isinstance(cell, time | timedelta):
                    sheet.write_datetime(place, column, cell, hour if isinstance(cell, time) else span)
                elif cell is not None:
                    sheet.write(place, column, cell)
    book.close()
    return out.getvalue()


def repacked(content: bytes, part: str, replaced: bytes) -> bytes:
    """Return a workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one.filename, replaced if one.filename == part else old.read(one.filename))
    return out.getvalue()
