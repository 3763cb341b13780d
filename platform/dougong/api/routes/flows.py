"""Flows: start one, see where an instance stands, take it back, end it, mend it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from dougong.actions.play_flow import play_flow
from dougong.actions.show_analytics import show_analytics
from dougong.actions.show_flows import show_instance, show_record_flows
from dougong.actions.show_related_requests import show_related_requests
from dougong.actions.start_flow import foresee_flow, start_flow
from dougong.actions.withdraw_flow import (
    add_approvers,
    copy_flow,
    jump_flow,
    resume_flow,
    retry_incident,
    signal_flow,
    skip_incident,
    suspend_flow,
    terminate_flow,
    withdraw_flow,
)
from dougong.api.answers.base import answered
from dougong.api.answers.flow_analytics import FlowAnalytics
from dougong.api.answers.flows import FlowInstance, FlowInstances, Foresight, PlayedFlow, RelatedRequests
from dougong.api.bodies import Closed
from dougong.api.deps import (
    AdministratorContext,
    DesignerContext,
    IdempotencyKey,
    MemberContext,
    ReaderContext,
    answer_object_once,
    answer_once,
)
from dougong.api.opening import ContextRoute
from dougong.api.problems import responses
from dougong.errors import Conflict, Invalid
from dougong.idempotency import Answer
from dougong.metadata import published
from dougong_flow import Chosen, Happened, SeatUsed, TimePassed, Turn, Verb

router = APIRouter(route_class=ContextRoute, tags=["Flows"])


class OnRecord(Closed):
    """The record that a flow is about."""

    record: UUID


class Foreseeing(OnRecord):
    """The record, and whom its initiator would pick."""

    chosen: dict[str, list[UUID]] = Field(
        default_factory=dict, max_length=50, description="People picked for later nodes, by node."
    )


class Asked(OnRecord):
    """What is asked for: with `state`, that the record takes the step to it; `ticked` are the places of the
    points of the step's checklist that are done.
    """

    state: str | None = Field(None, max_length=48)
    ticked: list[Annotated[int, Field(ge=0, le=1000)]] = Field(default=[], max_length=100)
    chosen: dict[str, list[UUID]] = Field(
        default_factory=dict, max_length=50, description="People picked for later nodes, by node."
    )


class SeatTurn(Closed):
    """The person of a seat uses it."""

    do: Literal["decide"]
    seat: UUID
    verb: Literal[
        "approve",
        "complete",
        "reject",
        "return",
        "submit",
        "transfer",
        "delegate",
        "add_before",
        "add_after",
        "advise",
        "claim",
        "release",
    ]
    comment: str | None = Field(None, max_length=5000)
    to: str | None = Field(None, max_length=48)
    people: list[UUID] = Field(default=[], max_length=100)
    chosen: dict[str, list[UUID]] = Field(default_factory=dict, max_length=50)


class TimeTurn(Closed):
    """Time passes until the next timer falls due."""

    do: Literal["pass_time"]


class EventTurn(Closed):
    """What a visit waits for has happened."""

    do: Literal["happen"]
    visit: UUID
    outcome: Literal["approved", "rejected"] = "approved"


class Play(Closed):
    """A flow of a draft, the record on which it is tried, who asks, and what everybody does in turn."""

    flow: dict[str, Any]
    record: UUID
    initiator: UUID | None = None
    begun_at: AwareDatetime | None = None
    chosen: dict[str, list[UUID]] = Field(default_factory=dict, max_length=50)
    turns: list[Annotated[SeatTurn | TimeTurn | EventTurn, Field(discriminator="do")]] = Field(
        default=[], max_length=200
    )


class Remark(Closed):
    """A word with an act; who ends somebody else's request must give one."""

    comment: str | None = Field(None, max_length=5000)


class Reason(Closed):
    """Why an administrator ends a request."""

    comment: str = Field(min_length=1, max_length=5000)


class Skipped(Reason):
    """The incident past whose step the request is led, and why."""

    incident: UUID


class Jumped(Reason):
    """Which open visit goes where (`initiator` or a node), and why."""

    visit: UUID
    to: str = Field(max_length=48)


class MorePeople(Reason):
    """Who is to decide at an open visit too, and why."""

    visit: UUID
    people: list[UUID] = Field(min_length=1, max_length=100)


class Copied(Remark):
    """Who is to see the request."""

    people: list[UUID] = Field(min_length=1, max_length=100)


class Message(Closed):
    """A message by its name, as a node that waits for it has it."""

    message: str = Field(min_length=1, max_length=48)


class Mended(Closed):
    """The incident whose cause has been mended."""

    incident: UUID


