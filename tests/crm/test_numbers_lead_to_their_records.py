"""Every number of the CRM's dashboard opens the records it speaks of: as many, or of that sum."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.world import Person, World

CATALOG = Path(__file__).resolve().parents[2] / "apps_catalog" / "crm"

SEEN = {"lin": ["marketing", "sales"], "zhao": ["sales"], "zhou": ["sales"], "chen": ["marketing"]}
"""The dashboards of the director, a manager, a sales rep and marketing."""


def test_every_number_opens_as_many_records_as_it_says(world: World) -> None:
    """For four people, each with his own rights; nobody is shown what his lists do not have."""
    made = world.admin.post("/apps", {"template": "crm", "key": "crm", "mode": "install", "demo": True}, 201)
    documents = definitions(world.admin)
    checked: dict[str, int] = {}
    for login, dashboards in SEEN.items():
        person = world.sign_in(login, made["demo"]["password"])
        assert sorted(one["key"] for one in person.get("/apps/crm")["dashboards"]) == dashboards
        for dashboard in dashboards:
            for widget, place, formula, number in numbers(person, dashboard, documents):
                asked = {"dashboard": dashboard, "widget": widget["id"], **place}
                answer = person.request("POST", "/apps/crm/query/drill", json=asked)
                assert answer.status_code == 200, (login, asked, answer.text)
                wanted = said(person, answer.json(), formula)
                if wanted is not None:
                    assert wanted == Decimal(number), (login, asked, formula, answer.json())
                    checked[login] = checked.get(login, 0) + 1
    assert checked.keys() == SEEN.keys()
    assert checked["lin"] > 60


def test_a_number_has_as_many_places_in_a_table_as_on_a_card() -> None:
    """What a metric and a measure of a dataset both tell, by the same name, they tell in the same form."""
    read = [json.loads(path.read_text()) for path in sorted(CATALOG.glob("metrics/*.json"))]
    cards = {one["name"]["en"]: one.get("number_format") for one in read}
    compared = set()
    for path in CATALOG.glob("datasets/*.json"):
        for measure in json.loads(path.read_text())["measures"] if "stages" not in path.read_text() else ():
            name = measure["label"]["en"]
            if name in cards:
                assert measure.get("number_format") == cards[name], (path.name, name)
                compared.add(name)
    assert {"Win rate", "Days from engage to close", "Average deal", "MQL rate"} <= compared


def definitions(admin: Person) -> Mapping[tuple[str, str], Any]:
    """Return the documents of metrics and datasets by kind and key."""
    listed = admin.get("/apps/crm/draft")["documents"]
    return {
        (one["kind"], one["key"]): admin.get(f"/apps/crm/draft/{one['kind']}/{one['key']}")["document"]
        for one in listed
        if one["kind"] in ("metric", "dataset")
    }


def numbers(
    person: Person, dashboard: str, documents: Mapping[tuple[str, str], Any]
) -> Iterator[tuple[Any, dict[str, Any], str, str]]:
    """Yield each number that a person is shown, its widget, where it stands and its formula with it."""
    path = f"/apps/crm/dashboards/{dashboard}"
    data = person.get(f"{path}/data")["widgets"]
    for widget in person.get(path)["document"]["widgets"]:
        shown = data[widget["id"]]
        assert "error" not in shown, (person.login, dashboard, shown)
        if widget["kind"] == "kpi":
            if shown.get("value") is not None:
                yield widget, {"at": {}}, documents["metric", widget["metric"]]["value"], shown["value"]
            continue
        dataset = documents["dataset", widget["dataset"]]
        if "stages" in dataset:
            for row in shown["rows"]:
                yield widget, {"at": {"stage": row[0]}}, "COUNT()", row[1]
            continue
        formulas = meanings(dataset)
        for row in shown["rows"]:
            cells = list(zip(shown["columns"], row, strict=True))
            at = {column["key"]: cell for column, cell in cells if column["kind"] == "dimension"}
            for column, cell in cells:
                if column["kind"] == "measure" and cell is not None:
                    yield widget, {"at": at, "measure": column["key"]}, formulas[column["key"]], cell


def meanings(dataset: Mapping[str, Any]) -> dict[str, str]:
    """Return the formulas of a dataset's measures; a sum over a union is what its part computes."""
    formulas = {one["key"]: one["formula"] for one in dataset["measures"]}
    values = {key: text for part in dataset.get("union", ()) for key, text in part["values"].items()}
    for key, formula in formulas.items():
        over = re.fullmatch(r"SUM\((\w+)\)", formula)
        if over and over[1] in values:
            formulas[key] = values[over[1]]
    return formulas


def said(person: Person, behind: Mapping[str, str], formula: str) -> Decimal | None:
    """Return the number that the list of the records gives for a formula; None for ratios and averages."""
    path = f"/apps/crm/entities/{behind['entity']}/records"
    if re.fullmatch(r"COUNT(IF)?\([^/]*\)", formula):
        return Decimal(person.get(path, filter=behind["filter"], count="exact", limit=1)["count"])
    amounts = re.fullmatch(r"SUM\((\w+)\)|SUMIF\(.*, (\w+)\)", formula)
    if amounts is None:
        return None
    rows = person.get(path, filter=behind["filter"], limit=200)["items"]
    found = [row["values"].get(amounts[1] or amounts[2]) for row in rows]
    return sum((Decimal(one["amount"] if isinstance(one, dict) else one) for one in found if one), Decimal())
