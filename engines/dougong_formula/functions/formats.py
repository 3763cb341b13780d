"""Formats: how TEXT and & write numbers, dates and date-times."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa

from dougong_formula.checking import Checker
from dougong_formula.errors import FormulaError, formula_error
from dougong_formula.functions.arithmetic import EXACT, scaled
from dougong_formula.functions.calendar import local
from dougong_formula.functions.definition import Function, internal, special
from dougong_formula.functions.sql_parts import Element, constant_text, number, rounded
from dougong_formula.tree import Call as CallTree
from dougong_formula.typed import Literal, Node
from dougong_formula.types import DATE, DATETIME, NUMBER, TEXT

_NUMBER_FORMAT = re.compile(r"(#,##)?0(\.0{1,10})?(%)?")
DATE_FORMATS = {
    "yyyy-MM-dd": "YYYY-MM-DD",
    "yyyy/MM/dd": "YYYY/MM/DD",
    "yyyyMM": "YYYYMM",
    "yyyyMMdd": "YYYYMMDD",
    "yyyy年M月d日": 'YYYY"年"FMMM"月"FMDD"日"',
    "yyyy": "YYYY",
    "yyyy-MM": "YYYY-MM",
    "MM-dd": "MM-DD",
}
MOMENT_FORMATS = {
    **DATE_FORMATS,
    "HH:mm": "HH24:MI",
    "HH:mm:ss": "HH24:MI:SS",
    "yyyy-MM-dd HH:mm": "YYYY-MM-DD HH24:MI",
    "yyyy-MM-dd HH:mm:ss": "YYYY-MM-DD HH24:MI:SS",
}
_PIECES = re.compile("yyyy|MM|dd|HH|mm|ss|M|d|.", re.DOTALL)


def format_number(value: Decimal, pattern: str) -> str:
    """Write a number by a pattern such as `#,##0.00` or `0%`."""
    found = _NUMBER_FORMAT.fullmatch(pattern)
    assert found is not None
    thousands, decimals, percent = found.groups()
    shown = EXACT.multiply(value, Decimal(100)) if percent else value
    places = len(decimals) - 1 if decimals else 0
    cut = scaled(shown, places, ROUND_HALF_UP)
    exact = cut.quantize(Decimal(1).scaleb(-places), context=EXACT)
    return format(exact, f"{',' if thousands else ''}.{places}f") + (percent or "")


def _format_number_sql(value: Element, pattern: str) -> Element:
    found = _NUMBER_FORMAT.fullmatch(pattern)
    assert found is not None
    thousands, decimals, percent = found.groups()
    shown = value * number(100) if percent else value
    places = len(decimals) - 1 if decimals else 0
    cut = rounded(shown, places)
    if thousands:
        mask = "FM" + "999," * 40 + "990" + (decimals or "")
        written: Element = sa.func.to_char(cut, constant_text(mask), type_=sa.Text)
    else:
        written = sa.cast(cut, sa.Text)
    return written.concat(constant_text(percent)) if percent else written


def format_moment(value: date | datetime | time, pattern: str) -> str:
    """Write a date or a local date-time by one of the known patterns."""
    parts: dict[str, str] = {}
    if isinstance(value, date):
        parts |= {
            "yyyy": f"{value.year:04}",
            "MM": f"{value.month:02}",
            "M": str(value.month),
            "dd": f"{value.day:02}",
            "d": str(value.day),
        }
    if isinstance(value, datetime | time):
        parts |= {"HH": f"{value.hour:02}", "mm": f"{value.minute:02}", "ss": f"{value.second:02}"}
    return "".join(parts.get(piece, piece) for piece in _PIECES.findall(pattern))


def _mask(pattern: str) -> Element:
    return constant_text(MOMENT_FORMATS[pattern])


def _text_rule(checker: Checker, call: CallTree) -> Node:
    value_tree, format_tree = checker.arguments(call, 2, 2, "TEXT(value, format)")
    value, pattern = checker.node(value_tree), checker.node(format_tree)
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        raise _unknown_format(pattern, "The format must be written in the formula.", ("0.00",))
    if value.type in (NUMBER,) or value.type.kind == "blank":
        if _NUMBER_FORMAT.fullmatch(pattern.value) is None:
            raise _unknown_format(
                pattern, "This format is not one of numbers.", ("0", "0.00", "#,##0.00", "0%")
            )
        return checker.call("TEXT_NUMBER", (value, pattern), TEXT, call.place)
    if value.type == DATE:
        if pattern.value not in DATE_FORMATS:
            raise _unknown_format(pattern, "This format is not one of dates.", tuple(DATE_FORMATS))
        return checker.call("TEXT_DATE", (value, pattern), TEXT, call.place)
    if value.type == DATETIME:
        if pattern.value not in MOMENT_FORMATS:
            raise _unknown_format(pattern, "This format is not one of date-times.", tuple(MOMENT_FORMATS))
        return checker.call("TEXT_MOMENT", (value, checker.zone(call.place), pattern), TEXT, call.place)
    raise checker.mismatch(value, "number, date or date-time")


def _unknown_format(node: Node, message: str, known: tuple[str, ...]) -> FormulaError:
    return formula_error(
        "bad_format",
        node.place.position,
        node.place.length,
        message,
        "One of " + ", ".join(f'"{name}"' for name in known) + ".",
    )


FUNCTIONS: tuple[Function, ...] = (
    special(
        "TEXT",
        "text",
        "TEXT(value, format)",
        _text_rule,
        help=("Writes a number, date or date-time by a format.", "按格式把数、日期、日期时间写成文本。"),
        examples=(
            ('TEXT(1234.5, "#,##0.00")', "1,234.50"),
            ('TEXT(DATE(2026, 1, 5), "yyyy年M月d日")', "2026年1月5日"),
        ),
    ),
    internal("TEXT_NUMBER", "number constant", format_number, _format_number_sql),
    internal(
        "TEXT_DATE",
        "date constant",
        format_moment,
        lambda value, pattern: sa.func.to_char(sa.cast(value, sa.TIMESTAMP), _mask(pattern), type_=sa.Text),
    ),
    internal(
        "TEXT_MOMENT",
        "datetime zone constant",
        lambda value, zone, pattern: format_moment(local(value, zone), pattern),
        lambda value, zone, pattern: sa.func.to_char(
            sa.func.timezone(zone, value), _mask(pattern), type_=sa.Text
        ),
    ),
    internal(
        "DATE_TEXT",
        "date",
        lambda value: format_moment(value, "yyyy-MM-dd"),
        lambda value: sa.func.to_char(sa.cast(value, sa.TIMESTAMP), _mask("yyyy-MM-dd"), type_=sa.Text),
    ),
    internal(
        "TIME_TEXT",
        "time",
        lambda value: format_moment(value, "HH:mm"),
        lambda value: sa.func.to_char(sa.cast(value, sa.Interval), constant_text("HH24:MI"), type_=sa.Text),
    ),
    internal(
        "MOMENT_TEXT",
        "datetime zone",
        lambda value, zone: format_moment(local(value, zone), "yyyy-MM-dd HH:mm"),
        lambda value, zone: sa.func.to_char(
            sa.func.timezone(zone, value), _mask("yyyy-MM-dd HH:mm"), type_=sa.Text
        ),
    ),
)
