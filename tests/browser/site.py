"""A building site for the browser: the app of tests/apps/works with tasks that every kind of list can show."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dougong.database import Database
from tests.world import Person, World, build_template

APP = Path(__file__).resolve().parents[1] / "apps" / "works"
TASKS = "/apps/works/entities/task/records"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
PLAN: tuple[tuple[str, str, str, str, str, int, float | None], ...] = (
    ("Survey", "done", "ground", "2026-11-02", "2026-11-06", 800, 30.2741),
    ("Foundation", "running", "ground", "2026-11-09", "2026-11-20", 12000, 30.2591),
    ("Columns", "planned", "timber", "2026-11-18", "2026-12-04", 30000, 30.3),
    ("Brackets", "planned", "timber", "2026-12-07", "2026-12-18", 22000, None),
    ("Roof", "planned", "roof", "2026-12-21", "2027-01-15", 41000, 30.31),
)
SCAFFOLDS = {
    "Survey": ("2026-11-02", "2026-11-03"),
    "Foundation": ("2026-11-10", "2026-11-13"),
    "Columns": ("2026-11-17", "2026-12-04"),
}


def cost(amount: int) -> dict[str, str]:
    """Return an amount in the company's currency."""
    return {"amount": str(amount), "currency": "CNY"}


def task(person: Person, name: str, **values: Any) -> dict[str, Any]:
    """Enter a task."""
    made: dict[str, Any] = person.post(TASKS, {"values": {"name": name, **values}}, 201)
    return made


def build(database: Database) -> None:
    """Install the app and enter the tasks of a temple, each after the one before and all part of it."""
    build_template(database)
    with tempfile.TemporaryDirectory() as folder, World(database, Path(folder)) as world:
        world.install_folder(APP)
        admin = world.admin
        temple = task(admin, "Temple", state="running")
        before = None
        for number, (name, state, kind, begins, ends, amount, latitude) in enumerate(PLAN):
            made = task(
                admin,
                name,
                state=state,
                kind=kind,
                begins=begins,
                ends=ends,
                days=number + 1,
                done=str(number / 10),
                cost=cost(amount),
                part_of=temple["id"],
                scaffold=dict(zip(("start", "end"), SCAFFOLDS[name], strict=True))
                if name in SCAFFOLDS
                else None,
                follows=[] if before is None else [before],
                place=None
                if latitude is None
                else {"latitude": str(latitude), "longitude": "120.15", "name": f"Site {number}"},
                materials=[
                    {"item": f"{name} timber", "amount": 3 + number, "price": cost(100)},
                    {"item": f"{name} nails", "amount": 500, "price": cost(1)},
                ],
            )
            before = made["id"]
