"""Recommending by rules: a code for each ambassador, who brought a lead, and what that is worth when it is paid."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crm.rules.world import Company


def ambassador(company: Company, phone: str) -> tuple[str, str]:
    """Let a contact accept; return the ambassador and the code."""
    contact = company.make("contact", name="Fan", phone=phone, email=f"fan{phone[-4:]}@fans.example")
    found = company.make("ambassador", name="Fan", contact=contact, status="invited")
    assert company.read("ambassador", found)["link"] is None
    company.change("ambassador", found, status="active")
    link = company.read("ambassador", found)["link"]
    company.change("ambassador", found, status="left")
    company.change("ambassador", found, status="active")
    read = company.read("ambassador", found)
    assert read["link"] == link is not None
    return found, read["code"]


def lead(company: Company, code: str, **values: Any) -> str:
    """Let a lead come in by a code."""
    given = {"name": "New", "email": "new@new.example", "clicked_at": company.ago(days=1), "owner": None}
    return company.make("lead", referral_code=code, **{**given, **values})


def test_the_first_who_brought_a_lead_is_kept(company: Company) -> None:
    """R-60: whatever code comes later."""
    first, code = ambassador(company, "13900130001")
    _, other = ambassador(company, "13900130002")
    assert code.startswith("AMB-")
    found = lead(company, code)
    assert company.read("lead", found)["ambassador"] == first
    company.change("lead", found, referral_code=other)
    assert company.read("lead", found)["ambassador"] == first


def test_an_ambassador_has_a_link_whose_answers_are_his(company: Company) -> None:
    """R-60: `/r/` and a code leads to the form; whoever fills it in there was brought by him."""
    who, code = ambassador(company, "13900130005")
    link = company.read("ambassador", who)["link"]
    led = company.world.anonymous().get("/r/" + link.rpartition("/")[2], follow_redirects=False)
    path = "/api/v1/public/forms/" + led.headers["location"].removeprefix("/f/")
    answer = {
        "values": {"name": "By link", "email": "by@link.example"},
        "start": company.world.form_start(path),
    }
    sent = company.world.anonymous().post(path, json=answer)
    assert sent.status_code == 201, sent.text
    [found] = company.find("lead", email="by@link.example")
    assert (found["ambassador"], found["referral_code"], found["channel"]) == (who, code, "referral")


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"days": 89}, True),
        ({"days": 91}, False),
        ({"phone": "13900130003"}, False),
        ({"email": "fan0003@fans.example"}, False),
        ({"code": "AMB-99999"}, False),
        ({"left": True}, False),
    ],
)
def test_a_recommendation_counts_or_not(company: Company, values: dict[str, Any], counts: bool) -> None:
    """R-60: for ninety days, not for himself, not with a code nobody has, nor of one who has left."""
    contact = company.find("contact", phone="+8613900130003")
    if contact:
        [found] = company.find("ambassador", contact=contact[0]["id"])
        who, name = found["id"], found["code"]
    else:
        who, name = ambassador(company, "13900130003")
    values = dict(values)
    if values.pop("left", False):
        company.change("ambassador", who, status="left")
    given = {"clicked_at": company.ago(days=values.pop("days", 1))}
    made = lead(company, values.pop("code", name), **given, **values)
    assert company.read("lead", made)["ambassador"] == (who if counts else None)


def test_what_is_paid_is_rewarded_and_what_is_paid_back_is_not(company: Company) -> None:
    """R-61: five per cent, once; a refund takes it back, once."""
    who, code = ambassador(company, "13900130004")
    found = lead(company, code)
    account = company.make("account", name="Buyer", owner=company.ids["ann"])
    deal = company.make("opportunity", name="D", lead=found, account=account)
    contract = company.make("contract", name="C", opportunity=deal, account=account)
    order = company.make("sales_order", name="S", account=account, contract=contract, amount="1001")
    company.make("receivable", name="N", account=account, order=order, amount="1001", due=company.day(1))
    payment = company.make("payment", name="P", account=account, amount="1001")
    assert company.find("reward", order=order) == []
    company.change("payment", payment, status="confirmed")
    company.change("sales_order", order, settled_at=company.ago(hours=1))
    rewards = company.find("reward", order=order)
    assert [(one["ambassador"], one["amount"], one["status"]) for one in rewards] == [
        (who, "50.05", "pending")
    ]
    assert company.read("ambassador", who)["earned"] == "50.05"
    refund = company.make("refund", name="R", order=order, amount="1001")
    for status in ("refunded", "received", "refunded"):
        company.change("refund", refund, status=status)
    rewards = company.find("reward", order=order)
    assert [(one["kind"], one["amount"], one["status"]) for one in rewards] == [
        ("commission", "50.05", "reversed"),
        ("reversal", "-50.05", "reversed"),
    ]
    assert company.read("ambassador", who)["earned"] == "0"


def test_who_was_not_recommended_brings_nobody_a_reward(company: Company) -> None:
    """R-61: an order without a code."""
    account = company.make("account", name="Buyer", owner=company.ids["ann"])
    order = company.make("sales_order", name="S", account=account, amount="10")
    company.change("sales_order", order, settled_at=company.ago(hours=1))
    assert company.find("reward", order=order) == []
