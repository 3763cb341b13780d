"""Names in an expression: which element each word of a formula stands for, with its place in the text.

A text that is compared with a field of choices stands for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dougong.metadata.vocabulary import AppNames
from dougong_form import FORM_PREFIX
from dougong_formula import TABLES, FormulaError, Member, Tree, Type, parse
from dougong_formula.tree import Call, Chain, Constant, Group, Path, Prefix

_RECORD_PREFIXES = frozenset({"this", "old"})
_PSEUDO = frozenset({"user", "settings", "event", "flow", "params"})
_DECIDE = "DECIDE"
_COMPARING = frozenset({"=", "<>", "IN", "NOT IN"})
_SLOT = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NameUse:
    """One word of an expression: the member `key` of `entity` (`@settings` for a setting), or a choice of it."""

    entity: str
    key: str
    position: int
    length: int
    choice: str | None = None


class FormNames:
    """The names of an app in a picker's condition, where `form.` is a record of another entity."""

    def __init__(self, names: AppNames | InnerNames, form: str | None) -> None:
        self._names = names
        self.form = form

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity by key."""
        return self._names.members(entity)


class InnerNames:
    """The names of an app inside a step that goes through other records: `parent.` is the record around them."""

    def __init__(self, names: AppNames | InnerNames, parent: str | None) -> None:
        self._names = names
        self.parent = parent

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity by key."""
        return self._names.members(entity)

    @property
    def open_forms(self) -> Mapping[str, str]:
        """Return the entity of each public form."""
        return self._names.open_forms

    def holds_files(self, entity: str | None, key: str) -> bool:
        """Say whether a field holds files."""
        return self._names.holds_files(entity, key)


Names = AppNames | FormNames | InnerNames


def names_in(text: str, root: str | None, names: Names) -> list[NameUse]:
    """Return the members and choices that an expression over `root` names; one that cannot be read has none."""
    try:
        tree = parse(text)
    except FormulaError:
        return []
    return list(_names(tree, [root], names))


def names_in_template(text: str, root: str | None, names: Names) -> list[NameUse]:
    """Return the members named in the `{{ … }}` of a text."""
    return [
        replace(one, position=one.position + slot.start(1))
        for slot in _SLOT.finditer(text)
        for one in names_in(slot[1], root, names)
    ]


def asks_tables(text: str) -> bool:
    """Say whether an expression may ask decision tables."""
    return _DECIDE in text.upper()


def texts_given(text: str) -> list[str]:
    """Return the texts that an expression may give as they stand in it, as IF gives one of two."""
    try:
        tree = parse(text)
    except FormulaError:
        return []
    return [str(one.value) for one in _given(tree)]


def _given(tree: Tree) -> Iterator[Constant]:
    match tree:
        case Constant() if isinstance(tree.value, str) and tree.value:
            yield tree
        case Group(items=(inner,)):
            yield from _given(inner)
        case Call() if tree.name.upper() in ("IF", "IFBLANK", "IFERROR"):
            for argument in tree.arguments[tree.name.upper() == "IF" :]:
                yield from _given(argument)


def record_named(text: str, root: str | None, names: Names) -> str | None:
    """Return the entity of the record, or of the rows, that an expression over `root` gives."""
    try:
        tree = parse(text)
    except FormulaError:
        return None
    if isinstance(tree, Path) and len(tree.names) == 1 and tree.names[0] in _RECORD_PREFIXES:
        return root
    if isinstance(names, InnerNames) and isinstance(tree, Path) and tree.names == ("parent",):
        return names.parent
    type_ = _type_of(tree, [root], names) if isinstance(tree, Path) else None
    return _rows_of(tree, [root], names) if type_ is None or type_.is_record_list else type_.entity


