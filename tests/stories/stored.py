"""A shop whose customers, orders, lines and products keep computed values in their records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from dougong import user_jobs
from dougong.actions.recompute import recompute_job
from tests.world import World

CUSTOMERS = "/apps/shop/entities/customer/records"
ORDERS = "/apps/shop/entities/order/records"
PRODUCTS = "/apps/shop/entities/product/records"


def prop(identity: str, kind: str, label: str = "", **own: Any) -> dict[str, Any]:
    """Return the property of a field."""
    return {"x-dougong": {"id": identity, "type": kind, "label": {"en": label or kind.title()}, **own}}


def entity(identity: str, key: str, **more: Any) -> dict[str, Any]:
    """Return an entity document with a name and some fields."""
    fields = {"name": prop(f"{identity[:4]}name", "text"), **more.pop("fields")}
    return {
        "format": 1,
        "id": identity,
        "key": key,
        "name": {"en": key.title()},
        "title": "name",
        "schema": {"type": "object", "required": [], "properties": fields},
        **more,
    }


def roll_up(identity: str, of: str, function: str = "count", **own: Any) -> dict[str, Any]:
    """Return a stored roll-up."""
    return prop(identity, "roll_up", of=of, function=function, **{"stored": True, **own})


def formula(identity: str, text: str, **own: Any) -> dict[str, Any]:
    """Return a stored formula."""
    return prop(identity, "formula", formula=text, **{"stored": True, **own})


def shop() -> dict[str, dict[str, Any]]:
    """Return the entities of the shop by key."""
    back = {"key": "orders", "label": {"en": "Orders"}}
    return {
        "customer": entity(
            "cu000001",
            "customer",
            indexes=[["revenue"]],
            fields={
                "discount": prop("cu000002", "percent"),
                "order_count": roll_up("cu000003", "orders"),
                "open_count": roll_up("cu000004", "orders", when='state = "open"'),
                "revenue": roll_up("cu000005", "orders", "sum", value="net"),
                "average": roll_up("cu000006", "orders", "average", value="net"),
                "last_order": roll_up("cu000007", "orders", "max", value="placed_on", result="date"),
                "spent": roll_up("cu000008", "orders", "sum", value="cost"),
                "rank": formula("cu000009", 'IF(revenue > 100, "big", "small")', result="text"),
                "share": formula("cu00000a", "spent / revenue"),
            },
        ),
        "product": entity(
            "pr000001",
            "product",
            fields={
                "cost": prop("pr000002", "number"),
                "sold": prop("pr000003", "number"),
            },
        ),
        "order": entity(
            "or000001",
            "order",
            fields={
                "customer": prop("or000002", "reference", entity="customer", on_delete="clear", inverse=back),
                "placed_on": prop("or000003", "date"),
                "state": prop(
                    "or000004",
                    "select",
                    options=[
                        {"key": "open", "label": {"en": "Open"}, "colour": "blue"},
                        {"key": "done", "label": {"en": "Done"}, "colour": "green"},
                    ],
                ),
                "lines": prop("or000005", "sub_table", entity="line"),
                "total": roll_up("or000006", "lines", "sum", value="amount"),
                "net": formula("or000007", "total * (1 - customer.discount)"),
                "cost": roll_up("or000008", "lines", "sum", value="quantity * product.cost", stored=False),
                "of_customer": prop("or000009", "lookup", formula="customer.name", stored=True),
                "siblings": formula("or00000a", "COUNTIF(customer.orders, placed_on < parent.placed_on)"),
            },
        ),
        "line": entity(
            "li000001",
            "line",
            parent="order",
            fields={
                "product": prop("li000002", "reference", entity="product", on_delete="clear"),
                "quantity": prop("li000003", "number"),
                "price": prop("li000004", "money", currency="CNY"),
                "amount": formula("li000005", "quantity * price"),
                "whose": formula("li000006", "parent.customer.name", result="text"),
            },
        ),
    }


def write(folder: Path, entities: dict[str, dict[str, Any]]) -> Path:
    """Write the shop into a folder."""
    (folder / "entities").mkdir(parents=True, exist_ok=True)
    app = {"format": 1, "id": "sh000001", "key": "shop", "version": "1.0.0", "name": {"en": "Shop"}}
    (folder / "app.json").write_text(json.dumps(app))
    for one in entities.values():
        (folder / "entities" / f"{one['key']}.json").write_text(json.dumps(one))
    return folder


def run_job(world: World, job: str) -> dict[str, Any]:
    """Do what a worker does with a job that computes stored values, and return its result."""
    begun = user_jobs.begin(world.database, UUID(job))
    assert begun is not None
    result = dict(recompute_job(begun, world.settings))
    with world.database.begin() as conn:
        user_jobs.finish(conn, begun.id, "done", result=result)
    return result


def stale(world: World) -> int:
    """Compute every stored value of the shop anew; return how many records had another one."""
    fields = world.admin.get("/apps/shop/stored-fields")["items"]
    wanted = [{"entity": one["entity"], "field": one["field"]} for one in fields]
    job = world.admin.post("/apps/shop/stored-fields/recompute", {"fields": wanted}, 202)["job"]
    return int(run_job(world, job)["changed"])


def line(product: str | None, quantity: str, price: str) -> dict[str, Any]:
    """Return a line of an order."""
    return {"product": product, "quantity": quantity, "price": {"amount": price, "currency": "CNY"}}
