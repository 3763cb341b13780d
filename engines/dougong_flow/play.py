"""Play: a flow stepped through by chosen people and passing time, on a record that stays as it is; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from dougong_flow.advance import advance, begin
from dougong_flow.commands import (
    AddSign,
    ChildEnded,
    Chosen,
    Command,
    Complete,
    Decide,
    Delegate,
    Signal,
    TimerDue,
    Transfer,
)
from dougong_flow.definition import Flow, Verb
from dougong_flow.errors import PersonRefused, StepRefused
from dougong_flow.instance import HistoryEvent, Instance, Step, Timer, VisitState
from dougong_flow.nodes.wait import RECORD, WaitEvent
from dougong_flow.preview import check_picks
from dougong_flow.surroundings import Surroundings
from dougong_model import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUsed:
    """The person of a seat uses it, with whom or where the verb needs."""

    seat: UUID
    verb: Verb
    comment: str | None = None
    to: str | None = None
    people: tuple[UUID, ...] = ()
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """Time passes until the next timer falls due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What a visit waits for has happened; of a sub-flow `outcome` says how it ended."""

    visit: UUID
    outcome: str = "approved"


Turn = SeatUsed | TimePassed | Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Where the turns have led: the instance, its moment, its history, and what it would have had carried out, by
    the node that asks for it.
    """

    instance: Instance
    now: datetime
    events: tuple[HistoryEvent, ...]
    effects: tuple[tuple[str, Effect], ...]


def numbered_ids() -> Callable[[], UUID]:
    """Return a source of ids that are the same each time: what one play shows, the next may name."""
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


def play(
    flow: Flow,
    turns: Sequence[Turn],
    *,
    record: UUID,
    initiator: UUID,
    now: datetime,
    surroundings: Surroundings,
    chosen: Chosen | None = None,
) -> Played:
    """Start a flow and take turns; `surroundings` must give the same ids each time.

    Steps count as done at once. What they would change in the record is told and not seen: conditions are asked of
    the record as it stands, but for the one for which a step waits, when that has happened. Raises FlowError for a turn that would be refused.
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
    found = Played(instance=step.instance, now=now, events=(), effects=())
    found = _settled(flow, found, step, surroundings)
    for turn in turns:
        now, command = _command(found, turn)
        check_picks(flow, found.instance, command, now, surroundings)
        step = advance(_as_happened(flow, found.instance, turn), found.instance, command, now, surroundings)
        found = _settled(flow, found, step, surroundings, now)
    return found


def _as_happened(flow: Flow, instance: Instance, turn: Turn) -> Flow:
    """Return a flow in which a step no longer asks the record for what has happened to it in a turn."""
    visit = instance.visit(turn.visit) if isinstance(turn, Happened) else None
    node = flow.nodes.get(visit.node) if visit else None
    if visit is None or visit.waits_for != RECORD or not isinstance(node, WaitEvent):
        return flow
    return replace(flow, nodes={**flow.nodes, node.key: replace(node, when=None)})


def next_timer(instance: Instance) -> Timer | None:
    """Return the timer that falls due first, or None."""
    return min(
        (timer for timer in instance.timers if timer.pending), key=lambda timer: timer.due_at, default=None
    )


def _settled(
    flow: Flow, before: Played, step: Step, surroundings: Surroundings, now: datetime | None = None
) -> Played:
    """Carry on until nothing waits for its effects any more."""
    now = now or before.now
    events, effects = [*before.events, *step.events], [*before.effects, *_told(flow, step)]
    while step.acting and step.instance.running:
        step = advance(flow, step.instance, Complete(visit=step.acting[0]), now, surroundings)
        events += step.events
        effects += _told(flow, step)
    return Played(instance=step.instance, now=now, events=tuple(events), effects=tuple(effects))


def _told(flow: Flow, step: Step) -> list[tuple[str, Effect]]:
    """Return the effects that a step of the document names, each with its node: those with a key."""
    found: list[tuple[str, Effect]] = []
    for effect in step.effects:
        owner = (effect.key or "").split(":")
        asks = owner[2] if owner[0] == "flow" and len(owner) > 2 else None
        found += [(key, effect) for key, node in flow.nodes.items() if node.id == asks]
    return found


def _command(found: Played, turn: Turn) -> tuple[datetime, Command]:
    match turn:
        case TimePassed():
            timer = next_timer(found.instance)
            if timer is None:
                raise StepRefused("Nothing waits for a time.")
            return max(found.now, timer.due_at), TimerDue(timer=timer.id)
        case Happened():
            return found.now, _happened(found.instance, turn)
        case SeatUsed():
            return found.now, _used(found.instance, turn)


def _used(instance: Instance, turn: SeatUsed) -> Command:
    seat = instance.seat(turn.seat)
    person = seat.person if seat else UUID(int=0)
    match turn.verb:
        case Verb.TRANSFER | Verb.DELEGATE:
            if len(turn.people) != 1:
                raise PersonRefused("Name exactly one person.")
            kind = Transfer if turn.verb is Verb.TRANSFER else Delegate
            return kind(seat=turn.seat, person=person, to=turn.people[0], comment=turn.comment)
        case Verb.ADD_BEFORE | Verb.ADD_AFTER:
            after = turn.verb is Verb.ADD_AFTER
            return AddSign(
                seat=turn.seat, person=person, people=turn.people, after=after, comment=turn.comment
            )
    return Decide(
        seat=turn.seat, person=person, verb=turn.verb, comment=turn.comment, to=turn.to, chosen=turn.chosen
    )


def _happened(instance: Instance, turn: Happened) -> Command:
    visit = instance.visit(turn.visit)
    if visit is None or visit.state is not VisitState.OPEN:
        raise StepRefused("This step is not running.")
    for child in visit.children:
        if child.get("awaited") and "outcome" not in child:
            return ChildEnded(visit=visit.id, child=UUID(child["instance"]), outcome=turn.outcome)
    kind, _, name = (visit.waits_for or "").partition(":")
    return Signal(kind=kind, name=name)
