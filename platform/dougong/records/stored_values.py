"""Stored values: computed fields kept in their records, computed anew when something they are made of changes.

Only actions/apply.py and the job that fills columns call this. It is right beside other writers because of
what is held. A row that changed is held by whoever changed it. On the way back from it to the records whose
values it is part of, every row is held before the next link is read; and whoever sets a link holds the row
that it leads to before computing through it. So of two transactions that touch the same way, the second waits
for the first and computes with what it left. Within one step rows are held in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.access.resolver import EntityResolver, aliased_source
from dougong.access.shapes import shape_of
from dougong.context import Context
from dougong.database import physical_name
from dougong.metadata import App
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET
from dougong.metadata.stored_graph import Hop, Reach, Step
from dougong.plans import Prepared
from dougong.records.changes import Change, Written
from dougong_formula import to_sql
from dougong_model import Value

MOST_AT_ONCE = 10_000
"""With more records than these to be computed anew, a job does it, and until then values are computed when read."""

_IDS = sa.ARRAY(sa.Uuid(as_uuid=True))
_ID = sa.Uuid(as_uuid=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A row that changed: in the fields `keys`, or (None) in its existence or all of them.

    `before` and `after` are the values of its references that are known, of rows of a sub-table `parent`; the
    id is None when only these are. `whole`: every value that was and is.
    """

    entity: str
    id: UUID | None
    keys: frozenset[str] | None = None
    before: Mapping[str, Value] = field(default_factory=dict)
    after: Mapping[str, Value] = field(default_factory=dict)
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What became of stored values: how many were another, and (by entity and field) those left for a job."""

    changed: int = 0
    left: frozenset[tuple[str, str]] = frozenset()


def refresh(context: Context, app: App, written: Sequence[Written]) -> Refreshed:
    """Compute anew what records just written are part of, in the same transaction."""
    graph = app.stored_graph
    if not graph.stored:
        return Refreshed()
    return refresh_touched(context, app, touches_of(context, app, written))


def refresh_touched(context: Context, app: App, touches: Sequence[Touch]) -> Refreshed:
    """Compute anew what rows that changed are part of."""
    graph = app.stored_graph
    known: dict[str, list[Touch]] = {}
    for touch in touches:
        if touch.entity in graph.touching:
            known.setdefault(touch.entity, []).append(touch)
    if not known:
        return Refreshed()
    _hold_targets(context, app, known)
    changed = 0
    left: set[tuple[str, str]] = set()
    for step in graph.steps:
        if all((step.entity, key) in left for key in step.fields):
            continue
        owners = _owners(context, app, step, known)
        if owners is None:
            left |= graph.following((step.entity, key) for key in step.fields)
        elif owners:
            found = compute(context, app, step, owners)
            changed += len(found)
            filled = not any(app.entities[step.entity].fields[key].id in app.unfilled for key in step.fields)
            known.setdefault(step.entity, []).extend(
                Touch(entity=step.entity, id=one, keys=frozenset(step.fields))
                for one in (found if filled else owners)
            )
    return Refreshed(changed=changed, left=frozenset(left))


def hold_ahead(context: Context, app: App, changes: Sequence[Change]) -> None:
    """Hold the rows that changes will lead to before any of them is held for itself.

    Where rows lead to others and these back, two writers would otherwise begin at either end and wait for
    each other. Held ahead, in the order of entities and ids, the second waits for the first. What other
    writers change between the look and the hold is held later, when values are computed.
    """
    graph = app.stored_graph
    if not graph.two_way or not any(change.entity in graph.touching for change in changes):
        return
    known: dict[str, list[Touch]] = {}
    wanted: dict[str, set[UUID]] = {}
    for change in changes:
        keys = frozenset(change.values) if change.kind == "update" else None
        known.setdefault(change.entity, []).append(
            Touch(entity=change.entity, id=change.id, keys=keys, after=change.values, whole=False)
        )
        wanted.setdefault(change.entity, set()).add(change.id)
    for child, parent, parents in _sub_tables_of(app, changes):
        found = _row_touches(context, app, child, parents)
        known.setdefault(child, []).extend(found)
        wanted.setdefault(parent, set()).update(parents)
    for entity, links in graph.links.items():
        for touch in known.get(entity, ()):
            for key, target in links.items():
                wanted.setdefault(target, set()).update(_pointed(touch.after.get(key)))
    for step in graph.steps:
        owners = _owners(context, app, step, known, wanted)
        if owners is None:
            return
        known.setdefault(step.entity, []).extend(
            Touch(entity=step.entity, id=one, keys=frozenset(step.fields)) for one in owners
        )
    for entity in sorted(wanted):
        _holding(app, entity).all(context.conn, {"ids": list(wanted[entity])})


def _sub_tables_of(app: App, changes: Sequence[Change]) -> Iterator[tuple[str, str, set[UUID]]]:
    """Yield the sub-tables whose rows changes give: their entity, the parent's, and the parents."""
    for entity in {change.entity for change in changes}:
        for key, sub_table in app.entities[entity].entity.sub_tables.items():
            parents = {one.id for one in changes if one.entity == entity and key in one.values}
            if parents:
                yield str(sub_table.entity), entity, parents


