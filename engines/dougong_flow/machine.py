"""Machine: the working copy of an instance during one call, and the few ways in which it changes.

It is made from an instance, changed by nodes and verbs, and read out once as a Step. What happens when a token
arrives at a node stands in `nodes/`; `walking.py` plays the moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong_flow.conditions import FieldRights, Scope
from dougong_flow.definition import START, Edge, Flow, Node, View
from dougong_flow.instance import (
    HistoryEvent,
    Incident,
    Instance,
    InstanceState,
    Seat,
    SeatState,
    Step,
    Timer,
    Token,
    TokenState,
    Visit,
    VisitState,
)
from dougong_flow.people import Asking
from dougong_flow.resolve import find_administrators
from dougong_flow.routing import flow_names
from dougong_flow.surroundings import Surroundings
from dougong_model import Effect, copied, plain_data, replace


@plain_data
class Move:
    """A token on its way to a node: by an edge, or put there; `previous` is the visit that it comes from.

    `people` are asked again in place of whom the node would find, `jump_back` is handed to the visit.
    """

    token: Token
    node: str
    edge: Edge | None = None
    previous: UUID | None = None
    people: tuple[UUID, ...] = ()
    jump_back: Mapping[str, Any] | None = None


class _FlowNames(Mapping[str, Any]):
    """`flow` of a condition; what it offers is gathered when a condition reads it."""

    def __init__(self, machine: Machine, token: Token) -> None:
        self.machine, self.token = machine, token

    def _members(self) -> Mapping[str, Any]:
        machine = self.machine
        return flow_names(machine.header, machine.last_human(self.token), machine.submissions())

    def __getitem__(self, key: str) -> Any:
        return self._members()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members())

    def __len__(self) -> int:
        return len(self._members())


class Machine:
    """One call's working copy: parts by id, the moves still to make, and what came of it so far.

    The header, tokens and visits are its own and changed in place; of the other parts changed copies are put in their
    place.
    """

    def __init__(self, flow: Flow, instance: Instance, now: datetime, surroundings: Surroundings) -> None:
        self.flow = flow
        self.header = copied(instance)
        self.sequence = instance.sequence
        self.now = now
        self.surroundings = surroundings
        self.record_version = surroundings.record_version
        self.tokens = {token.id: copied(token) for token in instance.tokens}
        self.visits = {visit.id: copied(visit) for visit in instance.visits}
        self.seats = {seat.id: seat for seat in instance.seats} if instance.seats else {}
        self.regions = {region.id: region for region in instance.regions} if instance.regions else {}
        self.timers = {timer.id: timer for timer in instance.timers} if instance.timers else {}
        self.incidents = {one.id: one for one in instance.incidents} if instance.incidents else {}
        self.effects: list[Effect] = []
        self.events: list[HistoryEvent] = []
        self.acting: list[Visit] = []
        self.moves: list[Move] = []

    def read_out(self) -> Step:
        """Return what the call led to."""
        instance = self.header
        instance.sequence = self.sequence
        instance.tokens = tuple(self.tokens.values())
        instance.visits = tuple(self.visits.values())
        # Parts are never removed: what there is none of, the instance has none of.
        if self.seats:
            instance.seats = tuple(self.seats.values())
        if self.regions:
            instance.regions = tuple(self.regions.values())
        if self.timers:
            instance.timers = tuple(self.timers.values())
        if self.incidents:
            instance.incidents = tuple(self.incidents.values())
        acting = tuple([one.id for one in self.acting if one.state is VisitState.OPEN]) if self.acting else ()
        return Step(instance, tuple(self.effects), tuple(self.events), acting)

    def record(
        self,
        verb: str,
        *,
        actor: UUID | None = None,
        on_behalf_of: UUID | None = None,
        visit: Visit | None = None,
        seat: UUID | None = None,
        node: str | None = None,
        **payload: Any,
    ) -> None:
        """Append a line to the history; `on_behalf_of` says whose seat somebody else used."""
        self.sequence += 1
        self.events.append(
            HistoryEvent(
                self.sequence,
                self.now,
                verb,
                actor,
                None if on_behalf_of is None or on_behalf_of == actor else on_behalf_of,
                node or (visit.node if visit else None),
                visit.id if visit else None,
                seat,
                payload and {key: value for key, value in payload.items() if value is not None},
            )
        )

    # -- tokens and visits

    def new_token(self, node: str, *, region: UUID | None = None, branch: str | None = None) -> Token:
        """Add a live token that stands at a node, in a branch of a region."""
        token = Token(self.surroundings.new_id(), node, 1, TokenState.LIVE, None, region, branch)
        self.tokens[token.id] = token
        return token

    def live(self) -> list[Token]:
        """Return the live tokens."""
        return [token for token in self.tokens.values() if token.state is TokenState.LIVE]

    def open_visit(self, move: Move, trace: tuple[Mapping[str, Any], ...] = ()) -> Visit:
        """Put a token at a node and open the node's next round."""
        token = move.token
        rounds = [visit.node for visit in self.visits.values()].count(move.node)
        visit = Visit(
            self.surroundings.new_id(),
            token.id,
            move.node,
            rounds + 1,
            VisitState.OPEN,
            self.now,
            trace=trace,
        )
        visit.previous, visit.jump_back = move.previous, move.jump_back
        self.visits[visit.id] = visit
        token.node, token.round, token.visit = visit.node, visit.round, visit.id
        token.edge_in = move.edge.name if move.edge else None
        return visit

    def close_visit(self, visit: Visit, result: str | None, state: VisitState = VisitState.DONE) -> None:
        """Close a visit with its outcome, stop its timers, and close its incidents."""
        visit.state, visit.outcome, visit.waits_for = state, result, None
        visit.finished_at, visit.record_version = self.now, self.record_version
        if self.timers:
            for timer in list(self.timers.values()):
                if timer.visit == visit.id and timer.pending:
                    self.timers[timer.id] = replace(timer, cancelled_at=self.now)
        if self.incidents:
            for incident in list(self.incidents.values()):
                if incident.visit == visit.id and incident.resolved_at is None:
                    self.resolve(incident, None)

    def leave(self, token: Token, edge: Edge) -> None:
        """Send a token along an edge; it moves when the moves are played."""
        self.moves.append(Move(token, edge.target, edge, token.visit))

    def pass_on(self, visit: Visit, result: str = "done", on: str | None = None) -> None:
        """Close a visit and take its way out: that of an outcome, where one is drawn for it."""
        self.close_visit(visit, result)
        edge = self.flow.way(visit.node, on)
        assert edge is not None, "the check sees to it that there is a way"
        self.leave(self.token_of(visit), edge)

    def drop(self, token: Token, state: SeatState, *, keep_token: bool = False) -> None:
        """Cancel what a token waits for: its visit, seats, timers, sub-flows and incidents; and the token itself."""
        for visit in [one for one in self.visits.values() if one.token == token.id]:
            if visit.state is VisitState.OPEN:
                self.cancel_seats(visit.id, state)
                self.cancel_children(visit)
                self.close_visit(visit, None, VisitState.CANCELLED)
        self.moves = [move for move in self.moves if move.token is not token]
        if not keep_token:
            token.state = TokenState.CANCELLED

    def clear(self, state: SeatState) -> None:
        """Cancel every live token with all that it waits for."""
        for token in self.live():
            self.drop(token, state)

    def cancel_children(self, visit: Visit) -> None:
        """Ask the host to end the sub-flows of a visit that have not ended."""
        for child in visit.children:
            if child.get("outcome") is None and child.get("awaited", True):
                self.effects.append(
                    Effect(
                        kind="SignalFlow",
                        target=self.target,
                        key=f"end:{child['instance']}",
                        arguments={"instance": child["instance"], "signal": "terminate"},
                    )
                )

    def regions_of(self, token: Token) -> list[tuple[UUID, str | None]]:
        """Return the branches in which a token lives, as (region, branch), the innermost first."""
        found = []
        region, branch = token.region, token.branch
        while region is not None:
            found.append((region, branch))
            opened = self.regions[region].visit
            above = self.tokens[self.visits[opened].token] if opened else None
            region, branch = (above.region, above.branch) if above else (None, None)
        return found

    # -- seats

    def open_seat(
        self,
        visit: Visit,
        person: UUID,
        origin: str,
        position: int = 0,
        *,
        state: SeatState = SeatState.OPEN,
        weight: int = 1,
        parent: UUID | None = None,
    ) -> Seat:
        """Add a seat for a person to a visit, open or waiting."""
        due = [one.due_at for one in self.timers.values() if one.visit == visit.id and one.pending]
        seat = Seat(
            self.surroundings.new_id(),
            visit.id,
            person,
            origin,
            state,
            position,
            self.now,
            weight=weight,
            parent_seat=parent,
            due_at=min(due, default=None),
        )
        self.seats[seat.id] = seat
        self._tell_open(seat, visit.node)
        return seat

    def change_seat(self, seat: Seat, **values: Any) -> Seat:
        """Change a seat; its revision rises, which is what the store compares."""
        present = self.seats[seat.id]
        changed = replace(present, revision=present.revision + 1, **values)
        self.seats[seat.id] = changed
        if changed.state is SeatState.OPEN and (
            present.state is not SeatState.OPEN or present.person != changed.person
        ):
            self._tell_open(changed, self.visits[changed.visit].node)
        return changed

    def cancel_seat(self, seat: Seat, state: SeatState) -> None:
        """Close a seat without a decision."""
        changed = self.change_seat(seat, state=state, decided_at=self.now)
        self.effects.append(self._seat_effect("CancelSeat", changed, self.visits[changed.visit].node))

    def cancel_seats(self, visit: UUID, state: SeatState) -> None:
        """Close the undecided seats of a visit without a decision."""
        for seat in self.seats_of(visit):
            if seat.undecided:
                self.cancel_seat(seat, state)

    def seats_of(self, visit: UUID) -> list[Seat]:
        """Return the seats of a visit, in order."""
        number = visit.int  # Ids are compared in Python, their numbers are not.
        return [seat for seat in self.seats.values() if seat.visit.int == number]

    def give_up(self, seat: Seat) -> None:
        """Tell the host that the person of a seat has lost it."""
        self.effects.append(self._seat_effect("CancelSeat", seat, self.visits[seat.visit].node))

    def _tell_open(self, seat: Seat, node: str) -> None:
        if seat.state not in (SeatState.OPEN, SeatState.COPIED):
            return
        as_submitted = self.flow.view is View.SNAPSHOT and seat.origin != "initiator"
        restricted = as_submitted or self.rights(node).restricts
        self.effects.append(self._seat_effect("OpenSeat", seat, node, restricted=restricted))

    def rights(self, node: str) -> FieldRights:
        """Return the field rights of a node."""
        return self.flow.fields_at(node)

    def _seat_effect(self, kind: str, seat: Seat, node: str, **more: bool) -> Effect:
        """Tell the host of a seat; `restricted` says that its person must not see the whole record."""
        again = f":{seat.revision}" if seat.revision else ""
        identity = str(seat.id)
        told = {
            "seat": identity,
            "person": str(seat.person),
            "node": node,
            "instance": str(self.header.id),
            **more,
        }
        return Effect(kind, told, self.target, f"seat:{identity}:{kind}{again}")

    # -- timers

    def start_timer(
        self, visit: Visit, kind: str, due_at: datetime, *, step: int = 0, times: int = 0
    ) -> Timer:
        """Let something at a visit fall due."""
        timer = Timer(
            id=self.surroundings.new_id(), visit=visit.id, kind=kind, due_at=due_at, step=step, times=times
        )
        self.timers[timer.id] = timer
        return timer

    # -- effects on the record

    @property
    def target(self) -> tuple[str, str]:
        """Return the record that the instance is about."""
        return (self.header.entity, str(self.header.record))

    def carry_out(self, visit: Visit, effects: Iterable[Effect], key: str) -> None:
        """Ask the host for effects on the record; the visit waits for `Complete`."""
        self.ask_host(effects, key)
        self.acting.append(visit)

    def ask_host(self, effects: Iterable[Effect], key: str) -> None:
        """Ask the host for effects that nothing waits for."""
        self.effects += [
            Effect(effect.kind, effect.arguments, effect.target or self.target, f"{key}:{index}")
            for index, effect in enumerate(effects)
        ]

    def restore(self, round_: int) -> None:
        """Set the fields that the document names for a record that comes back to its initiator."""
        if self.flow.start.back:
            self.ask_host(
                (Effect(kind="SetFields", arguments=dict(self.flow.start.back)),),
                f"flow:{self.header.id}:back:{round_}",
            )

    # -- ends and incidents

    def finish(self, state: InstanceState) -> None:
        """End the instance."""
        self.header.state, self.header.finished_at = state, self.now
        self.record("finished", outcome=state.value)

    def reject(self, token: Token) -> None:
        """End the instance as rejected where a token stands, whatever other branches wait for."""
        token.state = TokenState.DONE
        self.clear(SeatState.CANCELLED_BY_END)
        self.finish(InstanceState.REJECTED)

    def halt(self, visit: Visit, code: str, message: str) -> None:
        """Open an incident at a visit: the instance waits, visibly, for an administrator; those of the flow are told."""
        incident = Incident(
            id=self.surroundings.new_id(), visit=visit.id, code=code, message=message, opened_at=self.now
        )
        self.incidents[incident.id] = incident
        told = find_administrators(self.flow.administrators, self.asking(visit))
        self.effects.append(
            Effect(
                kind="Incident",
                key=f"incident:{incident.id}",
                target=self.target,
                arguments={
                    "incident": str(incident.id),
                    "instance": str(self.header.id),
                    "node": visit.node,
                    "code": code,
                    "message": message,
                    "people": [str(person) for person in told],
                },
            )
        )
        self.record("incident", visit=visit, code=code, message=message)

    def resolve(self, incident: Incident, person: UUID | None) -> None:
        """Close an incident."""
        self.incidents[incident.id] = replace(incident, resolved_at=self.now, resolved_by=person)

    # -- what conditions see

    def scope(self, token: Token) -> Mapping[str, Any]:
        """Return the record's scope with `flow` added."""
        return Scope({"flow": _FlowNames(self, token)}, self.surroundings.record)

    def asking(self, visit: Visit) -> Asking:
        """Return for whom approver rules are asked at a visit."""
        return self.asking_at(self.token_of(visit), visit.node)

    def asking_at(self, token: Token, node: str) -> Asking:
        """Return for whom approver rules are asked when a token is at a node."""
        picked = self.header.chosen.get(node, ())
        return Asking(
            self.header.initiator,
            self.scope(token),
            self.surroundings.organisation,
            tuple([UUID(str(person)) for person in picked]) if picked else (),
        )

    def submissions(self) -> int:
        """Return how often the request was submitted."""
        return [visit.node for visit in self.visits.values()].count(START)

    def last_human(self, token: Token) -> Visit | None:
        """Return the last human visit on a token's path."""
        return self.visits[token.last_visit] if token.last_visit else None

    def token_of(self, visit: Visit) -> Token:
        """Return the token of a visit."""
        return self.tokens[visit.token]

    def node_of(self, visit: Visit) -> Node:
        """Return the node of a visit."""
        return self.flow.nodes[visit.node]
