"""Cells as people write them in a spreadsheet: read into the cells of a decision table, and told in that way.

A choice may stand by its label or key, texts without quotes, days as 2026-11-22, yes and no in words, a range with a
dash or in words, an amount with its currency and unit. What is told plainly reads back as the same cell; where that is not so, the cell stands as the document has it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dougong_formula import FormulaError
from dougong_formula.parse import parse
from dougong_model import localised
from dougong_rule.said_ranges import amount, is_doubtful, said_range

_ANY = frozenset({"", "-", "–", "—", "any", "任意", "不限"})
_TRUE, _FALSE = frozenset({"true", "yes", "是"}), frozenset({"false", "no", "否"})
SAID = {True: {"en": "Yes", "zh": "是"}, False: {"en": "No", "zh": "否"}}
"""What a truth value is called."""
_MARKS = str.maketrans("，；（）＞＜＝［］０１２３４５６７８９．－", ",;()><=[]0123456789.-")
_SIGN = re.compile(r"(<=|>=|<>|≤|≥|≠|<|>|=)\s*(.+)\Z", re.DOTALL)
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "<>"}
_NOT = re.compile(r"(?:NOT|非|不是)\s*\((.*)\)\Z", re.DOTALL | re.IGNORECASE)
_BRACKETS = re.compile(r"([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\Z", re.DOTALL)
_DASHED = re.compile(r"(.+?)\s*(?:\.\.|–|—|~|～|至|到)\s*(.+)\Z", re.DOTALL)
# A hyphen is a minus and a part of a day too: it stands between two numbers, or has blanks around it.
_HYPHENED = re.compile(
    r"([¥￥$]?-?\d[\d,.]*[千万亿]?元?)\s*-\s*([¥￥$]?-?\d[\d,.]*[千万亿]?元?)\Z|(\S+)\s+-\s+(\S+)\Z"
)
# What a table answers may be a text such as 5元; only digits are a number there.
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")
_DAY = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?(?:[ T]00:00(?::00)?)?\Z")
_DATE = re.compile(r"DATE\((\d+),\s*(\d+),\s*(\d+)\)", re.IGNORECASE)
_EXPRESSION = re.compile(r'"|\b[A-Z_]{2,}\s*\(|\binput\b|\A(?:settings|user)\.\w+\Z')
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_LISTED = re.compile(r'"(?:[^"]|"")*"(?:\s*,\s*"(?:[^"]|"")*")*\Z')
_PARTS = re.compile(r"\s*[,;、；]\s*|\s+(?:or|或)\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What tells how a column is written: the kind of its values, the labels of its choices by key, and the labels of
    the settings by path, which an output may give.
    """

    kind: str
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_cell(text: str, column: Written) -> str:
    """Return the cell of a table that somebody meant; what is not understood stays as it is."""
    plain = text.strip()
    if plain.casefold() in _ANY:
        return "-"
    if _EXPRESSION.search(plain) and not _NOT.match(plain):
        return plain
    marked = plain.translate(_MARKS)
    if within := _NOT.match(marked):
        return f"NOT({read_cell(within[1], column)})"
    if column.kind == "datetime":
        return _whole_days(_ordered(marked, column.kind))
    if column.kind in ("number", "date"):
        return _ordered(marked, column.kind)
    if column.kind == "boolean":
        return _boolean(plain)
    if column.kind in ("text", "list"):
        parts = [one for part in _PARTS.split(marked) if part for one in _either(part, column)]
        return ", ".join(_chosen(one, column) for one in parts)
    return plain


def _whole_days(cell: str) -> str:
    """Return a cell of moments that speaks of days so that they count from their beginning to their end."""
    if _DATE.fullmatch(cell):
        return f"[{cell}..{_next_day(cell)})"
    if (signed := _SIGN.match(cell)) and _DATE.fullmatch(signed[2]):
        sign, day = signed[1], signed[2]
        if sign in ("=", "<>"):
            within = _whole_days(day)
            return within if sign == "=" else f"NOT({within})"
        return {"<=": f"< {_next_day(day)}", ">": f">= {_next_day(day)}"}.get(sign, cell)
    if between := _BRACKETS.match(cell):
        opening, first, last, closing = between.groups()
        if opening != "[" and _DATE.fullmatch(first):
            opening, first = "[", _next_day(first)
        if closing == "]" and _DATE.fullmatch(last):
            closing, last = ")", _next_day(last)
        return f"{opening}{first}..{last}{closing}"
    return cell


def _next_day(day: str) -> str:
    found = _DATE.fullmatch(day)
    assert found is not None
    year, month, number = map(int, found.groups())
    try:
        after = date(year, month, number) + timedelta(days=1)
    except (ValueError, OverflowError):
        # No day of the calendar: DATE counts on from it.
        return f"DATE({year}, {month}, {number + 1})"
    return f"DATE({after.year}, {after.month}, {after.day})"


