"""What a form hides, locks, sets, offers and refuses holds on the server too, on public forms as well."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.world import Person, World

DESK = Path(__file__).parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"
SOON = (date.today() + timedelta(days=9)).isoformat()


def select(identity: str, label: str, *keys: str) -> dict[str, Any]:
    """Return a field with choices."""
    options = [{"key": key, "label": {"en": key, "zh": key}} for key in keys]
    return {
        "type": ["string", "null"],
        "x-dougong": {
            "id": identity,
            "type": "select",
            "label": {"en": label, "zh": label},
            "options": options,
        },
    }


def text(identity: str, label: str) -> dict[str, Any]:
    """Return a field for a text."""
    return {
        "type": ["string", "null"],
        "x-dougong": {"id": identity, "type": "text", "label": {"en": label, "zh": label}},
    }


def more_fields(document: dict[str, Any]) -> None:
    """Requests get a place, a phone and a note."""
    document["schema"]["properties"] |= {
        "country": select("k01aaaaa", "Country", "cn", "us"),
        "city": select("k02aaaaa", "City", "beijing", "shanghai", "boston"),
        "phone": text("k03aaaaa", "Phone"),
        "note": text("k04aaaaa", "Note"),
        "level": text("k05aaaaa", "Level"),
    }


def more_of_suppliers(document: dict[str, Any]) -> None:
    """Suppliers have a country and a phone."""
    document["schema"]["properties"] |= {
        "country": text("k06aaaaa", "Country"),
        "phone": text("k07aaaaa", "Phone"),
    }


def more_of_lines(document: dict[str, Any]) -> None:
    """Lines have a reason."""
    document["schema"]["properties"]["why"] = text("k08aaaaa", "Why")


def linked(document: dict[str, Any]) -> None:
    """The form of requests with every kind of rule."""
    document["layout"][0]["items"] += [
        {"field": key} for key in ("country", "city", "phone", "note", "level")
    ]
    document["layout"][1]["items"][0]["row_form"] = "line"
    document["linkage"] += [
        {"when": 'country = "cn"', "offer": {"city": ["beijing", "shanghai"]}},
        {"when": 'country = "us"', "offer": {"city": ["boston"]}},
        {"when": "NOT(ISBLANK(country))", "pick": {"supplier": "country = form.country"}},
        {
            "when": 'supplier.country = "us"',
            "require": ["note"],
            "set": {"level": '"abroad"'},
            "lock": ["level"],
        },
        {
            "when": "urgent AND needed_by > TODAY() + 5",
            "refuse": {"text": {"en": "Urgent means soon.", "zh": "加急应尽快。"}, "field": "needed_by"},
        },
        {"when": "ISBLANK(phone)", "warn": {"text": {"en": "Nobody can call.", "zh": "无法致电。"}}},
    ]
    document["fill"] = [{"field": "supplier", "set": {"phone": "supplier.phone"}}]
    document["clear_hidden"] = ["reason"]
    document["public"] = {
        "enabled": True,
        "fields": ["subject", "needed_by", "urgent", "reason", "country", "city"],
    }


LINE = {
    "format": 1,
    "id": "fo3line0",
    "key": "line",
    "entity": "request_line",
    "name": {"en": "Line", "zh": "明细行"},
    "layout": [{"items": [{"field": "item"}, {"field": "quantity"}, {"field": "price"}, {"field": "why"}]}],
    "linkage": [
        {"when": "quantity > 100 AND parent.urgent", "require": ["why"]},
        {"when": "NOT(parent.urgent)", "hide": ["why"]},
        {
            "when": "quantity > 1000",
            "refuse": {"text": {"en": "Too many.", "zh": "太多。"}, "field": "quantity"},
        },
    ],
}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> World:
    """The desk app with a form that has rules of every kind."""
    folder = edited(
        DESK,
        tmp_path,
        {
            "entities/request.json": more_fields,
            "entities/supplier.json": more_of_suppliers,
            "entities/request_line.json": more_of_lines,
            "forms/request.json": linked,
            "forms/line.json": LINE,
        },
    )
    world.install_folder(folder)
    return world


def request(**values: Any) -> dict[str, Any]:
    """Return what a person sends to make a request by its form."""
    line = {"item": "Bolts", "quantity": "2", "price": {"amount": "3", "currency": "CNY"}}
    return {"form": "request", "values": {"subject": "Bolts", "needed_by": SOON, "lines": [line], **values}}


def refused(person: Person, **values: Any) -> list[tuple[str, str]]:
    """Return code and place of every reason why a request is refused."""
    answer = person.post(REQUESTS, request(**values), status=422)
    return [(one["code"], one["pointer"]) for one in answer["errors"]]


def supplier(person: Person, name: str, **values: Any) -> str:
    """Make a supplier and return its id."""
    made = person.post("/apps/desk/entities/supplier/records", {"values": {"name": name, **values}})
    return str(made["id"])


def test_choices_that_are_not_offered_are_refused(desk: World) -> None:
    """A city of another country; once the country changes, the city must follow."""
    admin = desk.admin
    assert refused(admin, country="cn", city="boston") == [("not_offered", "/city")]
    made = admin.post(REQUESTS, request(country="cn", city="beijing", phone="1"))
    place = f"{REQUESTS}/{made['id']}"
    change = {"form": "request", "values": {"country": "us"}}
    assert [one["pointer"] for one in admin.patch(place, change, made["version"], status=422)["errors"]] == [
        "/city"
    ]
    change["values"]["city"] = "boston"
    assert admin.patch(place, change, made["version"])["values"]["city"] == "boston"


def test_a_picker_offers_only_what_fits_and_fills_the_rest_in(desk: World) -> None:
    """Suppliers of the country; the phone comes with the supplier unless another one is given."""
    admin = desk.admin
    here = supplier(admin, "Here", country="cn", phone="010-1")
    there = supplier(admin, "There", country="us", phone="617-1")
    shut = supplier(admin, "Shut", country="cn", blocked=True)
    assert refused(admin, country="cn", supplier=there, note="x") == [("not_offered", "/supplier")]
    assert refused(admin, country="cn", supplier=shut) == [("not_offered", "/supplier")]
    made = admin.post(REQUESTS, request(country="cn", supplier=here))
    assert made["values"]["phone"] == "010-1"
    assert "warnings" not in made
    kept = admin.post(REQUESTS, request(country="cn", supplier=here, phone="9"))
    assert kept["values"]["phone"] == "9"


def test_conditions_speak_of_the_record_that_is_picked(desk: World) -> None:
    """Abroad a note is required, and the level is set whatever is sent."""
    admin = desk.admin
    abroad = supplier(admin, "Abroad", country="us", phone="1")
    assert refused(admin, supplier=abroad) == [("required", "/note")]
    made = admin.post(REQUESTS, request(supplier=abroad, note="n", level="mine"))
    assert made["values"]["level"] == "abroad"


def test_what_is_hidden_is_emptied_or_kept(desk: World) -> None:
    """The reason goes when a request is no longer urgent; nobody slips one in."""
    admin = desk.admin
    near = (date.today() + timedelta(days=2)).isoformat()
    sly = admin.post(REQUESTS, request(reason="sly", phone="1"))
    assert sly["values"]["reason"] is None
    made = admin.post(REQUESTS, request(urgent=True, reason="soon", needed_by=near, phone="1"))
    assert made["values"]["reason"] == "soon"
    place = f"{REQUESTS}/{made['id']}"
    calm = admin.patch(place, {"form": "request", "values": {"urgent": False}}, made["version"])
    assert calm["values"]["reason"] is None


def test_a_form_refuses_and_warns(desk: World) -> None:
    """What is refused is not saved; what is warned of is."""
    admin = desk.admin
    assert refused(admin, urgent=True, reason="x") == [("form_refused", "/needed_by")]
    warned = admin.post(REQUESTS, request())
    assert [one["message"] for one in warned["warnings"]] == ["Nobody can call."]


def test_rows_have_rules_of_their_own(desk: World) -> None:
    """Each row is judged by the form of its rows, which speaks of the record above it."""
    admin = desk.admin
    near = (date.today() + timedelta(days=2)).isoformat()
    price = {"amount": "3", "currency": "CNY"}
    rows = [
        {"item": "Bolts", "quantity": "500", "price": price},
        {"item": "Nuts", "quantity": "5000", "price": price, "why": "many"},
    ]
    urgent = {"urgent": True, "reason": "r", "needed_by": near, "phone": "1"}
    assert refused(admin, lines=rows, **urgent) == [
        ("required", "/lines/0/why"),
        ("form_refused", "/lines/1/quantity"),
    ]
    calm = admin.post(REQUESTS, request(lines=[{**rows[0], "why": "sly"}], phone="1"))
    (row,) = calm["values"]["lines"]
    assert row["why"] is None


def test_a_public_form_is_held_to_the_same_rules(desk: World) -> None:
    """A visitor's answer is judged by the same rules; those about other fields stay with the server."""
    link = desk.admin.get("/apps/desk/forms/request/links")["items"][0]
    path = "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1]
    visitor = desk.anonymous()
    described = visitor.get(path).json()
    rules = described["linkage"]
    assert {"city": ["boston"]} in [one["offer"] for one in rules]
    assert not any("level" in one["set"] or "level" in one["lock"] for one in rules)

    def send(language: str = "en", **values: Any) -> Any:
        body = {"values": {"subject": "Bolts", "needed_by": SOON, **values}, "start": desk.form_start(path)}
        return visitor.post(path, json=body, headers={"Accept-Language": language})

    wrong = send(country="cn", city="boston")
    assert (wrong.status_code, [one["pointer"] for one in wrong.json()["errors"]]) == (422, ["/city"])
    for language, message in (("en", "Urgent means soon."), ("zh", "加急应尽快。")):
        blocked = send(language, urgent=True, reason="x")
        assert [one["message"] for one in blocked.json()["errors"]] == [message]
    assert send(country="us", city="boston", reason="sly").status_code == 201
    (kept,) = desk.admin.get(REQUESTS)["items"]
    assert (kept["values"]["city"], kept["values"]["reason"]) == ("boston", None)


