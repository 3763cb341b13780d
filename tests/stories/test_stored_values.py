"""Stored values are what they would be if they were computed now, whoever wrote what, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong.messages import translated
from dougong.metadata.check import check_documents
from dougong.metadata.documents import tree_of_folder
from dougong.records import stored_values
from tests.stories.stored import CUSTOMERS, ORDERS, PRODUCTS, formula, line, run_job, shop, stale, write
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


def published(world: World, change: Callable[[dict[str, Any]], None], entity: str = "customer") -> None:
    """Change the draft of an entity and publish it."""
    path = f"/apps/shop/draft/entity/{entity}"
    found = world.admin.get(path)
    change(found["document"]["schema"]["properties"])
    world.admin.put(path, {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'})
    plan = world.admin.get("/apps/shop/draft/plan")
    assert not [one for one in plan["problems"] if one["severity"] == "error"], plan["problems"]
    accept = [one["accept"] for one in plan["steps"] if one["accept"]]
    world.admin.post("/apps/shop/publish", {"plan": plan["hash"], "accept": accept})


def filled(world: World, field: str) -> tuple[bool, str | None]:
    """Return whether a field of the customers is filled, and the job at work on it."""
    found = world.admin.get("/apps/shop/stored-fields")["items"]
    return next((one["filled"], one["job"]) for one in found if one["field"] == field)


def test_a_field_is_computed_until_it_is_filled(sold: World) -> None:
    """Another formula counts from its publishing on; the job fills the column, then the column is read."""
    ada = sold.admin.post(CUSTOMERS, {"values": {"name": "Ada"}}, 201)
    for price in ("10", "30"):
        sold.admin.post(ORDERS, {"values": {"customer": ada["id"], "lines": [line(None, "1", price)]}}, 201)
    published(sold, lambda fields: fields["revenue"]["x-dougong"].update(function="max"))
    done, job = filled(sold, "revenue")
    assert not done
    assert job is not None
    assert not filled(sold, "rank")[0]
    assert filled(sold, "order_count")[0]
    assert values(sold, CUSTOMERS, ada["id"])["revenue"] == "30"
    assert sold.admin.get(CUSTOMERS, filter="revenue = 30")["items"]
    sold.admin.post(ORDERS, {"values": {"customer": ada["id"], "lines": [line(None, "1", "50")]}}, 201)
    result = run_job(sold, job)
    assert result["records"] == 2
    assert filled(sold, "revenue") == (True, None)
    assert values(sold, CUSTOMERS, ada["id"])["revenue"] == "50"
    shown = sold.admin.get(f"/jobs/{job}")
    assert (shown["state"], shown["progress"]) == ("done", {"done": 2, "total": 2})
    assert stale(sold) == 0


def test_storing_begins_and_ends(sold: World) -> None:
    """A field that is stored no longer loses its column, and gets it back filled; nothing is lost by it."""
    ada = sold.admin.post(CUSTOMERS, {"values": {"name": "Ada"}}, 201)
    sold.admin.post(ORDERS, {"values": {"customer": ada["id"]}}, 201)
    published(sold, lambda fields: fields["order_count"]["x-dougong"].pop("stored"))
    assert values(sold, CUSTOMERS, ada["id"])["order_count"] == "1"
    published(sold, lambda fields: fields["order_count"]["x-dougong"].update(stored=True))
    done, job = filled(sold, "order_count")
    assert (done, job is None) == (False, False)
    assert run_job(sold, str(job))["changed"] == 1
    assert values(sold, CUSTOMERS, ada["id"])["order_count"] == "1"
    assert stale(sold) == 0


def test_too_many_are_left_to_a_job(sold: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that touches more records than it may leaves them to a job; meanwhile they are computed."""
    monkeypatch.setattr(stored_values, "MOST_AT_ONCE", 3)
    pen = sold.admin.post(PRODUCTS, {"values": {"name": "Pen", "cost": "2"}}, 201)
    people = [sold.admin.post(CUSTOMERS, {"values": {"name": name}}, 201)["id"] for name in "ABCDE"]
    for one in people:
        sold.admin.post(ORDERS, {"values": {"customer": one, "lines": [line(pen["id"], "1", "9")]}}, 201)
    sold.admin.patch(f"{PRODUCTS}/{pen['id']}", {"values": {"cost": "7"}}, pen["version"])
    done, job = filled(sold, "spent")
    assert not done
    assert {values(sold, CUSTOMERS, one)["spent"] for one in people} == {"7"}
    assert run_job(sold, str(job))["changed"] == 10, "what was spent, and its share, of five customers"
    assert filled(sold, "spent")[0]
    assert {values(sold, CUSTOMERS, one)["spent"] for one in people} == {"7"}
    assert stale(sold) == 0


def test_what_cannot_be_kept_right_is_refused(tmp_path: Path) -> None:
    """Today, settings, people, and rings, with the whole way in the words of the fields and both languages."""
    entities = shop()
    fields = entities["customer"]["schema"]["properties"]
    fields["idle"] = formula("cu000020", "DAYS(TODAY(), last_order)")
    fields["boss"] = formula("cu000021", "owner.name", result="text")
    tree = tree_of_folder(write(tmp_path / "one", entities))
    found = {(one.code, one.pointer.split("/")[3]) for one in check_documents(tree.documents) if one.pointer}
    assert {("stored_moment", "idle"), ("stored_outside", "boss")} <= found

    entities = shop()
    fields = entities["order"]["schema"]["properties"]
    fields["net"]["x-dougong"].update(formula="total - customer.revenue", label={"en": "Net", "zh": "净额"})
    entities["customer"]["schema"]["properties"]["revenue"]["x-dougong"]["label"] = {
        "en": "Revenue",
        "zh": "收入",
    }
    entities["customer"]["name"]["zh"], entities["order"]["name"]["zh"] = "客户", "订单"
    tree = tree_of_folder(write(tmp_path / "two", entities))
    for language, way in (
        ("en", "These fields compute each other: Customer · Revenue → Order · Net → Customer · Revenue"),
        ("zh", "这些字段互相计算：客户 · 收入 → 订单 · 净额 → 客户 · 收入"),
    ):
        messages = [one.message for one in check_documents(tree.documents, language) if one.code == "cycle"]
        assert [translated(one, language) for one in messages] == [way]
