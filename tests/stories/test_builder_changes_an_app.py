"""A business user changes an app: adds a field, sees the plan, publishes, and uses it at once."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.metadata import App, published
from dougong.metadata.documents import files_of, tree_of_folder, zipped
from dougong.metadata.publish import purge_removed
from tests.world import Person, World

DESK = Path(__file__).resolve().parents[1] / "apps" / "desk"
DRAFT = "/apps/desk/draft"


@pytest.fixture
def desk(world: World) -> World:
    """The purchase desk, installed from its folder."""
    install(world)
    return world


def install(world: World, **params: str) -> str:
    """Install the desk from a zip over HTTP."""
    content = zipped(tree_of_folder(DESK).documents)
    response = world.admin.request(
        "POST", "/apps/import", files={"file": ("desk.zip", content)}, params=params
    )
    assert response.status_code == 201, response.text
    return str(response.json()["key"])


def change(person: Person, kind: str, key: str, edit: Any) -> Any:
    """Read a document of the draft, edit it, and write it back."""
    found = person.get(f"{DRAFT}/{kind}/{key}")
    edit(found["document"])
    return person.put(
        f"{DRAFT}/{kind}/{key}", {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'}
    )


def publish(person: Person, accept: bool = True) -> int:
    """Publish the draft after looking at its plan."""
    plan = person.get(f"{DRAFT}/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"] == []
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]] if accept else []
    return int(person.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accepted})["version"])


def colour(identity: str = "c0l0ur01") -> dict[str, Any]:
    """Return a new text field."""
    label = {"en": "Colour", "zh": "颜色"}
    return {"type": "string", "maxLength": 40, "x-dougong": {"id": identity, "type": "text", "label": label}}


def properties(document: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an entity document."""
    found: dict[str, Any] = document["schema"]["properties"]
    return found


def test_a_new_field_is_planned_published_and_there_at_once(desk: World) -> None:
    """I add a field, see what will happen, publish, and everybody has it."""
    written = change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    assert written["version"] == 2
    assert written["problems"] == []
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert plan["summary"] == {"added": 0, "changed": 1, "removed": 0}
    assert [step["title"]["en"] for step in plan["steps"] if step["kind"] == "ddl"] == [
        "New field “Colour” of “Supplier”"
    ]
    assert publish(desk.admin) == 2
    fields = {one["key"]: one for one in desk.admin.get("/apps/desk")["entities"]["supplier"]["fields"]}
    assert fields["colour"]["label"] == {"en": "Colour", "zh": "颜色"}
    assert fields["colour"]["writable"] is True
    draft = desk.admin.get("/apps/desk/draft")
    assert (draft["changed"], draft["live_version"]) == (0, 2)
    assert [one["version"] for one in desk.admin.get("/apps/desk/versions")["items"]] == [2, 1]


def test_the_plan_tells_of_a_new_field_on_no_form_and_counts_beside_problems(desk: World) -> None:
    """I forget the form: the plan says so. I break a rule: what I changed is counted all the same."""
    change(desk.admin, "entity", "request", lambda one: properties(one).update(colour=colour()))

    def told() -> list[str]:
        steps = desk.admin.get(f"{DRAFT}/plan")["steps"]
        return [step["title"]["en"] for step in steps if "is on no form" in step["title"]["en"]]

    (notice,) = told()
    assert notice.startswith("The new field “Colour” is on no form of ")
    change(desk.admin, "form", "request", lambda one: one["layout"].append({"field": "colour"}))
    assert told() == []
    change(desk.admin, "form", "request", lambda one: one["layout"].append({"field": "nowhere"}))
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"]
    assert plan["summary"] == {"added": 0, "changed": 2, "removed": 0}


