"""Describe: an expression in plain words, English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from dougong_formula.decisions import TABLES, DecisionMember
from dougong_formula.functions import FUNCTIONS
from dougong_formula.periods import between, is_today, period, window
from dougong_formula.readings import call_reading
from dougong_formula.typed import (
    Aggregate,
    Call,
    Expression,
    Field,
    Filtered,
    Literal,
    Name,
    Node,
    Rows,
    below,
)
from dougong_formula.vocabulary import Member, Vocabulary
from dougong_model import close_up, held, localised, number_text, one_of_many

_OPERATORS: Mapping[str, tuple[str, str]] = {
    "=": ("{0} is {1}", "{0} 等于 {1}"),
    "<>": ("{0} is not {1}", "{0} 不等于 {1}"),
    "<": ("{0} is less than {1}", "{0} 小于 {1}"),
    "<=": ("{0} is at most {1}", "{0} 不超过 {1}"),
    ">": ("{0} is more than {1}", "{0} 大于 {1}"),
    ">=": ("{0} is at least {1}", "{0} 不小于 {1}"),
    "NOT": ("not ({0})", "并非（{0}）"),
    "NEGATE": ("minus {0}", "负 {0}"),
    "/": ("{0} ÷ {1}", "{0} ÷ {1}"),
    "IN_LIST": ("{0} is one of {1}", "{0} 属于 {1}"),
    "REGEX": ("{0} matches {1}", "{0} 匹配 {1}"),
    "DAYS_BETWEEN": ("the days from {1} to {0}", "{1} 到 {0} 的天数"),
    "DAYS_BETWEEN_MOMENTS": ("the days from {1} to {0}", "{1} 到 {0} 的天数"),
    "ADD_DAYS": ("{0} plus {1} days", "{0} 加 {1} 天"),
    "ADD_DAYS_TO_MOMENT": ("{0} plus {1} days", "{0} 加 {1} 天"),
    "IFERROR": ("{0}, or {1} on an error", "{0}（出错时为 {1}）"),
    "ISBLANK": ("{0} is blank", "{0} 为空"),
    "NOT_AVAILABLE": ("#N/A", "#N/A"),
    "LIST_COUNT": ("the number of {0}", "{0} 的个数"),
    "TEXT_NUMBER": ("{0} written as {1}", "{0} 按 {1} 书写"),
    "TEXT_DATE": ("{0} written as {1}", "{0} 按 {1} 书写"),
    "TEXT_MOMENT": ("{0} written as {2}", "{0} 按 {2} 书写"),
}
_DECIDE = re.compile(r'DECIDE\s*\(\s*"([^"]*)"\s*(?:,\s*"([^"]*)"\s*)?\)', re.IGNORECASE)
_FILLED = ("{0} is not blank", "{0} 不为空")
_JOINERS: Mapping[str, tuple[str, str]] = {
    "AND": (" and ", " 且 "),
    "OR": (" or ", " 或 "),
    "+": (" + ", " + "),
    "*": (" × ", " × "),
    "&": (" followed by ", " 接 "),
    "XOR": (" or else ", " 异或 "),
}
_SUMMARIES: Mapping[str, tuple[str, str]] = {
    "SUM": ("the sum of {0}", "{0} 的合计"),
    "AVERAGE": ("the average of {0}", "{0} 的平均值"),
    "MIN": ("the smallest {0}", "{0} 的最小值"),
    "MAX": ("the largest {0}", "{0} 的最大值"),
    "MEDIAN": ("the median of {0}", "{0} 的中位数"),
    "COUNT": ("the number", "行数"),
    "COUNT_VALUES": ("the number of filled {0}", "{0} 的非空个数"),
    "COUNTBLANK": ("the number of blank {0}", "{0} 的空值个数"),
    "COUNT_DISTINCT": ("the number of different {0}", "不同 {0} 的个数"),
    "FIRST": ("the first {0}", "第一个 {0}"),
    "LAST": ("the last {0}", "最后一个 {0}"),
    "TEXTJOIN": ("{0} joined", "{0} 的连接"),
    "EXISTS": ("there is one", "存在"),
}
_SILENT = {
    "CHECK_NUMBER",
    "CHECK_TEXT",
    "LOCAL_DATE",
    "LOCAL_TIME",
    "AT_MIDNIGHT",
    "NUMBER_TEXT",
    "BOOLEAN_TEXT",
    "DATE_TEXT",
    "TIME_TEXT",
    "MOMENT_TEXT",
}
_USER = {
    "name": ("the current user’s name", "当前用户的姓名"),
    "department": ("the current user’s department", "当前用户的部门"),
    "departments": (
        "the current user’s departments and those below them",
        "当前用户的部门及其下级部门",
    ),
    "teams": ("the current user’s teams", "当前用户的团队"),
    "roles": ("the current user’s roles", "当前用户的角色"),
    "reports": ("the people below the current user", "当前用户的下属"),
}
"""How members of the current user are read: their own labels speak as the user does, “Everybody below me”."""
_WINDOWS: Mapping[tuple[bool, bool], tuple[str, str]] = {
    (False, True): ("{0} is in the last {1} days", "{0} 在最近 {1} 天内"),
    (True, True): ("{0} is in the next {1} days", "{0} 在未来 {1} 天内"),
    (False, False): ("{0} is in the {1} days up to {2}", "{0} 在截至 {2} 的 {1} 天内"),
}
_CONSTANTS = {
    "$today": ("today", "今天"),
    "$now": ("now", "现在"),
    "$sequence": ("the next number", "下一个序号"),
    "$uuid": ("a new unique text", "新的唯一文本"),
    "$zone": ("", ""),
    "$holidays": ("", ""),
    "$workdays": ("", ""),
}


def describe(
    expression: Expression,
    language: str,
    vocabulary: Vocabulary,
    titles: Mapping[UUID, str] = MappingProxyType({}),
) -> str:
    """Return the expression in plain words, fields by their labels, records by those `titles` that are known;
    `language` is en or zh.
    """
    reader = _Reader(vocabulary, expression.root, language, titles)
    reader.text = expression.text
    words = reader.read(expression.tree)
    return close_up(words) if reader.index else words


def records_named(expression: Expression) -> dict[str, set[UUID]]:
    """Return the ids of records that stand in an expression, by their entity."""
    found: dict[str, set[UUID]] = {}
    for one in _literals(expression.tree):
        if isinstance(one.value, UUID) and one.type.entity is not None:
            found.setdefault(one.type.entity, set()).add(one.value)
    return found


def _literals(node: Node) -> Iterator[Literal]:
    if isinstance(node, Literal):
        yield node
    for part in below(node):
        yield from _literals(part)


class _Reader:
    def __init__(
        self, vocabulary: Vocabulary, root: str | None, language: str, titles: Mapping[UUID, str]
    ) -> None:
        self.vocabulary, self.root, self.language, self.titles = vocabulary, root, language, titles
        self.index = 1 if language.startswith("zh") else 0
        self.depth = 0
        self.text = ""

    def read(self, node: Node) -> str:
        start = node.place.position
        asked = _DECIDE.fullmatch(self.text, start, start + node.place.length)
        if asked is not None:
            return self._decided(*asked.groups())
        match node:
            case Literal():
                return self._literal(node)
            case Field():
                return self._field(node)
            case Name():
                return self._name(node)
            case Call():
                return self._call(node)
            case Aggregate():
                return self._aggregate(node)
            case Filtered():
                return self._filtered(self.read(node.source), self._inside(node.condition))
            case Rows():
                return ("the rows", "各行")[self.index]

    def _own(self, words: str) -> str:
        """Return a name or a text that people wrote so that its spaces stay."""
        return held(words) if self.index else words

    def _decided(self, key: str, output: str | None) -> str:
        """Read what a decision table gives; its own conditions stand in the table."""
        table = self.vocabulary.members(TABLES).get(key)
        name = self._own((localised(table.label, self.language) if table else "") or key)
        if output is None or not isinstance(table, DecisionMember) or len(table.outputs) == 1:
            return ("what “{0}” gives", "“{0}”的结果")[self.index].format(name)
        return ("what “{0}” gives as {1}", "“{0}”的 {1}")[self.index].format(name, self._own(output))

    def _inside(self, node: Node) -> str:
        """Read what is said of a row of a list."""
        self.depth += 1
        words = self.read(node)
        self.depth -= 1
        return words

    def _field(self, node: Field) -> str:
        words = self._labels(node.entity, node.path)
        if node.depth < self.depth:
            return ("the outer {0}", "外层的 {0}")[self.index].format(words)
        return words

    def _literal(self, node: Literal) -> str:
        value = node.value
        if value is None or value == "":
            return ("blank", "空")[self.index]
        if isinstance(value, bool):
            return (("no", "否"), ("yes", "是"))[value][self.index]
        if isinstance(value, Decimal):
            return number_text(value)
        if isinstance(value, date | datetime):
            return value.isoformat()
        return f"“{self._own(str(self.titles.get(value, value) if isinstance(value, UUID) else value))}”"

    def _options(self, nodes: Sequence[Node]) -> Mapping[str, Mapping[str, str]]:
        """Return what people read for the option keys of the first choice field among operands."""
        for node in nodes:
            member = None
            if isinstance(node, Field):
                member = self._member(node.entity, node.path)
            elif isinstance(node, Name) and (prefix := self.vocabulary.prefixes.get(node.path[0])):
                member = self._member(prefix.entity, node.path[1:])
            if member is not None and member.options:
                return member.options
        return {}

    def _member(self, entity: str | None, path: Sequence[str]) -> Member | None:
        member = None
        for key in path:
            member = self.vocabulary.members(entity).get(key) if entity else None
            entity = member.type.entity if member else None
        return member

    def _labels(self, entity: str | None, path: Sequence[str]) -> str:
        words: list[str] = []
        for key in path:
            members: Mapping[str, Member] = self.vocabulary.members(entity) if entity else {}
            member = members.get(key)
            words.append(self._own(localised(member.label, self.language) or key if member else key))
            entity = member.type.entity if member else None
        return ("’s ", " 的 ")[self.index].join(words)

    def _name(self, node: Name) -> str:
        constant = _CONSTANTS.get(node.path[0])
        if constant is not None:
            return constant[self.index]
        prefix = self.vocabulary.prefixes.get(node.path[0])
        words = self._labels(prefix.entity if prefix else None, node.path[1:])
        match node.path[0]:
            case "user" if node.path[1:] in ((), ("id",)):
                return ("the current user", "当前用户")[self.index]
            case "user" if len(node.path) == 2 and node.path[1] in _USER:
                return _USER[node.path[1]][self.index]
            case "user":
                return ("the current user’s ", "当前用户的 ")[self.index] + words
            case "old":
                return ("the former ", "原 ")[self.index] + words
            case "settings" | "params":
                return ("the setting ", "设置项 ")[self.index] + words
            case other:
                return f"{other} {words}".strip()

    def _call(self, node: Call) -> str:
        if node.function in _SILENT:
            return self.read(node.arguments[0])
        spoken = self._period(node) or self._none(node)
        if spoken is not None:
            return spoken
        if node.function == "NOT" and (inner := self._blank_of(node.arguments[0])) is not None:
            return _FILLED[self.index].format(self.read(inner))
        options = self._options(node.arguments)
        parts = [
            f"“{self._own(localised(options[part.value], self.language) or part.value)}”"
            if isinstance(part, Literal) and isinstance(part.value, str) and part.value in options
            else self._operand(part, node.function)
            for part in node.arguments
        ]
        if node.function == "+":
            return parts[0] + "".join(self._added(each) for each in node.arguments[1:])
        if node.function in _JOINERS:
            return _JOINERS[node.function][self.index].join(parts)
        if node.function == "IN_LIST" and isinstance(node.arguments[0], Literal):
            return ("{1} has {0}", "{1} 含 {0}")[self.index].format(*parts)
        if node.function in _OPERATORS:
            return one_of_many(_OPERATORS[node.function][self.index].format(*parts))
        if node.function == "IN":
            return (
                f"{parts[0]} is one of {', '.join(parts[1:])}",
                f"{parts[0]} 为 {'、'.join(parts[1:])} 之一",
            )[self.index]
        if node.function == "IF":
            return self._found(node) or self._choice(parts)
        if node.function == "IFBLANK":
            return (", or if blank ", "，为空时取 ")[self.index].join(parts)
        function = FUNCTIONS.get(node.function)
        reading = function.reading.get("zh" if self.index else "en") if function is not None else None
        if reading is not None and "{args}" not in reading:
            return one_of_many(reading.format(*parts))
        return call_reading(node.function, [part for part in parts if part], self.index)

    def _added(self, node: Node) -> str:
        """Read a further part of a sum; what is taken away is said so."""
        if isinstance(node, Call) and node.function == "NEGATE":
            return f" - {self._operand(node.arguments[0], node.function)}"
        if isinstance(node, Literal) and isinstance(node.value, Decimal) and node.value < 0:
            return f" - {number_text(-node.value)}"
        return f" + {self._operand(node, '+')}"

    def _period(self, node: Call) -> str | None:
        """Read that a date lies in a period, or that a value lies between two others."""
        found = period(node)
        if found is not None:
            return found[1][self.index].format(self.read(found[0]))
        ends = between(node)
        if ends is None:
            return None
        near = window(*ends)
        if near is None:
            value, low, high = (self.read(part) for part in ends)
            return ("{0} is between {1} and {2}", "{0} 介于 {1} 与 {2} 之间")[self.index].format(
                value, low, high
            )
        date_, day, days = near
        form = _WINDOWS[(days > 0, is_today(day))][self.index]
        return one_of_many(form.format(self.read(date_), abs(days), self.read(day)))

    def _none(self, node: Call) -> str | None:
        """Read NOT(EXISTS(rows)) as one phrase."""
        inner = node.arguments[0] if node.function == "NOT" else None
        if not (isinstance(inner, Aggregate) and inner.function == "EXISTS"):
            return None
        return ("there is none of {0}", "不存在 {0}")[self.index].format(self._over(inner))

    def _over(self, node: Aggregate) -> str:
        source = self.read(node.source)
        return source if node.condition is None else self._filtered(source, self._inside(node.condition))

    def _blank_of(self, node: Node) -> Node | None:
        """Return what is said to be blank, where nothing else is said."""
        return node.arguments[0] if isinstance(node, Call) and node.function == "ISBLANK" else None

    def _operand(self, node: Node, function: str) -> str:
        words = self.read(node)
        inner = node.function if isinstance(node, Call) else ""
        looser = inner in ("AND", "OR", "XOR") and inner != function and function in (*_JOINERS, *_OPERATORS)
        spoken = isinstance(node, Call) and (between(node) or period(node))
        if looser and not spoken and function != "NOT":
            return ("({0})", "（{0}）")[self.index].format(words)
        return f"({words})" if inner == "+" and function in ("*", "/", "POWER", "NEGATE") else words

    def _found(self, node: Call) -> str | None:
        """Read IF(EXISTS(rows), FIRST(rows, value), otherwise), which XLOOKUP becomes, as one phrase."""
        found, value, *rest = node.arguments
        if not (
            isinstance(found, Aggregate)
            and isinstance(value, Aggregate)
            and (found.function, value.function) == ("EXISTS", "FIRST")
            and (found.source, found.condition) == (value.source, value.condition)
            and len(rest) == 1
        ):
            return None
        return ("{0}, or {1} when there is none", "{0}，没有时为 {1}")[self.index].format(
            self.read(value), self.read(rest[0])
        )

    def _choice(self, parts: Sequence[str]) -> str:
        pairs = [(parts[index], parts[index + 1]) for index in range(0, len(parts) - 1, 2)]
        if self.index:
            return (
                "；".join(f"若 {condition}，则 {value}" for condition, value in pairs) + f"；否则 {parts[-1]}"
            )
        return ", ".join(f"{value} if {condition}" for condition, value in pairs) + f", otherwise {parts[-1]}"

    def _aggregate(self, node: Aggregate) -> str:
        over = self._over(node)
        value = "" if node.value is None else self._inside(node.value)
        if node.function == "COUNT":
            return (f"the number of {over}", f"{over} 的行数")[self.index]
        if node.function == "EXISTS":
            return (f"there is one of {over}", f"存在 {over}")[self.index]
        words = _SUMMARIES[node.function][self.index].format(value)
        return (f"{words} over {over}", f"{over} 中 {words}")[self.index]

    def _filtered(self, source: str, condition: str) -> str:
        return (f"{source} where {condition}", f"{source}（满足 {condition}）")[self.index]
