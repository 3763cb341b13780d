"""Advocacy: who recommends is known by a code, and rewarded when what came of it is paid (R-60, R-61)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    changed,
    each,
    entity,
    finds,
    head,
    makes,
    rule,
    sets,
    text,
    where,
)

SETTINGS = {"referral_days": 90, "commission_percent": 5}

AMBASSADOR = entity(
    "ambassador",
    {
        "name": "text",
        "code": "auto AMB-{{ SEQ(5) }}",
        "link": "text",
        "contact": "ref contact.ambassadors",
        "account": "ref account.ambassadors",
        "status": "select candidate invited active left",
        "earned": "number = SUM(rewards, amount)",
    },
    unique=[["contact"]],
)
REWARD = entity(
    "reward",
    {
        "name": "text",
        "ambassador": "ref ambassador.rewards",
        "order": "ref sales_order.rewards",
        "kind": "select commission reversal",
        "basis": "number",
        "percent": "number",
        "amount": "number",
        "status": "select pending approved paid reversed",
    },
)
REFUND = entity(
    "refund",
    {
        "name": "text",
        "order": "ref sales_order.refunds",
        "amount": "number",
        "status": "select requested approved received refunded rejected",
    },
)

HIMSELF = (
    "NOT(ISBLANK(phone)) AND phone = referred_by.contact.phone OR "
    "NOT(ISBLANK(email)) AND email = referred_by.contact.email"
)

RULES = (
    rule(
        "ambassador_accepts",
        "ambassador",
        changed("status", to="active"),
        {"IssueCode": {"into": "link", "form": "referral", "values": {"referral_code": "code"}}},
        when="ISBLANK(link)",
    ),
    # the first touch counts, for so many days, and nobody recommends himself
    rule(
        "lead_referred",
        "lead",
        {**CREATED, **changed("referral_code")},
        finds("ambassador", {"code": "referral_code", "status": '"active"'}, into="referred_by"),
        where(
            f"NOT(ISBLANK(referred_by)) AND DAYS(NOW(), clicked_at) <= settings.referral_days AND NOT({HIMSELF})",
            sets(ambassador="referred_by"),
        ),
        when="NOT(ISBLANK(referral_code)) AND ISBLANK(ambassador)",
        priority=50,
    ),
    #
    rule(
        "order_rewarded",
        "sales_order",
        changed("settled_at"),
        makes(
            "reward",
            name="name",
            ambassador="contract.opportunity.lead.ambassador",
            order="this",
            basis="amount",
            percent="settings.commission_percent",
            amount="ROUND(amount * settings.commission_percent / 100, 2)",
        ),
        when="NOT(ISBLANK(settled_at)) AND NOT(ISBLANK(contract.opportunity.lead.ambassador))",
        once_per="record",
    ),
    rule(
        "refund_paid",
        "refund",
        changed("status", to="refunded"),
        each(
            "order.rewards",
            sets(status='"reversed"'),
            makes(
                "reward",
                name="name",
                ambassador="ambassador",
                order="order",
                kind='"reversal"',
                basis="basis",
                percent="percent",
                amount="0 - amount",
                status='"reversed"',
            ),
            when='kind = "commission" AND status <> "reversed"',
        ),
    ),
)
FORMS = (
    head(
        "form",
        "referral",
        entity="lead",
        layout=[
            {
                "section": text("You"),
                "items": [{"field": one} for one in ("name", "company", "phone", "email", "need")],
            }
        ],
        defaults={"channel": '"referral"', "clicked_at": "NOW()"},
        public={"enabled": True},
    ),
)
PART = {"entities": (AMBASSADOR, REWARD, REFUND), "rules": RULES, "forms": FORMS}