def test_two_builders_do_not_overwrite_each_other(desk: World) -> None:
    """Who saves second is told, and sees the document as it is now."""
    path = f"{DRAFT}/view/board"
    found = desk.admin.get(path)
    desk.admin.put(path, {"document": {**found["document"], "sum": "total"}}, **{"If-Match": '"1"'})
    late = desk.admin.request("PUT", path, json={"document": found["document"]}, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["current"]["version"] == 2
    present = desk.admin.get(path)
    assert (present["changed_by"]["name"], present["changed_by"]["id"] is None) == ("管理员", False)
    assert present["changed_at"] > found["changed_at"]
    missing = desk.admin.request("PUT", path, json={"document": found["document"]})
    assert missing.status_code == 428


def test_a_plan_that_is_no_longer_true_is_not_carried_out(desk: World) -> None:
    """Between my look at the plan and my click somebody changed the draft: nothing happens."""
    change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    plan = desk.admin.get(f"{DRAFT}/plan")
    change(desk.admin, "view", "board", lambda one: one.update(sort=["-needed_by"]))
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=409)
    assert desk.admin.get("/apps/desk")["version"] == 1


def test_losing_data_and_widening_rights_must_be_accepted(desk: World) -> None:
    """A removed field and a right that grows are done only when I say so by name."""

    def without(document: dict[str, Any]) -> None:
        document["schema"]["properties"].pop("blocked")

    change(desk.admin, "entity", "supplier", without)
    change(desk.admin, "form", "request", lambda one: one["layout"][0]["items"][2].pop("filter"))
    change(desk.admin, "role", "employee", lambda one: one["grants"][1].pop("rows"))
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert {step["kind"] for step in plan["steps"] if step["accept"]} == {"data", "access"}
    (removed,) = [step for step in plan["steps"] if step["kind"] == "data"]
    assert removed["title"]["en"].endswith(" is removed")
    assert removed["detail"] == {
        "en": "Kept for 30 days with what it holds: until then you can bring it back",
        "zh": "连同已有数据保留 30 天，期间可随时恢复",
    }
    (widened,) = [step["title"] for step in plan["steps"] if step["kind"] == "access"]
    assert widened["en"] == "Role “Employee” gains more records of “Supplier”: from now on all of them"
    assert widened["zh"] == "角色“员工”可用的“供应商”记录将增多：今后为全部记录"
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=422)
    assert publish(desk.admin) == 2


def test_every_place_that_names_a_removed_field_is_told_at_once(desk: World) -> None:
    """I remove a field that a step, a form and its public page name: I need not look three times."""

    def opened(document: dict[str, Any]) -> None:
        document["public"] = {"enabled": True, "fields": ["subject", "needed_by", "reason"]}

    change(desk.admin, "form", "request", opened)
    steps = {"require": ["reason"]}
    change(desk.admin, "entity", "request", lambda one: one["states"]["transitions"][3].update(steps))
    change(desk.admin, "entity", "request", lambda one: properties(one).pop("reason") and None)
    found = {
        (one["file"], one["pointer"], one["code"])
        for one in desk.admin.get(f"{DRAFT}/plan")["problems"]
        if one["severity"] == "error" and "reason" in one["message"]
    }
    form = "forms/request.json"
    assert {
        ("entities/request.json", "/states/transitions/3/require/0", "unknown_field"),
        (form, "/layout/0/items/4/field", "unknown_field"),
        (form, "/linkage/0/show", "unknown_field"),
        (form, "/linkage/0/require", "unknown_field"),
        (form, "/public/fields/2", "unknown_field"),
    } <= found


def test_every_place_that_names_a_removed_state_or_title_is_told_at_once(desk: World) -> None:
    """I remove a state that steps, a rule and a flow name, and the field that names the records: I look once."""

    def less(document: dict[str, Any]) -> None:
        fields = properties(document)
        fields.pop("number")
        fields["status"]["enum"].remove("approved")
        own = fields["status"]["x-dougong"]
        own["options"] = [one for one in own["options"] if one["key"] != "approved"]

    change(desk.admin, "entity", "request", less)
    problems = desk.admin.get(f"{DRAFT}/plan")["problems"]
    found = {(one["file"], one["pointer"], one["code"]) for one in problems if one["severity"] == "error"}
    request = "entities/request.json"
    assert {
        (request, "/title", "unknown_field"),
        (request, "/unique/0/0", "unknown_field"),
        (request, "/states/transitions/2/to", "unknown_option"),
        (request, "/states/transitions/4/from", "unknown_option"),
        ("views/board.json", "/card/0", "unknown_field"),
        ("messages/approved.json", "/subject/en", "unknown_name"),
        ("rules/remind_buyers.json", "/do/0/Notify/message/subject/en", "unknown_name"),
        ("rules/remind_buyers.json", "/on/state_entered", "unknown_option"),
        ("flows/approval.json", "/nodes/3/do/0/SetFields/status", "unknown_option"),
    } <= found
    # Records may still hold the state: that a list asks for it is worth a look, and no more.
    (compared,) = [one for one in problems if one["file"] == "datasets/spend.json"]
    assert (compared["severity"], compared["pointer"]) == ("warning", "/filter")
    assert compared["message"] == "“approved” is not an option of “Status”."


