"""Selectors: reading the lists by which documents name people (`to`, `assignee`, `strategies`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import NUMBER, Type
from dougong_model import DocumentError
from dougong_rule.definition import Pick, Selector, SelectorKind, Weight
from dougong_rule.surroundings import Reading, Surroundings

_KINDS = tuple(kind.value for kind in SelectorKind)


def parse_selectors(
    body: object, pointer: str, reading: Reading, *, pick: Pick = Pick.ALL, limits: bool = False
) -> tuple[Selector, ...]:
    """Read a list of selectors; `pick` is what a selector does that says nothing of its own, `limits` whether it may
    have limits.
    """
    if not isinstance(body, list) or not body:
        reading.refuse(
            pointer,
            "selectors_expected",
            "A list of people selectors is needed.",
            hint='For example [{"team": "settings.buyers"}].',
        )
        return ()
    for at, one in enumerate(body):
        if not limits and isinstance(one, Mapping) and "limits" in one:
            reading.refuse(
                f"{pointer}/{at}/limits", "limits_not_here", "Only strategies of an assignment have limits."
            )
    found = (_selector(one, f"{pointer}/{at}", reading, pick) for at, one in enumerate(body))
    return tuple(selector for selector in found if selector is not None)


def _selector(body: object, pointer: str, reading: Reading, pick: Pick) -> Selector | None:
    kinds = [kind for kind in _KINDS if isinstance(body, Mapping) and kind in body]
    if not isinstance(body, Mapping) or len(kinds) != 1:
        reading.refuse(pointer, "selector_kind", "A selector has exactly one of: " + ", ".join(_KINDS) + ".")
        return None
    kind = SelectorKind(kinds[0])
    return Selector(
        kind=kind,
        condition=reading.condition(body.get("when"), f"{pointer}/when"),
        pick=_pick(body.get("pick"), f"{pointer}/pick", reading, pick),
        weights=_weights(body.get("weights", []), f"{pointer}/weights", reading),
        name=f"{kind.value} {body[kind.value]}",
        **_details(kind, body, pointer, reading),
    )


def _details(kind: SelectorKind, body: Mapping[str, Any], pointer: str, reading: Reading) -> dict[str, Any]:
    at = f"{pointer}/{kind.value}"
    value = body[kind.value]
    if kind in (SelectorKind.PERSON, SelectorKind.TEAM):
        return {"value": reading.expression(value, at)}
    if kind is SelectorKind.ROLE:
        return {"key": reading.key_of("role", value, at)}
    if kind is SelectorKind.TABLE:
        if value in reading.surroundings.totals:
            reading.refuse(
                at,
                "total_output",
                f"The decision table “{value}” collects a number, which names nobody.",
                hint="Let it collect a list, or take one row.",
            )
        return {"key": reading.key_of("table", value, at), "output": str(body.get("output", ""))}
    if not isinstance(value, int) or not 1 <= value <= 20:
        reading.refuse(at, "supervisor_levels", "The number of levels is a whole number from 1 to 20.")
        value = 1
    of = body.get("of")
    return {"levels": value, "value": None if of is None else reading.expression(of, f"{pointer}/of")}


def _pick(value: object, pointer: str, reading: Reading, usual: Pick) -> Pick:
    if value is None:
        return usual
    if value not in [pick.value for pick in Pick]:
        reading.refuse(
            pointer, "unknown_pick", "pick is one of: " + ", ".join(pick.value for pick in Pick) + "."
        )
        return usual
    return Pick(str(value))


def _weights(body: object, pointer: str, reading: Reading) -> tuple[Weight, ...]:
    """Read the shares of a pick by weight: selectors of people, each with its `weight`."""
    if not isinstance(body, list):
        reading.refuse(
            pointer, "weights_expected", "Weights are a list of people selectors with a weight each."
        )
        return ()
    found = []
    for at, one in enumerate(body):
        place = f"{pointer}/{at}"
        who = _selector(one, place, reading, Pick.ALL)
        given = one.get("weight") if isinstance(one, Mapping) else None
        weight = reading.expression(given, f"{place}/weight", NUMBER)
        if who is not None and weight is not None:
            found.append(Weight(who=who, weight=weight))
    return tuple(found)


def parse_people(
    body: object,
    entity: str,
    surroundings: Surroundings,
    *,
    pick: Pick = Pick.ALL,
    extra: Mapping[str, Type] | None = None,
    parent: str | None = None,
) -> tuple[Selector, ...]:
    """Read a list of selectors over an entity; raises DocumentError with every problem."""
    reading = Reading(surroundings, entity, extra, parent)
    found = parse_selectors(body, "", reading, pick=pick)
    if reading.problems:
        raise DocumentError(reading.problems)
    return found
