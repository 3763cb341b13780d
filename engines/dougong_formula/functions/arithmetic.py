"""Arithmetic: what the functions of numbers compute, once in Python and once in SQL."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from dougong_formula.functions.definition import DIVISION, NUMBER_ERROR, Failing
from dougong_formula.functions.sql_parts import (
    MAX_WHOLE,
    Element,
    check,
    divided,
    error,
    integer,
    number,
    rounded,
)
from dougong_formula.limits import MAX_EXPONENT, MAX_PLACES
from dougong_model import DECIMALS, ErrorCode, FormulaErrorValue, Value, exact_context, round_half_away

EXACT = exact_context()


def whole_part(value: Decimal, limit: int = 1_000_000) -> int:
    """Cut a number to an integer within ± limit, as the SQL forms do."""
    return int(max(min(value, Decimal(limit)), Decimal(-limit)))


def scaled(value: Decimal, places: int, mode: str) -> Decimal:
    """Round to places with a mode of the decimal module; never fails, zero has no sign."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return value
    return value.quantize(Decimal(1).scaleb(-places), rounding=mode, context=EXACT) or Decimal(0)


def divide(dividend: Decimal, divisor: Decimal) -> Decimal | FormulaErrorValue:
    """Divide, rounded half away to 10 decimals."""
    if not divisor:
        return DIVISION
    quotient = EXACT.divide_int(dividend.scaleb(DECIMALS + 1, EXACT), divisor)
    return round_half_away(quotient.scaleb(-DECIMALS - 1, EXACT)) or Decimal(0)


def check_number(value: Decimal) -> Decimal | FormulaErrorValue:
    """Bring a number to the shape of a stored one: 28 whole digits, 10 decimals."""
    rounded_value = scaled(value, DECIMALS, ROUND_HALF_UP)
    return NUMBER_ERROR if rounded_value.copy_abs() >= MAX_WHOLE else rounded_value


def _places(value: Decimal) -> int:
    return whole_part(value, MAX_PLACES)


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | FormulaErrorValue:
    if not divisor:
        return DIVISION
    remainder = EXACT.remainder(dividend, divisor)
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = EXACT.add(remainder, divisor)
    return remainder or Decimal(0)


def modulo_sql(dividend: Element, divisor: Element) -> Failing:
    zero = divisor == number(0)
    safe = sa.func.nullif(divisor, number(0), type_=sa.Numeric)
    remainder = sa.func.mod(sa.func.mod(dividend, safe, type_=sa.Numeric) + safe, safe, type_=sa.Numeric)
    return Failing(remainder, sa.case((zero, error(ErrorCode.DIVISION)), else_=sa.null()))


def divide_sql(dividend: Element, divisor: Element) -> Failing:
    zero = divisor == number(0)
    return Failing(divided(dividend, divisor), sa.case((zero, error(ErrorCode.DIVISION)), else_=sa.null()))


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal | FormulaErrorValue:
    return DIVISION if not divisor else EXACT.divide_int(dividend, divisor) or Decimal(0)


def quotient_sql(dividend: Element, divisor: Element) -> Failing:
    safe = sa.func.nullif(divisor, number(0), type_=sa.Numeric)
    zero = divisor == number(0)
    return Failing(
        sa.func.div(dividend, safe, type_=sa.Numeric),
        sa.case((zero, error(ErrorCode.DIVISION)), else_=sa.null()),
    )


def to_step(mode: str) -> Callable[[Decimal, Decimal], Decimal]:
    def to_step(value: Decimal, step: Decimal) -> Decimal:
        size = step.copy_abs()
        if not size:
            return Decimal(0)
        steps = EXACT.divide_int(value, size)
        exact = EXACT.multiply(steps, size)
        if exact != value and ((mode == ROUND_CEILING) == (value > 0)):
            steps = EXACT.add(steps, Decimal(1 if mode == ROUND_CEILING else -1))
        return EXACT.multiply(steps, size) or Decimal(0)

    return to_step


def to_step_sql(upwards: bool) -> Callable[[Element, Element], Element]:
    def to_step(value: Element, step: Element) -> Element:
        size = sa.func.abs(step, type_=sa.Numeric)
        signed = -value if upwards else value
        safe = sa.func.nullif(size, number(0), type_=sa.Numeric)
        above = sa.func.mod(sa.func.mod(signed, safe, type_=sa.Numeric) + safe, safe, type_=sa.Numeric)
        return sa.func.coalesce(value + above if upwards else value - above, number(0), type_=sa.Numeric)

    return to_step


def multiple(value: Decimal, step: Decimal) -> Value:
    if not step:
        return Decimal(0)
    if value and (value < 0) != (step < 0):
        return NUMBER_ERROR
    quotient = EXACT.divide_int(
        EXACT.add(EXACT.multiply(value.copy_abs(), Decimal(2)), step.copy_abs()),
        EXACT.multiply(step.copy_abs(), Decimal(2)),
    )
    return EXACT.multiply(quotient, step) or Decimal(0)


def multiple_sql(value: Element, step: Element) -> Failing:
    fails = sa.func.sign(value) * sa.func.sign(step) < number(0)
    size = sa.func.abs(step, type_=sa.Numeric)
    quotient = sa.func.div(
        sa.func.abs(value, type_=sa.Numeric) * number(2) + size,
        sa.func.nullif(size * number(2), number(0), type_=sa.Numeric),
        type_=sa.Numeric,
    )
    return check(fails, sa.func.coalesce(quotient * step, number(0), type_=sa.Numeric), ErrorCode.NUMBER)


