"""A qualified lead is converted in one click; a large deal goes to the director."""

from __future__ import annotations

from typing import Any

import pytest

from dougong.actions.save_record import create_record
from dougong.metadata import published
from tests.crm.conftest import Crm

QUALIFIED = {"industry": "manufacturing", "employees": 80, "demo_requested": True, "region": "north"}
BANT = {"budget": {"amount": "90000", "currency": "CNY"}, "authority_ok": True, "need_ok": True}


def qualified(crm: Crm, **more: Any) -> dict[str, Any]:
    return crm.arrive(
        company="Huachen Ltd", phone="13800138000", needs="One pipeline", **{**QUALIFIED, **more}
    )


def press(crm: Crm, login: str, lead: str, status: int = 200) -> Any:
    return crm.as_(login).post(crm.path("lead", lead) + "/actions/convert", {}, status)


@pytest.mark.parametrize("missing", ["budget", "authority_ok", "need_ok"])
def test_without_budget_authority_or_need_it_is_not_converted(crm: Crm, missing: str) -> None:
    """The gate names three; the button is not available before they are known."""
    lead = qualified(crm, **{key: value for key, value in BANT.items() if key != missing})
    assert lead["values"]["bant_complete"] is False
    press(crm, "north_1", lead["id"], 409)
    assert crm.read("lead", lead["id"])["values"]["status"] == "sql"


def test_the_timeline_is_asked_for_but_does_not_block(crm: Crm) -> None:
    """Three of the four letters are the gate; whoever enters the last of them is reminded of the fourth."""
    lead = qualified(crm, **{**BANT, "need_ok": False})
    told = crm.change("lead", lead["id"], need_ok=True)
    assert told["values"]["bant_complete"] is True
    assert [(one["pointer"], one["message"]) for one in told["warnings"]] == [
        ("/timeline", "When they want to buy is not known yet. The lead can be converted without it.")
    ]
    crm.change("lead", lead["id"], timeline="quarter", need_ok=False)
    assert "warnings" not in crm.change("lead", lead["id"], need_ok=True)


def test_a_lead_cannot_be_called_converted_by_hand(crm: Crm) -> None:
    """Only the act of converting takes the last step."""
    lead = qualified(crm, **BANT)
    answer = crm.change("lead", lead["id"], crm.as_("north_1"), expect=422, status="converted")
    assert "transition_by" in {one["code"] for one in answer["errors"]}


def test_the_files_of_a_lead_are_the_deals_too(crm: Crm) -> None:
    """Whoever sees the deal opens them, also without the lead; nothing is stored twice."""
    seller = crm.as_("north_1")
    lead = qualified(crm, **BANT)
    upload = seller.request(
        "POST", "/files", files={"file": ("Offer 报价.pdf", b"%PDF-1.7 offer", "application/pdf")}
    )
    file = upload.json()["id"]
    crm.change("lead", lead["id"], seller, attachments=[file])
    deal = press(crm, "north_1", lead["id"])["open"]["id"]
    assert crm.read("opportunity", deal)["values"]["attachments"] == [file]
    after = crm.read("lead", lead["id"])["values"]
    assert after["first_response_at"] == after["converted_at"]
    crm.world.admin.delete(crm.path("lead", lead["id"]))
    told = seller.request("HEAD", f"/files/{file}")
    assert told.status_code == 200
    assert told.headers["content-disposition"].endswith("''Offer%20%E6%8A%A5%E4%BB%B7.pdf")
    assert (told.headers["content-length"], told.content) == ("14", b"")
    assert crm.as_("east_1").request("HEAD", f"/files/{file}").status_code == 404


def test_one_click_carries_everything_over(crm: Crm) -> None:
    """Rows 52 and 53: account, contact and opportunity, with what was said and done; nothing typed twice."""
    lead = qualified(crm, **BANT, timeline="quarter", sub_channel="demo")
    crm.create("activity", subject="First call", kind="call", duration=60, lead=lead["id"])
    done = press(crm, "north_1", lead["id"])
    after = crm.read("lead", lead["id"])["values"]
    assert after["status"] == "converted"
    assert after["converted_at"] is not None
    assert done["open"]["entity"] == "opportunity"
    deal = crm.read("opportunity", after["converted_opportunity"])["values"]
    account = crm.read("account", after["converted_account"])["values"]
    contact = crm.read("contact", after["converted_contact"])["values"]
    assert done["open"]["id"] == after["converted_opportunity"]
    assert (deal["amount"]["amount"], deal["stage"], deal["channel"]) == ("90000", "prospecting", "search")
    assert (deal["source_lead"], deal["account"], deal["contact"]) == (
        lead["id"],
        after["converted_account"],
        after["converted_contact"],
    )
    assert deal["expected_close"] is not None
    assert deal["pains"] == "One pipeline"
    assert deal["name"] == f"Huachen Ltd · {after['converted_at'][:7]}"
    assert (account["name"], account["industry"], account["employees"]) == (
        "Huachen Ltd",
        "manufacturing",
        80,
    )
    assert (contact["name"], contact["phone"], contact["account"]) == (
        "Li Na",
        "+8613800138000",
        after["converted_account"],
    )
    assert {one["owner"] for one in (deal, account, contact)} == {crm.ids["north_1"]}
    calls = crm.admin.get(crm.path("activity"), filter=f'opportunity = "{after["converted_opportunity"]}"')[
        "items"
    ]
    assert [(call["values"]["subject"], call["values"]["account"]) for call in calls] == [
        ("First call", after["converted_account"])
    ]


