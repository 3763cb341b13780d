"""Preview: the way a request would take and whom it would ask if everybody approved; nothing is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dougong_flow.advance import advance, begin
from dougong_flow.commands import ChildEnded, Chosen, Command, Complete, Decide, Signal, TimerDue
from dougong_flow.definition import Flow, HumanTask, Verb
from dougong_flow.errors import PickMissing
from dougong_flow.instance import Instance, Step, Visit, VisitState
from dougong_flow.nodes.sub_flow import SubFlow
from dougong_flow.nodes.timer import TimerEvent
from dougong_flow.nodes.wait import WaitEvent
from dougong_flow.surroundings import Surroundings
from dougong_flow.verbs.choose import awaits_choice
from dougong_flow.verbs.offered import seat_verbs

LONGEST = 200
"""Decisions after which a preview stops: a circle of human nodes has no end when all approve."""


_CHOOSING = frozenset({Verb.APPROVE, Verb.COMPLETE, Verb.REJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One node on the way: its key, whom it would ask, and the incident that would halt there.

    `instead`: its rules find nobody, and these people decide in their place. `picked_later`: nobody knows yet, whoever
    decides before must pick them. `branches` are those in which it lies, outermost first, as (split, edge): what lies
    in other branches of a split runs at the same time. `waits` is its kind when the request waits there for no person,
    `until` the moment when it waits for one.
    """

    node: str
    people: tuple[UUID, ...]
    incident: str | None = None
    instead: bool = False
    picked_later: bool = False
    branches: tuple[tuple[str, str], ...] = ()
    waits: str | None = None
    until: datetime | None = None


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
    later: set[str] = set()
    for _ in range(LONGEST):
        following = _next(flow, step.instance, step.acting)
        if following is None:
            break
        command, now = following[0], max(now, following[1] or now)
        try:
            check_picks(flow, step.instance, command, now, surroundings)
        except PickMissing as error:
            # Somebody stands there so that the way goes on; who it will be is not told.
            assert isinstance(command, Decide)
            later.update(error.nodes)
            command = replace(command, chosen=dict.fromkeys(error.nodes, (command.person,)))
        step = advance(flow, step.instance, command, now, surroundings)
    return stops(flow, step.instance, later)


def _next(flow: Flow, instance: Instance, acting: tuple[UUID, ...]) -> tuple[Command, datetime | None] | None:
    """Return what would let an instance go on, and not before when; None where only an administrator can."""
    if not instance.running:
        return None
    if acting:
        return Complete(visit=acting[0]), None
    return _by_people(flow, instance) or _by_itself(flow, instance, frozenset())


def _by_people(flow: Flow, instance: Instance) -> tuple[Command, None] | None:
    for seat in instance.open_seats():
        visit = instance.visit(seat.visit)
        assert visit is not None
        node = flow.nodes[visit.node]
        verbs = seat_verbs(flow, visit, seat, instance.seats_of(visit.id))
        wanted = node.completing if isinstance(node, HumanTask) else Verb.SUBMIT
        verb = Verb.CLAIM if Verb.CLAIM in verbs else wanted
        return Decide(seat=seat.id, person=seat.person, verb=verb), None
    return None


def _by_itself(
    flow: Flow, instance: Instance, before: frozenset[UUID]
) -> tuple[Command, datetime | None] | None:
    """Return what a step that waits for no person would let go on with, and when; not at the visits `before`."""
    for visit in instance.visits:
        if visit.state is not VisitState.OPEN or visit.id in before:
            continue
        node = flow.nodes[visit.node]
        if isinstance(node, WaitEvent):
            # What it waits for comes in time; when a record will be as a condition says, nobody knows.
            if node.when is None and visit.waits_for:
                kind, _, name = visit.waits_for.partition(":")
                return Signal(kind=kind, name=name), None
            continue
        for timer in instance.timers:
            if timer.visit == visit.id and timer.pending and timer.times == 0:
                return TimerDue(timer=timer.id), timer.due_at
        for child in visit.children:
            if "outcome" not in child:
                ended = ChildEnded(visit=visit.id, child=UUID(child["instance"]), outcome="approved")
                return ended, None
    return None


def check_picks(
    flow: Flow, instance: Instance, command: Command, now: datetime, surroundings: Surroundings
) -> None:
    """Raise PickMissing when a decision leads to nodes whose people its person must pick and has not.

    The way is walked to the next people, through steps that wait for none, as a preview walks it: conditions are
    asked of the record as it stands.
    """
    if not isinstance(command, Decide) or command.verb not in _CHOOSING:
        return
    awaiting = [key for key in flow.nodes if awaits_choice(flow, key)]
    if all(instance.chosen.get(key) or command.chosen.get(key) for key in awaiting):
        return
    before = frozenset(visit.id for visit in instance.visits)
    step = advance(flow, instance, command, now, surroundings)
    for _ in range(LONGEST):
        if not step.instance.running:
            break
        following = _without_people(flow, step, before)
        if following is None:
            break
        command, now = following[0], max(now, following[1] or now)
        step = advance(flow, step.instance, command, now, surroundings)
    reached = {visit.node for visit in step.instance.visits if visit.id not in before}
    picked = step.instance.chosen
    lacking = [key for key in awaiting if key in reached and not picked.get(key)]
    if lacking:
        raise PickMissing(lacking)


def _without_people(
    flow: Flow, step: Step, before: frozenset[UUID]
) -> tuple[Command, datetime | None] | None:
    """Return what lets the visits made since go on by themselves, and when; None where all wait for people."""
    if step.acting:
        return Complete(visit=step.acting[0]), None
    made = [visit for visit in step.instance.visits if visit.id not in before]
    asking = frozenset(visit.id for visit in made if isinstance(flow.nodes[visit.node], HumanTask))
    return _by_itself(flow, step.instance, before | asking)


def stops(flow: Flow, instance: Instance, later: Collection[str] = ()) -> list[Stop]:
    """Return the nodes that an instance has visited, in order; of those in `later` it is not known who decides."""
    incidents = {incident.visit: incident.code for incident in instance.incidents}
    timers = {timer.visit: timer.due_at for timer in instance.timers if timer.kind == "timer"}
    found = []
    for visit in instance.visits:
        seats = instance.seats_of(visit.id)
        until = timers.get(visit.id)
        found.append(
            Stop(
                node=visit.node,
                people=() if visit.node in later else tuple(seat.person for seat in seats),
                incident=incidents.get(visit.id),
                instead=any(seat.origin == "fallback" for seat in seats),
                picked_later=visit.node in later,
                branches=flow.graph.nested(visit.node),
                waits=_waits(flow, visit, until),
                until=until,
            )
        )
    return found


def _waits(flow: Flow, visit: Visit, until: datetime | None) -> str | None:
    """Return for what besides people a visit waits: a kind of node."""
    match flow.nodes.get(visit.node):
        case TimerEvent() if until:
            return "timer"
        case WaitEvent(when=when) if when is None or visit.state is VisitState.OPEN:
            return "wait"
        case SubFlow() if any(child["awaited"] for child in visit.children):
            return "sub_flow"
    return None
