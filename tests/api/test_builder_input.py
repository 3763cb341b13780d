"""What a builder may send wrongly: each is answered with its place, and nothing is half done."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from dougong.metadata.documents import files_of, tree_of_folder, zipped
from tests.world import World

DESK = tree_of_folder(Path(__file__).resolve().parents[1] / "apps" / "desk")
HOSTILE = [
    "Robert'); DROP TABLE app;--",
    "a" * 49,
    "A",
    "1a",
    "é",
    "线索",
    "a b",
    "../app",
    "a\u0000b",
    "select",
    "__proto__",
]


@pytest.fixture
def desk(world: World) -> World:
    """The purchase desk."""
    response = world.admin.request(
        "POST", "/apps/import", files={"file": ("desk.zip", zipped(DESK.documents))}
    )
    assert response.status_code == 201, response.text
    return world


def entity(desk: World, key: str = "request") -> dict[str, Any]:
    """Return an entity document of the draft."""
    found: dict[str, Any] = desk.admin.get(f"/apps/desk/draft/entity/{key}")["document"]
    return found


def problems_of(desk: World, kind: str, key: str, document: dict[str, Any]) -> set[tuple[str, str]]:
    """Write a document over version 1 and return the code and pointer of its problems."""
    answer = desk.admin.put(f"/apps/desk/draft/{kind}/{key}", {"document": document}, **{"If-Match": '"1"'})
    assert all(one["message"] for one in answer["problems"])
    return {(one["code"], one["pointer"]) for one in answer["problems"]}


def test_names_that_are_no_keys_reach_nothing(desk: World) -> None:
    """As app, kind, key, field and new name: a plain refusal."""
    for name in HOSTILE:
        try_name(desk, name)
    assert desk.admin.get("/apps/desk")["version"] == 1


def try_name(desk: World, name: str) -> None:
    """Use a name in every place that takes one."""
    admin = desk.admin
    document = {"format": 1, "key": name}
    part = quote(name, safe="")
    for method, path, body in (
        ("GET", f"/apps/{part}/draft", None),
        ("GET", f"/apps/{part}", None),
        ("GET", f"/apps/desk/draft/entity/{part}", None),
        ("GET", f"/apps/desk/draft/{part}/request", None),
        ("GET", f"/apps/desk/where-used/{part}", None),
        ("PUT", f"/apps/desk/draft/entity/{part}", {"document": document}),
        ("POST", "/apps/desk/rename", {"kind": "field", "entity": "request", "key": "subject", "to": name}),
        ("POST", "/apps/desk/rename", {"kind": name, "key": name, "to": "other", "entity": name}),
        ("POST", "/apps", {"key": name, "name": {"en": name}}),
    ):
        response = admin.request(method, path, json=body, headers={"If-None-Match": "*"})
        expected = {400, 404, 405, 409, 422} | ({201, 200} if name == "select" else set())
        assert response.status_code in expected, (path, response.text)


def test_a_document_that_breaks_its_schema_is_told_where(desk: World) -> None:
    """File, pointer, message and hint for each fault."""
    document = entity(desk)
    document["colour"] = "red"
    del document["name"]
    document["schema"]["properties"]["subject"]["x-dougong"]["label"] = "Subject"
    document["states"]["transitions"][0]["to"] = 5
    assert problems_of(desk, "entity", "request", document) >= {
        ("unknown_member", "/colour"),
        ("required", "/name"),
        ("type", "/schema/properties/subject/x-dougong/label"),
        ("type", "/states/transitions/0/to"),
    }
    plan = desk.admin.get("/apps/desk/draft/plan")
    assert {one["file"] for one in plan["problems"]} >= {"entities/request.json"}
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=422)
    assert desk.admin.get("/apps/desk")["version"] == 1


def test_a_formula_that_does_not_type_is_told_with_its_position(desk: World) -> None:
    """The problem stands at the formula, and says where in it."""
    document = entity(desk)
    version = 1
    for formula in (
        "SUM(lines, amuont)",
        "SUM(lines",
        "subject * 2",
        "EXEC(1)",
        "1; DROP TABLE app",
        "user.id",
        "__import__(1)",
        "(" * 200 + "1" + ")" * 200,
    ):
        document["schema"]["properties"]["total"]["x-dougong"]["formula"] = formula
        answer = desk.admin.put(
            "/apps/desk/draft/entity/request", {"document": document}, **{"If-Match": f'"{version}"'}
        )
        version = answer["version"]
        found = [one for one in answer["problems"] if one["pointer"].endswith("/total/x-dougong/formula")]
        assert found, formula
        assert all(isinstance(one["position"], int) and one["message"] for one in found)


def test_computed_fields_that_chase_each_other_are_told_with_the_way(desk: World) -> None:
    """Across the sub-table too."""
    line = entity(desk, "request_line")
    line["schema"]["properties"]["amount"]["x-dougong"]["formula"] = "parent.total * 2"
    desk.admin.put("/apps/desk/draft/entity/request_line", {"document": line}, **{"If-Match": '"1"'})
    found = [
        one for one in desk.admin.post("/apps/desk/draft/check", {})["problems"] if one["code"] == "cycle"
    ]
    assert len(found) == 1
    total, amount = "Purchase request · Total", "Line · Amount"
    assert found[0]["message"].removeprefix("These fields compute each other: ") in {
        f"{total} → {amount} → {total}",
        f"{amount} → {total} → {amount}",
    }


def test_a_formula_that_leads_back_to_its_field_is_told_while_it_is_written(desk: World) -> None:
    """The editor says which field it writes: naming itself and going round are told at the name, with the way."""
    ask = {"app": "desk", "context": "formula", "draft": True}
    total = {**ask, "entity": "request", "field": "total"}
    itself = desk.admin.post("/expressions/parse", {**total, "text": "1 + total"})
    assert (itself["tree"], itself["reading"]) == (None, None)
    (told,) = itself["errors"]
    assert (told["code"], told["position"], told["length"]) == ("cycle", 4, 5)
    assert told["message"] == "This field is computed from itself: Purchase request · Total"
    assert told["hint"] == "Take the field out of its own formula."
    line = {**ask, "entity": "request_line", "text": "1 + parent.total"}
    (told,) = desk.admin.post("/expressions/parse", {**line, "field": "amount"})["errors"]
    assert (told["code"], told["position"], told["length"]) == ("cycle", 4, 12)
    assert told["message"] == "These fields compute each other: " + " → ".join(
        ("Line · Amount", "Purchase request · Total", "Line · Amount")
    )
    # A roll-up stands in one entity and its text speaks of the rows of another.
    rolled = {**ask, "entity": "request_line", "text": "amount", "field": "request_line.amount"}
    assert [one["code"] for one in desk.admin.post("/expressions/parse", rolled)["errors"]] == ["cycle"]
    for right in ({**line, "field": "other"}, {**line, "field": "request.total"}, line):
        known = desk.admin.post("/expressions/parse", right)["errors"]
        assert [one["code"] for one in known] == (["cycle"] if right.get("field") == "request.total" else [])
    document = entity(desk, "request")
    document["schema"]["properties"]["total"]["x-dougong"]["formula"] = "total + 1"
    desk.admin.put("/apps/desk/draft/entity/request", {"document": document}, **{"If-Match": '"1"'})
    problems = desk.admin.post("/apps/desk/draft/check", {})["problems"]
    assert [(one["message"], one["hint"]) for one in problems if one["code"] == "cycle"] == [
        (
            "This field is computed from itself: Purchase request · Total",
            "Take the field out of its own formula.",
        )
    ]


def test_ids_are_never_shared(desk: World) -> None:
    """A copied element keeps its old id: that is told."""
    view = desk.admin.get("/apps/desk/draft/view/board")["document"]
    copied = {**view, "key": "second"}
    answer = desk.admin.put("/apps/desk/draft/view/second", {"document": copied}, **{"If-None-Match": "*"})
    assert [(one["code"], one["pointer"]) for one in answer["problems"]] == [("duplicate_id", "/id")]


def test_documents_name_only_what_exists(desk: World) -> None:
    """Views, roles, pages, flows, dashboards: each unknown name with its place."""
    admin = desk.admin

    def edited(kind: str, key: str, edit: Any) -> set[tuple[str, str]]:
        document = copy.deepcopy(admin.get(f"/apps/desk/draft/{kind}/{key}")["document"])
        edit(document)
        return problems_of(desk, kind, key, document)

    assert ("unknown_field", "/card/0") in edited("view", "board", lambda one: one.update(card=["ghost"]))
    assert ("unknown_field", "/grants/0/fields/write/0") in edited(
        "role", "employee", lambda one: one["grants"][0]["fields"].update(write=["ghost"])
    )
    assert ("unknown_name", "/grants/0/rows") in edited(
        "role", "director", lambda one: one["grants"][0].update(rows="ghost = user.id")
    )
    assert ("unknown_reference", "/items/0/dashboard") in edited(
        "page", "menu", lambda one: one["items"][0].update(dashboard="ghost")
    )
    assert ("unknown_reference", "/widgets/0/metric") in edited(
        "dashboard", "desk", lambda one: one["widgets"][0].update(metric="ghost")
    )
    assert any(
        pointer.startswith("/edges/3")
        for _, pointer in edited("flow", "approval", lambda one: one["edges"][3].update(when="ghost > 1"))
    )
    assert any(
        pointer.startswith("/do/0")
        for _, pointer in edited(
            "rule", "remind_buyers", lambda one: one.update(do=[{"SetFields": {"ghost": "1"}}])
        )
    )


BODIES = [
    b"{",
    b"[]",
    b'{"document": []}',
    b'{"document": {"key": "x"}, "more": 1}',
    b"\xff\xfe",
    b'{"document": ' + b'{"a":' * 3000 + b"1" + b"}" * 3001,
    b'{"document": {"format": 1, "key": "x", "n": 1e400}}',
    json.dumps({"document": {"format": 1, "key": "x", "name": {"en": "\u0000"}}}).encode(),
    json.dumps({"document": {"format": 1, "key": "x", "name": {"en": "\ud800"}}}).encode(),
]


def test_bodies_that_are_no_documents_are_refused(desk: World) -> None:
    """Broken, deep, odd JSON: a plain answer, never a failure of the server."""
    headers = {"Content-Type": "application/json", "If-None-Match": "*"}
    for body in BODIES:
        response = desk.admin.request("PUT", "/apps/desk/draft/view/x", content=body, headers=headers)
        assert response.status_code < 500, response.text[:500]
        check = desk.admin.request("POST", "/apps/desk/draft/check", json={})
        assert check.status_code == 200, check.text[:500]


def archive(files: dict[str, bytes]) -> bytes:
    """Return a zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for path, content in files.items():
            made.writestr(path, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"app.json": b"{"}, 400, "json"),
        ({"entities/Lead.json": b"{}"}, 400, "document_shape"),
        ({"strange/lead.json": b"{}"}, 400, "unknown_file"),
        ({"views/other.json": b'{"key": "board"}'}, 400, "file_name"),
        ({"entities/supplier.json": None}, 422, "unknown_reference"),
        ({"views/board.json": b'{"format": 1, "key": "board"}'}, 422, "required"),
    ],
)
def test_an_import_with_a_broken_file_names_it(
    world: World, change: dict[str, bytes | None], status: int, code: str
) -> None:
    """The file, the place, the reason; and no app is left behind."""
    merged: dict[str, bytes | None] = {**files_of(DESK.documents), **change}
    content = archive({path: one for path, one in merged.items() if one is not None})
    response = world.admin.request("POST", "/apps/import", files={"file": ("a.zip", content)})
    assert response.status_code == status, response.text
    assert code in {one["code"] for one in response.json()["errors"]}
    assert all(one.get("file") for one in response.json()["errors"])
    assert world.admin.get("/apps")["items"] == []


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", archive({}), archive({"x.txt": b"1"})])
def test_an_import_that_is_no_app_is_refused(world: World, content: bytes) -> None:
    """Anything else than the zip of an app's folder."""
    response = world.admin.request("POST", "/apps/import", files={"file": ("a.zip", content)})
    assert response.status_code in {400, 422}