def test_a_known_company_is_matched_not_made_again(crm: Crm) -> None:
    """The account is found by its key, whatever its legal form."""
    known = crm.create("account", name="HUACHEN Ltd 有限公司")
    lead = qualified(crm, **BANT)
    press(crm, "north_1", lead["id"])
    assert crm.read("lead", lead["id"])["values"]["converted_account"] == known["id"]


def test_it_is_converted_once(crm: Crm) -> None:
    """A second click makes nothing."""
    lead = qualified(crm, **BANT)
    press(crm, "north_1", lead["id"])
    press(crm, "north_1", lead["id"], 409)
    assert crm.admin.get(crm.path("opportunity"), count="exact")["count"] == 1


def deal(crm: Crm, amount: str, **more: Any) -> dict[str, Any]:
    rep = crm.as_("north_1")
    values = {"name": "Deal", "amount": {"amount": amount, "currency": "CNY"}, **more}
    return crm.create("opportunity", rep, **values)


@pytest.mark.parametrize(("amount", "approval"), [("500000", "none"), ("500000.01", "pending")])
def test_a_deal_above_the_threshold_goes_to_the_director(crm: Crm, amount: str, approval: str) -> None:
    """Row 63: strictly above `large_deal`."""
    assert deal(crm, amount)["values"]["approval"] == approval
    waiting = crm.as_("director").get("/inbox", box="todo")["items"]
    assert len(waiting) == (approval == "pending")


def test_the_director_approves_and_the_deal_goes_on(crm: Crm) -> None:
    """From the inbox; until then the deal stands still; the owner is told, and the way is open to him."""
    made = deal(crm, "800000", pains="p", decision_process="d", expected_close="2030-01-01")
    crm.change("opportunity", made["id"], crm.as_("north_1"), expect=409, stage="proposal")
    director = crm.as_("director")
    seat = director.get("/inbox", box="todo")["items"][0]["id"]
    director.post(f"/seats/{seat}/approve", {"comment": "Good"})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "approved"
    assert "Deal 已批准" in [one["title"] for one in crm.as_("north_1").get("/notices")["items"]]
    for stage in ("proposal", "negotiation", "contract"):
        crm.change("opportunity", made["id"], crm.as_("north_1"), stage=stage)


def test_a_rejection_returns_the_stage(crm: Crm) -> None:
    """The deal grew large in negotiation; rejected, it is back where it was before."""
    made = deal(crm, "100000", pains="p", decision_process="d")
    rep = crm.as_("north_1")
    crm.change("opportunity", made["id"], rep, stage="proposal")
    crm.change(
        "opportunity", made["id"], rep, stage="negotiation", amount={"amount": "700000", "currency": "CNY"}
    )
    director = crm.as_("director")
    seat = director.get("/inbox", box="todo")["items"][0]["id"]
    director.post(f"/seats/{seat}/reject", {"comment": "Too early"})
    after = crm.read("opportunity", made["id"])["values"]
    assert (after["approval"], after["stage"]) == ("rejected", "proposal")


def test_the_director_returns_a_deal_and_gets_it_back_mended(crm: Crm) -> None:
    """The initiator finds it in his inbox with what the director says, mends it, and submits it again."""
    made = deal(crm, "700000")
    director, rep = crm.as_("director"), crm.as_("north_1")
    waiting = director.get("/inbox", box="todo")["items"][0]
    assert waiting["verbs"] == ["approve", "reject", "return"]
    director.post(f"/seats/{waiting['id']}/return", {"comment": "Which close date?"})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "returned"
    back = rep.get("/inbox", box="todo")["items"][0]
    assert (back["node"], back["verbs"]) == ("start", ["submit"])
    crm.change("opportunity", made["id"], rep, amount={"amount": "720000", "currency": "CNY"})
    assert director.get("/inbox", box="todo")["items"] == []
    rep.post(f"/seats/{back['id']}/submit", {"values": {"expected_close": "2030-01-01"}})
    values = crm.read("opportunity", made["id"])["values"]
    assert (values["approval"], values["expected_close"]) == ("pending", "2030-01-01")
    again = director.get("/inbox", box="todo")["items"]
    assert len(again) == 1
    director.post(f"/seats/{again[0]['id']}/approve", {})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "approved"


