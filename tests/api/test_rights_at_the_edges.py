"""Rights where ways meet: shares and seats, buttons that give away, create and change, several apps."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.world import Person, World

DESK = Path(__file__).parents[1] / "apps" / "desk"
LEADS = Path(__file__).parents[1] / "apps" / "leads"
REQUESTS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"

Grants = list[dict[str, Any]]
OWN: dict[str, Any] = {"id": "gr1l2m3n", "entity": "request", "rows": "owner = user.id"}


@pytest.fixture
def install(world: World, tmp_path: Path) -> Callable[..., World]:
    """Install the purchase desk with other grants of its employees and with buttons of a request."""

    def make(grants: Grants | None = None, buttons: Grants | None = None) -> World:
        folder = tmp_path / "desk"
        shutil.copytree(DESK, folder)
        _edit(folder / "roles" / "employee.json", lambda role: role.update(grants=grants or role["grants"]))
        _edit(folder / "entities" / "request.json", lambda entity: _request(entity, buttons or []))
        world.install_folder(folder)
        return world

    return make


def _request(entity: dict[str, Any], buttons: Grants) -> None:
    properties = entity["schema"]["properties"]
    properties["quote"] = {
        "type": "array",
        "title": "Quote",
        "x-dougong": {"id": "f10q7t2z", "type": "attachment", "label": {"en": "Quote", "zh": "报价"}},
    }
    entity["buttons"] = buttons


def _edit(path: Path, change: Any) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, ensure_ascii=False))


def _entered(person: Person, **more: Any) -> dict[str, Any]:
    line = {"item": "A4", "quantity": "1", "price": {"amount": "3", "currency": "CNY"}}
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line], **more}
    made: dict[str, Any] = person.post(REQUESTS, {"values": values}, status=201)
    return made


def _file(person: Person) -> str:
    made = person.request("POST", "/files", files={"file": ("quote.txt", b"12 pieces")})
    return str(made.json()["id"])


def test_a_button_may_give_the_record_away(install: Callable[..., World]) -> None:
    """Who presses it does not see the record any more, and is told no more than that it was done."""
    hand = {
        "id": "bu1h2a3n",
        "key": "hand_over",
        "label": {"en": "Hand over", "zh": "移交"},
        "do": [{"SetFields": {"owner": "owner.supervisor", "reason": '"private"'}}],
    }
    world = install(buttons=[hand])
    boss = world.person("boss", "Boss")
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]}, supervisor=boss.id)
    mine = _entered(wang)
    done = wang.post(f"{REQUESTS}/{mine['id']}/actions/hand_over", {})
    assert done["record"]["values"] == {}
    assert [set(effect) for effect in done["effects"]] == [{"kind"}]
    assert world.admin.get(f"{REQUESTS}/{mine['id']}")["values"]["owner"] == boss.id
    wang.get(f"{REQUESTS}/{mine['id']}", status=404)


def test_a_share_opens_one_record_to_whoever_has_no_role(install: Callable[..., World]) -> None:
    """With its next request it is there in every way of reading, by its title alone; taken back, it is not."""
    world = install()
    guest = world.person("guest", "Guest")
    ways: list[Callable[[], Any]] = [
        lambda: guest.request("GET", f"{REQUESTS}/{mine['id']}"),
        lambda: guest.request("GET", REQUESTS),
        lambda: guest.request("POST", f"{REQUESTS}/aggregate", json={"measures": {"n": "COUNT()"}}),
        lambda: guest.request("GET", f"{REQUESTS}/{mine['id']}/timeline"),
        lambda: guest.request("GET", "/apps/desk"),
    ]
    mine, other = _entered(world.admin, subject="Shared"), _entered(world.admin, subject="Other")
    assert [way().status_code for way in ways] == [404] * 5
    share = f"{REQUESTS}/{mine['id']}/shares/person/{guest.id}"
    world.admin.put(share, {"rights": ["see"]})
    assert [way().status_code for way in ways] == [200] * 5
    assert set(guest.get(f"{REQUESTS}/{mine['id']}")["values"]) == {"number", "owner", "department"}
    assert [one["id"] for one in guest.get(REQUESTS)["items"]] == [mine["id"]]
    assert guest.get(REQUESTS, filter='subject = "Shared"', status=400)["errors"][0]["code"] == "unknown_name"
    guest.get(f"{REQUESTS}/{other['id']}", status=404)
    world.admin.delete(share)
    assert [way().status_code for way in ways] == [404] * 5


def test_a_file_is_opened_by_a_share_and_at_a_seat(install: Callable[..., World]) -> None:
    """Whoever is shown a field that holds a file gets the file; nobody else does."""
    world = install()
    boss = world.person("boss", "Boss")
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]}, supervisor=boss.id)
    eve = world.person("eve", "Eve", roles={"desk": ["employee"]})
    file = _file(world.admin)
    mine = _entered(world.admin, owner=wang.id, quote=[file])
    assert [one.request("GET", f"/files/{file}").status_code for one in (wang, eve, boss)] == [200, 404, 404]
    world.admin.put(f"{REQUESTS}/{mine['id']}/shares/person/{eve.id}", {"rights": ["see"]})
    assert eve.get(f"{REQUESTS}/{mine['id']}")["values"]["quote"] == [file]
    assert eve.request("GET", f"/files/{file}").status_code == 200
    wang.post("/apps/desk/flows/approval/start", {"record": mine["id"]})
    seat = boss.get("/inbox", box="todo")["items"][0]["seat"]
    assert boss.get(f"/seats/{seat}")["record"]["values"]["quote"] == [file]
    assert boss.request("GET", f"/files/{file}").status_code == 200


def test_an_uninstalled_app_asks_nobody_for_anything(install: Callable[..., World]) -> None:
    """The inbox of everybody with a seat in it goes on, without what the app left behind."""
    world = install()
    boss = world.person("boss", "Boss")
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]}, supervisor=boss.id)
    wang.post("/apps/desk/flows/approval/start", {"record": _entered(wang)["id"]})
    assert boss.get("/inbox", box="todo")["counts"] == {"todo": 1, "copied": 0}
    assert boss.get("/me")["notices"] == 1
    seat = boss.get("/inbox", box="todo")["items"][0]["seat"]
    assert world.admin.request("DELETE", "/apps/desk", json={"confirm": "desk"}).status_code == 204
    for person in (boss, wang):
        for box in ("todo", "done", "mine"):
            found = person.get("/inbox", box=box)
            assert (found["items"], found["counts"]) == ([], {"todo": 0, "copied": 0})
    me = boss.get("/me")
    assert (me["inbox"], me["notices"]) == (0, 0)
    boss.get(f"/seats/{seat}", status=404)


def test_a_token_that_reads_runs_reports(install: Callable[..., World]) -> None:
    """What only reads needs no scope to write, whatever its method; what writes does."""
    world = install()
    token = world.admin.post("/tokens", {"name": "bi", "scopes": ["read"]})["token"]
    client = world.anonymous()

    def asked(path: str, body: Any) -> int:
        headers = {"authorization": f"Bearer {token}"}
        return client.post(f"/api/v1/apps/desk{path}", json=body, headers=headers).status_code

    assert asked("/query", {"dataset": "spend"}) == 200
    assert asked("/query/drill", {"dataset": "spend", "measure": "amount"}) == 200
    assert asked("/entities/supplier/records", {"values": {"name": "Acme"}}) == 403


def test_what_may_be_given_at_first_may_not_be_changed_later(install: Callable[..., World]) -> None:
    """Create and change have fields of their own, and one does not widen the other."""
    world = install(
        [
            {**OWN, "actions": ["see", "create"]},
            {**OWN, "id": "gr2chang", "actions": ["see", "change"], "fields": {"write": ["subject"]}},
        ]
    )
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]})
    mine = _entered(wang, reason="Because")
    wang.patch(f"{REQUESTS}/{mine['id']}", {"values": {"subject": "Ink"}}, version=1)
    refused = wang.patch(f"{REQUESTS}/{mine['id']}", {"values": {"reason": "No"}}, version=2, status=422)
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/reason", "not_allowed")]
    described = wang.get(f"{REQUESTS}/{mine['id']}/explain")["fields"]
    assert (described["reason"]["write"], described["subject"]["write"]) == ([], ["gr2chang"])


@pytest.mark.parametrize(
    ("actions", "given", "changed"),
    [
        (["see", "create", "change"], 422, 200),
        (["see", "create", "change", "assign"], 200, 200),
        (["see", "create", "assign"], 200, 403),
    ],
)
def test_giving_a_record_away_is_to_assign_it(
    install: Callable[..., World], actions: list[str], given: int, changed: int
) -> None:
    """To change every field is not to change whose it is; to assign is, and it may leave one's sight."""
    world = install([{**OWN, "actions": actions}])
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]})
    mine = _entered(wang)
    wang.patch(f"{REQUESTS}/{mine['id']}", {"values": {"subject": "Ink"}}, version=1, status=changed)
    version = world.admin.get(f"{REQUESTS}/{mine['id']}")["version"]
    away = {"values": {"owner": world.admin.id}}
    wang.patch(f"{REQUESTS}/{mine['id']}", away, version=version, status=given)
    wang.get(f"{REQUESTS}/{mine['id']}", status=404 if given == 200 else 200)


