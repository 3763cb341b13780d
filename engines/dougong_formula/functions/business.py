"""Business: amounts in Chinese capitals, numbers of new records."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from dougong_formula.checking import Checker
from dougong_formula.functions.arithmetic import EXACT, scaled
from dougong_formula.functions.definition import NUMBER_ERROR, Failing, Function, special, strict
from dougong_formula.functions.sql_parts import Element, check, constant_text, number, rounded, whole
from dougong_formula.tree import Call as CallTree
from dougong_formula.typed import Node
from dougong_formula.types import NUMBER, TEXT
from dougong_model import ErrorCode, Value

_LIMIT = 10**12
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
RMB_STEPS: tuple[tuple[str, str], ...] = (
    ("0[仟佰拾]", "0"),
    ("0+", "0"),
    ("^(0[亿万])+", ""),
    ("^0", ""),
    ("亿0万", "亿0"),
    ("0+", "0"),
    ("0([亿万元])", "\\1"),
    ("^元", ""),
    ("0角0分$", "整"),
    ("0分$", "整"),
    ("0角", "0"),
    ("^0", ""),
    ("^整$", "0元整"),
)
"""Applied in turn to `1仟2佰3拾4亿…元5角6分`: the same in all three runtimes."""


def rmb_upper(amount: Decimal) -> Value:
    """Write an amount in Chinese capitals, as on invoices; #NUM! from 10^12 on."""
    cents = EXACT.multiply(scaled(amount.copy_abs(), 2, ROUND_HALF_UP), Decimal(100))
    if cents >= _LIMIT * 100:
        return NUMBER_ERROR
    digits = f"{int(cents):014}"
    groups = [re.sub("(.)(.)(.)(.)", r"\1仟\2佰\3拾\4", digits[start : start + 4]) for start in (0, 4, 8)]
    text = f"{groups[0]}亿{groups[1]}万{groups[2]}元{digits[12]}角{digits[13]}分"
    for pattern, replacement in RMB_STEPS:
        text = re.sub(pattern, replacement, text)
    text = text.translate(str.maketrans("0123456789", _DIGITS))
    return "负" + text if amount < 0 and cents else text


def _rmb_upper_sql(amount: Element) -> Failing:
    cents = rounded(sa.func.abs(amount, type_=sa.Numeric), 2) * number(100)
    fails = cents >= number(_LIMIT * 100)
    digits = sa.func.lpad(sa.cast(rounded(cents, 0), sa.Text), whole(14), constant_text("0"), type_=sa.Text)
    spelled = sa.func.regexp_replace(
        digits,
        constant_text("^" + "(....)" * 3 + "(.)(.)$"),
        constant_text(r"\1亿\2万\3元\4角\5分"),
        type_=sa.Text,
    )
    text = sa.func.regexp_replace(
        spelled,
        constant_text("([0-9])([0-9])([0-9])([0-9])"),
        constant_text(r"\1仟\2佰\3拾\4"),
        constant_text("g"),
        type_=sa.Text,
    )
    for pattern, replacement in RMB_STEPS:
        text = sa.func.regexp_replace(
            text, constant_text(pattern), constant_text(replacement), constant_text("g"), type_=sa.Text
        )
    text = sa.func.translate(text, constant_text("0123456789"), constant_text(_DIGITS), type_=sa.Text)
    minus = sa.case(
        (sa.and_(amount < number(0), cents > number(0)), constant_text("负")), else_=constant_text("")
    )
    return check(fails, minus.concat(text), ErrorCode.NUMBER)


def _sequence(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "SEQ()")
    return checker.sequence("$sequence", NUMBER, call)


def _uuid(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "UUID()")
    return checker.sequence("$uuid", TEXT, call)


FUNCTIONS: tuple[Function, ...] = (
    strict(
        "RMBUPPER",
        "business",
        "RMBUPPER(amount)",
        "number",
        TEXT,
        rmb_upper,
        _rmb_upper_sql,
        help=("An amount in Chinese capitals.", "人民币大写金额。"),
        examples=(("RMBUPPER(1234.5)", "壹仟贰佰叁拾肆元伍角整"),),
        reading=("{0} in Chinese capitals", "{0} 的大写"),
    ),
    special(
        "SEQ",
        "business",
        "SEQ()",
        _sequence,
        help=("The next number, where new records are numbered.", "自动编号的下一个序号。"),
        examples=(('TEXT(SEQ(), "0")', ""),),
    ),
    special(
        "UUID",
        "business",
        "UUID()",
        _uuid,
        help=("A new unique text, where new records are numbered.", "新的唯一文本，仅用于自动编号。"),
        examples=(("UUID()", ""),),
    ),
)
