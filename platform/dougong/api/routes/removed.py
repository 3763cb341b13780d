"""Fields that change their type or went: a preview of the change, what is kept, and bringing it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from dougong.api.answers.base import answered
from dougong.api.answers.fields import BroughtBack, Conversion, RemovedList
from dougong.api.authors import authors
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, IdempotencyKey, answer_object_once
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.messages import translated
from dougong.metadata.compile import App
from dougong.metadata.conversion_names import Names
from dougong.metadata.conversion_survey import Survey, TypeChange, Unfit, survey, type_change, unfit_records
from dougong.metadata.drafts import app_row, draft_documents
from dougong.metadata.plan import live_app
from dougong.metadata.removed import bring_back, removed_elements
from dougong.records.titles import titles
from dougong.settings import settings

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}", tags=["Builder"])


class ConversionRequest(Closed):
    """A field of the draft, by its id, and its property as it would be; without one, as the draft has it."""

    entity: str = Field(max_length=48)
    field: str = Field(max_length=20)
    definition: dict[str, Any] | None = None
    cursor: UUID | None = None
    limit: int = Field(default=50, ge=1, le=500)


@router.post("/draft/conversion", responses=answered(Conversion))
def post_conversion(app: str, body: ConversionRequest, context: DesignerContext) -> dict[str, Any]:
    """Tell what becomes of the values of a live field whose type changes; nothing is written.

    The counts and examples come with the first page, the records that do not fit a page at a time.
    """
    live = live_app(context.conn, app_row(context.conn, app))
    if live is None:
        raise NotFound("This app was never published, so there are no values yet.")
    documents = {one.key: one.body for one in draft_documents(context.conn, app) if one.kind == "entity"}
    change = type_change(live, documents, body.entity, body.field, body.definition)
    names = Names(context.conn, live, context.now)
    found, unfit = Survey(), list[Unfit]()
    if change.reads:
        if body.cursor is None:
            found = survey(context.conn, change.entity.table, change.old, change.new, names)
        if body.cursor is not None or found.unfit:
            unfit = unfit_records(
                context.conn, change.entity.table, change.old, change.new, names, body.cursor, body.limit
            )
    return _told(context, live, change, found, unfit, body.limit)


def _told(
    context: Context, live: App, change: TypeChange, found: Survey, unfit: list[Unfit], limit: int
) -> dict[str, Any]:
    page = unfit[:limit]
    called = titles(context, live, change.entity.key, [one.record for one in page])
    return {
        "before": {"name": change.old.type.name, "label": change.old.type.label},
        "after": {"name": change.new.type.name, "label": change.new.type.label},
        "possible": change.possible,
        "reads": change.reads,
        "ways": change.ways,
        "filled": found.filled,
        "fits": found.filled - found.unfit,
        "unfit": found.unfit,
        "examples": [{"before": one.before, "after": one.after} for one in found.examples],
        "values": [
            {"value": value, "count": count, "reason": translated(reason, context.language)}
            for value, count, reason in found.values
        ],
        "items": [
            {
                "record": one.record,
                "title": called.get(one.record, ""),
                "value": one.value,
                "code": one.code,
                "reason": translated(one.reason, context.language),
            }
            for one in page
        ],
        "next": str(page[-1].record) if len(unfit) > limit else None,
    }


@router.get("/removed", responses=answered(RemovedList))
def get_removed(app: str, context: DesignerContext) -> dict[str, Any]:
    """List the fields and data tables that went with their values and can be brought back."""
    days = settings().dougong_removed_days
    found = removed_elements(context.conn, app, days)
    names = authors(context, [one.author for one in found])
    return {
        "days": days,
        "items": [
            {
                "kind": one.kind,
                "element": one.element,
                "entity": one.entity,
                "key": one.key,
                "name": one.definition["name"]
                if one.kind == "entity"
                else one.definition["x-dougong"]["label"],
                "definition": one.definition,
                "reason": one.reason,
                "values": one.values,
                "author": names[one.author],
                "at": one.at,
                "until": one.until,
            }
            for one in found
        ],
    }


@router.post("/removed/{element}/bring-back", responses=answered(BroughtBack, Conflict))
def post_bring_back(
    app: str, element: str, request: Request, context: DesignerContext, key: IdempotencyKey = None
) -> Response:
    """Write a removed field or data table into the draft again; publishing it brings its values back."""

    def act() -> dict[str, str]:
        written = bring_back(context, app, element, settings().dougong_removed_days)
        return {"kind": written.kind, "key": written.key}

    return answer_object_once(context, request, key, None, act)
