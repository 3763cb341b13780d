"""Every field type over HTTP on PostgreSQL: created, read, filtered, sorted, changed, told, exported, imported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.import_records import import_job
from dougong.metadata.conversions import convertible
from dougong_form import FIELD_TYPES, Field
from dougong_model import derived_id
from tests.world import World

THINGS = "/apps/types/entities/thing/records"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
WEBM = b"\x1aE\xdf\xa3" + b"0" * 40


@dataclass(frozen=True, kw_only=True)
class Case:
    """A type at work: two values, the first smaller; a filter that finds the first alone; a cell for it."""

    small: Any
    large: Any
    filter: str
    cell: str | None = None
    shown: Any = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    sortable: bool = True
    refused: Any = None


CHOICES = {
    "options": [
        {"key": "a", "label": {"en": "Alpha", "zh": "甲"}},
        {"key": "b", "label": {"en": "Beta", "zh": "乙"}},
    ]
}
BRANCHES = {
    "options": [*CHOICES["options"], {"key": "c", "label": {"en": "Gamma", "zh": "丙"}, "parent": "a"}],
}
CASES: dict[str, Case] = {
    "text": Case(small="Adam", large="Bert", filter='STARTSWITH(text, "A")'),
    "long_text": Case(small="one\ntwo", large="two", filter='CONTAINS(long_text, "one")'),
    "rich_text": Case(
        small="<p>one</p><p>two</p>",
        large="<p>two</p>",
        filter='CONTAINS(rich_text, "one")',
        cell="one\n two ",
        refused="<ul>" * 300,
    ),
    "email": Case(
        small="a@example.com", large="b@example.com", filter='email = "a@example.com"', refused="x@"
    ),
    "phone": Case(small="+8613800138000", large="+8613900139000", filter='phone = "+8613800138000"'),
    "url": Case(small="https://a.example", large="https://b.example", filter='CONTAINS(url, "a.ex")'),
    "code": Case(
        small="AB-1001",
        large="AB-2001",
        filter='code = "AB-1001"',
        schema={"pattern": "^[A-Z]{2}-[0-9]{4}$"},
        refused="AB1",
    ),
    "number": Case(small="1.5", large="22.25", filter="number < 2"),
    "money": Case(
        small={"amount": "5", "currency": "CNY"},
        large={"amount": "70", "currency": "CNY"},
        filter="money < 6",
    ),
    "percent": Case(small="0.05", large="0.5", filter="percent < 0.1"),
    "rating": Case(small=2, large=5, filter="rating <= 3", cell="★★☆☆☆", refused=6),
    "slider": Case(small=10, large=90, filter="slider < 50", refused=101),
    "date": Case(small="2026-01-31", large="2026-11-22", filter="date < DATE(2026, 6, 1)"),
    "datetime": Case(
        small="2026-01-31T08:00:00.000000Z",
        large="2026-11-22T08:00:00.000000Z",
        filter="datetime < DATE(2026, 6, 1)",
    ),
    "date_range": Case(
        small={"start": "2026-01-01", "end": "2026-01-31"},
        large={"start": "2026-03-01", "end": "2026-03-31"},
        filter="date_range.end < DATE(2026, 2, 1) AND date_range.start = DATE(2026, 1, 1)",
        cell="2026年1月1日至2026年1月31日",
        refused={"start": "2026-02-01", "end": "2026-01-01"},
    ),
    "time": Case(
        small="08:30:00", large="17:00:00", filter='time < "12:00"', cell="8:30 am", refused="25:00"
    ),
    "duration": Case(
        small="PT1H30M",
        large="PT26H",
        filter="duration = 1.5 AND duration * 2 < 4",
        cell="90 min",
        refused="P1Y",
    ),
    "select": Case(small="a", large="b", filter='select = "a"', settings=CHOICES, cell="甲", refused="c"),
    "multi_select": Case(
        small=["a"], large=["b"], filter='"a" IN multi_select', settings=CHOICES, cell="Alpha"
    ),
    "cascade": Case(
        small=["a", "c"],
        large=["b"],
        filter='"a" IN cascade',
        settings=BRANCHES,
        cell="甲 / 丙",
        refused=["a", "b"],
    ),
    "switch": Case(small=False, large=True, filter="NOT(switch)", cell="否"),
    "tags": Case(
        small=["cold", "急"], large=["warm"], filter='"急" IN tags', cell="cold、急", refused=["x" * 61]
    ),
    "image": Case(small="a.png", large="b.png", filter="ISBLANK(text)", sortable=False),
    "attachment": Case(small="a.png", large="b.png", filter="ISBLANK(text)", sortable=False),
    "signature": Case(small="a.png", large="b.png", filter="ISBLANK(text)", sortable=False),
    "audio": Case(small="a.webm", large="b.webm", filter="ISBLANK(text)", sortable=False),
    "address": Case(
        small={"region": ["11", "1101", "110105"], "street": "建国路 88 号"},
        large={"region": ["33"], "street": None},
        filter='"11" IN address.region AND STARTSWITH(address.street, "建国")',
        cell="北京市朝阳区建国路 88 号",
        refused={"region": ["33", "110105"], "street": None},
    ),
    "location": Case(
        small={"latitude": "-33.8688", "longitude": "151.2093", "name": None},
        large={"latitude": "31.2304", "longitude": "121.4737", "name": "上海"},
        filter="location.latitude < 0",
        cell="-33.8688, 151.2093",
        refused={"latitude": "91", "longitude": "0"},
    ),
    "scan": Case(small="4006381333931", large="6901234567892", filter='scan = "4006381333931"'),
    "json": Case(
        small=[1, 2.5, None, "中"],
        large={"b": {"size": 2}, "a": True},
        filter='CONTAINS(json, "中")',
        refused="text",
    ),
    "external_id": Case(small="A-1", large="B-1", filter='external_id IN ("A-1", "C-1")'),
    "hidden": Case(small="utm", large="web", filter='hidden = "utm"'),
}
ELSEWHERE = {
    "auto_number", "member", "members", "department", "departments", "reference", "references", "tree_parent",
    "sub_table", "formula", "lookup", "roll_up",
    "button",
}  # fmt: skip
"""Types that need other records or compute; the stories of the purchase desk, the CRM and of trees are theirs."""
STORED = [name for name in CASES if not FIELD_TYPES[name].holds_files]
FILES = [name for name in CASES if FIELD_TYPES[name].holds_files]


def prop(name: str, case: Case) -> dict[str, Any]:
    """Return the property of a field of a type, its key the type's name."""
    return {
        **case.schema,
        "x-dougong": {
            "id": derived_id(name),
            "type": name,
            "label": FIELD_TYPES[name].label,
            **case.settings,
        },
    }


