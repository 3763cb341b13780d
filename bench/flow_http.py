"""Approvals over HTTP: start + decide pairs a second, two web processes asked by sixteen connections.

Each connection starts a flow as the employee, reads the lead's seat from the answer and approves it as the lead. The
file run as a program is the side that asks.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from bench.load import answer, request
from bench.records import ROOT, free_port, serving, sign_in

from dougong.context import Principal
from dougong.database import Database

CONNECTIONS = 16


def measure(database: Database, home: Path, people: Sequence[Principal], records: Sequence[UUID]) -> float:
    """Return pairs a second on records not yet submitted, by an employee and her lead; a few of them warm the processes
    up and do not count.
    """
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with database.begin() as conn:
        tokens = [sign_in(conn, one.name, one.person) for one in people if one.person is not None]
    environment = {"DATABASE_URL": url, "DOUGONG_HOME": str(home)}
    with serving("dougong.api.server:create_app", free_port(), environment, factory=True) as port:
        warm, counted = records[: len(records) // 4], records[len(records) // 4 :]
        _asking(port, tokens, warm)
        return len(counted) / _asking(port, tokens, counted)


def _asking(port: int, tokens: Sequence[str], records: Sequence[UUID]) -> float:
    given = {"port": port, "tokens": tokens, "records": records}
    done = subprocess.run(
        [sys.executable, "-m", "bench.flow_http"],
        input=orjson.dumps(given),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    return float(done.stdout)


async def _pairs(port: int, tokens: Sequence[str], records: Iterator[str]) -> None:
    employee, lead = tokens
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for record in records:
        start = request("POST", "/api/v1/apps/desk/flows/plain/start", employee, {"record": record})
        head, started = await answer(reader, writer, start)
        assert head[9:12] == b"201", started
        (seat,) = (one["id"] for visit in orjson.loads(started)["visits"] for one in visit["seats"])
        approve = request("POST", f"/api/v1/seats/{seat}/approve", lead, {"comment": "fine"})
        head, decided = await answer(reader, writer, approve)
        assert head[9:12] == b"200", decided
    writer.close()


async def _all(given: dict[str, Any]) -> float:
    records = iter(given["records"])
    begun = time.perf_counter()
    await asyncio.gather(*(_pairs(given["port"], given["tokens"], records) for _ in range(CONNECTIONS)))
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(asyncio.run(_all(orjson.loads(sys.stdin.buffer.read()))))
