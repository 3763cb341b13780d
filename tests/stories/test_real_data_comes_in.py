"""A sales director brings his old deals in: the dry run shows what is wrong, value mapping mends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.import_records import import_job
from dougong.records import importing
from tests.world import Person, World

ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acme Corporation,technolgy,1996,1100.04,2822,United States,
Betasoloin,medical,1999,251.41,495,United States,Zumgoity
Zumgoity,medical,1984,441.08,1210,United States,
"""
PRODUCTS = "product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,4821\n"
PIPELINE = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTX Basic,Betasoloin,Won,2016-10-20,2017-03-01,1054
Z063OYW0,Moses Frase,GTXPro,Acme Corporation,Lost,2016-10-25,2017-03-11,0
EC4QE1BX,Darcel Schlecht,GTXPro,,Engaging,2016-10-25,,
MV1LWRNH,Darcel Schlecht,GTX Basic,Acme Corporation,Prospecting,,,
BAD00001,Nobody,GTX Basic,Acme Corporation,Won,2016-13-40,2017-03-01,abc
"""
OPPORTUNITIES = "/apps/crm/entities/opportunity/records"
MAPPING: Mapping[str, Any] = {
    "opportunity_id": ["external_id", "name"],
    "sales_agent": "owner",
    "product": "product",
    "account": "account",
    "deal_stage": "stage",
    "engage_date": "engaged_on",
    "close_date": "closed_on",
    "close_value": "amount",
}


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM, with two agents."""
    world = crm_installed
    for login, name in (("moses", "Moses Frase"), ("darcel", "Darcel Schlecht")):
        world.person(login, name, roles={"crm": ["sales_rep"]})
    return world


def upload(person: Person, text: str, name: str = "data.csv") -> str:
    """Upload a CSV file and return its id."""
    return str(
        person.request("POST", "/files", files={"file": (name, text.encode(), "text/csv")}).json()["id"]
    )


def run(
    world: World, person: Person, entity: str, text: str, *, app: str = "crm", **asked: Any
) -> dict[str, Any]:
    """Import a file, doing the worker's part here, and return the job's result."""
    path = f"/apps/{app}/entities/{entity}/records/import"
    job = person.post(path, {"file": upload(person, text), "rules": False, **asked}, status=202)["job"]
    found = user_jobs.begin(world.database, UUID(job))
    assert found is not None
    result = import_job(found, world.settings)
    if asked.get("dry_run"):
        with world.database.begin() as conn:
            user_jobs.finish(conn, found.id, "done", result=result)
    shown = person.get(f"/jobs/{job}")
    assert shown["state"] == "done"
    return dict(shown["result"])


def test_the_columns_are_recognised(crm: World) -> None:
    """The preview proposes a field for each column that has a telling name."""
    preview = crm.admin.post(f"{OPPORTUNITIES}/import/preview", {"file": upload(crm.admin, PIPELINE)})
    assert preview["rows"] == 5
    suggested = {column["name"]: column["suggested"] for column in preview["columns"]}
    assert (suggested["account"], suggested["product"]) == ("account", "product")