def power(base: Decimal, exponent: Decimal) -> Decimal | FormulaErrorValue:
    """Raise to a power, rounded half away to 10 decimals; #NUM! outside the bounds."""
    if not base:
        if exponent <= 0:
            return NUMBER_ERROR if exponent == 0 else DIVISION
        return Decimal(0)
    if base < 0 and exponent != exponent.to_integral_value():
        return NUMBER_ERROR
    if exponent.copy_abs() > MAX_EXPONENT or (base.copy_abs() >= 2 and exponent > 100):
        return NUMBER_ERROR
    if base.copy_abs() <= Decimal("0.5") and exponent < -100:
        return NUMBER_ERROR
    result = EXACT.power(base, exponent)
    return NUMBER_ERROR if result.copy_abs() >= MAX_WHOLE else scaled(result, DECIMALS, ROUND_HALF_UP)


def power_sql(base: Element, exponent: Element) -> Failing:
    size = sa.func.abs(base, type_=sa.Numeric)
    is_whole = exponent == sa.func.trunc(exponent)
    bad = sa.or_(
        sa.and_(base == number(0), exponent == number(0)),
        sa.and_(base < number(0), sa.not_(is_whole)),
        sa.func.abs(exponent) > number(MAX_EXPONENT),
        sa.and_(size >= number(2), exponent > number(100)),
        sa.and_(size <= number("0.5"), size > number(0), exponent < number(-100)),
    )
    over_zero = sa.and_(base == number(0), exponent < number(0))
    raised = sa.case(
        (is_whole, sa.func.power(rounded(base, 80), exponent, type_=sa.Numeric)),
        else_=sa.func.power(rounded(base, 40), rounded(exponent, 40), type_=sa.Numeric),
    )
    safe = sa.case((sa.or_(bad, over_zero), sa.null()), else_=raised)
    return Failing(
        sa.case((sa.func.abs(safe) < number(MAX_WHOLE), rounded(safe))),
        sa.case(
            (over_zero, error(ErrorCode.DIVISION)),
            (sa.or_(bad, sa.func.abs(safe) >= number(MAX_WHOLE)), error(ErrorCode.NUMBER)),
            else_=sa.null(),
        ),
    )


def square_root(value: Decimal) -> Value:
    return NUMBER_ERROR if value < 0 else scaled(EXACT.sqrt(value), DECIMALS, ROUND_HALF_UP)


def square_root_sql(value: Element) -> Failing:
    root = rounded(
        sa.func.sqrt(rounded(sa.func.greatest(value, number(0), type_=sa.Numeric), 40), type_=sa.Numeric)
    )
    return check(value < number(0), root, ErrorCode.NUMBER)


def exponential(value: Decimal) -> Value:
    if value >= Decimal("64.4"):
        return NUMBER_ERROR
    return Decimal(0) if value < -100 else scaled(EXACT.exp(value), DECIMALS, ROUND_HALF_UP)


def exponential_sql(value: Element) -> Failing:
    within = sa.func.least(sa.func.greatest(value, number(-100)), number("64.4"), type_=sa.Numeric)
    return check(
        value >= number("64.4"), rounded(sa.func.exp(rounded(within, 40), type_=sa.Numeric)), ErrorCode.NUMBER
    )


def logarithm(value: Decimal) -> Value:
    return NUMBER_ERROR if value <= 0 else scaled(EXACT.ln(value), DECIMALS, ROUND_HALF_UP) or Decimal(0)


def _positive(value: Element) -> Element:
    return sa.case((value > number(0), rounded(value, 100)), else_=number(1))


def logarithm_sql(value: Element) -> Failing:
    return check(
        value <= number(0), rounded(sa.func.ln(_positive(value), type_=sa.Numeric)), ErrorCode.NUMBER
    )


def logarithm_of(value: Decimal, base: Decimal) -> Value:
    if value <= 0 or base <= 0:
        return NUMBER_ERROR
    if base == 1:
        return DIVISION
    return scaled(EXACT.divide(EXACT.ln(value), EXACT.ln(base)), DECIMALS, ROUND_HALF_UP) or Decimal(0)


def logarithm_of_sql(value: Element, base: Element) -> Failing:
    bad = sa.or_(value <= number(0), base <= number(0))
    one = base == number(1)
    safe_base = sa.func.nullif(sa.func.ln(_positive(base), type_=sa.Numeric), number(0), type_=sa.Numeric)
    result = rounded(sa.func.ln(_positive(value), type_=sa.Numeric) / safe_base)
    return Failing(
        sa.case((sa.or_(bad, one), sa.null()), else_=result),
        sa.case((bad, error(ErrorCode.NUMBER)), (one, error(ErrorCode.DIVISION)), else_=sa.null()),
    )


def rounding(mode: str) -> Callable[[Decimal, Decimal], Decimal]:
    return lambda value, places: scaled(value, _places(places), mode)


def round_sql(value: Element, places: Element) -> Element:
    return sa.func.round(value, integer(places, MAX_PLACES), type_=sa.Numeric)


def round_down_sql(value: Element, places: Element) -> Element:
    return sa.func.trunc(value, integer(places, MAX_PLACES), type_=sa.Numeric)


def round_up_sql(value: Element, places: Element) -> Element:
    cut = round_down_sql(value, places)
    power = number(0) - sa.cast(integer(places, MAX_PLACES), sa.Numeric)
    unit = sa.func.power(number(10), power, type_=sa.Numeric)
    return cut + sa.case((cut == value, number(0)), else_=sa.func.sign(value, type_=sa.Numeric) * unit)


def check_number_sql(value: Element) -> Failing:
    result = rounded(value)
    return check(sa.func.abs(result) >= number(MAX_WHOLE), result, ErrorCode.NUMBER)