def test_what_a_gateway_saw_is_shown_where_its_field_may_be_read(install: Callable[..., World]) -> None:
    """A field that is read on some rows only is left out of the history of the others."""
    world = install(
        [
            {**OWN, "actions": ["see", "create"], "fields": {"write": ["subject", "needed_by", "urgent"]}},
            {
                **OWN,
                "id": "gr2urgen",
                "actions": ["see"],
                "rows": "owner = user.id AND urgent",
                "fields": {"read": ["total"]},
            },
            {"id": "gr3n4p5q", "flow": "approval", "actions": ["start"]},
        ]
    )
    boss = world.person("boss", "Boss")
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]}, supervisor=boss.id)
    seen = []
    for urgent in (False, True):
        mine = _entered(world.admin, owner=wang.id, urgent=urgent, reason="Because")
        wang.post("/apps/desk/flows/approval/start", {"record": mine["id"]})
        boss.post(f"/seats/{boss.get('/inbox', box='todo')['items'][0]['seat']}/approve", {})
        history = wang.get(f"{REQUESTS}/{mine['id']}/flows")["items"][0]["history"]
        seen.append([line["data"]["values"] for line in history if line["data"].get("values")])
    assert seen[0] == []
    assert [set(values) for values in seen[1]] == [{"total"}]


