"""Me: who is signed in, his apps, and what waits for him."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from dougong.api.answers.base import answered
from dougong.api.answers.people import Me
from dougong.api.deps import MemberContext
from dougong.api.describe_app import app_summaries
from dougong.api.opening import ContextRoute
from dougong.api.routes.session import describe_person
from dougong.notify.notices import unread
from dougong.processes.inbox import todo_count
from dougong.processes.proxies import represented
from dougong.workspace import workspace_currency

router = APIRouter(route_class=ContextRoute, tags=["Session"])


@router.get("/me", responses=answered(Me))
def read_me(context: MemberContext) -> dict[str, Any]:
    """Return the person signed in, the apps he has a role in, and how much waits in inbox and bell."""
    person = context.principal.person
    assert person is not None
    described = describe_person(context, person)
    described["departments"] = [described["department"]] if described["department"] else []
    return {
        "person": described,
        "currency": workspace_currency(context.conn),
        "apps": app_summaries(context),
        "inbox": todo_count(context.conn, person, represented(context.conn, person, context.now)),
        "notices": unread(context.conn, person),
    }
