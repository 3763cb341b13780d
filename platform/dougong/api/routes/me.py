"""Me: who is signed in, his apps, and what waits for him."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from dougong.api.deps import MemberContext
from dougong.api.routes.session import describe_person
from dougong.metadata import App, published_apps
from dougong.notify.notices import unread
from dougong.processes.inbox import todo_count

router = APIRouter(tags=["Session"])


@router.get("/me")
def read_me(context: MemberContext) -> dict[str, Any]:
    """Return the person signed in, the apps he has a role in, and how much waits in inbox and bell."""
    person = context.principal.person
    assert person is not None
    described = describe_person(context, person)
    described["departments"] = [described["department"]] if described["department"] else []
    return {
        "person": described,
        "apps": [_summary(context, app) for app in published_apps(context.conn) if _may_enter(context, app)],
        "inbox": todo_count(context.conn, person),
        "notices": unread(context.conn, person),
    }


def _may_enter(context: MemberContext, app: App) -> bool:
    return context.principal.administrator or bool(context.principal.roles.get(app.id))


def _summary(context: MemberContext, app: App) -> dict[str, Any]:
    held = context.principal.roles.get(app.id, frozenset())
    return {
        "key": app.key, "name": app.name, "summary": app.document.get("summary"), "version": app.version,
        "icon": app.document.get("icon"),
        "role_keys": sorted(key for key, role in app.documents("role").items() if role["id"] in held),
        "can_design": context.principal.administrator,
    }
