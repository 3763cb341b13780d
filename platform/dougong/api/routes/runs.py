"""Runs of rules: those of an app, one by its id; a failed one again, without a step, or left as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from dougong.actions.retry_run import dismiss_run, replay_run, retry_run, skip_step
from dougong.api.answers.base import answered
from dougong.api.answers.runs import Run, RunPage, RunRules, SetRecordPage
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext
from dougong.api.opening import ContextRoute
from dougong.api.run_titles import with_titles
from dougong.automation import runs, sets
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App, published, published_apps
from dougong.records.titles import titles

router = APIRouter(route_class=ContextRoute, tags=["Rules"])
State = Literal["done", "waiting", "retrying", "running", "failed", "cut", "skipped", "retried", "dismissed"]
Reason = Annotated[str, Field(min_length=1, max_length=500)]


RecordState = Literal["pending", "done", "failed", "skipped"]


class Retry(Closed):
    """From which step on a failed rule is taken again; those before it are left out."""

    step: Annotated[int, Field(ge=0, le=10_000)] = 0


class Skip(Closed):
    """The failed step that is left out, and why."""

    step: Annotated[int, Field(ge=0, le=10_000)]
    reason: Reason


class Dismissal(Closed):
    """Why a failed run is left as it is."""

    reason: Reason


@router.get("/apps/{app}/runs", responses=answered(RunPage))
def app_runs(
    context: DesignerContext,
    app: str,
    rule: str | None = None,
    entity: str | None = None,
    record: UUID | None = None,
    state: Annotated[list[State] | None, Query()] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: UUID | None = None,
) -> dict[str, Any]:
    """Return the runs of an app, newest first: of a rule, an entity, a record, in some states, in a period."""
    live = published(context.conn, app)
    present = live.documents("rule").get(rule or "")
    wanted = runs.Wanted(
        rule=None if present is None else str(present["id"]),
        rule_key=rule if present is None else None,
        entity=None if entity is None else live.entities[entity].id if entity in live.entities else "",
        record=record,
        states=state or (),
        since=_moment(context, since),
        until=_moment(context, until),
    )
    return page(with_titles(context, live, runs.listed(context, live, wanted, after=cursor)))


@router.get("/apps/{app}/run-rules", responses=answered(RunRules))
def run_rules(context: DesignerContext, app: str) -> dict[str, Any]:
    """Return what the runs of an app are of: rules, buttons, flows, sequences, also those that were deleted."""
    return {"items": runs.rules_that_ran(context, published(context.conn, app))}


def _moment(context: Context, given: datetime | None) -> datetime | None:
    """Return a moment; one without a zone is meant in the reader's."""
    return given.replace(tzinfo=context.zone) if given is not None and given.tzinfo is None else given


def page(items: Annotated[list[dict[str, Any]], "newest first"]) -> dict[str, Any]:
    """Return a page of runs with the cursor of the next one."""
    return {"items": items, "next": items[-1]["id"] if len(items) == runs.PAGE else None}


@router.get("/runs/{run}", responses=answered(Run))
def read_run(context: DesignerContext, run: UUID) -> dict[str, Any]:
    """Return one run with its trace and steps."""
    app = _app_of(context, run)
    return _shown(context, app, runs.get(context, app, run))


@router.get("/runs/{run}/records", responses=answered(SetRecordPage))
def read_run_records(
    context: DesignerContext, run: UUID, state: RecordState | None = None, cursor: UUID | None = None
) -> dict[str, Any]:
    """Return the records of a run over a set and what became of each there."""
    app = _app_of(context, run)
    entity = runs.get(context, app, run)["entity"]
    found = sets.outcomes(context, run, [state] if state else [], cursor, app, entity)
    names = titles(context, app, entity, {one["record"] for one in found})
    return {
        "items": [{**one, "title": names.get(one["record"])} for one in found],
        "next": found[-1]["record"] if len(found) == sets.PAGE else None,
    }


@router.post("/runs/{run}/retry", responses=answered(Run, Conflict))
def retry(context: DesignerContext, run: UUID, body: Retry | None = None) -> dict[str, Any]:
    """Take a failed run again on its record as it is now, its rule from a step on; or send again what failed."""
    app = _app_of(context, run)
    return _shown(context, app, retry_run(context, app, run, 0 if body is None else body.step))


@router.post("/runs/{run}/skip", responses=answered(Run, Conflict))
def skip(context: DesignerContext, run: UUID, body: Skip) -> dict[str, Any]:
    """Leave out the step that failed, with a reason, and carry out the rest of the rule."""
    app = _app_of(context, run)
    return _shown(context, app, skip_step(context, app, run, body.step, body.reason))


@router.post("/runs/{run}/dismiss", responses=answered(Run, Conflict))
def dismiss(context: DesignerContext, run: UUID, body: Dismissal) -> dict[str, Any]:
    """Leave a failed run as it is, with a reason; it is no longer among those that failed."""
    app = _app_of(context, run)
    return _shown(context, app, dismiss_run(context, app, run, body.reason))


@router.post("/runs/{run}/replay", responses=answered(Run, Conflict))
def replay(context: DesignerContext, run: UUID) -> dict[str, Any]:
    """Carry out a rule once more for what a run followed, as the rule and the record are now."""
    app = _app_of(context, run)
    return _shown(context, app, replay_run(context, app, run))


def _shown(context: Context, app: App, run: dict[str, Any]) -> dict[str, Any]:
    return with_titles(context, app, [run])[0]


def _app_of(context: Context, run: UUID) -> App:
    wanted = runs.app_of(context.conn, run)
    found = next((app for app in published_apps(context.conn) if app.id == wanted), None)
    if found is None:
        raise NotFound("There is no such run.")
    return found
