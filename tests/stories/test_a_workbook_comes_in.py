"""A workbook comes in: typed cells, duplicates by policy, missing records made, refused rows mended."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from dougong.sheets.table import open_table
from tests.sheets.workbooks import workbook
from tests.stories.brought import brought, preview, upload, values
from tests.world import World

DEALS = [
    ["Our deals", None, None, None],
    ["Opportunity", "客户", "金额", "Closed on"],
    ["Roof", "Acme", 1200.5, date(2026, 3, 1)],
    ["Wall", "Beta", 10, 46000],
    ["Door", "Acme", "many", date(2026, 5, 1)],
]
MAPPING = {"Opportunity": "name", "客户": "account", "金额": "amount", "Closed on": "closed_on"}


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM."""
    return crm_installed


def test_a_workbook_is_understood_before_anything_is_asked(crm: World) -> None:
    """Sheets, the row of names below a title, the fields by label in either language and by other words."""
    found = preview(crm.admin, "opportunity", workbook({"2026": DEALS, "Old": [["x"], ["1"]]}))
    assert found["rows"] == 3
    assert found["reading"] == {
        "format": "xlsx",
        "header": 2,
        "sheet": "2026",
        "sheets": ["2026", "Old"],
        "encoding": None,
        "separator": None,
    }
    assert found["head"][0] == {"row": 1, "cells": ["Our deals", "", "", ""]}
    suggested = {column["name"]: column["suggested"] for column in found["columns"]}
    assert (suggested["客户"], suggested["金额"]) == ("account", "amount")
    assert "account" in found["creatable"]
    assert found["remembered"] is None
    other = preview(crm.admin, "opportunity", workbook({"2026": DEALS, "Old": [["x"], ["1"]]}), sheet="Old")
    assert [column["name"] for column in other["columns"]] == ["x"]


def test_what_is_missing_is_made_and_refused_rows_come_back_as_a_workbook(crm: World, tmp_path: Path) -> None:
    """Accounts are made once for each name; the refused row is mended and sent again, mapped as before."""
    done = brought(
        crm,
        crm.admin,
        "opportunity",
        workbook({"2026": DEALS}),
        mapping=MAPPING,
        create_missing=["account"],
    )
    result = done["result"]
    assert (result["created"], result["failed"]) == (2, 1)
    assert result["made"] == [{"field": "account", "count": 2}]
    assert [one["name"] for one in values(crm.admin, "account")] == ["Acme", "Beta"]
    roof, wall = values(crm.admin, "opportunity")
    assert (roof["closed_on"], wall["closed_on"]) == ("2026-03-01", "2025-12-09")
    assert Decimal(roof["amount"]["amount"]) == Decimal("1200.5")

    refused = tmp_path / "refused.xlsx"
    refused.write_bytes(crm.admin.request("GET", f"/files/{result['error_file']}").content)
    with open_table(refused) as table:
        assert (table.kind, table.columns) == ("xlsx", [*MAPPING, "Problems"])
        ((number, cells),) = table.rows()
        assert (number, cells[:4]) == (2, ["Door", "Acme", "many", "2026-05-01"])
        assert "金额" in cells[4]
    again = preview(crm.admin, "opportunity", refused.read_bytes())
    assert [one["name"] for one in again["columns"]] == list(MAPPING)
    assert again["remembered"]["mapping"] == {key: [one] for key, one in MAPPING.items()}
    assert again["remembered"]["create_missing"] == ["account"]
    director = crm.person("dora", "Dora", roles={"crm": ["director"]})
    assert preview(director, "opportunity", refused.read_bytes())["remembered"] is None


def test_a_record_that_cannot_be_made_refuses_its_rows_only(crm: World) -> None:
    """A name that the entity does not take is told at each row that needs it; a field of no reference is refused."""
    text = f"Opportunity,客户\nRoof,{'x' * 400}\nWall,Acme\n"
    mapping = {"Opportunity": "name", "客户": "account"}
    done = brought(crm, crm.admin, "opportunity", text.encode(), mapping=mapping, create_missing=["account"])[
        "result"
    ]
    assert (done["created"], done["failed"]) == (1, 1)
    assert [(one["row"], one["code"]) for one in done["problems"]] == [(2, "not_made")]
    body = {"file": upload(crm.admin, text.encode()), "mapping": mapping, "create_missing": ["owner"]}
    crm.admin.post("/apps/crm/entities/opportunity/records/import", body, status=400)