@pytest.mark.parametrize(
    ("kind", "key", "edit", "pointer", "severity"),
    [
        ("view", "board", {"filter": 'status IN ("draft", "gone")'}, "/filter", "warning"),
        ("view", "board", {"filter": '"gone" <> status AND urgent'}, "/filter", "warning"),
        ("view", "board", {"filter": 'SWITCH(status, "draft", 1, "gone", 2, 3) = 2'}, "/filter", "warning"),
        (
            "form",
            "request",
            {"defaults": {"status": 'IF(TRUE, "gone", "draft")'}},
            "/defaults/status",
            "error",
        ),
        ("rule", "remind_buyers", {"on": {"state_entered": ["draft", "gone"]}}, "/on/state_entered", "error"),
        (
            "rule",
            "remind_buyers",
            {"on": {"changed": {"fields": ["status"], "from": "draft", "to": "gone"}}},
            "/on/changed/to",
            "error",
        ),
        (
            "scorecard",
            "urgency",
            {
                "lines": [
                    {
                        "id": "l4g5h6j7",
                        "event": "state.entered",
                        "state": "gone",
                        "points": 1,
                        "reason": {"en": "Gone", "zh": "没了"},
                    }
                ]
            },
            "/lines/0/state",
            "error",
        ),
    ],
)
def test_a_choice_that_is_not_there_is_told_wherever_it_is_named(
    desk: World, kind: str, key: str, edit: dict[str, Any], pointer: str, severity: str
) -> None:
    """I name a choice that the field does not offer: I learn where, and which there are."""
    change(desk.admin, kind, key, lambda one: one.update(edit))
    problems = desk.admin.get(f"{DRAFT}/plan")["problems"]
    (told,) = [one for one in problems if one["code"] == "unknown_option"]
    assert (told["pointer"], told["severity"]) == (pointer, severity)
    assert told["message"] == "“gone” is not an option of “Status”."
    assert told["hint"].endswith("draft, in_approval, approved, rejected, ordered")


def test_a_removed_field_comes_back_with_its_values_when_the_version_is_restored(desk: World) -> None:
    """I removed a field by mistake: I restore the version before, and its values are there."""
    with desk.transaction() as context:
        app = _published(context)
        supplier = app.entities["supplier"]
        values = {"id": "01934f3e-7c00-7000-8000-000000000001", supplier.columns["name"][0].name: "Acme"}
        context.conn.execute(
            supplier.table.insert().values({**values, supplier.columns["blocked"][0].name: True})
        )
    change(desk.admin, "entity", "supplier", lambda one: properties(one).pop("blocked"))
    change(desk.admin, "form", "request", lambda one: one["layout"][0]["items"][2].pop("filter"))
    change(desk.admin, "role", "employee", lambda one: one["grants"][1].pop("rows"))
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert [step["rows"] for step in plan["steps"] if step["kind"] == "data"] == [1]
    publish(desk.admin)
    assert desk.admin.post("/apps/desk/versions/1/restore", {})["changed"] == 3
    assert publish(desk.admin) == 3
    with desk.transaction() as context:
        supplier = _published(context).entities["supplier"]
        row = context.conn.execute(supplier.table.select()).one()
        assert row._mapping[supplier.columns["blocked"][0]] is True


