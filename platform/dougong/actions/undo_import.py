"""Undo an import, also long after it: as a job of one transaction, with the rights of who asks for it.

What the import changed gets its old values back where they are still what the import left; what it made goes
to the trash where nobody has changed it since and nothing else points to it. The rest is left alone and told.
The undoing is a batch of its own, so the timelines of the records show it. What is left may be undone later, or
by somebody who may: another run takes back only what is not taken back yet.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.actions.import_records import context_of
from dougong.actions.import_run import CHUNK, MOST_PROBLEMS, PROGRESS_SECONDS
from dougong.actions.left_alone import Left, told
from dougong.actions.piecewise import piecewise
from dougong.actions.save_record import Wish, save_records
from dougong.context import Context
from dougong.metadata import App, published
from dougong.records import batches
from dougong.records.batches import Later
from dougong.records.hanging import pointing_to
from dougong.records.load import load
from dougong.records.read import scope_in
from dougong.records.rows import json_value
from dougong.settings import Settings
from dougong.user_jobs import UserJob
from dougong_model import Problem

KIND = "undo_import"


def undo_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Undo the import that a person asked to be undone, as that person."""
    batch = UUID(job.arguments["batch"])
    with job.database.begin() as conn:
        context = context_of(conn, job, f"undo_import:{batch}")
        app = published(conn, str(job.app))
        result = Undo(context, app, job.arguments["entity"], batch, job).run()
        user_jobs.finish(conn, job.id, "done", result=result)
    return result


