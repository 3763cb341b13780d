"""Fields of several records in batches, in place, in copies, in rows, on forms, under other names, in reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.jobs.kinds import KINDS
from tests.stories.test_records_hold_several import (
    APP,
    CUSTOMER,
    CUSTOMERS,
    PROJECT,
    PROJECTS,
    customer,
    entity,
    names,
    project,
    prop,
    publish,
    write,
)
from tests.world import Person, World

TASK = {
    **entity(
        "ta000001",
        "task",
        about=prop("ta000002", "references", entity="customer"),
        who=prop("ta000003", "members"),
    ),
    "parent": "project",
}
FORM = {
    "format": 1,
    "id": "fo000001",
    "key": "project",
    "entity": "project",
    "name": {"en": "Project", "zh": "项目"},
    "layout": [
        {
            "items": [
                {"field": "name"},
                {"field": "budget"},
                {"field": "customers", "filter": "size > form.budget"},
                {"field": "tasks", "row_form": "task"},
            ]
        }
    ],
}
ROW_FORM = {
    "format": 1,
    "id": "fo000002",
    "key": "task",
    "entity": "task",
    "name": {"en": "Task", "zh": "任务"},
    "layout": [{"items": [{"field": "name"}, {"field": "about", "filter": "size > 5"}, {"field": "who"}]}],
}
SPENT = {
    "format": 1,
    "id": "da000001",
    "key": "spent",
    "name": {"en": "Spent", "zh": "花费"},
    "source": "project",
    "dimensions": [
        {"key": "many", "formula": "COUNT(customers) > 1", "label": {"en": "Many", "zh": "多个"}},
    ],
    "measures": [
        {"key": "budget", "formula": "SUM(budget)", "label": {"en": "Budget", "zh": "预算"}},
        {"key": "reached", "formula": "SUM(reach)", "label": {"en": "Reached", "zh": "触达"}},
    ],
    "filter": "EXISTS(customers, size > 0)",
}


@pytest.fixture
def work(world: World, tmp_path: Path) -> World:
    """Projects with tasks, both of several customers and people; forms that narrow whom one may choose."""
    schema = PROJECT["schema"]
    tasks = prop("pr000009", "sub_table", entity="task")
    held = {**PROJECT, "schema": {**schema, "properties": {**schema["properties"], "tasks": tasks}}}
    folder = write(tmp_path / "work", CUSTOMER, held, TASK)
    for kind, document in (("forms", FORM), ("forms", ROW_FORM), ("datasets", SPENT)):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / f"{document['key']}.json").write_text(json.dumps(document))
    world.install_folder(folder)
    return world


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Return place and code of every reason of a refusal."""
    return [(one["pointer"], one["code"]) for one in answer["errors"]]


def test_many_records_are_changed_at_once(work: World) -> None:
    """A batch writes lists, tells beforehand what it would refuse, and leaves that out when asked to."""
    admin = work.admin
    a, b = customer(work, "Acme"), customer(work, "Brook")
    one, two = project(work, "One", a), project(work, "Two")
    items = [
        {"op": "update", "id": each["id"], "version": each["version"], "values": {"customers": [b, a]}}
        for each in (one, two)
    ]
    dry = admin.post(f"{PROJECTS}/batch", {"items": items, "dry": True})
    assert [each.get("errors") or [] for each in dry["items"]] == [[], []]
    assert names(admin.get(PROJECTS, filter=f'"{b}" IN customers')) == []
    admin.post(f"{PROJECTS}/batch", {"items": items})
    held = {each["values"]["name"]: each["values"]["customers"] for each in admin.get(PROJECTS)["items"]}
    assert held == {"One": [b, a], "Two": [b, a]}
    assert {each["values"]["worth"] for each in admin.get(CUSTOMERS)["items"]} == {"0"}
    more = [
        {"op": "update", "id": one["id"], "version": 2, "values": {"customers": []}},
        {"op": "update", "id": two["id"], "version": 2, "values": {"customers": [two["id"]]}},
    ]
    done = admin.post(f"{PROJECTS}/batch", {"items": more, "atomic": False})
    assert told(done["items"][1]["error"]) == [("/items/1/values/customers/0", "unknown_reference")]
    held = {each["values"]["name"]: each["values"]["customers"] for each in admin.get(PROJECTS)["items"]}
    assert held == {"One": [], "Two": [b, a]}


