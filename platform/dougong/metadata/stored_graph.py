"""Stored graph: which stored computed value depends on which fields of which entities, along which references.

Uses the typed expressions of an app. A stored value is right as long as every change of a field in its
reaches, and of a link on the way there, is followed by computing it anew; records does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from dougong.metadata.expression_names import asks_tables
from dougong_form import Entity, Field, system_fields
from dougong_formula import Expression
from dougong_formula.typed import Aggregate, Literal, Name, Node, below
from dougong_formula.typed import Field as Named

Place = tuple[str, str]
"""An entity and a field of it, by their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step from a row to others: by the reference `key` of `entity`, or to the rows of a list of it.

    `via` is the reference in which the rows of a list (of `target`) hold the row of `entity`. `linked`: who
    holds whom stands in the link table of `via`, or where there is none of `key`.
    """

    entity: str
    key: str
    target: str
    via: str | None = None
    linked: bool = False
    label: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def many(self) -> bool:
        """Say whether the step leads to the rows of a list."""
        return self.via is not None or self.linked


Way = tuple[Hop, ...]


@dataclass(slots=True)
class Needs:
    """What a stored value is made of: by way from its record, the fields of the rows there.

    `settings` names those of the app, `moment` says that the day or the hour counts, `outside` are entities
    whose changes do not pass the one writer.
    """

    reaches: dict[Way, set[str]] = field(default_factory=dict)
    settings: set[str] = field(default_factory=set)
    moment: bool = False
    outside: set[str] = field(default_factory=set)
    inner_rows: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The fields of the rows at the end of a way that a stored value is made of."""

    entity: str
    way: Way
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Stored fields of one entity that are computed together, after those of the steps before."""

    entity: str
    fields: tuple[str, ...]
    reaches: tuple[Reach, ...]


class StoredGraph:
    """The stored computed fields of an app and what each is made of.

    `expression` gives the typed expression of a computed field, or None where it cannot be typed.
    """

    def __init__(
        self, entities: Mapping[str, Entity], expression: Callable[[str, str], Expression | None]
    ) -> None:
        self._entities = entities
        self._expression = expression
        self._lists = {key: dict(_lists(entities, one)) for key, one in entities.items()}
        self._money: dict[Place, bool] = {}

    @cached_property
    def stored(self) -> tuple[Place, ...]:
        """Return the stored computed fields."""
        return tuple(
            (entity.key, key)
            for entity in self._entities.values()
            for key, one in entity.fields.items()
            if one.materialised
        )

    @cached_property
    def needs(self) -> Mapping[Place, Needs]:
        """Return what each stored field is made of; of other stored fields only that they are named."""
        return {place: self._needs(place) for place in self.stored}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the stored fields in an order in which each comes after those that it is made of."""
        ranks: dict[Place, int] = {}
        for place in self.stored:
            self._rank(place, ranks, set())
        found: dict[tuple[int, str], list[Place]] = {}
        for place, rank in ranks.items():
            found.setdefault((rank, place[0]), []).append(place)
        return tuple(
            Step(entity=entity, fields=tuple(key for _, key in places), reaches=self._reaches(places))
            for (_rank, entity), places in sorted(found.items())
        )

    @cached_property
    def touching(self) -> frozenset[str]:
        """Return the entities whose changes some stored value depends on."""
        return frozenset(reach.entity for step in self.steps for reach in step.reaches)

    @cached_property
    def links(self) -> Mapping[str, Mapping[str, str]]:
        """Return the references on the ways, by entity, with the entities that they lead to."""
        found: dict[str, dict[str, str]] = {}
        for step in self.steps:
            for reach in step.reaches:
                for hop in reach.way:
                    if hop.via is None:
                        found.setdefault(hop.entity, {})[hop.key] = hop.target
        return found

    @cached_property
    def held(self) -> frozenset[str]:
        """Return the entities whose rows are held while values are computed: owners, and rows on the ways."""
        owners = {step.entity for step in self.steps}
        between = {hop.entity for step in self.steps for reach in step.reaches for hop in reach.way}
        return frozenset(owners | between)

    @cached_property
    def two_way(self) -> bool:
        """Say whether rows that change lead to others that lead back: an order to its customer and his orders."""
        leads: dict[str, set[str]] = {}
        for step in self.steps:
            for reach in step.reaches:
                ends = {hop.entity for hop in reach.way}
                for hop in reach.way:
                    leads.setdefault(hop.target, set()).update(ends)
        for start in leads:
            seen: set[str] = set()
            waiting = [*leads[start]]
            while waiting:
                one = waiting.pop()
                if one == start:
                    return True
                if one not in seen:
                    seen.add(one)
                    waiting += leads.get(one, ())
        return False

    def following(self, places: Iterable[Place]) -> frozenset[Place]:
        """Return stored fields and all that are made of them."""
        found = set(places)
        while True:
            more = {
                place
                for place, needs in self.needs.items()
                if place not in found
                and any(
                    (way[-1].target if way else place[0], key) in found
                    for way, keys in needs.reaches.items()
                    for key in keys
                )
            }
            if not more:
                return frozenset(found)
            found |= more

    def counts_money(self, place: Place) -> bool:
        """Say whether a computed field is made of amounts of its own record.

        An aggregate over rows takes those in the workspace's currency, so what is stored is of no use to it.
        """
        if place not in self._money:
            self._money[place] = False
            needs = Needs()
            self._of_field(place, (), needs, frozenset())
            own = (self._field(place[0], key) for key in needs.reaches.get((), ()))
            self._money[place] = any(
                one.type.name == "money" or (one.computed and self.counts_money((place[0], one.key)))
                for one in own
                if one is not None
            )
        return self._money[place]

    def signature(self, place: Place) -> str:
        """Return a fingerprint of what decides a stored value besides the records: another one, another value."""
        seen: set[Place] = set()
        parts = sorted(self._parts(place, seen))
        return sha256("\n".join(parts).encode()).hexdigest()[:32]

    def _parts(self, place: Place, seen: set[Place]) -> Iterator[str]:
        if place in seen:
            return
        seen.add(place)
        needs = self._needs(place)
        owner = self._entities[place[0]]
        yield f"{owner.id}.{owner.fields[place[1]].id}"
        yield from needs.texts
        for way, keys in needs.reaches.items():
            entity = way[-1].target if way else place[0]
            for key in keys:
                one = self._entities[entity].fields.get(key)
                if one is None:
                    continue
                yield f"{entity}.{key}={one.id}:{one.type.name}:{[column.kind for column in one.columns]}"
                if one.materialised:
                    yield from self._parts((entity, key), seen)
        for way in needs.reaches:
            for hop in way:
                yield f"{self._entities[hop.entity].id}.{hop.key}>{self._entities[hop.target].id}.{hop.via}"

    def _rank(self, place: Place, ranks: dict[Place, int], above: set[Place]) -> int:
        if place not in ranks:
            below_it = [
                (way[-1].target if way else place[0], key)
                for way, keys in self.needs[place].reaches.items()
                for key in keys
            ]
            inner = [one for one in below_it if one in self.needs and one not in above]
            ranks[place] = 1 + max((self._rank(one, ranks, above | {place}) for one in inner), default=0)
        return ranks[place]

    def _reaches(self, places: Iterable[Place]) -> tuple[Reach, ...]:
        found: dict[Way, set[str]] = {}
        for place in places:
            for way, keys in self.needs[place].reaches.items():
                found.setdefault(way, set()).update(keys)
        return tuple(
            Reach(entity=way[-1].target if way else next(iter(places))[0], way=way, keys=frozenset(keys))
            for way, keys in found.items()
        )

    def _needs(self, place: Place) -> Needs:
        needs = Needs()
        self._of_field(place, (), needs, frozenset())
        return needs

    def _of_field(self, place: Place, way: Way, needs: Needs, above: frozenset[Place]) -> None:
        """Add what a computed field of the rows at the end of a way is made of."""
        expression = self._expression(*place)
        if expression is None or place in above:
            return
        needs.moment = needs.moment or expression.volatile
        needs.texts.append(expression.text)
        if asks_tables(expression.text):
            # What a table says stands in the tree alone.
            needs.texts.append(repr(expression.tree))
        needs.reaches.setdefault(way, set())
        self._of_node(expression.tree, [(place[0], way)], needs, above | {place})

    def _of_node(
        self, node: Node, rows: list[tuple[str, Way]], needs: Needs, above: frozenset[Place]
    ) -> None:
        match node:
            case Literal():
                return
            case Name():
                if node.path[0] == "settings":
                    needs.settings.add(node.path[-1])
                return
            case Named():
                if node.depth < len(rows):
                    self._of_path(node, rows[node.depth], needs, above)
                return
            case Aggregate():
                inner = rows
                if isinstance(node.source, Named) and node.source.depth < len(rows):
                    end = self._of_path(node.source, rows[node.source.depth], needs, above)
                    if end is None:
                        return
                    needs.reaches.setdefault(end[1], set()).update(node.order)
                    inner = [*rows[: node.depth], end]
                for part in (node.condition, node.value):
                    if part is not None:
                        self._of_node(part, inner, needs, above)
                if node.separator is not None:
                    self._of_node(node.separator, rows, needs, above)
                return
            case _:
                for part in below(node):
                    self._of_node(part, rows, needs, above)

    def _of_path(
        self, node: Named, start: tuple[str, Way], needs: Needs, above: frozenset[Place]
    ) -> tuple[str, Way] | None:
        """Follow a path; return the rows it leads to when it ends in a list or a reference of this app."""
        entity, way = start
        for at, key in enumerate(node.path):
            last = at == len(node.path) - 1
            hop = self._lists[entity].get(key)
            if hop is not None:
                if hop.via is None:
                    needs.reaches.setdefault(way, set()).add(key)
                if hop.target not in self._entities:
                    needs.outside.add(hop.target)
                    return None
                way = (*way, hop)
                entity = hop.target
                needs.reaches.setdefault(way, set()).update({hop.via or ""} - {"", "parent"})
                continue
            one = self._field(entity, key)
            if one is None:
                return None
            needs.reaches.setdefault(way, set()).add(key)
            if one.computed:
                in_base = bool(way) and way[-1].many and self.counts_money((entity, key))
                if not one.materialised or in_base:
                    self._of_field((entity, key), way, needs, above)
                return None
            if last or one.type.parts:
                return None
            target = str(one.entity)
            if target not in self._entities:
                needs.outside.add(target)
                return None
            if self._entities[target].parent is not None:
                needs.inner_rows.add(target)
            way = (*way, Hop(entity=entity, key=key, target=target, label=one.label))
            entity = target
            needs.reaches.setdefault(way, set())
        return entity, way

    def _field(self, entity: str, key: str) -> Field | None:
        known = self._entities[entity]
        return known.fields.get(key) or system_fields(entity, known.parent).get(key)


def _lists(entities: Mapping[str, Entity], entity: Entity) -> Iterator[tuple[str, Hop]]:
    for key, one in entity.sub_tables.items():
        if one.entity is not None and one.entity in entities:
            yield key, Hop(entity=entity.key, key=key, target=one.entity, via="parent", label=one.label)
    for key, one in entity.links.items():
        yield key, Hop(entity=entity.key, key=key, target=str(one.entity), linked=True, label=one.label)
    for other in entities.values():
        for back in other.fields.values():
            inverse = back.settings.get("inverse")
            if inverse and back.entity == entity.key:
                label = inverse.get("label") or other.name
                yield (
                    inverse["key"],
                    Hop(
                        entity=entity.key,
                        key=inverse["key"],
                        target=other.key,
                        via=back.key,
                        linked=back.type.links,
                        label=label,
                    ),
                )
