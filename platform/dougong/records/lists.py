"""Lists: what a record holds besides its own row: rows of sub-tables, links to others, the files of fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import EntityShape, shape_of
from dougong.context import Context
from dougong.errors import Invalid
from dougong.files.tables import file, file_use
from dougong.metadata import App
from dougong.metadata.physical import LINK_SOURCE, LINK_TARGET
from dougong.records import numbers, rows
from dougong.records.changes import BRINGING_BACK, Change
from dougong.records.load import attachments, load_list
from dougong_model import Problem, Value, uuid7

Values = Mapping[str, Value]


def stored(
    context: Context, app: App, shape: EntityShape, changes: Sequence[Change]
) -> dict[UUID, dict[str, Value]]:
    """Return the present rows and files of the lists that changes name, by record and field."""
    found: dict[UUID, dict[str, Value]] = {}
    for key, one in shape.lists.items():
        ids = [change.id for change in changes if one.sub_table and key in change.values]
        if ids:
            for record, items in load_list(context, app, shape.key, key, ids).items():
                found.setdefault(record, {})[key] = [values for _row, values in items]
    named = {one.key for one in shape.fields.values() if one.holds_files}
    holders = [change.id for change in changes if named & change.values.keys()]
    for record, files in attachments(context, shape, holders).items():
        found.setdefault(record, {}).update(files)
    return found


def save(context: Context, app: App, shape: EntityShape, given: Mapping[UUID, Values]) -> None:
    """Make the sub-tables, links and files of records what was given; lists that are not named stay."""
    for key, one in shape.lists.items():
        mine = {record: values[key] for record, values in given.items() if one.sub_table and key in values}
        if mine:
            _save_rows(context, app, shape, key, mine)
    for field in shape.fields.values():
        if field.holds_files or field.holds_links:
            held = {record: values[field.key] for record, values in given.items() if field.key in values}
            if held and field.holds_links:
                save_links(context, app, shape, field.key, held)
            elif held:
                _save_files(context, shape, field.key, held)


def save_links(context: Context, app: App, shape: EntityShape, key: str, given: Mapping[UUID, Any]) -> None:
    """Make the links of a field what was given, for each record; those that stay keep their row."""
    link = app.entities[shape.key].links[key]
    wanted = {
        (record, target): position
        for record, targets in given.items()
        for position, target in enumerate(targets or ())
    }
    present = {
        (row[0], row[1]): row[2]
        for row in context.conn.execute(
            sa.select(link.c[LINK_SOURCE], link.c[LINK_TARGET], link.c.position).where(
                link.c[LINK_SOURCE].in_(list(given))
            )
        )
    }
    one_pair = sa.and_(
        link.c[LINK_SOURCE] == sa.bindparam("record"), link.c[LINK_TARGET] == sa.bindparam("target")
    )
    gone = [{"record": one[0], "target": one[1]} for one in present if one not in wanted]
    if gone:
        context.conn.execute(sa.delete(link).where(one_pair), gone)
    moved = [
        {"record": one[0], "target": one[1], "place": place}
        for one, place in wanted.items()
        if present.get(one, place) != place
    ]
    if moved:
        placed = sa.update(link).where(one_pair).values(position=sa.bindparam("place"))
        context.conn.execute(placed, moved)
    fresh = [
        {LINK_SOURCE: record, LINK_TARGET: target, "position": position}
        for (record, target), position in wanted.items()
        if (record, target) not in present
    ]
    rows.insert_all(context.conn, link, fresh)


def _save_rows(context: Context, app: App, shape: EntityShape, key: str, given: Mapping[UUID, Any]) -> None:
    child = shape_of(app, shape.lists[key].entity)
    table = child.table
    known: dict[UUID, set[UUID]] = {record: set() for record in given}
    for row in context.conn.execute(
        sa.select(table.c.id, table.c.parent_id).where(
            table.c.parent_id.in_(list(given)), table.c.deleted_at.is_(None)
        )
    ):
        known[row.parent_id].add(row.id)
    fresh: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    linked = [one.key for one in child.fields.values() if one.holds_links]
    links: dict[str, dict[UUID, Any]] = {name: {} for name in linked}
    for record, items in given.items():
        for position, item in enumerate(items or ()):
            identity = item.get("id")
            if identity is not None and identity not in known[record]:
                raise Invalid(
                    "A row is not of this record.",
                    problems=[
                        Problem(
                            code="unknown_row",
                            pointer=f"/{key}/{position}/id",
                            message="There is no such row here.",
                        )
                    ],
                    records=[record],
                )
            columns = _columns(context, child, item, position)
            own: UUID = identity or uuid7()
            for name in linked:
                if name in item:
                    links[name][own] = item[name]
            if identity is None:
                fresh.append(
                    {
                        **columns,
                        "id": own,
                        "parent_id": record,
                        "created_at": context.now,
                        "created_by": context.principal.person,
                        "version": 1,
                    }
                )
            else:
                changed.append({**columns, "id": identity})
    kept = {item["id"] for items in given.values() for item in items or () if item.get("id") is not None}
    gone = [row for ids in known.values() for row in ids - kept]
    if gone:
        context.conn.execute(sa.delete(table).where(table.c.id.in_(gone)))
    numbers.fill_columns(context, app, child, fresh)
    rows.insert(context.conn, child, fresh)
    rows.update(context.conn, child, changed)
    for name, given_links in links.items():
        if given_links:
            save_links(context, app, child, name, given_links)


def _columns(
    context: Context, child: EntityShape, item: Mapping[str, Value], position: int
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "position": position,
        "updated_at": context.now,
        "updated_by": context.principal.person,
    }
    for name, value in item.items():
        if name in child.fields and name != "id" and not child.fields[name].field.read_only:
            row |= rows.column_values(child.fields[name], value)
    return row


def _save_files(context: Context, shape: EntityShape, key: str, held: Mapping[UUID, Any]) -> None:
    """Tie files to records; a file must be the caller's own upload, or be held there already, or have been."""
    field_id = shape.fields[key].field.id
    wanted = {one for files in held.values() for one in files or ()}
    before = context.conn.execute(
        sa.select(file_use.c.file_id).where(
            file_use.c.record_id.in_(list(held)), file_use.c.field_id == field_id
        )
    ).scalars()
    new = {UUID(str(one)) for one in wanted} - set(before)
    if new:
        query = sa.select(file.c.id, file.c.type).where(file.c.id.in_(new))
        back = context.cause.startswith(BRINGING_BACK)
        if not back and context.principal.kind in {"member", "token", "public_form"}:
            query = query.where(file.c.uploaded_by == context.principal.uploader)
        uploads = {row.id: row.type for row in context.conn.execute(query)}
        lacking = {str(one) for one in new - uploads.keys()}
        if lacking:
            raise Invalid(
                "A file does not exist.",
                problems=[
                    Problem(
                        code="unknown_file", pointer=f"/{key}", message="There is no such upload of yours."
                    )
                ],
                records=[record for record, files in held.items() if lacking & set(map(str, files or ()))],
            )
        _check_content(shape, key, uploads, held)
    context.conn.execute(
        sa.delete(file_use).where(file_use.c.record_id.in_(list(held)), file_use.c.field_id == field_id)
    )
    uses = [
        {
            "file_id": UUID(str(one)),
            "entity_id": shape.id,
            "record_id": record,
            "field_id": field_id,
            "position": position,
        }
        for record, files in held.items()
        for position, one in enumerate(files or ())
    ]
    rows.insert_all(context.conn, file_use, uses)


def _check_content(
    shape: EntityShape, key: str, uploads: Mapping[UUID, str], held: Mapping[UUID, Any]
) -> None:
    """Refuse a file that is not of the kind that the field holds: pictures, sound."""
    content = shape.fields[key].field.type.content
    other = {str(one) for one, kind in uploads.items() if not kind.startswith(content)}
    if other:
        message = _CONTENT[content]
        raise Invalid(
            "A file is of another kind.",
            problems=[Problem(code="file_kind", pointer=f"/{key}", message=message)],
            records=[record for record, files in held.items() if other & set(map(str, files or ()))],
        )


_CONTENT = {
    "image/": "Only pictures can be kept here: PNG, JPEG, GIF or WebP.",
    "audio/": "Only recordings can be kept here: WebM, Ogg, MP4, MP3 or WAV.",
}
