"""Conditions over children: written as people say them, answered by one query and not by one for each row."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.access import scope_for
from dougong.metadata import published
from dougong.records.query import parse_query
from dougong.records.statements import PageShape, page
from tests.stories.stored import CUSTOMERS, ORDERS, line, shop, write
from tests.world import World

TODAY = date.today()


@pytest.fixture
def sold(world: World, tmp_path: Path) -> World:
    """Customers with none, one old, and three orders of these months; roll-ups are computed when read."""
    entities = shop()
    for key in ("rank", "share"):  # of four roll-ups upon another, they would be too involved unless stored
        del entities["customer"]["schema"]["properties"][key]
    for one in entities.values():
        one["indexes"] = []
        for field in one["schema"]["properties"].values():
            field["x-dougong"].pop("stored", None)
    folder = write(tmp_path / "shop", entities)
    (folder / "roles").mkdir()
    for key, rows in ROWS.items():
        grants = [
            {
                "id": f"gr{key}01",
                "entity": "customer",
                "actions": ["see"],
                "rows": rows,
                "fields": {"read": "*"},
            }
        ]
        grants.append({"id": f"gr{key}02", "entity": "order", "actions": ["see"], "fields": {"read": "*"}})
        role = {"format": 1, "id": f"ro{key}00", "key": key, "name": {"en": key}, "grants": grants}
        (folder / "roles" / f"{key}.json").write_text(json.dumps(role))
    world.install_folder(folder)
    for name, days in (("none", []), ("old", [200]), ("new", [10, 50, 120])):
        customer = world.admin.post(CUSTOMERS, {"values": {"name": name}}, 201)
        for place, ago in enumerate(days):
            values = {
                "customer": customer["id"],
                "placed_on": (TODAY - timedelta(days=ago)).isoformat(),
                "state": "open" if place else "done",
                "lines": [line(None, "1", str(100 * (place + 1))), line(None, "2", "5")],
            }
            world.admin.post(ORDERS, {"values": values}, 201)
    return world


ROWS = {
    "big0": "SUM(orders, total) > 200",
    "idle": "NOT EXISTS(orders, placed_on >= TODAY() - 90)",
}
"""Rows of roles, by the roles' keys."""

CASES = [
    ("COUNT(orders) > 1", ["new"]),
    ("COUNT(orders) < 2", ["none", "old"]),
    ("COUNT(orders) = 0", ["none"]),
    ("NOT EXISTS(orders)", ["none"]),
    ('EXISTS(orders, state = "open")', ["new"]),
    ('COUNTIF(orders, state = "open") >= 2', ["new"]),
    ("SUM(orders, SUM(lines, amount)) > 200", ["new"]),
    ("SUM(orders, SUM(lines, amount)) < 200", ["none", "old"]),
    ("MAX(orders, placed_on) < TODAY() - 100", ["old"]),
    ("MAX(orders, placed_on) = BLANK()", ["none"]),
    ("AVERAGE(orders, total) > 150", ["new"]),
    ("ISERROR(AVERAGE(orders, total))", ["none"]),
    ("revenue > 200 AND order_count = 3", ["new"]),
    ('name = "old" AND COUNTIF(orders, total > 0) = 1', ["old"]),
    # earlier windows: nothing in the last ninety days, the sum of the three months before, a gap before a row
    ("NOT EXISTS(orders, placed_on >= TODAY() - 90)", ["none", "old"]),
    ("COUNTIF(orders, placed_on >= TODAY() - 90) = 0 AND COUNT(orders) > 0", ["old"]),
    ("SUMIF(orders, placed_on >= EDATE(TODAY(), -3) AND placed_on < TODAY(), total) > 100", ["new"]),
    ("EXISTS(orders, NOT EXISTS(customer.orders, placed_on < parent.placed_on))", ["new", "old"]),
]


def test_lists_are_filtered(sold: World) -> None:
    """A list and its count agree on who meets a condition."""
    for condition, names in CASES:
        found = sold.admin.get(CUSTOMERS, filter=condition, sort="name", count="exact")
        assert ([one["values"]["name"] for one in found["items"]], condition) == (names, condition)
        assert found["count"] == len(names), condition


def test_roles_see_rows_by_their_children(sold: World) -> None:
    """Rows of a role may be conditions over children: lists, counts and single records agree."""
    everybody = {one["values"]["name"]: one["id"] for one in sold.admin.get(CUSTOMERS)["items"]}
    for key, names in (("big0", {"new"}), ("idle", {"none", "old"})):
        person = sold.person(key, roles={"shop": [key]})
        found = person.get(CUSTOMERS, count="exact", filter="COUNT(orders) >= 0")
        assert ({one["values"]["name"] for one in found["items"]}, found["count"]) == (names, len(names))
        for name, identity in everybody.items():
            person.get(f"{CUSTOMERS}/{identity}", status=200 if name in names else 404)


def test_rows_look_at_those_before_them(sold: World) -> None:
    """Orders without another of the same customer in the hundred days before them."""
    condition = (
        "NOT EXISTS(customer.orders, placed_on < parent.placed_on AND placed_on >= parent.placed_on - 60)"
    )
    found = sold.admin.get(ORDERS, filter=condition, sort="placed_on")["items"]
    ago = [(TODAY - date.fromisoformat(one["values"]["placed_on"])).days for one in found]
    assert ago == [200, 120, 50]


def test_groups_and_orders_take_sums_of_children(sold: World) -> None:
    """Measures over groups and orders by sums of rows answer as the lists do."""
    asked = {"group": ["COUNT(orders) > 0"], "measures": {"all": "SUM(SUM(orders, total))"}}
    rows = sold.admin.post(f"{CUSTOMERS}/aggregate", asked)["rows"]
    assert {tuple(row["group"]): row["values"]["all"] for row in rows} == {(False,): "0", (True,): "740"}
    found = sold.admin.get(CUSTOMERS, sort="-revenue")["items"]
    assert [one["values"]["name"] for one in found] == ["new", "old", "none"]


def plan_of(world: World, **asked: Any) -> str:
    """Return PostgreSQL's plan of the rows of a list of customers, without what is shown of them."""
    with world.transaction() as context:
        app = published(context.conn, "shop")
        scope = scope_for(context, app, "customer")
        statement = page(scope, PageShape(parse_query({"fields": ["name"], **asked})))
        values = {"now_today": TODAY, "user_id": None}
        text, given = world.database.compiled(statement)
        for name in given:
            given[name] = values.get(name, given[name])
        rows = context.conn.connection.driver_connection.execute(f"EXPLAIN (COSTS OFF) {text}", given)
        # What stands after the rows is how their JSON is made.
        return "\n".join(row[0] for row in rows).partition("\n  SubPlan")[0]


def test_plans_have_no_query_for_each_row(sold: World) -> None:
    """Sums are one grouped query, existence is a semi-join, absence an anti-join."""
    with sold.transaction() as context:
        context.conn.execute(sa.text("ANALYZE"))
    orders = "e_or000001"
    grouped = plan_of(sold, filter="SUM(orders, total) > 100")
    assert "GroupAggregate" in grouped or "HashAggregate" in grouped
    assert grouped.count(f"on {orders}") == 1, grouped
    assert "SubPlan" not in grouped, grouped
    assert "Semi Join" in plan_of(sold, filter='EXISTS(orders, state = "open")')
    assert "Anti Join" in plan_of(sold, filter='NOT EXISTS(orders, state = "open")')
    assert "Anti Join" in plan_of(sold, filter="COUNTIF(orders, placed_on >= TODAY() - 90) = 0")
