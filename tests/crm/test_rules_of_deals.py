"""A deal's way by rules: gates, probability and log, large ones approved, quotes, the contract and what it brings."""

from __future__ import annotations

from typing import Any

from tests.crm.rules.world import Company


def deal(company: Company, **values: Any) -> str:
    """Enter a deal of Ann's."""
    account = company.make("account", name="Buyer", owner=company.ids["ann"])
    return company.make(
        "opportunity",
        **{"name": "Deal", "account": account, "owner": company.ids["ann"], "amount": "1000", **values},
    )


def offered(company: Company, **values: Any) -> str:
    """Enter a deal that is in negotiation."""
    found = deal(company, pains="slow", decision_process="board", **values)
    company.change("opportunity", found, stage="offer")
    company.make("quote", name="Q", opportunity=found)
    company.change("opportunity", found, stage="negotiation")
    return found


def test_stages_have_gates_and_a_log(company: Company) -> None:
    """R-21: what a step asks for is told; each step is logged once, with the days and the person."""
    found = deal(company)
    refused = company.refused("opportunity", found, stage="offer")
    assert refused == {"/pains", "/decision_process"}
    company.change("opportunity", found, pains="slow", decision_process="board")
    company.change("opportunity", found, stage="offer")
    assert company.refused("opportunity", found, stage="negotiation") == {"/stage"}
    assert company.refused("opportunity", found, stage="won") == {"/stage"}
    read = company.read("opportunity", found)
    assert (read["probability"], read["weighted"]) == ("0.3", "300")
    [logged] = company.find("stage_log", opportunity=found)
    assert (logged["came_from"], logged["by"]) == ("need", company.admin.id)
    assert 0 <= float(logged["days"]) < 1


def test_a_large_deal_is_approved_before_it_is_signed(company: Company) -> None:
    """R-22: the manager is asked once, and the step waits for the answer."""
    found = offered(company, amount="500000")
    assert company.as_("boss").get("/inbox", box="todo")["items"] == []
    company.change("opportunity", found, amount="500001")
    [seat] = company.as_("boss").get("/inbox", box="todo")["items"]
    company.as_("boss").post(f"/seats/{seat['id']}/approve", {})
    assert company.read("opportunity", found)["approval"] == "approved"
    company.change("opportunity", found, stage="signing")
    assert company.as_("boss").get("/inbox", box="todo")["items"] == []


def test_a_quote_replaces_those_before_it_and_moves_the_deal(company: Company) -> None:
    """R-23: of three editions the rejected one stays so; the accepted one is the amount, and somebody writes the contract."""
    found = offered(company)
    [first] = company.find("quote", opportunity=found)
    rejected = company.make("quote", name="Q2", opportunity=found, edition="2", status="rejected")
    line = {"product": None, "quantity": "2", "price": "450"}
    third = company.make("quote", name="Q3", opportunity=found, edition="3", lines=[line])
    company.change("quote", third, status="approved")
    states = [company.read("quote", one)["status"] for one in (first["id"], rejected, third)]
    assert states == ["superseded", "rejected", "approved"]
    company.change("quote", third, status="accepted")
    read = company.read("opportunity", found)
    assert (read["stage"], read["amount"]) == ("signing", "900")
    [todo] = [one for one in company.find("todo") if one["subject"] == "prepare the contract of Q3"]
    assert company.logins[todo["owner"]] == "ann"


def test_a_signed_contract_wins_the_deal_and_brings_order_and_receivables(company: Company) -> None:
    """R-24: with its lines and its plan of payments, once."""
    found = offered(company)
    account = company.read("opportunity", found)["account"]
    product = company.make("product", name="Gear")
    contract = company.make(
        "contract",
        name="C-1",
        opportunity=found,
        account=account,
        amount="900",
        owner=company.ids["ann"],
        go_live=company.day(40),
        lines=[{"product": product, "quantity": "2", "price": "450"}],
        plan=[
            {"name": "first", "due": company.day(10), "amount": "300"},
            {"name": "rest", "due": company.day(50), "amount": "600"},
        ],
    )
    company.change("contract", contract, status="to_sign")
    assert company.find("sales_order", contract=contract) == []
    company.change("contract", contract, status="active")
    company.change("contract", contract, name="C-1 signed")
    assert company.read("opportunity", found)["stage"] == "won"
    assert company.read("opportunity", found)["closed_at"] is not None
    [order] = company.find("sales_order", contract=contract)
    rows = company.read("sales_order", order["id"])["lines"]
    assert [(row["product"], row["quantity"]) for row in rows] == [(product, "2")]
    owed = sorted(company.find("receivable", contract=contract), key=lambda one: str(one["due"]))
    assert [(one["name"], one["due"], one["amount"], one["order"]) for one in owed] == [
        ("first", company.day(10), "300", order["id"]),
        ("rest", company.day(50), "600", order["id"]),
    ]
    [todo] = company.find("todo", kind="sop", account=account)
    assert (todo["subject"], todo["due"]) == ("go live with Buyer", company.day(40))


def test_a_deal_that_stands_still_is_told_once(company: Company) -> None:
    """J11: more than fourteen days in a stage; past its day; once for each time."""
    still = deal(company, name="Still", expected_close=company.day(16))
    company.strike(14, "09:10")
    assert "Still stands still" not in company.told("ann")
    for day in (15, 16, 17, 18):
        company.strike(day, "09:10")
    assert company.told("ann").count("Still stands still") == 1
    assert company.told("boss").count("Still stands still") == 1
    assert [title for title in company.told("ann") if title.startswith("Still was to be closed")] != []
    company.change("opportunity", still, expected_close=company.day(30))
    company.strike(19, "09:10")
    company.strike(31, "09:10")
    assert len([title for title in company.told("ann") if title.startswith("Still was to be closed")]) == 2


def test_a_quote_expires(company: Company) -> None:
    """J11: the day after its last one; one that was accepted does not."""
    sent, accepted = (
        company.make("quote", name=f"Q {status}", status=status, valid_until=company.day(40))
        for status in ("sent", "accepted")
    )
    company.strike(40, "09:10")
    assert company.read("quote", sent)["status"] == "sent"
    company.strike(41, "09:10")
    assert [company.read("quote", one)["status"] for one in (sent, accepted)] == ["expired", "accepted"]


def test_a_contract_is_accompanied_and_renewed(company: Company) -> None:
    """J8: a week and a month after going live, ninety, sixty and thirty days before the end; a missed day is made up for."""
    account = company.make("account", name="Renewing", owner=company.ids["ann"])
    contract = company.make(
        "contract",
        name="C-2",
        account=account,
        amount="700",
        owner=company.ids["ann"],
        go_live=company.day(42),
        ends=company.day(182),
    )
    company.change("contract", contract, status="active")

    def subjects() -> list[str]:
        return [one["subject"] for one in company.find("todo", account=account)]

    company.strike(48, "08:20")
    assert subjects() == ["go live with Renewing"]
    company.strike(50, "08:20")  # the forty-ninth was missed
    company.strike(72, "08:20")
    company.strike(72, "08:30")
    assert subjects()[1:] == ["call Renewing: first week", "visit Renewing: first month"]
    assert company.find("opportunity", account=account) == []
    for day in (92, 122, 152, 153):
        company.strike(day, "08:20")
    kinds = [one["subject"] for one in company.find("todo", kind="renewal") if "C-2" in one["subject"]]
    assert kinds == [f"renew C-2: {days} days left" for days in (90, 60, 30)]
    [renewal] = company.find("opportunity", account=account)
    assert (renewal["type"], renewal["amount"]) == ("renewal", "700")
