"""Leads: normalised, linked, qualified, scored, assigned, nurtured, given back, converted (R-01 to R-20)."""

from __future__ import annotations

from tests.crm.rules.language import (
    CREATED,
    HEAD,
    OWNER,
    Document,
    assigns,
    at,
    button,
    card,
    changed,
    entity,
    finds,
    head,
    makes,
    message,
    rule,
    sets,
    table,
    tells,
    test_of,
    text,
    todo,
    updates,
    waits,
    where,
    writes,
)

SETTINGS = {
    "mql_min": 30,
    "sql_min": 60,
    "key_above": 100,
    "employees_min": 5,
    "first_response_minutes": 5,
    "hold_limit": 500,
    "day_quota": 500,
    "protect_days": 10,
    "no_deal_days": 90,
    "blocked_domains": ";mailinator.com;example.invalid;",
    "regions": ";east;north;",
}
TEAMS = ("team_east", "team_north", "team_chemistry", "team_key", "team_all")

OPEN = 'status IN ("new", "contacting", "mql", "nurturing")'
HOW_TO_REACH = "ISBLANK(phone) AND ISBLANK(email)"
BLOCKED = 'NOT(ISBLANK(email)) AND CONTAINS(settings.blocked_domains, ";" & MID(email, FIND("@", email) + 1, 200) & ";")'
ELSEWHERE = 'NOT(ISBLANK(region)) AND NOT(CONTAINS(settings.regions, ";" & region & ";"))'

MQL = {"name": "Wu Gang", "email": "wu@buyer.example", "region": "east", "status": "mql"}

LEAD = entity(
    "lead",
    {
        "name": "text",
        "company": "text",
        "company_norm": "company",
        "phone": "phone",
        "email": "email",
        "channel": "select other website exhibition referral",
        "industry": "text",
        "region": "text",
        "role_level": "select staff manager director c_level",
        "employees": "number",
        "status": "select new contacting mql sql nurturing converted invalid duplicate",
        "quality": "select normal high",
        "invalid_reason": "text",
        "score": "number 0",
        "mql_at": "datetime",
        "sql_at": "datetime",
        "assigned_at": "datetime",
        "first_response_due": "datetime",
        "first_response_at": "datetime",
        "late": "switch",
        "claimed_at": "kept datetime",
        "recycle_on": "kept date",
        "last_activity_at": "datetime",
        "pool": "kept choice open old",
        "account": "ref account.leads",
        "opportunity": "ref opportunity",
        "need": "text",
        "budget": "number",
        "authority": "switch",
        "timeline": "text",
        "bant": "boolean = NOT(ISBLANK(need)) AND budget > 0 AND authority",
        "opt_out": "switch",
        "referral_code": "text",
        "clicked_at": "datetime",
        "referred_by": "ref ambassador.recommended",
        "ambassador": "ref ambassador.leads",
    },
    buttons=[
        button(
            "convert",
            {
                "Convert": {
                    "into": [
                        {
                            "as": "account",
                            "entity": "account",
                            "match": [{"name_norm": "company_norm"}],
                            "values": {"name": "company", "owner": "owner"},
                        },
                        {
                            "as": "contact",
                            "entity": "contact",
                            "match": [{"phone": "phone"}, {"email": "email"}],
                            "values": {"name": "name", "phone": "phone", "email": "email", "owner": "owner"},
                            "references": {"account": "account"},
                        },
                        {
                            "as": "opportunity",
                            "entity": "opportunity",
                            "values": {
                                "name": "company",
                                "amount": "budget",
                                "pains": "need",
                                "lead": "this",
                                "owner": "owner",
                            },
                            "references": {"account": "account", "contact": "contact"},
                        },
                    ],
                    "carry": [
                        {
                            "entity": "activity",
                            "by": "lead",
                            "to": {"account": "account", "opportunity": "opportunity"},
                        }
                    ],
                    "set": {"status": '"converted"'},
                    "references": {"account": "account", "opportunity": "opportunity"},
                    "open": "opportunity",
                }
            },
            available_when='bant AND status <> "converted"',
        )
    ],
)
LEAD_CONTACT = entity(
    "lead_contact", {"name": "text", "phone": "phone", "email": "email", "lead": "ref lead.people"}
)
ACTIVITY = entity(
    "activity",
    {
        "name": "text",
        "kind": "select note call visit meeting mail reply click pricing_page white_paper webinar demo_form",
        "at": "datetime := NOW()",
        "seconds": "number 0",
        "minutes": "text",
        "budget_confirmed": "switch",
        "timeline_confirmed": "switch",
        "lead": "ref lead.activities",
        "account": "ref account.activities",
        "opportunity": "ref opportunity.activities",
        "effective": 'boolean = kind IN ("visit", "meeting") OR kind = "call" AND seconds >= 30 OR LEN(minutes) >= 10',
    },
)