def test_settings_take_only_what_they_are(desk: World) -> None:
    """A threshold is tuned without publishing; nonsense is refused by name."""
    admin = desk.admin
    assert admin.get("/apps/desk")["settings"]["director_from"] == {"amount": "50000", "currency": "CNY"}
    changed = admin.patch(
        "/apps/desk/settings", {"values": {"director_from": {"amount": "9", "currency": "CNY"}}}
    )
    assert changed["settings"]["director_from"]["amount"] == "9"
    for values in (
        {"ghost": 1},
        {"director_from": "many"},
        {"director_from": {"amount": "x", "currency": "CNY"}},
        {"buyers": "nobody"},
        {"buyers": 5},
    ):
        refused = admin.patch("/apps/desk/settings", {"values": values}, status=422)
        assert refused["errors"][0]["pointer"] == f"/{next(iter(values))}"
    back = admin.patch("/apps/desk/settings", {"values": {"director_from": None}})
    assert back["settings"]["director_from"]["amount"] == "50000"


def test_an_editor_is_told_type_reading_errors_and_completions(desk: World) -> None:
    """For the draft, and for a person only what he may name."""
    ask = {"app": "desk", "entity": "request", "context": "filter"}
    told = desk.admin.post("/expressions/parse", {**ask, "text": "total > 1000", "draft": True})
    assert (told["type"], told["errors"]) == ("boolean", [])
    assert told["tree"] is not None
    assert set(told["reading"]) == {"en", "zh"}
    wrong = desk.admin.post("/expressions/parse", {**ask, "text": "totl > 1000"})
    assert [(one["position"], one["code"]) for one in wrong["errors"]] == [(0, "unknown_name")]
    proposed = desk.admin.post("/expressions/parse", {**ask, "text": "supplier.na", "position": 11})
    assert "supplier.name" in {one["insert"] for one in proposed["completions"]} | {
        f"supplier.{one['key']}" for one in proposed["completions"]
    }
    employee = desk.person("wang", roles={"desk": ["employee"]})
    employee.post("/expressions/parse", {**ask, "text": "total > 1", "draft": True}, status=403)
    hidden = employee.post("/expressions/parse", {**ask, "entity": "supplier", "text": "blocked"})
    assert [one["code"] for one in hidden["errors"]] == ["unknown_name"]


