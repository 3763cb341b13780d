"""Money by rules: a payment pays what is oldest, the order closes when all is paid, and who owes is reminded."""

from __future__ import annotations

import itertools

from tests.crm.rules.world import Company

NUMBERS = itertools.count(1)


def customer(company: Company) -> tuple[str, str]:
    """Enter a customer of Ann's with a mail address; return its id and the address."""
    address = f"pay{next(NUMBERS)}@buyer.example"
    account = company.make("account", name="Payer", owner=company.ids["ann"])
    company.make("contact", name="Eva", account=account, email=address)
    return account, address


def owed(company: Company, account: str, due: str, amount: int, **values: str) -> str:
    """Enter what a customer owes."""
    given = {"name": "N", "account": account, "due": due, "amount": str(amount), "owner": company.ids["ann"]}
    return company.make("receivable", **given, **values)


def pay(company: Company, account: str, amount: int) -> str:
    """Enter a payment and confirm it."""
    found = company.make("payment", name="P", account=account, amount=str(amount))
    company.change("payment", found, status="confirmed")
    return found


def state(company: Company, *receivables: str) -> list[tuple[str, int]]:
    """Return the states of receivables and what is open of them."""
    found = [company.read("receivable", one) for one in receivables]
    return [(one["status"], int(one["open"])) for one in found]


def test_a_payment_pays_what_is_oldest(company: Company) -> None:
    """R-36: by the day it was due, of one day what was entered first; the rest of the money stays for what comes."""
    account, _ = customer(company)
    late = owed(company, account, company.day(20), 100)
    first = owed(company, account, company.day(5), 50)
    second = owed(company, account, company.day(5), 50)
    pay(company, account, 30)
    assert state(company, first, second, late) == [("partial", 20), ("open", 50), ("open", 100)]
    payment = pay(company, account, 75)
    assert state(company, first, second, late) == [("paid", 0), ("paid", 0), ("partial", 95)]
    assert sorted(int(one["amount"]) for one in company.find("allocation", payment=payment)) == [5, 20, 50]
    company.change("payment", payment, name="P seen")
    assert len(company.find("allocation", payment=payment)) == 3
    pay(company, account, 1000)
    assert state(company, late) == [("paid", 0)]
    assert company.told("ann").count("Payer paid 75") == 1


def test_an_order_that_is_delivered_and_paid_is_completed(company: Company) -> None:
    """R-36: whichever comes last."""
    account, _ = customer(company)
    for delivered_first in (True, False):
        order = company.make("sales_order", name="S", account=account, status="shipped", amount="100")
        for day in (1, 2):
            owed(company, account, company.day(day), 50, order=order)
        if delivered_first:
            company.change("sales_order", order, status="delivered")
        pay(company, account, 50)
        assert company.read("sales_order", order)["settled_at"] is None
        pay(company, account, 50)
        assert company.read("sales_order", order)["settled_at"] is not None
        if not delivered_first:
            company.change("sales_order", order, status="delivered")
        assert company.read("sales_order", order)["status"] == "completed"


def test_who_owes_is_reminded(company: Company) -> None:
    """J10: seven days before, on the day, and 1, 7 and 30 days after, once each, whatever day was missed; paid, no more."""
    account, address = customer(company)
    other, paid = customer(company)
    receivable = owed(company, account, company.day(40), 80)
    settled = owed(company, other, company.day(40), 80)
    company.strike(32, "09:00")
    assert company.letters(address) == []
    letters = 0
    for day, more in ((33, 1), (34, 0), (40, 1), (41, 1), (48, 1), (48, 0), (69, 0), (71, 1)):
        company.strike(day, "09:00")
        letters += more
        assert len(company.letters(address)) == letters
        if day == 34:
            pay(company, other, 80)
    assert len(company.letters(paid)) == 1
    assert state(company, settled) == [("paid", 0)]
    assert len([title for title in company.told("ann") if title.startswith("Payer owes 80")]) == 3
    assert company.told("boss").count("Payer does not pay 80") == 1
    company.change("receivable", receivable, due=company.day(80))
    company.strike(80, "09:00")
    assert len(company.letters(address)) == letters + 2  # seven days before was missed, and is made up for
