"""Lists of every kind over HTTP: what a view needs, groups in pages, marks, trial edits, own arrangements, follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.access import scope_for
from dougong.jobs.worker import run_waiting
from dougong.metadata import published
from dougong.metadata.check import check_documents
from dougong.metadata.documents import Document, tree_of_folder
from dougong.records.query import parse_query
from dougong.records.statements import PageShape, page
from tests.world import Person, World

APP = Path(__file__).resolve().parents[1] / "apps" / "works"
TASKS = "/apps/works/entities/task/records"
WHERE = {"app": "works", "entity": "task"}


@pytest.fixture
def works(world: World) -> World:
    """A building site and its tasks."""
    assert world.install_folder(APP) == "works"
    return world


def task(person: Person, name: str, **values: Any) -> dict[str, Any]:
    """Enter a task."""
    made: dict[str, Any] = person.post(TASKS, {"values": {"name": name, **values}}, 201)
    return made


def cost(amount: int) -> dict[str, str]:
    """Return an amount in the company's currency."""
    return {"amount": str(amount), "currency": "CNY"}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"kind": "calendar"}, "/start_field", "start_field"),
        ({"kind": "calendar", "start_field": "name"}, "/start_field", "start_field"),
        ({"kind": "gantt", "start_field": "begins"}, "/end_field", "end_field"),
        (
            {"kind": "gantt", "start_field": "begins", "end_field": "meets", "after_field": "kind"},
            "/after_field",
            None,
        ),
        (
            {"kind": "gantt", "start_field": "scaffold", "end_field": "ends"},
            "/end_field",
            "end_field",
        ),
        ({"kind": "calendar", "start_field": "begins", "end_field": "scaffold"}, "/end_field", "end_field"),
        ({"kind": "tree"}, "/parent_field", "parent_field"),
        ({"kind": "map", "place_field": "name"}, "/place_field", "place_field"),
        ({"kind": "rows", "rows_field": "cost"}, "/rows_field", "rows_field"),
        ({"kind": "gallery", "picture_field": "gone"}, "/picture_field", "unknown_field"),
        ({"kind": "kanban", "group": "cost"}, "/group", "group"),
        ({"groups": [{"field": "state", "period": "month"}]}, "/groups/0/period", "period"),
        ({"groups": [{"field": "materials"}]}, "/groups/0/field", "group"),
        ({"groups": [{"field": "state"}, {"field": "state"}]}, "/groups/1/field", "repeated"),
        ({"totals": {"name": "sum"}}, "/totals/name", "total"),
        ({"colours": [{"when": "cost >", "colour": "red"}]}, "/colours/0/when", None),
        ({"colours": [{"when": "cost", "colour": "red"}]}, "/colours/0/when", None),
        (
            {"colours": [{"when": "days > 1", "colour": "red", "field": "gone"}]},
            "/colours/0/field",
            "unknown_field",
        ),
    ],
)
def test_a_view_that_could_show_nothing_is_refused(
    change: dict[str, Any], pointer: str, code: str | None
) -> None:
    """Each kind says which field it lacks or cannot use."""
    documents = list(tree_of_folder(APP).documents)
    view = {
        "format": 1,
        "id": "wk000099",
        "key": "tried",
        "entity": "task",
        "kind": "table",
        "name": {"en": "x", "zh": "x"},
    }
    tried = Document(kind="view", key="tried", body={**view, **change})
    found = [one for one in check_documents([*documents, tried]) if one.file == "views/tried.json"]
    assert [one.pointer for one in found] == [pointer]
    assert code is None or found[0].code == code


def test_the_views_of_the_site_are_sound_and_described(works: World) -> None:
    """Every kind passes the check, and who may not read what a view is made of does not hear of it."""
    assert check_documents(tree_of_folder(APP).documents) == []
    described = works.admin.get("/apps/works")["entities"]["task"]["views"]
    assert {one["kind"] for one in described} == {
        *("table", "kanban", "calendar", "gantt", "gallery", "tree", "map", "rows")
    }
    wang = works.person("wang", roles={"works": ["builder"]})
    own = {one["key"]: one for one in wang.get("/apps/works")["entities"]["task"]["views"]}
    assert set(own) == {"tasks", "by_state", "calendar", "plan", "tree", "map"}
    assert own["tasks"]["totals"] == {"days": "average"}
    assert [one["when"] for one in own["tasks"]["colours"]] == ['state = "done"']


def plan_of(world: World, **asked: Any) -> str:
    """Return how PostgreSQL finds the rows of a list of tasks when reading all of them counts as dear."""
    with world.transaction() as context:
        scope = scope_for(context, published(context.conn, "works"), "task")
        statement = page(scope, PageShape(parse_query({"fields": ["name"], **asked})))
        text, given = world.database.compiled(statement)
        context.conn.execute(sa.text("SET LOCAL enable_seqscan = off"))
        rows = context.conn.connection.driver_connection.execute(f"EXPLAIN (COSTS OFF) {text}", dict(given))
        return "\n".join(row[0] for row in rows)