def test_who_is_reading_reads_on_when_a_field_goes_or_changes_its_type(desk: World) -> None:
    """The statements kept from before name what is gone; whoever has the list open sees the new version."""
    path = "/apps/desk/entities/supplier/records"
    change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    publish(desk.admin)
    made = desk.admin.post(path, {"values": {"name": "Acme", "colour": "12.5"}})

    def number(document: dict[str, Any]) -> None:
        field = properties(document)["colour"]
        field["x-dougong"]["type"] = "number"
        field.update(type="string", format="decimal")
        del field["maxLength"]

    def read(**asked: str) -> Any:
        (found,) = desk.admin.get(path, **asked)["items"]
        assert desk.admin.get(f"{path}/{made['id']}")["values"] == found["values"]
        return found["values"].get("colour", "gone")

    assert read(filter='colour <> ""') == "12.5"
    change(desk.admin, "entity", "supplier", number)
    publish(desk.admin)
    assert str(read()).startswith("12.5")
    change(desk.admin, "entity", "supplier", lambda one: properties(one).pop("colour"))
    publish(desk.admin)
    assert read() == "gone"


def _published(context: Any) -> App:
    """Return the live version behind the scenes."""
    return published(context.conn, "desk")


def test_a_type_changes_when_its_values_can_be_kept(desk: World) -> None:
    """A text becomes a number: what is a number stays, the plan counts what is not."""
    change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    publish(desk.admin)
    with desk.transaction() as context:
        supplier = _published(context).entities["supplier"]
        name, shade = supplier.columns["name"][0].name, supplier.columns["colour"][0].name
        for index, text in enumerate(("12.50", "red", None)):
            identity = f"01934f3e-7c00-7000-8000-00000000000{index}"
            context.conn.execute(
                supplier.table.insert().values({"id": identity, name: str(index), shade: text})
            )

    def number(document: dict[str, Any]) -> None:
        field = properties(document)["colour"]
        field["x-dougong"]["type"] = "number"
        field.update(type="string", format="decimal")
        del field["maxLength"]

    change(desk.admin, "entity", "supplier", number)
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert [(step["rows"], step["severity"]) for step in plan["steps"] if step["kind"] == "data"] == [
        (1, "danger")
    ]
    publish(desk.admin)
    with desk.transaction() as context:
        supplier = _published(context).entities["supplier"]
        values = {
            str(row[0])
            for row in context.conn.execute(
                supplier.table.select().with_only_columns(supplier.columns["colour"][0])
            )
        }
        assert values == {"12.5000000000", "None"}


def test_a_type_that_cannot_change_is_refused_with_a_way_out(desk: World) -> None:
    """A switch cannot become a date; I am told what is possible."""

    def date(document: dict[str, Any]) -> None:
        properties(document)["urgent"] = {
            "type": "string",
            "format": "date",
            "x-dougong": {**properties(document)["urgent"]["x-dougong"], "type": "date"},
        }

    change(desk.admin, "entity", "request", date)
    change(desk.admin, "form", "request", lambda one: one.update(linkage=[]))
    change(desk.admin, "scorecard", "urgency", lambda one: one["lines"].pop(0))
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert plan["summary"] == {"added": 0, "changed": 3, "removed": 0}
    (problem,) = [one for one in plan["problems"] if one["code"] == "type_change"]
    assert problem["file"] == "entities/request.json"
    assert problem["pointer"] == "/schema/properties/urgent/x-dougong/type"
    assert "text" in problem["hint"]
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=422)


def test_values_that_stand_twice_keep_a_field_from_becoming_unique(desk: World) -> None:
    """I ask for unique names while two suppliers have one name: the plan says so."""
    change(desk.admin, "entity", "supplier", lambda one: one.update(unique=[]))
    publish(desk.admin)
    with desk.transaction() as context:
        supplier = _published(context).entities["supplier"]
        for index in range(2):
            identity = f"01934f3e-7c00-7000-8000-00000000000{index}"
            context.conn.execute(
                supplier.table.insert().values({"id": identity, supplier.columns["name"][0].name: "Acme"})
            )
    change(desk.admin, "entity", "supplier", lambda one: one.update(unique=[["name"]]))
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert "not_unique" in {one["code"] for one in plan["problems"]}
    desk.admin.post("/apps/desk/publish", {"plan": plan["hash"]}, status=422)


