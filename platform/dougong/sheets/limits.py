"""Limits of tables that are brought in or looked at; docs/reference/import-and-export.md names them."""

from __future__ import annotations

from dougong.errors import Invalid
from dougong_model import Problem

MOST_ROWS = 500_000
MOST_COLUMNS = 500
MOST_CELLS = 5_000_000
LONGEST_CELL = 32_768
MOST_INFLATED = 600_000_000
"""Bytes of a workbook's parts when they are unpacked."""
MEMORY = 1 << 30
"""Address space of the process that opens a workbook, in bytes."""
SECONDS = 60
"""Time of the process that opens a workbook."""
PREVIEW_MOST_ROWS = 200
PREVIEW_MOST_COLUMNS = 50
PREVIEW_LONGEST_CELL = 200
PREVIEW_MOST_SECONDS = 20
"""Time of the process that opens a file to be looked at; somebody is waiting."""


def refused(message: str) -> Invalid:
    """Return the answer to a file that cannot be read."""
    return Invalid(message, problems=[Problem(code="file", pointer="/file", message=message)])
