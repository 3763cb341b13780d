"""Deals: stages, large deals, quotes, contracts, and what stands still (R-21 to R-24, J8, J11)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    HEAD,
    OWNER,
    after,
    at,
    changed,
    each,
    entity,
    flow,
    lines,
    makes,
    rule,
    sets,
    tells,
    todo,
    transition,
    updates,
)

SETTINGS = {"large_deal": 500_000, "stalled_days": 14}

CLOSED = 'stage IN ("won", "lost")'

OPPORTUNITY = entity(
    "opportunity",
    {
        "name": "text",
        "account": "ref account.opportunities",
        "contact": "ref contact",
        "lead": "ref lead",
        "type": "select new renewal upsell cross",
        "stage": "select need offer negotiation signing won lost",
        "stage_since": "datetime",
        "probability": "number",
        "amount": "number 0",
        "weighted": "number = amount * probability",
        "expected_close": "date",
        "pains": "text",
        "decision_process": "text",
        "lost_reason": "text",
        "closed_at": "datetime",
        "approval": "select none approved rejected",
        "review": "ref pipeline.opportunities",
    },
    states={
        "field": "stage",
        "initial": "need",
        "transitions": [
            transition(
                "need",
                "offer",
                require=["pains", "decision_process"],
                checklist=[{"en": "Budget range is known", "zh": "已知预算范围"}],
            ),
            transition("offer", "negotiation", when="EXISTS(quotes)"),
            transition(
                "offer negotiation", "signing", when='amount <= settings.large_deal OR approval = "approved"'
            ),
            transition("offer negotiation signing", "won", by=["rule"]),
            transition("need offer negotiation signing", "lost", require=["lost_reason"]),
            transition("offer negotiation signing", "need"),
        ],
    },
)
STAGE_LOG = entity(
    "stage_log",
    {
        "name": "text",
        "opportunity": "ref opportunity.stages",
        "came_from": "text",
        "days": "number",
        "by": "member",
    },
)
QUOTE = entity(
    "quote",
    {
        "name": "text",
        "opportunity": "ref opportunity.quotes",
        "edition": "number 1",
        "status": "select draft approved sent accepted rejected expired superseded",
        "valid_until": "date",
        "lines": "rows quote_line",
        "total": "number = SUM(lines, amount)",
    },
)
CONTRACT = entity(
    "contract",
    {
        "name": "text",
        "opportunity": "ref opportunity.contracts",
        "account": "ref account.contracts",
        "amount": "number",
        "status": "select draft to_sign active ended",
        "signed_at": "datetime",
        "starts": "date",
        "ends": "date",
        "go_live": "date",
        "promised": "date",
        "lines": "rows contract_line",
        "plan": "rows payment_plan",
    },
)
GOODS = {
    "product": "ref product",
    "quantity": "number 1",
    "price": "number",
    "amount": "number = quantity * price",
}
PLAN = {"name": "text", "due": "date", "amount": "number"}

RULES = (
    #
    rule(
        "stage_entered",
        "opportunity",
        {**CREATED, **changed("stage")},
        sets(
            probability='SWITCH(stage, "need", 0.1, "offer", 0.3, "negotiation", 0.6, "signing", 0.9, "won", 1, 0)',
            stage_since="NOW()",
            closed_at=f"IF({CLOSED}, NOW(), BLANK())",
        ),
        phase="before",
    ),
    rule(
        "stage_logged",
        "opportunity",
        changed("stage"),
        makes(
            "stage_log",
            name="stage",
            opportunity="this",
            came_from="old.stage",
            days="DAYS(NOW(), old.stage_since)",
            by="user.id",
        ),
    ),
    #
    rule(
        "deal_is_large",
        "opportunity",
        {**CREATED, **changed("amount", "stage")},
        {"StartFlow": {"flow": "large_deal"}},
        when=f'amount > settings.large_deal AND approval = "none" AND NOT({CLOSED})',
    ),
    #
    rule(
        "quote_approved",
        "quote",
        changed("status", to="approved"),
        each(
            "opportunity.quotes",
            sets(status='"superseded"'),
            when='edition < parent.edition AND NOT(status IN ("rejected", "expired", "superseded"))',
        ),
    ),
    rule(
        "quote_accepted",
        "quote",
        changed("status", to="accepted"),
        updates("opportunity", stage='"signing"', amount="total"),
        todo("prepare the contract of {{ name }}", "TODAY() + 2", {"person": "opportunity.owner"}),
    ),
    #
    rule(
        "contract_signed",
        "contract",
        changed("status", to="active"),
        sets(signed_at="NOW()"),
        updates("opportunity", stage='"won"'),
        makes(
            "sales_order",
            lines("parent.lines", ".lines", product="product", quantity="quantity", price="price"),
            name="name",
            account="account",
            contract="this",
            amount="amount",
            promised="promised",
            owner="owner",
        ),
        lines(
            "plan",
            "receivable",
            name="name",
            account="parent.account",
            contract="parent",
            order="FIRST(parent.orders, id)",
            due="due",
            amount="amount",
            owner="parent.owner",
        ),
        todo("go live with {{ account.name }}", "go_live", OWNER, account="account", kind='"sop"'),
    ),
    # J8: before the end of a contract; the last of them opens the renewal
    *(
        rule(
            f"contract_ends_in_{days}",
            "contract",
            after("ends", -days, "08:20"),
            todo(
                f"renew {{{{ name }}}}: {days} days left",
                "TODAY() + 7",
                OWNER,
                account="account",
                kind='"renewal"',
            ),
            *(
                [
                    makes(
                        "opportunity",
                        name='name & " renewal"',
                        account="account",
                        type='"renewal"',
                        amount="amount",
                        owner="owner",
                    )
                ]
                if days == 30
                else []
            ),
            when='status = "active"',
        )
        for days in (90, 60, 30)
    ),
    # J11
    rule(
        "deal_stands_still",
        "opportunity",
        at("10 9 * * *"),
        tells("{{ name }} stands still", OWNER, HEAD),
        when=f"NOT({CLOSED}) AND DAYS(TODAY(), DAY_START(stage_since)) > settings.stalled_days",
        once_per="episode",
    ),
    rule(
        "deal_is_late",
        "opportunity",
        at("10 9 * * *"),
        tells("{{ name }} was to be closed on {{ expected_close }}", OWNER),
        when=f"NOT({CLOSED}) AND expected_close < TODAY()",
        once_per="episode",
    ),
    rule(
        "quote_expires",
        "quote",
        after("valid_until", 1, "09:10"),
        sets(status='"expired"'),
        tells("{{ name }} has expired", OWNER),
        when='status IN ("approved", "sent")',
    ),
)
FLOWS = (
    # F4, which R-22 starts
    flow(
        "large_deal",
        "opportunity",
        [
            ("start", "manager"),
            ("manager", "approved", "approved"),
            ("manager", "refused", "rejected"),
            ("approved", "end"),
            ("refused", "end"),
        ],
        {"key": "manager", "kind": "approve", "who": [{"role": "manager"}], "mode": "any"},
        {"key": "approved", "kind": "action", "do": [sets(approval='"approved"')]},
        {"key": "refused", "kind": "action", "do": [sets(approval='"rejected"')]},
    ),
)
PART = {
    "entities": (
        OPPORTUNITY,
        STAGE_LOG,
        QUOTE,
        entity("quote_line", GOODS, parent="quote"),
        CONTRACT,
        entity("contract_line", GOODS, parent="contract"),
        entity("payment_plan", PLAN, parent="contract"),
    ),
    "rules": RULES,
    "flows": FLOWS,
}