def test_one_value_changed_in_place_is_held_to_the_form(desk: World) -> None:
    """What it locks stays, what it refuses is told, what is missing since before is no hindrance, and no
    approval begins: the form was not submitted."""
    made = desk.admin.post(
        REQUESTS, {"values": {"subject": "Bolts", "needed_by": SOON, "urgent": True}}, status=201
    )
    place = f"{REQUESTS}/{made['id']}"

    def change(version: int, status: int = 200, **values: Any) -> Any:
        body = {"values": values, "form": "request", "in_place": True}
        return desk.admin.patch(place, body, version=version, status=status)

    refused = change(made["version"], status=422, phone="1")
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("form_refused", "/needed_by")]
    soon = (date.today() + timedelta(days=2)).isoformat()
    changed = change(made["version"], needed_by=soon)
    assert changed["values"]["needed_by"] == soon
    assert changed["values"]["reason"] is None
    refused = change(changed["version"], status=422, country="us", city="beijing")
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("not_offered", "/city")]
    calm = change(changed["version"], urgent=False)
    refused = change(calm["version"], status=422, urgent=True)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("required", "/reason")]
    refused = change(calm["version"], status=422, reason="sly")
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("closed_by_form", "/reason")]
    assert desk.admin.get(f"{place}/flows")["items"] == []