def test_a_rename_rewrites_every_use_and_touches_no_table(desk: World) -> None:
    """I call a field by another key: formulas, forms, views, roles follow, and nothing is lost."""
    changed = desk.admin.post(
        "/apps/desk/rename", {"kind": "field", "entity": "request", "key": "needed_by", "to": "due_on"}
    )["changed"]
    assert changed >= 6
    assert desk.admin.post(f"{DRAFT}/check", {})["problems"] == []
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert [step for step in plan["steps"] if step["kind"] in ("ddl", "data")] == []
    publish(desk.admin)
    message = desk.admin.get(f"{DRAFT}/message/approved")["document"]
    assert "{{ due_on }}" in message["body"]["en"]
    desk.admin.post(
        "/apps/desk/rename", {"kind": "field", "entity": "request", "key": "due_on", "to": "id"}, status=400
    )
    desk.admin.post(
        "/apps/desk/rename", {"kind": "field", "entity": "request", "key": "nothing", "to": "x"}, status=404
    )
    desk.admin.post("/apps/desk/rename", {"kind": "entity", "key": "supplier", "to": "request"}, status=409)


def test_a_new_key_is_read_at_once_by_who_read_before(desk: World) -> None:
    """What the server keeps of him knows the old key: the next list, asked for by the new one, comes all the same."""
    path = "/apps/desk/entities/request/records"
    desk.admin.get(path, fields="needed_by")
    desk.admin.post(
        "/apps/desk/rename", {"kind": "field", "entity": "request", "key": "needed_by", "to": "due_on"}
    )
    publish(desk.admin)
    desk.admin.get(path, fields="due_on")
    desk.admin.get(path, fields="needed_by", status=400)


def test_removing_a_used_field_lists_its_uses(desk: World) -> None:
    """Before I remove a field I see where it is used; removing it anyway does not pass the check."""
    uses = desk.admin.get("/apps/desk/where-used/f08h6j2v")["items"]
    assert {(one["kind"], one["key"]) for one in uses} == {
        ("flow", "approval"),
        ("message", "approved"),
        ("rule", "remind_buyers"),
        ("view", "board"),
    }
    change(desk.admin, "entity", "request", lambda one: properties(one).pop("total"))
    files = {one["file"] for one in desk.admin.post(f"{DRAFT}/check", {})["problems"]}
    assert {
        "flows/approval.json",
        "messages/approved.json",
        "rules/remind_buyers.json",
        "views/board.json",
    } <= files
    desk.admin.get("/apps/desk/where-used/nothing1", status=404)


def test_an_app_goes_out_and_comes_back_byte_for_byte(desk: World) -> None:
    """I export an app, import it elsewhere, export again: the same bytes."""
    first = desk.admin.get("/apps/desk/export").content
    desk.admin.request("DELETE", "/apps/desk", json={"confirm": "desk"})
    response = desk.admin.request("POST", "/apps/import", files={"file": ("a.zip", first)})
    assert response.status_code == 201, response.text
    assert desk.admin.get("/apps/desk/export").content == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.read("app.json").decode().startswith('{\n  "format": 1,\n  "id": "d3sk0a1b"')
        assert set(archive.namelist()) == set(files_of(tree_of_folder(DESK).documents))


def test_a_clone_has_ids_of_its_own(desk: World) -> None:
    """A second copy of the same app lives beside the first."""
    response = desk.admin.request(
        "POST", "/apps/import", files={"file": ("a.zip", zipped(tree_of_folder(DESK).documents))}
    )
    assert response.status_code == 409
    assert install(desk, key="second", mode="clone") == "second"
    assert desk.admin.get("/apps/second")["name"]["en"].endswith(" (copy)")
    assert desk.admin.get("/apps/second")["name"]["zh"].endswith(" 副本")
    entity = desk.admin.get("/apps/second/draft/entity/supplier")["document"]
    assert entity["id"] != "su3w7k5x"
    assert entity["origin"] == {"template": "desk", "id": "su3w7k5x", "version": "1.0.0"}
    assert {one["key"] for one in desk.admin.get("/apps")["items"]} == {"desk", "second"}


