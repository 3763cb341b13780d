"""Complete: what may be written next at a position of a formula, for the editor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dougong_formula.functions import PUBLIC_FUNCTIONS
from dougong_formula.names import known_as, named
from dougong_formula.types import Type, record_of
from dougong_formula.vocabulary import Member, Vocabulary
from dougong_model import localised

_TOKEN = re.compile(r'"(?:[^"]|"")*"?|[^\W\d]\w*(?:\.[^\W\d]\w*)*\.?|[(),]|.', re.DOTALL)
# A label may be typed where only its key is valid: letters of every script make a word here.
_PATH = re.compile(r"[^\W\d][\w.]*\Z")
_JOINTS: Mapping[str, Mapping[str, str]] = {
    "AND": {"en": "AND", "zh": "并且"},
    "OR": {"en": "OR", "zh": "或者"},
    "IN": {"en": "IN", "zh": "属于"},
    "NOT IN": {"en": "NOT IN", "zh": "不属于"},
}
"""What stands between two operands, and what it is called."""
_BEGINNINGS = ("NOT", "TRUE", "FALSE")
_PREFIX_LABELS: Mapping[str, Mapping[str, str]] = {
    "user": {"en": "user", "zh": "当前用户"},
    "settings": {"en": "settings", "zh": "设置"},
    "this": {"en": "this", "zh": "本记录"},
    "old": {"en": "old", "zh": "修改前"},
    "params": {"en": "params", "zh": "参数"},
    "event": {"en": "event", "zh": "事件"},
    "flow": {"en": "flow", "zh": "流程"},
    "parent": {"en": "parent", "zh": "外层行"},
}
_LIMIT = 50
_FAR = 2
"""From so many letters on the fields of linked records are searched too."""
_TELLING = 3
"""From so many letters on names are found that hold them anywhere."""


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
    """Return what may follow at a position, names that begin with the word before it first.

    A field is found by its key, by its label in any language and by the initials of a Chinese label, along
    references too: `客户.名` is completed to `customer.name`.
    """
    before = text[:position]
    if _inside_text(before):
        return []
    found = _PATH.search(before)
    word = found.group() if found else ""
    rows = _rows(before[: len(before) - len(word)], vocabulary)
    if "." in word:
        head, _, last = word.rpartition(".")
        keys, type_ = _followed(head.split("."), rows, vocabulary)
        if type_ is None or type_.entity is None:
            return []
        return _matching(_members(vocabulary.members(type_.entity), ".".join(keys) + "."), last)
    if _after_operand(before[: len(before) - len(word)], rows, vocabulary):
        return _matching(_joints(), word)
    near = _matching([*_bare(rows, vocabulary), *_functions(), *_beginnings()], word)
    if len(word) < _FAR and not _is_chinese(word):
        return near
    return [*near, *_matching(_linked(rows, vocabulary), word)][:_LIMIT]


def names_at(path: tuple[str, ...], vocabulary: Vocabulary) -> list[Completion]:
    """Return every name that stands behind a path, or bare; through a list those of its rows.

    Their `insert` is the path from the first row outside a list, or from the innermost list's row.
    """
    if not path:
        return list(_bare([vocabulary.root], vocabulary))
    rows: list[str | None] = [vocabulary.root]
    head: list[str] = []
    for key in path:
        keys, type_ = _followed([*head, key], rows, vocabulary)
        if type_ is None:
            return []
        head = list(keys)
        if type_.is_record_list and type_.item is not None:
            rows, head = [*rows, type_.item.entity], []
    if not head:
        return [] if rows[-1] is None else list(_members(vocabulary.members(rows[-1])))
    _, type_ = _followed(head, rows, vocabulary)
    if type_ is None or type_.entity is None:
        return []
    return list(_members(vocabulary.members(type_.entity), ".".join(head) + "."))


def rows_at(text: str, position: int, vocabulary: Vocabulary) -> tuple[list[str | None], str | None, str]:
    """Return the entities of the rows in reach of the word at a position, outermost first, the entity whose
    member the word should be (None where there is none), and the path before the word.
    """
    before = text[:position]
    found = _PATH.search(before)
    path = found.group() if found else ""
    rows = _rows(before[: len(before) - len(path)], vocabulary)
    if not path.endswith("."):
        return rows, rows[-1], ""
    _, type_ = _followed(path[:-1].split("."), rows, vocabulary)
    return rows, None if type_ is None else type_.entity, path


def keys_of(text: str, start: int, end: int, vocabulary: Vocabulary) -> str | None:
    """Return the path of keys that a path of keys and labels means, or None."""
    keys, type_ = _followed(text[start:end].split("."), _rows(text[:start], vocabulary), vocabulary)
    return None if type_ is None else ".".join(keys)


def _is_chinese(word: str) -> bool:
    return any(ord(letter) > 0x2E7F for letter in word)


def _linked(rows: list[str | None], vocabulary: Vocabulary) -> Iterator[Completion]:
    """Yield the fields of records one reference away."""
    entity = rows[-1]
    if entity is None:
        return
    for key, member in vocabulary.members(entity).items():
        if key == "id" or member.type.kind != "record" or member.type.entity is None:
            continue
        for one in _members(vocabulary.members(member.type.entity), f"{key}."):
            label = {
                language: f"{localised(member.label, language) or key} › {localised(one.label, language)}"
                for language in ("en", "zh")
            }
            if one.key != "id":
                yield replace(one, label=label)


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
        lists = (_followed(argument.split("."), rows, vocabulary)[1] for argument in arguments[:2])
        listed = next((type_ for type_ in lists if type_ is not None and type_.is_record_list), None)
        if listed is not None and listed.item is not None:
            rows.append(listed.item.entity)
    return rows


def _followed(
    names: list[str], rows: list[str | None], vocabulary: Vocabulary
) -> tuple[tuple[str, ...], Type | None]:
    """Follow keys or labels from the innermost row; returns the keys, and the type at the end or None."""
    first, depth = names[0], len(rows) - 1
    keys: list[str] = []
    entity = rows[depth]
    if first == "this" and vocabulary.root:
        type_, keys = record_of(vocabulary.root), [first]
    elif first == "parent" and depth > 0:
        while len(keys) < len(names) and names[len(keys)] == "parent" and depth > 0:
            depth -= 1
            keys.append("parent")
        type_ = record_of(rows[depth] or "")
    elif first in vocabulary.prefixes:
        type_, keys = vocabulary.prefixes[first], [first]
    elif entity:
        type_ = record_of(entity)
    else:
        return (), None
    for name in names[len(keys) :]:
        member = named(vocabulary.members(type_.entity), name) if type_.entity else None
        if member is None:
            return tuple(keys), None
        keys.append(member.key)
        type_ = member.type
    return tuple(keys), type_


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
            label = _PREFIX_LABELS.get(prefix, {"en": prefix})
            yield Completion(prefix, label, "prefix", prefix, {"en": "", "zh": ""})
    if len(rows) > 1:
        yield Completion(
            "parent", _PREFIX_LABELS["parent"], "prefix", "parent", {"en": "The outer row.", "zh": "外层行。"}
        )


def _functions() -> Iterator[Completion]:
    for function in PUBLIC_FUNCTIONS.values():
        yield Completion(
            function.name, {"en": function.signature}, "function", f"{function.name}(", function.help
        )


def _joints() -> Iterator[Completion]:
    for operator, label in _JOINTS.items():
        yield Completion(operator, label, "operator", operator, {"en": "", "zh": ""})


def _beginnings() -> Iterator[Completion]:
    for operator in _BEGINNINGS:
        yield Completion(operator, {"en": operator}, "operator", operator, {"en": "", "zh": ""})


def _after_operand(before: str, rows: list[str | None], vocabulary: Vocabulary) -> bool:
    """Say whether a text ends with a whole operand, behind which only an operator can stand."""
    last = next((token for token in reversed(_TOKEN.findall(before)) if not token.isspace()), "")
    if last.upper() in ("AND", "OR", "NOT", "IN"):
        return False
    if last.isdigit() or last == ")" or last.startswith('"') or last.upper() in ("TRUE", "FALSE"):
        return True
    return bool(_PATH.match(last)) and _followed(last.split("."), rows, vocabulary)[1] is not None


def _matching(completions: Iterator[Completion] | list[Completion], word: str) -> list[Completion]:
    wanted = word.lower()
    same: list[Completion] = []
    starting: list[tuple[int, Completion]] = []
    holding: list[Completion] = []
    for completion in completions:
        texts = known_as(completion.key, tuple(completion.label.values()))
        if wanted in texts:
            same.append(completion)
        elif lengths := [len(text) for text in texts if text.startswith(wanted)]:
            starting.append((min(lengths) if _is_chinese(wanted) else 0, completion))
        elif (len(wanted) >= _TELLING or _is_chinese(wanted)) and any(wanted in text for text in texts):
            holding.append(completion)
    # Chinese labels begin with the same signs; the one that is nearly written is meant first.
    starting.sort(key=lambda one: one[0])
    return [*same, *(completion for _, completion in starting), *holding][:_LIMIT]
