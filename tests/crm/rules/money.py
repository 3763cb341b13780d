"""Money: payments pay the oldest first, orders close when they are paid, and who owes is reminded (R-36, J10)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    HEAD,
    OWNER,
    after,
    changed,
    entity,
    lines,
    message,
    rule,
    sets,
    tells,
    updates,
    where,
    writes,
)

INVOICE = entity(
    "invoice",
    {
        "name": "text",
        "order": "ref sales_order.invoices",
        "account": "ref account.invoices",
        "amount": "number",
        "status": "select requested issued sent void",
    },
)
RECEIVABLE = entity(
    "receivable",
    {
        "name": "text",
        "number": "auto R-{{ SEQ(6) }}",
        "account": "ref account.receivables",
        "contract": "ref contract.receivables",
        "order": "ref sales_order.receivables",
        "due": "date",
        "amount": "number 0",
        "paid": "number = SUM(allocations, amount)",
        "open": "number = amount - SUM(allocations, amount)",
        "status": "select open partial paid written_off",
    },
)
PAYMENT = entity(
    "payment",
    {
        "name": "text",
        "account": "ref account.payments",
        "amount": "number",
        "status": "select draft confirmed void",
    },
)
ALLOCATION = entity(
    "allocation",
    {
        "name": "text",
        "payment": "ref payment.allocations",
        "receivable": "ref receivable.allocations",
        "amount": "number",
    },
)

OLDER = (
    "SUMIF(account.receivables, due < parent.due OR due = parent.due AND number < parent.number, "
    "amount - SUM(allocations, amount))"
)
"""What is still open of everything that was due before."""

RULES = (
    # each receivable gets what the older ones leave of the payment
    rule(
        "payment_confirmed",
        "payment",
        changed("status", to="confirmed"),
        lines(
            "account.receivables",
            "allocation",
            when=f"open > 0 AND parent.amount > {OLDER}",
            name="number",
            payment="parent",
            receivable="this",
            amount=f"MIN(open, parent.amount - {OLDER})",
        ),
        tells("{{ account.name }} paid {{ amount }}", {"person": "account.owner"}),
    ),
    rule(
        "receivable_paid",
        "allocation",
        CREATED,
        updates("receivable", status='IF(receivable.open <= 0, "paid", "partial")'),
    ),
    rule(
        "order_paid",
        "receivable",
        changed("status", to="paid"),
        where(
            "NOT(ISBLANK(order)) AND ISBLANK(order.settled_at) AND order.open <= 0",
            updates("order", settled_at="NOW()"),
        ),
    ),
    *(
        rule(
            f"order_{last}_last",
            "sales_order",
            happens,
            sets(status='"completed"'),
            when='status = "delivered" AND NOT(ISBLANK(settled_at))',
        )
        for last, happens in (
            ("settled", changed("settled_at")),
            ("delivered", changed("status", to="delivered")),
        )
    ),
    # J10
    *(
        rule(
            f"receivable_due_{'in' if days <= 0 else 'since'}_{abs(days)}",
            "receivable",
            after("due", days, "09:00"),
            writes("mail", "reminder", "FIRST(account.contacts, email)"),
            *([tells("{{ account.name }} owes {{ open }} since {{ due }}", OWNER)] if days > 0 else []),
            *([tells("{{ account.name }} does not pay {{ open }}", HEAD)] if days >= 30 else []),
            when='open > 0 AND status <> "written_off"',
        )
        for days in (-7, 0, 1, 7, 30)
    ),
)
MESSAGES = (
    message("reminder", "receivable", "{{ open }} is due on {{ due }}", "{{ name }}, number {{ number }}"),
)
PART = {
    "entities": (INVOICE, RECEIVABLE, PAYMENT, ALLOCATION),
    "rules": RULES,
    "messages": MESSAGES,
}
