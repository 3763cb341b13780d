"""Rates of currencies: what amounts in them are worth in the workspace's, from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from dougong.actions.rebase_amounts import start_rebase
from dougong.api.answers.base import answered
from dougong.api.answers.calendar import CurrencyRates, RateList
from dougong.api.answers.stored_fields import Started
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, MemberContext
from dougong.api.opening import ContextRoute
from dougong.currency_rates import Rate, rates_of, set_rates
from dougong.errors import Invalid, NotFound
from dougong.workspace import workspace_currency
from dougong_model import number_text

router = APIRouter(route_class=ContextRoute, prefix="/currency-rates", tags=["Organisation"])


class GivenRate(Closed):
    """What one unit is worth in the workspace's currency from a day on."""

    from_day: date
    rate: Annotated[Decimal, Field(gt=0, max_digits=20, decimal_places=10)]


class GivenRates(Closed):
    """Every rate of a currency."""

    rates: list[GivenRate] = Field(max_length=10_000)


def _listed(rates: list[Rate]) -> list[dict[str, Any]]:
    return [{"from_day": one.from_day, "rate": number_text(one.rate)} for one in rates]


@router.get("", responses=answered(CurrencyRates))
def get_currency_rates(context: MemberContext) -> dict[str, Any]:
    """Return the rates of every currency that has some, and the currency that they lead to."""
    found = rates_of(context.conn)
    return {
        "currency": workspace_currency(context.conn),
        "currencies": {currency: _listed(rates) for currency, rates in found.items()},
    }


@router.put("/{currency}", responses=answered(RateList, NotFound, Invalid))
def put_currency_rates(body: GivenRates, currency: str, context: AdministratorContext) -> dict[str, Any]:
    """Make these the rates of a currency. Amounts written before keep what they were worth then."""
    set_rates(context.conn, currency, [Rate(one.from_day, one.rate) for one in body.rates])
    return {"currency": currency, "rates": _listed(rates_of(context.conn, [currency]).get(currency, []))}


@router.post("/{currency}/recompute", status_code=202, responses=answered(Started, NotFound, status=202))
def post_recompute(currency: str, context: AdministratorContext) -> dict[str, Any]:
    """Compute what stored amounts in a currency are worth by the rates as they are now; a job does it.

    Each amount keeps its day. Rows of sub-tables without a date for their rate are left as they are.
    """
    return {"job": start_rebase(context, currency)}
