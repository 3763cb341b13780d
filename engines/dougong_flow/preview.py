"""Preview: the way a request would take and whom it would ask if everybody approved; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dougong_flow.advance import advance, begin
from dougong_flow.commands import Complete, Decide
from dougong_flow.definition import Flow, Verb
from dougong_flow.instance import Instance
from dougong_flow.surroundings import Surroundings

LONGEST = 200
"""Decisions after which a preview stops: a circle of human nodes has no end when all approve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One node on the way: its key, whom it would ask, and the incident that would halt there."""

    node: str
    people: tuple[UUID, ...]
    incident: str | None = None


def preview(
    flow: Flow, *, record: UUID, initiator: UUID, now: datetime, surroundings: Surroundings
) -> list[Stop]:
    """Walk a flow on the record as it is now, each seat approving in turn.

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
    )
    for _ in range(LONGEST):
        if step.acting:
            step = advance(flow, step.instance, Complete(visit=step.acting[0]), now, surroundings)
        elif step.instance.running and step.instance.open_seats():
            seat = step.instance.open_seats()[0]
            command = Decide(seat=seat.id, person=seat.person, verb=Verb.APPROVE)
            step = advance(flow, step.instance, command, now, surroundings)
        else:
            break
    return stops(step.instance)


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
