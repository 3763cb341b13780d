"""Migrate: a running instance goes on in another version of its flow, by a plan that says which node becomes which.

What is behind the tokens and before them does not matter; what they stand in must be there again: their nodes with
the same kind, the regions around them with the same branches. Seats keep their people, ids and times.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong_flow.definition import START, Edge, Flow, HumanTask, Order
from dougong_flow.instance import (
    HistoryEvent,
    Instance,
    Region,
    SeatState,
    Step,
    Token,
    TokenState,
    Visit,
    VisitState,
)
from dougong_model import replace

Plan = Mapping[str, str]
"""Keys of the new version's nodes by those of the old one; nodes that are left out have no counterpart."""

MIGRATED = "migrated"
REVERTED = "migration_reverted"
HARMLESS = frozenset({"remind", "copy", "read"})
"""Verbs of what may happen to an instance after a migration that can still be reverted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why an instance cannot go on in the new version, at a node of the old one."""

    code: str
    node: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an instance may go over; `required` are fields that its open nodes ask for and did not before."""

    objections: tuple[Objection, ...] = ()
    required: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Say whether nothing speaks against it."""
        return not self.objections


def proposed_plan(old: Flow, new: Flow) -> dict[str, str]:
    """Return which node becomes which: the one with the same id, else with the same key, of the same kind."""
    by_id = {node.id: key for key, node in new.nodes.items() if key != START}
    plan = {START: START}
    for key, node in old.nodes.items():
        if key == START:
            continue
        for other in (by_id.get(node.id), key):
            found = new.nodes.get(other) if other else None
            if found is not None and type(found) is type(node) and other not in plan.values():
                plan[key] = found.key
                break
    return plan


def migration_verdict(old: Flow, new: Flow, instance: Instance, plan: Plan) -> Verdict:
    """Say whether a running instance may go over, with everything that speaks against it."""
    objections: list[Objection] = []
    required: set[str] = set()
    places = _Places(old, new, plan)
    live = [token for token in instance.tokens if token.state is TokenState.LIVE]
    for token in live:
        before = old.nodes[token.node]
        after = new.nodes.get(plan.get(token.node, ""))
        if after is None:
            objections.append(_not_mapped(token.node))
        elif type(after) is not type(before):
            objections.append(_other_kind(token.node, after.key))
        else:
            objections += _lost(new, instance, token, after.key)
            if isinstance(before, HumanTask) and isinstance(after, HumanTask):
                required |= after.fields.require - before.fields.require
            if token.node in old.graph.joins and not places.same_join(token.node):
                objections.append(_region_changed(token.node))
    for split in dict.fromkeys(region.node for region in _around(instance, live)):
        if not places.same_region(split):
            objections.append(_region_changed(split))
    return Verdict(
        objections=tuple(dict.fromkeys(objections)),
        required=tuple(sorted(required)),
    )


def migrate(
    old: Flow,
    new: Flow,
    instance: Instance,
    plan: Plan,
    *,
    version: int,
    now: datetime,
    actor: UUID | None,
    batch: UUID | None = None,
) -> Step:
    """Return an instance as one of the new version, with the line of its history that can undo it.

    Nodes that are gone keep their names in what is past, marked by the version, so that nothing new is taken for
    them. The verdict must have been asked.
    """
    places = _Places(old, new, plan)
    moved = replace(
        instance,
        flow=new.key,
        version=version,
        sequence=instance.sequence + 1,
        tokens=tuple(_moved_token(token, places, instance.version) for token in instance.tokens),
        visits=tuple(_moved_visit(visit, places, instance.version) for visit in instance.visits),
        regions=tuple(
            replace(region, node=places.node(region.node, instance.version)) for region in instance.regions
        ),
        chosen={plan[node]: people for node, people in instance.chosen.items() if node in plan},
    )
    before = {
        "flow": instance.flow,
        "version": instance.version,
        "chosen": dict(instance.chosen),
        "tokens": {
            str(one.id): [one.node, one.edge_in, one.branch] for one in _changed(instance, moved, "tokens")
        },
        "visits": {str(one.id): [one.node, one.jump_back] for one in _changed(instance, moved, "visits")},
        "regions": {str(one.id): one.node for one in _changed(instance, moved, "regions")},
    }
    event = HistoryEvent(
        sequence=moved.sequence,
        at=now,
        verb=MIGRATED,
        actor=actor,
        payload={
            "from": instance.version,
            "to": version,
            "before": before,
            **({"batch": str(batch)} if batch else {}),
        },
    )
    return Step(instance=moved, events=(event,))


def revertible(verbs_since: Collection[str]) -> bool:
    """Say whether nothing that counts has happened since a migration; what has is given as verbs of the history."""
    return all(verb in HARMLESS for verb in verbs_since)


def revert(
    instance: Instance,
    before: Mapping[str, Any],
    *,
    now: datetime,
    actor: UUID | None,
    batch: UUID | None = None,
) -> Step:
    """Return an instance as it was before a migration, by what the history kept of it."""
    tokens, visits, regions = before["tokens"], before["visits"], before["regions"]
    back = replace(
        instance,
        flow=before["flow"],
        version=before["version"],
        sequence=instance.sequence + 1,
        chosen=before["chosen"],
        tokens=tuple(
            replace(one, node=kept[0], edge_in=kept[1], branch=kept[2])
            if (kept := tokens.get(str(one.id)))
            else one
            for one in instance.tokens
        ),
        visits=tuple(
            replace(one, node=kept[0], jump_back=kept[1]) if (kept := visits.get(str(one.id))) else one
            for one in instance.visits
        ),
        regions=tuple(
            replace(one, node=regions[str(one.id)]) if str(one.id) in regions else one
            for one in instance.regions
        ),
    )
    event = HistoryEvent(
        sequence=back.sequence,
        at=now,
        verb=REVERTED,
        actor=actor,
        payload={
            "from": instance.version,
            "to": back.version,
            **({"batch": str(batch)} if batch else {}),
        },
    )
    return Step(instance=back, events=(event,))


