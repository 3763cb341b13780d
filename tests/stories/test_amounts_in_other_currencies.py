"""Amounts in other currencies are worth what the rate of their day says, and stay so until somebody changes them."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.install_app import install_tree
from dougong.errors import Invalid
from dougong.metadata.documents import Document, Tree, tree_of_folder
from dougong.metadata.references import renamed
from tests.stories.brought import worked
from tests.world import World

DESK = Path(__file__).resolve().parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"


def dated(rate_date: str = "needed_by") -> Tree:
    """The purchase desk, whose prices are worth what they are on the day that they are needed by."""
    tree = tree_of_folder(DESK)

    def changed(one: Document) -> Document:
        if one.kind != "entity":
            return one
        body = copy.deepcopy(one.body)
        fields = body["schema"]["properties"]
        if body["key"] == "request":
            del fields["needed_by"]["x-dougong"]["check"]
            label = {"en": "Budget", "zh": "预算"}
            own = {"id": "f9budget", "type": "money", "rate_date": "needed_by", "label": label}
            fields["budget"] = {"type": "object", "x-dougong": own}
        if body["key"] == "request_line":
            fields["price"]["x-dougong"]["rate_date"] = rate_date
        return replace(one, body=body)

    return replace(tree, documents=tuple(changed(one) for one in tree.documents))


@pytest.fixture
def desk(world: World) -> World:
    """A desk with two rates for dollars."""
    with world.transaction() as context:
        install_tree(context, dated())
    rates = [{"from_day": "2026-06-01", "rate": "7.1"}, {"from_day": "2026-01-01", "rate": "7.2"}]
    world.admin.put("/currency-rates/USD", {"rates": rates})
    return world


def request(day: str, *prices: dict[str, str]) -> dict[str, Any]:
    """Values of a request with a line for each price."""
    lines = [{"item": "A4", "quantity": "1", "price": price} for price in prices]
    return {"values": {"subject": "Paper", "needed_by": day, "lines": lines}}


def price(amount: str, currency: str = "USD") -> dict[str, str]:
    """An amount."""
    return {"amount": amount, "currency": currency}


def worth(world: World) -> str:
    """Return what all lines together are worth in the workspace's currency."""
    asked = {"group": [], "measures": {"sum": "SUM(SUM(lines, price))"}}
    rows = world.admin.post(f"{REQUESTS}/aggregate", asked)["rows"]
    return str(rows[0]["values"]["sum"])


def test_the_rate_of_the_day_counts(desk: World) -> None:
    """Each document has the rate that was valid on its day; the amount itself stays in its currency."""
    made = desk.admin.post(REQUESTS, request("2026-05-31", price("10"), price("1", "CNY")), status=201)
    assert made["values"]["lines"][0]["price"] == price("10")
    assert worth(desk) == "73"
    desk.admin.post(REQUESTS, request("2026-06-01", price("10")), status=201)
    assert worth(desk) == "144"


def test_the_day_of_a_rate_is_a_use_of_its_field() -> None:
    """Under another key it decides the rate still, of the entity's own amounts and of its rows'."""
    documents = renamed(dated().documents, "field", "needed_by", "wanted_by", entity="request")
    fields = {one.key: one.body["schema"]["properties"] for one in documents if one.kind == "entity"}
    assert fields["request"]["budget"]["x-dougong"]["rate_date"] == "wanted_by"
    assert fields["request_line"]["price"]["x-dougong"]["rate_date"] == "wanted_by"


def test_a_new_rate_leaves_what_is_kept(desk: World) -> None:
    """Another rate changes no base amount, not even when its row is saved again; another amount has the new rate."""
    made = desk.admin.post(REQUESTS, request("2026-05-31", price("10")), status=201)
    desk.admin.put("/currency-rates/USD", {"rates": [{"from_day": "2026-01-01", "rate": "8"}]})
    path = f"{REQUESTS}/{made['id']}"
    stored = made["values"]["lines"][0]
    line = {key: stored[key] for key in ("id", "item", "price")} | {"quantity": "2"}
    again = desk.admin.patch(path, {"values": {"lines": [line]}}, made["version"])
    assert worth(desk) == "72"
    changed = desk.admin.patch(
        path, {"values": {"lines": [{**line, "price": price("11")}]}}, again["version"]
    )
    assert worth(desk) == "88"
    assert changed["values"]["lines"][0]["price"] == price("11")


def test_another_day_of_a_record_has_its_own_rate(desk: World) -> None:
    """An amount is worth something else on another day, though nobody touched it; saved as it is, it stays."""
    values = request("2026-05-31", price("1", "CNY"))["values"] | {"budget": price("10")}
    made = desk.admin.post(REQUESTS, {"values": values}, status=201)
    path = f"{REQUESTS}/{made['id']}"
    asked = {"group": [], "measures": {"sum": "SUM(budget)"}}

    def sum_of_budgets() -> Any:
        return desk.admin.post(f"{REQUESTS}/aggregate", asked)["rows"][0]["values"]["sum"]

    assert sum_of_budgets() == "72"
    moved = desk.admin.patch(path, {"values": {"needed_by": "2026-06-02"}}, made["version"])
    assert sum_of_budgets() == "71"
    assert moved["values"]["budget"] == price("10")
    desk.admin.put("/currency-rates/USD", {"rates": []})
    same = desk.admin.patch(path, {"values": {"budget": price("10")}}, moved["version"])
    assert same["version"] == moved["version"]
    assert sum_of_budgets() == "71"