def test_each_of_several_must_be_one_that_the_form_offers(work: World) -> None:
    """What is put in is judged one by one, in place too; what stood in the list before may stay in it."""
    admin = work.admin
    small, large, huge = customer(work, "S", "1"), customer(work, "L", "10"), customer(work, "H", "100")
    body = {"form": "project", "values": {"name": "One", "budget": "5", "customers": [large, small]}}
    assert told(admin.post(PROJECTS, body, 422)) == [("/customers/1", "not_offered")]
    one = project(work, "One", small, budget="5")
    path = f"{PROJECTS}/{one['id']}"
    place = {"form": "project", "in_place": True}
    one = admin.patch(path, {**place, "values": {"customers": [large, small]}}, one["version"])
    assert one["values"]["customers"] == [large, small]
    tiny = customer(work, "T", "2")
    wrong = admin.patch(path, {**place, "values": {"customers": [tiny, small, huge]}}, one["version"], 422)
    assert told(wrong) == [("/customers/0", "not_offered")]
    wrong = admin.patch(path, {**place, "values": {"budget": "50"}}, one["version"], 422)
    assert told(wrong) == [("/customers/0", "not_offered")]
    one = admin.patch(path, {**place, "values": {"customers": [small]}}, one["version"])
    assert one["values"]["customers"] == [small]


def test_rows_hold_several_too(work: World) -> None:
    """Rows are written, read, filtered by, told of and judged by their form; what a row holds stays out of the trash."""
    admin = work.admin
    a, b = customer(work, "Acme", "10"), customer(work, "Brook", "20")
    one = project(work, "One", tasks=[{"name": "Call", "about": [b, a], "who": [admin.id]}, {"name": "Go"}])
    path = f"{PROJECTS}/{one['id']}"
    call, go = one["values"]["tasks"]
    assert (call["about"], call["who"], go["about"]) == ([b, a], [admin.id], [])
    assert call["labels"]["about"] == ["Brook", "Acme"]
    assert names(admin.get(PROJECTS, filter=f'EXISTS(tasks, "{a}" IN about)')) == ["One"]
    assert names(admin.get(PROJECTS, filter="EXISTS(tasks, SUM(about, size) = 30)")) == ["One"]
    rows = [{"id": call["id"], "name": "Call", "about": [a]}, {"id": go["id"], "about": [b]}]
    one = admin.patch(path, {"values": {"tasks": rows}}, one["version"])
    assert [row["about"] for row in one["values"]["tasks"]] == [[a], [b]]
    assert one["values"]["tasks"][0]["who"] == [admin.id]
    sent = [{key: value for key, value in row.items() if key != "labels"} for row in one["values"]["tasks"]]
    same = admin.patch(path, {"values": {"tasks": sent}}, one["version"])
    assert same["version"] == one["version"]
    was = admin.get(f"{path}/moment", version=1)
    (differs,) = [each for each in was["differs"] if each["field"] == "tasks"]
    assert [row["about"] for row in differs["old"]] == [[b, a], []]
    unknown = {"tasks": [{"name": "X", "about": [one["id"]]}]}
    wrong = admin.patch(path, {"values": unknown}, one["version"], 422)
    assert told(wrong) == [("/tasks/0/about/0", "unknown_reference")]
    small = customer(work, "Small", "1")
    body = {"form": "project", "values": {"name": "Two", "tasks": [{"name": "X", "about": [a, small]}]}}
    assert told(admin.post(PROJECTS, body, 422)) == [("/tasks/0/about/1", "not_offered")]
    kept = admin.delete(f"{CUSTOMERS}/{a}", status=409)
    assert [(each["entity"], each["title"]) for each in kept["records"]] == [("task", "Call")]
    back = admin.post(f"{path}/bring-back", {"version": 1}, **{"If-Match": f'"{one["version"]}"'})
    assert [row["about"] for row in back["values"]["tasks"]] == [[b, a], []]


