"""Recompute: stored computed values after a save, after publishing, and when somebody asks for it.

What a save touches is computed anew in its transaction. Where that is too much, and when a field begins to be
stored or is computed otherwise, a job fills the columns; until it is through, values are computed when read,
so nobody ever sees one that is out of date.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.context import Context
from dougong.database import Database
from dougong.errors import NotFound, Unavailable
from dougong.identity.home import system_transaction
from dougong.metadata import App, published
from dougong.metadata.stored_graph import Place, Step
from dougong.metadata.unfilled import mark_filled, mark_unfilled, marks_of
from dougong.records.changes import Written
from dougong.records.stored_values import count_records, fill, narrowed, refresh
from dougong.settings import Settings
from dougong.user_jobs import UserJob, user_job

KIND = "recompute"
ROWS_AT_ONCE = 2_000
PATIENCE_SECONDS = 600
_TURNS = 5
_PAUSE_SECONDS = 0.2


def follow(context: Context, app: App, written: Sequence[Written]) -> None:
    """Compute anew what records just written are part of; what is too much is left to a job."""
    found = refresh(context, app, written)
    if found.left:
        start_filling(context, app, found.left)


def fill_published(context: Context, before: App | None, after: App) -> None:
    """Let a job fill the stored fields that the version just published has anew or computes otherwise.

    Records of a new entity are written by this version alone, so there is nothing to fill.
    """
    old = {} if before is None else _signatures(before)
    places = [
        place
        for place in after.stored_graph.stored
        if old.get(_id(after, place)) != after.stored_graph.signature(place)
        and (_was_there(before, after, place[0]) or count_records(context, after, [place[0]]))
    ]
    if places:
        start_filling(context, after, after.stored_graph.following(places))


def _signatures(app: App) -> dict[str, str]:
    return {_id(app, place): app.stored_graph.signature(place) for place in app.stored_graph.stored}


def _id(app: App, place: Place) -> str:
    return app.entities[place[0]].fields[place[1]].id


def _was_there(before: App | None, after: App, entity: str) -> bool:
    known = () if before is None else before.entities.values()
    return after.entities[entity].id in {one.id for one in known}


def start_filling(context: Context, app: App, places: Collection[Place]) -> UUID:
    """Note stored fields as to be filled and start the job; it runs when the transaction has committed."""
    mark_unfilled(context.conn, app, [_id(app, place) for place in places])
    return _start(context, app, places)


def start_recompute(context: Context, app: App, places: Collection[Place]) -> UUID:
    """Start computing stored fields, and those made of them, anew for all records; raises NotFound.

    Values that are kept stay in use meanwhile.
    """
    return _start(context, app, with_following(app, places))


def with_following(app: App, places: Collection[Place]) -> frozenset[Place]:
    """Return stored fields and those made of them; raises NotFound for a field that is not stored."""
    stored = app.stored_graph.stored
    if not places or any(place not in stored for place in places):
        raise NotFound("There is no such stored field.")
    return app.stored_graph.following(places)


def ids_of(app: App, places: Collection[Place]) -> frozenset[str]:
    """Return the ids of fields."""
    return frozenset(_id(app, place) for place in places)


def _start(context: Context, app: App, places: Collection[Place]) -> UUID:
    arguments = {"fields": [_id(app, place) for place in sorted(places)]}
    return user_jobs.start(context, KIND, arguments, app=app.key)


def stored_fields(context: Context, app: App) -> list[dict[str, Any]]:
    """Return the stored fields of an app: whether they are filled, what they are made of, the job at work."""
    graph = app.stored_graph
    jobs = _open_jobs(context, app)
    return [
        {
            "entity": entity,
            "field": key,
            "label": app.entities[entity].fields[key].label,
            "filled": _id(app, (entity, key)) not in app.unfilled,
            "made_of": [
                {"entity": way[-1].target if way else entity, "fields": sorted(keys)}
                for way, keys in graph.needs[entity, key].reaches.items()
                if keys
            ],
            "job": jobs.get(_id(app, (entity, key))),
        }
        for entity, key in graph.stored
    ]


def _open_jobs(context: Context, app: App) -> dict[str, UUID]:
    """Return the latest job that is at work on each field."""
    rows = context.conn.execute(
        sa.select(user_job.c.id, user_job.c.arguments)
        .where(
            user_job.c.kind == KIND, user_job.c.app == app.key, user_job.c.state.in_(("queued", "running"))
        )
        .order_by(user_job.c.id)
    )
    return {one: row.id for row in rows for one in row.arguments["fields"]}


def recompute_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Compute stored fields for every record, as a job."""
    return recompute(job.database, str(job.app), frozenset(job.arguments["fields"]), job.progress)


