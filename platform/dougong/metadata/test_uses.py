"""Uses in the tests of rules, decision tables and score cards: the fields and choices of their samples, and what is expected of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from dougong_form import escape
from dougong_formula import Member

Use = TypeVar("Use")

TESTED = frozenset({"rule", "table", "scorecard"})
"""The kinds of documents that keep tests."""


class Names(Protocol):
    """The members of entities."""

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity by key."""


@dataclass(frozen=True, slots=True)
class Telling(Generic[Use]):
    """How the walk through a document tells of what it finds: an element that is named, the fields that stand as
    member names, what an expression names; `target` is the entity that a field points to, or whose rows it holds.
    """

    names: Names
    use: Callable[..., Use]
    keyed: Callable[[Any, str, str | None], Iterator[Use]]
    expression: Callable[[str, str, str | None], Iterator[Use]]
    target: Callable[[str | None, str], str | None]


def uses_of_test(walk: Telling[Use], test: Any, at: str, entity: str | None) -> Iterator[Use]:
    """Walk a test: its sample, and what is expected of it."""
    if not isinstance(test, Mapping):
        return
    for member in ("given", "before"):
        yield from _sample(walk, test.get(member), f"{at}/{member}", entity)
    expected = test.get("expect")
    if not isinstance(expected, Mapping):
        return
    yield from _sample(walk, expected.get("set"), f"{at}/expect/set", entity)
    if isinstance(expected.get("holds"), str):
        yield from walk.expression(expected["holds"], f"{at}/expect/holds", entity)
    outputs = expected.get("outputs")
    for key, given in outputs.items() if isinstance(outputs, Mapping) else ():
        for place, text in _texts(given, f"{at}/expect/outputs/{escape(key)}"):
            yield from walk.expression(text, place, entity)
    for key in expected.get("made", ()):
        yield walk.use(f"{at}/expect/made/{escape(key)}", ("entity", key), key, as_key=True)


def _sample(walk: Telling[Use], value: Any, at: str, entity: str | None) -> Iterator[Use]:
    """Walk the values of a record, and of those that it points to and lists."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _sample(walk, one, f"{at}/{index}", entity)
    if not isinstance(value, Mapping):
        return
    yield from walk.keyed(value, at, entity)
    for key, one in value.items():
        member = walk.names.members(entity or "").get(key)
        if member is not None:
            yield from _value(walk, member, one, f"{at}/{escape(key)}", str(entity))


def _value(walk: Telling[Use], member: Member, value: Any, at: str, entity: str) -> Iterator[Use]:
    if isinstance(value, str) and member.type.entity is not None:
        yield from walk.expression(value, at, entity)
    elif walk.target(entity, member.key):
        yield from _sample(walk, value, at, walk.target(entity, member.key))
    for place, choice in _texts(value, at):
        if choice in member.options:
            yield walk.use(place, ("choice", entity, member.key, choice), choice)


def _texts(value: Any, at: str) -> list[tuple[str, str]]:
    """Return a text, or those of an array, with their places."""
    if isinstance(value, list):
        return [(f"{at}/{index}", one) for index, one in enumerate(value) if isinstance(one, str)]
    return [(at, value)] if isinstance(value, str) else []