@pytest.fixture
def types(world: World, tmp_path: Path) -> World:
    """An app whose one entity has a field of every type."""
    folder = tmp_path / "types"
    (folder / "entities").mkdir(parents=True)
    app = {"format": 1, "id": "ty0000aa", "key": "types", "version": "1.0.0", "name": {"en": "Types"}}
    title = {"type": "string", "x-dougong": {"id": "ti0000aa", "type": "text", "label": {"en": "Name"}}}
    entity = {
        "format": 1,
        "id": "th0000aa",
        "key": "thing",
        "name": {"en": "Thing"},
        "title": "name",
        "schema": {
            "type": "object",
            "properties": {"name": title, **{name: prop(name, case) for name, case in CASES.items()}},
        },
    }
    (folder / "app.json").write_text(json.dumps(app))
    (folder / "entities" / "thing.json").write_text(json.dumps(entity))
    assert world.install_folder(folder) == "types"
    return world


def test_every_type_has_a_case() -> None:
    """A new type is not forgotten here."""
    assert set(CASES) | ELSEWHERE == set(FIELD_TYPES)


def upload(world: World, name: str) -> str:
    """Upload a picture or a recording and return its id."""
    content = PNG if name.endswith(".png") else WEBM
    answer = world.admin.request(
        "POST", "/files", files={"file": (name, content, "application/octet-stream")}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_types_with_columns_live_through_everything(types: World) -> None:
    """Made, read, found by their filters, in order, changed, told in the timeline, cleared."""
    admin = types.admin
    small = {name: CASES[name].small for name in STORED}
    large = {name: CASES[name].large for name in STORED}
    first = admin.post(THINGS, {"values": {"name": "first", **small}}, status=201)
    second = admin.post(THINGS, {"values": {"name": "second", **large}}, status=201)
    admin.post(THINGS, {"values": {"name": "empty"}}, status=201)
    assert {name: first["values"][name] for name in STORED} == small
    assert {name: second["values"][name] for name in STORED} == large
    listed = {one["values"]["name"]: one["values"] for one in admin.get(THINGS)["items"]}
    assert {name: listed["second"][name] for name in STORED} == large
    for name in STORED:
        case = CASES[name]
        wanted = ["first"] if name != "switch" else ["empty", "first"]
        assert names(admin.get(THINGS, filter=case.filter)) == wanted, name
        blank = [] if name == "switch" else ["empty"]
        assert names(admin.get(THINGS, filter=f"ISBLANK({name})")) == blank or name == "switch", name
        ordered = [one["values"]["name"] for one in admin.get(THINGS, sort=name)["items"]]
        assert [one for one in ordered if one != "empty"] == ["first", "second"], name
        paged = admin.get(THINGS, sort=f"-{name}", limit="1")
        rest = admin.get(THINGS, sort=f"-{name}", cursor=paged["next"])
        assert len(paged["items"] + rest["items"]) == 3, name
        if case.refused is not None:
            answer = admin.post(THINGS, {"values": {"name": "no", name: case.refused}}, status=422)
            assert {problem["pointer"].split("/")[1] for problem in answer["errors"]} == {name}
    path = f"{THINGS}/{first['id']}"
    changed = admin.patch(path, {"values": large}, first["version"])
    assert {name: changed["values"][name] for name in STORED} == large
    again = admin.patch(path, {"values": large}, changed["version"])
    assert again["version"] == changed["version"]
    told = {one["field"]: one for one in admin.get(f"{path}/timeline")["items"][0]["changes"]}
    for name in STORED:
        both = json.dumps([told[name]["old"], told[name]["new"]])
        # History keeps moments as they were handed in, records show them to the microsecond.
        assert json.loads(both) == json.loads(json.dumps([small[name], large[name]]).replace(".000000Z", "Z"))
    cleared = admin.patch(path, {"values": dict.fromkeys(STORED)}, changed["version"])
    assert all(cleared["values"][name] in (None, []) for name in STORED)


def names(page: Any) -> list[str]:
    """Return the names on a page in order."""
    return sorted(one["values"]["name"] for one in page["items"])


def test_what_is_exported_is_imported_again(types: World) -> None:
    """A row of a table made by the export reads as the same record; so do cells as people write them."""
    admin = types.admin
    made = []
    for size in ("small", "large"):
        values = {name: getattr(CASES[name], size) for name in STORED}
        made.append(admin.post(THINGS, {"values": {"name": size, **values}}, status=201)["values"])
    answer = admin.request("GET", f"{THINGS}/export", params={"fields": ",".join(["name", *STORED])})
    assert answer.status_code == 200, answer.text
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    columns = dict(zip(list(rows[0])[1:], ["name", *STORED], strict=True))
    assert len(rows) == 2
    by_name = {row["Name"]: row for row in rows}
    written = dict(by_name["small"])
    for label, key in columns.items():
        if key in CASES and CASES[key].cell is not None:
            written[label] = CASES[key].cell
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows([by_name["small"], by_name["large"], written])
    file = admin.request("POST", "/files", files={"file": ("rows.csv", text.getvalue().encode(), "text/csv")})
    asked = {"file": file.json()["id"], "mapping": columns, "rules": False}
    job = admin.post(f"{THINGS}/import", asked, status=202)["job"]
    found = user_jobs.begin(types.database, UUID(job))
    assert found is not None
    result = import_job(found, types.settings)
    assert result is None or not result.get("problems"), result
    listed = admin.get(THINGS, sort="created_at", fields=",".join(["name", *STORED]))["items"]
    assert len(listed) == 5
    imported = [one["values"] for one in listed if one["id"] not in {row["id"] for row in rows}]
    for values in imported:
        model = made[0] if values["name"] == "small" else made[1]
        assert {name: values[name] for name in STORED} == {name: model[name] for name in STORED}


def test_types_with_files_live_through_everything(types: World) -> None:
    """Files are held, told and let go; a file of another kind is refused where it stands."""
    admin = types.admin
    small = {name: [upload(types, CASES[name].small)] for name in FILES}
    large = {name: [upload(types, CASES[name].large)] for name in FILES}
    made = admin.post(THINGS, {"values": {"name": "first", **small}}, status=201)
    assert {name: made["values"][name] for name in FILES} == small
    path = f"{THINGS}/{made['id']}"
    changed = admin.patch(path, {"values": large}, made["version"])
    assert {name: changed["values"][name] for name in FILES} == large
    told = {one["field"]: one["new"] for one in admin.get(f"{path}/timeline")["items"][0]["changes"]}
    assert {name: told[name] for name in FILES} == large
    for name, wrong in (("image", "a.webm"), ("signature", "a.webm"), ("audio", "a.png")):
        refused = admin.post(THINGS, {"values": {name: [upload(types, wrong)]}}, status=422)
        assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("file_kind", f"/{name}")]
    two = [upload(types, "a.png"), upload(types, "b.png")]
    admin.post(THINGS, {"values": {"signature": two}}, status=422)
    emptied = admin.patch(path, {"values": {key: [] for key in FILES}}, changed["version"])
    assert all(emptied["values"][name] == [] for name in FILES)