@pytest.mark.parametrize(
    ("policy", "counts", "prices"),
    [
        ("update", (1, 1, 0), {"GTX Basic": "9", "GTX Pro": None, "New": "3"}),
        ("skip", (1, 0, 1), {"GTX Basic": "550", "GTX Pro": None, "New": "3"}),
        ("fill", (1, 1, 0), {"GTX Basic": "550", "GTX Pro": None, "New": "3"}),
    ],
)
def test_what_is_there_already_is_treated_as_asked(
    crm: World, policy: str, counts: tuple[int, int, int], prices: dict[str, str | None]
) -> None:
    """A row whose record is there changes it, is left out, or fills its blanks; the others are new."""
    mapping = {"name": "name", "price": "list_price", "series": "series"}
    first = b"name,price,series\nGTX Basic,550,\nGTX Pro,,GTX\n"
    brought(crm, crm.admin, "product", first, mapping=mapping)
    second = b"name,price,series\nGTX Basic,9,GTX\nNew,3,\n"
    asked = {"mapping": mapping, "match": ["name"], "policy": policy}
    tried = brought(crm, crm.admin, "product", second, dry_run=True, **asked)["result"]
    done = brought(crm, crm.admin, "product", second, **asked)["result"]
    for result in (tried, done):
        assert (result["created"], result["updated"], result["skipped"]) == counts
        assert result["same"]["count"] == 1
        assert [(one["row"], one["title"]) for one in result["same"]["items"]] == [(2, "GTX Basic")]
    items = {one["name"]: one for one in values(crm.admin, "product")}
    amounts = {name: one["list_price"] and one["list_price"]["amount"] for name, one in items.items()}
    assert amounts == prices
    assert items["GTX Basic"]["series"] == (None if policy == "skip" else "GTX")


def test_rows_that_are_left_out_make_nothing(crm: World) -> None:
    """Who skips a row does not want its account either, and a field that is filled keeps its own."""
    mapping = {"name": "name", "account": "account"}
    first = b"name,account\nRoof,Acme\n"
    brought(crm, crm.admin, "opportunity", first, mapping=mapping, create_missing=["account"])
    for policy in ("skip", "fill"):
        done = brought(
            crm,
            crm.admin,
            "opportunity",
            b"name,account\nRoof,Other\n",
            mapping=mapping,
            match=["name"],
            policy=policy,
            create_missing=["account"],
        )["result"]
        assert (done["created"], done["failed"], done["made"]) == (0, 0, [])
    assert [one["name"] for one in values(crm.admin, "account")] == ["Acme"]


LEADS = {"Name": "contact_name", "Mobile": "phone", "Channel": "channel"}


def test_another_record_is_made_where_that_is_asked(crm: World) -> None:
    """Create anyway: the same row twice makes two, and the one that is there is told."""
    first = b"Name,Mobile,Channel\nLee,13800138000,website\n"
    brought(crm, crm.admin, "lead", first, mapping=LEADS)
    again = first + b"Lee,13800138000,website\n"
    done = brought(crm, crm.admin, "lead", again, mapping=LEADS, match=["phone"], policy="create")["result"]
    assert (done["created"], done["same"]["count"]) == (2, 2)


