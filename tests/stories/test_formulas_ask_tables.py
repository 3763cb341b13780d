"""A decision table is asked by formulas: computed fields, kept ones too, and rules give what the table decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dougong.metadata.check import check_documents
from dougong.metadata.documents import Document, tree_of_folder
from dougong.metadata.references import renamed
from tests.stories.leads import BASE, Office
from tests.stories.stored import formula
from tests.stories.test_leads_are_assigned import DRAFT, publish

TIER: dict[str, Any] = {
    "format": 1,
    "id": "tiertier",
    "key": "tier",
    "name": {"en": "Tier", "zh": "级别"},
    "entity": "lead",
    "hit": "first",
    "inputs": [{"key": "region"}, {"key": "size", "expression": "employees"}],
    "outputs": [{"key": "points"}, {"key": "label"}],
    "rows": [
        {
            "id": "tierrow1",
            "in": ['"east"', ">= 60"],
            "out": ["10 + employees / 10", '"large"'],
        },
        {"id": "tierrow2", "in": ["-", "[1..60)"], "out": ["5", '"small"']},
    ],
}
LEADS = [("east", 100), ("east", 20), ("west", 100), ("west", None)]
POINTS = ["20", "5", None, None]


def written(office: Office, kind: str, key: str, edit: Any) -> None:
    found = office.admin.get(f"{DRAFT}/{kind}/{key}")
    edit(found["document"])
    head = {"If-Match": f'"{found["version"]}"'}
    office.admin.put(f"{DRAFT}/{kind}/{key}", {"document": found["document"]}, **head)


def asking(office: Office) -> None:
    """Publish a lead with computed fields, and a rule, that ask the table."""

    def fields(lead: dict[str, Any]) -> None:
        lead["schema"]["properties"] |= {
            "points": formula("tierfld1", 'DECIDE("tier", "points")', stored=False),
            "kept": formula("tierfld2", 'IFBLANK(DECIDE("tier", "points"), 0) + 1'),
            "tier": formula("tierfld3", 'DECIDE("tier", "label")', stored=False, result="text"),
        }

    def rule(document: dict[str, Any]) -> None:
        document |= {"on": {"created": True}, "when": 'DECIDE("tier", "label") = "large"'}
        document["do"] = [{"SetFields": {"need": 'DECIDE("tier", "label")'}}]

    office.admin.put(f"{DRAFT}/table/tier", {"document": TIER}, **{"If-None-Match": "*"})
    written(office, "entity", "lead", fields)
    written(office, "rule", "tell", rule)
    publish(office)
    office.work()


def shown(office: Office, field: str, **params: Any) -> list[Any]:
    items = office.admin.get(f"{BASE}/lead/records", sort="company", **params)["items"]
    return [one["values"][field] for one in items]


def test_lists_rules_and_kept_values_give_what_the_table_decides(office: Office) -> None:
    """PostgreSQL answers the list and its filter, Python the rule; a table that is changed changes kept values too."""
    asking(office)
    for at, (region, employees) in enumerate(LEADS):
        office.lead(company=f"Firm {at} Ltd", region=region, employees=employees)
    assert shown(office, "points") == POINTS
    assert shown(office, "tier") == ["large", "small", None, None]
    assert shown(office, "kept") == ["21", "6", "1", "1"]
    assert shown(office, "need") == ["large", None, None, None]
    assert shown(office, "points", filter="points > 5") == ["20"]
    written(office, "table", "tier", lambda table: table["rows"][1].update(out=["7", '"small"']))
    publish(office)
    office.work()
    assert shown(office, "points") == ["20", "7", None, None]
    assert shown(office, "kept") == ["21", "8", "1", "1"]


def test_what_people_type_asks_no_table(office: Office) -> None:
    """A filter of one's own cannot ask what the app decides by; the builder is told what a formula gives and what is wrong."""
    asking(office)
    asked = office.admin.get(f"{BASE}/lead/records", 400, filter='DECIDE("tier", "points") > 5')
    assert asked["errors"][0]["code"] == "unknown_table"
    about = {"app": "leads", "entity": "lead", "context": "formula", "draft": True}
    found = office.admin.post("/expressions/parse", {**about, "text": 'DECIDE("tier", "points") * 2'})
    assert found["type"] == "number"
    wrong = office.admin.post("/expressions/parse", {**about, "text": 'DECIDE("tier", "price")'})
    assert wrong["errors"][0]["code"] == "unknown_output"


def test_a_table_that_is_asked_is_renamed_and_missed() -> None:
    """Another key is written into every formula that asks; without the table the check names each of them."""
    tree = tree_of_folder(Path(__file__).resolve().parents[1] / "apps" / "leads").documents
    documents = [replace(one, body=_with_field(one)) if one.key == "lead" else one for one in tree]
    documents.append(Document(kind="table", key="tier", body=TIER))
    other = renamed(tuple(documents), "table", "tier", "level")
    lead = next(one.body for one in other if one.key == "lead")
    text = lead["schema"]["properties"]["points"]["x-dougong"]["formula"]
    assert text == '1 + DECIDE("level", "points")'
    assert [one for one in check_documents(other) if one.code == "unknown_table"] == []
    (missed,) = [one for one in check_documents(documents[:-1]) if one.code == "unknown_table"]
    assert missed.pointer.startswith("/schema/properties/points")


def _with_field(document: Document) -> dict[str, Any]:
    schema = document.body["schema"]
    points = formula("tierfld1", '1 + DECIDE("tier", "points")', stored=False)
    return {**document.body, "schema": {**schema, "properties": {**schema["properties"], "points": points}}}
