"""Merging: the three steps of a merge in an act, whoever asked for it.

References first, then the trash (so that a unique value is free), then the kept record. Rows of sub-tables and files
are copied, references are moved; what was merged lies in the trash as it was. Comments, decisions and history stay
where they are and are told in the timeline of the kept record. Rules run on what happens to the records themselves,
not on what only follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.access.shapes import shape_of
from dougong.actions.act import Act
from dougong.actions.plan_merge import UNITED, MergePlan, Moving, plain_row
from dougong.actions.scoring import score
from dougong.context import Context, system_principal
from dougong.errors import Conflict
from dougong.records.changes import Change, Written
from dougong.records.load import load_list
from dougong.records.merging import Merge, PointingRow, keep_merge
from dougong.records.rows import json_value
from dougong_model import Value

_AT_ONCE = 1000


def as_the_app(context: Context, cause: str) -> Context:
    """Return the context in which what follows from a merge is written, in the name of who merges."""
    return context.with_(
        principal=system_principal("merge"),
        on_behalf_of=context.on_behalf_of or context.principal,
        cause=cause,
    )


class Merging:
    """One merge on its way, in an act whose context is that of `as_the_app`; each step notes what the next and the
    undoing need. `depth` says how many reactions led to it.
    """

    def __init__(self, act: Act, plan: MergePlan, identity: UUID, depth: int = 0) -> None:
        self.act, self.plan, self.identity, self.depth = act, plan, identity, depth
        self.context, self.app = act.context, act.app
        self.entity = plan.scope.entity
        self.gone = frozenset(plan.others)
        self.before: dict[str, set[UUID]] = {}
        self.lists: dict[tuple[str, str], dict[UUID, Any]] = {}
        self.sources: dict[str, list[tuple[UUID, Mapping[str, Value]]]] = {}

    def _apply(self, changes: Sequence[Change], *, rules: bool) -> list[Written]:
        before, self.act.importing = self.act.importing, True
        try:
            return self.act.save(changes, self.depth, rules=rules, batch=self.identity)
        finally:
            self.act.importing = before

    def carry_out(
        self,
        taken: Mapping[str, UUID | str],
        versions: Mapping[UUID, int],
        actor: str,
        person: UUID | None,
    ) -> Merge:
        """Merge, giving the kept record the values that it takes, and keep what undoing needs."""
        self.move()
        self.bury(versions)
        self.fill(taken, versions.get(self.plan.keep))
        merge = Merge(
            id=self.identity,
            kept=self.plan.keep,
            entity_id=self.plan.scope.shape.id,
            at=self.context.now,
            actor=actor,
            person=person,
            merged=self.copied(),
        )
        keep_merge(self.context, merge, self.moves())
        return merge

    def move(self) -> None:
        """Let everything that points to the merged records point to the kept one; a record that would point
        to itself points to nothing.
        """
        changes: dict[tuple[str, UUID], dict[str, Value]] = {}
        for one in self.plan.moving:
            compiled = self.app.entities[one.pointing.entity]
            parent = compiled.entity.parent
            for row in one.rows:
                if parent is None:
                    own = one.pointing.entity == self.entity and row.record == self.plan.keep
                    values = changes.setdefault((one.pointing.entity, row.record), {})
                    values[one.pointing.field.key] = self._repointed(
                        one, row, None if own else self.plan.keep
                    )
                else:
                    changes.setdefault((parent, row.record), {}).update(self._lists(parent, one, row))
        for (entity, _record), values in changes.items():
            for key, rows in values.items():
                if isinstance(rows, list):
                    values[key] = [self._followed(entity, key, row) for row in rows]  # type: ignore[arg-type]
        listed = [
            Change(entity=entity, kind="update", id=record, values=values, place=f"/{entity}/{record}")
            for (entity, record), values in changes.items()
        ]
        listed.sort(key=lambda change: (change.entity, change.id))
        for start in range(0, len(listed), _AT_ONCE):
            written = self._apply(listed[start : start + _AT_ONCE], rules=False)
            # The merged records are left as they are: what no longer points to them changes no score of theirs.
            score(self.act, [replace(one, before=one.after) for one in written], (), self.depth)

    def _repointed(self, one: Moving, row: PointingRow, to: UUID | None) -> Value:
        """Return what a record points to with the kept record, or nothing, in the place of the merged ones."""
        field = one.pointing.field
        held = self.act.rows.stored(one.pointing.entity, row.record).get(field.key)
        return field.type.repointed(held, dict.fromkeys(self.gone, to))

    def _lists(self, parent: str, one: Moving, row: PointingRow) -> dict[str, Value]:
        """Return the whole sub-table of a record in which a row points to a merged one."""
        shape = shape_of(self.app, parent)
        key = next(
            held.key for held in shape.lists.values() if held.sub_table and held.entity == one.pointing.entity
        )
        place = (parent, key)
        known = self.lists.setdefault(place, {})
        if row.record not in known:
            wanted = {each.record for each in one.rows}
            known.update(
                {
                    record: [dict(values) for _id, values in rows]
                    for record, rows in load_list(self.context, self.app, parent, key, wanted).items()
                }
            )
        return {key: known[row.record]}

    def _followed(self, entity: str, key: str, row: Mapping[str, Value]) -> dict[str, Value]:
        """Return a row of a sub-table in which the kept record stands for the merged ones."""
        child = self.plan.scope.of(entity).shape.lists[key].entity
        fields = self.plan.scope.of(child).shape.fields
        way = dict.fromkeys(self.gone, self.plan.keep)
        return {
            name: fields[name].field.type.repointed(value, way)
            if name in fields and fields[name].target == self.entity and name != "id"
            else value
            for name, value in row.items()
        }

    def bury(self, versions: Mapping[UUID, int]) -> None:
        """Put the merged records into the trash."""
        # A merged record may itself have pointed to another and moved on with that, so its version is asked
        # of what was read when the merge began.
        for record in self.plan.others:
            self._compare(record, versions.get(record))
        self._apply(
            [
                Change(entity=self.entity, kind="delete", id=record, place=f"/records/{record}")
                for record in self.plan.others
            ],
            rules=True,
        )

    def _compare(self, record: UUID, version: int | None) -> None:
        if version is not None and version != self.plan.stored[record].get("version"):
            raise Conflict("Somebody changed one of the records meanwhile. Compare again.", records=[record])

    def fill(self, taken: Mapping[str, UUID | str], version: int | None) -> None:
        """Give the kept record what was chosen."""
        keep = self.plan.keep
        self._compare(keep, version)
        shape = self.plan.scope.shape
        values: dict[str, Value] = {}
        for key, source in taken.items():
            one = shape.fields[key]
            if one.type == "sub_table":
                values[key] = self._rows(key, source)
            elif source == UNITED:
                values[key] = self._united(key)
            elif source != keep:
                value = self.plan.stored[source][key]  # type: ignore[index]
                own = one.target == self.entity
                way = dict.fromkeys(self.gone | {keep})
                values[key] = one.field.type.repointed(value, way) if own else value
        for key, rows in self._people().items():
            values[key] = [*(values.get(key) or self._present(key)), *rows]  # type: ignore[misc]
        if values:
            self._apply([Change(entity=self.entity, kind="update", id=keep, values=values)], rules=True)

    def _present(self, key: str) -> list[Any]:
        """Return the rows of a sub-table of the kept record as they are now."""
        found = load_list(self.context, self.app, self.entity, key, [self.plan.keep])[self.plan.keep]
        self.before[key] = {identity for identity, _values in found}
        return [dict(values) for _identity, values in found]

    def _rows(self, key: str, source: UUID | str) -> list[Any]:
        """Return the rows of a sub-table: those of one record, or of all, each once."""
        present = self._present(key)
        if source == self.plan.keep:
            return present
        child = self.plan.scope.shape.lists[key].entity
        fields = self.plan.scope.of(child).shape.fields
        found = present if source == UNITED else []
        known = [plain_row(row, fields) for row in found]
        for other in self.plan.others if source == UNITED else (source,):
            for row in self.plan.stored[other].get(key) or ():  # type: ignore[index, union-attr]
                plain = plain_row(self._followed(self.entity, key, row), fields)  # type: ignore[arg-type]
                if plain not in known:
                    known.append(plain)
                    found.append({**plain, "id": None})
                    self.sources.setdefault(key, []).append((other, plain))  # type: ignore[arg-type]
        return found

    def _united(self, key: str) -> list[Any]:
        """Return what all of the records hold of a list of words or files, each once."""
        everything = (self.plan.keep, *self.plan.others)
        united = tuple(
            dict.fromkeys(one for record in everything for one in self.plan.stored[record].get(key) or ())  # type: ignore[union-attr]
        )
        one = self.plan.scope.shape.fields[key]
        if one.target != self.entity:
            return list(united)
        # A record that is merged into another does not hold itself.
        return list(one.field.type.repointed(united, dict.fromkeys(everything)))  # type: ignore[arg-type]

    def _people(self) -> dict[str, list[Any]]:
        """Return the rows that keep what identified the merged records, where the entity asks for such."""
        duplicates = self.plan.duplicates
        found: dict[str, list[Any]] = {}
        for key, mapping in (duplicates.keep_rows if duplicates else {}).items():
            own = self._told(self.plan.keep, mapping)
            known = [own, *(dict(row) for _other, row in self.sources.get(key, ()))]
            held: Any = self.plan.stored[self.plan.keep].get(key) or ()
            known += [{name: row.get(name) for name in mapping if row.get(name)} for row in held]
            for other in self.plan.others:
                row = self._told(other, mapping)
                if row and row not in known and any(row.get(name) != own.get(name) for name in row):
                    known.append(row)
                    found.setdefault(key, []).append({**row, "id": None})
                    self.sources.setdefault(key, []).append((other, row))
        return found

    def _told(self, record: UUID, mapping: Mapping[str, str]) -> dict[str, Value]:
        stored = self.plan.stored[record]
        return {name: stored[source] for name, source in mapping.items() if stored.get(source)}

    def copied(self) -> dict[UUID, dict[str, list[dict[str, Any]]]]:
        """Return the rows of sub-tables that came to the kept record, as JSON by field id, by their record."""
        found: dict[UUID, dict[str, list[dict[str, Any]]]] = {record: {} for record in self.plan.others}
        for key, sources in self.sources.items():
            shape = self.plan.scope.shape
            now = load_list(self.context, self.app, self.entity, key, [self.plan.keep])[self.plan.keep]
            came: Any = [dict(values) for identity, values in now if identity not in self.before.get(key, ())]
            rows: Any = json_value(self.app, shape.fields[key], came)
            for (record, _row), row in zip(sources, rows, strict=True):
                found[record].setdefault(shape.fields[key].field.id, []).append(row)
        return found

    def moves(self) -> list[tuple[str, PointingRow]]:
        """Return everything that was moved, with the ids of the fields."""
        return [(one.pointing.field.id, row) for one in self.plan.moving for row in one.rows]