def test_a_field_of_several_takes_another_key_everywhere(work: World) -> None:
    """It is told where it is used; formulas, forms, the other side's sums and reports follow, links stay."""
    admin = work.admin
    a = customer(work, "Acme", "10")
    one = project(work, "One", a, budget="5")
    used = admin.get(f"{APP}/where-used/pr000003")["items"]
    assert {(each["kind"], each["key"]) for each in used} >= {
        ("form", "project"),
        ("entity", "project"),
        ("dataset", "spent"),
    }
    asked = {"kind": "field", "entity": "project", "key": "customers", "to": "clients"}
    admin.post(f"{APP}/rename", asked)
    publish(work)
    shown = admin.get(f"{PROJECTS}/{one['id']}")
    assert (shown["values"]["clients"], shown["labels"]["clients"]) == ([a], ["Acme"])
    assert (shown["values"]["reach"], shown["values"]["kept"]) == ("10", "10")
    assert admin.get(f"{CUSTOMERS}/{a}")["values"]["worth"] == "5"
    assert names(admin.get(f"{CUSTOMERS}/{a}/related/projects")) == ["One"]
    small = customer(work, "Small", "1")
    body = {"form": "project", "values": {"name": "Two", "budget": "5", "clients": [small]}}
    assert told(admin.post(PROJECTS, body, 422)) == [("/clients/0", "not_offered")]
    assert rows(work) == [[False, "5", "10"]]


def rows(work: World, **asked: Any) -> Any:
    """Return the rows of the report."""
    answer = work.admin.post(f"{APP}/query", {"dataset": "spent", "sort": ["many"], **asked})
    return answer["rows"]


def test_reports_count_and_sum_over_several_but_do_not_group_by_them(work: World) -> None:
    """A record counts once in each group; whoever asks to group by the field is told why not."""
    admin = work.admin
    a, b = customer(work, "Acme", "10"), customer(work, "Brook", "20")
    project(work, "One", a, b, budget="5")
    project(work, "Two", b, budget="7")
    project(work, "None", budget="100")
    assert rows(work) == [[False, "7", "20"], [True, "5", "30"]]
    assert rows(work, filter=f'"{a}" IN customers') == [[True, "5", "30"]]
    refused = admin.post(f"{PROJECTS}/aggregate", {"group": ["customers"], "measures": {"n": "COUNT()"}}, 400)
    assert refused["errors"][0]["pointer"].startswith("/group")
    measured = {"group": [], "measures": {"n": "COUNT()", "m": "SUM(COUNT(customers))"}}
    answer = admin.post(f"{PROJECTS}/aggregate", measured)
    assert answer["rows"][0]["values"] == {"n": "3", "m": "3"}
    found = admin.get(f"{APP}/draft/dataset/spent")
    document = found["document"]
    document["dimensions"].append({"key": "who", "formula": "customers", "label": {"en": "Who", "zh": "谁"}})
    tag = {"If-Match": f'"{found["version"]}"'}
    admin.put(f"{APP}/draft/dataset/spent", {"document": document}, **tag)
    problems = admin.get(f"{APP}/draft/plan")["problems"]
    assert [one["pointer"] for one in problems if one["severity"] == "error"] == ["/dimensions/1/formula"]