class Undo:
    """One run over one batch."""

    def __init__(self, context: Context, app: App, entity: str, batch: UUID, job: UserJob) -> None:
        self.context, self.app, self.batch, self.job = context, app, batch, job
        present = batches.entities_of(context, batch)
        own = [one.key for one in app.entities.values() if one.entity.id in present]
        # The imported records first: those that were made because they refer to them are then free.
        self.entities = sorted(own, key=lambda key: key != entity)
        self.at = batches.moment_of(context, batch)
        self.restored = self.trashed = self.gone = self.done = 0
        self.left: list[Left] = []
        self.told = time.monotonic()

    def run(self) -> dict[str, Any]:
        """Undo everything that may be undone and return the job's result."""
        changed = {key: batches.changed_by(self.context, self.batch, self._id(key)) for key in self.entities}
        created = {key: batches.created_by(self.context, self.batch, self._id(key)) for key in self.entities}
        total = sum(map(len, changed.values())) + sum(map(len, created.values()))
        self.job.progress(0, total)
        for key, records in changed.items():
            for some in parts(records):
                self._restore(key, some)
                self._count(len(some))
        self._trash(created)
        self.job.progress(total, total)
        return {
            "restored": self.restored,
            "trashed": self.trashed,
            "gone": self.gone,
            "left": len({(one.entity, one.record) for one in self.left}),
            "problems": self._conflicts(),
        }

    def _id(self, entity: str) -> str:
        return self.app.entities[entity].entity.id

    def _count(self, done: int) -> None:
        self.done += done
        if time.monotonic() - self.told > PROGRESS_SECONDS:
            self.job.progress(self.done)
            self.told = time.monotonic()

    def _restore(self, entity: str, records: Sequence[UUID]) -> None:
        """Give records their old values back, field by field, where they are still what the import left."""
        present = load(self.context, self.app, entity, records, lock=True)
        later = batches.changed_since(self.context, self.batch, self.at, records, by_itself=True)
        scope = scope_in(self.context, self.app, entity)
        keys = {one.field.id: key for key, one in scope.shape.fields.items()}
        wishes = []
        for record, changes in batches.changes_of(self.context, self.batch, records).items():
            if record not in present:
                self._leave(entity, record, "", "in_trash", "The record is in the trash.", later.get(record))
                continue
            values = {}
            for field, (old, new) in changes.items():
                key = keys.get(field, "")
                if key not in scope.shape.fields:
                    self._leave(entity, record, field, "field_gone", "The field is not there any more.")
                    continue
                now = json_value(self.app, scope.shape.fields[key], present[record].get(key))
                if now == old:  # by an earlier run, or by hand
                    continue
                if now != new:
                    message = "The value has been changed since."
                    self._leave(entity, record, key, "changed_since", message, later.get(record))
                else:
                    values[key] = old
            if values:
                version = int(present[record]["version"])  # type: ignore[arg-type]
                wishes.append(Wish(kind="update", id=record, values=values, expected_version=version))
        self.restored += self._save(entity, wishes)

    def _trash(self, created: Mapping[str, Sequence[UUID]]) -> None:
        """Move what was made to the trash, as long as some of it can be: one record may hold another."""
        waiting = {key: self._untouched(key, records) for key, records in created.items()}
        while True:
            held: dict[str, list[UUID]] = {}
            before = self.trashed
            last: list[Left] = []
            kept, self.left = self.left, last
            for key, records in waiting.items():
                for some in parts(records):
                    self.trashed += self._save(key, [Wish(kind="delete", id=record) for record in some])
                    self._count(len(some))
                held[key] = [one.record for one in last if one.entity == key]
            self.left = kept
            if self.trashed == before or not any(held.values()):
                self.left += last
                return
            waiting = held

    def _untouched(self, entity: str, records: Sequence[UUID]) -> list[UUID]:
        """Return the records that nobody changed and nothing else points to; tell the others."""
        free = []
        table = self.app.entities[entity].table
        for some in parts(records):
            live = set(
                self.context.conn.scalars(
                    sa.select(table.c.id).where(table.c.id.in_(some), table.c.deleted_at.is_(None))
                )
            )
            self.gone += len(some) - len(live)
            later = self._otherwise(entity, batches.changed_since(self.context, self.batch, self.at, live))
            held: set[UUID] = set()
            for one in pointing_to(self.app, entity):
                held |= batches.held_by_others(self.context, self.app, one, live, self.batch)
            for record in (one for one in some if one in live):
                if record in later:
                    message = "The record has been changed since."
                    self._leave(entity, record, "", "changed_since", message, later[record])
                elif record in held:
                    self._leave(entity, record, "", "referenced", "Other records refer to this one by now.")
                else:
                    free.append(record)
        return free

    def _otherwise(self, entity: str, later: Mapping[UUID, Later]) -> dict[UUID, Later]:
        """Leave of later changes those after which a record is not as the import left it: what was changed
        and changed back, as by an import that was undone, keeps nothing.
        """
        left = batches.changes_of(self.context, self.batch, later)
        present = load(self.context, self.app, entity, later)
        shapes = {one.field.id: one for one in scope_in(self.context, self.app, entity).shape.fields.values()}

        def same(record: UUID, field: str) -> bool:
            shape = shapes.get(field)
            _, value = left.get(record, {}).get(field, (None, None))
            return (
                shape is not None
                and json_value(self.app, shape, present.get(record, {}).get(shape.key)) == value
            )

        return {
            record: one
            for record, one in later.items()
            if one.whole or not all(same(record, field) for field in one.fields)
        }

    def _save(self, entity: str, wishes: Sequence[Wish]) -> int:
        """Save what may be saved with the person's rights, and tell the rest; returns how many."""
        saved: list[UUID] = []

        def together(some: Sequence[Wish]) -> None:
            applied = save_records(
                self.context, self.app, entity, some, rules=False, leave_out=True, batch=self.job.id
            )
            refused = applied.refused or {}
            for place, problems in refused.items():
                refuse(some[place], problems, "The row is refused.")
            saved.extend(one.id for place, one in enumerate(some) if place not in refused)

        def refuse(wish: Wish, problems: Sequence[Problem], otherwise: str) -> None:
            first = problems[0] if problems else Problem(code="refused", pointer="", message=otherwise)
            key = first.pointer.rsplit("/", 1)[-1]
            self._leave(entity, wish.id, key, first.code, first.message)

        piecewise(self.context.conn, wishes, together, refuse)
        return len(saved)

    def _leave(
        self, entity: str, record: UUID, field: str, code: str, message: str, later: Later | None = None
    ) -> None:
        self.left.append(
            Left(entity=entity, record=record, field=field, code=code, message=message, later=later)
        )

    def _conflicts(self) -> list[dict[str, Any]]:
        """Describe what was left alone, as far as the person sees it."""
        shown = self.left[:MOST_PROBLEMS]
        scopes = {
            entity: scope_in(self.context, self.app, entity) for entity in {one.entity for one in shown}
        }
        return [
            {
                **one,
                "id": str(one["id"]),
                "field": one["field"] if one["field"] in scopes[one["entity"]].read else "",
                "at": one["at"] and one["at"].isoformat(),
            }
            for one in told(self.context, self.app, shown)
        ]


def parts(records: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    """Yield records a chunk at a time."""
    for start in range(0, len(records), CHUNK):
        yield records[start : start + CHUNK]
