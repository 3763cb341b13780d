"""An order's way by rules: invoiced, reserved, what lacks made or bought, sent, received, asked about."""

from __future__ import annotations

from typing import Any

from tests.crm.rules.world import Company


def product(company: Company, name: str, on_hand: int, safety: int = 0, make: str = "make") -> str:
    """Enter a product with its stock."""
    found = company.make("product", name=name, make=make)
    company.make("stock", name=name, product=found, on_hand=str(on_hand), safety=str(safety))
    return found


def order(company: Company, *lines: tuple[str, int]) -> str:
    """Enter an order of a customer with a contact, in review."""
    account = company.make("account", name="Buyer", owner=company.ids["ann"])
    company.make("contact", name="Eva", account=account, email="eva@buyer.example", phone="13900139002")
    rows = [{"product": one, "quantity": str(number), "price": "10"} for one, number in lines]
    return company.make("sales_order", name="S-1", account=account, status="review", amount="100", lines=rows)


def stock(company: Company, *products: str) -> list[tuple[int, int]]:
    """Return what is on hand and reserved of products."""
    found = [company.find("stock", product=one)[0] for one in products]
    return [(int(one["on_hand"]), int(one["reserved"])) for one in found]


def status(company: Company, order: str) -> str:
    """Return the state of an order."""
    return str(company.read("sales_order", order)["status"])


def supplies(company: Company, order: str) -> list[tuple[str, int]]:
    """Return what is made or bought for an order."""
    return [(one["kind"], int(one["quantity"])) for one in company.find("supply", order=order)]


def test_what_is_there_goes_out_at_once(company: Company) -> None:
    """R-30, R-31, R-33: the invoice is asked for, the goods reserved, the warehouse told; one order after the other."""
    gear = product(company, "Gear", 5)
    first, second = order(company, (gear, 3)), order(company, (gear, 2))
    for one in (first, second):
        company.change("sales_order", one, status="approved")
        assert status(company, one) == "to_ship"
        [invoice] = company.find("invoice", order=one)
        assert (invoice["amount"], invoice["status"]) == ("100", "requested")
        assert len(company.find("delivery", order=one)) == 1
        assert supplies(company, one) == []
    assert stock(company, gear) == [(5, 5)]


def test_what_lacks_is_made_or_bought_and_then_goes_out(company: Company) -> None:
    """R-32, R-34: what is short and the safety besides, once; what comes in is reserved, and the rest not asked for anew."""
    shaft, oil = product(company, "Shaft", 1, safety=4), product(company, "Oil", 0, make="buy")
    found = order(company, (shaft, 3), (oil, 2))
    company.change("sales_order", found, status="approved")
    assert status(company, found) == "in_production"
    assert supplies(company, found) == [("production", 6), ("purchase", 2)]
    made, bought = (one["id"] for one in company.find("supply", order=found))
    company.change("supply", made, status="done")
    assert (status(company, found), len(supplies(company, found))) == ("in_production", 2)
    company.change("supply", bought, status="done")
    assert (status(company, found), len(supplies(company, found))) == ("to_ship", 2)
    assert stock(company, shaft, oil) == [(7, 3), (2, 2)]
    assert len(company.find("delivery", order=found)) == 1
    assert len(company.find("invoice", order=found)) == 1


def test_what_is_shipped_leaves_the_stock_and_the_customer_hears_of_it(company: Company) -> None:
    """R-35: letter and text message with the number, the customer owns the product from then; nothing twice."""
    belt = product(company, "Belt", 4)
    found = order(company, (belt, 3))
    company.change("sales_order", found, status="approved")
    [delivery] = company.find("delivery", order=found)
    before = len(company.phone.asked)
    company.change("delivery", delivery["id"], tracking="SF-42")
    company.change("delivery", delivery["id"], status="shipped")
    company.change("delivery", delivery["id"], status="packed")
    company.change("delivery", delivery["id"], status="shipped")
    assert (status(company, found), stock(company, belt)) == ("shipped", [(1, 0)])
    assert [one["quantity"] for one in company.find("stock_move", product=belt)] == ["-3"]
    [owned] = company.find("owned_product", product=belt)
    assert (owned["account"], owned["bought_on"]) == (
        company.read("sales_order", found)["account"],
        company.day(),
    )
    assert "S-1 is on its way" in company.letters("eva@buyer.example")
    assert b"SF-42" in company.phone.asked[before].body


def test_who_received_is_asked_a_day_later(company: Company) -> None:
    """R-37: once, and not about an order that was cancelled meanwhile."""
    tube = product(company, "Tube", 9)
    kept, cancelled = order(company, (tube, 1)), order(company, (tube, 1))
    for one in (kept, cancelled):
        company.change("sales_order", one, status="approved")
        [delivery] = company.find("delivery", order=one)
        company.change("delivery", delivery["id"], status="shipped")
        company.change("delivery", delivery["id"], status="received")
        assert status(company, one) == "delivered"
        assert company.read("sales_order", one)["delivered_at"] is not None
    company.change("sales_order", cancelled, status="cancelled")
    company.later(hours=23)
    assert company.find("survey_response") == []
    company.later(hours=25)
    company.later(hours=50)
    asked: list[Any] = company.find("survey_response")
    assert [(one["kind"], one["order"]) for one in asked] == [("csat", kept)]
    assert company.letters("eva@buyer.example").count("How was it, Eva?") == 1