class _Places:
    """Nodes and edges of one version as those of another."""

    def __init__(self, old: Flow, new: Flow, plan: Plan) -> None:
        self.old, self.new, self.plan = old, new, plan
        known = {_way(edge): edge.name for edge in new.edges}
        self.edges = {
            edge.name: known[way]
            for edge in old.edges
            if (way := _way(edge, plan)) is not None and way in known
        }

    def node(self, key: str, version: int) -> str:
        """Return the new key of a node; one that is gone is marked by the version that knew it."""
        return self.plan.get(key) or (key if "@" in key else f"{key}@{version}")

    def same_join(self, join: str) -> bool:
        """Say whether the same branches lead into a join."""
        incoming = {self.edges.get(name) for name in self.old.graph.incoming[join]}
        return incoming == set(self.new.graph.incoming[self.plan[join]])

    def same_region(self, split: str) -> bool:
        """Say whether a region has the same nodes, and the same ways between them."""
        before = self.old.graph.regions.get(split)
        after = self.new.graph.regions.get(self.plan.get(split, ""))
        if before is None or after is None or not _same_kind(self, split):
            return False
        inside = frozenset[str]().union(*before.branches.values())
        if any(key not in self.plan or not _same_kind(self, key) for key in inside):
            return False
        join = None if before.join is None else self.plan.get(before.join)
        if join != after.join or (before.join is not None and join is None):
            return False
        ways = {
            self.edges.get(edge.name)
            for edge in self.old.edges
            if edge.source == split or edge.source in inside
        }
        here = {self.plan[split], *(self.plan[key] for key in inside)}
        return ways == {edge.name for edge in self.new.edges if edge.source in here} and {
            self.edges.get(name): {self.plan[key] for key in keys} for name, keys in before.branches.items()
        } == dict(after.branches)


def _same_kind(places: _Places, key: str) -> bool:
    return type(places.new.nodes[places.plan[key]]) is type(places.old.nodes[key])


def _way(edge: Edge, plan: Plan | None = None) -> tuple[str, str, str | None, str] | None:
    if plan is None:
        return edge.source, edge.target, edge.on, edge.suffix
    if edge.source not in plan or edge.target not in plan:
        return None
    return plan[edge.source], plan[edge.target], edge.on, edge.suffix


def _moved_token(token: Token, places: _Places, version: int) -> Token:
    return replace(
        token,
        node=places.node(token.node, version),
        edge_in=token.edge_in and places.edges.get(token.edge_in, token.edge_in),
        branch=token.branch and places.edges.get(token.branch, token.branch),
    )


def _moved_visit(visit: Visit, places: _Places, version: int) -> Visit:
    jump = visit.jump_back
    if jump is not None:
        jump = {**jump, "node": places.plan[jump["node"]]} if jump["node"] in places.plan else None
    return replace(visit, node=places.node(visit.node, version), jump_back=jump)


def _changed(before: Instance, after: Instance, part: str) -> list[Any]:
    return [
        one for one, other in zip(getattr(before, part), getattr(after, part), strict=True) if one != other
    ]


def _around(instance: Instance, live: list[Token]) -> list[Region]:
    """Return the regions in which live tokens are."""
    regions = {region.id: region for region in instance.regions}
    visits = {visit.id: visit for visit in instance.visits}
    tokens = {token.id: token for token in instance.tokens}
    found: dict[UUID, Region] = {}
    for token in live:
        at = token.region
        while at is not None and at not in found:
            region = found[at] = regions[at]
            at = tokens[visits[region.visit].token].region if region.visit else None
    return list(found.values())


def _lost(new: Flow, instance: Instance, token: Token, key: str) -> list[Objection]:
    """Return what an open visit waits for that the new node does not know."""
    node, found = new.nodes[key], []
    seats = {seat.state for seat in instance.seats if seat.visit == token.visit}
    timers = [timer for timer in instance.timers if timer.visit == token.visit and timer.pending]
    open_ = any(one.id == token.visit and one.state is VisitState.OPEN for one in instance.visits)
    if open_ and isinstance(node, HumanTask):
        if any(timer.kind == "limit" and timer.step >= len(node.limits) for timer in timers):
            found.append(_limit_gone(token.node))
        if SeatState.WAITING_TURN in seats and node.order is not Order.SEQUENTIAL:
            found.append(_order_changed(token.node))
        if SeatState.WAITING_CLAIM in seats and not node.claim:
            found.append(_order_changed(token.node))
    if any(timer.kind == "timeout" for timer in timers) and new.way(key, "timeout") is None:
        found.append(_limit_gone(token.node))
    return found


def _not_mapped(node: str) -> Objection:
    return Objection(
        code="not_mapped", node=node, message="The step at which the request is has no counterpart."
    )


def _other_kind(node: str, other: str) -> Objection:
    return Objection(
        code="other_kind", node=node, message=f"“{other}” is a step of another kind than the one it replaces."
    )


def _region_changed(node: str) -> Objection:
    return Objection(
        code="region_changed",
        node=node,
        message="The branches that the request is in are not the same in the new version.",
    )


def _limit_gone(node: str) -> Objection:
    return Objection(
        code="limit_gone", node=node, message="A time limit is running that the new version does not have."
    )


def _order_changed(node: str) -> Objection:
    return Objection(
        code="order_changed",
        node=node,
        message="People wait for their turn or to claim the work, and the new version asks all at once.",
    )
