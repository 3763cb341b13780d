"""Every flow that a company needs which sells, from the quote to the renewal: checked, and played along its main way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.fire_timers import fire_timers
from tests.crm.trade import FLOWS, ROLES, written
from tests.world import Person, World

Act = tuple[Any, ...]
BASE = "/apps/trade"


class Trade:
    """A company with somebody for each role; its seller has a superior."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        world.install_folder(written(folder))
        self.head = world.person("head")
        self.people: dict[str, Person] = {
            role: world.person(role, roles={"trade": [role]}, supervisor=self.head.id) for role in ROLES
        }
        self.people["head"] = self.head

    def play(self, flow: str, entity: str, values: dict[str, Any], acts: Sequence[Act]) -> dict[str, Any]:
        """Make a record, let the seller ask for the flow unless it starts by itself, and act; return the instance."""
        seller = self.people["sales"]
        made = seller.post(f"{BASE}/entities/{entity}/records", {"values": {"name": "Acme", **values}}, 201)
        self.place = f"{BASE}/entities/{entity}/records/{made['id']}"
        document = next(one for one in FLOWS if one["key"] == flow)
        if document["start"]["on"] == "button":
            seller.post(f"{BASE}/flows/{flow}/start", {"record": made["id"]})
        for act in acts:
            self.act(*act)
        found = [one for one in seller.get(f"{self.place}/flows")["items"] if one["flow"] == flow]
        return dict(found[0])

    def act(self, who: str, verb: Any = None, values: dict[str, Any] | None = None) -> None:
        """Let somebody use his one seat; or change the record, send a message, let days pass."""
        if who == "change":
            version = self.world.admin.get(self.place)["version"]
            self.world.admin.patch(self.place, {"values": verb}, version)
        elif who == "message":
            (running,) = [
                one
                for one in self.world.admin.get(f"{self.place}/flows")["items"]
                if one["state"] == "running"
            ]
            self.world.admin.post(f"/flow-instances/{running['id']}/signal", {"message": verb}, 204)
        elif who == "hours":
            assert fire_timers(self.world.database, datetime.now(UTC) + timedelta(hours=verb)) > 0
        else:
            person = self.people[who]
            (line,) = person.get("/inbox", box="todo")["items"]
            person.post(f"/seats/{line['id']}/{verb}", {"values": values} if values else {})

    def values(self) -> dict[str, Any]:
        """Return the record as it is now."""
        return dict(self.world.admin.get(self.place)["values"])