def test_the_dry_run_finds_the_faults_and_value_mapping_mends_them(crm: World) -> None:
    """Nothing is written by the dry run; what it could not read is listed with what may be meant."""
    admin = crm.admin
    accounts = {
        "account": "name",
        "sector": "industry",
        "revenue": "revenue",
        "employees": "employees",
        "year_established": "year_established",
        "office_location": "office_location",
        "subsidiary_of": "parent_account",
    }
    tried = run(crm, admin, "account", ACCOUNTS, mapping=accounts, dry_run=True)
    assert (tried["created"], tried["failed"]) == (2, 1)
    assert tried["unknown_values"] == [
        {
            "field": "industry",
            "value": "technolgy",
            "count": 1,
            "suggestions": tried["unknown_values"][0]["suggestions"],
        }
    ]
    assert tried["unknown_values"][0]["suggestions"][0].lower() == "technology"
    assert admin.get("/apps/crm/entities/account/records")["items"] == []

    values = {"industry": {"technolgy": "technology"}}
    done = run(crm, admin, "account", ACCOUNTS, mapping=accounts, values=values)
    assert (done["created"], done["failed"]) == (3, 0)
    items = admin.get("/apps/crm/entities/account/records", filter='name = "Betasoloin"')["items"]
    assert items[0]["labels"]["parent_account"] == "Zumgoity"
    run(
        crm,
        admin,
        "product",
        PRODUCTS,
        mapping={"product": "name", "series": "series", "sales_price": "list_price"},
    )

    tried = run(crm, admin, "opportunity", PIPELINE, mapping=MAPPING, dry_run=True)
    assert {(one["field"], one["value"], one["count"]) for one in tried["unknown_values"]} == {
        ("product", "GTXPro", 2),
        ("owner", "Nobody", 1),
    }
    assert (
        next(one for one in tried["unknown_values"] if one["field"] == "product")["suggestions"][0]
        == "GTX Pro"
    )

    done = run(
        crm, admin, "opportunity", PIPELINE, mapping=MAPPING, values={"product": {"GTXPro": "GTX Pro"}}
    )
    assert (done["created"], done["failed"]) == (4, 1)
    assert {(one["row"], one["column"]) for one in done["problems"]} == {
        (6, "sales_agent"),
        (6, "engage_date"),
        (6, "close_value"),
    }
    mended = admin.request("GET", f"/files/{done['error_file']}").text
    assert "BAD00001" in mended
    assert ",Problems" in mended

    won = admin.get(OPPORTUNITIES, filter='stage = "won"')["items"][0]
    assert won["values"]["amount"] == {"amount": "1054", "currency": "CNY"}
    assert won["labels"]["owner"] == "Moses Frase"
    mine = crm.sign_in("darcel").get(OPPORTUNITIES)["items"]
    assert {item["values"]["external_id"] for item in mine} == {"EC4QE1BX", "MV1LWRNH"}


def test_a_check_tells_which_meanings_it_used(crm: World) -> None:
    """What was said of a value in an earlier import is told wherever a file uses it, and nothing else is."""
    values = {"industry": {"technolgy": "technology", "softwre": "software", "retail": "retail"}}
    asked: dict[str, Any] = {"mapping": {"name": "name", "industry": "industry"}, "values": values}
    run(crm, crm.admin, "account", "name,industry\nOne,technolgy\n", **asked)
    later = "name,industry\nTwo,technolgy\nThree,technolgy\nFour,retail\n"
    tried = run(crm, crm.admin, "account", later, **asked, dry_run=True)
    assert tried["meanings"] == [
        {"field": "industry", "value": "technolgy", "means": "technology", "count": 2}
    ]
    assert tried["unknown_values"] == []


def test_importing_again_with_a_match_key_changes_instead_of_doubling(crm: World) -> None:
    """The file's key finds what is there; only what differs is written."""
    mapping = {"product": "name", "series": "series", "sales_price": "list_price"}
    run(crm, crm.admin, "product", PRODUCTS, mapping=mapping)
    done = run(crm, crm.admin, "product", PRODUCTS.replace("550", "560"), mapping=mapping, match=["name"])
    assert (done["created"], done["updated"]) == (0, 2)
    items = crm.admin.get("/apps/crm/entities/product/records", sort="name")["items"]
    assert [(item["version"], item["values"]["list_price"]["amount"]) for item in items] == [
        (2, "560"),
        (1, "4821"),
    ]


def test_two_rows_for_one_record_are_not_both_taken(crm: World) -> None:
    """The first row counts, whether it makes the record or changes it; the second is shown as refused."""
    mapping = {"product": "name", "sales_price": "list_price"}
    for price, expected in (("550", (1, 0, 1)), ("560", (0, 1, 1))):
        text = f"product,sales_price\nGTX Basic,{price}\nGTX Basic,9\n"
        done = run(crm, crm.admin, "product", text, mapping=mapping, match=["name"])
        assert (done["created"], done["updated"], done["failed"]) == expected
        assert [(one["row"], one["code"]) for one in done["problems"]] == [(3, "repeated")]
        (product,) = crm.admin.get("/apps/crm/entities/product/records")["items"]
        assert product["values"]["list_price"]["amount"] == price


def test_what_is_exported_comes_in_again(crm: World) -> None:
    """Texts that look like formulas are made harmless on the way out and themselves again on the way in."""
    admin = crm.admin
    product = {"values": {"name": '=HYPERLINK("x")', "list_price": {"amount": "5"}}}
    admin.post("/apps/crm/entities/product/records", product, status=201)
    text = admin.request(
        "GET", "/apps/crm/entities/product/records/export", params={"fields": "name,list_price"}
    ).text
    assert "'=HYPERLINK" in text
    done = run(
        crm,
        admin,
        "product",
        text.lstrip("\ufeff"),
        mapping={text.lstrip("\ufeff").split(",")[1]: "name"},
        match=["name"],
        dry_run=True,
    )
    assert (done["created"], done["updated"], done["failed"]) == (0, 1, 0)


