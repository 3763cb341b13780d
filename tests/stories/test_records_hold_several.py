"""Projects hold several customers, members and departments: both sides are read, filtered, written and told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong import user_jobs
from dougong.actions.empty_trash import empty_trash
from dougong.actions.import_records import import_job
from dougong.metadata.publish import purge_removed
from tests.world import World

APP = "/apps/work"
PROJECTS = f"{APP}/entities/project/records"
CUSTOMERS = f"{APP}/entities/customer/records"


def prop(identity: str, kind: str, **own: Any) -> dict[str, Any]:
    """Return the property of a field."""
    label = {"en": kind.title(), "zh": kind}
    return {"x-dougong": {"id": identity, "type": kind, "label": label, **own}}


def entity(identity: str, key: str, **fields: Any) -> dict[str, Any]:
    """Return an entity document with a name and some fields."""
    name = prop(f"{identity[:4]}name", "text")
    schema = {"type": "object", "required": ["name"], "properties": {"name": name, **fields}}
    return {
        "format": 1,
        "id": identity,
        "key": key,
        "name": {"en": key.title(), "zh": key},
        "title": "name",
        "schema": schema,
    }


INVERSE = {"key": "projects", "label": {"en": "Projects", "zh": "项目"}}
CUSTOMER = entity(
    "cu000001",
    "customer",
    size=prop("cu000002", "number"),
    worth=prop("cu000003", "roll_up", of="projects", function="sum", value="budget", stored=True),
)
PROJECT = entity(
    "pr000001",
    "project",
    budget=prop("pr000002", "number"),
    customers=prop("pr000003", "references", entity="customer", inverse=INVERSE),
    team=prop("pr000004", "members"),
    places=prop("pr000005", "departments"),
    reach=prop("pr000006", "roll_up", of="customers", function="sum", value="size"),
    kept=prop("pr000007", "roll_up", of="customers", function="sum", value="size", stored=True),
)


ROLE = {
    "format": 1,
    "id": "ro000001",
    "key": "seller",
    "name": {"en": "Seller", "zh": "销售"},
    "grants": [
        {"id": "gr000001", "entity": "project", "actions": ["see", "create", "change"]},
        {"id": "gr000002", "entity": "customer", "actions": ["see", "create"], "rows": "owner = user.id"},
    ],
}


def write(folder: Path, *entities: dict[str, Any]) -> Path:
    """Write an app of some entities, with a role that sees all projects and its own customers."""
    (folder / "entities").mkdir(parents=True)
    (folder / "roles").mkdir()
    (folder / "roles" / "seller.json").write_text(json.dumps(ROLE))
    app = {"format": 1, "id": "wo000001", "key": "work", "version": "1.0.0", "name": {"en": "Work"}}
    (folder / "app.json").write_text(json.dumps(app))
    for one in entities:
        (folder / "entities" / f"{one['key']}.json").write_text(json.dumps(one))
    return folder


@pytest.fixture
def work(world: World, tmp_path: Path) -> World:
    """Projects and customers."""
    assert world.install_folder(write(tmp_path / "work", CUSTOMER, PROJECT)) == "work"
    return world


def customer(world: World, name: str, size: str = "1") -> str:
    """Enter a customer and return his id."""
    return str(world.admin.post(CUSTOMERS, {"values": {"name": name, "size": size}}, 201)["id"])


def project(world: World, name: str, *customers: str, **more: Any) -> dict[str, Any]:
    """Enter a project of some customers."""
    values = {"name": name, "customers": list(customers), **more}
    made: dict[str, Any] = world.admin.post(PROJECTS, {"values": values}, 201)
    return made


def names(page: dict[str, Any]) -> list[str]:
    """Return the names of the records of a page, sorted."""
    return sorted(one["values"]["name"] for one in page["items"])


def test_both_sides_are_written_read_and_filtered(work: World) -> None:
    """Ids come back in their order with titles; lists of either side are filtered, counted and summed."""
    admin = work.admin
    a, b, c = customer(work, "Acme", "1"), customer(work, "Brook", "10"), customer(work, "Cedar", "100")
    both = project(work, "Both", b, a, b, budget="5", team=[admin.id])
    project(work, "One", c, budget="7")
    project(work, "None")
    assert both["values"]["customers"] == [b, a]
    assert both["labels"]["customers"] == ["Brook", "Acme"]
    assert both["values"]["team"] == [admin.id]
    assert both["values"]["reach"] == both["values"]["kept"] == "11"
    listed = {one["values"]["name"]: one for one in admin.get(PROJECTS)["items"]}
    assert listed["None"]["values"]["customers"] == [] == listed["None"]["labels"]["customers"]
    for condition, found in (
        (f'"{a}" IN customers', ["Both"]),
        (f'"{a}" IN customers OR "{c}" IN customers', ["Both", "One"]),
        (f'"{a}" IN customers AND "{b}" IN customers', ["Both"]),
        (f'NOT("{a}" IN customers)', ["None", "One"]),
        ("ISBLANK(customers)", ["None"]),
        ("NOT(ISBLANK(customers))", ["Both", "One"]),
        ('EXISTS(customers, name = "Cedar")', ["One"]),
        ("COUNTIF(customers, size > 5) = 1", ["Both", "One"]),
        ("SUM(customers, size) = 11", ["Both"]),
        ("reach = 100", ["One"]),
        ("user.id IN team", ["Both"]),
    ):
        assert names(admin.get(PROJECTS, filter=condition)) == found, condition
    assert names(admin.get(CUSTOMERS, filter="EXISTS(projects, budget > 6)")) == ["Cedar"]
    assert names(admin.get(CUSTOMERS, filter="worth = 5")) == ["Acme", "Brook"]
    assert names(admin.get(f"{CUSTOMERS}/{a}/related/projects")) == ["Both"]
    assert names(admin.get(f"{PROJECTS}/{both['id']}/related/customers")) == ["Acme", "Brook"]
    for pointer, asked in (("/sort", {"sort": "customers"}), ("/fields", {"fields": "customers.name"})):
        answer = admin.get(PROJECTS, 400, **asked)
        assert answer["errors"][0]["pointer"] == pointer


def test_what_is_computed_and_stored_follows_the_links(work: World) -> None:
    """A link more, a link less, another size, a customer in the trash: the stored sums of both sides are right."""
    admin = work.admin
    a, b = customer(work, "Acme", "1"), customer(work, "Brook", "10")
    one = project(work, "One", a, budget="5")

    def sums() -> tuple[str, str, str]:
        found = admin.get(f"{PROJECTS}/{one['id']}")["values"]
        assert found["kept"] == found["reach"]
        return (found["kept"], *(admin.get(f"{CUSTOMERS}/{x}")["values"]["worth"] for x in (a, b)))

    assert sums() == ("1", "5", "0")
    one = admin.patch(f"{PROJECTS}/{one['id']}", {"values": {"customers": [a, b]}}, one["version"])
    assert sums() == ("11", "5", "5")
    changed = admin.get(f"{CUSTOMERS}/{b}")
    admin.patch(f"{CUSTOMERS}/{b}", {"values": {"size": "20"}}, changed["version"])
    assert sums() == ("21", "5", "5")
    one = admin.patch(
        f"{PROJECTS}/{one['id']}", {"values": {"budget": "6", "customers": [b]}}, one["version"]
    )
    assert sums() == ("20", "0", "6")
    admin.delete(f"{CUSTOMERS}/{b}")
    left = admin.get(f"{PROJECTS}/{one['id']}")["values"]
    assert (left["customers"], left["kept"], left["reach"]) == ([], "0", "0")


def test_history_tells_who_came_and_went_and_brings_back(work: World) -> None:
    """A save of the same is no change; versions, the past and its return know titles."""
    admin = work.admin
    a, b = customer(work, "Acme"), customer(work, "Brook")
    one = project(work, "One", a)
    path = f"{PROJECTS}/{one['id']}"
    same = admin.patch(path, {"values": {"customers": [a]}}, one["version"])
    assert same["version"] == one["version"]
    later = admin.patch(path, {"values": {"customers": [b]}}, one["version"])
    told = admin.get(f"{path}/timeline")["items"][0]["changes"]
    assert [(change["old_label"], change["new_label"]) for change in told] == [(["Acme"], ["Brook"])]
    was = admin.get(f"{path}/moment", version=1)
    (differs,) = [each for each in was["differs"] if each["field"] == "customers"]
    assert (differs["old"], differs["old_label"], differs["new_label"]) == ([a], ["Acme"], ["Brook"])
    back = admin.post(f"{path}/bring-back", {"version": 1}, **{"If-Match": f'"{later["version"]}"'})
    assert back["values"]["customers"] == [a]
    wrong = admin.patch(path, {"values": {"customers": [a, one["id"]]}}, back["version"], status=422)
    assert [(each["pointer"], each["code"]) for each in wrong["errors"]] == [
        ("/customers/1", "unknown_reference")
    ]


def test_who_does_not_see_a_record_is_not_told_of_it_and_does_not_lose_it(work: World) -> None:
    """Titles, conditions and counts are of what one sees; what one does not see stays, and cannot be put in."""
    hidden = customer(work, "Hidden")
    li = work.person("li", "李娜", roles={"work": ["seller"]})
    own = li.post(CUSTOMERS, {"values": {"name": "Own", "size": "2"}}, 201)["id"]
    one = project(work, "One", hidden, own)
    path = f"{PROJECTS}/{one['id']}"
    seen = li.get(path)
    assert (seen["values"]["customers"], seen["labels"]["customers"]) == ([hidden, own], [None, "Own"])
    assert names(li.get(PROJECTS, filter='EXISTS(customers, name = "Hidden")')) == []
    assert names(li.get(PROJECTS, filter=f'"{hidden}" IN customers')) == []
    assert names(li.get(PROJECTS, filter="COUNT(customers) = 1")) == ["One"]
    assert names(li.get(f"{path}/related/customers")) == ["Own"]
    assert names(li.get(f"{CUSTOMERS}/{hidden}/related/projects")) == []
    told = li.patch(path, {"values": {"customers": [hidden]}}, seen["version"])
    assert told["values"]["customers"] == [hidden]
    li.post(PROJECTS, {"values": {"name": "Two", "customers": [hidden]}}, 422)
    answer = li.request("GET", f"{PROJECTS}/export", params={"fields": "name,customers"})
    assert "Hidden" not in answer.text


def test_a_target_in_the_trash_leaves_the_lists_or_is_kept(work: World) -> None:
    """A customer in the trash is in no list any more; a field that refuses keeps him out of it."""
    admin = work.admin
    a, b = customer(work, "Acme"), customer(work, "Brook")
    one = project(work, "One", a, b)
    path = f"{PROJECTS}/{one['id']}"
    admin.delete(f"{CUSTOMERS}/{a}")
    assert admin.get(path)["values"]["customers"] == [b]
    admin.post(f"{CUSTOMERS}/{a}/restore")
    assert admin.get(path)["values"]["customers"] == [b]
    change(work, "project", lambda fields: fields["customers"]["x-dougong"].update(on_delete="refuse"))
    refused = admin.delete(f"{CUSTOMERS}/{b}", status=409)
    assert [(each["entity"], each["title"]) for each in refused["records"]] == [("project", "One")]
    admin.delete(path)
    admin.delete(f"{CUSTOMERS}/{b}")
    admin.post(f"{path}/restore", status=409)
    with work.transaction() as context:
        now = context.now + timedelta(days=400)
    assert empty_trash(work.database, work.settings.dougong_home, now) == 2


def test_merging_lets_links_follow_once_and_undoing_puts_them_back(work: World) -> None:
    """The project that held both holds the kept one once; lists of the merged records are united."""
    admin = work.admin
    a, b, c = customer(work, "Acme"), customer(work, "Acme Ltd"), customer(work, "Cedar")
    both, other = project(work, "Both", a, b, c), project(work, "Other", b)
    done = admin.post(f"{CUSTOMERS}/merge", {"keep": a, "records": [b]})
    held = {one["values"]["name"]: one["values"]["customers"] for one in admin.get(PROJECTS)["items"]}
    assert held == {"Both": [a, c], "Other": [a]}
    admin.post(f"{CUSTOMERS}/{a}/merges/{done['merge']}/undo")
    held = {one["values"]["name"]: set(one["values"]["customers"]) for one in admin.get(PROJECTS)["items"]}
    assert held == {"Both": {a, b, c}, "Other": {b}}
    done = admin.post(f"{PROJECTS}/merge", {"keep": both["id"], "records": [other["id"]]})
    assert set(done["record"]["values"]["customers"]) == {a, b, c}
    admin.post(f"{PROJECTS}/{both['id']}/merges/{done['merge']}/undo")
    assert names(admin.get(PROJECTS, filter=f'"{b}" IN customers')) == ["Both", "Other"]


def test_links_in_rows_follow_a_merge_and_come_back_as_they_were(world: World, tmp_path: Path) -> None:
    """Rows of sub-tables hold customers, members and departments: a merge and its undoing leave them exactly as
    they were, in their order; what was changed in a row meanwhile stays.
    """
    row = entity(
        "rw000001",
        "step",
        visits=prop("rw000003", "references", entity="customer"),
        crew=prop("rw000004", "members"),
        places=prop("rw000005", "departments"),
    )
    plan = entity("pt000001", "plan", steps=prop("pt000002", "sub_table", entity="step"))
    size, kin = prop("cu000002", "number"), prop("cu000009", "references", entity="customer")
    place = entity("cu000001", "customer", size=size, kin=kin)
    world.install_folder(write(tmp_path / "work", place, row | {"parent": "plan"}, plan, PROJECT))
    admin, plans = world.admin, f"{APP}/entities/plan/records"
    a, b, c, d = (
        admin.post(CUSTOMERS, {"values": {"name": name}})["id"]
        for name in ("Acme", "Acme Ltd", "Cedar", "Dune")
    )
    li = world.person("li", "李娜").id
    office = admin.post("/departments", {"name": "Office"})["id"]
    steps = [
        {"name": "Both", "visits": [c, b, a, d], "crew": [li, admin.id], "places": [office]},
        {"name": "Other", "visits": [b, c], "crew": [admin.id], "places": []},
        {"name": "None", "visits": [], "crew": [li], "places": []},
    ]
    whole = admin.post(plans, {"values": {"name": "Whole", "steps": steps}})
    twin = admin.post(plans, {"values": {"name": "Twin", "steps": [{"name": "More", "visits": [d, b]}]}})

    def held(plan: Any) -> Any:
        return admin.get(f"{plans}/{plan['id']}")["values"]["steps"]

    before, before_twin = held(whole), held(twin)
    done = admin.post(f"{CUSTOMERS}/merge", {"keep": a, "records": [b]})
    assert [one["visits"] for one in held(whole)] == [[c, a, d], [a, c], []]
    result = admin.post(f"{CUSTOMERS}/{a}/merges/{done['merge']}/undo")
    assert (result["references"], result["left"]) == (3, 0)
    assert (held(whole), held(twin)) == (before, before_twin)

    done = admin.post(f"{CUSTOMERS}/merge", {"keep": a, "records": [b, c]})
    version = admin.get(f"{plans}/{whole['id']}")["version"]
    changed = [{"id": one["id"]} | ({"visits": [d]} if one["name"] == "Other" else {}) for one in held(whole)]
    admin.patch(f"{plans}/{whole['id']}", {"values": {"steps": changed}}, version)
    admin.post(f"{CUSTOMERS}/{a}/merges/{done['merge']}/undo")
    after = held(whole)
    assert after[0] == before[0]
    assert set(after[1]["visits"]) == {b, c, d}
    assert held(twin) == before_twin

    before = held(whole)
    done = admin.post(f"{plans}/merge", {"keep": whole["id"], "records": [twin["id"]]})
    assert [one["visits"] for one in done["record"]["values"]["steps"]][-1] == [d, b]
    result = admin.post(f"{plans}/{whole['id']}/merges/{done['merge']}/undo")
    assert result["left"] == 0
    assert (held(whole), held(twin)) == (before, before_twin)

    version = admin.get(f"{CUSTOMERS}/{c}")["version"]
    admin.patch(f"{CUSTOMERS}/{c}", {"values": {"kin": [d, b, a]}}, version)
    done = admin.post(f"{CUSTOMERS}/merge", {"keep": a, "records": [b, c]})
    admin.post(f"{CUSTOMERS}/{a}/merges/{done['merge']}/undo")
    assert admin.get(f"{CUSTOMERS}/{c}")["values"]["kin"] == [d, b, a]


def test_a_table_goes_out_and_comes_in_by_names(work: World) -> None:
    """A cell names several records, one with a comma in its name too; what names none is told by itself."""
    admin = work.admin
    a, b = customer(work, "Acme, Inc."), customer(work, "Brook")
    project(work, "One", a, b, team=[admin.id])
    answer = admin.request(
        "GET", f"{PROJECTS}/export", params={"fields": "name,customers,team", "sort": "name"}
    )
    assert 'One,"Acme, Inc.; Brook",管理员' in answer.text
    text = 'Name,Customers,Team\nTwo,Brook；brook,admin\nThree,"Acme, Inc.",\nFour,Brook; Nobody,\n'
    result = imported(work, text, {"Name": "name", "Customers": "customers"})
    assert [(one["value"], one["count"]) for one in result["unknown_values"]] == [("Nobody", 1)]
    held = {one["values"]["name"]: one["values"]["customers"] for one in admin.get(PROJECTS)["items"]}
    assert held == {"One": [a, b], "Two": [b], "Three": [a]}


def imported(work: World, text: str, mapping: dict[str, str]) -> Any:
    """Import a table of projects and return the result of the job."""
    upload = work.admin.request("POST", "/files", files={"file": ("p.csv", text.encode(), "text/csv")})
    asked = {"file": upload.json()["id"], "mapping": mapping, "rules": False}
    job = work.admin.post(f"{PROJECTS}/import", asked, status=202)["job"]
    begun = user_jobs.begin(work.database, UUID(job))
    assert begun is not None
    return import_job(begun, work.settings)


def change(work: World, key: str, edit: Any) -> None:
    """Edit the fields of an entity and publish, whatever has to be accepted."""
    found = work.admin.get(f"{APP}/draft/entity/{key}")
    edit(found["document"]["schema"]["properties"])
    tag = {"If-Match": f'"{found["version"]}"'}
    work.admin.put(f"{APP}/draft/entity/{key}", {"document": found["document"]}, **tag)
    publish(work)


def publish(work: World) -> list[dict[str, Any]]:
    """Publish the draft and return the steps of its plan."""
    plan = work.admin.get(f"{APP}/draft/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"] == []
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    work.admin.post(f"{APP}/publish", {"plan": plan["hash"], "accept": accepted})
    steps: list[dict[str, Any]] = plan["steps"]
    return steps


def test_a_field_that_goes_is_kept_for_thirty_days_and_comes_back(work: World) -> None:
    """Its link table is renamed away, told with how many records had a value, brought back, and dropped at last."""
    admin = work.admin
    a, b = customer(work, "Acme"), customer(work, "Brook")
    one = project(work, "One", a, b)
    project(work, "None")

    def without(fields: dict[str, Any]) -> None:
        for key in ("customers", "reach", "kept"):
            fields.pop(key)

    change(work, "customer", lambda fields: fields.pop("worth"))
    change(work, "project", without)
    (gone,) = [each for each in admin.get(f"{APP}/removed")["items"] if each["key"] == "customers"]
    assert (gone["kind"], gone["values"]) == ("field", 1)
    admin.delete(f"{CUSTOMERS}/{b}")
    with work.transaction() as context:
        later = context.now + timedelta(days=400)
    empty_trash(work.database, work.settings.dougong_home, later)
    admin.post(f"{APP}/removed/{gone['element']}/bring-back")
    publish(work)
    assert admin.get(f"{PROJECTS}/{one['id']}")["values"]["customers"] == [a]
    change(work, "project", lambda fields: fields.pop("customers"))
    with work.transaction() as context:
        assert purge_removed(context.conn, context.now + timedelta(days=31), 30) >= 1
        tables = sa.inspect(context.conn).get_table_names("ws_main")
    assert not [name for name in tables if name.startswith("gone_")]


def test_one_becomes_several_and_back(work: World) -> None:
    """A member becomes members without loss; back, what held two is listed before, and kept beside."""
    admin = work.admin
    other = work.person("li", "李娜").id
    change(work, "project", lambda fields: fields.update(lead=prop("pr000008", "member")))
    project(work, "One", lead=admin.id)
    project(work, "None")

    def several(fields: dict[str, Any]) -> None:
        fields["lead"]["x-dougong"]["type"] = "members"

    change(work, "project", several)
    held = {one["values"]["name"]: one for one in admin.get(PROJECTS)["items"]}
    assert (held["One"]["values"]["lead"], held["None"]["values"]["lead"]) == ([admin.id], [])
    one = held["One"]
    project(work, "Two", lead=[other])
    admin.patch(f"{PROJECTS}/{one['id']}", {"values": {"lead": [admin.id, other]}}, one["version"])
    asked = {"entity": "project", "field": "pr000008", "definition": prop("pr000008", "member"), "limit": 5}
    told = admin.post(f"{APP}/draft/conversion", asked)
    assert (told["possible"], told["filled"], told["fits"], told["unfit"]) == (True, 2, 1, 1)
    assert [each["title"] for each in told["items"]] == ["One"]

    def single(fields: dict[str, Any]) -> None:
        fields["lead"]["x-dougong"]["type"] = "member"

    change(work, "project", single)
    held = {one["values"]["name"]: one["values"]["lead"] for one in admin.get(PROJECTS)["items"]}
    assert held == {"One": None, "None": None, "Two": other}
    (kept,) = [each for each in admin.get(f"{APP}/removed")["items"] if each["reason"] == "converted"][:1]
    admin.post(f"{APP}/removed/{kept['element']}/bring-back")
    publish(work)
    before = {one["values"]["name"]: one["values"]["lead_before"] for one in admin.get(PROJECTS)["items"]}
    assert before["One"] == [admin.id, other]


def test_an_app_goes_and_a_table_of_links_with_it(work: World) -> None:
    """A data table that goes takes its links along, and brings them back."""
    admin = work.admin
    a = customer(work, "Acme")
    one = project(work, "One", a)
    found = admin.get(f"{APP}/draft/entity/project")
    change(work, "customer", lambda fields: fields.pop("worth"))
    role = admin.get(f"{APP}/draft/role/seller")
    admin.delete(f"{APP}/draft/role/seller", **{"If-Match": f'"{role["version"]}"'})
    admin.delete(f"{APP}/draft/entity/project", **{"If-Match": f'"{found["version"]}"'})
    publish(work)
    (gone,) = [each for each in admin.get(f"{APP}/removed")["items"] if each["kind"] == "entity"]
    admin.post(f"{APP}/removed/{gone['element']}/bring-back")
    publish(work)
    assert admin.get(f"{PROJECTS}/{one['id']}")["labels"]["customers"] == ["Acme"]