def test_conditions_are_read_by_titles_of_what_one_sees(work: World) -> None:
    """A condition that names records reads as people say it; of a record that one does not see stays the id."""
    admin = work.admin
    a, b = customer(work, "Acme"), customer(work, "Brook")
    li = work.person("li", "李娜", roles={"work": ["seller"]})
    own = li.post(CUSTOMERS, {"values": {"name": "Own"}}, 201)["id"]

    def read(person: Person, text: str, **more: Any) -> dict[str, str]:
        asked = {"app": "work", "entity": "project", "text": text, **more}
        reading: dict[str, str] = person.post("/expressions/parse", asked)["reading"]
        return reading

    text = f'"{a}" IN customers AND "{admin.id}" IN team'
    assert read(admin, text) == {
        "en": "References has “Acme” and Members has “管理员”",
        "zh": "references 含“Acme”且 members 含“管理员”",
    }
    assert read(admin, f'EXISTS(customers, id IN ("{a}", "{b}"))', draft=True)["en"].count("Brook") == 1
    seen = read(li, f'"{a}" IN customers OR "{own}" IN customers')["en"]
    assert ("Acme" in seen, a in seen, "“Own”" in seen) == (False, True, True)


def brought(work: World, text: str, **asked: Any) -> dict[str, Any]:
    """Import a table of projects; return its job."""
    upload = work.admin.request("POST", "/files", files={"file": ("p.csv", text.encode(), "text/csv")})
    body = {"file": upload.json()["id"], "rules": False, **asked}
    return worked(work, work.admin.post(f"{PROJECTS}/import", body, status=202)["job"])


def worked(work: World, job: str) -> dict[str, Any]:
    """Do a job and return it as it is told."""
    found = user_jobs.begin(work.database, UUID(job))
    assert found is not None
    KINDS[found.kind](found, work.settings)
    shown: dict[str, Any] = work.admin.get(f"/jobs/{job}")
    return shown


MAPPING = {"Name": "name", "Customers": "customers"}


def test_an_import_makes_those_of_several_that_are_not_there_and_is_taken_back(work: World) -> None:
    """Each new name is made once, in its place among the others; undoing puts lists back and takes away the made."""
    admin = work.admin
    a = customer(work, "Acme")
    one = project(work, "One", a)
    upload = admin.request("POST", "/files", files={"file": ("p.csv", b"Name,Customers\n", "text/csv")})
    offered = admin.post(f"{PROJECTS}/import/preview", {"file": upload.json()["id"]})
    assert "customers" in offered["creatable"]
    assert "team" not in offered["creatable"]
    text = "Name,Customers\nOne,Brook; Acme\nTwo,brook；Cedar; ACME\nThree,Acme\n"
    wish = {"mapping": MAPPING, "match": ["name"], "create_missing": ["customers"]}
    done = brought(work, text, **wish)
    result = done["result"]
    assert (result["created"], result["updated"], result["failed"]) == (2, 1, 0)
    assert result["made"] == [{"field": "customers", "count": 2}]
    shown = {each["values"]["name"]: each["labels"]["customers"] for each in admin.get(PROJECTS)["items"]}
    assert shown == {"One": ["Brook", "Acme"], "Two": ["Brook", "Cedar", "Acme"], "Three": ["Acme"]}
    job = admin.post(f"{PROJECTS}/import/{done['batch']}/undo", None, status=202)["job"]
    undone = worked(work, job)["result"]
    assert (undone["restored"], undone["trashed"], undone["left"]) == (1, 4, 0)
    assert names(admin.get(CUSTOMERS)) == ["Acme"]
    assert admin.get(f"{PROJECTS}/{one['id']}")["values"]["customers"] == [a]


def test_an_import_refuses_names_of_several_records_before_it_makes_any(work: World) -> None:
    """One name that two records have: the row is refused, and what else it names is not made for it."""
    customer(work, "Same")
    customer(work, "Same")
    text = "Name,Customers\nOne,New; Same\nTwo,Fresh\n"
    result = brought(work, text, mapping=MAPPING, create_missing=["customers"])["result"]
    assert [(each["row"], each["code"]) for each in result["problems"]] == [(2, "ambiguous")]
    assert (result["created"], result["failed"]) == (1, 1)
    assert names(work.admin.get(CUSTOMERS)) == ["Fresh", "Same", "Same"]