def test_date_ranges_are_found_by_the_days_they_touch(works: World) -> None:
    """A calendar of November finds what begins before it and ends in it, by the index of the range, in its order."""
    admin = works.admin
    for name, days in {
        "October": ("2026-10-01", "2026-10-31"),
        "Into": ("2026-10-20", "2026-11-01"),
        "All of it": ("2026-10-15", "2026-12-24"),
        "Out of": ("2026-11-30", "2026-12-04"),
        "December": ("2026-12-01", "2026-12-01"),
        "None": None,
    }.items():
        task(admin, name, scaffold=days and {"start": days[0], "end": days[1]})
    november = "scaffold.start < DATE(2026, 12, 1) AND scaffold.end >= DATE(2026, 11, 1)"
    asked = {"filter": november, "sort": ["scaffold.start"]}
    found = admin.post(f"{TASKS}/query", asked)["items"]
    assert [one["values"]["name"] for one in found] == ["All of it", "Into", "Out of"]
    assert found[1]["values"]["scaffold"] == {"start": "2026-10-20", "end": "2026-11-01"}
    pages = admin.post(f"{TASKS}/query", {**asked, "limit": 2})
    rest = admin.post(f"{TASKS}/query", {**asked, "limit": 2, "cursor": pages["next"]})
    assert [one["values"]["name"] for one in rest["items"]] == ["Out of"]
    plan = plan_of(works, filter=november, sort=["scaffold.start"])
    assert "Index Cond: (f_wk000025 < " in plan, plan


def test_pairs_of_dates_are_found_though_one_is_open_or_before_the_other(works: World) -> None:
    """What has one date lies on it; what ends before it begins lies on the day on which it begins."""
    admin = works.admin
    for name, begins, ends in (
        ("Usual", "2026-10-20", "2026-11-02"),
        ("Over", "2026-10-20", "2026-10-31"),
        ("No end", "2026-11-30", None),
        ("No end, before", "2026-10-30", None),
        ("No beginning", None, "2026-11-01"),
        ("No beginning, after", None, "2026-12-01"),
        ("Backwards", "2026-11-20", "2026-10-05"),
        ("Backwards, after", "2026-12-20", "2026-11-05"),
        ("No dates", None, None),
    ):
        task(admin, name, begins=begins, ends=ends)
    first, last = "DATE(2026, 11, 1)", "DATE(2026, 12, 1)"
    november = (
        f"(begins < {last} AND (begins >= {first} OR ends >= {first}))"
        f" OR (ISBLANK(begins) AND ends >= {first} AND ends < {last})"
    )
    found = admin.post(f"{TASKS}/query", {"filter": november, "sort": ["name"]})["items"]
    assert [one["values"]["name"] for one in found] == ["Backwards", "No beginning", "No end", "Usual"]


def test_a_date_range_of_a_calendar_keeps_rights_forms_and_order(works: World) -> None:
    """Nobody moves a range that he may not change or his form closes, or backwards; hidden, it makes no view."""
    admin = works.admin
    days = {"start": "2026-11-03", "end": "2026-11-05"}
    later = {"start": "2026-11-04", "end": "2026-11-06"}
    open_task, done = task(admin, "Roof", scaffold=days), task(admin, "Survey", scaffold=days, state="done")
    overseer = works.person("zhao", roles={"works": ["overseer"]})
    views = {one["key"] for one in overseer.get("/apps/works")["entities"]["task"]["views"]}
    assert {"scaffolds", "scaffold_plan"} <= views
    place = f"{TASKS}/{open_task['id']}"
    refused = overseer.patch(place, {"values": {"scaffold": later}}, 1, status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("not_allowed", "/scaffold")]
    backwards = {"start": "2026-11-04", "end": "2026-11-03"}
    refused = admin.patch(place, {"values": {"scaffold": backwards}}, 1, status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("date_range", "/scaffold")]
    form = {"form": "task", "in_place": True}
    moved = admin.patch(place, {"values": {"scaffold": later}, **form}, 1)
    assert moved["values"]["scaffold"] == later
    refused = admin.patch(f"{TASKS}/{done['id']}", {"values": {"scaffold": later}, **form}, 1, status=422)
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("closed_by_form", "/scaffold")]
    wang = works.person("wang", roles={"works": ["builder"]})
    hidden = {one["key"] for one in wang.get("/apps/works")["entities"]["task"]["views"]}
    assert not hidden & {"scaffolds", "scaffold_plan"}
    wang.post(f"{TASKS}/query", {"filter": "scaffold.start < TODAY()"}, status=400)
    wang.post(f"{TASKS}/query", {"sort": ["scaffold.start"]}, status=400)