def test_parts_are_added_up_and_grouped(types: World) -> None:
    """Durations and parts of a value stand in sums and groups like any number or day."""
    admin = types.admin
    for size in ("small", "large"):
        admin.post(THINGS, {"values": {"name": size, **{key: getattr(CASES[key], size) for key in STORED}}})
    answer = admin.post(
        f"{THINGS}/aggregate",
        {"group": [], "measures": {"hours": "SUM(duration)", "first": "MIN(date_range.start)"}},
    )
    assert answer["rows"][0]["values"] == {"hours": "27.5", "first": "2026-01-01"}
    grouped = admin.post(f"{THINGS}/aggregate", {"group": ["date_range.end"], "measures": {"n": "COUNT()"}})
    assert [one["group"] for one in grouped["rows"]] == [["2026-01-31"], ["2026-03-31"]]


TURNED: dict[str, tuple[str, Any]] = {
    "text": ("tags", ["Adam"]),
    "rating": ("number", "2"),
    "slider": ("text", "10"),
    "time": ("text", "08:30"),
    "duration": ("number", "1.5"),
    "tags": ("text", "cold; 急"),
    "cascade": ("text", "甲 / 丙"),
    "json": ("long_text", '[1,2.5,null,"中"]'),
    "code": ("external_id", "AB-1001"),
    "scan": ("code", "4006381333931"),
    "external_id": ("long_text", "A-1"),
    "hidden": ("text", "utm"),
    "long_text": ("rich_text", "<p>one</p><p>two</p>"),
    "rich_text": ("long_text", "one\ntwo"),
    "date": ("datetime", "2026-01-30T16:00:00.000000Z"),
}
"""A type that each becomes, and what its small value is then."""


