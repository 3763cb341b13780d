"""Stored values are what they would be if they were computed now, whoever wrote what, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.stored import CUSTOMERS, ORDERS, PRODUCTS, line, run_job, shop, stale, write
from tests.world import World


@pytest.fixture
def sold(world: World, tmp_path: Path) -> World:
    """A shop without a customer."""
    assert world.install_folder(write(tmp_path / "shop", shop())) == "shop"
    return world


def values(world: World, path: str, identity: str) -> dict[str, Any]:
    """Return the values of a record."""
    found: dict[str, Any] = world.admin.get(f"{path}/{identity}")["values"]
    return found


def test_values_follow_what_they_are_made_of(sold: World) -> None:
    """Rows, references, moves, the trash and its way back: every value that hangs on them follows at once."""
    admin = sold.admin
    ada = admin.post(CUSTOMERS, {"values": {"name": "Ada", "discount": "0.1"}}, 201)
    bob = admin.post(CUSTOMERS, {"values": {"name": "Bob"}}, 201)
    pen = admin.post(PRODUCTS, {"values": {"name": "Pen", "cost": "2"}}, 201)
    given = {"customer": ada["id"], "placed_on": "2026-01-05", "state": "open"}
    order = admin.post(
        ORDERS, {"values": {**given, "lines": [line(pen["id"], "3", "10"), line(None, "1", "70")]}}, 201
    )
    assert order["values"]["total"] == "100"
    assert order["values"]["net"] == "90"
    assert order["values"]["of_customer"] == "Ada"
    shown = values(sold, CUSTOMERS, ada["id"])
    assert (shown["order_count"], shown["open_count"], shown["revenue"]) == ("1", "1", "90")
    assert (shown["last_order"], shown["spent"], shown["rank"]) == ("2026-01-05", "6", "small")
    assert values(sold, CUSTOMERS, bob["id"])["share"] == "#DIV/0!"
    assert stale(sold) == 0

    admin.patch(f"{PRODUCTS}/{pen['id']}", {"values": {"cost": "5"}}, pen["version"])
    assert values(sold, CUSTOMERS, ada["id"])["spent"] == "15"
    ada = admin.patch(
        f"{CUSTOMERS}/{ada['id']}", {"values": {"discount": "0", "name": "Eve"}}, ada["version"]
    )
    shown = values(sold, ORDERS, order["id"])
    assert (shown["net"], shown["of_customer"], shown["lines"][0]["whose"]) == ("100", "Eve", "Eve")
    assert ada["values"]["revenue"] == "100"

    order = admin.patch(f"{ORDERS}/{order['id']}", {"values": {"customer": bob["id"]}}, order["version"])
    assert values(sold, CUSTOMERS, ada["id"])["revenue"] == "0"
    assert values(sold, CUSTOMERS, ada["id"])["last_order"] is None
    assert values(sold, CUSTOMERS, bob["id"])["revenue"] == "100"
    assert stale(sold) == 0

    admin.delete(f"{ORDERS}/{order['id']}")
    assert values(sold, CUSTOMERS, bob["id"])["order_count"] == "0"
    admin.post(f"{ORDERS}/{order['id']}/restore")
    assert values(sold, CUSTOMERS, bob["id"])["order_count"] == "1"
    admin.delete(f"{CUSTOMERS}/{bob['id']}")
    assert values(sold, ORDERS, order["id"])["of_customer"] is None
    assert stale(sold) == 0


def test_a_stored_value_is_no_change_of_its_record(sold: World) -> None:
    """What is computed anew leaves version and history alone: nobody's save is stale for it."""
    ada = sold.admin.post(CUSTOMERS, {"values": {"name": "Ada"}}, 201)
    sold.admin.post(ORDERS, {"values": {"customer": ada["id"], "placed_on": "2026-02-02"}}, 201)
    again = sold.admin.get(f"{CUSTOMERS}/{ada['id']}")
    assert (again["values"]["order_count"], again["version"]) == ("1", ada["version"])
    sold.admin.patch(f"{CUSTOMERS}/{ada['id']}", {"values": {"name": "Ann"}}, ada["version"])


def test_lists_filter_and_sort_by_stored_values(sold: World) -> None:
    """Filters, orders and groups read the columns."""
    for name, count in (("A", 1), ("B", 3), ("C", 0)):
        one = sold.admin.post(CUSTOMERS, {"values": {"name": name}}, 201)
        for _ in range(count):
            sold.admin.post(
                ORDERS, {"values": {"customer": one["id"], "lines": [line(None, "1", "50")]}}, 201
            )
    found = sold.admin.get(CUSTOMERS, sort="-revenue", filter="revenue > 0")["items"]
    assert [one["values"]["name"] for one in found] == ["B", "A"]
    found = sold.admin.get(CUSTOMERS, sort="order_count", filter='rank = "small"')["items"]
    assert [one["values"]["name"] for one in found] == ["C", "A"]
    asked = {"group": ["rank"], "measures": {"sum": "SUM(revenue)"}}
    rows = sold.admin.post(f"{CUSTOMERS}/aggregate", asked)["rows"]
    assert {row["values"]["sum"] for row in rows} == {"50", "150"}