def test_groups_come_in_pages_with_their_subtotals(works: World) -> None:
    """One question gives the groups of a level with their subtotals; the next page goes on where it ended."""
    admin = works.admin
    for number in range(12):
        task(admin, f"T{number}", days=number, begins=f"2026-{number + 1:02d}-15", cost=cost(100))
    asked = {"group": ["MONTH_START(begins)"], "measures": {"n": "COUNT()", "total": "SUM(cost)"}, "limit": 5}
    first = admin.post(f"{TASKS}/aggregate", asked)["rows"]
    rest = admin.post(f"{TASKS}/aggregate", {**asked, "offset": 10})["rows"]
    assert [one["group"][0] for one in first] == [f"2026-{month:02d}-01" for month in range(1, 6)]
    assert [one["group"][0] for one in rest] == ["2026-11-01", "2026-12-01"]
    assert first[0]["values"] == {"n": "1", "total": "100"}
    of_march = admin.get(TASKS, filter="begins >= DATE(2026,3,1) AND begins < DATE(2026,4,1)")["items"]
    assert [one["values"]["name"] for one in of_march] == ["T2"]


def test_marks_tell_where_conditions_hold(works: World) -> None:
    """Records say which conditions they meet, in the reader's scope; a field that he may not read is unknown."""
    admin = works.admin
    wang = works.person("wang", roles={"works": ["builder"]})
    task(admin, "Dear", state="done", cost=cost(9000), owner=wang.id)
    task(admin, "Cheap", owner=wang.id)
    marks = ['state = "done"', "cost > 5000"]
    found = admin.post(f"{TASKS}/query", {"sort": "name", "marks": marks})["items"]
    assert [one["marks"] for one in found] == [[False, False], [True, True]]
    shown = wang.post(f"{TASKS}/query", {"sort": "name", "marks": marks[:1]})["items"]
    assert [one["marks"] for one in shown] == [[False], [True]]
    refused = wang.post(f"{TASKS}/query", {"marks": marks}, status=400)
    assert refused["errors"][0]["pointer"] == "/marks/1"
    admin.post(f"{TASKS}/query", {"marks": ["days >"]}, status=400)
    admin.post(f"{TASKS}/query", {"marks": ["TRUE()"] * 21}, status=400)


def test_a_trial_tells_and_leaves_nothing(works: World) -> None:
    """A batch on trial answers as the real one would and writes nothing: no value, no history, no notice."""
    admin = works.admin
    good, stale = task(admin, "Good", days=1), task(admin, "Stale", days=1)
    admin.patch(f"{TASKS}/{stale['id']}", {"values": {"days": 2}}, stale["version"])
    items = [
        {"op": "update", "id": one["id"], "version": one["version"], "values": {"days": 7}}
        for one in (good, stale)
    ]
    told = admin.post(f"{TASKS}/batch", {"items": items, "atomic": False, "dry": True})["items"]
    assert (told[0]["version"], told[1]["error"]["status"]) == (2, 412)
    assert admin.get(f"{TASKS}/{good['id']}")["values"]["days"] == 1
    assert len(admin.get(f"{TASKS}/{good['id']}/timeline")["items"]) == 1
    done = admin.post(f"{TASKS}/batch", {"items": items, "atomic": False})["items"]
    assert ("error" in done[0], "error" in done[1]) == (False, True)
    assert admin.get(f"{TASKS}/{good['id']}")["values"]["days"] == 7


def test_everybody_arranges_views_for_himself(works: World) -> None:
    """Columns, widths and the view that opens first are each person's own, and can be forgotten."""
    wang = works.person("wang", roles={"works": ["builder"]})
    choice = {"keys": ["name", "days"], "widths": {"name": 300}, "frozen": 2, "density": "compact"}
    wang.put("/views/choice", {**WHERE, "view": "tasks", "choice": choice}, status=204)
    wang.put("/views/first", {**WHERE, "view": "calendar"}, status=204)
    wang.put("/views/first", {**WHERE, "view": "tree"}, status=204)
    own = wang.get("/views", **WHERE)
    assert (own["choices"], own["opens"]) == ({"tasks": choice}, "tree")
    others = works.admin.get("/views", **WHERE)
    assert (others["choices"], others["opens"]) == ({}, None)
    wang.put("/views/choice", {**WHERE, "view": "tasks"}, status=204)
    wang.put("/views/first", WHERE, status=204)
    assert wang.get("/views", **WHERE) == {"items": [], "choices": {}, "opens": None}
    wang.put("/views/choice", {**WHERE, "view": "tasks", "choice": {"keys": "name"}}, status=422)
    wang.put("/views/choice", {"app": "works", "entity": "gone", "view": "x"}, status=400)


