"""Files brought into the CRM: uploaded, previewed, imported, taken back, the worker's part done here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dougong import user_jobs
from dougong.jobs.kinds import KINDS
from tests.world import Person, World


def upload(person: Person, content: bytes, name: str = "data.csv") -> str:
    """Upload a file and return its id."""
    files = {"file": (name, content, "application/octet-stream")}
    return str(person.request("POST", "/files", files=files).json()["id"])


def place(entity: str, rest: str = "") -> str:
    """Return the path of the imports of an entity of the CRM."""
    return f"/apps/crm/entities/{entity}/records/import{rest}"


def preview(person: Person, entity: str, content: bytes, **reading: Any) -> Any:
    """Return what the server sees in a file."""
    body = {"file": upload(person, content), "reading": reading}
    return person.post(place(entity, "/preview"), body)


def worked(world: World, person: Person, job: str) -> dict[str, Any]:
    """Do a job and return it as the person who started it sees it."""
    found = user_jobs.begin(world.database, UUID(job))
    assert found is not None
    result = KINDS[found.kind](found, world.settings)
    shown = person.get(f"/jobs/{job}")
    if shown["state"] != "done":
        with world.database.begin() as conn:
            user_jobs.finish(conn, found.id, "done", result=result)
        shown = person.get(f"/jobs/{job}")
    return dict(shown)


def brought(world: World, person: Person, entity: str, content: bytes, **asked: Any) -> dict[str, Any]:
    """Import a file and return the job."""
    body = {"file": upload(person, content), "rules": False, **asked}
    return worked(world, person, person.post(place(entity), body, status=202)["job"])


def taken_back(world: World, person: Person, entity: str, batch: str) -> dict[str, Any]:
    """Undo an import and return the job's result."""
    job = person.post(place(entity, f"/{batch}/undo"), None, status=202)["job"]
    return dict(worked(world, person, job)["result"])


def values(person: Person, entity: str, **params: Any) -> list[dict[str, Any]]:
    """Return the values of the records of an entity in the order of their names."""
    path = f"/apps/crm/entities/{entity}/records"
    return [item["values"] for item in person.get(path, **{"sort": "name", **params})["items"]]
