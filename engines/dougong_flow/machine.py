"""Machine: the working copy of an instance during one call; tokens move here, nowhere else.

It is made from an instance, changed by the verbs in `advance.py`, and read out once as a Step.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong_flow.approvers import Approver, find_administrators, resolve_approvers
from dougong_flow.definition import (
    START,
    ActionStep,
    ApprovalTask,
    Edge,
    EndEvent,
    ExclusiveGateway,
    FieldRights,
    Flow,
    Node,
    Rejection,
    SamePersonPolicy,
    StartEvent,
)
from dougong_flow.instance import (
    HistoryEvent,
    Incident,
    Instance,
    InstanceState,
    Seat,
    SeatState,
    Step,
    Token,
    TokenState,
    Visit,
    VisitState,
)
from dougong_flow.outcome import APPROVING, Outcome, outcome
from dougong_flow.routing import choose_edge, flow_names
from dougong_flow.surroundings import Surroundings
from dougong_model import Effect

FUEL = 1_000
"""Moves of one call; a flow that needs more runs in a circle of nodes that pass by themselves."""


class Machine:
    """One call's working copy: parts by id, the moves still to make, and what came of it so far."""

    def __init__(self, flow: Flow, instance: Instance, now: datetime, surroundings: Surroundings) -> None:
        self.flow = flow
        self.header = instance
        self.now = now
        self.surroundings = surroundings
        self.tokens = {token.id: token for token in instance.tokens}
        self.visits = {visit.id: visit for visit in instance.visits}
        self.seats = {seat.id: seat for seat in instance.seats}
        self.incidents = {incident.id: incident for incident in instance.incidents}
        self.effects: list[Effect] = []
        self.events: list[HistoryEvent] = []
        self.acting: list[UUID] = []
        self._moves: list[tuple[UUID, Edge]] = []

    # -- reading out

    def step(self) -> Step:
        """Make the moves that are due and return what the call led to."""
        fuel = FUEL
        while self._moves:
            token, edge = self._moves.pop(0)
            fuel -= 1
            if fuel < 0:
                self._halt(token, edge.source, "endless", "The flow runs in a circle without asking anybody.")
                self._moves.clear()
                break
            self.enter(token, self.flow.nodes[edge.target], edge)
        self._finish_when_done()
        instance = replace(
            self.header,
            tokens=tuple(self.tokens.values()),
            visits=tuple(self.visits.values()),
            seats=tuple(self.seats.values()),
            incidents=tuple(self.incidents.values()),
        )
        return Step(
            instance=instance,
            effects=tuple(self.effects),
            events=tuple(self.events),
            acting=tuple(self.acting),
        )

    def record(
        self,
        verb: str,
        *,
        actor: UUID | None = None,
        visit: Visit | None = None,
        seat: UUID | None = None,
        node: str | None = None,
        **payload: Any,
    ) -> None:
        """Append a line to the history."""
        self.header = replace(self.header, sequence=self.header.sequence + 1)
        self.events.append(
            HistoryEvent(
                sequence=self.header.sequence,
                at=self.now,
                verb=verb,
                actor=actor,
                node=node or (visit.node if visit else None),
                visit=visit.id if visit else None,
                seat=seat,
                payload={key: value for key, value in payload.items() if value is not None},
            )
        )

    # -- tokens and visits

    def new_token(self, node: str) -> Token:
        """Add a live token that stands at a node."""
        token = Token(id=self.surroundings.new_id(), node=node, round=1, state=TokenState.LIVE)
        self.tokens[token.id] = token
        return token

    def open_visit(
        self, token: UUID, node: Node, edge: Edge | None = None, trace: tuple[Mapping[str, Any], ...] = ()
    ) -> Visit:
        """Put a token at a node and open the node's next round."""
        rounds = sum(visit.node == node.key for visit in self.visits.values())
        visit = Visit(
            id=self.surroundings.new_id(),
            token=token,
            node=node.key,
            round=rounds + 1,
            state=VisitState.OPEN,
            started_at=self.now,
            trace=trace,
        )
        self.visits[visit.id] = visit
        self.tokens[token] = replace(
            self.tokens[token], node=node.key, round=visit.round, edge_in=edge.name if edge else None
        )
        return visit

    def close_visit(self, visit: Visit, result: str | None, state: VisitState = VisitState.DONE) -> Visit:
        """Close a visit with its outcome."""
        closed = replace(
            visit,
            state=state,
            finished_at=self.now,
            outcome=result,
            record_version=self.surroundings.record_version,
        )
        self.visits[visit.id] = closed
        return closed

    def leave(self, token: UUID, edge: Edge) -> None:
        """Send a token along an edge; it moves when the call is read out."""
        self._moves.append((token, edge))

    def end_token(self, token: UUID, state: TokenState = TokenState.DONE) -> None:
        """Take a token off the graph."""
        self.tokens[token] = replace(self.tokens[token], state=state)

    # -- entering nodes

    def enter(self, token: UUID, node: Node, edge: Edge | None) -> None:
        """Let a token arrive at a node and do what its kind does."""
        match node:
            case StartEvent():
                self.send_back()
            case EndEvent():
                last = self._last_human(token)
                visit = self.open_visit(token, node, edge)
                result = node.result or ("rejected" if last and last.outcome == "rejected" else "approved")
                self.close_visit(visit, result)
                self.end_token(token)
            case ExclusiveGateway():
                self._route(token, node, edge)
            case ActionStep():
                self._act(token, node, edge)
            case ApprovalTask():
                self._ask(token, node, edge)

    def _route(self, token: UUID, node: ExclusiveGateway, edge: Edge | None) -> None:
        choice = choose_edge(self.flow, node, self.scope(token))
        visit = self.open_visit(token, node, edge, choice.trace)
        if choice.edge is None:
            self.halt(visit, "no_edge", "No condition holds and there is no default way.")
            return
        self.close_visit(visit, choice.edge.target)
        self.record(
            "routed", visit=visit, edge=choice.edge.name, tested=list(choice.trace), values=choice.values
        )
        self.leave(token, choice.edge)

    def _act(self, token: UUID, node: ActionStep, edge: Edge | None) -> None:
        again = any(
            visit.node == node.key and visit.state is VisitState.DONE for visit in self.visits.values()
        )
        visit = self.open_visit(token, node, edge)
        if again and not node.repeat_on_return:
            self.close_visit(visit, "done_before")
            self.record("skipped", visit=visit, reason="done_before")
            self.leave(token, self.flow.outgoing[node.key][0])
            return
        suffix = f":{visit.round}" if node.repeat_on_return else ""
        self.carry_out(visit, node.effects, f"flow:{self.header.id}:{node.id}{suffix}")

    def carry_out(self, visit: Visit, effects: tuple[Effect, ...], key: str) -> None:
        """Ask the host for effects on the record; the visit waits for `Complete`."""
        self._ask_host(effects, key)
        self.acting.append(visit.id)

    def _ask_host(self, effects: tuple[Effect, ...], key: str) -> None:
        target = (self.header.entity, str(self.header.record))
        self.effects += [
            replace(effect, target=effect.target or target, key=f"{key}:{index}")
            for index, effect in enumerate(effects)
        ]

    def _ask(self, token: UUID, node: ApprovalTask, edge: Edge | None) -> None:
        resolution = resolve_approvers(
            node,
            self.header.initiator,
            self.scope(token),
            self.surroundings.organisation,
            self.flow.administrators,
        )
        visit = self.open_visit(token, node, edge, resolution.trace)
        if resolution.incident:
            self.halt(visit, resolution.incident, _INCIDENTS[resolution.incident])
            return
        if resolution.passed:
            self.record("auto_skip", visit=visit)
            self.conclude(visit, Outcome.APPROVED)
            return
        for position, approver in enumerate(resolution.approvers):
            self.open_seat(visit, approver, position)
        self._approve_for_same_person(visit, node)

    def _approve_for_same_person(self, visit: Visit, node: ApprovalTask) -> None:
        seats = [seat for seat in self.seats.values() if seat.visit == visit.id]
        before = self._last_human(visit.token)
        if (
            node.same_person is SamePersonPolicy.OFF
            or len(seats) != 1
            or before is None
            or node.fields.edit
            or node.fields.require
            or before.outcome != "approved"
            or before.record_version != self.surroundings.record_version
        ):
            return
        approved = any(
            seat.visit == before.id and seat.person == seats[0].person and seat.verb in APPROVING
            for seat in self.seats.values()
        )
        if approved:
            self.decide(seats[0], "auto_same_person", actor=None, comment=None)
            self.settle(visit)

    # -- seats

    def open_seat(self, visit: Visit, approver: Approver, position: int = 0) -> Seat:
        """Open a seat for a person in a visit."""
        seat = Seat(
            id=self.surroundings.new_id(),
            visit=visit.id,
            person=approver.person,
            origin=approver.origin,
            state=SeatState.OPEN,
            position=position,
            opened_at=self.now,
        )
        self.seats[seat.id] = seat
        rights = self._rights(visit.node)
        self.effects.append(
            self._seat_effect(
                "OpenSeat", seat, visit.node, restricted=bool(rights.hide) or rights.read is not None
            )
        )
        return seat

    def decide(self, seat: Seat, verb: str, *, actor: UUID | None, comment: str | None) -> None:
        """Close a seat with a decision and write it down."""
        self.seats[seat.id] = replace(
            seat, state=SeatState.DONE, verb=verb, comment=comment, decided_at=self.now, decided_by=actor
        )
        self.record(verb, actor=actor, visit=self.visits[seat.visit], seat=seat.id, comment=comment)

    def cancel_seats(self, visit: UUID, state: SeatState) -> None:
        """Close the open seats of a visit without a decision."""
        for seat in list(self.seats.values()):
            if seat.visit == visit and seat.state is SeatState.OPEN:
                self.seats[seat.id] = replace(seat, state=state, decided_at=self.now)
                self.effects.append(self._seat_effect("CancelSeat", seat, self.visits[visit].node))

    def _rights(self, node: str) -> FieldRights:
        found = self.flow.nodes[node]
        return found.fields if isinstance(found, StartEvent | ApprovalTask) else FieldRights()

    def _seat_effect(self, kind: str, seat: Seat, node: str, **more: bool) -> Effect:
        """Tell the host of a seat; `restricted` says that its person must not see every field."""
        return Effect(
            kind=kind,
            target=(self.header.entity, str(self.header.record)),
            arguments={
                "seat": str(seat.id),
                "person": str(seat.person),
                "node": node,
                "instance": str(self.header.id),
                **more,
            },
            key=f"seat:{seat.id}:{kind}",
        )

    # -- outcomes

    def settle(self, visit: Visit) -> None:
        """Conclude a human visit when its seats have decided."""
        node = self.flow.nodes[visit.node]
        assert isinstance(node, ApprovalTask)
        seats = [seat for seat in self.seats.values() if seat.visit == visit.id]
        result = outcome(node.mode, seats, node.any_reject)
        if result is not Outcome.OPEN:
            self.cancel_seats(visit.id, SeatState.CANCELLED_BY_OUTCOME)
            self.conclude(visit, result)

    def conclude(self, visit: Visit, result: Outcome) -> None:
        """Close a human visit and send its token on its way."""
        node = self.flow.nodes[visit.node]
        assert isinstance(node, ApprovalTask)
        self.close_visit(visit, result.value)
        self.tokens[visit.token] = replace(self.tokens[visit.token], last_visit=visit.id)
        if result is Outcome.REJECTED and node.reject is Rejection.INITIATOR:
            self.send_back()
            return
        edges = self.flow.outgoing[node.key]
        wanted = next((edge for edge in edges if edge.on == result.value), None)
        if result is Outcome.APPROVED:
            wanted = wanted or next((edge for edge in edges if edge.on is None), None)
        if wanted is None or (result is Outcome.REJECTED and node.reject is Rejection.END):
            self.end_token(visit.token)
        else:
            self.leave(visit.token, wanted)

    def send_back(self) -> None:
        """Give the whole case back to its initiator: everything open goes, one token stands at the start."""
        self.clear(SeatState.CANCELLED_BY_RETURN)
        self.hand_back(self.new_token(START).id)

    def hand_back(self, token: UUID) -> None:
        """Open the initiator's seat at the start event."""
        visit = self.open_visit(token, self.flow.start)
        self.open_seat(visit, Approver(self.header.initiator, "initiator"))
        self.restore(visit.round)

    def restore(self, round_: int) -> None:
        """Set the fields that the document names for a record that comes back to its initiator."""
        if self.flow.start.back:
            self._ask_host(
                (Effect(kind="SetFields", arguments=dict(self.flow.start.back)),),
                f"flow:{self.header.id}:back:{round_}",
            )

    def submitted(self, visit: Visit) -> None:
        """Leave the start event, by way of its `set` when it has one."""
        if self.flow.start.set:
            self.carry_out(
                visit,
                (Effect(kind="SetFields", arguments=dict(self.flow.start.set)),),
                f"flow:{self.header.id}:start:{visit.round}",
            )
        else:
            self.pass_on(visit)

    def pass_on(self, visit: Visit) -> None:
        """Close a visit whose effects are done and take its one way out."""
        self.close_visit(visit, "done")
        self.leave(visit.token, self.flow.outgoing[visit.node][0])

    def clear(self, state: SeatState) -> None:
        """Cancel every live token, open visit, open seat and open incident."""
        for visit in list(self.visits.values()):
            if visit.state is VisitState.OPEN:
                self.cancel_seats(visit.id, state)
                self.close_visit(visit, None, VisitState.CANCELLED)
        for token in list(self.tokens.values()):
            if token.state is TokenState.LIVE:
                self.end_token(token.id, TokenState.CANCELLED)
        for incident in list(self.incidents.values()):
            if incident.resolved_at is None:
                self.incidents[incident.id] = replace(incident, resolved_at=self.now)
        self._moves.clear()

    def finish(self, state: InstanceState) -> None:
        """End the instance."""
        self.header = replace(self.header, state=state, finished_at=self.now)
        self.record("finished", outcome=state.value)

    def _finish_when_done(self) -> None:
        if not self.header.running or any(token.state is TokenState.LIVE for token in self.tokens.values()):
            return
        ended = {
            (token.node, token.round) for token in self.tokens.values() if token.state is TokenState.DONE
        }
        rejected = any(
            visit.outcome == "rejected"
            for visit in self.visits.values()
            if (visit.node, visit.round) in ended
        )
        self.finish(InstanceState.REJECTED if rejected else InstanceState.APPROVED)

    # -- incidents

    def halt(self, visit: Visit, code: str, message: str) -> None:
        """Open an incident at a visit: the instance waits, visibly, for an administrator; those of the flow are told."""
        incident = Incident(
            id=self.surroundings.new_id(), visit=visit.id, code=code, message=message, opened_at=self.now
        )
        self.incidents[incident.id] = incident
        told = find_administrators(
            self.flow.administrators,
            self.header.initiator,
            self.scope(visit.token),
            self.surroundings.organisation,
        )
        self.effects.append(
            Effect(
                kind="Incident",
                key=f"incident:{incident.id}",
                target=(self.header.entity, str(self.header.record)),
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

    def resolve(self, incident: Incident, person: UUID) -> None:
        """Close an incident."""
        self.incidents[incident.id] = replace(incident, resolved_at=self.now, resolved_by=person)

    def _halt(self, token: UUID, node: str, code: str, message: str) -> None:
        self.halt(self.open_visit(token, self.flow.nodes[node]), code, message)

    # -- what conditions see

    def scope(self, token: UUID) -> Mapping[str, Any]:
        """Return the record's scope with `flow` added."""
        names = {"flow": flow_names(self.header, self._last_human(token), self._round())}
        return ChainMap(names, self.surroundings.record)  # type: ignore[arg-type]

    def _round(self) -> int:
        return sum(visit.node == START for visit in self.visits.values())

    def _last_human(self, token: UUID) -> Visit | None:
        last = self.tokens[token].last_visit
        return self.visits[last] if last else None


_INCIDENTS = {
    "no_approver": "Nobody is found who could decide, and there is no active administrator.",
    "reporting_cycle": "The reporting line runs in a circle: no supervisor can be found.",
}
