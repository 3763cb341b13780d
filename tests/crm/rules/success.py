"""Success: worth, health and silence of customers; who changes there; what is looked at (R-03, R-42, R-50 to R-52, J3, J4, J6, J13, J14)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    HEAD,
    OWNER,
    Document,
    at,
    changed,
    each,
    entity,
    keeps,
    makes,
    rule,
    sets,
    silent,
    tells,
    todo,
    where,
    writes,
)

SETTINGS = {
    "a_days": 15,
    "b_days": 30,
    "c_days": 90,
    "grade_a": 100_000,
    "grade_b": 10_000,
    "nps_days": 90,
}

PAID = "FILTER(orders, NOT(ISBLANK(settled_at)))"
PAID_12M = "FILTER(orders, NOT(ISBLANK(settled_at)) AND placed_on > EDATE(TODAY(), -12))"
PRIMARY_MAIL = "FIRST(FILTER(contacts, main AND ISBLANK(left_on)), email)"

ACCOUNT = entity(
    "account",
    {
        "name": "text",
        "name_norm": "company",
        "kind": "select prospect customer partner",
        "grade": "select c b a",
        "cadence_days": "number",
        "tags": "multi_select high_value dormant potential super_user",
        "rfm_r": "number",
        "rfm_f": "number",
        "rfm_m": "number",
        "amount_12m": "number = SUMIF(orders, placed_on > EDATE(TODAY(), -12), amount)",
        "last_activity_at": "datetime",
        "claimed_at": "kept datetime",
        "recycle_on": "kept date",
        "locked": "switch",
        "login_score": "number",
        "service_score": "number",
        "nps_score": "number",
        "renewal_score": "number",
        "health": "number",
        "colour": "select none green yellow red",
        "open_complaint": 'boolean = EXISTS(tickets, kind = "complaint" AND NOT(status IN ("resolved", "closed")))',
        "nps_last": 'number = LAST(FILTER(answers, kind = "nps" AND NOT(ISBLANK(score))), score)',
    },
)
CONTACT = entity(
    "contact",
    {
        "name": "text",
        "account": "ref account.contacts",
        "phone": "phone",
        "email": "email",
        "role": "select user decision interface finance",
        "main": "switch",
        "birthday": "date",
        "left_on": "date",
        "opt_out": "switch",
        "calendar": "ref care_calendar.contacts",
    },
)
USAGE = entity(
    "usage_log",
    {
        "name": "text",
        "account": "ref account.usage",
        "did": "select login feature",
        "at": "datetime := NOW()",
    },
)
SNAPSHOT = entity(
    "customer_snapshot",
    {
        "name": "text",
        "account": "ref account.snapshots",
        "day": "date",
        "kind": "select rfm health base",
        "values_then": "text",
    },
    unique=[["account", "day", "kind"]],
)
ASSESSMENT = entity(
    "value_assessment",
    {
        "name": "text",
        "account": "ref account.assessments",
        "quarter": "text",
        "status": "select draft confirmed",
    },
    unique=[["account", "quarter"]],
)
TODO = entity(
    "todo",
    {
        "subject": "text",
        "due": "date",
        "kind": "select follow sop risk care renewal recall",
        "priority": "select p3 p1 p2",
        "script": "text",
        "account": "ref account.todos",
        "done": "switch",
    },
)
RELEASE = entity(
    "release", {"name": "text", "product": "ref product", "status": "select draft published", "news": "text"}
)

KEYS = (
    # R-03, the other side: what an account is found by
    rule(
        "account_normalise",
        "account",
        {**CREATED, **changed("name")},
        sets(name_norm="name"),
        phase="before",
    ),
)
CHANGES = (
    #
    rule(
        "contact_moves",
        "contact",
        changed("role", "left_on"),
        todo(
            "visit {{ account.name }}: {{ name }} changes",
            "TODAY() + 2",
            {"person": "account.owner"},
            account="account",
            priority='"p1"',
            kind='"sop"',
            script='"Introduce us again: who decides now, what matters to them, what was agreed with " & name',
        ),
        when='old.role IN ("decision", "interface") OR role IN ("decision", "interface")',
    ),
    #
    rule(
        "release_published",
        "release",
        changed("status", to="published"),
        each(
            "product.owners",
            todo(
                "tell {{ account.name }} about {{ parent.name }}",
                "TODAY() + 14",
                {"person": "account.owner"},
                account="account",
                kind='"sop"',
            ),
            writes("mail", "released", "FIRST(FILTER(account.contacts, main), email)"),
        ),
    ),
    # the standard of service that a grade brings; its SLA is in the table of the tickets
    rule(
        "grade_standard",
        "account",
        {**CREATED, **changed("grade")},
        sets(cadence_days='SWITCH(grade, "a", settings.a_days, "b", settings.b_days, settings.c_days)'),
        phase="before",
    ),
)


def _tagged(tag: str, when: str) -> Document:
    """Return the step that puts a tag on while a condition holds, and takes it off else."""
    tags = {"field": "tags", "tags": [tag]}
    return where(when, {"Tag": tags}, otherwise=[{"Untag": tags}])


def _risk(key: str, words: str, when: str) -> Document:
    """Return a rule of J4: a task at once and a letter to the customer, once for each time that it begins."""
    return rule(
        key,
        "account",
        at("30 1 * * *"),
        todo(words, "TODAY()", OWNER, account="this", kind='"risk"', priority='"p1"'),
        writes("mail", "care", PRIMARY_MAIL),
        when=when,
        once_per="episode",
    )


DAYS_SINCE = f"DAYS(TODAY(), MAX({PAID}, placed_on))"
WEIGHTS = {"login_score": "0.45", "service_score": "0.2", "nps_score": "0.15", "renewal_score": "0.2"}
WEIGHED = " + ".join(f"{weight} * {score}" for score, weight in WEIGHTS.items())
WEIGHT = " + ".join(f"IF(ISBLANK({score}), 0, {weight})" for score, weight in WEIGHTS.items())

BY_THE_CLOCK = (
    # J3
    rule(
        "rfm",
        "account",
        at("0 1 * * *"),
        sets(
            rfm_r=f"IFS({DAYS_SINCE} <= 30, 5, {DAYS_SINCE} <= 60, 4, {DAYS_SINCE} <= 90, 3, {DAYS_SINCE} <= 180, 2, "
            "TRUE, 1)",
            rfm_f=f"MIN(5, MAX(1, COUNT({PAID_12M})))",
            rfm_m=f"IFS(SUM({PAID_12M}, amount) >= 100000, 5, SUM({PAID_12M}, amount) >= 50000, 4, "
            f"SUM({PAID_12M}, amount) >= 20000, 3, SUM({PAID_12M}, amount) >= 5000, 2, TRUE, 1)",
        ),
        _tagged("high_value", "rfm_r >= 4 AND rfm_f >= 4 AND rfm_m >= 4"),
        _tagged("dormant", f"{DAYS_SINCE} > 180"),
        _tagged("potential", "rfm_r >= 4 AND (rfm_f <= 2 OR rfm_m <= 2)"),
        keeps(
            "customer_snapshot",
            "account",
            "day",
            "kind",
            name="name",
            account="this",
            day="DAY_START(event.at)",
            kind='"rfm"',
            values_then='rfm_r & "-" & rfm_f & "-" & rfm_m',
        ),
        when="EXISTS(orders)",
    ),
    # J4: what is not known weighs nothing
    rule(
        "health",
        "account",
        at("30 1 * * *"),
        sets(
            login_score='IF(EXISTS(usage), MIN(100, 5 * COUNTIF(usage, did = "login" AND at > NOW() - 30)), BLANK())',
            service_score='IF(EXISTS(answers, kind = "csat" AND score > 0), '
            '20 * AVERAGEIF(answers, kind = "csat" AND score > 0, score), BLANK())',
            nps_score="IF(ISBLANK(nps_last), BLANK(), 10 * nps_last)",
        ),
        sets(health=f"IFERROR(ROUND(({WEIGHED}) / ({WEIGHT}), 0), BLANK())"),
        sets(
            colour='IFS(ISBLANK(health), "none", health >= 70, "green", health >= 40, "yellow", TRUE, "red")'
        ),
        when="EXISTS(orders)",
    ),
    _risk(
        "no_login",
        "{{ name }} has not signed in for 30 days",
        'EXISTS(usage, did = "login") AND NOT EXISTS(usage, did = "login" AND at > NOW() - 30)',
    ),
    _risk(
        "usage_halved",
        "{{ name }} uses the product half as much",
        "2 * COUNTIF(usage, at > NOW() - 30) <= COUNTIF(usage, at > NOW() - 60 AND at <= NOW() - 30) "
        "AND EXISTS(usage, at > NOW() - 60 AND at <= NOW() - 30)",
    ),
    # J6: more than so many days, so the day after is the first
    *(
        rule(
            f"{grade}_account_silent",
            "account",
            silent(f"settings.{grade}_days + 1", "08:00", "last_activity_at"),
            tells("nobody spoke with {{ name }} for long", OWNER, *([HEAD] if grade == "a" else [])),
            todo("speak with {{ name }}", "TODAY()", OWNER, account="this"),
            when=f'grade = "{grade}" AND NOT(ISBLANK(owner))',
        )
        for grade in "abc"
    ),
    # J13
    rule(
        "regrade",
        "account",
        at("0 2 1 * *"),
        sets(
            grade='IFS(amount_12m >= settings.grade_a, "a", amount_12m >= settings.grade_b, "b", TRUE, "c")'
        ),
        keeps(
            "customer_snapshot",
            "account",
            "day",
            "kind",
            name="name",
            account="this",
            day="DAY_START(event.at)",
            kind='"base"',
            values_then="grade",
        ),
        when="EXISTS(orders)",
    ),
    # J14
    rule(
        "quarter",
        "account",
        at("0 3 1 1,4,7,10 *"),
        keeps(
            "value_assessment",
            "account",
            "quarter",
            name="name",
            account="this",
            quarter='YEAR(event.at) & "-Q" & QUARTER(event.at)',
        ),
        todo("prepare the review with {{ name }}", "TODAY() + 30", OWNER, account="this", kind='"sop"'),
        each(
            "contacts",
            makes("survey_response", name="name", kind='"nps"', account="account", contact="this"),
            when='main AND NOT(opt_out) AND NOT EXISTS(answers, kind = "nps" AND asked_on > TODAY() - settings.nps_days)',
        ),
        when="EXISTS(orders)",
    ),
)
PART = {
    "entities": (ACCOUNT, CONTACT, USAGE, SNAPSHOT, ASSESSMENT, TODO, RELEASE),
    "rules": (*KEYS, *CHANGES, *BY_THE_CLOCK),
}