def test_values_are_kept_when_a_type_becomes_another(types: World) -> None:
    """A new version gives fields other types; what was entered is read in their form."""
    admin = types.admin
    small = {name: CASES[name].small for name in TURNED}
    picture = [upload(types, "a.png")]
    made = admin.post(THINGS, {"values": {"name": "first", "signature": picture, **small}}, status=201)
    found = admin.get("/apps/types/draft/entity/thing")
    properties = found["document"]["schema"]["properties"]
    for name, (target, _) in {**TURNED, "signature": ("image", None)}.items():
        own = properties[name]["x-dougong"]
        properties[name] = {"x-dougong": {"id": own["id"], "type": target, "label": own["label"]}}
    headers = {"If-Match": f'"{found["version"]}"'}
    admin.put("/apps/types/draft/entity/thing", {"document": found["document"]}, **headers)
    plan = admin.get("/apps/types/draft/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"] == []
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    assert admin.post("/apps/types/publish", {"plan": plan["hash"], "accept": accepted})["version"] == 2
    values = admin.get(f"{THINGS}/{made['id']}")["values"]
    assert {name: values[name] for name in TURNED} == {name: then for name, (_, then) in TURNED.items()}
    assert values["signature"] == picture


@pytest.mark.parametrize("target", ["date", "datetime"])
def test_texts_become_days_and_moments(types: World, target: str) -> None:
    """A day, a day with its time, with and without seconds; what is none of them becomes blank."""
    admin = types.admin
    texts = ["2026-02-28", "2026-02-28 09:30", "2026-02-28T09:30:15Z", "2026-02-30", "soon"]
    for text in texts:
        admin.post(THINGS, {"values": {"name": text, "text": text}}, status=201)
    found = admin.get("/apps/types/draft/entity/thing")
    own = found["document"]["schema"]["properties"]["text"]["x-dougong"]
    found["document"]["schema"]["properties"]["text"] = {"x-dougong": {**own, "type": target}}
    headers = {"If-Match": f'"{found["version"]}"'}
    admin.put("/apps/types/draft/entity/thing", {"document": found["document"]}, **headers)
    plan = admin.get("/apps/types/draft/plan")
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    admin.post("/apps/types/publish", {"plan": plan["hash"], "accept": accepted})
    values = {one["values"]["name"]: one["values"]["text"] for one in admin.get(THINGS)["items"]}
    if target == "date":
        assert [values[text] for text in texts] == ["2026-02-28", None, None, None, None]
        return
    assert [values[text] for text in texts] == [
        "2026-02-27T16:00:00.000000Z",
        "2026-02-28T01:30:00.000000Z",
        "2026-02-28T09:30:15.000000Z",
        None,
        None,
    ]


