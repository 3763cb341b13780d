"""Fulfilment: an approved order is invoiced, reserved, made or bought, delivered, and asked about (R-30 to R-37)."""

from __future__ import annotations

from tests.crm.rules.language import (
    changed,
    each,
    entity,
    keeps,
    makes,
    message,
    rule,
    sets,
    updates,
    waits,
    where,
    writes,
)

PRODUCT = entity(
    "product",
    {
        "name": "text unique",
        "make": "select make buy",
        "accessory": "ref product.goes_with",
        "team": "select machines software",
    },
)
STOCK = entity(
    "stock",
    {
        "name": "text",
        "product": "ref product.stocks",
        "on_hand": "number 0",
        "reserved": "number 0",
        "safety": "number 0",
        "available": "number = on_hand - reserved",
    },
)
ORDER = entity(
    "sales_order",
    {
        "name": "text",
        "account": "ref account.orders",
        "contract": "ref contract.orders",
        "status": "select draft review approved in_production to_ship shipped delivered completed cancelled",
        "placed_on": "date := TODAY()",
        "promised": "date",
        "delivered_at": "datetime",
        "checked_at": "datetime",
        "amount": "number 0",
        "lines": "rows order_line",
        "open": "number = SUM(receivables, open)",
        "settled_at": "datetime",
    },
)
ORDER_LINE = entity(
    "order_line",
    {
        "product": "ref product.order_lines",
        "quantity": "number 1",
        "price": "number",
        "taken": "number 0",
        "reserved": "number 0",
        "shipped": "number 0",
    },
    parent="sales_order",
)
SUPPLY = entity(
    "supply",
    {
        "name": "text",
        "kind": "select production purchase",
        "order": "ref sales_order.supplies",
        "product": "ref product",
        "quantity": "number",
        "status": "select draft approved doing done",
    },
)
DELIVERY = entity(
    "delivery",
    {
        "name": "text",
        "order": "ref sales_order.deliveries",
        "status": "select notice picked packed shipped received",
        "tracking": "text",
        "contact": "ref contact",
    },
)
STOCK_MOVE = entity(
    "stock_move",
    {"name": "text", "product": "ref product.moves", "delivery": "ref delivery.moves", "quantity": "number"},
)
OWNED = entity(
    "owned_product",
    {"name": "text", "account": "ref account.owned", "product": "ref product.owners", "bought_on": "date"},
    unique=[["account", "product"]],
)

LACKING = 'NOT EXISTS(parent.supplies, product = parent.product AND status <> "done") AND reserved < quantity'
LEFT = "MIN(quantity - reserved, MAX(0, SUM(product.stocks, available)))"

RULES = (
    # R-30, and the first look of R-31
    rule(
        "order_approved",
        "sales_order",
        changed("status", to="approved"),
        makes("invoice", name="name", order="this", account="account", amount="amount", owner="owner"),
        sets(checked_at="NOW()"),
    ),
    # what is there is reserved, what lacks is made or bought once, what is complete goes out
    rule(
        "order_checked",
        "sales_order",
        changed("checked_at"),
        each(
            "lines",
            sets(taken=LEFT, reserved=f"reserved + {LEFT}"),
            updates("product.stocks", reserved="SUM(product.stocks, reserved) + taken"),
            where(
                LACKING,
                makes(
                    "supply",
                    name="product.name",
                    order="parent",
                    product="product",
                    kind='IF(product.make = "make", "production", "purchase")',
                    quantity="quantity - reserved + SUM(product.stocks, safety)",
                ),
            ),
            when="reserved < quantity",
        ),
        where(
            "NOT EXISTS(lines, reserved < quantity)",
            makes("delivery", name="name", order="this", contact="FIRST(account.contacts, id)"),
            sets(status='"to_ship"'),
            otherwise=[sets(status='"in_production"')],
        ),
        when='status IN ("approved", "in_production")',
    ),
    #
    rule(
        "supply_done",
        "supply",
        changed("status", to="done"),
        updates("product.stocks", on_hand="SUM(product.stocks, on_hand) + quantity"),
        updates("order", checked_at="NOW()"),
    ),
    #
    rule(
        "delivery_shipped",
        "delivery",
        changed("status", to="shipped"),
        each(
            "order.lines",
            updates(
                "product.stocks",
                on_hand="SUM(product.stocks, on_hand) - quantity + shipped",
                reserved="SUM(product.stocks, reserved) - quantity + shipped",
            ),
            makes(
                "stock_move",
                name="product.name",
                product="product",
                delivery="parent",
                quantity="shipped - quantity",
            ),
            keeps(
                "owned_product",
                "account",
                "product",
                name="product.name",
                account="parent.order.account",
                product="product",
                bought_on="TODAY()",
            ),
            sets(shipped="quantity"),
            when="shipped < quantity",
        ),
        updates("order", status='"shipped"'),
        writes("sms", "shipped", "contact.phone"),
        writes("mail", "shipped", "contact.email"),
    ),
    rule(
        "delivery_received",
        "delivery",
        changed("status", to="received"),
        updates("order", status='"delivered"', delivered_at="NOW()"),
    ),
    #
    rule(
        "order_delivered",
        "sales_order",
        changed("status", to="delivered"),
        waits(for_={"days": 1}, unless='status = "cancelled"'),
        makes(
            "survey_response",
            name="name",
            kind='"csat"',
            account="account",
            order="this",
            contact="FIRST(account.contacts, id)",
        ),
    ),
)
MESSAGES = (
    message("shipped", "delivery", "{{ order.name }} is on its way", "Tracking number {{ tracking }}"),
    message("asked", "survey_response", "How was it, {{ contact.name }}?", "{{ name }}"),
)
PART = {
    "entities": (PRODUCT, STOCK, ORDER, ORDER_LINE, SUPPLY, DELIVERY, STOCK_MOVE, OWNED),
    "rules": RULES,
    "messages": MESSAGES,
}
