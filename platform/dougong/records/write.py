"""Write: rows, sub-tables, files, history and state log of a set of changes, set-wise, in the caller's
transaction.

Only actions/apply.py calls this. Values come validated; rights were checked by `permit`. What stands here is
what holds for every writer: versions, unique keys, references that exist, counters, who and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.context import Context
from dougong.errors import NotFound, Stale
from dougong.identity.tables import person
from dougong.metadata import App
from dougong.metadata.physical import SEARCH_COLUMN
from dougong.records import duplicates, history, lists, numbers, references, rows, trees
from dougong.records.changes import Change, Written
from dougong.records.load import load
from dougong.records.read import get_in
from dougong.records.searching import searched_fields
from dougong.records.tokens import entry_tokens
from dougong.workspace import workspace_currency
from dougong_form import dialled_phone
from dougong_model import Money, Value

Values = Mapping[str, Value]


def write(
    context: Context,
    app: App,
    changes: Sequence[Change],
    *,
    before: Mapping[UUID, Values] | None = None,
    batch: UUID | None = None,
) -> list[Written]:
    """Write changes in their order and return what was written, in the same order.

    `before` are the stored values that the caller has read under a lock already; others are read and
    locked here. An update that changes nothing writes nothing and keeps its version. Raises Stale with the
    current record, NotFound, or Invalid with a pointer for each problem (unique keys, references, counters).
    """
    done: list[Written] = []
    told: list[rows.Columns] = []
    for (entity, kind), group in groupby(changes, key=lambda change: (change.entity, change.kind)):
        run = _Run(context, app, shape_of(app, entity), list(group), before or {}, batch)
        written = run.write(kind)
        told.append(run.told or history.told(context, app, written, batch))
        done += written
    history.keep(context, app, done, told)
    return done


def person_behind(context: Context) -> UUID | None:
    """Return the person who acts, or in whose name a rule or flow acts."""
    behalf = context.on_behalf_of
    return context.principal.person or (behalf.person if behalf is not None else None)


class _Run:
    """Consecutive changes of one kind to one entity."""

    def __init__(
        self,
        context: Context,
        app: App,
        shape: EntityShape,
        changes: list[Change],
        before: Mapping[UUID, Values],
        batch: UUID | None,
    ) -> None:
        self.context, self.app, self.shape, self.changes = context, app, shape, changes
        self.person = person_behind(context)
        self.writings = rows.writings(app, shape)
        self.searched = _searched(shape)
        self.before, self.batch = before, batch
        self.told: rows.Columns | None = None
        """What history keeps, where that was made while PostgreSQL took the records in."""

    def write(self, kind: str) -> list[Written]:
        match kind:
            case "create":
                return self._create()
            case "update":
                return self._update()
            case "delete":
                return self._bury(deleted=True)
            case _:
                return self._bury(deleted=False)

    def _create(self) -> list[Written]:
        given = [dict(change.values) for change in self.changes]
        self._owners(given)
        numbers.fill(self.context, self.app, self.shape, given)
        self._based(given)
        references.check(self.context, self.app, self.shape, self.changes, given, None)
        trees.check(self.context, self.app, self.shape, self.changes, given)
        same = duplicates.check(self.context, self.app, self.shape, self.changes, given)
        with rows.inserting(self.context.conn, self.shape, self._columns(given)):
            blank = self._blank()
            written = [
                Written(
                    entity=self.shape.key,
                    kind="create",
                    id=change.id,
                    version=1,
                    changed=changed,
                    before={},
                    after={**blank, **values, "id": change.id},
                    duplicates=same.get(change.id, ()) if same else (),
                )
                for change, values, changed in zip(
                    self.changes, given, rows.from_nothing(self.writings, given), strict=True
                )
            ]
            self.told = history.told(self.context, self.app, written, self.batch)
        self._save_lists(given)
        return written

    def _save_lists(self, given: Sequence[Values]) -> None:
        wanted = {change.id: values for change, values in zip(self.changes, given, strict=True)}
        lists.save(self.context, self.app, self.shape, wanted)

    def _blank(self) -> dict[str, Value]:
        """Return what every new record has before its own values."""
        return {
            **{key: None for key, one in self.shape.fields.items() if one.columns},
            **{key: () for key, one in self.shape.fields.items() if one.holds_links},
            "created_at": self.context.now,
            "created_by": self.person,
            "updated_at": self.context.now,
            "updated_by": self.person,
            "version": 1,
        }

    def _update(self) -> list[Written]:
        before = self._locked()
        given, old_lists = [], lists.stored(self.context, self.app, self.shape, self.changes)
        self._compare_versions(before)
        for change in self.changes:
            given.append(
                self._differing({**before[change.id], **old_lists.get(change.id, {})}, change.values)
            )
        self._based(given)
        known = {one: {**values, **old_lists.get(one, {})} for one, values in before.items()}
        references.check(self.context, self.app, self.shape, self.changes, given, known)
        trees.check(self.context, self.app, self.shape, self.changes, given)
        same = duplicates.check(self.context, self.app, self.shape, self.changes, given, before)
        written, stored = [], []
        for change, values in zip(self.changes, given, strict=True):
            old = {**before[change.id], **old_lists.get(change.id, {})}
            version = int(before[change.id]["version"]) + (1 if values else 0)  # type: ignore[arg-type]
            if values:
                row: dict[str, Any] = {
                    "id": change.id,
                    "updated_at": self.context.now,
                    "updated_by": self.person,
                    "version": version,
                }
                self._put(row, values)
                stored.append(row | self._tokens(values, old))
            after = {**old, **values, "version": version}
            if values:
                after |= {"updated_at": self.context.now, "updated_by": self.person}
            written.append(
                Written(
                    entity=self.shape.key,
                    kind="update",
                    id=change.id,
                    version=version,
                    changed=self._changed(old, values),
                    before=old,
                    after=after,
                    duplicates=same.get(change.id, ()),
                )
            )
        rows.update(self.context.conn, self.shape, stored)
        self._save_lists(given)
        return written

    def _bury(self, *, deleted: bool) -> list[Written]:
        before = self._locked(trash=not deleted)
        self._compare_versions(before)
        same: Mapping[UUID, tuple[UUID, ...]] = {}
        if not deleted:
            again = [before[change.id] for change in self.changes]
            same = duplicates.check(self.context, self.app, self.shape, self.changes, again)
        stored, written = [], []
        for change in self.changes:
            old = before[change.id]
            version = int(old["version"]) + 1  # type: ignore[arg-type]
            stored.append(
                {
                    "id": change.id,
                    "deleted_at": self.context.now if deleted else None,
                    "updated_at": self.context.now,
                    "updated_by": self.person,
                    "version": version,
                }
            )
            written.append(
                Written(
                    entity=self.shape.key,
                    kind="delete" if deleted else "restore",
                    id=change.id,
                    version=version,
                    changed={},
                    before=old,
                    after={**old, "version": version},
                    duplicates=same.get(change.id, ()),
                )
            )
        rows.update(self.context.conn, self.shape, stored)
        return written

    def _locked(self, *, trash: bool = False) -> dict[UUID, Values]:
        known = (
            {}
            if trash
            else {change.id: self.before[change.id] for change in self.changes if change.id in self.before}
        )
        missing = [change.id for change in self.changes if change.id not in known]
        if missing:
            known |= load(self.context, self.app, self.shape.key, missing, lock=True, trash=trash)
        lacking = [change.id for change in self.changes if change.id not in known]
        if lacking:
            raise NotFound("There is no such record.", records=lacking)
        return known

    def _compare_versions(self, before: Mapping[UUID, Values]) -> None:
        """Raise Stale with the first record that has another version than was read."""
        stale = [
            change.id
            for change in self.changes
            if change.expected_version not in (None, before[change.id]["version"])
        ]
        if stale:
            body, _version = get_in(self.context, self.app, self.shape.key, stale[0], trash=True)
            raise Stale(
                "Somebody changed this record meanwhile. Compare, then save again.",
                extra={"current": orjson.Fragment(body)},
                records=stale,
            )

    def _differing(self, before: Values, values: Values) -> dict[str, Value]:
        return {key: value for key, value in values.items() if not _same(before.get(key), value)}

    def _owners(self, given: list[dict[str, Value]]) -> None:
        """Fill owner (who creates it) and department (the owner's) where nothing was said."""
        if self.shape.parent is not None:
            return
        for values in given:
            values.setdefault("owner", self.person)
        owners = {
            values["owner"] for values in given if values["owner"] is not None and "department" not in values
        }
        departments: dict[Any, UUID | None] = {None: None}
        if self.context.principal.person is not None:
            departments[self.person] = self.context.principal.department
        others = owners - departments.keys()
        if others:
            departments |= {
                row.id: row.department_id
                for row in self.context.conn.execute(
                    sa.select(person.c.id, person.c.department_id).where(person.c.id.in_(others))
                )
            }
        for values in given:
            values.setdefault("department", departments.get(values["owner"]))

    def _based(self, given: list[dict[str, Value]]) -> None:
        """Fill the amount in the workspace currency where that is its own; others come with theirs."""
        waiting = list(_without_base(self.app, self.shape, given))
        currency = workspace_currency(self.context.conn) if waiting else ""
        for values, key, value in waiting:
            if value.currency == currency:
                values[key] = Money(value.amount, value.currency, value.amount)

    def _columns(self, given: Sequence[Values]) -> rows.Columns:
        """Return new records by column, with what the system keeps of them."""
        count = len(given)
        return {
            "id": [change.id for change in self.changes],
            "created_at": [self.context.now] * count,
            "created_by": [self.person] * count,
            "updated_at": [self.context.now] * count,
            "updated_by": [self.person] * count,
            "version": [1] * count,
            **rows.filled(self.writings, given),
            **({SEARCH_COLUMN: [self._found_by(values) for values in given]} if self.searched else {}),
        }

    def _put(self, row: dict[str, Any], values: Values) -> None:
        """Put values into a row, by column."""
        writings = self.writings
        for key, value in values.items():
            writings[key].put(row, value)

    def _tokens(self, values: Values, before: Values) -> dict[str, Any]:
        """Return what search finds a changed record by, where that may be something else now."""
        if not any(one.key in values for one in self.searched):
            return {}
        return {SEARCH_COLUMN: self._found_by({**before, **values})}

    def _found_by(self, known: Values) -> list[str]:
        searched = self.searched
        texts = {one.field.id: str(known[one.key]) for one in searched if known.get(one.key)}
        pinyin = frozenset(one.field.id for one in searched if one.field.settings.get("pinyin"))
        phones = {
            one.field.id: dialled_phone(one.field, texts[one.field.id])
            for one in searched
            if one.type == "phone" and one.field.id in texts
        }
        return entry_tokens(texts, pinyin, phones)

    def _changed(self, before: Values, values: Values) -> dict[str, tuple[Any, Any]]:
        changed = {}
        for key, value in values.items():
            one = self.shape.fields[key]
            old, new = rows.json_value(self.app, one, before.get(key)), rows.json_value(self.app, one, value)
            if old != new:
                changed[key] = (old, new)
        return changed


def _searched(shape: EntityShape) -> list[FieldShape]:
    """Return the fields whose tokens rows keep, the title first."""
    if SEARCH_COLUMN not in shape.table.c:
        return []
    return sorted(searched_fields(shape), key=lambda one: one.key != shape.title)


def _without_base(
    app: App, shape: EntityShape, given: Sequence[dict[str, Value]]
) -> Iterator[tuple[dict[str, Value], str, Money]]:
    """Yield the amounts of records, and of their sub-tables' rows, that lack a base: values, key, amount."""
    for key, one in shape.fields.items():
        if one.is_money:
            for values in given:
                amount = values.get(key)
                if isinstance(amount, Money) and amount.base is None:
                    yield values, key, amount
        elif one.type == "sub_table":
            lists: Any = [values.get(key) or () for values in given]
            listed = [row for one_list in lists for row in one_list if isinstance(row, dict)]
            if listed:
                yield from _without_base(app, shape_of(app, str(one.target)), listed)


def _same(old: Value, new: Value) -> bool:
    if isinstance(old, Money) and isinstance(new, Money):
        rebased = new.base is not None and new.base != old.base
        return old.amount == new.amount and old.currency == new.currency and not rebased
    if isinstance(new, tuple | list) or isinstance(old, tuple | list):
        before, after = list(old or ()), list(new or ())  # type: ignore[arg-type]
        return len(before) == len(after) and all(map(_same_item, before, after))
    return old == new


def _same_item(old: Any, new: Any) -> bool:
    """Compare items of two lists, of the rows of a sub-table what is given of them."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return new.get("id") is not None and all(_same(old.get(key), one) for key, one in new.items())
    return bool(old == new)
