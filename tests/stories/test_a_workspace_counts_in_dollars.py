"""A company in dollars: every amount that names no currency is in dollars, from the keyboard to the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.import_records import import_job
from dougong.actions.initialise import choose_basics, initialise_workspace
from dougong.actions.install_app import install_tree
from dougong.actions.upgrade_database import upgrade_database
from dougong.database import Database
from dougong.errors import BadRequest, Conflict, Invalid
from dougong.identity.accounts import issue_setup_token
from dougong.metadata.documents import Document, Tree, tree_of_folder
from tests.conftest import Databases
from tests.world import PASSWORD, World, build_template, system_context

DESK = Path(__file__).resolve().parents[1] / "apps" / "desk"
DEALS = "/apps/crm/entities/opportunity/records"


def build_dollars(database: Database) -> None:
    """Migrate, and choose dollars as the first run does."""
    build_template(database)
    with database.begin() as conn:
        choose_basics(system_context(conn), language="en", zone="America/New_York", currency="USD")


@pytest.fixture
def dollars(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """A workspace in dollars."""
    name = databases.clone(databases.template("dollars", build_dollars))
    database = databases.connect(name)
    with World(database, tmp_path) as world:
        yield world
    database.close()
    databases.drop(name)


def desk(**settings: Any) -> Tree:
    """The purchase desk with another threshold."""
    tree = tree_of_folder(DESK)

    def changed(one: Document) -> Document:
        if one.kind != "app":
            return one
        first, *others = one.body["settings"]
        return replace(one, body={**one.body, "settings": [{**first, **settings}, *others]})

    return replace(tree, documents=tuple(changed(one) for one in tree.documents))


def test_amounts_without_a_currency_are_dollars(dollars: World) -> None:
    """Typed in, imported, exported, summed and computed."""
    admin = dollars.admin
    assert admin.get("/me")["currency"] == "USD"
    dollars.install("crm")
    app = admin.get("/apps/crm")
    assert app["settings"]["large_deal"] == {"amount": "500000", "currency": "USD"}
    fields = {one["key"]: one for one in app["entities"]["opportunity"]["fields"]}
    assert fields["amount"]["settings"]["currency"] == "USD"

    made = admin.post(DEALS, {"values": {"name": "One", "amount": {"amount": "40"}}}, status=201)
    assert made["values"]["amount"] == {"amount": "40", "currency": "USD"}
    refused = admin.post(
        DEALS, {"values": {"name": "Two", "amount": {"amount": "1", "currency": "CNY"}}}, status=422
    )
    assert refused["errors"][0]["message"].startswith("There is no rate for CNY on ")

    file = ("deals.csv", b"name,amount\nThree,2.50\nFour,$1\nFive,7 USD\n", "text/csv")
    uploaded = admin.request("POST", "/files", files={"file": file}).json()["id"]
    asked = {"file": uploaded, "mapping": {"name": "name", "amount": "amount"}, "rules": False}
    job = user_jobs.begin(dollars.database, UUID(admin.post(f"{DEALS}/import", asked, status=202)["job"]))
    assert job is not None
    assert import_job(job, dollars.settings)["created"] == 3

    assert {one["values"]["amount"]["currency"] for one in admin.get(DEALS)["items"]} == {"USD"}
    total = admin.post(f"{DEALS}/aggregate", {"group": [], "measures": {"sum": "SUM(amount)"}})
    assert total["rows"][0]["values"] == {"sum": "50.5"}
    report = admin.post("/apps/crm/query", {"dataset": "deals", "values": ["amount"]}, 200)
    assert report["rows"] == [["50.5"]]
    written = admin.request("GET", f"{DEALS}/export", params={"fields": "name,amount"}).text
    assert sorted(line.rpartition(",")[2] for line in written.split()[1:]) == ["1", "2.5", "40", "7"]


def test_another_currency_is_refused_where_it_stands(dollars: World) -> None:
    """An app whose threshold is in yuan is not published, and nobody sets one in yuan."""
    with pytest.raises(Invalid) as refused, dollars.transaction() as context:
        install_tree(context, tree_of_folder(DESK))
    assert [(one.file, one.pointer, one.message) for one in refused.value.problems] == [
        ("app.json", "/settings/0/default", "Amounts are in USD here; there is no rate for CNY.")
    ]
    with dollars.transaction() as context:
        install_tree(context, desk(default={"amount": "50000"}))
    admin = dollars.admin
    for value in ({"amount": "9"}, {"amount": "9", "currency": "USD"}):
        changed = admin.patch("/apps/desk/settings", {"values": {"director_from": value}})
        assert changed["settings"]["director_from"] == {"amount": "9", "currency": "USD"}
    yuan = {"values": {"director_from": {"amount": "9", "currency": "CNY"}}}
    problem = admin.patch("/apps/desk/settings", yuan, status=422)["errors"][0]
    assert (problem["pointer"], problem["code"]) == ("/director_from", "currency")


def build_bare(database: Database) -> None:
    """Migrate; nobody is there yet."""
    upgrade_database(database)
    with database.begin() as conn:
        initialise_workspace(system_context(conn), workspace="main", name="Dollars")


def test_the_first_run_asks_for_the_currency(databases: Databases, tmp_path: Path) -> None:
    """Who makes the first administrator says in what the company counts; nonsense is refused."""
    name = databases.clone(databases.template("bare", build_bare))
    database = databases.connect(name)
    with database.begin() as conn:
        token = issue_setup_token(conn, datetime.now(UTC))
    client = World(database, tmp_path).anonymous()
    assert client.get("/api/v1/setup").json()["currency"] == "CNY"
    body = {"token": token, "login": "ada", "name": "Ada", "password": PASSWORD, "language": "en"}
    for wrong in ({"currency": "dollars"}, {"currency": "usd"}, {"zone": "Nowhere/Town"}):
        assert client.post("/api/v1/setup", json={**body, **wrong}).status_code in {400, 422}
    wrong = {"login": "a da", "password": "short", "currency": "XXA", "zone": "Nowhere/Town"}
    refused = client.post("/api/v1/setup", json={**body, **wrong}).json()
    assert {fault["pointer"] for fault in refused["errors"]} == {f"/{key}" for key in wrong}
    body |= {"currency": "USD", "zone": "America/New_York"}
    assert client.post("/api/v1/setup", json=body).status_code == 201
    me = client.get("/api/v1/me").json()
    assert (me["currency"], me["person"]["zone"]) == ("USD", "America/New_York")
    database.close()
    databases.drop(name)


def test_the_currency_is_chosen_once(dollars: World) -> None:
    """Until an app keeps amounts; never one that is none."""
    with dollars.transaction() as context:
        for zone, currency in (("Nowhere/Town", None), (None, "dollars"), (None, "DOL")):
            with pytest.raises(BadRequest):
                choose_basics(context, language="en", zone=zone, currency=currency)
        install_tree(context, desk(default={"amount": "50000"}))
        with pytest.raises(Conflict):
            choose_basics(context, language="en", zone=None, currency="EUR")
        choose_basics(context, language="zh", zone=None, currency="USD")
