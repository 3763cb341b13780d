"""Maths: rounding, remainders, powers. `+ - *` are exact, the rest is rounded to 10 decimals."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

import sqlalchemy as sa

from dougong_formula.functions.arithmetic import (
    check_number,
    check_number_sql,
    divide,
    divide_sql,
    exponential,
    exponential_sql,
    logarithm,
    logarithm_of,
    logarithm_of_sql,
    logarithm_sql,
    modulo,
    modulo_sql,
    multiple,
    multiple_sql,
    power,
    power_sql,
    quotient,
    quotient_sql,
    round_down_sql,
    round_sql,
    round_up_sql,
    rounding,
    scaled,
    square_root,
    square_root_sql,
    to_step,
    to_step_sql,
)
from dougong_formula.functions.definition import Failing, Function, internal, strict
from dougong_formula.functions.sql_parts import (
    Element,
)
from dougong_formula.tree import Place
from dougong_formula.typed import Literal
from dougong_formula.types import NUMBER
from dougong_model import Value

_PLACE = Place(0, 0)
_ZERO = Literal(NUMBER, Decimal(0), _PLACE)
_ONE = Literal(NUMBER, Decimal(1), _PLACE)
_TEN = Literal(NUMBER, Decimal(10), _PLACE)


def _one(
    name: str,
    python: Callable[[Decimal], Value],
    sql: Callable[[Element], Element | Failing],
    help: tuple[str, str],
    examples: tuple[tuple[str, str], ...],
    reading: tuple[str, str] | None = None,
    digits: tuple[int, int] | None = None,
) -> Function:
    return strict(
        name,
        "maths",
        f"{name}(number)",
        "number",
        NUMBER,
        python,
        sql,
        help=help,
        examples=examples,
        reading=reading,
        digits=digits,
    )


def _two(
    name: str,
    second: str,
    python: Callable[[Decimal, Decimal], Value],
    sql: Callable[[Element, Element], Element | Failing],
    help: tuple[str, str],
    examples: tuple[tuple[str, str], ...],
    default: Literal | None = None,
    digits: tuple[int, int] | None = None,
) -> Function:
    shown = second if default is None else f"[{second}]"
    return strict(
        name,
        "maths",
        f"{name}(number, {shown})",
        "number number",
        NUMBER,
        python,
        sql,
        help=help,
        examples=examples,
        defaults=() if default is None else (default,),
        digits=digits,
    )


FUNCTIONS: tuple[Function, ...] = (
    _one(
        "ABS",
        Decimal.copy_abs,
        lambda x: sa.func.abs(x, type_=sa.Numeric),
        ("The size of a number, without its sign.", "数的绝对值。"),
        (("ABS(-2.5)", "2.5"),),
        ("the size of {0}", "{0} 的绝对值"),
    ),
    _two(
        "ROUND",
        "places",
        rounding(ROUND_HALF_UP),
        round_sql,
        ("Rounds to a number of decimals, halves away from zero.", "按小数位数四舍五入（远离零）。"),
        (("ROUND(1.005, 2)", "1.01"), ("ROUND(-2.5)", "-3")),
        _ZERO,
    ),
    _two(
        "ROUNDUP",
        "places",
        rounding(ROUND_UP),
        round_up_sql,
        ("Rounds away from zero.", "向远离零的方向舍入。"),
        (("ROUNDUP(2.1)", "3"),),
        _ZERO,
    ),
    _two(
        "ROUNDDOWN",
        "places",
        rounding(ROUND_DOWN),
        round_down_sql,
        ("Rounds towards zero.", "向零的方向舍入。"),
        (("ROUNDDOWN(-2.9)", "-2"),),
        _ZERO,
    ),
    _two(
        "MROUND",
        "multiple",
        multiple,
        multiple_sql,
        ("Rounds to the nearest multiple.", "舍入到最接近的倍数。"),
        (("MROUND(10, 3)", "9"),),
    ),
    _one(
        "INT",
        lambda x: scaled(x, 0, ROUND_FLOOR),
        lambda x: sa.func.floor(x, type_=sa.Numeric),
        ("The next whole number below.", "向下取整。"),
        (("INT(-1.5)", "-2"),),
    ),
    _two(
        "TRUNC",
        "places",
        rounding(ROUND_DOWN),
        round_down_sql,
        ("Cuts the decimals off.", "截去小数。"),
        (("TRUNC(-1.5)", "-1"),),
        _ZERO,
    ),
    _two(
        "MOD",
        "divisor",
        modulo,
        modulo_sql,
        ("The remainder of a division, with the divisor's sign.", "余数，符号与除数相同。"),
        (("MOD(-3, 2)", "1"), ("MOD(5, 0)", "#DIV/0!")),
    ),
    _two(
        "QUOTIENT",
        "divisor",
        quotient,
        quotient_sql,
        ("The whole part of a division.", "商的整数部分。"),
        (("QUOTIENT(-7, 2)", "-3"),),
        digits=(100, 0),
    ),
    strict(
        "POWER",
        "maths",
        "POWER(number, exponent)",
        "number number",
        NUMBER,
        power,
        power_sql,
        help=("A number raised to a power.", "乘幂。"),
        examples=(("POWER(2, 10)", "1024"), ("2^3^2", "64")),
        reading=("{0} to the power of {1}", "{0} 的 {1} 次方"),
        digits=(28, 10),
    ),
    _one(
        "SQRT",
        square_root,
        square_root_sql,
        ("The square root.", "平方根。"),
        (("SQRT(2)", "1.4142135624"), ("SQRT(-1)", "#NUM!")),
    ),
    _one(
        "EXP",
        exponential,
        exponential_sql,
        ("e raised to a power.", "e 的乘幂。"),
        (("EXP(1)", "2.7182818285"),),
        digits=(28, 10),
    ),
    _one(
        "LN",
        logarithm,
        logarithm_sql,
        ("The natural logarithm.", "自然对数。"),
        (("LN(10)", "2.302585093"),),
        digits=(4, 10),
    ),
    _two(
        "LOG",
        "base",
        logarithm_of,
        logarithm_of_sql,
        ("The logarithm to a base, 10 unless given.", "以给定数为底的对数，默认 10。"),
        (("LOG(1000)", "3"),),
        _TEN,
        digits=(28, 10),
    ),
    _one(
        "SIGN",
        lambda x: Decimal((x > 0) - (x < 0)),
        lambda x: sa.func.sign(x, type_=sa.Numeric),
        ("-1, 0 or 1 by the sign.", "符号：-1、0 或 1。"),
        (("SIGN(-3)", "-1"),),
        digits=(1, 0),
    ),
    _two(
        "CEILING",
        "step",
        to_step(ROUND_CEILING),
        to_step_sql(True),
        ("Rounds up to a multiple of the step.", "向上舍入到步长的倍数。"),
        (("CEILING(4.1, 0.5)", "4.5"),),
        _ONE,
    ),
    _two(
        "FLOOR",
        "step",
        to_step(ROUND_FLOOR),
        to_step_sql(False),
        ("Rounds down to a multiple of the step.", "向下舍入到步长的倍数。"),
        (("FLOOR(-4.1)", "-5"),),
        _ONE,
    ),
    internal("CHECK_NUMBER", "filled", check_number, check_number_sql),
    internal("NEGATE", "number", lambda x: x.copy_negate() if x else Decimal(0), lambda x: -x),
    internal("/", "number number", divide, divide_sql),
)
