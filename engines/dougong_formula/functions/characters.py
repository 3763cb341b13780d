"""Characters: what the functions of texts compute, once in Python and once in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import re2
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from dougong_formula.functions.arithmetic import whole_part
from dougong_formula.functions.definition import VALUE, Failing
from dougong_formula.functions.sql_parts import Element, check, constant_text, integer, number, whole
from dougong_formula.limits import MAX_INTERMEDIATE_BYTES, MAX_TEXT_BYTES
from dougong_model import Value

_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?")
_NUMBER_SQL = "^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$"


def upper(text: str) -> str:
    """Make capitals, one for one: letters without a single capital stay (`ß`)."""
    return "".join(letter if len(letter.upper()) > 1 else letter.upper() for letter in text)


def lower(text: str) -> str:
    """Make small letters, one for one."""
    return "".join("i" if letter == "İ" else letter.lower() for letter in text)


def _is_letter(letter: str) -> bool:
    return lower(letter) != upper(letter) or letter == "ß"


def proper(text: str) -> str:
    """Make every letter small but the first after one that is none: `o'neill` is `O'Neill`."""
    before = ("", *text)
    return "".join(
        lower(letter) if _is_letter(last) else upper(letter)
        for last, letter in zip(before, text, strict=False)
    )


def proper_sql(text: Element) -> Element:
    split = (
        sa.func.string_to_table(text, sa.null())
        .table_valued(sa.column("letter", sa.Text), with_ordinality="place")
        .render_derived()
    )
    before = sa.func.lag(split.c.letter).over(order_by=split.c.place)
    letters = sa.select(split.c.letter, split.c.place, before.label("before")).subquery()
    letter, last = letters.c.letter, letters.c.before
    inside = sa.or_(sa.func.lower(last) != sa.func.upper(last), last == constant_text("ß"))
    changed = sa.case((inside, sa.func.lower(letter)), else_=sa.func.upper(letter))
    joined_ = sa.func.string_agg(changed, postgresql.aggregate_order_by(constant_text(""), letters.c.place))
    whole_text = sa.select(sa.func.coalesce(joined_, constant_text(""), type_=sa.Text)).select_from(letters)
    return whole_text.correlate_except(letters).scalar_subquery()


def left(text: str, count: Decimal) -> Value:
    return VALUE if count < 0 else text[: whole_part(count)]


def right(text: str, count: Decimal) -> Value:
    size = whole_part(count)
    return VALUE if count < 0 else text[len(text) - min(size, len(text)) :]


def middle(text: str, start: Decimal, count: Decimal) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = whole_part(start) - 1
    return text[first : first + whole_part(count)]


def middle_sql(text: Element, start: Element, count: Element) -> Failing:
    fails = sa.or_(start < number(1), count < number(0))
    return check(
        fails, sa.func.substr(text, integer(start), sa.func.greatest(integer(count), whole(0)), type_=sa.Text)
    )


def find(part: str, text: str, start: Decimal) -> Value:
    first = whole_part(start)
    if start < 1 or first > len(text) + 1:
        return VALUE
    found = text.find(part, first - 1)
    return VALUE if found < 0 else Decimal(found + 1)


def find_sql(part: Element, text: Element, start: Element) -> Failing:
    first = integer(start)
    offset = sa.func.strpos(sa.func.substr(text, sa.func.greatest(first, whole(1))), part, type_=sa.Integer)
    fails = sa.or_(start < number(1), first > sa.func.char_length(text) + 1, offset == 0)
    return check(fails, sa.cast(offset + first - 1, sa.Numeric))


def search(part: str, text: str, start: Decimal) -> Value:
    return find(lower(part), lower(text), start)


def search_sql(part: Element, text: Element, start: Element) -> Failing:
    return find_sql(sa.func.lower(part), sa.func.lower(text), start)


def replace(text: str, start: Decimal, count: Decimal, new: str) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = whole_part(start) - 1
    return text[:first] + new + text[first + whole_part(count) :]


def replace_sql(text: Element, start: Element, count: Element, new: Element) -> Failing:
    first = sa.func.greatest(integer(start), whole(1))
    after = sa.func.substr(text, first + sa.func.greatest(integer(count), whole(0)))
    return check(
        sa.or_(start < number(1), count < number(0)), sa.func.left(text, first - 1).concat(new).concat(after)
    )


def substitute(text: str, old: str, new: str) -> Value:
    if not old:
        return text
    size = len(text.encode())
    if size + size // len(old.encode()) * len(new.encode()) > MAX_INTERMEDIATE_BYTES:
        return VALUE
    return text.replace(old, new)


def substitute_sql(text: Element, old: Element, new: Element) -> Failing:
    size = sa.func.octet_length(text, type_=sa.BigInteger)
    old_size = sa.cast(sa.func.greatest(sa.func.octet_length(old), whole(1)), sa.Numeric)
    times = sa.func.div(sa.cast(size, sa.Numeric), old_size, type_=sa.Numeric)
    worst = size + times * sa.func.octet_length(new)
    fails = sa.and_(old != constant_text(""), worst > whole(MAX_INTERMEDIATE_BYTES))
    return check(fails, sa.func.replace(text, old, new, type_=sa.Text))


def repeat(text: str, count: Decimal) -> Value:
    times = whole_part(count)
    if count < 0 or len(text.encode()) * times > MAX_TEXT_BYTES:
        return VALUE
    return text * times


def repeat_sql(text: Element, count: Element) -> Failing:
    size = sa.cast(sa.func.octet_length(text), sa.Numeric) * integer(count)
    return check(
        sa.or_(count < number(0), size > number(MAX_TEXT_BYTES)),
        sa.func.repeat(text, integer(count), type_=sa.Text),
    )


def read_number(text: str) -> Value:
    trimmed = text.strip(" ")
    if not trimmed:
        return None
    if len(trimmed) > 38 or _NUMBER.fullmatch(trimmed) is None:
        return VALUE
    result = Decimal(trimmed.replace(",", ""))
    return result or Decimal(0)


def read_number_sql(text: Element) -> Failing:
    trimmed = sa.func.btrim(text, constant_text(" "), type_=sa.Text)
    good = sa.and_(sa.func.char_length(trimmed) <= 38, trimmed.op("~")(constant_text(_NUMBER_SQL)))
    blank = trimmed == constant_text("")
    value = sa.cast(sa.func.replace(trimmed, constant_text(","), constant_text("")), sa.Numeric)
    failed = constant_text(VALUE.code.value)
    return Failing(
        sa.case((good, value), else_=sa.null()), sa.case((sa.or_(blank, good), sa.null()), else_=failed)
    )


def trim_sql(text: Element) -> Element:
    single = sa.func.regexp_replace(
        text, constant_text(" +"), constant_text(" "), constant_text("g"), type_=sa.Text
    )
    return sa.func.btrim(single, constant_text(" "), type_=sa.Text)


def check_text(text: str) -> Value:
    return VALUE if len(text) > MAX_TEXT_BYTES // 4 and len(text.encode()) > MAX_TEXT_BYTES else text


def check_text_sql(text: Element) -> Failing:
    return check(sa.func.octet_length(text) > whole(MAX_TEXT_BYTES), text)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Callable[[str], object]:
    options = re2.Options()
    options.log_errors = False
    compiled = re2.compile(pattern, options)
    search: Callable[[str], object] = compiled.search
    return search


def matches(text: str, pattern: str) -> bool:
    return _compiled(pattern)(text) is not None


def joined(separator: str, ignore: bool, *texts: str) -> Value:
    return separator.join(text for text in texts if text or not ignore)


def joined_sql(separator: Element, ignore: Element, *texts: Element) -> Element:
    parts = [sa.case((sa.and_(ignore, text == constant_text("")), sa.null()), else_=text) for text in texts]
    return sa.func.concat_ws(separator, *parts, type_=sa.Text)
