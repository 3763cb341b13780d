"""The rules and jobs of a CRM (R-01 to R-61, J1 to J14) as documents of one app: a file for each part of the life cycle.

`COVERED` tells by which documents each is expressed, and which story plays it. The flows stand in tests/crm/trade.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.crm.rules import advocacy, deals, fulfilment, leads, marketing, money, service, success
from tests.crm.rules.language import Document, head, identity, text

PARTS = (leads, deals, fulfilment, money, service, success, marketing, advocacy)
ROLES = ("seller", "manager", "pool_keeper", "service", "service_director", "finance", "warehouse", "success")
CONNECTIONS = {"mail": "mail", "sms": "sms_twilio"}

NUMBERS: Mapping[str, Any] = {
    **leads.SETTINGS,
    **deals.SETTINGS,
    **service.SETTINGS,
    **success.SETTINGS,
    **marketing.SETTINGS,
    **advocacy.SETTINGS,
}
TEAMS = (*leads.TEAMS, *service.TEAMS)

COVERED: Mapping[str, tuple[str, str]] = {
    "R-01": ("rules/lead_normalise", "test_rules_of_leads"),
    "R-02": ("rules/lead_is_there_already", "test_rules_of_leads"),
    "R-03": ("rules/lead_of_an_account rules/account_normalise", "test_rules_of_leads"),
    "R-04": ("rules/lead_unfit tables/lead_fitness", "test_rules_of_leads"),
    "R-05…12": ("scorecards/lead_score", "test_rules_of_leads"),
    "R-13": ("rules/lead_qualified rules/lead_marketing_qualified tables/lead_region", "test_rules_of_leads"),
    "R-14": ("rules/lead_key_account", "test_rules_of_leads"),
    "R-15": ("rules/lead_assign tables/lead_industry", "test_rules_of_leads"),
    "R-16": ("rules/lead_clock rules/lead_given pools/open_leads", "test_rules_of_leads"),
    "R-17": ("rules/lead_marketing_qualified sequences/nurture", "test_rules_of_leads"),
    "R-18": ("sequences/nurture", "test_rules_of_leads"),
    "R-19": ("rules/activity_effective pools/open_leads", "test_rules_of_leads"),
    "R-20": ("entities/lead", "test_rules_of_leads"),
    "R-21": ("entities/opportunity rules/stage_entered rules/stage_logged", "test_rules_of_deals"),
    "R-22": ("rules/deal_is_large flows/large_deal", "test_rules_of_deals"),
    "R-23": ("rules/quote_approved rules/quote_accepted", "test_rules_of_deals"),
    "R-24": ("rules/contract_signed", "test_rules_of_deals"),
    "R-30": ("rules/order_approved", "test_rules_of_fulfilment"),
    "R-31": ("rules/order_approved rules/order_checked", "test_rules_of_fulfilment"),
    "R-32": ("rules/order_checked", "test_rules_of_fulfilment"),
    "R-33": ("rules/order_checked", "test_rules_of_fulfilment"),
    "R-34": ("rules/supply_done rules/order_checked", "test_rules_of_fulfilment"),
    "R-35": ("rules/delivery_shipped messages/shipped", "test_rules_of_fulfilment"),
    "R-36": (
        "rules/payment_confirmed rules/receivable_paid rules/order_paid rules/order_settled_last rules/order_delivered_last",
        "test_rules_of_money",
    ),
    "R-37": ("rules/delivery_received rules/order_delivered rules/survey_asked", "test_rules_of_fulfilment"),
    "R-40": ("rules/ticket_is_urgent", "test_rules_of_service"),
    "R-41": (
        "rules/ticket_assigned rules/ticket_measured rules/ticket_known tables/ticket_team tables/service_standard",
        "test_rules_of_service",
    ),
    "R-42": ("entities/account messages/coupon messages/a_and_b", "test_rules_of_success"),
    "R-43": ("rules/ticket_closed rules/ticket_reopened", "test_rules_of_service"),
    "R-44": ("rules/promoter_or_not", "test_rules_of_service"),
    "R-50": ("rules/contact_moves", "test_rules_of_success"),
    "R-51": ("rules/release_published messages/released", "test_rules_of_success"),
    "R-52": ("rules/grade_standard rules/grade_changed tables/service_standard", "test_rules_of_service"),
    "R-60": ("rules/ambassador_accepts rules/lead_referred forms/referral", "test_rules_of_advocacy"),
    "R-61": ("rules/order_rewarded rules/refund_paid", "test_rules_of_advocacy"),
    "J1": ("rules/lead_given rules/ticket_clock", "test_rules_of_service"),
    "J2": ("sequences/nurture messages/letter_1", "test_rules_of_leads"),
    "J3": ("rules/rfm", "test_rules_of_success"),
    "J4": ("rules/health rules/no_login rules/usage_halved messages/care", "test_rules_of_success"),
    "J5": (
        "pools/open_leads pools/old_leads pools/open_accounts rules/account_without_deal",
        "test_rules_of_leads",
    ),
    "J6": ("rules/a_account_silent rules/b_account_silent rules/c_account_silent", "test_rules_of_success"),
    "J7": ("rules/birthday rules/holiday_greeting", "test_rules_of_success"),
    "J8": ("rules/live_since_7 rules/live_since_30 rules/contract_ends_in_30", "test_rules_of_deals"),
    "J9": (
        "rules/thank_with_a_coupon rules/a_without_b rules/dormant_recall flows/recall",
        "test_rules_of_success",
    ),
    "J10": (
        "rules/receivable_due_in_7 rules/receivable_due_since_30 messages/reminder",
        "test_rules_of_money",
    ),
    "J11": ("rules/deal_stands_still rules/deal_is_late rules/quote_expires", "test_rules_of_deals"),
    "J12": ("rules/weekly_digest rules/super_users", "test_rules_of_success"),
    "J13": ("rules/regrade", "test_rules_of_success"),
    "J14": ("rules/quarter", "test_rules_of_success"),
}
"""Requirement → documents that express it, test file that plays it."""


def documents() -> dict[str, Document]:
    """Return the documents of the app by their paths."""
    made: dict[str, Document] = {"app.json": _app()}
    for part in PARTS:
        for folder, found in part.PART.items():
            for one in found:
                path = f"{folder}/{one['key']}.json"
                assert path not in made, f"{path} stands in two parts"
                made[path] = one
    entities = [path.removeprefix("entities/").removesuffix(".json") for path in made if "entities/" in path]
    for role in ROLES:
        made[f"roles/{role}.json"] = head("role", role, grants=list(_grants(role, entities)))
    for key, connector in CONNECTIONS.items():
        made[f"connections/{key}.json"] = head("connection", key, connector=connector, settings={})
    return made


def _app() -> Document:
    settings = [
        *(("number" if isinstance(value, int) else "text", key, value) for key, value in NUMBERS.items()),
        *(("text", key, value) for key, value in marketing.TEXTS.items()),
        *(("team", key, None) for key in TEAMS),
    ]
    return head(
        "app",
        "life",
        version="1.0.0",
        settings=[
            {
                "id": identity(f"setting {key}"),
                "key": key,
                "type": kind,
                "name": text(key),
                **({} if value is None else {"default": value}),
            }
            for kind, key, value in settings
        ],
    )


def _grants(role: str, entities: list[str]) -> Iterator[Document]:
    for entity in entities:
        yield {
            "id": identity(f"grant {role} {entity}"),
            "entity": entity,
            "actions": ["see", "create", "change"],
            "rows": "TRUE",
            "fields": {"read": "*", "write": "*"},
        }


def written(folder: Path) -> Path:
    """Write the app into a folder and return it."""
    for path, document in documents().items():
        file = folder / "life" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document))
    return folder / "life"
