"""The inbox: what waits for me, what I decided, what I asked for; and the seats in which I decide."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from dougong.actions.decide_seat import decide_seat
from dougong.actions.show_inbox import show_inbox, show_seat
from dougong.api.answers.base import answered
from dougong.api.answers.flows import InboxPage, SeatView
from dougong.api.bodies import Closed
from dougong.api.deps import IdempotencyKey, MemberContext, answer_once
from dougong.api.describe_seat import describe_seat
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import Conflict
from dougong.idempotency import Answer
from dougong_flow import Verb

router = APIRouter(route_class=ContextRoute, tags=["Inbox"])


class Decision(Closed):
    """What somebody says with his decision; `values` are fields that the node lets him fill in."""

    comment: str | None = Field(None, max_length=5000)
    values: dict[str, Any] = Field(default_factory=dict)
    to: str | None = Field(None, max_length=48, description="Where a return goes: `initiator`.")


@router.get("/inbox", responses=answered(InboxPage))
def inbox(
    context: MemberContext,
    box: Literal["todo", "done", "mine"] = "todo",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> dict[str, Any]:
    """Return one page of a box, newest first, and how many seats wait."""
    return show_inbox(context, box, limit=limit, cursor=cursor)


@router.get("/seats/{seat}", responses=answered(SeatView))
def seat(context: MemberContext, seat: UUID) -> dict[str, Any]:
    """Return one of my seats with the record, what describes it, its field rights and the whole instance."""
    return _described(context, seat)


def _described(context: Context, seat: UUID) -> dict[str, Any]:
    shown, scope = show_seat(context, seat)
    return {**shown, "description": None if scope is None else describe_seat(context, scope)}


@router.post("/seats/{seat}/{verb}", responses=answered(SeatView, Conflict))
def decide(
    context: MemberContext,
    request: Request,
    seat: UUID,
    verb: Literal["approve", "reject", "return", "submit"],
    body: Decision | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Decide; 409 when somebody was faster. Returns the seat as it is then."""
    decision = body or Decision(comment=None, to=None)

    def act() -> Answer:
        decide_seat(
            context, seat, Verb(verb), comment=decision.comment, values=decision.values, to=decision.to
        )
        return Answer(200, orjson.dumps(_described(context, seat), default=str))

    asked = orjson.dumps([request.url.path, decision.model_dump()], default=str)
    return answer_once(context, key, asked, act)
