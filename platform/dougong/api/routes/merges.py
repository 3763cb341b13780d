"""Merging records: what a merge would do, the merge, what lives on in a record, and taking it back."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from dougong.actions.merge_records import merge_records
from dougong.actions.plan_merge import MOST_RECORDS, plan_merge, show_plan
from dougong.actions.show_merges import show_merges
from dougong.actions.undo_merge import undo_merge
from dougong.api.answers.base import answered
from dougong.api.answers.merges import Merged, MergePreview, MergesOfRecord, MergeUndone
from dougong.api.bodies import Closed
from dougong.api.deps import IdempotencyKey, MemberContext, answer_once
from dougong.api.opening import ContextRoute
from dougong.errors import Conflict
from dougong.idempotency import Answer
from dougong.metadata import published
from dougong.records.shown import shown_in

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/entities/{entity}/records", tags=["Records"])

Others = Annotated[list[UUID], Field(min_length=1, max_length=MOST_RECORDS - 1)]


class MergeAsked(Closed):
    """Which record is kept, and which are merged into it."""

    keep: UUID
    records: Others


class MergeWanted(MergeAsked):
    """A merge: `choose` maps fields to the record whose value is taken, or to `all`; `versions` are those read."""

    choose: dict[str, str] = Field(default_factory=dict, max_length=500)
    versions: dict[UUID, int] = Field(default_factory=dict, max_length=MOST_RECORDS)


@router.post("/merge/preview", responses=answered(MergePreview))
def preview(context: MemberContext, app: str, entity: str, body: MergeAsked) -> Response:
    """Return what differs between records, what can be taken, and what would move along; nothing is written."""
    live = published(context.conn, app)
    plan = plan_merge(context, live, entity, body.keep, body.records)
    return Response(orjson.dumps(show_plan(context, live, entity, plan)), media_type="application/json")


@router.post("/merge", responses=answered(Merged, Conflict))
def merge(
    context: MemberContext,
    request: Request,
    app: str,
    entity: str,
    body: MergeWanted,
    key: IdempotencyKey = None,
) -> Response:
    """Merge records into one, in one transaction; it can be undone for some days."""
    live = published(context.conn, app)

    def act() -> Answer:
        done = merge_records(
            context,
            live,
            entity,
            body.keep,
            body.records,
            choose=body.choose,
            versions=body.versions,
        )
        shown = orjson.Fragment(shown_in(context, live, entity, body.keep))
        return Answer(200, orjson.dumps({"merge": done.id, "record": shown, "undo_until": done.undo_until}))

    fingerprint = f"POST {request.url.path} {body.model_dump_json()}".encode()
    return answer_once(context, key, fingerprint, act)


@router.get("/{record}/merges", responses=answered(MergesOfRecord))
def merges(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return what was merged into a record, or in which record it lives on."""
    return show_merges(context, published(context.conn, app), entity, record)


@router.post("/{record}/merges/{merge_id}/undo", responses=answered(MergeUndone, Conflict))
def undo(context: MemberContext, app: str, entity: str, record: UUID, merge_id: UUID) -> dict[str, Any]:
    """Take a merge back; what was changed since is left alone and told."""
    return undo_merge(context, published(context.conn, app), entity, record, merge_id)
