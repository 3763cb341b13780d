"""Runs of rules by their id: look at one, try a failed one again."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter

from dougong.actions.run_rules import retry_run
from dougong.api.answers.base import answered
from dougong.api.answers.builder import Run, SetRecordPage
from dougong.api.deps import DesignerContext
from dougong.api.opening import ContextRoute
from dougong.api.run_titles import with_titles
from dougong.automation import runs, sets
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App, published_apps
from dougong.records.titles import titles

router = APIRouter(route_class=ContextRoute, prefix="/runs", tags=["Rules"])


RecordState = Literal["pending", "done", "failed", "skipped"]


@router.get("/{run}", responses=answered(Run))
def read_run(context: DesignerContext, run: UUID) -> dict[str, Any]:
    """Return one run with its trace and steps."""
    app = _app_of(context, run)
    return with_titles(context, app, [runs.get(context, app, run)])[0]


@router.get("/{run}/records", responses=answered(SetRecordPage))
def read_run_records(
    context: DesignerContext, run: UUID, state: RecordState | None = None, cursor: UUID | None = None
) -> dict[str, Any]:
    """Return the records of a run over a set and what became of each there."""
    app = _app_of(context, run)
    found = sets.outcomes(context, run, [state] if state else [], cursor)
    entity = runs.get(context, app, run)["entity"]
    names = titles(context, app, entity, {one["record"] for one in found})
    return {
        "items": [{**one, "title": names.get(one["record"])} for one in found],
        "next": found[-1]["record"] if len(found) == sets.PAGE else None,
    }


@router.post("/{run}/retry", responses=answered(Run, Conflict))
def retry(context: DesignerContext, run: UUID) -> dict[str, Any]:
    """Run a failed rule again on its record, as it is now; of a run over a set on the records on which it failed."""
    app = _app_of(context, run)
    return with_titles(context, app, [retry_run(context, app, run)])[0]


def _app_of(context: Context, run: UUID) -> App:
    wanted = runs.app_of(context.conn, run)
    found = next((app for app in published_apps(context.conn) if app.id == wanted), None)
    if found is None:
        raise NotFound("There is no such run.")
    return found
