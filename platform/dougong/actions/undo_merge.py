"""Undo a merge: the merged records come back, what was moved points to them again, the kept one is as before.

Only what is still as the merge left it goes back; what was changed since is left alone and told. Who merged may
do it, and an administrator, for some days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.access.shapes import FieldShape, shape_of
from dougong.actions.apply import apply, new_act
from dougong.actions.left_alone import Left, told
from dougong.actions.merging import as_the_app
from dougong.actions.show_merges import may_undo
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotAllowed, NotFound
from dougong.messages import translated
from dougong.metadata import App
from dougong.records import batches, hanging, merging
from dougong.records.batches import Later
from dougong.records.changes import Change
from dougong.records.hanging import Pointing
from dougong.records.load import attachments, load, load_list
from dougong.records.merging import Merge
from dougong.records.rows import json_value
from dougong.records.timeline import seen_scope
from dougong_model import Value

_AT_ONCE = 1000
_MOST_TOLD = 200


def undo_merge(context: Context, app: App, entity: str, record: UUID, merge_id: UUID) -> dict[str, Any]:
    """Take a merge into a record back; returns `{"records", "fields", "references", "left", "problems"}`.

    Raises NotFound, NotAllowed, and Conflict when it is too late or the kept record was merged itself.
    """
    scope = seen_scope(context, app, entity, record)
    merge = merging.merge_of(context, merge_id, lock=True)
    if merge is None or merge.kept != record:
        raise NotFound("There is no such merge.")
    if merge.undone_at is not None:
        raise Conflict("This merge has been undone already.")
    if context.now > merge.undo_until:
        raise Conflict("The time in which this merge could be undone is over.")
    if not may_undo(context, scope, merge):
        raise NotAllowed("Only who merged the records, or an administrator, may undo it.")
    # Rules that merge are told first that these are not the same: they hear of what comes back.
    merging.mark_undone(context, merge.id)
    undoing = _Undoing(context, app, entity, merge)
    result = undoing.run()
    undoing.act.finish()
    return result


class _Undoing:
    """One merge on its way back."""

    def __init__(self, context: Context, app: App, entity: str, merge: Merge) -> None:
        self.asker, self.app, self.entity, self.merge = context, app, entity, merge
        self.context = as_the_app(context, f"undo_merge:{merge.id}")
        self.act = new_act(self.context, app)
        self.shape = shape_of(app, entity)
        self.left: list[Left] = []
        self.fields = self.references = 0

    def run(self) -> dict[str, Any]:
        stored = load(self.context, self.app, self.entity, self.merge.merged, trash=True)
        gone = self.merge.merged.keys() - stored.keys()
        if gone:
            raise Conflict("The merged records are not in the trash any more.")
        self._kept()
        self._apply(
            [Change(entity=self.entity, kind="restore", id=one) for one in self.merge.merged], rules=True
        )
        for one in hanging.pointing_to(self.app, self.entity):
            self._point_back(one)
        return {
            "records": len(self.merge.merged),
            "fields": self.fields,
            "references": self.references,
            "left": len(self.left),
            "problems": self._told(),
        }

    def _apply(self, changes: Sequence[Change], *, rules: bool) -> None:
        if changes:
            apply(self.context, self.app, changes, rules=rules, batch=self.merge.id, act=self.act)

    def _kept(self) -> None:
        """Give the kept record its old values back, where they are still what the merge left."""
        keep = self.merge.kept
        present = self.act.rows.read(self.entity, [keep], lock=True).get(keep)
        if present is None:
            raise Conflict("The kept record is not there any more. Undo its own merge first.")
        compiled = self.app.entities[self.entity]
        changes = batches.changes_of(self.context, self.merge.id, [keep]).get(keep, {})
        later = batches.changed_since(self.context, self.merge.id, self.merge.at, [keep], by_itself=True)
        values: dict[str, Any] = {}
        lists: dict[str, Any] = {}
        for one in self.shape.fields.values():
            old, new = changes.get(one.field.id, (None, None))
            if one.field.id not in changes or keep in merging.moves_of(
                self.context, self.merge.id, one.field.id
            ):
                continue
            if one.type == "sub_table":
                lists[one.key] = self._rows_back(one, later.get(keep))
            elif one.holds_files or one.holds_links or one.kinds == ("text[]",):
                came = [item for item in new or () if item not in (old or ())]
                values[one.key] = [item for item in self._items(one, present) if item not in came]
            elif json_value(self.app, one, present.get(one.key)) == new:
                values[one.key] = old
            elif json_value(self.app, one, present.get(one.key)) != old:
                message = "The value has been changed since."
                self._leave(self.entity, keep, one.key, "changed_since", message, later.get(keep))
        written = {key: value for key, value in values.items() if not self.shape.fields[key].field.read_only}
        typed, problems = compiled.validator.read(written, partial=True)
        for problem in problems:
            key = problem.pointer.split("/")[1]
            self._leave(self.entity, keep, key, problem.code, problem.message)
        self._write_kept({**typed, **lists})

    def _write_kept(self, values: dict[str, Value]) -> None:
        """Write what goes back; a field that is refused, such as a step against the state machine, stays."""
        keep = self.merge.kept
        while values:
            change = Change(entity=self.entity, kind="update", id=keep, values=values)
            try:
                with self.act.undone_when_refused():
                    self._apply([change], rules=True)
            except Invalid as error:
                refused = {one.pointer.strip("/").split("/")[0]: one for one in error.problems}
                known = refused.keys() & values.keys()
                if not known:
                    raise
                for key in known:
                    self._leave(self.entity, keep, key, refused[key].code, refused[key].message)
                values = {key: value for key, value in values.items() if key not in known}
                continue
            self.fields += len(values)
            return

    def _items(self, one: FieldShape, present: Mapping[str, Value]) -> list[Any]:
        if one.holds_files:
            held = attachments(self.context, self.shape, [self.merge.kept]).get(self.merge.kept, {})
            return [str(file) for file in held.get(one.key, ())]
        found: Any = json_value(self.app, one, present.get(one.key))
        return list(found or ())

    def _rows_back(self, one: FieldShape, later: Later | None) -> list[Any]:
        """Return the rows of a sub-table without those that came with the merge and were left as they came."""
        keep = self.merge.kept
        copied = {row["id"]: row for rows in self.merge.merged.values() for row in rows.get(one.field.id, ())}
        stored: Any = [
            dict(values)
            for _id, values in load_list(self.context, self.app, self.entity, one.key, [keep])[keep]
        ]
        found = []
        for values, row in zip(stored, json_value(self.app, one, stored), strict=True):
            came = copied.get(row["id"])
            if came is None or _content(came) != _content(row):
                found.append(values)
                if came is not None:
                    message = "A row that came with the merge has been changed since."
                    self._leave(self.entity, keep, one.key, "changed_since", message, later)
        return found

    def _point_back(self, one: Pointing) -> None:
        """Let what was moved point to its own record again, as far as it still points to the kept one."""
        moved = merging.moves_of(self.context, self.merge.id, one.field.id)
        if not moved:
            return
        parent = self.app.entities[one.entity].entity.parent
        present = load(self.context, self.app, one.entity, moved)
        if one.field.type.links:
            self._link_back(one, parent, moved, present)
            return
        back: dict[UUID, UUID] = {}
        for row, target in moved.items():
            now = present.get(row, {}).get(one.field.key)
            own = row == self.merge.kept and now is None
            if row in present and (now == self.merge.kept or own):
                back[row] = target
            elif row not in present:
                self._leave(one.entity, row, "", "in_trash", "The record is in the trash.")
            elif now != target:
                message = "The value has been changed since."
                self._leave(one.entity, row, one.field.key, "changed_since", message)
        changes = (
            [
                Change(entity=one.entity, kind="update", id=row, values={one.field.key: target})
                for row, target in back.items()
            ]
            if parent is None
            else self._rows_pointing_back(one, parent, back)
        )
        for start in range(0, len(changes), _AT_ONCE):
            self._apply(changes[start : start + _AT_ONCE], rules=False)
        self.references += len(back)

    def _link_back(
        self,
        one: Pointing,
        parent: str | None,
        moved: Mapping[UUID, UUID],
        present: Mapping[UUID, Mapping[str, Value]],
    ) -> None:
        """Put the merged records back among those that others hold, the kept one out where it came by the merge."""
        merged = self._held_and_left(one, parent, moved, present)
        back: dict[UUID, tuple[UUID, ...]] = {}
        for row in moved:
            if row not in present:
                self._leave(one.entity, row, "", "in_trash", "The record is in the trash.")
                continue
            old, new = merged.get(row, ((), ()))
            held: Any = present[row].get(one.field.key) or ()
            back[row] = tuple(old) if tuple(held) == tuple(new) else _given_back(held, old, new)
        changes = (
            [
                Change(entity=one.entity, kind="update", id=row, values={one.field.key: held})
                for row, held in back.items()
            ]
            if parent is None
            else self._rows_pointing_back(one, parent, back)
        )
        for start in range(0, len(changes), _AT_ONCE):
            self._apply(changes[start : start + _AT_ONCE], rules=False)
        self.references += len(back)

    def _held_and_left(
        self,
        one: Pointing,
        parent: str | None,
        moved: Mapping[UUID, UUID],
        present: Mapping[UUID, Mapping[str, Value]],
    ) -> dict[UUID, tuple[list[UUID], list[UUID]]]:
        """Return what each record, or row of a sub-table, held before the merge by a field, and after it."""
        if parent is None:
            changed = batches.changes_of(self.context, self.merge.id, list(moved))
            both = {row: fields.get(one.field.id, ((), ())) for row, fields in changed.items()}
        else:
            key = self._list_key(one, parent)
            listed = self.app.entities[parent].entity.fields[key].id
            parents = self._parents(one.entity, [row for row in moved if row in present])
            both = {}
            for fields in batches.changes_of(self.context, self.merge.id, parents).values():
                before, after = (
                    {UUID(row["id"]): row.get(one.field.key) or () for row in rows or ()}
                    for rows in fields.get(listed, ((), ()))
                )
                both |= {row: (before.get(row, ()), held) for row, held in after.items()}
        return {
            row: ([UUID(each) for each in old or ()], [UUID(each) for each in new or ()])
            for row, (old, new) in both.items()
        }

    def _list_key(self, one: Pointing, parent: str) -> str:
        """Return the sub-table of an entity whose rows point."""
        lists = shape_of(self.app, parent).lists.values()
        return next(held.key for held in lists if held.sub_table and held.entity == one.entity)

    def _rows_pointing_back(self, one: Pointing, parent: str, back: Mapping[UUID, Value]) -> list[Change]:
        key = self._list_key(one, parent)
        records = self._parents(one.entity, list(back))
        return [
            Change(
                entity=parent,
                kind="update",
                id=record,
                values={
                    key: [
                        {**values, one.field.key: back.get(identity, values.get(one.field.key))}
                        for identity, values in rows
                    ]
                },
            )
            for record, rows in load_list(self.context, self.app, parent, key, records).items()
        ]

    def _parents(self, entity: str, rows: Sequence[UUID]) -> list[UUID]:
        stored = load(self.context, self.app, entity, rows)
        found = {values.get("parent") for values in stored.values()}
        return sorted(one for one in found if isinstance(one, UUID))

    def _leave(
        self, entity: str, record: UUID, field: str, code: str, message: str, later: Later | None = None
    ) -> None:
        self.left.append(
            Left(entity=entity, record=record, field=field, code=code, message=message, later=later)
        )

    def _told(self) -> list[dict[str, Any]]:
        """Describe what was left alone, as far as the person sees it."""
        return [
            {**one, "message": translated(one["message"], self.asker.language)}
            for one in told(self.asker, self.app, self.left[:_MOST_TOLD])
        ]


def _given_back(held: Sequence[UUID], old: Sequence[UUID], new: Sequence[UUID]) -> tuple[UUID, ...]:
    """Return what is held with what a merge took out, and without what came by it; the rest was changed since."""
    came = set(new) - set(old)
    gone = [one for one in old if one not in new]
    return tuple(dict.fromkeys([*(one for one in held if one not in came), *gone]))


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("id", "position") and value is not None}
