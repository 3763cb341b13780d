"""The inbox: what waits for me, what I decided, what I asked for; and the seats in which I decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from dougong.actions.decide_seat import decide_seat
from dougong.actions.show_flows import show_instance
from dougong.actions.show_inbox import show_inbox, show_inbox_flows, show_seat
from dougong.actions.show_seat_moment import show_seat_moment
from dougong.actions.withdraw_flow import (
    read_copy,
    reassign_seat,
    remind_seat,
    remove_added,
    remove_approver,
    take_back_seat,
)
from dougong.api.answers.base import answered
from dougong.api.answers.flows import FlowInstance, InboxFlows, InboxPage, SeatView
from dougong.api.answers.history import RecordMoment
from dougong.api.bodies import Closed
from dougong.api.deps import (
    AdministratorContext,
    IdempotencyKey,
    MemberContext,
    answer_object_once,
    answer_once,
)
from dougong.api.describe_seat import describe_seat
from dougong.api.opening import ContextRoute
from dougong.api.problems import responses
from dougong.context import Context
from dougong.errors import BadRequest, Conflict, Invalid
from dougong.idempotency import Answer
from dougong.metadata import published
from dougong.processes.decision_files import Given
from dougong.processes.inbox import Narrowing
from dougong_flow import MOST_FILES, Instance, Verb

router = APIRouter(route_class=ContextRoute, tags=["Inbox"])


Box = Literal["todo", "done", "mine", "copied"]
SeatVerb = Literal[
    "approve",
    "complete",
    "reject",
    "return",
    "submit",
    "delegate",
    "add_before",
    "add_after",
    "advise",
    "claim",
    "release",
]


class Decision(Closed):
    """What somebody says with his decision; `values` are fields that the node lets him fill in, `signature` and
    `files` are uploads of his that go with it.
    """

    comment: str | None = Field(None, max_length=5000)
    values: dict[str, Any] = Field(default_factory=dict)
    to: str | None = Field(
        None, max_length=48, description="Where a return goes: `initiator`, `previous` or a node."
    )
    people: list[UUID] = Field(
        default=[], max_length=100, description="Who is asked besides: for an opinion, before or after me."
    )
    chosen: dict[str, list[UUID]] = Field(
        default_factory=dict, max_length=50, description="People picked for later nodes, by node."
    )
    signature: UUID | None = None
    files: list[UUID] = Field(default=[], max_length=MOST_FILES)
    record_version: int | None = Field(
        None,
        ge=1,
        le=2**31 - 1,
        description="The version of the record that was looked at; 409 when what the seat shows has changed since.",
    )


class Word(Closed):
    """A word with an act on a seat."""

    comment: str | None = Field(None, max_length=5000)


class Receiver(Word):
    """Who gets a seat."""

    person: UUID


class NewHolder(Closed):
    """To whom an administrator gives a seat, and why."""

    person: UUID
    comment: str = Field(min_length=1, max_length=5000)


class Because(Closed):
    """Why an administrator takes somebody out of a step."""

    comment: str = Field(min_length=1, max_length=5000)


@router.get("/inbox", responses=answered(InboxPage))
def inbox(
    context: MemberContext,
    box: Box = "todo",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    app: Annotated[str | None, Query(max_length=48)] = None,
    flow: Annotated[str | None, Query(max_length=48)] = None,
    initiator: UUID | None = None,
    since: AwareDatetime | None = None,
    overdue: bool = False,
) -> dict[str, Any]:
    """Return one page of a box, newest first, and how much waits: of a flow of an app, of who asked, since a moment,
    or only what is overdue.
    """
    if (app is None) != (flow is None):
        raise BadRequest("A flow is named with its app.")
    narrowed = Narrowing(
        flow=None if app is None or flow is None else (published(context.conn, app).id, flow),
        initiator=initiator,
        since=since,
        late=context.now if overdue else None,
    )
    return show_inbox(context, box, limit=limit, cursor=cursor, narrowed=narrowed)


@router.get("/inbox/flows", responses=answered(InboxFlows))
def inbox_flows(context: MemberContext, box: Box = "todo") -> dict[str, Any]:
    """Return the flows of which a box holds requests, to choose from."""
    return {"items": show_inbox_flows(context, box)}


@router.get("/seats/{seat}", responses=answered(SeatView))
def seat(context: MemberContext, seat: UUID) -> dict[str, Any]:
    """Return one of my seats with the record, what describes it, its field rights and the whole instance."""
    return _described(context, seat)


def _described(context: Context, seat: UUID) -> dict[str, Any]:
    shown, scope = show_seat(context, seat)
    return {**shown, "description": None if scope is None else describe_seat(context, scope)}


@router.get("/seats/{seat}/moment", responses=answered(RecordMoment))
def moment(context: MemberContext, seat: UUID, version: Annotated[int, Query(ge=1, le=2**31 - 1)]) -> Any:
    """Return the record of one of my seats as it was at a version, such as the one that a decision was about
    (`record_version` of its line in the history), and what differs from now.
    """
    return show_seat_moment(context, seat, version)


@router.post("/seats/{seat}/transfer", status_code=204, responses=responses(Conflict, Invalid))
def transfer(
    context: MemberContext, request: Request, seat: UUID, body: Receiver, key: IdempotencyKey = None
) -> Response:
    """Give my seat to somebody else for good."""

    def act() -> Answer:
        decide_seat(context, seat, Verb.TRANSFER, comment=body.comment, people=[body.person])
        return Answer(204, b"")

    return answer_once(context, key, f"{request.url.path} {body.model_dump_json()}".encode(), act)


@router.post("/seats/{seat}/take-back", responses=answered(FlowInstance, Conflict))
def take_back(
    context: MemberContext,
    request: Request,
    seat: UUID,
    body: Word | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Take one's own decision back; 409 when somebody or something has gone on from it."""

    def act() -> dict[str, Any]:
        return _instance(context, take_back_seat(context, seat, body.comment if body else None))

    return answer_object_once(context, request, key, body, act)


