"""Complete: what may be written next at a position of a formula, for the editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong_formula.functions import PUBLIC_FUNCTIONS
from dougong_formula.types import Type, record_of
from dougong_formula.vocabulary import Member, Vocabulary

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"?|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\.?|[(),]|.', re.DOTALL
)
# A label may be typed where only its key is valid: letters of every script make a word here.
_PATH = re.compile(r"[^\W\d][\w.]*\Z")
_OPERATORS = ("AND", "OR", "NOT", "IN", "TRUE", "FALSE")
_LIMIT = 50


_TYPE_NAMES: Mapping[str, Mapping[str, str]] = {
    "text": {"en": "text", "zh": "文本"},
    "number": {"en": "number", "zh": "数字"},
    "boolean": {"en": "yes or no", "zh": "是或否"},
    "date": {"en": "date", "zh": "日期"},
    "time": {"en": "time", "zh": "时间"},
    "datetime": {"en": "date and time", "zh": "日期时间"},
    "duration": {"en": "duration", "zh": "时长"},
    "list": {"en": "list", "zh": "列表"},
    "record": {"en": "record", "zh": "记录"},
}


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: `insert` replaces the word before the position; labels and help in all languages.

    `kind` is field, list, reference, prefix, function or operator.
    """

    key: str
    label: Mapping[str, str]
    kind: str
    insert: str
    help: Mapping[str, str]


def complete(text: str, position: int, vocabulary: Vocabulary) -> list[Completion]:
    """Return what may follow at a position, names that begin with the word before it first."""
    before = text[:position]
    if _inside_text(before):
        return []
    found = _PATH.search(before)
    word = found.group() if found else ""
    entities = _rows(before[: len(before) - len(word)], vocabulary)
    if "." in word:
        head, _, last = word.rpartition(".")
        type_ = _follow(head.split("."), entities, vocabulary)
        if type_ is None or type_.entity is None:
            return []
        return _matching(_members(vocabulary.members(type_.entity), head + "."), last)
    return _matching([*_bare(entities, vocabulary), *_functions(), *_operators()], word)


def _inside_text(before: str) -> bool:
    return before.count('"') % 2 == 1


def _rows(before: str, vocabulary: Vocabulary) -> list[str | None]:
    """Return the entities of the rows in reach after a text: the root, then lists of open aggregates."""
    open_calls: list[tuple[str, list[str]]] = []
    previous = ""
    for word in _TOKEN.findall(before):
        if word == "(":
            open_calls.append((previous.upper(), []))
        elif word == ")" and open_calls:
            open_calls.pop()
        elif word == "," and open_calls:
            open_calls[-1][1].append(previous)
        if not word.isspace():
            previous = word
    rows: list[str | None] = [vocabulary.root]
    for name, arguments in open_calls:
        function = PUBLIC_FUNCTIONS.get(name)
        if function is None or function.group not in ("aggregates", "lookup", "text") or not arguments:
            continue
        lists = (_follow(argument.split("."), rows, vocabulary) for argument in arguments[:2])
        listed = next((type_ for type_ in lists if type_ is not None and type_.is_record_list), None)
        if listed is not None and listed.item is not None:
            rows.append(listed.item.entity)
    return rows


def _follow(names: list[str], rows: list[str | None], vocabulary: Vocabulary) -> Type | None:
    first, depth = names[0], len(rows) - 1
    if first == "this" and vocabulary.root:
        type_, names = record_of(vocabulary.root), names[1:]
    elif first == "parent" and depth > 0 and rows[depth - 1]:
        type_, names = record_of(rows[depth - 1] or ""), names[1:]
    elif first in vocabulary.prefixes:
        type_, names = vocabulary.prefixes[first], names[1:]
    elif rows[depth]:
        type_ = record_of(rows[depth] or "")
    else:
        return None
    for name in names:
        member = vocabulary.members(type_.entity).get(name) if type_.entity else None
        if member is None:
            return None
        type_ = member.type
    return type_


def _members(members: Mapping[str, Member], head: str = "") -> Iterator[Completion]:
    for key, member in members.items():
        kind = (
            "list" if member.type.is_record_list else "reference" if member.type.kind == "record" else "field"
        )
        named = _TYPE_NAMES.get(member.type.kind, {"en": str(member.type)})
        yield Completion(key, member.label or {"en": key}, kind, head + key, named)


def _bare(rows: list[str | None], vocabulary: Vocabulary) -> Iterator[Completion]:
    if rows[-1] is not None:
        yield from _members(vocabulary.members(rows[-1]))
    for prefix in vocabulary.prefixes:
        if not prefix.startswith("$"):
            yield Completion(prefix, {"en": prefix}, "prefix", prefix, {"en": "", "zh": ""})
    if len(rows) > 1:
        yield Completion(
            "parent", {"en": "parent"}, "prefix", "parent", {"en": "The outer row.", "zh": "外层行。"}
        )


def _functions() -> Iterator[Completion]:
    for function in PUBLIC_FUNCTIONS.values():
        yield Completion(
            function.name, {"en": function.signature}, "function", f"{function.name}(", function.help
        )


def _operators() -> Iterator[Completion]:
    for operator in _OPERATORS:
        yield Completion(operator, {"en": operator}, "operator", operator, {"en": "", "zh": ""})


def _matching(completions: Iterator[Completion] | list[Completion], word: str) -> list[Completion]:
    wanted = word.lower()
    starting, holding = [], []
    for completion in completions:
        texts = [completion.key.lower(), *(label.lower() for label in completion.label.values())]
        if any(text.startswith(wanted) for text in texts):
            starting.append(completion)
        elif wanted and any(wanted in text for text in texts):
            holding.append(completion)
    return (starting + holding)[:_LIMIT]
