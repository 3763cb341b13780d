"""Undo an import, also long after it: as a job of one transaction, with the rights of who asks for it.

What the import changed gets its old values back where they are still what the import left; what it made goes
to the trash where nobody has changed it since and nothing else points to it. The rest is left alone and told.
The undoing is a batch of its own, so the timelines of the records show it. What is left may be undone by somebody
who may, or when nothing is in the way any more: another run takes back only what is not taken back yet.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong import user_jobs
from dougong.actions.import_records import context_of
from dougong.actions.import_rest import LeftOfImport, Rest, parts
from dougong.actions.import_run import MOST_PROBLEMS, PROGRESS_SECONDS
from dougong.actions.left_alone import told
from dougong.actions.piecewise import piecewise
from dougong.actions.save_record import Wish, save_records
from dougong.context import Context
from dougong.metadata import App, published
from dougong.records import batches
from dougong.records.read import scope_in
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
        self.rest = Rest(context, app, batch)
        self.restored = self.trashed = self.gone = self.done = 0
        self.left: list[LeftOfImport] = []
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
            "open": len({(one.entity, one.record) for one in self.left if one.open}),
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
        wishes, left = self.rest.changed(entity, records, lock=True)
        self.left += left
        self.restored += self._save(entity, wishes)

    def _trash(self, created: Mapping[str, Sequence[UUID]]) -> None:
        """Move what was made to the trash, as long as some of it can be: one record may hold another."""
        waiting = {key: self._untouched(key, records) for key, records in created.items()}
        while True:
            held: dict[str, list[UUID]] = {}
            before = self.trashed
            last: list[LeftOfImport] = []
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
        free: list[UUID] = []
        for some in parts(records):
            untouched, left = self.rest.made(entity, some)
            self.gone += len(some) - len(untouched) - len(left)
            self.left += left
            free += untouched
        return free

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
            self.left.append(
                LeftOfImport(
                    entity=entity,
                    record=wish.id,
                    field=key,
                    code=first.code,
                    message=first.message,
                    made=wish.kind == "delete",
                    open=True,
                )
            )

        piecewise(self.context.conn, wishes, together, refuse)
        return len(saved)

    def _conflicts(self) -> list[dict[str, Any]]:
        """Describe what was left alone, as far as the person sees it."""
        shown = self.left[:MOST_PROBLEMS]
        scopes = {
            entity: scope_in(self.context, self.app, entity) for entity in {one.entity for one in shown}
        }
        return [
            {
                **said,
                "id": str(one.record),
                "field": one.field if one.field in scopes[one.entity].read else "",
                "made": one.made,
                "at": said["at"] and said["at"].isoformat(),
            }
            for one, said in zip(shown, told(self.context, self.app, shown), strict=True)
        ]