def test_the_duplicates_that_an_entity_declares_are_found(crm: World) -> None:
    """Leads are the same by their phone, however it is written; the preview tells the lists, the run goes by
    them, and a row that repeats another one is left out too.
    """
    first = b"Name,Mobile,Channel\nLee,13800138000,website\n"
    seen = preview(crm.admin, "lead", first)
    assert ["phone"] in seen["duplicates"]
    assert {one["name"]: one["suggested"] for one in seen["columns"]}["Mobile"] == "phone"
    brought(crm, crm.admin, "lead", first, mapping=LEADS)
    text = b"Name,Mobile,Channel\nLee,+86 138 0013 8000,website\nWu,13900139000,website\nWu,139-0013-9000,website\n"
    done = brought(crm, crm.admin, "lead", text, mapping=LEADS, duplicates=True, policy="skip")["result"]
    assert (done["created"], done["skipped"], done["failed"]) == (1, 2, 0)
    assert done["repeated"]["items"] == [{"row": 4, "first": 3}]


def test_what_an_import_wrote_is_listed(crm: World) -> None:
    """The list can be narrowed to one import; counts and pages agree."""
    brought(crm, crm.admin, "product", b"name\nOld\n", mapping={"name": "name"})
    job = brought(crm, crm.admin, "product", b"name\nNew\nNewer\n", mapping={"name": "name"})
    found = crm.admin.get(
        "/apps/crm/entities/product/records", batch=job["batch"], sort="name", count="exact", limit=1
    )
    assert (found["count"], found["items"][0]["values"]["name"]) == (2, "New")
    rest = crm.admin.get(
        "/apps/crm/entities/product/records",
        batch=job["batch"],
        sort="name",
        limit=1,
        cursor=found["next"],
    )
    assert [item["values"]["name"] for item in rest["items"]] == ["Newer"]
    crm.admin.get("/apps/crm/entities/product/records", batch="x", status=400)


def test_moments_without_a_zone_are_meant_in_the_persons(crm: World) -> None:
    """What was typed at half past eight in Shanghai is half past midnight in UTC."""
    crm.admin.patch("/me", {"zone": "Asia/Shanghai"})
    book = workbook({"S": [["Subject", "Kind", "Starts"], ["Hello", "call", datetime(2026, 3, 1, 8, 30)]]})
    mapping = {"Subject": "subject", "Kind": "kind", "Starts": "at"}
    done = brought(crm, crm.admin, "activity", book, mapping=mapping)["result"]
    assert done["problems"] == []
    item = crm.admin.get("/apps/crm/entities/activity/records")["items"][0]
    assert item["values"]["at"].startswith("2026-03-01T00:30:00")


def test_the_problems_of_refused_rows_are_told_in_the_language_of_the_person(
    crm: World, tmp_path: Path
) -> None:
    """A Chinese file stays one; its last column is no field, also when it comes back to an English desk."""
    lin = crm.person("lin", "Lin", roles={"crm": ["director"]})
    lin.patch("/me", {"language": "zh"})
    text = "商机,金额\nRoof,many\n".encode()
    done = brought(crm, lin, "opportunity", text, mapping={"商机": "name", "金额": "amount"})
    content = lin.request("GET", f"/files/{done['result']['error_file']}").content
    assert content.decode("utf-8-sig").splitlines()[0] == "商机,金额,问题"
    for person in (lin, crm.admin):
        assert [one["name"] for one in preview(person, "opportunity", content)["columns"]] == ["商机", "金额"]
    elsewhere = preview(lin, "opportunity", "问题,商机\nx,y\n".encode())["columns"]
    assert [one["name"] for one in elsewhere] == ["问题", "商机"]


def test_rows_that_are_like_each_other_are_told(crm: World) -> None:
    """The dry run tells a telephone that stands twice in the file, in another spelling, whatever is to become of it."""
    text = b"contact,phone,channel\nLi,138 0000 0001,referral\nWang,13800000002,referral\nLi Na,13800000001,referral\n"
    mapping = {"contact": "contact_name", "phone": "phone", "channel": "channel"}
    for policy, created in (("skip", 2), ("create", 3)):
        asked = {"mapping": mapping, "duplicates": True, "policy": policy, "dry_run": True}
        done = brought(crm, crm.admin, "lead", text, **asked)["result"]
        assert (done["created"], done["same"]["count"]) == (created, 0)
        assert done["repeated"] == {"count": 1, "items": [{"row": 4, "first": 2}]}
