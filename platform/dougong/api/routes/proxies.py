"""Proxies and hand-over: who decides in somebody's place while he is away, and when he has left."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from dougong.actions.stand_in import hand_over_seats, let_act, proxies_shown, take_proxy_away
from dougong.api.answers.base import Answer, PersonRef, answered
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, MemberContext
from dougong.api.opening import ContextRoute
from dougong.api.problems import responses
from dougong.errors import Invalid

router = APIRouter(route_class=ContextRoute, tags=["Flows"])


class ProxyGiven(Closed):
    """Who acts for me, from when until before when."""

    proxy: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ProxyShown(Answer):
    """Somebody who acts for me for a time."""

    id: UUID
    proxy: PersonRef
    starts_at: datetime
    ends_at: datetime


class StandingIn(Answer):
    """Somebody for whom I act for a time."""

    id: UUID
    person: PersonRef
    starts_at: datetime
    ends_at: datetime


class ProxyList(Answer):
    """Who acts for me now or later, and for whom I act, in the order of time."""

    items: list[ProxyShown]
    acting_for: list[StandingIn]


class HandOver(Closed):
    """Who takes over what somebody has still to decide, and why."""

    to: UUID
    comment: str = Field(min_length=1, max_length=5000)


class NamedBy(Answer):
    """A flow whose document finds a person by a setting of its app that names him."""

    app: str
    flow: str


class HandedOver(Answer):
    """How many seats were given, which could not be because the other decides there already, and which flows name
    who has left by a setting.
    """

    given: int
    left: list[UUID]
    named_by: list[NamedBy]


@router.get("/me/proxies", responses=answered(ProxyList))
def get_proxies(context: MemberContext) -> dict[str, Any]:
    """Return who acts for me now or later, and for whom I act."""
    return proxies_shown(context)


@router.post("/me/proxies", status_code=201, responses=answered(ProxyList, Invalid, status=201))
def post_proxy(context: MemberContext, body: ProxyGiven) -> dict[str, Any]:
    """Let somebody decide in my place for a time; what he does says that it was for me."""
    let_act(context, body.proxy, body.starts_at, body.ends_at)
    return proxies_shown(context)


@router.delete("/me/proxies/{proxy}", status_code=204, responses=responses())
def delete_proxy(context: MemberContext, proxy: UUID) -> None:
    """Let nobody act in my place any more."""
    take_proxy_away(context, proxy)


@router.post("/people/{person_id}/hand-over", responses=answered(HandedOver, Invalid))
def post_hand_over(person_id: UUID, context: AdministratorContext, body: HandOver) -> dict[str, Any]:
    """Give everything that somebody has still to decide to another, who is asked in his place from now on once he
    is not active any more.
    """
    return hand_over_seats(context, person_id, body.to, body.comment)
