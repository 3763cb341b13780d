"""Text: lengths and positions count code points; comparison is by code point, SEARCH ignores case."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

import re2
import sqlalchemy as sa

from dougong_formula.checking import Checker, number_literal
from dougong_formula.errors import formula_error
from dougong_formula.functions import aggregates
from dougong_formula.functions.definition import VALUE, Failing, Function, internal, special, strict
from dougong_formula.functions.maths import whole_part
from dougong_formula.functions.sql_parts import Element, check, constant_text, integer, number, whole
from dougong_formula.limits import MAX_INTERMEDIATE_BYTES, MAX_TEXT_BYTES
from dougong_formula.operators import join_texts
from dougong_formula.patterns import portable_pattern
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place
from dougong_formula.typed import Literal, Node
from dougong_formula.types import BOOLEAN, NUMBER, TEXT
from dougong_model import Value, number_text

_ONE = number_literal(1, Place(0, 0))
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?")
_NUMBER_SQL = "^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)([.][0-9]+)?$"


def upper(text: str) -> str:
    """Make capitals, one for one: letters without a single capital stay (`ß`)."""
    return "".join(letter if len(letter.upper()) > 1 else letter.upper() for letter in text)


def lower(text: str) -> str:
    """Make small letters, one for one."""
    return "".join("i" if letter == "İ" else letter.lower() for letter in text)


def _left(text: str, count: Decimal) -> Value:
    return VALUE if count < 0 else text[: whole_part(count)]


def _right(text: str, count: Decimal) -> Value:
    size = whole_part(count)
    return VALUE if count < 0 else text[len(text) - min(size, len(text)) :]


def _middle(text: str, start: Decimal, count: Decimal) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = whole_part(start) - 1
    return text[first : first + whole_part(count)]


def _middle_sql(text: Element, start: Element, count: Element) -> Failing:
    fails = sa.or_(start < number(1), count < number(0))
    return check(
        fails, sa.func.substr(text, integer(start), sa.func.greatest(integer(count), whole(0)), type_=sa.Text)
    )


def _find(part: str, text: str, start: Decimal) -> Value:
    first = whole_part(start)
    if start < 1 or first > len(text) + 1:
        return VALUE
    found = text.find(part, first - 1)
    return VALUE if found < 0 else Decimal(found + 1)


def _find_sql(part: Element, text: Element, start: Element) -> Failing:
    first = integer(start)
    offset = sa.func.strpos(sa.func.substr(text, sa.func.greatest(first, whole(1))), part, type_=sa.Integer)
    fails = sa.or_(start < number(1), first > sa.func.char_length(text) + 1, offset == 0)
    return check(fails, sa.cast(offset + first - 1, sa.Numeric))


def _search(part: str, text: str, start: Decimal) -> Value:
    return _find(lower(part), lower(text), start)


def _search_sql(part: Element, text: Element, start: Element) -> Failing:
    return _find_sql(sa.func.lower(part), sa.func.lower(text), start)


def _replace(text: str, start: Decimal, count: Decimal, new: str) -> Value:
    if start < 1 or count < 0:
        return VALUE
    first = whole_part(start) - 1
    return text[:first] + new + text[first + whole_part(count) :]


def _replace_sql(text: Element, start: Element, count: Element, new: Element) -> Failing:
    first = sa.func.greatest(integer(start), whole(1))
    after = sa.func.substr(text, first + sa.func.greatest(integer(count), whole(0)))
    return check(
        sa.or_(start < number(1), count < number(0)), sa.func.left(text, first - 1).concat(new).concat(after)
    )


def _substitute(text: str, old: str, new: str) -> Value:
    if not old:
        return text
    size = len(text.encode())
    if size + size // len(old.encode()) * len(new.encode()) > MAX_INTERMEDIATE_BYTES:
        return VALUE
    return text.replace(old, new)


def _substitute_sql(text: Element, old: Element, new: Element) -> Failing:
    size = sa.func.octet_length(text, type_=sa.BigInteger)
    old_size = sa.cast(sa.func.greatest(sa.func.octet_length(old), whole(1)), sa.Numeric)
    times = sa.func.div(sa.cast(size, sa.Numeric), old_size, type_=sa.Numeric)
    worst = size + times * sa.func.octet_length(new)
    fails = sa.and_(old != constant_text(""), worst > whole(MAX_INTERMEDIATE_BYTES))
    return check(fails, sa.func.replace(text, old, new, type_=sa.Text))


def _repeat(text: str, count: Decimal) -> Value:
    times = whole_part(count)
    if count < 0 or len(text.encode()) * times > MAX_TEXT_BYTES:
        return VALUE
    return text * times


def _repeat_sql(text: Element, count: Element) -> Failing:
    size = sa.cast(sa.func.octet_length(text), sa.Numeric) * integer(count)
    return check(
        sa.or_(count < number(0), size > number(MAX_TEXT_BYTES)),
        sa.func.repeat(text, integer(count), type_=sa.Text),
    )


def _value(text: str) -> Value:
    trimmed = text.strip(" ")
    if not trimmed:
        return None
    if len(trimmed) > 38 or _NUMBER.fullmatch(trimmed) is None:
        return VALUE
    result = Decimal(trimmed.replace(",", ""))
    return result or Decimal(0)


def _value_sql(text: Element) -> Failing:
    trimmed = sa.func.btrim(text, constant_text(" "), type_=sa.Text)
    good = sa.and_(sa.func.char_length(trimmed) <= 38, trimmed.op("~")(constant_text(_NUMBER_SQL)))
    blank = trimmed == constant_text("")
    value = sa.cast(sa.func.replace(trimmed, constant_text(","), constant_text("")), sa.Numeric)
    failed = constant_text(VALUE.code.value)
    return Failing(
        sa.case((good, value), else_=sa.null()), sa.case((sa.or_(blank, good), sa.null()), else_=failed)
    )


def _trim_sql(text: Element) -> Element:
    single = sa.func.regexp_replace(
        text, constant_text(" +"), constant_text(" "), constant_text("g"), type_=sa.Text
    )
    return sa.func.btrim(single, constant_text(" "), type_=sa.Text)


def _check_text(text: str) -> Value:
    return VALUE if len(text) > MAX_TEXT_BYTES // 4 and len(text.encode()) > MAX_TEXT_BYTES else text


def _check_text_sql(text: Element) -> Failing:
    return check(sa.func.octet_length(text) > whole(MAX_TEXT_BYTES), text)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Callable[[str], object]:
    options = re2.Options()
    options.log_errors = False
    compiled = re2.compile(pattern, options)
    search: Callable[[str], object] = compiled.search
    return search


def _matches(text: str, pattern: str) -> bool:
    return _compiled(pattern)(text) is not None


def _regex_rule(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 2, 2, "REGEXMATCH(text, pattern)")
    text = checker.of_type(parts[0], TEXT)
    pattern = checker.node(parts[1])
    if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
        raise formula_error(
            "bad_pattern",
            pattern.place.position,
            pattern.place.length,
            "The pattern must be written in the formula.",
            'For example "^[A-Z]{2}-[0-9]+$".',
        )
    portable = Literal(TEXT, portable_pattern(pattern.value, pattern.place), pattern.place)
    return checker.call("REGEX", (text, portable), BOOLEAN, call.place)


def _join_rule(checker: Checker, call: CallTree) -> Node:
    signature = "TEXTJOIN(separator, ignore_blank, text, …) or TEXTJOIN(separator, list, value)"
    parts = checker.arguments(call, 3, None, signature)
    separator = checker.of_type(parts[0], TEXT)
    second = checker.node(parts[1])
    if second.type.is_record_list:
        checker.arguments(call, 3, 3, signature)
        source, condition = checker.list_source(second)
        value = checker.inside(source, parts[2], TEXT)
        conditions = [] if condition is None else [condition]
        return aggregates.make(checker, "TEXTJOIN", source, conditions, value, call.place, separator)
    ignore = checker.convert(second, BOOLEAN)
    if ignore is None:
        raise checker.mismatch(second, "boolean or a list of records")
    texts = [join_texts(checker, [part], part.place) for part in parts[2:]]
    return checker.call("JOIN", (separator, ignore, *texts), TEXT, call.place)


def _joined(separator: str, ignore: bool, *texts: str) -> Value:
    return separator.join(text for text in texts if text or not ignore)


def _joined_sql(separator: Element, ignore: Element, *texts: Element) -> Element:
    parts = [sa.case((sa.and_(ignore, text == constant_text("")), sa.null()), else_=text) for text in texts]
    return sa.func.concat_ws(separator, *parts, type_=sa.Text)


def _exact_rule(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 2, 2, "EXACT(text, text)")
    return checker.call("=", [checker.of_type(part, TEXT) for part in parts], BOOLEAN, call.place)


def _concat_rule(checker: Checker, call: CallTree) -> Node:
    return join_texts(checker, checker.arguments(call, 1, None, "CONCAT(text, …)"), call.place)


def _text(
    name: str,
    signature: str,
    parameters: str,
    python: Callable[..., Value],
    sql: Callable[..., Element | Failing],
    help: tuple[str, str],
    example: tuple[str, str],
    defaults: tuple[Node, ...] = (),
    reading: tuple[str, str] | None = None,
) -> Function:
    return strict(
        name,
        "text",
        signature,
        parameters,
        TEXT,
        python,
        sql,
        help=help,
        examples=(example,),
        defaults=defaults,
        reading=reading,
    )


def _test(
    name: str,
    python: Callable[[str, str], bool],
    sql: Callable[[Element, Element], Element],
    help: tuple[str, str],
    example: tuple[str, str],
    reading: tuple[str, str],
) -> Function:
    return strict(
        name,
        "text",
        f"{name}(text, part)",
        "text text",
        BOOLEAN,
        python,
        sql,
        help=help,
        examples=(example,),
        reading=reading,
    )


FUNCTIONS: tuple[Function, ...] = (
    special(
        "CONCAT",
        "text",
        "CONCAT(text, …)",
        _concat_rule,
        help=("Joins texts, as & does.", "连接文本，同 &。"),
        examples=(('CONCAT("a", 1.50)', "a1.5"),),
    ),
    special(
        "TEXTJOIN",
        "text",
        "TEXTJOIN(separator, ignore_blank, text, …) or TEXTJOIN(separator, list, value)",
        _join_rule,
        help=("Joins texts, or a value of every row, with a separator.", "用分隔符连接多个文本或各行的值。"),
        examples=(('TEXTJOIN("-", TRUE, "a", "", "b")', "a-b"),),
    ),
    _text(
        "LEFT",
        "LEFT(text, [count])",
        "text number",
        _left,
        lambda text, count: check(
            count < number(0), sa.func.left(text, sa.func.greatest(integer(count), whole(0)), type_=sa.Text)
        ),
        ("The first characters.", "开头的若干字符。"),
        ('LEFT("中文😀", 2)', "中文"),
        (_ONE,),
    ),
    _text(
        "RIGHT",
        "RIGHT(text, [count])",
        "text number",
        _right,
        lambda text, count: check(
            count < number(0), sa.func.right(text, sa.func.greatest(integer(count), whole(0)), type_=sa.Text)
        ),
        ("The last characters.", "末尾的若干字符。"),
        ('RIGHT("abc", 2)', "bc"),
        (_ONE,),
    ),
    _text(
        "MID",
        "MID(text, start, count)",
        "text number number",
        _middle,
        _middle_sql,
        ("Characters from a position on; the first is 1.", "从某位置起的若干字符，首位为 1。"),
        ('MID("abcd", 2, 2)', "bc"),
    ),
    strict(
        "LEN",
        "text",
        "LEN(text)",
        "text",
        NUMBER,
        lambda text: Decimal(len(text)),
        lambda text: sa.cast(sa.func.char_length(text), sa.Numeric),
        help=("How many characters.", "字符数。"),
        examples=(('LEN("中文😀")', "3"),),
        digits=(9, 0),
        reading=("the length of {0}", "{0} 的长度"),
    ),
    _text(
        "TRIM",
        "TRIM(text)",
        "text",
        lambda text: re.sub(" +", " ", text).strip(" "),
        _trim_sql,
        ("Without spaces around, and single spaces inside.", "去掉首尾空格，中间连续空格并为一个。"),
        ('TRIM("  a  b ")', "a b"),
    ),
    _text(
        "UPPER",
        "UPPER(text)",
        "text",
        upper,
        lambda text: sa.func.upper(text, type_=sa.Text),
        ("In capitals.", "转为大写。"),
        ('UPPER("abc")', "ABC"),
    ),
    _text(
        "LOWER",
        "LOWER(text)",
        "text",
        lower,
        lambda text: sa.func.lower(text, type_=sa.Text),
        ("In small letters.", "转为小写。"),
        ('LOWER("ABC")', "abc"),
    ),
    strict(
        "FIND",
        "text",
        "FIND(part, text, [start])",
        "text text number",
        NUMBER,
        _find,
        _find_sql,
        help=("Where a text stands in another, or #VALUE!.", "文本出现的位置，找不到时为 #VALUE!。"),
        examples=(('FIND("c", "abc")', "3"), ('FIND("C", "abc")', "#VALUE!")),
        defaults=(_ONE,),
        digits=(9, 0),
    ),
    strict(
        "SEARCH",
        "text",
        "SEARCH(part, text, [start])",
        "text text number",
        NUMBER,
        _search,
        _search_sql,
        help=("As FIND, capitals and small letters being equal.", "同 FIND，但不分大小写。"),
        examples=(('SEARCH("C", "abc")', "3"),),
        defaults=(_ONE,),
        digits=(9, 0),
    ),
    _test(
        "CONTAINS",
        lambda text, part: lower(part) in lower(text),
        lambda text, part: sa.func.strpos(sa.func.lower(text), sa.func.lower(part), type_=sa.Integer) > 0,
        (
            "TRUE when a text stands in another; capitals and small letters are equal.",
            "包含某文本（不分大小写）时为真。",
        ),
        ('CONTAINS("Abc", "B")', "TRUE"),
        ("{0} contains {1}", "{0}包含 {1}"),
    ),
    _test(
        "STARTSWITH",
        lambda text, part: text.startswith(part),
        lambda text, part: sa.func.starts_with(text, part, type_=sa.Boolean),
        ("TRUE when a text begins with another.", "以某文本开头时为真。"),
        ('STARTSWITH("abc", "ab")', "TRUE"),
        ("{0} starts with {1}", "{0}以 {1} 开头"),
    ),
    _test(
        "ENDSWITH",
        lambda text, part: text.endswith(part),
        lambda text, part: sa.func.right(text, sa.func.char_length(part), type_=sa.Text) == part,
        ("TRUE when a text ends with another.", "以某文本结尾时为真。"),
        ('ENDSWITH("abc", "bc")', "TRUE"),
        ("{0} ends with {1}", "{0}以 {1} 结尾"),
    ),
    _text(
        "REPLACE",
        "REPLACE(text, start, count, new)",
        "text number number text",
        _replace,
        _replace_sql,
        ("Puts a text in the place of characters at a position.", "替换某位置起的若干字符。"),
        ('REPLACE("abcd", 2, 2, "x")', "axd"),
    ),
    _text(
        "SUBSTITUTE",
        "SUBSTITUTE(text, old, new)",
        "text text text",
        _substitute,
        _substitute_sql,
        ("Puts a text in the place of every occurrence of another.", "替换所有出现的文本。"),
        ('SUBSTITUTE("a-b-c", "-", "+")', "a+b+c"),
    ),
    _text(
        "REPT",
        "REPT(text, count)",
        "text number",
        _repeat,
        _repeat_sql,
        ("Repeats a text.", "重复文本。"),
        ('REPT("ab", 3)', "ababab"),
    ),
    special(
        "EXACT",
        "text",
        "EXACT(text, text)",
        _exact_rule,
        help=("TRUE when two texts are the same.", "两个文本完全相同时为真。"),
        examples=(('EXACT("a", "A")', "FALSE"),),
    ),
    strict(
        "VALUE",
        "text",
        "VALUE(text)",
        "text",
        NUMBER,
        _value,
        _value_sql,
        help=("The number that a text writes, or #VALUE!.", "文本所写的数，不是数时为 #VALUE!。"),
        examples=(('VALUE("1,234.5")', "1234.5"), ('VALUE("abc")', "#VALUE!")),
        digits=(38, 38),
    ),
    special(
        "REGEXMATCH",
        "text",
        "REGEXMATCH(text, pattern)",
        _regex_rule,
        help=("TRUE when a text matches a regular expression.", "文本匹配正则表达式时为真。"),
        examples=(('REGEXMATCH("AB-12", "^[A-Z]{2}-\\d+$")', "TRUE"),),
        reading=("{0} matches {1}", "{0}匹配 {1}"),
    ),
    internal("REGEX", "text text", _matches, lambda text, pattern: text.op("~", is_comparison=True)(pattern)),
    internal("JOIN", "text boolean text", _joined, _joined_sql),
    internal("CHECK_TEXT", "text", _check_text, _check_text_sql),
    internal(
        "NUMBER_TEXT",
        "any",
        lambda x: "" if x is None else number_text(x),
        lambda x: sa.func.coalesce(sa.cast(sa.func.trim_scale(x), sa.Text), constant_text("")),
    ),
    internal(
        "BOOLEAN_TEXT",
        "boolean",
        lambda x: "TRUE" if x else "FALSE",
        lambda x: sa.case((x, constant_text("TRUE")), else_=constant_text("FALSE")),
    ),
)