def test_an_app_shows_the_comments_and_flows_of_its_own_records(install: Callable[..., World]) -> None:
    """What is said in another app is not of this one, for an administrator neither."""
    world = install()
    world.install_folder(LEADS)
    mine = _entered(world.admin)
    world.admin.post(f"{REQUESTS}/{mine['id']}/comments", {"text": "Here"})
    world.admin.post("/apps/desk/flows/approval/start", {"record": mine["id"]})
    for entity, count in (("comment", 1), ("state_log", 2), ("flow_instance", 1), ("seat", 1)):
        for app, expected in (("desk", count), ("leads", 0)):
            found = world.admin.get(f"/apps/{app}/entities/{entity}/records", count="exact")
            assert found["count"] == expected, (entity, app)


def test_explain_names_the_grants_that_give_a_field(install: Callable[..., World]) -> None:
    """A grant that lets nobody see or change gives no field."""
    world = install(
        [
            {
                **OWN,
                "actions": ["see", "create"],
                "fields": {"read": ["subject"], "write": ["subject", "lines"]},
            },
            {"id": "gr2expor", "entity": "request", "actions": ["export"]},
        ]
    )
    wang = world.person("wang", "Wang", roles={"desk": ["employee"]})
    mine = world.admin.post(
        REQUESTS,
        {
            "values": {
                "subject": "Mine",
                "needed_by": "2030-12-01",
                "owner": wang.id,
                "lines": [{"item": "A", "quantity": "1", "price": {"amount": "1", "currency": "CNY"}}],
            }
        },
    )
    fields = wang.get(f"{REQUESTS}/{mine['id']}/explain")["fields"]
    assert fields["subject"] == {"read": ["gr1l2m3n"], "write": []}
    assert fields["owner"] == {"read": ["gr1l2m3n"], "write": []}


def test_a_changed_view_says_of_which_entity_it_is(install: Callable[..., World]) -> None:
    """The answer to a change is the view as the list shows it."""
    world = install()
    view = {"app": "desk", "entity": "request", "name": "Mine", "shared": False, "definition": {}}
    made = world.admin.post("/views", view, status=201)
    changed = world.admin.patch(f"/views/{made['id']}", {"name": "Ours"})
    assert (changed["entity"], changed["name"]) == ("request", "Ours")
