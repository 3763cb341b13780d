"""Unfinished answers: a form that was left without saving is offered again, to the same person alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from dougong.api.answers.base import Title, answered
from dougong.api.answers.unfinished import UnfinishedAnswer, UnfinishedAnswers
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.metadata import App, published
from dougong.records.read import scope_in, see
from dougong.records.unfinished import Unfinished, drop_unfinished, keep_unfinished, unfinished_of

router = APIRouter(
    route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/unfinished", tags=["Records"]
)


class KeptValues(Closed):
    """What stands in a form; `labels` are what its references are called, `version` that of the record."""

    values: dict[str, Any] = Field(max_length=1000)
    labels: dict[str, Title] = Field(default_factory=dict, max_length=1000)
    form: str = Field("", max_length=48)
    version: int | None = Field(None, ge=1, le=2**31 - 1)


@router.get("", responses=answered(UnfinishedAnswers))
def get_unfinished(
    context: MemberContext, app: str, entity: str, record: UUID | None = None
) -> dict[str, Any]:
    """Return what the caller left unfinished of a record, or of a new one: none or one."""
    found, key = _place(context, app, entity)
    kept = unfinished_of(context, found.id, key, record)
    return {"items": [] if kept is None else [_told(kept)]}


@router.put("", responses=answered(UnfinishedAnswer))
def put_unfinished(
    context: MemberContext, app: str, entity: str, body: KeptValues, record: UUID | None = None
) -> dict[str, Any]:
    """Keep what stands in the caller's form, for thirty days; nothing of it is checked."""
    found, key = _place(context, app, entity)
    kept = Unfinished(
        form=body.form, version=body.version, values=body.values, labels=body.labels, at=context.now
    )
    keep_unfinished(context, found.id, key, record, kept)
    return _told(kept)


@router.delete("", status_code=204)
def delete_unfinished(context: MemberContext, app: str, entity: str, record: UUID | None = None) -> Response:
    """Forget what the caller left unfinished."""
    found, key = _place(context, app, entity)
    drop_unfinished(context, found.id, key, record)
    return Response(status_code=204)


def _place(context: Context, app: str, entity: str) -> tuple[App, str]:
    """Return the app and the entity's id; raises NotFound for what the caller sees nothing of."""
    found = published(context.conn, app)
    scope = scope_in(context, found, entity)
    if not scope.allows("create"):
        see(scope)
    return found, scope.shape.id


def _told(kept: Unfinished) -> dict[str, Any]:
    return {
        "form": kept.form,
        "version": kept.version,
        "values": kept.values,
        "labels": kept.labels,
        "at": kept.at,
    }