def test_many_changed_at_once_are_each_held_to_the_form(desk: World) -> None:
    """A batch names the form: what it closes or refuses is told with its record, on trial too; the others are
    changed, no form was submitted, and without the form its rules do not hold.
    """
    near = (date.today() + timedelta(days=2)).isoformat()
    values = [
        {"subject": "Calm", "needed_by": SOON},
        {"subject": "Hasty", "needed_by": near, "urgent": True, "reason": "r"},
        {"subject": "Late", "needed_by": SOON, "urgent": True, "reason": "r"},
    ]
    made = [desk.admin.post(REQUESTS, {"values": one}, status=201) for one in values]

    def batch(changed: dict[str, Any], **more: Any) -> list[Any]:
        items = [
            {"op": "update", "id": one["id"], "version": one["version"], "values": changed} for one in made
        ]
        answers = desk.admin.post(f"{REQUESTS}/batch", {"items": items, "atomic": False, **more})["items"]
        return [
            [(one["code"], one["pointer"].split("/values")[1]) for one in answer["error"]["errors"]]
            if "error" in answer
            else []
            for answer in answers
        ]

    form = {"form": "request", "in_place": True}
    late = [("form_refused", "/needed_by")]
    assert batch({"reason": "sly"}, dry=True, **form) == [[("closed_by_form", "/reason")], [], late]
    assert batch({"reason": "sly"}, dry=True) == [[], [], []]
    tried = batch({"urgent": True}, dry=True, **form)
    assert tried == [[("required", "/reason"), *late], [], late]
    assert batch({"country": "us", "city": "beijing"}, **form)[0] == [("not_offered", "/city")]
    assert batch({"reason": "sly"}, **form) == [[("closed_by_form", "/reason")], [], late]
    reasons = {one["values"]["subject"]: one["values"]["reason"] for one in desk.admin.get(REQUESTS)["items"]}
    assert reasons == {"Calm": None, "Hasty": "sly", "Late": "r"}
    assert desk.admin.get(f"{REQUESTS}/{made[1]['id']}/flows")["items"] == []