def recompute(
    database: Database, app_key: str, wanted: Collection[str], progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Compute stored fields, by their ids, for every record, in transactions of some thousand records each.

    Returns how many records there were and how many had other values; `progress` is told how far it is.
    """
    _wait_for_writers(database)
    changed = 0
    for _turn in range(_TURNS):
        with system_transaction(database, KIND) as context:
            app = published(context.conn, app_key)
            marks = {one: mark for one, mark in marks_of(context.conn, app_key).items() if one in wanted}
        turn = _Turn(database, app, progress)
        whole = turn.through(wanted)
        changed += turn.changed
        if not whole:
            continue
        with database.begin() as conn:
            if mark_filled(conn, app_key, marks):
                return {"records": turn.done, "changed": changed, "fields": len(wanted)}
    raise Unavailable("The app is being changed. Try again in a moment.")


class _Turn:
    """One way through the records of an app: how many there were, how many had other values."""

    def __init__(self, database: Database, app: App, progress: Callable[[int, int], None]) -> None:
        self.database, self.app, self.progress = database, app, progress
        self.done = self.changed = 0

    def through(self, wanted: Collection[str]) -> bool:
        """Go through the records of every step; return whether the app stayed the same meanwhile."""
        steps = list(_steps(self.app, wanted))
        with system_transaction(self.database, KIND) as context:
            total = count_records(context, self.app, [step.entity for step in steps])
        self.progress(0, total)
        return all(self._step(step, total) for step in steps)

    def _step(self, step: Step, total: int) -> bool:
        after: UUID | None = None
        while True:
            with system_transaction(self.database, KIND) as context:
                present = published(context.conn, self.app.key)
                if present.version != self.app.version:
                    return False
                ids, others = fill(context, present, step, after, ROWS_AT_ONCE)
            self.done += len(ids)
            self.changed += others
            self.progress(self.done, max(self.done, total))
            if len(ids) < ROWS_AT_ONCE:
                return True
            after = ids[-1]


def _steps(app: App, wanted: Collection[str]) -> Iterator[Step]:
    places = {place for place in app.stored_graph.stored if _id(app, place) in wanted}
    for step in app.stored_graph.steps:
        found = narrowed(step, places)
        if found is not None:
            yield found


def _wait_for_writers(database: Database) -> None:
    """Wait for the transactions that are open now: they may write without knowing of the stored fields."""
    activity = sa.table(
        "pg_stat_activity",
        sa.column("pid"),
        sa.column("datname"),
        sa.column("xact_start", sa.DateTime(timezone=True)),
        sa.column("backend_type"),
    )
    with database.begin() as conn:
        started = conn.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    older = sa.select(sa.func.count()).where(
        activity.c.datname == sa.func.current_database(),
        activity.c.backend_type == "client backend",
        activity.c.pid != sa.func.pg_backend_pid(),
        activity.c.xact_start < started,
    )
    for _ in range(int(PATIENCE_SECONDS / _PAUSE_SECONDS)):
        with database.begin() as conn:
            if not conn.execute(older).scalar_one():
                return
        time.sleep(_PAUSE_SECONDS)
    raise Unavailable("Somebody else holds what this needs, or it took too long. Try again in a moment.")
