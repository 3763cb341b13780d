"""Marketing by rules: greetings, standard visits, offers, the weekly digest, the best customers (R-42, J7 to J9, J12)."""

from __future__ import annotations

from tests.crm.rules.language import (
    OWNER,
    after,
    at,
    each,
    entity,
    flow,
    keeps,
    makes,
    message,
    rule,
    tells,
    todo,
    writes,
)

SETTINGS = {"super_orders": 3, "super_amount": 50_000, "super_tickets": 1}
TEXTS = {"product_a": "Press", "product_b": "Press tool"}

PRIMARY_MAIL = "FIRST(FILTER(contacts, main AND ISBLANK(left_on)), email)"

COUPON = entity(
    "coupon",
    {
        "name": "text",
        "account": "ref account.coupons",
        "kind": "select discount gift",
        "percent_off": "number",
        "valid_to": "date",
        "status": "select issued used expired",
    },
)
CARE_CALENDAR = entity("care_calendar", {"name": "text"})
HOLIDAY = entity("holiday", {"name": "text", "day": "date", "calendar": "ref care_calendar.holidays"})
PIPELINE = entity("pipeline", {"name": "text", "manager": "member"})

RULES = (
    # J7: missed days are caught up for three; who was born on 29 February has his day on the 28th in other years
    rule(
        "birthday",
        "contact",
        at("10 8 * * *", catch_up="each", grace_days=3),
        writes("mail", "birthday", "email"),
        when="MONTH(birthday) = MONTH(event.at) AND (DAY(birthday) = DAY(event.at) OR "
        "DAY(birthday) = 29 AND MONTH(event.at) = 2 AND DAY(event.at) = 28 AND DAY(EOMONTH(event.at, 0)) = 28)",
    ),
    rule(
        "holiday_greeting",
        "contact",
        at("10 8 * * *", catch_up="each", grace_days=3),
        writes("mail", "holiday", "email"),
        when="EXISTS(calendar.holidays, day = DAY_START(event.at))",
    ),
    # J8
    *(
        rule(
            f"live_since_{days}",
            "contract",
            after("go_live", days, "08:20"),
            todo(words, "TODAY() + 3", OWNER, kind='"sop"', account="account"),
            when='status = "active"',
        )
        for days, words in (
            (7, "call {{ account.name }}: first week"),
            (30, "visit {{ account.name }}: first month"),
        )
    ),
    # J9
    rule(
        "thank_with_a_coupon",
        "account",
        at("30 8 * * *"),
        makes(
            "coupon",
            name="name",
            account="this",
            kind='"discount"',
            percent_off="10",
            valid_to="TODAY() + 60",
        ),
        todo("thank {{ name }}", "TODAY() + 3", OWNER, account="this", kind='"care"'),
        writes("mail", "coupon", PRIMARY_MAIL),
        when='"high_value" IN tags AND NOT(open_complaint) AND '
        'EXISTS(answers, kind = "csat" AND score >= 4 AND answered_at > NOW() - 30)',
        once_per="episode",
    ),
    rule(
        "a_without_b",
        "account",
        at("30 8 * * *"),
        writes("mail", "a_and_b", PRIMARY_MAIL),
        when="NOT(open_complaint) AND NOT EXISTS(owned, product.name = settings.product_b) AND "
        "EXISTS(owned, product.name = settings.product_a AND bought_on < EDATE(TODAY(), -6))",
        once_per="record",
    ),
    rule(
        "dormant_recall",
        "account",
        at("30 8 * * *"),
        {"StartFlow": {"flow": "recall"}},
        when="MAX(orders, placed_on) < TODAY() - 180",
        once_per="episode",
    ),
    # J12
    rule(
        "weekly_digest",
        "pipeline",
        at("0 8 * * 1"),
        tells(
            '{{ name }}: {{ COUNTIF(opportunities, NOT(stage IN ("won", "lost"))) }} open, '
            '{{ SUMIF(opportunities, NOT(stage IN ("won", "lost")), amount) }} in all',
            {"person": "manager"},
        ),
    ),
    rule(
        "super_users",
        "account",
        at("0 8 * * 1"),
        {"Tag": {"field": "tags", "tags": ["super_user"]}},
        each(
            "contacts",
            keeps(
                "ambassador",
                "contact",
                name="name",
                contact="this",
                account="account",
                status='"invited"',
            ),
            writes("mail", "invitation", "email"),
            when="main",
        ),
        when="COUNTIF(orders, placed_on > EDATE(TODAY(), -12)) >= settings.super_orders AND "
        "amount_12m >= settings.super_amount AND nps_last >= 9 AND COUNT(tickets) <= settings.super_tickets",
        once_per="episode",
    ),
)
FLOWS = (
    flow(
        "recall",
        "account",
        [("start", "gift"), ("gift", "end")],
        {
            "key": "gift",
            "kind": "action",
            "do": [
                makes("coupon", name="name", account="this", kind='"gift"', valid_to="TODAY() + 30"),
                todo("win {{ name }} back", "TODAY() + 7", OWNER, account="this", kind='"recall"'),
            ],
        },
    ),
)
AGREED = "NOT(opt_out) AND ISBLANK(left_on)"
MESSAGES = (
    # while a complaint is open, nothing is offered
    message(
        "coupon", "account", "Ten per cent off for {{ name }}", "Thank you", consent="NOT(open_complaint)"
    ),
    message(
        "a_and_b", "account", "{{ settings.product_b }} for you", "It fits", consent="NOT(open_complaint)"
    ),
    message("care", "account", "How are you, {{ name }}?", "We have not seen you for a while"),
    message("birthday", "contact", "Happy birthday, {{ name }}", "From all of us", consent=AGREED),
    message("holiday", "contact", "Happy holidays, {{ name }}", "From all of us", consent=AGREED),
    message("invitation", "contact", "Become an ambassador, {{ name }}", "Recommend us", consent=AGREED),
    message("released", "owned_product", "News of {{ product.name }}", "It has become better"),
)
PART = {
    "entities": (COUPON, CARE_CALENDAR, HOLIDAY, PIPELINE),
    "rules": RULES,
    "flows": FLOWS,
    "messages": MESSAGES,
}