RULES = (
    # a phone field keeps E.164 and a mail field small letters by themselves
    rule(
        "lead_normalise",
        "lead",
        {**CREATED, **changed("company")},
        sets(company_norm="company"),
        phase="before",
        priority=10,
    ),
    # who came later with the same number or company is kept as one to speak with, and both owners hear of it
    rule(
        "lead_is_there_already",
        "lead",
        {**CREATED, **changed("company", "phone")},
        {
            "Merge": {
                "match": [["phone"], ["company_norm"]],
                "when": f'{OPEN} OR status = "sql"',
                "each": [
                    makes("lead_contact", name="name", phone="phone", email="email", lead="parent"),
                    tells("{{ name }} of {{ company }} is known as {{ parent.name }}", OWNER),
                ],
                "do": [tells("{{ parent.name }} asks too, like {{ name }}", OWNER)],
            }
        },
        when=f'{OPEN} OR status = "sql"',
        priority=3,
    ),
    #
    rule(
        "lead_of_an_account",
        "lead",
        {**CREATED, **changed("company", "phone")},
        finds("account", {"name_norm": "company_norm"}, into="account"),
        where(
            "ISBLANK(account)",
            finds("contact", {"phone": "phone"}, do=[updates("parent", account="account")]),
        ),
        where("NOT(ISBLANK(account))", sets(owner="account.owner")),
        priority=5,
    ),
    #
    rule(
        "lead_unfit",
        "lead",
        {**CREATED, **changed("phone", "email", "region", "employees")},
        sets(invalid_reason='DECIDE("lead_fitness", "reason")'),
        sets(status='IF(ISBLANK(invalid_reason), IF(status = "invalid", "new", status), "invalid")'),
        phase="before",
        priority=20,
    ),
    # R-14, before: whoever matches here is assigned by no later rule
    rule(
        "lead_key_account",
        "lead",
        {**CREATED, **changed("channel", "employees")},
        sets(quality='"high"'),
        assigns({"team": "settings.team_key"}),
        when=f'channel = "website" AND employees > settings.key_above AND {OPEN} AND ISBLANK(account)',
        priority=10,
        stop=True,
        once_per="record",
    ),
    #
    rule(
        "lead_qualified",
        "lead",
        changed("score"),
        assigns(
            {"person": "owner", "when": 'quality = "high" OR NOT(ISBLANK(account))', "pick": "all"},
            {"table": "lead_region", "output": "team"},
            {"team": "settings.team_all"},
        ),
        sets(status='"sql"', sql_at="NOW()"),
        tells("{{ name }} is qualified", OWNER),
        when=f"score > settings.sql_min AND {OPEN}",
        priority=20,
        tests=[
            test_of(
                "lead_qualified",
                "above the line",
                {**MQL, "score": "61"},
                before={"score": "60"},
                expect={
                    "outcome": "done",
                    "set": {"status": "sql"},
                    "holds": "NOT(ISBLANK(owner)) AND NOT(ISBLANK(sql_at))",
                    "told": 2,
                },
            ),
            test_of(
                "lead_qualified",
                "on the line",
                {**MQL, "score": "60"},
                before={"score": "59"},
                expect={"outcome": "skipped"},
            ),
        ],
    ),
    rule(
        "lead_marketing_qualified",
        "lead",
        changed("score"),
        sets(status='"mql"', mql_at="NOW()"),
        {"Enrol": {"sequence": "nurture"}},
        when='score >= settings.mql_min AND score <= settings.sql_min AND status IN ("new", "contacting", "nurturing")',
        priority=30,
    ),
    #
    rule(
        "lead_assign",
        "lead",
        CREATED,
        assigns(
            {"table": "lead_region", "output": "team"},
            {"table": "lead_industry", "output": "team"},
            {"team": "settings.team_all"},
            limits={"hold": "settings.hold_limit", "per_day": "settings.day_quota", "present": True},
            load={"when": 'NOT(status IN ("converted", "invalid", "duplicate"))'},
        ),
        when='ISBLANK(owner) AND status <> "invalid"',
        priority=40,
    ),
    # R-16 and J1: the clock, the notice at once, and what happens when nobody answered
    rule(
        "lead_clock",
        "lead",
        {**CREATED, **changed("owner")},
        sets(
            assigned_at="NOW()",
            first_response_due="NOW() + ROUNDUP(settings.first_response_minutes / 1440, 8)",
        ),
        when="NOT(ISBLANK(owner)) AND ISBLANK(first_response_at)",
        phase="before",
        priority=30,
    ),
    rule(
        "lead_given",
        "lead",
        {**CREATED, **changed("owner")},
        tells("{{ name }} is yours, answer within {{ settings.first_response_minutes }} minutes", OWNER),
        waits(until="first_response_due", unless="NOT(ISBLANK(first_response_at)) OR ISBLANK(owner)"),
        sets(late="TRUE"),
        tells("{{ name }} waits for an answer", OWNER, HEAD),
        when='NOT(ISBLANK(owner)) AND ISBLANK(first_response_at) AND status <> "converted"',
        priority=60,
    ),
    # the pool keeps recycle_on; this keeps what it is counted from
    rule(
        "activity_effective",
        "activity",
        CREATED,
        updates(
            "lead",
            last_activity_at="at",
            first_response_at="IFBLANK(lead.first_response_at, at)",
            status='IF(lead.status = "new", "contacting", lead.status)',
        ),
        updates("account", last_activity_at="at"),
        when="effective",
    ),
    # J5, the other half: no deal within the days that are given for it
    rule(
        "account_without_deal",
        "account",
        at("0 2 * * *"),
        sets(owner="BLANK()"),
        when="NOT(ISBLANK(owner)) AND NOT EXISTS(orders) AND "
        "DAY_START(claimed_at) + settings.no_deal_days <= TODAY() AND NOT(locked)",
    ),
)
TABLES = (
    # the first reason counts
    table(
        "lead_fitness",
        "lead",
        [HOW_TO_REACH, BLOCKED, ELSEWHERE, "employees"],
        ["reason"],
        (["TRUE", "-", "-", "-"], ['"no way to reach"']),
        (["-", "TRUE", "-", "-"], ['"blocked domain"']),
        (["-", "-", "TRUE", "-"], ['"region"']),
        (["-", "-", "-", "< settings.employees_min"], ['"size"']),
        (["-", "-", "-", "-"], ['""']),
    ),
    table(
        "lead_region",
        "lead",
        ["region"],
        ["team"],
        (['"east"'], ["settings.team_east"]),
        (['"north"'], ["settings.team_north"]),
        (["-"], ['""']),
    ),
    table(
        "lead_industry",
        "lead",
        ["industry"],
        ["team"],
        (['"chemistry", "paint"'], ["settings.team_chemistry"]),
        (["-"], ['""']),
    ),
)
CARDS = (
    # each once for a lead, however often it happens
    card(
        "lead_score",
        "lead",
        "score",
        ("industry we aim at", 20, 'industry IN ("chemistry", "machines")'),
        ("size", 15, "employees >= 50"),
        ("decides", 15, 'role_level IN ("director", "c_level")'),
        ("pricing page", 10, 'EXISTS(activities, kind = "pricing_page")'),
        ("white paper", 10, 'EXISTS(activities, kind = "white_paper")'),
        ("webinar", 20, 'EXISTS(activities, kind = "webinar")'),
        ("asked for a demo", 30, 'EXISTS(activities, kind = "demo_form")'),
        (
            "budget and timeline",
            25,
            'EXISTS(activities, kind = "call" AND budget_confirmed AND timeline_confirmed)',
        ),
    ),
)
SEA: Document = {
    "entity": "lead",
    "claimed_at": "claimed_at",
    "recycle_on": "recycle_on",
    "active_at": "last_activity_at",
    "pool_field": "pool",
    "hide": ["phone", "email"],
    "admins": ["pool_keeper"],
    "keep_when": 'status = "converted"',
}
POOLS = (
    # R-16 (24 hours), R-19, J5; what was left alone goes to another pool, and by hand to either
    head(
        "pool",
        "open_leads",
        **SEA,
        pool_value="open",
        when="TRUE",
        give_back_to=["old_leads", "open_leads"],
        days="settings.protect_days",
        extend_days="3",
        max_days="20",
        first_contact_hours="24",
        warn_days=[3, 1],
        claim={
            "roles": ["seller"],
            "hold": "50",
            "counts": OPEN,
            "per_day": "10",
            "again_after_hours": "12",
        },
    ),
    # nobody takes from it by himself
    head(
        "pool",
        "old_leads",
        **SEA,
        pool_value="old",
        assign="admin",
        give_back_to=["old_leads", "open_leads"],
        days="30",
        extend_days="10",
        claim={"roles": ["seller"]},
    ),
    head(
        "pool",
        "open_accounts",
        entity="account",
        claimed_at="claimed_at",
        recycle_on="recycle_on",
        active_at="last_activity_at",
        days="30",
        extend_days="30",
        keep_when="locked OR EXISTS(orders)",
        warn_days=[7],
    ),
)
SEQUENCES = (
    # J2: a letter a week until somebody shows that he is ready, does not want it, or is qualified
    head(
        "sequence",
        "nurture",
        entity="lead",
        quiet={"from": "21:00", "to": "09:00"},
        steps=[
            {
                "key": f"letter_{number}",
                "name": text(f"letter {number}"),
                "wait": {"days": 7},
                "at": "10:00",
                "do": [writes("mail", f"letter_{number}", "email")],
            }
            for number in (1, 2, 3)
        ],
        exits=[
            {"key": "refused", "name": text("does not want it"), "when": "opt_out"},
            {
                "key": "ready",
                "name": text("ready"),
                "when": "score > settings.sql_min OR "
                'EXISTS(activities, kind IN ("reply", "click", "demo_form"))',
                "do": [todo("call {{ name }} now", "TODAY()", OWNER)],
            },
        ],
    ),
)
MESSAGES = tuple(
    message(
        f"letter_{number}", "lead", f"Letter {number} for {{{{ name }}}}", "Read this", consent="NOT(opt_out)"
    )
    for number in (1, 2, 3)
)
PART = {
    "entities": (LEAD, LEAD_CONTACT, ACTIVITY),
    "rules": RULES,
    "tables": TABLES,
    "scorecards": CARDS,
    "pools": POOLS,
    "sequences": SEQUENCES,
    "messages": MESSAGES,
}
