"""What of an import can still be undone: what stands as the import left it, and why the rest does not.

A value or record that somebody changed since is his. What lies in the trash, or others refer to, can be undone when
that is over; what was deleted for good never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.import_run import CHUNK
from dougong.actions.left_alone import Left
from dougong.actions.save_record import Wish
from dougong.context import Context
from dougong.metadata import App
from dougong.records import batches
from dougong.records.batches import Later
from dougong.records.hanging import pointing_to
from dougong.records.load import load
from dougong.records.read import scope_in
from dougong.records.rows import json_value


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOfImport(Left):
    """What of an import is left alone; `made`: the import made the record, `open`: only this person, or this time,
    it was refused.
    """

    made: bool
    open: bool = False


class Rest:
    """What one import left as it is now, whatever the rights of who asks."""

    def __init__(self, context: Context, app: App, batch: UUID) -> None:
        self.context, self.app, self.batch = context, app, batch
        self.at = batches.moment_of(context, batch)

    def changed(
        self, entity: str, records: Sequence[UUID], *, lock: bool = False
    ) -> tuple[list[Wish], list[LeftOfImport]]:
        """Return the old values of changed records where they are still what the import left, and what is not."""
        present = load(self.context, self.app, entity, records, lock=lock)
        later = batches.changed_since(self.context, self.batch, self.at, records, by_itself=True)
        scope = scope_in(self.context, self.app, entity)
        keys = {one.field.id: key for key, one in scope.shape.fields.items()}
        wishes, left = [], []

        def leave(record: UUID, field: str, code: str, message: str, by: Later | None = None) -> None:
            left.append(
                LeftOfImport(
                    entity=entity,
                    record=record,
                    field=field,
                    code=code,
                    message=message,
                    made=False,
                    later=by,
                )
            )

        for record, changes in batches.changes_of(self.context, self.batch, records).items():
            if record not in present:
                leave(record, "", "in_trash", "The record is in the trash.", later.get(record))
                continue
            values = {}
            for field, (old, new) in changes.items():
                key = keys.get(field, "")
                if key not in scope.shape.fields:
                    leave(record, field, "field_gone", "The field is not there any more.")
                    continue
                now = json_value(self.app, scope.shape.fields[key], present[record].get(key))
                if now == old:  # by an earlier run, or by hand
                    continue
                if now != new:
                    message = "The value has been changed since."
                    leave(record, key, "changed_since", message, later.get(record))
                else:
                    values[key] = old
            if values:
                version = int(present[record]["version"])  # type: ignore[arg-type]
                wishes.append(Wish(kind="update", id=record, values=values, expected_version=version))
        return wishes, left

    def made(self, entity: str, records: Sequence[UUID]) -> tuple[list[UUID], list[LeftOfImport]]:
        """Return the live ones of made records that nobody changed and nothing else points to, and the others."""
        free, left = [], []
        live = self.live(entity, records)
        later = self._otherwise(entity, batches.changed_since(self.context, self.batch, self.at, live))
        held: set[UUID] = set()
        for one in pointing_to(self.app, entity):
            held |= batches.held_by_others(self.context, self.app, one, live, self.batch)
        for record in (one for one in records if one in live):
            if record in later:
                code, message = "changed_since", "The record has been changed since."
            elif record in held:
                code, message = "referenced", "Other records refer to this one by now."
            else:
                free.append(record)
                continue
            left.append(
                LeftOfImport(
                    entity=entity,
                    record=record,
                    field="",
                    code=code,
                    message=message,
                    made=True,
                    later=later.get(record),
                )
            )
        return free, left

    def live(self, entity: str, records: Collection[UUID]) -> set[UUID]:
        """Return those of some records that do not lie in the trash."""
        return set(load_ids(self.context, self.app, entity, records))

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


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of the records that a run left: by entity those that can be undone now, made and changed, and
    how many cannot, by code.
    """

    made: Mapping[str, Sequence[UUID]]
    changed: Mapping[str, Sequence[UUID]]
    why: Mapping[str, int]

    @property
    def open(self) -> int:
        """Return how many records can be undone by somebody."""
        return sum(map(len, (*self.made.values(), *self.changed.values())))


def standing(context: Context, app: App, batch: UUID, told: Iterable[Mapping[str, Any]]) -> Standing:
    """Return how it stands now with what a run told that it left; what is undone or gone by now is not counted."""
    rest = Rest(context, app, batch)
    groups: dict[tuple[str, bool], dict[UUID, None]] = {}
    for one in told:
        groups.setdefault((one["entity"], bool(one.get("made"))), {})[UUID(one["id"])] = None
    made: dict[str, Sequence[UUID]] = {}
    changed: dict[str, Sequence[UUID]] = {}
    why: Counter[str] = Counter()
    for (entity, new), found in groups.items():
        if entity not in app.entities:
            continue
        records = list(found)
        if new:
            made[entity], left = rest.made(entity, records)
        else:
            wishes, left = rest.changed(entity, records)
            changed[entity] = [one.id for one in wishes]
            there = set(load_ids(context, app, entity, records, trash=True))
            why["purged"] += len(found.keys() - there)
            left = [one for one in left if one.record in there]
        stuck = {one.record: one.code for one in reversed(left)}
        for record in stuck.keys() - set(changed.get(entity, ()) if not new else ()):
            why[stuck[record]] += 1
    return Standing(made, changed, dict(+why))


def load_ids(
    context: Context, app: App, entity: str, records: Collection[UUID], *, trash: bool = False
) -> list[UUID]:
    """Return the ids of those of some records that are there; those in the trash only with `trash`."""
    table = app.entities[entity].table
    found: list[UUID] = []
    for some in parts(list(records)):
        wanted = [table.c.id.in_(some), *(() if trash else (table.c.deleted_at.is_(None),))]
        found += context.conn.scalars(sa.select(table.c.id).where(*wanted))
    return found


def parts(records: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    """Yield records a chunk at a time."""
    for start in range(0, len(records), CHUNK):
        yield records[start : start + CHUNK]
