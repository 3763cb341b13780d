"""A button is pressed by whom it is for, and all that follows from it is one act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.leads import BASE, LEADS
from tests.stories.test_purchase_approval import DESK, Desk
from tests.world import Person, World

RECORDS = f"{BASE}/lead/records"


def button(key: str, identity: str, *steps: dict[str, Any]) -> dict[str, Any]:
    """Return a button of these steps."""
    return {"id": identity, "key": key, "label": {"en": key, "zh": key}, "do": list(steps)}


def _buttons(entity: dict[str, Any]) -> None:
    entity["buttons"] += [
        button("give", "a1b2c3d4", {"SetFields": {"owner": "owner.supervisor"}}),
        button("close", "b2c3d4e5", {"SetFields": {"need": '"closed"'}}),
        button("shout", "c3d4e5f6", _notify()),
    ]


def _notify() -> dict[str, Any]:
    return {"Notify": {"to": [{"person": "owner"}], "message": "qualified"}}


def _chief() -> dict[str, Any]:
    """Somebody who sees every lead, writes none, and closes them."""
    return {
        "format": 1,
        "id": "d4e5f6g7",
        "key": "chief",
        "name": {"en": "Chief", "zh": "主管"},
        "grants": [
            {"id": "e5f6g7h8", "entity": "lead", "actions": ["see"], "fields": {"read": "*"}},
            {"id": "f6g7h8i9", "button": "close", "actions": ["run"]},
        ],
    }


def _heard() -> dict[str, Any]:
    return {
        "format": 1,
        "id": "g7h8i9j1",
        "key": "heard",
        "entity": "lead",
        "name": {"en": "heard", "zh": "heard"},
        "on": {"changed": {"fields": ["company"]}, "hook": "pricing"},
        "do": [_notify()],
    }


@pytest.fixture
def shop(world: World, tmp_path: Path) -> World:
    """The lead app with three buttons more, one of them the chief's."""
    edits = {"entities/lead.json": _buttons, "roles/chief.json": _chief(), "rules/heard.json": _heard()}
    world.install_folder(edited(LEADS, tmp_path, edits))
    return world


@pytest.fixture
def boss(shop: World) -> Person:
    """The one above the rep."""
    return shop.person("boss", roles={"leads": ["sales"]})


@pytest.fixture
def rep(shop: World, boss: Person) -> Person:
    """Somebody who sells."""
    return shop.person("rep", roles={"leads": ["sales"]}, supervisor=boss.id)


def lead(person: Person) -> str:
    """Enter a lead of one's own."""
    made = person.post(RECORDS, {"values": {"company": "Acme Ltd", "region": "east"}}, 201)
    return str(made["id"])


def test_a_button_may_give_the_record_away(rep: Person, boss: Person) -> None:
    """The rep hands his lead up: it is his superior's, and he is told that it is done, nothing more."""
    made = lead(rep)
    answer = rep.post(f"{RECORDS}/{made}/actions/give")
    assert (answer["record"]["id"], answer["record"]["values"]) == (made, {})
    assert boss.get(f"{RECORDS}/{made}")["values"]["owner"] == boss.id
    rep.get(f"{RECORDS}/{made}", status=404)


def test_a_button_that_is_granted_is_for_those_roles(shop: World, rep: Person, boss: Person) -> None:
    """The chief, who may change nothing, closes the lead; its owner may change it but not press this."""
    chief = shop.person("chief", roles={"leads": ["chief"]})
    made = lead(rep)
    rep.post(f"{RECORDS}/{made}/actions/close", status=403)
    boss.post(f"{RECORDS}/{made}/actions/close", status=404)
    chief.post(f"{RECORDS}/{made}/actions/shout", status=403)
    chief.patch(f"{RECORDS}/{made}", {"values": {"need": "x"}}, 1, status=403)
    answer = chief.post(f"{RECORDS}/{made}/actions/close")
    assert answer["record"]["values"]["need"] == "closed"
    shown = {one["key"] for one in rep.get("/apps/leads")["entities"]["lead"]["buttons"]}
    assert "shout" in shown
    assert "close" not in shown


def test_a_button_leaves_a_record_alone_that_is_being_decided_about(world: World, tmp_path: Path) -> None:
    """Who may not change his request while the lead looks at it, presses no button on it either."""

    def buttons(entity: dict[str, Any]) -> None:
        entity["buttons"] = [button("hurry", "a1b2c3d4", {"SetFields": {"subject": '"NOW"'}})]

    desk = Desk(world, edited(DESK, tmp_path, {"entities/request.json": buttons}))
    made = desk.submit()
    path = f"/apps/desk/entities/request/records/{made['id']}/actions/hurry"
    desk.employee.post(path, status=409)
    assert desk.record(made)["values"]["subject"] == "Paper"