@pytest.mark.parametrize("name", FIELD_TYPES)
def test_what_a_type_promises_to_become_can_be_done(name: str) -> None:
    """Every conversion that a type names has its way in the database."""
    kind = FIELD_TYPES[name]
    before = Field(id="abcd1234", key="it", type=kind, label={})
    lacking = [
        target
        for target in kind.conversions
        if not convertible(before, Field(id="abcd1234", key="it", type=FIELD_TYPES[target], label={}), True)
    ]
    assert lacking == []


def test_a_text_of_another_form_is_refused_in_the_words_of_the_document(types: World) -> None:
    """The pattern has a message in two languages; whoever saves reads his own."""
    admin = types.admin
    found = admin.get("/apps/types/draft/entity/thing")
    text = found["document"]["schema"]["properties"]["text"]
    text["pattern"] = "^[A-Z]{2}-[0-9]+$"
    text["x-dougong"]["pattern_message"] = {
        "en": "Two letters, a hyphen, digits.",
        "zh": "两个字母、短横线、数字。",
    }
    headers = {"If-Match": f'"{found["version"]}"'}
    admin.put("/apps/types/draft/entity/thing", {"document": found["document"]}, **headers)
    plan = admin.get("/apps/types/draft/plan")
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    admin.post("/apps/types/publish", {"plan": plan["hash"], "accept": accepted})
    for language, message in text["x-dougong"]["pattern_message"].items():
        admin.patch("/me", {"language": language})
        refused = admin.post(THINGS, {"values": {"name": "a", "text": "x"}}, status=422)
        assert [one["message"] for one in refused["errors"]] == [message]
    admin.post(THINGS, {"values": {"name": "a", "text": "AB-12"}}, status=201)
    (field,) = [
        one for one in admin.get("/apps/types")["entities"]["thing"]["fields"] if one["key"] == "text"
    ]
    assert field["settings"]["pattern_message"]["zh"] == "两个字母、短横线、数字。"