def test_a_program_imports_with_a_token(crm: World) -> None:
    """A token stands for its person: what one of the two uploads, the other may import."""
    made = crm.admin.post("/tokens", {"name": "nightly", "scopes": ["read", "write"]})
    client = crm.anonymous()
    client.headers["Authorization"] = f"Bearer {made['token']}"
    program = Person(client, "nightly", crm.admin.id)
    text = "Name\nAcme\n"
    mapping = {"Name": "name"}
    assert run(crm, program, "account", text, mapping=mapping)["created"] == 1
    by_hand = upload(crm.admin, text)
    path = "/apps/crm/entities/account/records/import"
    program.post(path, {"file": by_hand, "mapping": mapping, "dry_run": True}, status=202)


def test_an_import_needs_the_right_and_sees_no_hidden_names(crm: World) -> None:
    """A sales rep may not import; a field that does not exist is refused before the job starts."""
    rep = crm.sign_in("moses")
    file = upload(rep, PRODUCTS)
    rep.post(f"{OPPORTUNITIES}/import", {"file": file, "mapping": {"product": "name"}}, status=403)
    admin_file = upload(crm.admin, PRODUCTS)
    crm.admin.post(
        f"{OPPORTUNITIES}/import", {"file": admin_file, "mapping": {"product": "nothing"}}, status=400
    )
    crm.admin.post(f"{OPPORTUNITIES}/import", {"file": file, "mapping": {"product": "name"}}, status=404)


def test_a_reference_that_is_refused_leaves_the_other_rows_linked(crm: World) -> None:
    """Nobody may belong to Zumgoity: its row is in without the reference, the others are linked, all told."""
    place = "/apps/crm/draft/entity/account"
    found = crm.admin.get(place)
    parent = found["document"]["schema"]["properties"]["parent_account"]["x-dougong"]
    parent["check"] = {
        "when": 'ISBLANK(parent_account) OR parent_account.name <> "Zumgoity"',
        "message": {"en": "Not under Zumgoity.", "zh": "不属于它。"},
    }
    crm.admin.put(place, {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'})
    plan = crm.admin.get("/apps/crm/draft/plan")
    crm.admin.post("/apps/crm/publish", {"plan": plan["hash"]})
    text = "account,subsidiary_of\nBetasoloin,Zumgoity\nCodehow,Acme\nZumgoity,\nAcme,\n"
    mapping = {"account": "name", "subsidiary_of": "parent_account"}
    done = run(crm, crm.admin, "account", text, mapping=mapping)
    assert (done["created"], done["failed"]) == (4, 0)
    assert [(one["row"], one["column"], one["message"]) for one in done["problems"]] == [
        (2, "subsidiary_of", "Not under Zumgoity.")
    ]
    items = crm.admin.get("/apps/crm/entities/account/records", sort="name")["items"]
    linked = [(one["values"]["name"], one["labels"].get("parent_account")) for one in items]
    assert linked == [("Acme", None), ("Betasoloin", None), ("Codehow", "Acme"), ("Zumgoity", None)]


def test_references_are_found_among_however_many_records(crm: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a row refers to is found on the last page of the records there are, whatever its capitals."""
    monkeypatch.setattr(importing, "_PAGE", 2)
    names = ["Acme", "Betasoloin", "Codehow", "Dontechi", "Zumgoity"]
    run(crm, crm.admin, "account", "account\n" + "\n".join(names), mapping={"account": "name"})
    text = "account,subsidiary_of\nRangreen,ZUMGOITY\nXx-zobam,Dontechi\nNowhere,Nobody\n"
    mapping = {"account": "name", "subsidiary_of": "parent_account"}
    done = run(crm, crm.admin, "account", text, mapping=mapping)
    assert [(one["row"], one["code"]) for one in done["problems"]] == [(4, "unknown_reference")]
    items = crm.admin.get("/apps/crm/entities/account/records", filter="NOT(ISBLANK(parent_account))")[
        "items"
    ]
    assert {one["labels"]["parent_account"] for one in items} == {"Zumgoity", "Dontechi"}
