"""Trade: an app of documents that holds every flow a company that sells needs, from the quote to the renewal.

The entities have only the fields that the flows read and write; the flows are as they would be drawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Document = dict[str, Any]

ROLES = (
    "sales",
    "technical",
    "legal",
    "manager",
    "director",
    "general_manager",
    "finance",
    "production",
    "warehouse",
    "planner",
    "service",
    "team_lead",
    "advocacy",
    "success",
)
SETTINGS = {
    "director_from": 200_000,
    "manager_up_to": 100_000,
    "director_up_to": 500_000,
    "large_deal": 1_000_000,
    "supply_from": 50_000,
    "coupon_limit": 500,
}
ENTITIES: dict[str, dict[str, str]] = {
    "quote": {
        "total": "number",
        "discount": "number",
        "price": "number",
        "floor_price": "number",
        "custom": "switch",
        "special_terms": "switch",
    },
    "contract": {"amount": "number", "sign_mode": "text", "sealed": "switch"},
    "sales_order": {"amount": "number", "promised": "date"},
    "deal": {"amount": "number", "stage": "text", "stage_before": "text", "checked": "text"},
    "invoice": {"amount": "number", "tax_no": "text", "invoice_no": "text"},
    "supply": {"amount": "number", "due": "date"},
    "refund": {"amount": "number", "received": "switch", "red_invoice": "text"},
    "ticket": {"priority": "text", "missed": "switch", "answer": "text"},
    "account": {"potential": "text", "cause": "text", "outcome": "text", "new_owner": "member"},
    "reward": {"amount": "number", "refunded": "switch"},
    "coupon": {"value": "number"},
    "story": {"interview": "text", "consent": "text"},
    "tier": {"proposed": "text"},
    "renewal": {"ends": "date", "deal": "text"},
}


def text(words: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"en": words.replace("_", " ").capitalize(), "zh": words}


class Numbers:
    """Ids, one after the other."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> str:
        self.last += 1
        return f"t{self.last:07}"


def flow(
    key: str, entity: str, ways: str, start: Mapping[str, Any] | None = None, **nodes: Mapping[str, Any]
) -> Document:
    """Return a flow: `ways` such as `start legal, legal end:approved, tier manager[amount <= 1], tier gm[else]`."""
    edges = []
    for way in ways.split(", "):
        way, _, test = way.partition("[")
        way, _, on = way.partition(":")
        source, target = way.split()
        edge: Document = {"from": source, "to": target}
        if on:
            edge["on"] = on
        if test:
            edge |= {"default": True} if test == "else]" else {"when": test.removesuffix("]")}
        edges.append(edge)
    return {
        "format": 1,
        "key": key,
        "entity": entity,
        "name": text(key),
        "start": {"on": "button", **(start or {})},
        "nodes": [{"key": one, "name": text(one), **dict(members)} for one, members in nodes.items()]
        + [{"key": "end", "kind": "end", "name": text("end")}],
        "edges": edges,
    }


def asks(role: str, **members: Any) -> Document:
    """Return an approval by a role."""
    return {"kind": "approve", "who": [{"role": role}], "mode": "any", **members}


def does(role: str, *fields: str, **members: Any) -> Document:
    """Return work by a role, which fills in fields."""
    rights = {"edit": list(fields), "require": list(fields)}
    return {"kind": "handle", "who": [{"role": role}], "claim": True, "fields": rights, **members}


def sets(**values: str) -> Document:
    """Return a step that sets fields."""
    return {"kind": "action", "do": [{"SetFields": values}]}


GATE = {"kind": "exclusive"}

