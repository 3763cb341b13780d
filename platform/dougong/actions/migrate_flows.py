"""Migrate flows: running requests go on in the published version of their flow, after a dry run, and back again.

Which step becomes which is a plan that an administrator may change. The dry run says of every request whether it
may go over and why not; the job moves those that may, a hundred in each transaction, so that it may die anywhere
and go on. What it did stands in the history of each request, by which it is taken back as long as nobody decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access import READ, share, unshare
from dougong.actions.import_records import context_of
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotAllowed
from dougong.failpoints import reach
from dougong.identity.people import names_of
from dougong.messages import translated
from dougong.metadata import App, published
from dougong.notify.screens import moved, tell_screens
from dougong.processes import definitions, migrations, store
from dougong.processes.store import Loaded
from dougong.records.titles import titles
from dougong.settings import Settings
from dougong.user_jobs import UserJob, user_job
from dougong_flow import (
    START,
    Flow,
    Plan,
    SeatState,
    Step,
    TokenState,
    Verdict,
    migrate,
    migration_verdict,
    proposed_plan,
    revert,
    revertible,
)
from dougong_model import Problem

KIND = "migrate_flow"
REVERT_KIND = "revert_flow_migration"
AT_ONCE = 100
SHOWN_PROBLEMS = 100
SHOWN_BATCHES = 20

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """From which version of a flow to which, by which plan."""

    old: Flow
    new: Flow
    source: int
    target: int
    version: int
    plan: Plan


def show_versions(context: Context, app: App, key: str) -> Json:
    """Return the published version of a flow, the older ones in which requests run with the plan proposed for each,
    and what was moved before.
    """
    new = definitions.published_flow(app, key)
    current = definitions.kept_of_published(context.conn, app, key)
    older = [
        one
        for one in migrations.versions(context.conn, app.id, new.id)
        if one.running and (current is None or one.definition != current.id)
    ]
    return {
        "name": new.name,
        "version": None if current is None else current.version,
        "nodes": _nodes(app, new, definitions.published_document(app, key)),
        "older": [_older(context, app, new, one) for one in older],
        "batches": _batches(context, app, new),
    }


def _older(context: Context, app: App, new: Flow, one: migrations.Version) -> Json:
    old = definitions.pinned_flow(context.conn, app, one.definition)
    return {
        "version": one.version,
        "at": one.at,
        "running": one.running,
        "nodes": _nodes(app, old, definitions.pinned_document(context.conn, app, one.definition)),
        "plan": proposed_plan(old, new),
    }


def _nodes(app: App, flow: Flow, document: Mapping[str, Any]) -> list[Json]:
    kinds = {node["key"]: node["kind"] for node in document["nodes"]}
    return [
        {"key": key, "name": node.name, "kind": kinds.get(key, START)} for key, node in flow.nodes.items()
    ]


def _batches(context: Context, app: App, flow: Flow) -> list[Json]:
    """Return the jobs that moved requests of a flow, the latest first, with how many of them may still go back."""
    rows = context.conn.execute(
        sa.select(user_job)
        .where(
            user_job.c.kind == KIND,
            user_job.c.app == app.key,
            user_job.c.arguments["flow_id"].astext == flow.id,
        )
        .order_by(user_job.c.id.desc())
        .limit(SHOWN_BATCHES)
    ).all()
    names = names_of(context.conn, {row.person_id for row in rows})
    return [
        {
            "job": row.id,
            "at": row.created_at,
            "person": {"id": row.person_id, "name": names.get(row.person_id, "")},
            "from": row.arguments["from"],
            "to": row.arguments["to"],
            "state": row.state,
            "moved": (row.result or {}).get("moved", 0),
            "refused": (row.result or {}).get("refused", 0),
            "revertible": migrations.revertible_count(context.conn, row.arguments["target"], row.id),
        }
        for row in rows
    ]


def passage(context: Context, app: App, key: str, version: int, plan: Plan | None) -> Passage:
    """Return the way from an older version to the published one; raises Invalid for a plan that cannot be."""
    new = definitions.published_flow(app, key)
    source = migrations.version_of(context.conn, app.id, new.id, version)
    pinned = definitions.pin(context.conn, app, key, context.now)
    if pinned.id == source:
        raise Conflict("These requests run in the published version already.")
    old = definitions.pinned_flow(context.conn, app, source)
    if old.entity != new.entity:
        raise Conflict("The published version is about records of another kind.")
    chosen = proposed_plan(old, new) if plan is None else {**plan, START: START}
    _check_plan(old, new, chosen)
    return Passage(old=old, new=new, source=source, target=pinned.id, version=pinned.version, plan=chosen)


def _check_plan(old: Flow, new: Flow, plan: Plan) -> None:
    problems = [
        Problem(code="plan", pointer=f"/plan/{key[:60]}", message="There is no such step.")
        for key, other in plan.items()
        if key not in old.nodes or other not in new.nodes
    ]
    taken: dict[str, str] = {}
    for key, other in plan.items():
        if taken.setdefault(other, key) != key:
            problems.append(
                Problem(
                    code="plan",
                    pointer=f"/plan/{key[:60]}",
                    message="Two steps cannot become the same step.",
                )
            )
    if problems:
        raise Invalid("The plan does not fit.", problems=problems)


def try_migration(
    context: Context, app: App, way: Passage, *, after: UUID | None = None, limit: int = AT_ONCE
) -> Json:
    """Return a page of the requests in the older version, each with whether it may go over, and why not."""
    found = [
        store.load(context.conn, one)
        for one in migrations.running_in(context.conn, way.source, after, limit + 1)
    ]
    shown = found[:limit]
    names = names_of(context.conn, {one.instance.initiator for one in shown})
    called = titles(context, app, way.new.entity, [one.instance.record for one in shown])
    return {
        "items": [_judged(context, way, one, names, called) for one in shown],
        "next": shown[-1].instance.id if len(found) > limit else None,
    }


def _judged(
    context: Context,
    way: Passage,
    loaded: Loaded,
    names: Mapping[UUID | None, str],
    called: Mapping[UUID, str],
) -> Json:
    instance = loaded.instance
    verdict = migration_verdict(way.old, way.new, instance, way.plan)
    return {
        "instance": instance.id,
        "record": instance.record,
        "entity": instance.entity,
        "title": called.get(instance.record, ""),
        "initiator": {"id": instance.initiator, "name": names.get(instance.initiator, "")},
        "started_at": instance.started_at,
        "steps": [token.node for token in instance.tokens if token.state is TokenState.LIVE],
        "allowed": verdict.allowed,
        "objections": _told(verdict, context.language),
        "required": list(verdict.required),
    }


def _told(verdict: Verdict, language: str) -> list[Json]:
    return [
        {"code": one.code, "node": one.node, "message": translated(one.message, language)}
        for one in verdict.objections
    ]


def start_migration(
    context: Context, app: App, way: Passage, version: int, instances: Sequence[UUID] | None
) -> UUID:
    """Start moving the requests of an older version that may go over, all or some; returns the job."""
    arguments = {
        "flow": way.new.key,
        "flow_id": way.new.id,
        "from": version,
        "to": way.version,
        "source": way.source,
        "target": way.target,
        "plan": dict(way.plan),
        "instances": None if instances is None else [str(one) for one in instances],
    }
    return user_jobs.start(context, KIND, arguments, app=app.key)


def start_revert(context: Context, app: App, key: str, batch: UUID) -> UUID:
    """Start taking back what a job has moved, where nobody has decided since; returns the job."""
    flow = definitions.published_flow(app, key)
    arguments = context.conn.scalar(
        sa.select(user_job.c.arguments).where(
            user_job.c.id == batch, user_job.c.kind == KIND, user_job.c.app == app.key
        )
    )
    if arguments is None or arguments["flow_id"] != flow.id:
        raise Invalid.at("/batch", "Nothing was moved by this job.", code="batch")
    given = {
        "flow": key,
        "flow_id": flow.id,
        "batch": str(batch),
        "target": arguments["target"],
        "source": arguments["source"],
    }
    return user_jobs.start(context, REVERT_KIND, given, app=app.key)


def migrate_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Move requests as the administrator who asked for it, a batch in each transaction."""
    given = job.arguments
    wanted = None if given["instances"] is None else [UUID(one) for one in given["instances"]]
    done, refused, after = 0, 0, None
    problems: list[Json] = []
    with job.database.begin() as conn:
        total = len(migrations.running_in(conn, given["source"], among=wanted))
    while True:
        with job.database.begin() as conn:
            context = _administrator(conn, job)
            app = published(conn, str(job.app))
            way = _way_of(conn, app, given)
            some = migrations.running_in(conn, way.source, after, AT_ONCE, wanted)
            for identity in some:
                after = identity
                verdict = _move(context, app, way, identity, job.id)
                if verdict is not None and not verdict.allowed:
                    refused += 1
                    problems += [
                        {"instance": str(identity), **one}
                        for one in _told(verdict, "en")
                        if len(problems) < SHOWN_PROBLEMS
                    ]
        done += len(some)
        reach("migration.batch.after")
        job.progress(done, max(total, done))
        if len(some) < AT_ONCE:
            break
    with job.database.begin() as conn:
        moved = len(migrations.moved_by(conn, given["target"], job.id))
    return {"moved": moved, "refused": refused, "problems": problems}


