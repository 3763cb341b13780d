"""Take back: somebody withdraws his own decision, as long as nobody and nothing has gone on from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from dougong_flow.commands import TakeBack
from dougong_flow.definition import HumanTask, Order
from dougong_flow.errors import SeatUnknown, TakeBackRefused
from dougong_flow.instance import Seat, SeatState, TokenState, Visit, VisitState
from dougong_flow.joining import region_of
from dougong_flow.lineage import lineage
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.action import ActionStep
from dougong_flow.nodes.decision import DecisionStep
from dougong_flow.nodes.sub_flow import SubFlow
from dougong_flow.outcome import votes
from dougong_model import replace

_DECISIONS = frozenset({"approve", "reject", "complete", "advise"})
_UNTOUCHED = frozenset({SeatState.OPEN, SeatState.WAITING_TURN, SeatState.COPIED})


def take_back(machine: Machine, command: TakeBack) -> None:
    """Open a seat again that its person has decided; raises TakeBackRefused when it is too late."""
    seat = machine.seats.get(command.seat)
    if seat is None:
        raise SeatUnknown("There is no such seat.")
    refusal = take_back_refusal(machine, seat, command.person)
    if refusal:
        raise TakeBackRefused(refusal)
    visit = machine.visits[seat.visit]
    machine.record(
        "take_back",
        actor=command.person,
        on_behalf_of=seat.person,
        visit=visit,
        seat=seat.id,
        comment=command.comment,
    )
    if visit.state is VisitState.OPEN:
        _reopen(machine, seat, visit)
    else:
        _undo(machine, seat, visit, _came_of(machine, visit))


def take_back_refusal(machine: Machine, seat: Seat, person: UUID) -> str | None:
    """Return why somebody may not take a decision back, or None when he may."""
    visit = machine.visits[seat.visit]
    if not machine.header.running:
        return "This request has already ended."
    if seat.state is not SeatState.DONE or seat.verb not in _DECISIONS or seat.decided_by != person:
        return "This is no decision of yours."
    if visit.state is VisitState.OPEN:
        return _too_late(machine, seat, visit)
    if visit.state is not VisitState.DONE or visit.outcome not in ("approved", "rejected"):
        return "The request has gone another way since."
    if not votes(seat) or sum(votes(one) for one in machine.seats_of(visit.id)) > 1:
        return "Others have decided in this step too: it is closed."
    if not isinstance(machine.flow.nodes.get(visit.node), HumanTask):
        return "This is no decision of yours."
    return _came_of(machine, visit).touched


def _too_late(machine: Machine, seat: Seat, visit: Visit) -> str | None:
    node = machine.node_of(visit)
    if isinstance(node, HumanTask) and node.order is Order.SEQUENTIAL and votes(seat):
        after = [one for one in machine.seats_of(visit.id) if votes(one) and one.position > seat.position]
        if any(one.state not in (SeatState.OPEN, SeatState.WAITING_TURN) for one in after):
            return "Somebody has already decided after you."
    parent = machine.seats.get(seat.parent_seat) if seat.parent_seat else None
    if parent is not None and parent.decided_by not in (None, seat.decided_by, parent.person):
        return "Somebody has already decided after you."
    return None


def _reopen(machine: Machine, seat: Seat, visit: Visit) -> None:
    node = machine.node_of(visit)
    if isinstance(node, HumanTask) and node.order is Order.SEQUENTIAL and votes(seat):
        for other in machine.seats_of(visit.id):
            if votes(other) and other.position > seat.position and other.state is SeatState.OPEN:
                machine.give_up(machine.change_seat(other, state=SeatState.WAITING_TURN))
    if seat.parent_seat:
        parent = machine.seats[seat.parent_seat]
        waits = SeatState.WAITING_DELEGATE if seat.origin == "delegate" else SeatState.WAITING_ADDED
        machine.change_seat(parent, state=waits, **_UNDECIDED)
    machine.change_seat(seat, state=SeatState.OPEN, opened_at=machine.now, comment=None, **_UNDECIDED)


_UNDECIDED = {"verb": None, "decided_at": None, "decided_by": None}


@dataclass
class _Came:
    """What came of a decision: visits and tokens to cancel, joins to close again; `touched` says why it cannot be."""

    visits: list[Visit] = field(default_factory=list)
    tokens: list[UUID] = field(default_factory=list)
    regions: list[UUID] = field(default_factory=list)
    touched: str | None = None


def _came_of(machine: Machine, visit: Visit) -> _Came:
    found = _Came()
    _follow(machine, visit.token, list(machine.visits).index(visit.id), found)
    return found


def _follow(machine: Machine, token: UUID, after: int, found: _Came) -> None:
    """Gather the visits of a token behind a place, and of the tokens that it became."""
    for at, visit in enumerate(list(machine.visits.values())):
        if visit.token != token or at <= after:
            continue
        found.visits.append(visit)
        found.touched = found.touched or _touched(machine, visit)
        for region in machine.regions.values():
            if region.visit == visit.id:
                for child in machine.tokens.values():
                    if child.region == region.id:
                        found.tokens.append(child.id)
                        _follow(machine, child.id, -1, found)
        if visit.outcome == "joined":
            closed = region_of(machine, machine.tokens[token], visit.node)
            opened = machine.regions[closed] if closed else None
            if opened is None or opened.fired_by != token or opened.joined is None:
                found.touched = "A join has opened since, with the branches of others."
                return
            found.regions.append(opened.id)
            found.tokens.append(opened.joined)
            _follow(machine, opened.joined, -1, found)


def _touched(machine: Machine, visit: Visit) -> str | None:
    node = machine.flow.nodes.get(visit.node)
    if isinstance(node, ActionStep | DecisionStep) and visit.outcome == "done":
        return "A step of the flow has run since."
    if isinstance(node, SubFlow) and visit.children:
        return "A step of the flow has run since."
    if isinstance(node, HumanTask):
        seats = machine.seats_of(visit.id)
        if any(one.state not in _UNTOUCHED or one.transfers for one in seats) or visit.outcome:
            return "Somebody has already decided after you."
    elif visit.finished_at not in (None, visit.started_at) and visit.outcome != "joined":
        return "The request has gone on since."
    return None


def _undo(machine: Machine, seat: Seat, visit: Visit, came: _Came) -> None:
    for region in came.regions:
        _close_again(machine, region, visit.token)
    for token in came.tokens:
        machine.drop(machine.tokens[token], SeatState.CANCELLED_BY_TAKE_BACK)
    own = machine.token_of(visit)
    machine.drop(own, SeatState.CANCELLED_BY_TAKE_BACK, keep_token=True)
    visit.state, visit.outcome = VisitState.CANCELLED, "taken_back"
    before = (
        one.id
        for one in lineage(machine.visits, visit.previous)
        if isinstance(machine.flow.nodes.get(one.node), HumanTask) and one.state is VisitState.DONE
    )
    own.state, own.last_visit = TokenState.LIVE, next(before, None)
    machine.moves.append(
        Move(
            token=own,
            node=visit.node,
            previous=visit.previous,
            people=(seat.person,),
            jump_back=visit.jump_back,
        )
    )


def _close_again(machine: Machine, region_id: UUID, but: UUID) -> None:
    """Let the branches wait again that came together by a decision that is taken back."""
    region = machine.regions[region_id]
    machine.regions[region_id] = replace(region, arrived=0, joined=None, fired_by=None)
    joins = {join for join, split in machine.flow.graph.openers.items() if split == region.node}
    for visit in list(machine.visits.values()):
        token = machine.token_of(visit)
        at_join = visit.node in joins and visit.outcome == "joined" and token.visit == visit.id
        if at_join and token.id != but and region_of(machine, token, visit.node) == region_id:
            visit.state, visit.waits_for = VisitState.OPEN, "join"
            visit.outcome = visit.finished_at = None
            token.state = TokenState.LIVE
