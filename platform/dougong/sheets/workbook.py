"""Workbooks: one sheet of an XLSX file, unpacked by a child process that a bomb or a fault cannot leave.

What a workbook holds was written by somebody else. The parser runs apart, with limits on memory, time and
size and without the server's environment; whatever happens to it, the caller gets rows or a clear problem.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dougong.errors import TooLarge
from dougong.sheets import limits
from dougong.sheets.limits import refused

_CHILD = Path(__file__).with_name("workbook_child.py")
ZIP = b"PK\x03\x04"
# A signal that ended the child: its limit of time, or memory refused where the parser does not ask for less.
_SIGNALS: Mapping[int, str] = {signal.SIGKILL: "time", signal.SIGXCPU: "time", signal.SIGABRT: "memory"}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What a workbook has: the names of its visible sheets, and the one that was unpacked."""

    sheets: tuple[str, ...]
    sheet: str


def is_workbook(path: Path) -> bool:
    """Say whether a file is a workbook; raises Invalid for one of a kind that is not read."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLD:
        raise refused(
            "This is a workbook of the old kind, or a locked one. Save it as XLSX without a password."
        )
    return head.startswith(ZIP)


def unpack(path: Path, out: Path, sheet: str | None) -> Unpacked:
    """Write a sheet of a workbook as CSV in UTF-8 to `out`: the named one, or the first that is not empty.

    Raises Invalid for a file that cannot be read and TooLarge for one past the limits.
    """
    bounds = {
        "memory": limits.MEMORY,
        "seconds": limits.SECONDS,
        "inflated": limits.MOST_INFLATED,
        "rows": limits.MOST_ROWS,
        "columns": limits.MOST_COLUMNS,
        "cells": limits.MOST_CELLS,
    }
    told = in_child("convert", path, out, bounds, sheet=sheet or "")
    problem = told.get("problem")
    match problem:
        case None:
            return Unpacked(sheets=tuple(told["sheets"]), sheet=told["sheet"])
        case "rows":
            raise TooLarge.at("/file", f"A file has at most {limits.MOST_ROWS} rows.")
        case "columns":
            raise TooLarge.at("/file", f"A file has at most {limits.MOST_COLUMNS} columns.")
        case "cells" | "inflated" | "memory":
            raise TooLarge.at(
                "/file",
                f"This workbook is too large when it is unpacked; a sheet has at most {limits.MOST_CELLS} cells.",
            )
        case "password":
            raise refused("The workbook is locked. Save it without a password.")
        case "no_sheet":
            raise refused("The workbook has no sheet to read.")
        case "unknown_sheet":
            raise refused("The workbook has no such sheet.")
        case "time":
            raise refused("The workbook took too long to read. Save it as CSV.")
        case _:
            raise refused("The workbook cannot be read. Save it again as XLSX, or as CSV.")


def in_child(act: str, path: Path, out: Path, limits: Mapping[str, int], **asked: str) -> Mapping[str, Any]:
    """Have a file opened by the child process, within `memory`, `seconds`, `inflated` and what else the act
    is bound by; return what it tells, `problem` among it when it was not done.
    """
    given = json.dumps({"act": act, "limits": limits, **asked})
    command = [sys.executable, "-I", str(_CHILD), str(path), str(out), given]
    try:
        ended = subprocess.run(  # noqa: S603 - our own file, no shell; the paths are ours, the rest is one argument
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8"},
            timeout=limits["seconds"] + 30,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"problem": "time"}
    if ended.returncode == 0:
        told: Mapping[str, Any] = json.loads(ended.stdout)
        return told
    return {"problem": _SIGNALS.get(-ended.returncode, "broken")}