def test_a_saved_view_of_any_kind_is_kept_whole(works: World) -> None:
    """What makes a calendar, groups, totals and colours come back as they were saved."""
    definition = {
        "kind": "calendar",
        "columns": [],
        "sort": [],
        "widths": {},
        "start_field": "begins",
        "end_field": "ends",
        "groups": [{"field": "begins", "period": "month"}],
        "totals": {"cost": "sum"},
        "colours": [{"when": "days > 3", "colour": "red", "field": "days"}],
        "density": "tall",
        "frozen": 2,
    }
    made = works.admin.post("/views", {**WHERE, "name": "Mine", "definition": definition}, 201)
    assert made["definition"] == definition
    works.admin.post("/views", {**WHERE, "name": "x", "definition": {"kind": "cloud"}}, 422)


def told(world: World, person: Person) -> list[tuple[str, str]]:
    """Let the worker do what waits, and return what somebody was told, oldest first; he has read it then."""
    run_waiting(world.database, world.settings)
    items = person.get("/notices")["items"]
    person.post("/notices/read", {"ids": "all"})
    return [(one["title"], one["body"]) for one in reversed(items) if not one["read"]]


def test_a_record_is_followed(works: World) -> None:
    """Who follows hears of what others change and say, not of his own doings, and of no field he may not read."""
    admin = works.admin
    wang = works.person("wang", roles={"works": ["builder"]}, language="en")
    roof = task(admin, "Roof", owner=wang.id)
    path = f"{TASKS}/{roof['id']}"
    follow = wang.post("/follows/record", {**WHERE, "record": roof["id"]}, 201)
    assert wang.post("/follows/record", {**WHERE, "record": roof["id"]}, 201)["id"] == follow["id"]
    told(works, wang)
    wang.patch(path, {"values": {"days": 3}}, 1)
    assert told(works, wang) == []
    admin.patch(path, {"values": {"state": "running", "cost": cost(5)}}, 2)
    assert told(works, wang) == [("“Roof” was changed", "Changed: State")]
    admin.patch(path, {"values": {"cost": cost(6)}}, 3)
    assert told(works, wang) == []
    admin.post(f"{path}/comments", {"text": "Well done"})
    assert told(works, wang) == [("New comment on “Roof”", "")]
    wang.delete(f"/follows/{follow['id']}")
    wang.delete(f"/follows/{follow['id']}", 404)
    admin.patch(path, {"values": {"state": "done"}}, 4)
    assert told(works, wang) == []
    hidden = task(admin, "Not mine", owner=admin.id)
    wang.post("/follows/record", {**WHERE, "record": hidden["id"]}, 404)


def test_a_condition_is_followed(works: World) -> None:
    """He hears of records that come to meet it, each once, until they met it no more; of none beyond his rows."""
    admin = works.admin
    wang = works.person("wang", roles={"works": ["builder"]}, language="en")
    before = task(admin, "Long before", days=90, owner=wang.id)
    body = {**WHERE, "condition": "days > 30", "name": "Long ones"}
    follow = wang.post("/follows/condition", body, 201)
    wang.post("/follows/condition", {**body, "condition": "cost > 1"}, 400)
    told(works, wang)
    admin.patch(f"{TASKS}/{before['id']}", {"values": {"days": 91}}, 1)
    task(admin, "Short", days=2, owner=wang.id)
    task(admin, "Not his", days=99, owner=admin.id)
    fresh = task(admin, "Temple", days=40, owner=wang.id)
    assert told(works, wang) == [("Long ones: “Temple”", "Days is more than 30\nDays: 40")]
    admin.patch(f"{TASKS}/{fresh['id']}", {"values": {"days": 1}}, 1)
    admin.patch(f"{TASKS}/{fresh['id']}", {"values": {"days": 50}}, 2)
    assert told(works, wang) == []
    admin.patch(f"{TASKS}/{fresh['id']}", {"values": {"days": 1}}, 3)
    told(works, wang)
    admin.patch(f"{TASKS}/{fresh['id']}", {"values": {"days": 60}}, 4)
    assert told(works, wang) == [("Long ones: “Temple”", "Days is more than 30\nDays: 60")]
    many = [{"op": "create", "values": {"name": f"M{n}", "days": 50, "owner": wang.id}} for n in range(11)]
    admin.post(f"{TASKS}/batch", {"items": many})
    assert told(works, wang) == [("Long ones: 11 records", "Days is more than 30")]
    assert [one["id"] for one in wang.get("/follows", **WHERE)["items"]] == [follow["id"]]
    assert admin.get("/follows", **WHERE)["items"] == []
