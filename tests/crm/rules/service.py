"""Service: clocks by a table, whoever has least to do, complaints that silence marketing, surveys (R-40 to R-44, J1)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    HEAD,
    OWNER,
    assigns,
    changed,
    each,
    entity,
    finds,
    keeps,
    makes,
    rule,
    sets,
    table,
    tells,
    test_of,
    todo,
    updates,
    waits,
    where,
    writes,
)

SETTINGS = {"recovery_days": 2}
TEAMS = ("team_machines", "team_software")

TICKET = entity(
    "ticket",
    {
        "name": "text",
        "details": "long_text",
        "sender": "email",
        "account": "ref account.tickets",
        "contact": "ref contact.tickets",
        "product": "ref product",
        "article": "ref article",
        "kind": "select question complaint repair",
        "priority": "select p3 p1 p2 p4",
        "status": "select new assigned pending resolved closed reopened",
        "response_hours": "number",
        "resolve_hours": "number",
        "response_due": "datetime",
        "resolve_due": "datetime",
        "first_reply_at": "datetime",
        "resolved_at": "datetime",
        "missed": "switch",
        "rating": "number",
        "reopened": "number 0",
    },
)
ARTICLE = entity(
    "article",
    {"name": "text", "product": "ref product.articles", "kind": "select question complaint repair"},
)
SURVEY = entity(
    "survey_response",
    {
        "name": "text",
        "kind": "select csat nps",
        "account": "ref account.answers",
        "contact": "ref contact.answers",
        "order": "ref sales_order.answers",
        "ticket": "ref ticket.answers",
        "score": "number",
        "asked_on": "date := TODAY()",
        "answered_at": "datetime",
    },
)
CLOSED = 'status IN ("resolved", "closed")'

RULES = (
    # an address for mail makes a ticket of each
    rule(
        "ticket_is_urgent",
        "ticket",
        {"mail": True},
        sets(priority='"p1"', kind='"complaint"'),
        tells("urgent: {{ name }}", {"role": "service_director"}),
        when='REGEXMATCH(name & " " & details, "投诉|退款|律师|故障")',
    ),
    # first who knows the product and has least to do, then anybody of the service
    rule(
        "ticket_assigned",
        "ticket",
        CREATED,
        assigns(
            {"table": "ticket_team", "output": "team", "pick": "least_loaded"},
            {"role": "service", "pick": "least_loaded"},
        ),
        sets(status='"assigned"'),
        tells("{{ name }} is yours", OWNER),
        priority=20,
    ),
    # J1: nobody answered in time
    rule(
        "ticket_clock",
        "ticket",
        changed("response_due"),
        waits(
            until="response_due", unless=f"NOT(ISBLANK(first_reply_at)) OR {CLOSED} OR response_due > NOW()"
        ),
        sets(missed="TRUE"),
        tells("{{ name }} was not answered in time", OWNER, HEAD),
        when="NOT(ISBLANK(response_due))",
    ),
    #
    rule(
        "ticket_closed",
        "ticket",
        changed("status", to="closed"),
        makes(
            "survey_response",
            name="name",
            kind='"csat"',
            account="account",
            contact="contact",
            ticket="this",
        ),
    ),
    rule(
        "survey_asked",
        "survey_response",
        CREATED,
        writes("mail", "asked", "contact.email"),
    ),
    rule(
        "ticket_reopened",
        "survey_response",
        changed("score"),
        updates("ticket", status='"reopened"', reopened="ticket.reopened + 1"),
        todo(
            "call {{ contact.name }} back about {{ name }}",
            "TODAY() + 1",
            {"supervisor": 1, "of": "ticket.owner"},
            account="account",
        ),
        when='kind = "csat" AND score <= 2 AND NOT(ISBLANK(ticket))',
        once_per="record",
    ),
    #
    rule(
        "promoter_or_not",
        "survey_response",
        changed("score"),
        where(
            "score <= 6",
            todo(
                "win {{ contact.name }} back",
                "TODAY() + settings.recovery_days",
                {"person": "account.owner"},
                account="account",
                kind='"risk"',
            ),
        ),
        where(
            "score >= 9",
            keeps(
                "ambassador",
                "contact",
                name="contact.name",
                contact="contact",
                account="account",
            ),
        ),
        when='kind = "nps" AND NOT(ISBLANK(score))',
        once_per="record",
        tests=[
            test_of(
                "promoter_or_not",
                f"who gives {score}",
                {
                    "name": "Autumn",
                    "kind": "nps",
                    "score": score,
                    "account": {"name": "Buyer"},
                    "contact": {"name": "Eva"},
                },
                before={"score": None},
                expect={"outcome": "done", "made": made},
            )
            for score, made in (("6", {"todo": 1}), ("8", {}), ("9", {"ambassador": 1}))
        ],
    ),
)
TABLES = (
    table(
        "ticket_team",
        "ticket",
        ["product.team"],
        ["team"],
        (['"machines"'], ["settings.team_machines"]),
        (['"software"'], ["settings.team_software"]),
        (["-"], ['""']),
    ),
    # the service standard by urgency and by what the customer is worth
    table(
        "service_standard",
        "ticket",
        ["priority", "account.grade"],
        ["response", "resolve"],
        (['"p1"', '"a"'], ["1", "4"]),
        (['"p1"', "-"], ["2", "8"]),
        (["-", '"a"'], ["4", "24"]),
        (["-", "-"], ["8", "72"]),
    ),
)
STANDARD = (
    sets(
        response_hours='DECIDE("service_standard", "response")',
        resolve_hours='DECIDE("service_standard", "resolve")',
    ),
    sets(
        response_due="created_at + ROUNDUP(response_hours / 24, 8)",
        resolve_due="created_at + ROUNDUP(resolve_hours / 24, 8)",
    ),
)
CLOCKS = (
    rule(
        "ticket_measured",
        "ticket",
        {**CREATED, **changed("priority")},
        *STANDARD,
        priority=30,
    ),
    # what is known about it, of its kind if there is such, else of the product
    rule(
        "ticket_known",
        "ticket",
        {**CREATED, **changed("product", "kind")},
        finds("article", {"product": "product", "kind": "kind"}, {"product": "product"}, into="article"),
        when="NOT(ISBLANK(product))",
        priority=40,
    ),
    # another grade is another standard, for what is open too
    rule(
        "grade_changed",
        "account",
        changed("grade"),
        each("tickets", *STANDARD, when=f"NOT({CLOSED}) AND ISBLANK(first_reply_at)"),
    ),
)
PART = {
    "entities": (TICKET, ARTICLE, SURVEY),
    "rules": (*RULES, *CLOCKS),
    "tables": TABLES,
}
