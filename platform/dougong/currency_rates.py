"""Rates of currencies: what one unit is worth in the workspace's currency, from a day on.

An amount in another currency is kept with its base amount, which is what sums add up. It is fixed when the
amount is written, by the rate valid on the day of its document; another rate later leaves it as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

import sqlalchemy as sa

from dougong.currencies import CURRENCIES
from dougong.database import WORKSPACE
from dougong.errors import Invalid, NotFound
from dougong.workspace import workspace_currency
from dougong_model import DECIMALS, Problem

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)

currency_rate = sa.Table(
    "currency_rate",
    WORKSPACE,
    sa.Column("currency", sa.Text, primary_key=True),
    sa.Column("from_day", sa.Date, primary_key=True),
    sa.Column("rate", sa.Numeric(20, 10), nullable=False, comment="of one unit, in the workspace's currency"),
)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """What one unit of a currency is worth from a day on."""

    from_day: date
    rate: Decimal


def rates_of(conn: sa.Connection, currencies: Iterable[str] | None = None) -> dict[str, list[Rate]]:
    """Return the rates by currency, the oldest first; of all currencies unless some are named."""
    asked = sa.select(currency_rate).order_by(currency_rate.c.currency, currency_rate.c.from_day)
    if currencies is not None:
        asked = asked.where(currency_rate.c.currency.in_(sorted(currencies)))
    found: dict[str, list[Rate]] = {}
    for row in conn.execute(asked):
        found.setdefault(row.currency, []).append(Rate(row.from_day, row.rate))
    return found


def rate_on(rates: Mapping[str, Sequence[Rate]], currency: str, day: date) -> Decimal | None:
    """Return the rate of a currency that is valid on a day."""
    known = rates.get(currency, ())
    place = bisect_right(known, day, key=lambda one: one.from_day)
    return known[place - 1].rate if place else None


def based(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount in the workspace's currency, with as many decimals as are stored."""
    return _EXACT.quantize(_EXACT.multiply(amount, rate), Decimal(1).scaleb(-DECIMALS))


def set_rates(conn: sa.Connection, currency: str, rates: Sequence[Rate]) -> None:
    """Make these the rates of a currency; raises NotFound for no currency, Invalid for what cannot be."""
    if currency not in CURRENCIES:
        raise NotFound(
            f"There is no currency “{currency[:20]}”. Its code is three capital letters, such as CNY or USD."
        )
    own = workspace_currency(conn)
    problems: list[Problem] = []
    if currency == own:
        message = f"Amounts are kept in {own}, so it has no rate."
        problems.append(Problem(code="currency_rate", pointer="", message=message))
    days: set[date] = set()
    for index, one in enumerate(rates):
        if one.from_day in days:
            message = "This day is given twice."
            problems.append(
                Problem(code="currency_rate", pointer=f"/rates/{index}/from_day", message=message)
            )
        days.add(one.from_day)
    if problems:
        raise Invalid("The rates cannot be these.", problems=problems)
    conn.execute(sa.delete(currency_rate).where(currency_rate.c.currency == currency))
    rows = [{"currency": currency, "from_day": one.from_day, "rate": one.rate} for one in rates]
    if rows:
        conn.execute(sa.insert(currency_rate), rows)