def test_an_unfinished_field_does_not_hide_the_others(desk: World) -> None:
    """A formula field that has no formula yet is about to name the fields beside it."""
    document = entity(desk, "request")
    own = {"id": "newone01", "type": "formula", "label": {"en": "New"}, "result": "number"}
    document["schema"]["properties"]["new"] = {"readOnly": True, "x-dougong": own}
    assert problems_of(desk, "entity", "request", document)
    ask = {"app": "desk", "entity": "request", "context": "formula", "draft": True}
    told = desk.admin.post("/expressions/parse", {**ask, "text": "total * 2"})
    assert (told["type"], told["errors"]) == ("number", [])


def test_what_a_builder_can_use_is_described(world: World) -> None:
    """Schemas, functions, field types, templates: read without an app."""
    kinds = {one["kind"] for one in world.admin.get("/schemas")["items"]}
    assert {"app", "entity", "form", "flow", "role"} <= kinds
    assert world.admin.get("/schemas/entity")["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    world.admin.get("/schemas/secrets", status=404)
    assert {"money", "roll_up"} <= {one["name"] for one in world.admin.get("/field-types")["items"]}
    assert {"SUM", "IF"} <= {one["name"] for one in world.admin.get("/functions")["items"]}
    assert "crm" in {one["key"] for one in world.admin.get("/templates")["items"]}


def test_an_app_is_not_uninstalled_by_accident(desk: World) -> None:
    """Its key must be repeated; what is not offered is refused."""
    admin = desk.admin
    assert admin.request("DELETE", "/apps/desk", json={"confirm": "dsk"}).status_code == 400
    assert admin.request("DELETE", "/apps/desk", json={}).status_code == 422
    assert admin.get("/apps/desk")["version"] == 1
    assert admin.request("DELETE", "/apps/desk", json={"confirm": "desk"}).status_code == 204
    admin.get("/apps/desk", status=404)
    admin.get("/apps/desk/draft", status=404)
    admin.post("/apps", {"template": "crm", "modules": ["core"]}, status=422)
    admin.post("/apps", {"template": "ghost"}, status=404)
    admin.post("/apps", {}, status=400)


def test_warnings_do_not_keep_a_draft_from_being_published(desk: World) -> None:
    """An empty role, a text in one language, rules in a ring: told, and published all the same."""
    admin = desk.admin
    role = {"format": 1, "id": "r0lenone", "key": "guest", "name": {"en": "Guest"}, "grants": []}
    admin.put("/apps/desk/draft/role/guest", {"document": role}, **{"If-None-Match": "*"})
    rule = {
        "format": 1,
        "id": "rulering",
        "key": "ring",
        "entity": "request",
        "name": {"en": "Ring", "zh": "环"},
        "on": {"changed": {"fields": ["reason"]}},
        "do": [{"SetFields": {"reason": 'reason & "!"'}}],
    }
    admin.put("/apps/desk/draft/rule/ring", {"document": rule}, **{"If-None-Match": "*"})
    plan = admin.get("/apps/desk/draft/plan")
    assert {(one["severity"], one["code"]) for one in plan["problems"]} == {
        ("warning", "grants_nothing"),
        ("warning", "translation"),
        ("warning", "loop"),
    }
    assert admin.post("/apps/desk/publish", {"plan": plan["hash"]}) == {"version": 2}
    for to, warned in (("done", False), ("open", True), (["open", "late"], True)):
        ring = {
            **rule,
            "on": {"changed": {"fields": ["reason"], "to": to}},
            "do": [{"SetFields": {"reason": '"open"'}}],
        }
        found = admin.get("/apps/desk/draft/rule/ring")
        path, head = "/apps/desk/draft/rule/ring", {"If-Match": f'"{found["version"]}"'}
        problems = admin.put(path, {"document": ring}, **head)["problems"]
        assert any(one["code"] == "loop" for one in problems) is warned


def test_an_entity_that_cannot_be_read_is_told_before_all_else(desk: World) -> None:
    """One cause, one place to mend: what is about the entity is not told until it can be read again."""
    document = entity(desk)
    del document["name"]
    desk.admin.put("/apps/desk/draft/entity/request", {"document": document}, **{"If-Match": '"1"'})
    found = desk.admin.post("/apps/desk/draft/check", {})["problems"]
    assert found[0]["file"] == "entities/request.json"
    files = {one["file"] for one in found}
    assert files & {"forms/request.json", "views/board.json", "rules/remind_buyers.json"} == set()
