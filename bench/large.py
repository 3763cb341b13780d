"""A million rows: the first page of a list against both floors, its query plan, and adding a field by a publish."""

from __future__ import annotations

import time
from typing import Any

import httpx
import sqlalchemy as sa
from bench.load import request

from bench import records

FIELD_BOUND = 1.0
"""Seconds, for publishing a new field."""


def grow(scene: records.Scene, rows: int) -> None:
    """Copy the rows of both tables until there are so many, and let PostgreSQL look at them anew."""
    from bench import floor_app

    ours = scene.app.entities["deal"].table
    with scene.database.begin() as conn:
        conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
        present = len(scene.ids)
        while present < rows:
            more = min(present, rows - present)
            for table in (ours, floor_app.deal):
                columns = [column for column in table.c if column.name != "id"]
                source = sa.select(sa.func.gen_random_uuid(), *columns).limit(more)
                conn.execute(sa.insert(table).from_select(["id", *(one.name for one in columns)], source))
            present += more
    with scene.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")


def lists(scene: records.Scene, ours: int, floor: int, seconds: float, rounds: int) -> dict[str, float]:
    """Return pages a second of ours and both floors."""
    query = f"{records.RECORDS}?filter=status%20%3D%20%22open%22&sort=-due"
    shapes: dict[str, records.Shape] = {
        "floor list 50": (floor, lambda turn: [request("GET", "/deals?status=open", scene.token)]),
        "raw list 50": (floor, lambda turn: [request("GET", "/raw/deals?status=open", scene.token)]),
        "list 50": (ours, lambda turn: [request("GET", query, scene.token)]),
        "list 50, restricted": (ours, lambda turn: [request("GET", query, scene.agent_token)]),
    }
    return records.alternate(shapes, seconds, rounds)


def new_field(scene: records.Scene, port: int) -> float:
    """Add a field in the builder and return the seconds its publish takes."""
    headers = {"cookie": f"dougong_session={scene.token}", "origin": f"http://127.0.0.1:{port}"}
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}/api/v1/apps/bench", headers=headers, timeout=60
    ) as client:
        draft: dict[str, Any] = client.get("/draft/entity/deal").raise_for_status().json()
        draft["document"]["schema"]["properties"]["colour"] = records._field(
            "bf0000ff", "text", {"type": ["string", "null"]}
        )
        client.put(
            "/draft/entity/deal",
            json={"document": draft["document"]},
            headers={"If-Match": f'"{draft["version"]}"'},
        ).raise_for_status()
        plan = client.get("/draft/plan").raise_for_status().json()["hash"]
        begun = time.perf_counter()
        client.post("/publish", json={"plan": plan, "accept": []}).raise_for_status()
        return time.perf_counter() - begun