FLOWS = (
    flow(
        "quote_approval",
        "quote",
        "start custom, custom technical[custom], custom terms[else], technical terms, terms legal[special_terms], "
        "terms cheap[else], legal cheap, cheap manager[discount > 10 OR price < floor_price], cheap large[else], "
        "manager large, large director[total > settings.director_from], large approved[else], director approved, "
        "approved end",
        custom=GATE,
        technical=asks("technical"),
        terms=GATE,
        legal=asks("legal"),
        cheap=GATE,
        manager=asks("manager"),
        large=GATE,
        director=asks("director"),
        approved={
            "kind": "action",
            "do": [
                {"SetFields": {"status": '"approved"'}},
                {"Notify": {"to": [{"person": "owner"}], "message": "quote_approved"}},
            ],
        },
    ),
    flow(
        "contract_approval",
        "contract",
        "start legal, legal finance, finance tier, tier manager[amount <= settings.manager_up_to], "
        "tier director[amount <= settings.director_up_to], tier general_manager[else], manager signing, director signing, "
        'general_manager signing, signing signed[sign_mode = "e"], signing seal[else], signed active, seal active, '
        "signed seal:timeout, active end",
        legal=asks("legal"),
        finance=asks("finance"),
        tier=GATE,
        manager=asks("manager"),
        director=asks("director"),
        general_manager=asks("general_manager"),
        signing=GATE,
        signed={"kind": "wait", "message": "signed", "limit": {"days": 14}},
        seal=does("legal", "sealed"),
        active=sets(status='"active"'),
    ),
    flow(
        "order_review",
        "sales_order",
        "start review, review finance, review production, review warehouse, finance all, production all, warehouse all, "
        "all approved, approved end",
        review={"kind": "parallel"},
        finance=asks("finance"),
        production={**asks("production"), "fields": {"edit": ["promised"], "require": ["promised"]}},
        warehouse=asks("warehouse"),
        all={"kind": "parallel"},
        approved=sets(status='"approved"'),
    ),
    flow(
        "large_deal",
        "deal",
        "start director, director approved:approved, director back:rejected, approved end, back end",
        {
            "on": "record.changed",
            "changed": ["stage"],
            "when": 'amount > settings.large_deal AND stage = "offer"',
        },
        director=asks("director"),
        approved=sets(status='"approved"'),
        back=sets(status='"rejected"', stage="stage_before"),
    ),
    flow(
        "stage_check",
        "deal",
        "start manager, manager passed, passed end",
        manager={**asks("manager"), "fields": {"edit": ["checked"], "require": ["checked"]}},
        passed=sets(stage='"negotiation"'),
    ),
    flow(
        "invoicing",
        "invoice",
        "start finance, finance issue, issue issued, issued end",
        {"on": "record.created"},
        finance=asks("finance", reject="initiator"),
        issue=does("finance", "invoice_no"),
        issued=sets(status='"issued"'),
    ),
    flow(
        "supply_approval",
        "supply",
        "start plan, plan amount, amount manager[amount > settings.supply_from], amount approved[else], manager approved, "
        "approved end",
        plan=does("planner", "due"),
        amount=GATE,
        manager=asks("manager"),
        approved=sets(status='"approved"'),
    ),
    flow(
        "returns",
        "refund",
        "start service, service receipt, receipt refund, refund refunded, refunded end",
        service=asks("service"),
        receipt=does("warehouse", "received"),
        refund=does("finance", "red_invoice"),
        refunded=sets(status='"refunded"'),
    ),
    flow(
        "escalation",
        "ticket",
        "start lead, lead answered, lead director:timeout, director answered, answered end",
        {"on": "record.changed", "when": 'missed OR priority = "P1"', "changed": ["missed", "priority"]},
        lead=does("team_lead", "answer", limits=[{"after": {"hours": 4}, "do": "edge"}]),
        director=does("director", "answer", limits=[{"after": {"hours": 4}, "do": "escalate"}]),
        answered=sets(status='"resolved"'),
    ),
    flow(
        "win_back",
        "account",
        'start assess, assess judge, assess mail:timeout, judge call[potential = "high"], judge mail[else], call gift, '
        "gift result, result end, mail end",
        assess={"kind": "wait", "when": "NOT(ISBLANK(potential))", "limit": {"days": 30}},
        judge=GATE,
        call=does("success", "cause"),
        gift={
            "kind": "action",
            "do": [{"Create": {"entity": "coupon", "values": {"name": "name", "value": "100"}}}],
        },
        result=does("success", "outcome"),
        mail={
            "kind": "action",
            "do": [{"Notify": {"to": [{"person": "owner"}], "message": "account_approved"}}],
        },
    ),
    flow(
        "rewarding",
        "reward",
        "start advocacy, advocacy finance, finance paid, paid watch, watch reversed, watch end:timeout, reversed end",
        {"on": "record.created"},
        advocacy=asks("advocacy"),
        finance=asks("finance"),
        paid=sets(status='"paid"'),
        watch={"kind": "wait", "when": "refunded", "limit": {"days": 90}},
        reversed=sets(status='"reversed"'),
    ),
    flow(
        "coupon_issue",
        "coupon",
        "start large, large manager[value > settings.coupon_limit], large issued[else], manager issued, issued end",
        large=GATE,
        manager=asks("manager"),
        issued=sets(status='"issued"'),
    ),
    flow(
        "publishing",
        "story",
        "start interview, interview consent, consent legal, legal published, published end",
        interview=does("advocacy", "interview"),
        consent=does("advocacy", "consent"),
        legal=asks("legal"),
        published=sets(status='"published"'),
    ),
    flow(
        "hand_over",
        "account",
        "start pick, pick accept, accept given, given end",
        pick=does("manager", "new_owner"),
        accept={"kind": "approve", "who": [{"field": "new_owner"}], "initiator": "self"},
        given={
            "kind": "action",
            "do": [
                {"SetFields": {"owner": "new_owner", "status": '"given"'}},
                {"Notify": {"to": [{"person": "owner"}], "message": "account_approved"}},
            ],
        },
    ),
    flow(
        "tier_confirmation",
        "tier",
        "start success, success director, director confirmed, confirmed end",
        success=asks("success"),
        director=asks("director"),
        confirmed=sets(status='"confirmed"'),
    ),
    flow(
        "renewing",
        "renewal",
        "start first, first ask, ask second, second remind, remind third, third open, open offer, offer end",
        first={"kind": "timer", "until": "ends - 90"},
        ask=does("sales", initiator="self"),
        second={"kind": "timer", "until": "ends - 60"},
        remind=does("sales", initiator="self"),
        third={"kind": "timer", "until": "ends - 30"},
        open={
            "kind": "action",
            "do": [{"SetFields": {"deal": '"opened"'}}],
        },
        offer={"kind": "sub_flow", "flow": "renewal_offer"},
    ),
    flow("renewal_offer", "renewal", "start manager, manager end", manager=asks("manager")),
)


