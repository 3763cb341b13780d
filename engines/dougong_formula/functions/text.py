"""Text: lengths and positions count code points; comparison is by code point, SEARCH ignores case."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import sqlalchemy as sa

from dougong_formula.checking import Checker, number_literal
from dougong_formula.errors import formula_error
from dougong_formula.functions import aggregates
from dougong_formula.functions.characters import (
    check_text,
    check_text_sql,
    find,
    find_sql,
    joined,
    joined_sql,
    left,
    lower,
    matches,
    middle,
    middle_sql,
    proper,
    proper_sql,
    read_number,
    read_number_sql,
    repeat,
    repeat_sql,
    replace,
    replace_sql,
    right,
    search,
    search_sql,
    substitute,
    substitute_sql,
    trim_sql,
    upper,
)
from dougong_formula.functions.definition import Failing, Function, internal, special, strict
from dougong_formula.functions.sql_parts import Element, check, constant_text, integer, number, whole
from dougong_formula.operators import join_texts
from dougong_formula.patterns import portable_pattern
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Place
from dougong_formula.typed import Literal, Node
from dougong_formula.types import BOOLEAN, NUMBER, TEXT
from dougong_model import Value, number_text

_ONE = number_literal(1, Place(0, 0))


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
        left,
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
        right,
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
        middle,
        middle_sql,
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
        trim_sql,
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
    _text(
        "PROPER",
        "PROPER(text)",
        "text",
        proper,
        proper_sql,
        (
            "Every word with a capital, the rest in small letters; what is no letter ends a word.",
            "每个单词首字母大写，其余小写；非字母字符分隔单词。",
        ),
        ('PROPER("ada LOVELACE o\'neill")', "Ada Lovelace O'Neill"),
        reading=("{0} with capital initials", "{0}（单词首字母大写）"),
    ),
    strict(
        "FIND",
        "text",
        "FIND(part, text, [start])",
        "text text number",
        NUMBER,
        find,
        find_sql,
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
        search,
        search_sql,
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
        replace,
        replace_sql,
        ("Puts a text in the place of characters at a position.", "替换某位置起的若干字符。"),
        ('REPLACE("abcd", 2, 2, "x")', "axd"),
    ),
    _text(
        "SUBSTITUTE",
        "SUBSTITUTE(text, old, new)",
        "text text text",
        substitute,
        substitute_sql,
        ("Puts a text in the place of every occurrence of another.", "替换所有出现的文本。"),
        ('SUBSTITUTE("a-b-c", "-", "+")', "a+b+c"),
    ),
    _text(
        "REPT",
        "REPT(text, count)",
        "text number",
        repeat,
        repeat_sql,
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
        read_number,
        read_number_sql,
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
    internal("REGEX", "text text", matches, lambda text, pattern: text.op("~", is_comparison=True)(pattern)),
    internal("JOIN", "text boolean text", joined, joined_sql),
    internal("CHECK_TEXT", "text", check_text, check_text_sql),
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