def test_a_rejected_request_ends_as_rejected(crm: Crm) -> None:
    """What the initiator reads under his own requests, and what rules and reports read."""
    deal(crm, "700000")
    director, rep = crm.as_("director"), crm.as_("north_1")
    director.post(f"/seats/{director.get('/inbox', box='todo')['items'][0]['id']}/reject", {"comment": "No"})
    assert [one["state"] for one in rep.get("/inbox", box="mine")["items"]] == ["rejected"]


def test_raising_an_approved_amount_is_said_to_ask_again(crm: Crm) -> None:
    """A larger amount warns whoever enters it; a smaller one needs nothing."""
    made = deal(crm, "700000")
    director, rep = crm.as_("director"), crm.as_("north_1")
    director.post(f"/seats/{director.get('/inbox', box='todo')['items'][0]['id']}/approve", {})
    lower = crm.change("opportunity", made["id"], rep, amount={"amount": "690000", "currency": "CNY"})
    assert not lower.get("warnings")
    higher = crm.change("opportunity", made["id"], rep, amount={"amount": "900000", "currency": "CNY"})
    assert [one["pointer"] for one in higher["warnings"]] == ["/amount"]
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "pending"


def test_a_new_amount_is_asked_for_anew(crm: Crm) -> None:
    """After a rejection a smaller deal needs nobody, a large one asks again."""
    made = deal(crm, "700000")
    director = crm.as_("director")
    director.post(f"/seats/{director.get('/inbox', box='todo')['items'][0]['id']}/reject", {"comment": "No"})
    crm.change("opportunity", made["id"], crm.as_("north_1"), amount={"amount": "650000", "currency": "CNY"})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "pending"


def test_stages_have_gates_and_dates(crm: Crm) -> None:
    """What a step requires is said; engaging and closing leave dates; the account becomes a customer."""
    account = crm.create("account", crm.as_("north_1"), name="Gate Ltd")
    made = deal(crm, "1000", account=account["id"])
    rep = crm.as_("north_1")
    refused = crm.change("opportunity", made["id"], rep, expect=422, stage="proposal")
    assert {one["pointer"].rsplit("/", 1)[-1] for one in refused["errors"]} == {"pains", "decision_process"}
    crm.change("opportunity", made["id"], rep, expect=422, stage="lost")
    crm.change("opportunity", made["id"], rep, stage="engaging")
    assert crm.read("opportunity", made["id"])["values"]["engaged_on"] is not None
    crm.change("opportunity", made["id"], rep, stage="won")
    won = crm.read("opportunity", made["id"])["values"]
    assert won["closed_on"] is not None
    assert won["cycle_days"] == "0"
    assert (won["probability"], won["weighted"]) == ("1", "1000")
    assert crm.read("account", account["id"])["values"]["kind"] == "customer"


def test_the_stages_of_the_machine_have_the_probabilities_of_the_formula(crm: Crm) -> None:
    """One number, said in two places of the documents, is the same."""
    stages = crm.admin.get("/apps/crm")["entities"]["opportunity"]["states"]["stages"]
    with crm.world.transaction() as context:
        app = published(context.conn, "crm")
        for stage in stages:
            create_record(context, app, "opportunity", {"name": stage, "stage": stage})
    for deal in crm.admin.get(crm.path("opportunity"))["items"]:
        values = deal["values"]
        assert float(values["probability"]) == float(stages[values["stage"]]["probability"]), values["stage"]


def _gated(crm: Crm, made: dict[str, Any], who: str = "north_1") -> None:
    """Let nobody win the deal: neither one by one nor in a batch, and with its reason in plain words."""
    refused = crm.change("opportunity", made["id"], crm.as_(who), expect=422, stage="won")
    assert [(one["pointer"], one["message"]) for one in refused["errors"]] == [
        ("/stage", "大额商机需先经总监批准。")
    ]
    crm.change("opportunity", made["id"], crm.admin, expect=422, stage="won")
    version = crm.read("opportunity", made["id"])["version"]
    one = {"op": "update", "id": made["id"], "version": version, "values": {"stage": "won"}}
    crm.as_(who).post(f"{crm.path('opportunity')}/batch", {"items": [one]}, 422)
    assert crm.read("opportunity", made["id"])["values"]["stage"] != "won"


