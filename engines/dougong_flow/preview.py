"""Preview: the way a request would take and whom it would ask if everybody approved; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dougong_flow.advance import advance, begin
from dougong_flow.commands import ChildEnded, Chosen, Command, Complete, Decide, Signal, TimerDue
from dougong_flow.definition import Flow, HumanTask, Verb
from dougong_flow.instance import Instance, VisitState
from dougong_flow.nodes.wait import WaitEvent
from dougong_flow.surroundings import Surroundings
from dougong_flow.verbs.offered import seat_verbs

LONGEST = 200
"""Decisions after which a preview stops: a circle of human nodes has no end when all approve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One node on the way: its key, whom it would ask, and the incident that would halt there."""

    node: str
    people: tuple[UUID, ...]
    incident: str | None = None


def preview(
    flow: Flow,
    *,
    record: UUID,
    initiator: UUID,
    now: datetime,
    surroundings: Surroundings,
    chosen: Chosen | None = None,
) -> list[Stop]:
    """Walk a flow on the record as it is now, each seat approving in turn; `chosen` are people the initiator picks.

    What action steps would change is not seen: conditions are asked of the record as it stands.
    """
    step = begin(
        flow,
        instance=surroundings.new_id(),
        version=0,
        record=record,
        initiator=initiator,
        now=now,
        surroundings=surroundings,
        chosen=chosen,
    )
    for _ in range(LONGEST):
        following = _next(flow, step.instance, step.acting)
        if following is None:
            break
        command, now = following[0], max(now, following[1] or now)
        step = advance(flow, step.instance, command, now, surroundings)
    return stops(step.instance)


def _next(flow: Flow, instance: Instance, acting: tuple[UUID, ...]) -> tuple[Command, datetime | None] | None:
    """Return what would let an instance go on, and not before when; None where only an administrator can."""
    if not instance.running:
        return None
    if acting:
        return Complete(visit=acting[0]), None
    for seat in instance.open_seats():
        visit = instance.visit(seat.visit)
        assert visit is not None
        node = flow.nodes[visit.node]
        verbs = seat_verbs(flow, visit, seat, instance.seats_of(visit.id))
        wanted = node.completing if isinstance(node, HumanTask) else Verb.SUBMIT
        verb = Verb.CLAIM if Verb.CLAIM in verbs else wanted
        return Decide(seat=seat.id, person=seat.person, verb=verb), None
    for visit in instance.visits:
        if visit.state is not VisitState.OPEN:
            continue
        for timer in instance.timers:
            if timer.visit == visit.id and timer.pending and timer.times == 0:
                return TimerDue(timer=timer.id), timer.due_at
        node = flow.nodes[visit.node]
        if isinstance(node, WaitEvent) and node.when is None and visit.waits_for:
            kind, _, name = visit.waits_for.partition(":")
            return Signal(kind=kind, name=name), None
        for child in visit.children:
            if "outcome" not in child:
                ended = ChildEnded(visit=visit.id, child=UUID(child["instance"]), outcome="approved")
                return ended, None
    return None


def stops(instance: Instance) -> list[Stop]:
    """Return the nodes that an instance has visited, in order."""
    incidents = {incident.visit: incident.code for incident in instance.incidents}
    return [
        Stop(
            node=visit.node,
            people=tuple(seat.person for seat in instance.seats_of(visit.id)),
            incident=incidents.get(visit.id),
        )
        for visit in instance.visits
    ]