@router.post("/seats/{seat}/remind", responses=answered(FlowInstance, Conflict))
def remind(context: MemberContext, seat: UUID, body: Word | None = None) -> dict[str, Any]:
    """Remind whoever holds a seat of a request of one's own, or that one has decided before; once an hour."""
    return _instance(context, remind_seat(context, seat, body.comment if body else None))


@router.post("/seats/{seat}/read", responses=answered(FlowInstance))
def read(context: MemberContext, seat: UUID) -> dict[str, Any]:
    """Note that a request copied to me was seen."""
    return _instance(context, read_copy(context, seat))


@router.post("/seats/{seat}/remove-added", responses=answered(FlowInstance, Conflict))
def remove_asked(context: MemberContext, seat: UUID, body: Word | None = None) -> dict[str, Any]:
    """Ask somebody no more whom I asked from my seat, as long as he has not decided."""
    return _instance(context, remove_added(context, seat, body.comment if body else None))


@router.post("/seats/{seat}/reassign", responses=answered(FlowInstance, Conflict))
def reassign(context: AdministratorContext, seat: UUID, body: NewHolder) -> dict[str, Any]:
    """Give a seat to somebody else as an administrator, with a reason."""
    return _instance(context, reassign_seat(context, seat, body.person, body.comment))


@router.post("/seats/{seat}/remove-approver", responses=answered(FlowInstance, Conflict))
def remove(context: AdministratorContext, seat: UUID, body: Because) -> dict[str, Any]:
    """Take somebody out of a step as an administrator, with a reason; not the last one."""
    return _instance(context, remove_approver(context, seat, body.comment))


def _instance(context: Context, instance: Instance) -> dict[str, Any]:
    return show_instance(context, instance.id)


@router.post("/seats/{seat}/{verb}", responses=answered(SeatView, Conflict))
def decide(
    context: MemberContext,
    request: Request,
    seat: UUID,
    verb: SeatVerb,
    body: Decision | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Decide, or ask others; 409 when somebody was faster. Returns the seat as it is then."""
    decision = body or Decision(comment=None, to=None, record_version=None)
    given = Given(signature=decision.signature, files=tuple(dict.fromkeys(decision.files)))

    def act() -> Answer:
        decide_seat(
            context,
            seat,
            Verb(verb),
            comment=decision.comment,
            values=decision.values,
            to=decision.to,
            people=decision.people,
            chosen={node: tuple(people) for node, people in decision.chosen.items()},
            given=given,
            record_version=decision.record_version,
        )
        return Answer(200, orjson.dumps(_described(context, seat), default=str))

    asked = orjson.dumps([request.url.path, decision.model_dump()], default=str)
    return answer_once(context, key, asked, act)