def _names(tree: Tree, rows: list[str | None], names: Names) -> Iterator[NameUse]:
    match tree:
        case Path():
            yield from _steps(tree, rows, names)
        case Call():
            if tree.name.upper() == _DECIDE:
                yield from _tables(tree, names)
            inner = rows
            for index, argument in enumerate(tree.arguments):
                yield from _names(argument, inner, names)
                child = _rows_of(argument, rows, names) if index == 0 else None
                if child is not None:
                    inner = [*rows, child]
            if tree.name.upper() == "SWITCH" and tree.arguments:
                yield from _choices(tree.arguments[0], tree.arguments[1:-1:2], rows, names)
        case Chain():
            operands = [tree.first, *(operand for _, operand in tree.rest)]
            for operand in operands:
                yield from _names(operand, rows, names)
            for (operator, _), (left, right) in zip(tree.rest, pairwise(operands), strict=True):
                if operator in _COMPARING:
                    yield from _choices(left, [right], rows, names)
                    yield from _choices(right, [left], rows, names)
        case Prefix():
            yield from _names(tree.operand, rows, names)
        case Group():
            for item in tree.items:
                yield from _names(item, rows, names)


def _tables(call: Call, names: Names) -> Iterator[NameUse]:
    """Yield the decision table that a call asks."""
    for key in call.arguments[:1]:
        if isinstance(key, Constant) and isinstance(key.value, str) and key.value in names.members(TABLES):
            yield NameUse(TABLES, key.value, key.place.position + 1, key.place.length - 2)


def _choices(
    field: Tree, compared: Sequence[Tree], rows: list[str | None], names: Names
) -> Iterator[NameUse]:
    """Yield the texts that are compared with a field of choices."""
    found = list(_steps(field, rows, names)) if isinstance(field, Path) else []
    if not found or not names.members(found[-1].entity)[found[-1].key].options:
        return
    of = found[-1]
    for one in compared:
        for text in one.items if isinstance(one, Group) else (one,):
            if isinstance(text, Constant) and isinstance(text.value, str) and text.value:
                yield NameUse(of.entity, of.key, text.place.position, text.place.length, text.value)


def _rows_of(tree: Tree, rows: list[str | None], names: Names) -> str | None:
    """Return the entity of the rows that a list argument gives, `FILTER(list, …)` included."""
    if isinstance(tree, Call) and tree.name.upper() == "FILTER" and tree.arguments:
        return _rows_of(tree.arguments[0], rows, names)
    if not isinstance(tree, Path):
        return None
    type_ = _type_of(tree, rows, names)
    return (
        type_.item.entity if type_ is not None and type_.is_record_list and type_.item is not None else None
    )


def _start(tree: Path, rows: list[str | None], names: Names) -> tuple[str | None, int]:
    """Return the entity in which the first field name stands, and how many words stand before it."""
    depth, used = len(rows) - 1, 0
    while used < len(tree.names) and tree.names[used] == "parent" and depth > 0:
        depth, used = depth - 1, used + 1
    if used:
        return rows[depth], used
    if isinstance(names, InnerNames) and tree.names[0] == "parent":
        return names.parent, 1
    if tree.names[0] in _RECORD_PREFIXES:
        return rows[0], 1
    if isinstance(names, FormNames) and tree.names[0] == FORM_PREFIX:
        return names.form, 1
    if tree.names[0] in _PSEUDO:
        return f"@{tree.names[0]}", 1
    return rows[-1], 0


def _steps(tree: Path, rows: list[str | None], names: Names) -> Iterator[NameUse]:
    entity, used = _start(tree, rows, names)
    for word, place in zip(tree.names[used:], tree.places[used:], strict=True):
        member = names.members(entity or "").get(word)
        if member is None or entity is None:
            return
        yield NameUse(entity, word, place.position, place.length)
        entity = member.type.entity


def _type_of(tree: Path, rows: list[str | None], names: Names) -> Type | None:
    entity, used = _start(tree, rows, names)
    found: Type | None = None
    for word in tree.names[used:]:
        member = names.members(entity or "").get(word)
        if member is None:
            return None
        found = member.type
        entity = found.entity
    return found
