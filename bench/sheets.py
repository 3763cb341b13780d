"""Tables that come and go: a workbook unpacked, a list of any length written to a file in bounded memory."""

from __future__ import annotations

import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import psutil
import xlsxwriter
from bench.records import Scene

from dougong import user_jobs
from dougong.actions.export_file import Format, export_job, start_export
from dougong.context import Context
from dougong.identity.sessions import read_principal
from dougong.metadata import published
from dougong.settings import Settings
from dougong.sheets.table import open_table

SECONDS_BOUND = 2.0
"""A workbook of 100,000 rows and 10 columns is unpacked in so many seconds."""
MEMORY_BOUND = 120.0
"""Megabytes by which the process grows while it exports, whatever the number of rows."""
_FIRST = date(2026, 1, 1)


def workbook(path: Path, rows: int) -> None:
    """Write a workbook of ten columns: texts, numbers, days, yes and no."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet, day = book.add_worksheet("Deals"), book.add_format({"num_format": "yyyy-mm-dd"})
    head = ["Name", "Company", "Amount", "Closed", "Phone", "Email", "Stage", "Note", "Count", "Won"]
    sheet.write_row(0, 0, head)
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"Deal {row}")
        sheet.write_string(row, 1, f"Company {row % 977}")
        sheet.write_number(row, 2, row * 1.25)
        sheet.write_datetime(row, 3, _FIRST + timedelta(days=row % 365), day)
        sheet.write_string(row, 4, f"1380000{row % 10_000:04}")
        sheet.write_string(row, 5, f"person{row}@example.com")
        sheet.write_string(row, 6, "Won")
        sheet.write_string(row, 7, "Some note that a person wrote")
        sheet.write_number(row, 8, row)
        sheet.write_boolean(row, 9, row % 2 == 0)
    book.close()


def unpacked(rows: int) -> float:
    """Return the seconds from a workbook to rows that can be read, child process and all; best of three."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        path = Path(folder) / "deals.xlsx"
        workbook(path, rows)
        times = []
        for _ in range(3):
            started = time.perf_counter()
            with open_table(path) as table:
                times.append(time.perf_counter() - started)
                assert table.count() == rows
    return min(times)


@dataclass(slots=True)
class _Memory:
    """The most memory that this process holds while the block runs, above what it held before, in MB."""

    before: int = 0
    most: int = 0
    ended: threading.Event | None = None
    thread: threading.Thread | None = None

    def __enter__(self) -> _Memory:
        process, self.ended = psutil.Process(), threading.Event()
        self.before = self.most = process.memory_info().rss

        def look(ended: threading.Event) -> None:
            while not ended.wait(0.02):
                self.most = max(self.most, process.memory_info().rss)

        self.thread = threading.Thread(target=look, args=(self.ended,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        assert self.ended is not None
        assert self.thread is not None
        self.ended.set()
        self.thread.join()

    @property
    def grown(self) -> float:
        """Return how much it grew; a little, so that a figure is one."""
        return max(self.most - self.before, 4096) / 1_000_000


def exported(scene: Scene, home: Path, kind: Format) -> tuple[float, float]:
    """Export every record of the scene as the administrator; returns rows a second, and MB of growth."""
    settings = Settings(dougong_home=home)
    asked = {
        "fields": ["name", "company", "email", "phone", "status", "amount", "quantity", "due", "city", "note"]
    }
    with scene.database.begin() as conn:
        context = Context(
            conn=conn,
            principal=read_principal(conn, scene.administrator),
            now=datetime.now(UTC),
            zone=ZoneInfo("Asia/Shanghai"),
        )
        job: UUID = start_export(context, published(conn, "bench"), "deal", asked, kind, "labels")
    found = user_jobs.begin(scene.database, job)
    assert found is not None
    with _Memory() as memory:
        started = time.perf_counter()
        result = export_job(found, settings)
        seconds = time.perf_counter() - started
    return int(result["rows"]) / seconds, memory.grown