def test_without_a_rate_the_amount_is_refused_where_it_stands(desk: World) -> None:
    """Before the first rate, and for a currency without any; in the language of the reader."""
    early = request("2025-12-31", price("1", "CNY"), price("3"))
    refused = desk.admin.post(REQUESTS, early, status=422)["errors"]
    assert [(one["pointer"], one["code"], one["message"]) for one in refused] == [
        (
            "/lines/1/price",
            "currency",
            "There is no rate for USD on 2025-12-31; an administrator can add it under People, Exchange rates.",
        )
    ]
    desk.admin.patch("/me", {"language": "zh"})
    other = desk.admin.post(REQUESTS, request("2026-06-01", price("3", "EUR")), status=422)["errors"][0]
    assert other["message"] == "2026-06-01 没有 EUR 的汇率，管理员可在“人员 → 汇率”中添加。"
    assert desk.admin.get(REQUESTS)["items"] == []


def test_administrators_keep_the_rates(desk: World) -> None:
    """A currency's rates are set as a whole, the oldest first; nonsense is refused; members read."""
    assert desk.admin.get("/currency-rates") == {
        "currency": "CNY",
        "currencies": {
            "USD": [{"from_day": "2026-01-01", "rate": "7.2"}, {"from_day": "2026-06-01", "rate": "7.1"}]
        },
    }
    one = {"from_day": "2026-01-01", "rate": "7.2"}
    twice = desk.admin.put("/currency-rates/USD", {"rates": [one, one]}, status=422)
    assert twice["errors"][0]["pointer"] == "/rates/1/from_day"
    desk.admin.put("/currency-rates/USD", {"rates": [{**one, "rate": "0"}]}, status=422)
    desk.admin.put("/currency-rates/CNY", {"rates": [one]}, status=422)
    desk.admin.put("/currency-rates/XXX", {"rates": [one]}, status=404)
    member = desk.person("member")
    assert "USD" in member.get("/currency-rates")["currencies"]
    member.put("/currency-rates/USD", {"rates": []}, status=403)
    desk.admin.put("/currency-rates/USD", {"rates": []})
    assert desk.admin.get("/currency-rates")["currencies"] == {}


def test_the_day_of_a_rate_is_a_date_field(world: World) -> None:
    """An app whose prices name no date is not published."""
    with pytest.raises(Invalid) as refused, world.transaction() as context:
        install_tree(context, dated("subject"))
    (problem,) = refused.value.problems
    assert problem.pointer == "/schema/properties/price/x-dougong/rate_date"


def test_rows_go_with_the_day_of_their_record(desk: World) -> None:
    """Rows that nobody touched are worth what the new day of their record says; the amounts stay."""
    made = desk.admin.post(REQUESTS, request("2026-05-31", price("10"), price("1", "CNY")), status=201)
    path = f"{REQUESTS}/{made['id']}"
    assert worth(desk) == "73"
    moved = desk.admin.patch(path, {"values": {"needed_by": "2026-06-02"}}, made["version"])
    assert worth(desk) == "72"
    assert [row["price"] for row in moved["values"]["lines"]] == [price("10"), price("1", "CNY")]
    assert [row["id"] for row in moved["values"]["lines"]] == [row["id"] for row in made["values"]["lines"]]
    desk.admin.put("/currency-rates/USD", {"rates": []})
    refused = desk.admin.patch(path, {"values": {"needed_by": "2026-06-03"}}, moved["version"], status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/lines/0/price"]


def test_a_mended_rate_counts_when_somebody_asks(desk: World) -> None:
    """The job gives every amount the base of its day by the rates as they are now; records stay as they were."""
    values = request("2026-05-31", price("10"), price("1", "CNY"))["values"] | {"budget": price("10")}
    made = desk.admin.post(REQUESTS, {"values": values}, status=201)
    later = desk.admin.post(REQUESTS, request("2026-06-02", price("100")), status=201)
    assert worth(desk) == "783"
    rates = [{"from_day": "2026-06-01", "rate": "7.1"}, {"from_day": "2026-01-01", "rate": "8"}]
    desk.admin.put("/currency-rates/USD", {"rates": rates})
    assert worth(desk) == "783"
    shown = worked(desk, desk.admin, desk.admin.post("/currency-rates/USD/recompute", None, 202)["job"])
    assert (shown["state"], shown["result"]["changed"]) == ("done", 2)
    assert worth(desk) == "791"
    asked = {"group": [], "measures": {"sum": "SUM(budget)"}}
    assert desk.admin.post(f"{REQUESTS}/aggregate", asked)["rows"][0]["values"]["sum"] == "80"
    for one in (made, later):
        again = desk.admin.get(f"{REQUESTS}/{one['id']}")
        assert (again["version"], again["values"]["lines"]) == (one["version"], one["values"]["lines"])
    desk.admin.post("/currency-rates/EUR/recompute", None, 404)