def _way_of(conn: sa.Connection, app: App, given: Mapping[str, Any]) -> Passage:
    return Passage(
        old=definitions.pinned_flow(conn, app, given["source"]),
        new=definitions.pinned_flow(conn, app, given["target"]),
        source=given["source"],
        target=given["target"],
        version=given["to"],
        plan=given["plan"],
    )


def _move(context: Context, app: App, way: Passage, identity: UUID, batch: UUID) -> Verdict | None:
    """Move one request if it may go over; None when it has ended or gone over meanwhile."""
    loaded = store.hold(context.conn, identity)
    if not loaded.instance.running or loaded.definition != way.source:
        return None
    verdict = migration_verdict(way.old, way.new, loaded.instance, way.plan)
    if verdict.allowed:
        reach("migration.move.before")
        step = migrate(
            way.old,
            way.new,
            loaded.instance,
            way.plan,
            version=way.version,
            now=context.now,
            actor=context.principal.person,
            batch=batch,
        )
        _write(context, app, loaded, step, way.target, way.old, way.new)
        reach("migration.move.after")
    return verdict


def revert_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Take back what a job moved, where nobody has decided since."""
    given = job.arguments
    batch = UUID(given["batch"])
    with job.database.begin() as conn:
        gone = migrations.moved_by(conn, given["target"], batch)
    reverted = 0
    for at in range(0, len(gone), AT_ONCE):
        with job.database.begin() as conn:
            context = _administrator(conn, job)
            app = published(conn, str(job.app))
            for identity in gone[at : at + AT_ONCE]:
                reverted += _take_back(context, app, identity, batch, given["source"], job.id)
        job.progress(min(at + AT_ONCE, len(gone)), len(gone))
    return {"reverted": reverted, "left": len(gone) - reverted}


def _take_back(context: Context, app: App, identity: UUID, batch: UUID, source: int, job: UUID) -> bool:
    loaded = store.hold(context.conn, identity)
    before = _goes_back(context.conn, identity, batch)
    if before is None or not loaded.instance.running:
        return False
    step = revert(loaded.instance, before, now=context.now, actor=context.principal.person, batch=job)
    old = definitions.pinned_flow(context.conn, app, source)
    new = definitions.pinned_flow(context.conn, app, loaded.definition)
    _write(context, app, loaded, step, source, new, old)
    return True


def _goes_back(conn: sa.Connection, identity: UUID, batch: UUID) -> Mapping[str, Any] | None:
    """Return what a request was before a job moved it, as long as it may go back."""
    last = migrations.last_move(conn, identity)
    if last is None or last.payload.get("batch") != str(batch) or not revertible(last.since):
        return None
    before: Mapping[str, Any] = last.payload["before"]
    return before


def _write(
    context: Context, app: App, loaded: Loaded, step: Step, definition: int, before: Flow, after: Flow
) -> None:
    """Write a request as one of another version; who is asked is shown as much of its record as that lets him see."""
    was = {visit.id: visit.node for visit in loaded.instance.visits}
    now = {visit.id: visit.node for visit in step.instance.visits}
    store.save(context.conn, loaded.after(step))
    migrations.pin_to(context.conn, step.instance, definition)
    tell_screens(context.conn, events=[moved(app.key, step.instance.entity, step.instance.record)])
    for seat in step.instance.seats:
        hidden = after.fields_at(now[seat.visit]).restricts
        if seat.state is not SeatState.OPEN or hidden == before.fields_at(was[seat.visit]).restricts:
            continue
        source = f"seat:{seat.id}"
        if hidden:
            unshare(context.conn, source=source, record=step.instance.record)
        else:
            share(
                context.conn,
                entity_id=loaded.entity_id,
                records=[step.instance.record],
                holders=[f"person:{seat.person}"],
                rights=["see", READ],
                source=source,
                now=context.now,
            )


def _administrator(conn: sa.Connection, job: UserJob) -> Context:
    context = context_of(conn, job, f"{job.kind}:{job.id}")
    if not context.principal.administrator:
        raise NotAllowed("Only an administrator may do this.")
    return context
