"""Values: what a field or an expression may hold, and the one rule of rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

DECIMALS = 10
"""Decimals kept of a stored number, and of every division or transcendental result."""

WHOLE_DIGITS = 28
"""Whole digits of a stored number; beyond that the value is `#NUM!`."""

BLANK = None
"""The empty value of every type but lists, whose empty value is `()`."""


class ErrorCode(StrEnum):
    """The error values of the expression language, spelled as a spreadsheet spells them."""

    DIVISION = "#DIV/0!"
    VALUE = "#VALUE!"
    NOT_AVAILABLE = "#N/A"
    NUMBER = "#NUM!"


@dataclass(frozen=True, slots=True)
class FormulaErrorValue:
    """An error that travels through an expression as a value; `IFERROR` catches it."""

    code: ErrorCode

    def __str__(self) -> str:
        return self.code.value


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; `base` is the amount in the workspace currency, when known."""

    amount: Decimal
    currency: str
    base: Decimal | None = None


class RichText(str):
    """The words of a rich text, which are what formulas see; `html` is how it is shown."""

    __slots__ = ("html",)
    html: str

    def __new__(cls, words: str, html: str) -> RichText:
        made = super().__new__(cls, words)
        made.html = html
        return made

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        return same and self.html == other.html if isinstance(other, RichText) else same

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


Value: TypeAlias = (
    str
    | Decimal
    | int
    | bool
    | date
    | time
    | datetime
    | timedelta
    | UUID
    | Money
    | FormulaErrorValue
    | tuple["Value", ...]
    | list["Value"]
    | Mapping[str, Any]
    | None
)


def exact_context() -> Context:
    """Return a decimal context in which `+ − ×` of stored numbers are exact (precision 200)."""
    return Context(prec=200, rounding=ROUND_HALF_UP, Emax=100_000, Emin=-100_000)


_EXACT = exact_context()


def round_half_away(number: Decimal, places: int = DECIMALS) -> Decimal:
    """Round to `places` decimals, halves away from zero; negative places round to tens."""
    return number.quantize(_unit(places), rounding=ROUND_HALF_UP, context=_EXACT)


@lru_cache(maxsize=100)
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def normal_number(number: Decimal) -> Decimal:
    """Return the same number without trailing zeros and without an exponent (`1E+2` is 100)."""
    if not number:
        return Decimal(0)
    trimmed = number.normalize(_EXACT)
    # Its text tells a positive exponent sooner than the tuple of its digits.
    return trimmed.quantize(Decimal(1), context=_EXACT) if "E+" in str(trimmed) else trimmed


def number_text(number: Decimal | int) -> str:
    """Write a number as JSON and `&` show it: plain digits, no trailing zeros."""
    exact = Decimal(number)
    return format(exact.normalize(_EXACT), "f") if exact else "0"


def localised(text: Mapping[str, str] | str | None, language: str) -> str:
    """Pick a language of a `{"en": …, "zh": …}` text: the asked one, else English, else any."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    short = language.split("-", 1)[0]
    return text.get(language) or text.get(short) or text.get("en") or next(iter(text.values()), "")
