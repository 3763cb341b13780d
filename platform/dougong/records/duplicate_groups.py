"""Duplicate groups: records of one entity that count as the same, and pairs that a look for similar ones found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import EntityShape
from dougong.context import Context
from dougong.records.read import schema_in
from dougong.records.reading import Ask, rows_in
from dougong.records.similar import Pair
from dougong.records.tables import duplicate_pair

MOST_IN_A_GROUP = 20
_AT_ONCE = 2000
_IDS = sa.ARRAY(sa.Uuid(as_uuid=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Records that may be one: how many there are, the first of them, by which fields, how alike."""

    fields: tuple[str, ...]
    records: tuple[UUID, ...]
    count: int
    score: int = 100


def matched(scope: Scope) -> list[tuple[str, ...]]:
    """Return the lists of fields that count, as far as the caller reads all of one on every row he sees."""
    compiled = scope.shape.compiled
    declared = None if compiled is None else compiled.entity.duplicates
    return _read_everywhere(scope, () if declared is None else declared.match)


def compared(scope: Scope) -> list[tuple[str, ...]]:
    """Return the lists of fields by which similar records are looked for, as far as the caller reads them."""
    return _read_everywhere(scope, declared_similar(scope.shape))


def declared_similar(shape: EntityShape) -> tuple[tuple[str, ...], ...]:
    """Return the lists that the entity names; the title, when it names none and that is a text."""
    compiled = shape.compiled
    declared = None if compiled is None else compiled.entity.duplicates
    if declared is not None and declared.similar:
        return declared.similar
    return ((shape.title,),) if shape.fields[shape.title].type == "text" else ()


def _read_everywhere(scope: Scope, lists: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [keys for keys in dict.fromkeys(lists) if all(scope.read.get(key, ()) is None for key in keys)]


def exact_groups(
    context: Context, scope: Scope, keys: tuple[str, ...], offset: int, limit: int
) -> list[Group]:
    """Return groups of records the caller sees that are equal in every one of some fields, the largest first."""
    asked = Ask(
        scope,
        ("duplicate groups", keys, limit),
        partial(_groups, scope, keys, limit),
        {"groups_before": offset},
    )
    return [
        Group(fields=keys, records=tuple(row[0][:MOST_IN_A_GROUP]), count=row[1])
        for row in rows_in(context, schema_in(context), asked)
    ]


def _groups(scope: Scope, keys: tuple[str, ...], limit: int) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    columns = [source.column(scope.shape.fields[key].columns[0]) for key in keys]
    filled = [sa.cast(column, sa.Text) != sa.literal_column("''", sa.Text) for column in columns]
    count = sa.func.count()
    ids = sa.func.array_agg(aggregate_order_by(source.id, source.id), type_=_IDS)
    wanted: list[Any] = [ids, count]
    return (
        sa.select(*wanted)
        .select_from(source.from_clause())
        .where(*names.visible(source), *filled)
        .group_by(*columns)
        .having(count > sa.literal_column("1"))
        .order_by(count.desc(), sa.func.max(sa.cast(source.id, sa.Text)).desc())
        .offset(sa.bindparam("groups_before", type_=sa.Integer))
        .limit(sa.literal_column(str(limit), sa.Integer))
    )


def keep_pairs(context: Context, shape: EntityShape, keys: Sequence[str], found: Sequence[Pair]) -> None:
    """Keep pairs of an entity; what somebody has said of a pair stays."""
    ids = [shape.fields[key].field.id for key in keys]
    for start in range(0, len(found), _AT_ONCE):
        rows = [
            {
                "entity_id": shape.id,
                "first_id": one.first,
                "second_id": one.second,
                "score": one.score,
                "fields": ids,
                "found_at": context.now,
            }
            for one in found[start : start + _AT_ONCE]
        ]
        statement = insert(duplicate_pair).values(rows)
        context.conn.execute(
            statement.on_conflict_do_update(
                index_elements=list(duplicate_pair.primary_key),
                set_={name: statement.excluded[name] for name in ("score", "fields", "found_at")},
            )
        )


def forget_pairs(context: Context, shape: EntityShape) -> None:
    """Forget the pairs that an earlier look found, but for those that somebody has said to be two."""
    context.conn.execute(
        sa.delete(duplicate_pair).where(
            duplicate_pair.c.entity_id == shape.id,
            duplicate_pair.c.dismissed_at.is_(None),
            duplicate_pair.c.found_at < context.now,
        )
    )


def similar_pairs(
    context: Context, shape: EntityShape, limit: int, record: UUID | None = None
) -> list[Group]:
    """Return the pairs that were found, the most alike first, of one record or of all."""
    pair = duplicate_pair
    wanted = [pair.c.entity_id == shape.id, pair.c.dismissed_at.is_(None), pair.c.score > 0]
    if record is not None:
        wanted.append(sa.or_(pair.c.first_id == record, pair.c.second_id == record))
    keys = {one.field.id: key for key, one in shape.fields.items()}
    rows = context.conn.execute(
        sa.select(pair)
        .where(*wanted)
        .order_by(pair.c.score.desc(), pair.c.first_id, pair.c.second_id)
        .limit(limit)
    )
    return [
        Group(
            fields=tuple(keys[field] for field in row.fields if field in keys),
            records=(row.first_id, row.second_id),
            count=2,
            score=row.score,
        )
        for row in rows
    ]


def dismissed(context: Context, shape: EntityShape, records: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """Return the pairs among some records that somebody has said to be two."""
    pair = duplicate_pair
    rows = context.conn.execute(
        sa.select(pair.c.first_id, pair.c.second_id).where(
            pair.c.entity_id == shape.id,
            pair.c.dismissed_at.is_not(None),
            pair.c.first_id.in_(records),
            pair.c.second_id.in_(records),
        )
    )
    return {(row.first_id, row.second_id) for row in rows}


def dismiss(context: Context, shape: EntityShape, records: Collection[UUID], *, two: bool) -> None:
    """Keep that somebody says of records that they are not the same, or takes that back."""
    said = {
        "dismissed_at": context.now if two else None,
        "dismissed_by": context.principal.person if two else None,
    }
    rows: list[dict[str, Any]] = [
        {
            "entity_id": shape.id,
            "first_id": first,
            "second_id": second,
            "score": 0,
            "fields": [],
            "found_at": context.now,
            **said,
        }
        for first, second in combinations(sorted(set(records)), 2)
    ]
    statement = insert(duplicate_pair).values(rows)
    context.conn.execute(
        statement.on_conflict_do_update(index_elements=list(duplicate_pair.primary_key), set_=said)
    )