def test_a_blank_app_is_built_from_nothing(world: World) -> None:
    """I make an app, give it an entity, publish, and it is on the menu."""
    world.admin.post("/apps", {"key": "zoo", "name": {"en": "Zoo", "zh": "动物园"}})
    entity = {
        "format": 1,
        "id": "an1mal00",
        "key": "animal",
        "name": {"en": "Animal", "zh": "动物"},
        "title": "name",
        "schema": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {
                    "type": "string",
                    "x-dougong": {"id": "an1maln0", "type": "text", "label": {"en": "Name", "zh": "名字"}},
                }
            },
        },
    }
    made = world.admin.put("/apps/zoo/draft/entity/animal", {"document": entity}, **{"If-None-Match": "*"})
    assert made["problems"] == []
    world.admin.put(
        "/apps/zoo/draft/entity/animal", {"document": entity}, status=409, **{"If-None-Match": "*"}
    )
    plan = world.admin.get("/apps/zoo/draft/plan")
    assert world.admin.post("/apps/zoo/publish", {"plan": plan["hash"]}) == {"version": 2}
    assert list(world.admin.get("/apps/zoo")["entities"]) == ["animal"]


def test_nobody_else_may_build(desk: World) -> None:
    """An employee uses the app; its draft is closed to him, and without a role so is the app."""
    employee = desk.person("wang", roles={"desk": ["employee"]})
    stranger = desk.person("li")
    assert set(employee.get("/apps/desk")["entities"]) == {"request", "supplier", "request_line"}
    employee.get("/apps/desk/draft", status=403)
    employee.get("/apps/desk/draft/plan", status=403)
    employee.post("/apps", {"key": "mine", "name": {"en": "Mine"}}, status=403)
    stranger.get("/apps/desk", status=404)
    assert stranger.get("/apps")["items"] == []


def test_what_was_removed_is_gone_after_thirty_days(desk: World) -> None:
    """A month after I removed a field, its column is dropped; not a day earlier."""
    change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    publish(desk.admin)
    change(desk.admin, "entity", "supplier", lambda one: properties(one).pop("colour"))
    publish(desk.admin)
    with desk.transaction() as context:
        assert purge_removed(context.conn, context.now + timedelta(days=29), 30) == 0
        assert purge_removed(context.conn, context.now + timedelta(days=31), 30) == 1
        table = _published(context).entities["supplier"].table.name
        columns = {one["name"] for one in sa.inspect(context.conn).get_columns(table, "ws_main")}
        assert not any(name.startswith("gone_") for name in columns)


def test_of_two_publishers_at_once_one_is_told(desk: World) -> None:
    """Two builders press publish in the same second: one version comes of it."""
    change(desk.admin, "entity", "supplier", lambda one: properties(one).update(colour=colour()))
    plan = desk.admin.get(f"{DRAFT}/plan")
    people = [desk.sign_in("admin") for _ in range(2)]

    def press(person: Person) -> int:
        return person.request("POST", "/apps/desk/publish", json={"plan": plan["hash"]}).status_code

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(press, people)) == [200, 409]
    assert [one["version"] for one in desk.admin.get("/apps/desk/versions")["items"]] == [2, 1]


def test_an_entity_is_renamed_without_touching_its_table(desk: World) -> None:
    """Its references, sub-tables, roles and menus follow; its records stay where they are."""
    for key, to in (("supplier", "vendor"), ("request_line", "line"), ("request", "order")):
        desk.admin.post("/apps/desk/rename", {"kind": "entity", "key": key, "to": to})
    plan = desk.admin.get(f"{DRAFT}/plan")
    assert plan["problems"] == []
    assert {step["kind"] for step in plan["steps"]} == {"document"}
    assert publish(desk.admin) == 2
    assert set(desk.admin.get("/apps/desk")["entities"]) == {"vendor", "line", "order"}
