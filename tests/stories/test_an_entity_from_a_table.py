"""Who has a table or a JSON Schema gets a proposal for an entity, changes it, and brings the rows in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sheets.workbooks import workbook
from tests.stories.brought import upload, worked
from tests.world import Person, World

DRAFT = "/apps/works/draft"
PROJECTS = [
    ["Projects of the year"],
    ["项目名称", "客户", "金额", "开工日期", "状态", "是否加急", "负责人", "创建时间"],
    ["一号楼", "甲方", "¥1,200.50", "2026-01-05", "进行中", "是", "管理员", "2025-12-01"],
    ["二号楼", "乙方", "¥300", "2026/2/6", "完成", "否", "管理员", "2025-12-02"],
    ["三号楼", "甲方", "", "2026年3月7日", "进行中", "否", "管理员", "2025-12-03"],
    ["四号楼", "甲方", "¥80", "soon", "完成", "否", "管理员", "2025-12-04"],
]


@pytest.fixture
def builder(world: World) -> Person:
    """An administrator with an empty app that has customers."""
    world.admin.post("/apps", {"key": "works", "name": {"en": "Works", "zh": "工程"}})
    put(world.admin, entity("customer", {"en": "Customer", "zh": "客户"}))
    return world.admin


def entity(key: str, name: dict[str, str]) -> dict[str, Any]:
    """An entity with a name."""
    own = {"id": "cu5tname", "type": "text", "label": {"en": "Name"}}
    return {
        "format": 1,
        "id": "cu5tomer",
        "key": key,
        "name": name,
        "title": "name",
        "schema": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "maxLength": 80, "x-dougong": own}},
        },
    }


def put(person: Person, document: dict[str, Any]) -> Any:
    """Keep a new document in the draft."""
    path = f"{DRAFT}/entity/{document['key']}"
    return person.put(path, {"document": document}, **{"If-None-Match": "*"})


def types(document: dict[str, Any]) -> dict[str, str]:
    """Return the type of each field."""
    return {key: field["x-dougong"]["type"] for key, field in document["schema"]["properties"].items()}


def publish(person: Person) -> None:
    """Publish the draft as it is."""
    plan = person.get(f"{DRAFT}/plan")
    assert [one for one in plan["problems"] if one["severity"] == "error"] == []
    person.post("/apps/works/publish", {"plan": plan["hash"], "accept": []})


def test_a_workbook_becomes_an_entity_with_its_rows(world: World, builder: Person) -> None:
    """Types with reasons; what every record has anyway is no field; one day that is none is refused by the import."""
    file = upload(builder, workbook({"项目": PROJECTS[1:]}), "data.xlsx")
    told = builder.post(f"{DRAFT}/proposals/table", {"file": file})
    (document,) = told["documents"]
    assert (document["key"], document["name"], document["title"]) == (
        "xiang_mu",
        {"zh": "项目"},
        "xiang_mu_ming_cheng",
    )
    assert types(document) == {
        "xiang_mu_ming_cheng": "text",
        "ke_hu": "reference",
        "jin_e": "money",
        "kai_gong_ri_qi": "text",
        "zhuang_tai": "select",
        "shi_fou_jia_ji": "switch",
    }
    assert told["system"] == [
        {"column": "负责人", "field": "owner"},
        {"column": "创建时间", "field": "created_at"},
    ]
    notes = {one["source"]: one for one in told["fields"]}
    assert notes["状态"]["reason"] == {
        "en": "Only 2 different values in 4 rows.",
        "zh": "4 行中只有 2 种不同的值。",
    }
    assert notes["开工日期"]["refused"]["date"] == 1
    assert notes["金额"]["filled"] == 3

    # The builder takes the day for one nevertheless.
    fields = document["schema"]["properties"]
    own = fields["kai_gong_ri_qi"]["x-dougong"]
    fields["kai_gong_ri_qi"] = {
        "type": ["string", "null"],
        "format": "date",
        "x-dougong": {"id": own["id"], "type": "date", "label": own["label"]},
    }
    put(builder, document)
    publish(builder)

    asked = {
        "file": file,
        "mapping": {one["source"]: one["key"] for one in told["fields"]},
        "create_missing": ["ke_hu"],
        "reading": {"sheet": told["reading"]["sheet"], "header": told["reading"]["header"]},
    }
    path = "/apps/works/entities/xiang_mu/records"
    job = builder.post(f"{path}/import", asked, status=202)["job"]
    result = worked(world, builder, job)["result"]
    assert (result["created"], result["failed"]) == (3, 1)
    items = builder.get(path, sort="kai_gong_ri_qi")["items"]
    assert [one["values"]["kai_gong_ri_qi"] for one in items] == ["2026-01-05", "2026-02-06", "2026-03-07"]
    assert items[0]["values"]["jin_e"] == {"amount": "1200.5", "currency": "CNY"}
    assert items[0]["labels"]["ke_hu"] == "甲方"
    assert len(builder.get("/apps/works/entities/customer/records")["items"]) == 2


def test_pasted_rows_under_a_title_are_read_as_said(builder: Person) -> None:
    """The row of the names is recognised, and another one may be said."""
    text = "\n".join("\t".join(map(str, row)) for row in PROJECTS).encode()
    file = upload(builder, text, "rows.tsv")
    told = builder.post(f"{DRAFT}/proposals/table", {"file": file})
    assert (told["reading"]["header"], told["rows"], told["documents"][0]["name"]) == (2, 4, {"en": "rows"})
    bare = builder.post(f"{DRAFT}/proposals/table", {"file": file, "reading": {"header": 0}})
    assert (bare["rows"], bare["fields"][0]["source"]) == (6, "A")


def test_a_json_schema_becomes_an_entity_with_rows_and_a_list_of_losses(builder: Person) -> None:
    """Nothing is dropped in silence."""
    schema = {
        "title": "Order",
        "type": "object",
        "required": ["number"],
        "properties": {
            "number": {"type": "string", "maxLength": 20},
            "lines": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "properties": {"item": {"type": "string"}}},
            },
        },
    }
    told = builder.post(f"{DRAFT}/proposals/schema", {"schema": schema})
    order, line = told["documents"]
    assert types(order) == {"number": "text", "lines": "sub_table"}
    assert line["parent"] == "order"
    assert [one["pointer"] for one in told["losses"]] == ["/properties/lines/minItems"]
    assert told["losses"][0]["message"]["zh"] == "不检查“minItems”。"
    for document in (order, line):
        put(builder, document)
    publish(builder)


def test_what_describes_nothing_is_refused(world: World, builder: Person) -> None:
    """A schema without properties, a table of what every record has, somebody else's file."""
    refused = builder.post(f"{DRAFT}/proposals/schema", {"schema": {"type": "string"}}, status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/schema"]
    file = upload(builder, "负责人,创建时间\nAnn,2026-01-01\n".encode())
    refused = builder.post(f"{DRAFT}/proposals/table", {"file": file}, status=422)
    assert [one["code"] for one in refused["errors"]] == ["file"]
    other = world.person("eva", administrator=True)
    other.post(f"{DRAFT}/proposals/table", {"file": file}, status=404)