def documents() -> dict[str, Document]:
    """Return the documents of the app by their paths."""
    number = Numbers()
    app: Document = {
        "format": 1,
        "id": number(),
        "key": "trade",
        "version": "1.0.0",
        "name": text("trade"),
        "modules": [{"key": "core", "name": text("core"), "required": True}],
        "settings": [
            {"id": number(), "key": key, "type": "number", "default": str(value), "name": text(key)}
            for key, value in SETTINGS.items()
        ],
    }
    made: dict[str, Document] = {"app.json": app}
    for key, fields in ENTITIES.items():
        made[f"entities/{key}.json"] = _entity(number, key, fields)
        made[f"messages/{key}_approved.json"] = {
            "format": 1,
            "id": number(),
            "key": f"{key}_approved",
            "entity": key,
            "name": text(f"{key}_approved"),
            "subject": {"en": "{{ name }} goes on", "zh": "{{ name }} 有进展"},
            "body": {"en": "{{ name }}", "zh": "{{ name }}"},
            "channels": ["notice"],
        }
    for role in ROLES:
        grants: list[Document] = [{"id": number(), "entity": "quote", "actions": ["see"], "rows": "FALSE"}]
        if role == "sales":
            grants = [
                {
                    "id": number(),
                    "entity": key,
                    "actions": ["see", "create", "change"],
                    "rows": "TRUE",
                    "fields": {"write": ["name", "status", *fields], "read": "*"},
                }
                for key, fields in ENTITIES.items()
            ] + [{"id": number(), "flow": one["key"], "actions": ["start"]} for one in FLOWS]
        made[f"roles/{role}.json"] = {
            "format": 1,
            "id": number(),
            "key": role,
            "name": text(role),
            "grants": grants,
        }
    for one in FLOWS:
        document = json.loads(json.dumps(one))
        document["id"] = number()
        for node in document["nodes"]:
            node["id"] = number()
        made[f"flows/{one['key']}.json"] = document
    return made


_SHAPES: Mapping[str, Document] = {
    "number": {"type": ["number", "null"]},
    "switch": {"type": "boolean", "default": False},
    "date": {"type": ["string", "null"], "format": "date"},
    "member": {"type": ["string", "null"], "format": "uuid"},
    "text": {"type": ["string", "null"], "maxLength": 200},
}


def _entity(number: Numbers, key: str, fields: Mapping[str, str]) -> Document:
    properties = {}
    for name, kind in {"name": "text", "status": "text", **fields}.items():
        field: Document = {"id": number(), "type": kind, "label": text(name)}
        properties[name] = {**_SHAPES.get(kind, {}), "x-dougong": field}
    return {
        "format": 1,
        "id": number(),
        "key": key,
        "module": "core",
        "name": text(key),
        "title": "name",
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["name"],
            "properties": properties,
        },
    }


def written(folder: Path) -> Path:
    """Write the app into a folder and return it."""
    for path, document in documents().items():
        file = folder / "trade" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document))
    return folder / "trade"