def _ready(crm: Crm, amount: str) -> dict[str, Any]:
    return deal(crm, amount, pains="p", decision_process="d", expected_close="2030-01-01", stage="engaging")


def _decide(crm: Crm, verb: str, **body: Any) -> None:
    director = crm.as_("director")
    director.post(f"/seats/{director.get('/inbox', box='todo')['items'][0]['id']}/{verb}", body)


def test_a_returned_deal_is_not_won_without_the_director(crm: Crm) -> None:
    """Sent back it may be worked on, up to the contract; then it has to be asked for again."""
    made = _ready(crm, "700000")
    _decide(crm, "return", comment="Which close date?")
    rep = crm.as_("north_1")
    for stage in ("proposal", "negotiation"):
        crm.change("opportunity", made["id"], rep, stage=stage)
    crm.change("opportunity", made["id"], rep, expect=422, stage="contract")
    _gated(crm, made)
    rep.post(f"/seats/{rep.get('/inbox', box='todo')['items'][0]['id']}/submit", {})
    _decide(crm, "approve")
    crm.change("opportunity", made["id"], rep, stage="won")


def test_a_withdrawn_deal_still_needs_the_director(crm: Crm) -> None:
    """It says that it is not asked for, cannot be won, and is asked for by hand."""
    made = _ready(crm, "700000")
    rep = crm.as_("north_1")
    (running,) = rep.get(crm.path("opportunity", made["id"]) + "/flows")["items"]
    rep.post(f"/flow-instances/{running['id']}/withdraw", {})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "required"
    _gated(crm, made)
    rep.post("/apps/crm/flows/large_deal/start", {"record": made["id"]}, 201)
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "pending"


def test_raising_and_winning_at_once_needs_the_director(crm: Crm) -> None:
    """An approval holds for the amount that was approved, not for a larger one; after the win likewise."""
    made = _ready(crm, "700000")
    _decide(crm, "approve")
    rep = crm.as_("north_1")
    more = {"amount": "900000", "currency": "CNY"}
    crm.change("opportunity", made["id"], rep, expect=422, stage="won", amount=more)
    crm.change("opportunity", made["id"], rep, stage="won")
    crm.change("opportunity", made["id"], rep, expect=422, amount=more)
    small = _ready(crm, "1000")
    crm.change("opportunity", small["id"], rep, stage="won")
    crm.change("opportunity", small["id"], rep, amount={"amount": "2000", "currency": "CNY"})
    crm.change("opportunity", small["id"], rep, expect=422, amount=more)


def test_a_deal_below_the_line_needs_nobody(crm: Crm) -> None:
    """It is won as ever; without an amount it is not."""
    made = _ready(crm, "0")
    rep = crm.as_("north_1")
    crm.change("opportunity", made["id"], rep, expect=422, stage="won")
    crm.change("opportunity", made["id"], rep, stage="won", amount={"amount": "500000", "currency": "CNY"})
    assert crm.read("opportunity", made["id"])["values"]["approval"] == "none"


def test_an_approval_is_offered_only_where_it_is_needed(crm: Crm) -> None:
    """Neither for a small deal, nor for one that is asked for or approved."""
    rep = crm.as_("north_1")
    small, large = _ready(crm, "1000"), _ready(crm, "700000")

    def offered(one: dict[str, Any]) -> list[str]:
        found: list[str] = rep.get(crm.path("opportunity", one["id"]) + "/flows")["startable"]
        return found

    assert offered(small) == offered(large) == []
    rep.post("/apps/crm/flows/large_deal/start", {"record": small["id"]}, 409)
    (running,) = rep.get(crm.path("opportunity", large["id"]) + "/flows")["items"]
    rep.post(f"/flow-instances/{running['id']}/withdraw", {})
    assert offered(large) == ["large_deal"]
    rep.post("/apps/crm/flows/large_deal/start", {"record": large["id"]}, 201)
    _decide(crm, "approve")
    assert offered(large) == []


def test_a_product_line_begins_with_one(crm: Crm) -> None:
    """Whoever picks a product need not say how many."""
    fields = crm.as_("north_1").get("/apps/crm")["entities"]["opportunity_line"]["fields"]
    (quantity,) = [one for one in fields if one["key"] == "quantity"]
    assert quantity["settings"]["default"] == "1"


def test_what_was_done_for_a_lead_is_told_with_its_result(crm: Crm) -> None:
    """The short list under a lead: subject, kind, when, result, person; the lead itself is not repeated."""
    views = crm.as_("north_1").get("/apps/crm")["entities"]["activity"]["views"]
    columns = next(one for one in views if one["kind"] == "table")["columns"]
    assert [key for key in columns if key != "lead"][:5] == ["subject", "kind", "at", "minutes", "owner"]