def test_a_button_pressed_with_values_is_one_act(shop: World, rep: Person) -> None:
    """What the values lead to and what the button does happen at one moment, and a stop of the button stops both."""
    made = lead(rep)
    rep.post(f"{RECORDS}/{made}/actions/shout", {"values": {"company": "Other Ltd"}})
    assert rep.get(f"{RECORDS}/{made}")["values"]["company"] == "Other Ltd"
    notices = rep.get("/notices")["items"]
    assert (len(notices), len({one["at"] for one in notices})) == (2, 1)
    rep.post(f"{RECORDS}/{made}/actions/convert", {"values": {"company": "Third Ltd"}}, 409)
    assert rep.get(f"{RECORDS}/{made}")["values"]["company"] == "Other Ltd"


def test_a_delivery_is_one_act(shop: World, rep: Person) -> None:
    """What a hook changes and what it sets off happen at one moment."""
    made = lead(rep)
    hook = shop.admin.post(
        "/apps/leads/hooks",
        {
            "name": "Website",
            "event": "pricing",
            "entity": "lead",
            "mapping": {"company": "c", "region": "r"},
            "match": ["region"],
        },
    )
    answer = shop.anonymous().post(
        hook["url"].partition("http://testserver")[2] or hook["url"],
        json={"c": "Other Ltd", "r": "east"},
        headers={"x-hook-secret": hook["secret"]},
    )
    assert (answer.status_code, answer.json()["record"]) == (200, made)
    assert len({one["at"] for one in rep.get("/notices")["items"]}) == 1


def _placed(entity: dict[str, Any]) -> None:
    _buttons(entity)
    properties = entity["schema"]["properties"]
    link = button("map", "h8i9j1k2")
    del link["do"]
    link["link"] = "https://maps.example/?q={{ company }}"
    link["available_when"] = "NOT(ISBLANK(need)) AND user.id = owner"
    entity["buttons"].append(link)
    for key in ("close", "map"):
        properties[f"press_{key}"] = {
            "readOnly": True,
            "x-dougong": {"id": f"bu0000{key[:2]}", "type": "button", "button": key, "label": {"en": key}},
        }


def test_a_button_stands_where_a_field_does(world: World, tmp_path: Path) -> None:
    """Each row tells whether it can be pressed; nothing asks for it by name, and the server has the last word."""
    world.install_folder(edited(LEADS, tmp_path, {"entities/lead.json": _placed}))
    admin = world.admin
    made = admin.post(RECORDS, {"values": {"company": "A & B/1", "contact_name": "x"}}, status=201)
    assert (made["values"]["press_close"], made["values"]["press_map"]) == (True, False)
    admin.post(f"{RECORDS}/{made['id']}/actions/map", status=409)
    changed = admin.patch(f"{RECORDS}/{made['id']}", {"values": {"need": "maps"}}, made["version"])
    assert changed["values"]["press_map"] is True
    listed = admin.get(RECORDS, fields="company,press_map")["items"]
    assert [one["values"]["press_map"] for one in listed if one["id"] == made["id"]] == [True]
    pressed = admin.post(f"{RECORDS}/{made['id']}/actions/map")
    assert pressed["link"] == "https://maps.example/?q=A%20%26%20B%2F1"
    assert pressed["record"]["version"] == changed["version"]
    admin.get(RECORDS, filter="press_map", status=400)
    refused = admin.patch(
        f"{RECORDS}/{made['id']}", {"values": {"press_map": True}}, changed["version"], status=422
    )
    assert [one["pointer"] for one in refused["errors"]] == ["/press_map"]
    answer = admin.request("GET", f"{RECORDS}/export", params={"fields": "company,press_map"})
    assert answer.text.splitlines()[0].count(",") == 1


def test_a_button_that_there_is_not_is_told(world: World, tmp_path: Path) -> None:
    world.install_folder(edited(LEADS, tmp_path, {"entities/lead.json": _placed}))
    found = world.admin.get("/apps/leads/draft/entity/lead")
    found["document"]["buttons"].pop()
    headers = {"If-Match": f'"{found["version"]}"'}
    world.admin.put("/apps/leads/draft/entity/lead", {"document": found["document"]}, **headers)
    plan = world.admin.get("/apps/leads/draft/plan")
    told = {(one["code"], one["pointer"]) for one in plan["problems"]}
    assert ("no_button", "/schema/properties/press_map/x-dougong/button") in told