def touches_of(context: Context, app: App, written: Sequence[Written]) -> list[Touch]:
    """Return which rows a save changed, and in which fields, rows of sub-tables among them."""
    touches: list[Touch] = []
    parents: dict[str, set[UUID]] = {}
    for one in written:
        keys = None
        if one.kind == "update":
            if one.before == one.after:
                continue
            keys = frozenset(key for key, value in one.after.items() if one.before.get(key) != value)
        touches.append(Touch(entity=one.entity, id=one.id, keys=keys, before=one.before, after=one.after))
        for key, sub_table in app.entities[one.entity].entity.sub_tables.items():
            if one.after.get(key) if keys is None else key in keys:
                parents.setdefault(str(sub_table.entity), set()).add(one.id)
    for child, ids in parents.items():
        touches += _row_touches(context, app, child, ids)
    return touches


def _row_touches(context: Context, app: App, child: str, parents: Collection[UUID]) -> list[Touch]:
    touches = [Touch(entity=child, id=None, after={"parent": parent}) for parent in parents]
    if child in app.stored_graph.touching:
        rows = _rows_of(app, child).all(context.conn, {"ids": list(parents)})
        touches += [Touch(entity=child, id=row[0], after={"parent": row[1]}) for row in rows]
    return touches


def _rows_of(app: App, child: str) -> Prepared:
    table = app.entities[child].table
    return kept(
        app,
        ("rows of", child),
        lambda: Prepared(
            sa.select(table.c.id, table.c.parent_id).where(
                table.c.parent_id == sa.any_(sa.bindparam("ids", type_=_IDS))
            )
        ),
    )


def _hold_targets(context: Context, app: App, known: Mapping[str, Sequence[Touch]]) -> None:
    """Hold the rows to which links on a way lead since this save, before anything is computed through them.

    Where the same rows may be held for themselves a moment later they are held so at once: two transactions
    that share them first would wait for each other.
    """
    wanted: dict[str, set[UUID]] = {}
    for entity, links in app.stored_graph.links.items():
        for touch in known.get(entity, ()):
            for key, target in links.items():
                if touch.keys is None or key in touch.keys:
                    wanted.setdefault(target, set()).update(_pointed(touch.after.get(key)))
    for target in sorted(wanted):
        alone = target in app.stored_graph.held
        _holding(app, target, alone=alone).all(context.conn, {"ids": list(wanted[target])})


def _holding(app: App, entity: str, *, alone: bool = True) -> Prepared:
    """Return the statement that holds rows by their ids; `alone`: from others who hold them so."""
    table = app.entities[entity].table
    return kept(
        app,
        ("hold", entity, alone),
        lambda: Prepared(
            sa.select(table.c.id)
            .where(table.c.id == sa.any_(sa.bindparam("ids", type_=_IDS)))
            .order_by(table.c.id)
            .with_for_update(key_share=alone, read=not alone)
        ),
    )


def _owners(
    context: Context,
    app: App,
    step: Step,
    known: Mapping[str, Sequence[Touch]],
    ahead: dict[str, set[UUID]] | None = None,
) -> list[UUID] | None:
    """Return the records, held, whose values of a step may be others now; None for too many.

    With `ahead` nothing is held: what would be is noted there.
    """
    found: set[UUID] = set()
    for reach in step.reaches:
        touches = [
            touch for touch in known.get(reach.entity, ()) if touch.keys is None or touch.keys & reach.keys
        ]
        ids = _back(context, app, reach, touches, ahead) if touches else set()
        if ids is None or len(found := found | ids) > MOST_AT_ONCE:
            return None
    if found:
        _hold(context, app, step.entity, found, ahead)
    return sorted(found)


def _hold(
    context: Context, app: App, entity: str, ids: set[UUID], ahead: dict[str, set[UUID]] | None
) -> None:
    if ahead is None:
        _holding(app, entity).all(context.conn, {"ids": list(ids)})
    else:
        ahead.setdefault(entity, set()).update(ids)


def _back(
    context: Context,
    app: App,
    reach: Reach,
    touches: Sequence[Touch],
    ahead: dict[str, set[UUID]] | None,
) -> set[UUID] | None:
    """Go back the way from rows that changed to the records they are part of, holding what lies between."""
    ids = {touch.id for touch in touches if touch.id is not None}
    first = True
    for hop in reversed(reach.way):
        near = _known_ends(hop, touches) if first else set()
        if hop.via is None or not first or any(not _says(touch) for touch in touches):
            near |= {row[0] for row in _backward(app, hop).all(context.conn, {"ids": list(ids)})}
        if len(near) > MOST_AT_ONCE:
            return None
        ids, first = near, False
        if not ids:
            return ids
        if hop is not reach.way[0]:
            _hold(context, app, hop.entity, ids, ahead)
    return ids