@router.get("/apps/{app}/entities/{entity}/records/{record}/flows", responses=answered(FlowInstances))
def record_flows(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return the instances on a record, newest first."""
    return show_record_flows(context, published(context.conn, app), entity, record)


@router.post(
    "/apps/{app}/flows/{flow}/start",
    status_code=201,
    responses=answered(FlowInstance, Conflict, Invalid, status=201),
)
def start(
    context: MemberContext,
    request: Request,
    app: str,
    flow: str,
    body: Asked,
    key: IdempotencyKey = None,
) -> Response:
    """Start a flow on a record, or ask for its approval of a step; 409 when it runs there already."""
    live = published(context.conn, app)

    def act() -> Answer:
        picked = _picked(body.chosen)
        instance = start_flow(context, live, flow, body.record, body.state, frozenset(body.ticked), picked)
        return Answer(201, orjson.dumps(show_instance(context, instance.id), default=str))

    asked = orjson.dumps([request.url.path, body.model_dump()], default=str)
    return answer_once(context, key, asked, act)


@router.post("/apps/{app}/flows/{flow}/preview", responses=answered(Foresight))
def preview(context: ReaderContext, app: str, flow: str, body: Foreseeing) -> dict[str, Any]:
    """Return the way the record would take now and whom it would ask; nothing is written."""
    return foresee_flow(context, published(context.conn, app), flow, body.record, _picked(body.chosen))


@router.post("/apps/{app}/flows/play", responses=answered(PlayedFlow, Conflict, Invalid))
def play(context: DesignerContext, app: str, body: Play) -> dict[str, Any]:
    """Step through a flow of a draft on a record, with its people and passing time; nothing is written."""
    return play_flow(
        context,
        published(context.conn, app),
        body.flow,
        body.record,
        body.initiator,
        [_turn(one) for one in body.turns],
        _picked(body.chosen),
        body.begun_at,
    )


def _turn(turn: SeatTurn | TimeTurn | EventTurn) -> Turn:
    match turn:
        case TimeTurn():
            return TimePassed()
        case EventTurn():
            return Happened(visit=turn.visit, outcome=turn.outcome)
        case SeatTurn():
            return SeatUsed(
                seat=turn.seat,
                verb=Verb(turn.verb),
                comment=turn.comment,
                to=turn.to,
                people=tuple(turn.people),
                chosen=_picked(turn.chosen),
            )


def _picked(chosen: dict[str, list[UUID]]) -> Chosen:
    return {node: tuple(people) for node, people in chosen.items()}


@router.get("/apps/{app}/flows/{flow}/analytics", responses=answered(FlowAnalytics, Invalid))
def analytics(
    context: MemberContext,
    app: str,
    flow: str,
    begin: Annotated[date | None, Query(alias="from", description="First day of the period.")] = None,
    end: Annotated[date | None, Query(alias="to", description="Last day of the period.")] = None,
) -> dict[str, Any]:
    """Return how the requests went that were started in a period, as far as the caller sees their records."""
    return show_analytics(context, published(context.conn, app), flow, begin, end)


@router.get("/flow-instances/{instance}", responses=answered(FlowInstance))
def instance(context: MemberContext, instance: UUID) -> dict[str, Any]:
    """Return an instance: graph, place, visits with people and times, history."""
    return show_instance(context, instance)


@router.get("/flow-instances/{instance}/related", responses=answered(RelatedRequests))
def related(context: MemberContext, instance: UUID) -> dict[str, Any]:
    """Return the request of which an instance is a part, and those that its sub-flows have started."""
    return show_related_requests(context, instance)


@router.post("/flow-instances/{instance}/withdraw", responses=answered(FlowInstance, Conflict))
def withdraw(
    context: MemberContext,
    request: Request,
    instance: UUID,
    body: Remark | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Take one's own request back, as long as the flow allows it."""

    def act() -> dict[str, Any]:
        withdraw_flow(context, instance, body.comment if body else None)
        return show_instance(context, instance)

    return answer_object_once(context, request, key, body, act)


@router.post("/flow-instances/{instance}/terminate", responses=answered(FlowInstance, Conflict))
def terminate(context: MemberContext, instance: UUID, body: Reason) -> dict[str, Any]:
    """End a request as an administrator, with a reason."""
    terminate_flow(context, instance, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/retry", responses=answered(FlowInstance, Conflict))
def retry(context: MemberContext, instance: UUID, body: Mended) -> dict[str, Any]:
    """Try again, as an administrator, what an incident stopped."""
    retry_incident(context, instance, body.incident)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/skip", responses=answered(FlowInstance, Conflict))
def skip(context: AdministratorContext, instance: UUID, body: Skipped) -> dict[str, Any]:
    """Lead a request past the step of an incident as an administrator, with a reason."""
    skip_incident(context, instance, body.incident, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/jump", responses=answered(FlowInstance, Conflict, Invalid))
def jump(context: AdministratorContext, instance: UUID, body: Jumped) -> dict[str, Any]:
    """Put a request at another step of the same branch, or send it back, as an administrator, with a reason."""
    jump_flow(context, instance, body.visit, body.to, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/approvers", responses=answered(FlowInstance, Conflict, Invalid))
def approvers(context: AdministratorContext, instance: UUID, body: MorePeople) -> dict[str, Any]:
    """Let more people decide at a step as an administrator, with a reason."""
    add_approvers(context, instance, body.visit, body.people, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/suspend", responses=answered(FlowInstance, Conflict))
def suspend(context: AdministratorContext, instance: UUID, body: Reason) -> dict[str, Any]:
    """Halt a request as an administrator, with a reason: nobody decides, and no time limit passes."""
    suspend_flow(context, instance, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/resume", responses=answered(FlowInstance, Conflict))
def resume(context: AdministratorContext, instance: UUID, body: Remark | None = None) -> dict[str, Any]:
    """Let a suspended request go on, as an administrator."""
    resume_flow(context, instance, body.comment if body else None)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/copy", responses=answered(FlowInstance, Invalid))
def copy(context: MemberContext, instance: UUID, body: Copied) -> dict[str, Any]:
    """Let others see a request in which one takes part."""
    copy_flow(context, instance, body.people, body.comment)
    return show_instance(context, instance)


@router.post("/flow-instances/{instance}/signal", status_code=204, responses=responses(Conflict))
def signal(context: MemberContext, instance: UUID, body: Message) -> None:
    """Send a message that a step waits for, as somebody who may start the flow; 409 when none waits."""
    signal_flow(context, instance, body.message)
