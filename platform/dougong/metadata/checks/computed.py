"""Check of computed fields together: rings of them, and stored values that nobody could keep right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dougong.metadata.checks.surroundings import Surroundings
from dougong.metadata.stored_graph import Needs, Place, StoredGraph
from dougong.system_entities import system_entities
from dougong_formula import Expression, FormulaError, FormulaProblem, parse_expression
from dougong_formula.typed import Field as FieldNode
from dougong_formula.typed import Node, below
from dougong_model import Problem, localised

_ARROW = " → "


def computed_cycles(around: Surroundings, language: str) -> list[Problem]:
    """Return a problem for every ring of computed fields, across relations too, naming the way round."""
    uses = _uses(around)
    problems = []
    seen: set[frozenset[Place]] = set()
    for start in uses:
        ring = _ring(start, uses)
        if ring is not None and frozenset(ring) not in seen:
            seen.add(frozenset(ring))
            message, hint = _words(around, ring, language)
            problems.append(
                Problem(
                    code="cycle",
                    file=f"entities/{start[0]}.json",
                    message=message,
                    pointer=_pointer(start, "formula"),
                    hint=hint,
                )
            )
    return problems


def cycle_of(
    around: Surroundings, place: Place, expression: Expression, language: str
) -> FormulaProblem | None:
    """Return what is wrong when an expression that is to compute a field leads back to that field.

    It stands where the expression names the next field of the way round. None when there is no such way.
    """
    ring = _ring(place, {**_uses(around), place: sorted(expression.references)})
    if ring is None:
        return None
    message, hint = _words(around, ring, language)
    following = ring[1] if len(ring) > 1 else place
    named = next((one for one in _fields(expression.tree) if _names(one, following)), expression.tree)
    return FormulaProblem(named.place.position, named.place.length, "cycle", message, hint)


def _uses(around: Surroundings) -> dict[Place, list[Place]]:
    """Return what each computed field that can be read names."""
    uses: dict[Place, list[Place]] = {}
    for entity in around.entities.values():
        for key, field in entity.fields.items():
            expression = _expression(around, entity.key, key) if field.computed and field.type.named else None
            if expression is not None:
                uses[entity.key, key] = sorted(expression.references)
    return uses


def _words(around: Surroundings, ring: Sequence[Place], language: str) -> tuple[str, str]:
    """Return what is said of a ring, and what is to be done."""
    names = [_called(around, place, language) for place in (*ring, ring[0])]
    if len(ring) == 1:
        return f"This field is computed from itself: {names[0]}", "Take the field out of its own formula."
    return (
        f"These fields compute each other: {_ARROW.join(names)}",
        "Take one of them out of the other's formula.",
    )


def _fields(node: Node) -> Iterator[FieldNode]:
    if isinstance(node, FieldNode):
        yield node
    for one in below(node):
        yield from _fields(one)


def _names(node: FieldNode, place: Place) -> bool:
    return node.path[-1] == place[1] and (len(node.path) > 1 or node.entity == place[0])


def stored_values(around: Surroundings, language: str) -> list[Problem]:
    """Return a problem for every stored value that changes without any record of the app being written."""
    graph = StoredGraph(around.entities, lambda entity, key: _expression(around, entity, key))
    return [
        problem
        for place, needs in graph.needs.items()
        for problem in _refused(around, place, needs, language)
    ]


def _refused(around: Surroundings, place: Place, needs: Needs, language: str) -> Iterator[Problem]:
    def refused(code: str, message: str) -> Problem:
        return Problem(
            code=code,
            file=f"entities/{place[0]}.json",
            pointer=_pointer(place, "stored"),
            message=message,
            hint="Compute it when it is read, without keeping the value in the record, or leave that part out of the formula.",
        )

    if needs.moment:
        yield refused(
            "stored_moment", "A stored value cannot use TODAY or NOW: it would be out of date tomorrow."
        )
    for key in sorted(needs.settings):
        yield refused(
            "stored_setting",
            f"A stored value cannot use the setting “{key}”: settings change without publishing.",
        )
    for key in sorted(needs.outside):
        system = system_entities().get(key)
        name = key if system is None else localised(system.name, language) or key
        yield refused(
            "stored_outside", f"A stored value cannot look into “{name}”: its changes are not followed."
        )
    for key in sorted(needs.inner_rows):
        name = localised(around.entities[key].name, language) or key
        yield refused(
            "stored_rows",
            f"A stored value cannot look through a reference into “{name}”, the rows of a sub-table.",
        )


def _pointer(place: Place, member: str) -> str:
    return f"/schema/properties/{place[1]}/x-dougong/{member}"


def _called(around: Surroundings, place: Place, language: str) -> str:
    """Return what people call a field: its entity's name and its label."""
    entity = around.entities[place[0]]
    field = entity.fields.get(place[1])
    label = localised({} if field is None else field.label, language) or place[1]
    return f"{localised(entity.name, language) or place[0]} · {label}"


def _expression(around: Surroundings, entity: str, key: str) -> Expression | None:
    """Return the typed expression of a computed field, or None for one that its own check refuses."""
    vocabulary = around.vocabulary_of(entity)
    field = around.entities[entity].fields[key]
    try:
        return None if vocabulary is None else parse_expression(field.type.expression(field), vocabulary)
    except FormulaError:
        return None


def _ring(start: Place, uses: Mapping[Place, Sequence[Place]]) -> list[Place] | None:
    """Return the shortest way from a field back to itself, without its end."""
    ways: list[list[Place]] = [[start]]
    visited = {start}
    while ways:
        longer = []
        for way in ways:
            for following in uses.get(way[-1], ()):
                if following == start:
                    return way
                if following in uses and following not in visited:
                    visited.add(following)
                    longer.append([*way, following])
        ways = longer
    return None
