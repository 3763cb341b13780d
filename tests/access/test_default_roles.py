"""A default role is everybody's: who holds nothing else opens the app with it, and nothing more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dougong.access import compare
from dougong.automation.organisation import People
from dougong.metadata import published
from dougong.processes.organisation import organisation_of
from tests.world import Person, World

DESK = Path(__file__).resolve().parents[1] / "apps" / "desk"
SUPPLIERS = "/apps/desk/entities/supplier/records"
REQUESTS = "/apps/desk/entities/request/records"


@pytest.fixture
def desk(world: World, tmp_path: Path) -> World:
    """The purchase desk, in which everybody is an employee."""
    folder = tmp_path / "desk"
    shutil.copytree(DESK, folder)
    document = json.loads((folder / "roles" / "employee.json").read_text())
    (folder / "roles" / "employee.json").write_text(json.dumps({**document, "default": True}))
    world.install_folder(folder)
    return world


def supplier(world: World, name: str, **values: Any) -> Any:
    """Enter a supplier."""
    return world.admin.post(SUPPLIERS, {"values": {"name": name, **values}}, status=201)


def names(person: Person) -> list[str]:
    """Return the names of the suppliers that a person sees."""
    return [one["values"]["name"] for one in person.get(SUPPLIERS, sort="name")["items"]]


def test_who_was_given_no_role_has_the_default_one(desk: World) -> None:
    """He finds the app, sees the rows and fields of that role, and enters his own requests."""
    supplier(desk, "Acme")
    supplier(desk, "Bad Ltd", blocked=True)
    wang = desk.person("wang", "Wang")
    (app,) = wang.get("/apps")["items"]
    assert (app["key"], app["role_keys"]) == ("desk", ["employee"])
    assert names(wang) == ["Acme"]
    assert names(desk.admin) == ["Acme", "Bad Ltd"]
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": []}
    lines = [{"item": "A4", "quantity": "1", "price": {"amount": "3"}}]
    made = wang.post(REQUESTS, {"values": {**values, "lines": lines}}, status=201)
    given = wang.get(f"{REQUESTS}/{made['id']}/explain")
    assert [(one["role"], one["grant"]) for one in given["actions"]["see"]] == [("employee", "gr1l2m3n")]
    assert wang.get("/apps/desk")["dashboards"] == []
    assert {one["key"]: one["startable"] for one in wang.get("/apps/desk")["flows"]} == {"approval": True}


def test_roles_that_were_given_come_on_top(desk: World) -> None:
    """A director is an employee too; taking the roles away leaves the default one."""
    lu = desk.person("lu", "Lu", roles={"desk": ["director", "employee"]})
    assert desk.admin.get(f"/people/{lu.id}")["roles"] == {"desk": ["director", "employee"]}
    assert [one["key"] for one in lu.get("/apps/desk")["dashboards"]] == ["desk"]
    shown = {one["key"]: one["default"] for one in desk.admin.get("/roles", app="desk")["items"]}
    assert {key for key, default in shown.items() if default} == {"employee"}
    desk.admin.put(f"/people/{lu.id}/roles", {"app": "desk", "roles": []})
    assert desk.admin.get(f"/people/{lu.id}")["roles"] == {"desk": ["employee"]}
    assert lu.get("/apps/desk")["dashboards"] == []


def test_rules_and_flows_find_everybody_by_a_default_role(desk: World) -> None:
    """Whoever is told or asked by role is everybody who is active."""
    wang = desk.person("wang", "Wang")
    gone = desk.person("gone", "Gone")
    desk.admin.patch(f"/people/{gone.id}", {"active": False})
    with desk.transaction() as context:
        app = published(context.conn, "desk")
        told = {str(one) for one in People(context, app).role("employee")}
        asked = {str(one) for one in organisation_of(context, app).roles["employee"]}
    assert told == {wang.id, desk.admin.id}
    assert told <= asked


def test_a_role_that_becomes_everybodys_is_a_widening() -> None:
    """The plan asks before everybody gains what the role grants."""
    role = {"id": "ro000001", "key": "rep", "grants": []}
    (widening,) = compare({"rep": role}, {"rep": {**role, "default": True}})
    assert (widening.id, widening.everybody) == ("ro000001", True)
    assert compare({"rep": {**role, "default": True}}, {"rep": role}) == []