SOON = (date.today() + timedelta(days=100)).isoformat()
CASES: tuple[tuple[str, str, dict[str, Any], list[Act], dict[str, Any]], ...] = (
    (
        "quote_approval",
        "quote",
        {
            "total": "250000",
            "discount": "12",
            "price": "9",
            "floor_price": "8",
            "custom": True,
            "special_terms": True,
        },
        [(role, "approve") for role in ("technical", "legal", "manager", "director")],
        {"status": "approved"},
    ),
    (
        "quote_approval",
        "quote",
        {"total": "100", "discount": "1", "price": "9", "floor_price": "8"},
        [],
        {"status": "approved"},
    ),
    (
        "contract_approval",
        "contract",
        {"amount": "600000", "sign_mode": "e"},
        [(role, "approve") for role in ("legal", "finance", "general_manager")] + [("message", "signed")],
        {"status": "active"},
    ),
    (
        "contract_approval",
        "contract",
        {"amount": "90000", "sign_mode": "paper"},
        [(role, "approve") for role in ("legal", "finance", "manager")]
        + [("legal", "complete", {"sealed": True})],
        {"status": "active", "sealed": True},
    ),
    (
        "order_review",
        "sales_order",
        {"amount": "10"},
        [("warehouse", "approve"), ("production", "approve", {"promised": SOON}), ("finance", "approve")],
        {"status": "approved", "promised": SOON},
    ),
    (
        "large_deal",
        "deal",
        {"amount": "2000000", "stage": "talk", "stage_before": "talk"},
        [("change", {"stage": "offer"}), ("director", "approve")],
        {"status": "approved", "stage": "offer"},
    ),
    (
        "stage_check",
        "deal",
        {"amount": "10", "stage": "offer"},
        [("manager", "approve", {"checked": "all seen"})],
        {"stage": "negotiation", "checked": "all seen"},
    ),
    (
        "invoicing",
        "invoice",
        {"amount": "10", "tax_no": "9132"},
        [("finance", "approve"), ("finance", "complete", {"invoice_no": "I-1"})],
        {"status": "issued", "invoice_no": "I-1"},
    ),
    (
        "supply_approval",
        "supply",
        {"amount": "60000"},
        [("planner", "complete", {"due": SOON}), ("manager", "approve")],
        {"status": "approved"},
    ),
    (
        "returns",
        "refund",
        {"amount": "10"},
        [
            ("service", "approve"),
            ("warehouse", "complete", {"received": True}),
            ("finance", "complete", {"red_invoice": "R-1"}),
        ],
        {"status": "refunded", "red_invoice": "R-1"},
    ),
    (
        "escalation",
        "ticket",
        {"priority": "P2"},
        [
            ("change", {"missed": True}),
            ("hours", 5),
            ("hours", 12),
            ("head", "complete", {"answer": "mended"}),
        ],
        {"status": "resolved", "answer": "mended"},
    ),
    (
        "win_back",
        "account",
        {},
        [
            ("change", {"potential": "high"}),
            ("success", "complete", {"cause": "price"}),
            ("success", "complete", {"outcome": "back"}),
        ],
        {"cause": "price", "outcome": "back"},
    ),
    ("win_back", "account", {}, [("change", {"potential": "low"})], {"potential": "low"}),
    (
        "rewarding",
        "reward",
        {"amount": "10"},
        [("advocacy", "approve"), ("finance", "approve"), ("change", {"refunded": True})],
        {"status": "reversed"},
    ),
    (
        "rewarding",
        "reward",
        {"amount": "10"},
        [("advocacy", "approve"), ("finance", "approve"), ("hours", 24 * 91)],
        {"status": "paid"},
    ),
    ("coupon_issue", "coupon", {"value": "800"}, [("manager", "approve")], {"status": "issued"}),
    (
        "publishing",
        "story",
        {},
        [
            ("advocacy", "complete", {"interview": "went well"}),
            ("advocacy", "complete", {"consent": "signed"}),
            ("legal", "approve"),
        ],
        {"status": "published"},
    ),
    (
        "tier_confirmation",
        "tier",
        {"proposed": "A"},
        [("success", "approve"), ("director", "approve")],
        {"status": "confirmed"},
    ),
    (
        "renewing",
        "renewal",
        {"ends": SOON},
        [
            ("hours", 24 * 11),
            ("sales", "complete"),
            ("hours", 24 * 41),
            ("sales", "complete"),
            ("hours", 24 * 71),
            ("manager", "approve"),
        ],
        {"deal": "opened"},
    ),
)


@pytest.fixture
def trade(world: World, tmp_path: Path) -> Trade:
    """The company."""
    return Trade(world, tmp_path)


def test_all_of_them_pass_the_check(trade: Trade) -> None:
    """Published as they are: no fault, and a flow for each of the sixteen."""
    assert trade.world.admin.post(f"{BASE}/draft/check", {})["problems"] == []
    played = {case[0] for case in CASES} | {"hand_over", "renewal_offer"}
    assert {one["key"] for one in FLOWS} == played
    assert len(FLOWS) == 17


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{len(case[3])}")
def test_it_runs_along_its_way(trade: Trade, case: tuple[Any, ...]) -> None:
    """Everybody does his part, and the record says so."""
    flow, entity, values, acts, expected = case
    instance = trade.play(flow, entity, values, acts)
    assert (instance["state"], instance["incidents"]) == ("approved", [])
    found = trade.values()
    assert {key: found[key] for key in expected} == expected


def test_a_customer_goes_to_whom_the_manager_picks(trade: Trade) -> None:
    """The new owner accepts, owns the record, and is told."""
    heir = trade.people["success"]
    acts: list[Act] = [
        ("manager", "complete", {"new_owner": heir.id}),
        ("success", "approve"),
    ]
    assert trade.play("hand_over", "account", {}, acts)["state"] == "approved"
    found = trade.world.admin.get(trade.place)["values"]
    assert (found["owner"], found["status"]) == (heir.id, "given")
    assert "Acme" in heir.get("/notices")["items"][0]["title"]


def test_a_deal_that_is_refused_goes_back_to_its_stage(trade: Trade) -> None:
    """The director says no."""
    acts: list[Act] = [("change", {"stage": "offer"}), ("director", "reject")]
    deal = {"amount": "2000000", "stage": "talk", "stage_before": "talk"}
    assert trade.play("large_deal", "deal", deal, acts)["state"] == "rejected"
    assert trade.values()["stage"] == "talk"
