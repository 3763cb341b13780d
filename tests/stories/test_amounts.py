"""Amounts are in the workspace's currency: nothing is stored that a sum would silently leave out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World

REQUESTS = "/apps/desk/entities/request/records"


@pytest.fixture
def desk(desk_installed: World) -> World:
    """The purchase desk."""
    return desk_installed


def request(*prices: dict[str, str]) -> dict[str, Any]:
    """Values of a request with a line for each price."""
    lines = [{"item": "A4", "quantity": "2", "price": price} for price in prices]
    return {"values": {"subject": "Paper", "needed_by": "2030-12-01", "lines": lines}}


def test_a_foreign_amount_is_refused_where_it_stands(desk: World) -> None:
    """The line with dollars is named, in the reader's language; nothing is stored."""
    yuan, dollars = {"amount": "3", "currency": "CNY"}, {"amount": "3", "currency": "USD"}
    refused = desk.admin.post(REQUESTS, request(yuan, dollars), status=422)
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [("/lines/1/price", "currency")]
    assert "USD" in refused["errors"][0]["message"]
    desk.admin.patch("/me", {"language": "zh"})
    again = desk.admin.post(REQUESTS, request(dollars), status=422)
    assert "没有 USD 的汇率" in again["errors"][0]["message"]
    assert desk.admin.get(REQUESTS)["items"] == []


def test_sums_hold_every_amount(desk: World) -> None:
    """An amount without a currency is in the workspace's own, and is added up with the others."""
    made = desk.admin.post(REQUESTS, request({"amount": "3", "currency": "CNY"}, {"amount": "4"}), status=201)
    assert made["values"]["total"] == "14"
    assert made["values"]["lines"][1]["price"] == {"amount": "4", "currency": "CNY"}
    changed = {
        "values": {"lines": [{"item": "A4", "quantity": "1", "price": {"amount": "9", "currency": "EUR"}}]}
    }
    desk.admin.patch(f"{REQUESTS}/{made['id']}", changed, made["version"], status=422)
    rows = desk.admin.post(f"{REQUESTS}/aggregate", {"group": [], "measures": {"sum": "SUM(total)"}})["rows"]
    assert rows[0]["values"] == {"sum": "14"}
