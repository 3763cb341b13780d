"""Sequences: the records that are in them, letting records in and out, and when steps would come."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.actions.enrolments import (
    Verb,
    change_enrolment,
    enrol_records,
    list_enrolments,
    show_history,
    show_record,
    show_sequence,
)
from dougong.actions.sequence_times import sequence_times
from dougong.api.answers.base import answered
from dougong.api.answers.sequences import (
    EnrolledRecords,
    Enrolment,
    EnrolmentHistory,
    EnrolmentPage,
    RecordSequences,
    SequenceCounts,
    SequenceTimes,
)
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, MemberContext
from dougong.api.opening import ContextRoute
from dougong.api.problems import item
from dougong.errors import Conflict
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}", tags=["Rules"])
_RECORDS = "/entities/{entity}/records"
State = Literal["running", "paused", "finished", "exited", "stopped"]


class Entering(Closed):
    """The records that are to enter a sequence."""

    sequence: str = Field(max_length=48)
    records: list[UUID] = Field(min_length=1, max_length=200)


class SequenceQuestion(Closed):
    """The quiet hours and the steps of a sequence for an entity of the draft."""

    entity: str = Field(max_length=100)
    quiet: dict[str, Any] = Field(default_factory=dict)
    steps: list[dict[str, Any]] = Field(max_length=100)


@router.get(_RECORDS + "/{record}/sequences", responses=answered(RecordSequences))
def record_sequences(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return the sequences that a record is or was in, and those that the caller may let it enter."""
    return show_record(context, published(context.conn, app), entity, record)


@router.post(_RECORDS + "/enrol", responses=answered(EnrolledRecords))
def enrol(context: MemberContext, app: str, entity: str, body: Entering) -> dict[str, Any]:
    """Let up to two hundred records enter a sequence, each by itself; a result for each."""
    live = published(context.conn, app)
    return {"items": enrol_records(context, live, entity, body.sequence, body.records)}


@router.get("/enrolments/{enrolment}/events", responses=answered(EnrolmentHistory))
def enrolment_events(context: MemberContext, app: str, enrolment: UUID) -> dict[str, Any]:
    """Return what happened to a record in a sequence, the first thing first."""
    return {"items": show_history(context, published(context.conn, app), enrolment)}


@router.post("/enrolments/{enrolment}/{verb}", responses=answered(Enrolment, Conflict))
def change(context: MemberContext, app: str, enrolment: UUID, verb: Verb) -> dict[str, Any]:
    """Stop, pause or resume what is in a sequence, or leave out the step that comes next."""
    return change_enrolment(context, published(context.conn, app), enrolment, verb)


@router.get("/sequences/{sequence}", responses=answered(SequenceCounts))
def read_counts(context: DesignerContext, app: str, sequence: str) -> dict[str, Any]:
    """Return how many records are in a sequence, left it by which exit, and took which step."""
    return show_sequence(context, published(context.conn, app), sequence)


@router.get("/sequences/{sequence}/enrolments", responses=answered(EnrolmentPage))
def sequence_enrolments(
    context: DesignerContext,
    app: str,
    sequence: str,
    state: Annotated[list[State] | None, Query()] = None,
    exit: str | None = None,
    cursor: UUID | None = None,
) -> dict[str, Any]:
    """Return the enrolments of a sequence, the last one first: in some states, left by an exit."""
    live = published(context.conn, app)
    return list_enrolments(context, live, sequence, states=state or (), left_by=exit, after=cursor)


@router.post("/sequence-times", responses=answered(SequenceTimes))
def read_sequence_times(context: DesignerContext, app: str, body: SequenceQuestion) -> dict[str, Any]:
    """Return when the steps of a sequence that is being edited would come for a record that enters now."""
    found = sequence_times(context, app, body.entity, {"quiet": body.quiet, "steps": body.steps})
    return {
        "zone": found.zone,
        "times": list(found.times),
        "problems": [item(one, context.language) for one in found.problems],
    }