def _either(text: str, column: Written) -> list[str]:
    """Return the choices between which a word stands without blanks, as in Chinese; the text when they are none."""
    parts = text.split("或")
    return parts if len(parts) > 1 and all(_option(one, column) for one in parts) else [text]


def _ordered(text: str, kind: str) -> str:
    if said := said_range(text, lambda part: _value(part, kind) if _is_value(part, kind) else None):
        return said
    if signed := _SIGN.match(text):
        return f"{_SIGNS.get(signed[1], signed[1])} {_value(signed[2], kind)}"
    if within := _BRACKETS.match(text):
        return f"{within[1]}{_value(within[2], kind)}..{_value(within[3], kind)}{within[4]}"
    if _is_value(text, kind):
        return _value(text, kind)
    for between in (_DASHED.match(text), _HYPHENED.match(text)):
        ends = [one for one in between.groups() if one] if between else []
        if ends and all(_is_value(one, kind) for one in ends) and not is_doubtful(*ends):
            return f"[{_value(ends[0], kind)}..{_value(ends[1], kind)}]"
    return ", ".join(_value(one, kind) for one in _PARTS.split(text) if one)


def _is_value(text: str, kind: str) -> bool:
    plain = text.strip()
    return bool(_DAY.match(plain)) if kind != "number" else amount(plain) is not None


def _value(text: str, kind: str) -> str:
    plain = text.strip()
    if kind == "number":
        return amount(plain) or plain
    day = _DAY.match(plain)
    return f"DATE({int(day[1])}, {int(day[2])}, {int(day[3])})" if day else plain


def _boolean(text: str) -> str:
    said = text.casefold()
    return "TRUE" if said in _TRUE else "FALSE" if said in _FALSE else text


def _chosen(text: str, column: Written) -> str:
    """Return a text in quotes: of a choice its key, whichever of its names was written."""
    return quoted(_option(text, column) or text.strip())


def _option(text: str, column: Written) -> str | None:
    """Return the key of the choice that a text names; None when it names none, or several."""
    plain = text.strip()
    if plain in column.options:
        return plain
    folded = plain.casefold()
    named = [
        key for key, label in column.options.items() if folded in {one.casefold() for one in label.values()}
    ]
    return named[0] if len(named) == 1 else None


def quoted(text: str) -> str:
    """Return a text as an expression."""
    return '"' + text.replace('"', '""') + '"'


def tell_cell(cell: str, column: Written, language: str) -> str:
    """Return a cell as people write it; any is blank."""
    plain = cell.strip()
    if plain in ("", "-"):
        return ""
    told = _told(plain, column, language)
    return told if read_cell(told, column) == plain else plain


def _told(cell: str, column: Written, language: str) -> str:
    if within := _NOT.match(cell):
        return f"NOT({_told(within[1].strip(), column, language)})"
    if _LISTED.match(cell):
        return ", ".join(_label(one, column, language) for one in _QUOTED.findall(cell))
    if cell in ("TRUE", "FALSE"):
        return localised(SAID[cell == "TRUE"], language)
    return _DATE.sub(lambda found: _iso(*found.groups()), cell)


def _iso(year: str, month: str, day: str) -> str:
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


def _label(text: str, column: Written, language: str) -> str:
    plain = text[1:-1].replace('""', '"')
    return localised(column.options.get(plain), language) or plain


def read_output(text: str, column: Written) -> str:
    """Return the expression that somebody meant in an output cell; a text that is nothing else is a text."""
    plain = text.strip()
    if _EXPRESSION.search(plain) and not _is_said(plain):
        return plain
    folded = plain.casefold()
    named = [
        path
        for path, label in column.settings.items()
        if folded == path or folded in {one.casefold() for one in label.values()}
    ]
    if len(named) == 1 and plain:
        return named[0]
    if column.kind != "text":
        if folded in _TRUE | _FALSE and column.kind in ("boolean", ""):
            return _boolean(plain)
        if _NUMBER.match(plain):
            return plain.replace(",", "")
        if _DAY.match(plain):
            return _value(plain, "date")
    return quoted(plain)


def _is_said(text: str) -> bool:
    """Say whether a text with quotes is what somebody wrote with quotes in it, and no formula."""
    if text.startswith('"') or "&" in text or _EXPRESSION.search(text.replace('"', "")):
        return False
    try:
        parse(text)
    except FormulaError:
        return True
    return False


def tell_output(cell: str, column: Written, language: str) -> str:
    """Return an output as people write it."""
    plain = cell.strip()
    if _LISTED.match(plain) and "," not in _QUOTED.sub("", plain):
        told = plain[1:-1].replace('""', '"')
    elif plain in column.settings:
        told = localised(column.settings[plain], language) or plain
    else:
        told = _told(plain, column, language)
    return told if read_output(told, column) == plain else plain