def _says(touch: Touch) -> bool:
    """Say whether a touch tells in which lists the row was and is."""
    return touch.whole and bool(touch.before or touch.after)


def _known_ends(hop: Hop, touches: Sequence[Touch]) -> set[UUID]:
    """Return the records in whose list rows are or were, as the save itself knows it."""
    if hop.via is None:
        return set()
    values = (known.get(hop.via) for touch in touches for known in (touch.before, touch.after))
    return {one for value in values for one in _pointed(value)}


def _pointed(value: Value) -> tuple[UUID, ...]:
    """Return the records that a reference, or a field that holds several, points to."""
    if isinstance(value, tuple):
        return tuple(one for one in value if isinstance(one, UUID))
    return (value,) if isinstance(value, UUID) else ()


def _backward(app: App, hop: Hop) -> Prepared:
    """Return the statement that goes back over a hop: from `ids` to rows of the entity it starts from."""

    def make() -> Prepared:
        ids = sa.any_(sa.bindparam("ids", type_=_IDS))
        limit = sa.literal_column(str(MOST_AT_ONCE + 1), sa.Integer)
        if hop.linked:
            holder = hop.target if hop.via is not None else hop.entity
            link = app.entities[holder].links[hop.via or hop.key]
            ends = (link.c[LINK_SOURCE], link.c[LINK_TARGET])
            near, far = ends if hop.via is None else ends[::-1]
            return Prepared(sa.select(near).where(far == ids).distinct().limit(limit))
        if hop.via is None:
            table = app.entities[hop.entity].table
            column = app.entities[hop.entity].columns[hop.key][0]
            return Prepared(sa.select(table.c.id).where(column == ids).limit(limit))
        target = app.entities[hop.target]
        via = target.columns[hop.via][0]
        held = sa.select(via).where(target.table.c.id == ids, via.is_not(None))
        return Prepared(held.distinct().limit(limit))

    return kept(app, ("back", hop), make)


def compute(context: Context, app: App, step: Step, ids: Sequence[UUID]) -> list[UUID]:
    """Compute the fields of a step for records that are held; return those whose values were others."""
    statement = kept(app, ("compute", step.entity, step.fields), lambda: _computation(app, step))
    return [row[0] for row in statement.all(context.conn, {"ids": list(ids)})]


def _computation(app: App, step: Step) -> Prepared:
    """Write the fields of a step by one statement: the rows are computed beside, compared, and changed."""
    shape = shape_of(app, step.entity)
    source = aliased_source(shape)
    resolver = EntityResolver(app, source)
    columns: list[sa.ColumnElement[Any]] = []
    names: list[str] = []
    for key in step.fields:
        expression = shape.fields[key].expression
        assert expression is not None
        found = to_sql(expression, resolver)
        own = [shape.table.c[one] for one in column_names(app, step.entity, key)]
        error = sa.null() if found.error is None else found.error
        for column, value in zip(own, (found.value, error), strict=True):
            names.append(column.name)
            columns.append(sa.cast(value, column.type).label(column.name))
    fresh = (
        sa.select(source.id.label("row_id"), *columns)
        .select_from(source.from_clause())
        .where(source.id == sa.any_(sa.bindparam("ids", type_=_IDS)))
        .subquery("fresh")
    )
    table = shape.table
    differs = sa.or_(*(table.c[name].is_distinct_from(fresh.c[name]) for name in names))
    return Prepared(
        sa.update(table)
        .where(table.c.id == fresh.c.row_id, differs)
        .values({name: fresh.c[name] for name in names})
        .returning(table.c.id)
    )


def column_names(app: App, entity: str, key: str) -> tuple[str, ...]:
    """Return the names of the columns that keep a computed field."""
    one = app.entities[entity].fields[key]
    return tuple(physical_name("f", one.id) + column.suffix for column in one.materialised)


def fill(context: Context, app: App, step: Step, after: UUID | None, rows: int) -> tuple[list[UUID], int]:
    """Compute a step for the next records after an id; return their ids and how many had other values."""
    table = app.entities[step.entity].table
    wanted = sa.select(table.c.id).order_by(table.c.id).limit(rows).with_for_update(key_share=True)
    if after is not None:
        wanted = wanted.where(table.c.id > after)
    ids = list(context.conn.scalars(wanted))
    return ids, len(compute(context, app, step, ids)) if ids else 0


def narrowed(step: Step, places: Collection[tuple[str, str]]) -> Step | None:
    """Return a step for some of its fields only, or None for none of them."""
    fields = tuple(key for key in step.fields if (step.entity, key) in places)
    return replace(step, fields=fields) if fields else None


def count_records(context: Context, app: App, entities: Iterable[str]) -> int:
    """Return how many records some entities have, those in the trash among them."""
    return sum(
        int(
            context.conn.execute(sa.select(sa.func.count()).select_from(app.entities[one].table)).scalar_one()
        )
        for one in entities
    )
