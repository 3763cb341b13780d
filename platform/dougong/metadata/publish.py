"""Publish: tables and version in one transaction; what is removed is renamed away, not dropped."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from psycopg.errors import LockNotAvailable
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.schema import CreateIndex, DropTable

from dougong.context import Context
from dougong.database import WORKSPACE_SCHEMA, lock, physical_name
from dougong.errors import Conflict, Invalid, Unavailable
from dougong.metadata.changes import compare_apps
from dougong.metadata.compile import App
from dougong.metadata.conversion_names import Names
from dougong.metadata.conversions import Fill, fill
from dougong.metadata.ddl import AddColumn, DropColumn, DropNamedConstraint, RenameColumn, RenameTable
from dougong.metadata.documents import digest_of
from dougong.metadata.drafts import AppRow, app_row, delete_app, replace_draft
from dougong.metadata.plan import Plan, live_app
from dougong.metadata.published import packed, version_documents
from dougong.metadata.table_changes import Removed, Statement, TableChange
from dougong.metadata.tables import app as app_table
from dougong.metadata.tables import app_version, removed_element
from dougong_model import localised

LOCK_TIMEOUT_MS = 3_000
ATTEMPTS = 5


def publish(
    context: Context, key: str, plan: Plan, given_hash: str, accept: Collection[str], note: str = ""
) -> int:
    """Carry out a plan made in this very transaction and return the new version's number.

    Raises Conflict when the plan that the publisher saw (`given_hash`) is another one, Invalid when the draft
    has errors or a step that loses data or widens rights is not accepted by name.
    """
    row = app_row(context.conn, key, locked=True)
    lock(context.conn, "publish", key)
    if plan.errors:
        raise Invalid("The draft has errors.", problems=plan.errors)
    if plan.hash != given_hash or plan.version != row.live_version + 1:
        raise Conflict(
            "The draft or the live version changed since this plan was made. Look at the new plan."
        )
    missing = [step for step in plan.steps if step.accept and step.accept not in accept]
    if missing:
        raise Invalid(
            "Some steps have to be accepted: "
            + "; ".join(localised(step.title, context.language) for step in missing),
            extra={"accept": [step.accept for step in missing]},
        )
    if row.live_version > 0 and not plan.changes.documents:
        raise Conflict("The draft is the same as the live version.")
    _change_tables(context, row, plan.changes.tables, plan.compiled)
    _write_version(context, row, plan, note)
    return plan.version


def _write_version(context: Context, row: AppRow, plan: Plan, note: str) -> None:
    digest = digest_of(plan.documents)
    context.conn.execute(
        sa.insert(app_version).values(
            app=row.key,
            version=plan.version,
            documents=packed(plan.documents),
            digest=digest,
            author=context.principal.label,
            note=note,
            summary=plan.summary,
            at=context.now,
        )
    )
    body = next(one.body for one in plan.documents if one.kind == "app")
    context.conn.execute(
        sa.update(app_table)
        .where(app_table.c.key == row.key)
        .values(live_version=plan.version, digest=digest, name=body["name"])
    )


def note_failed_tests(conn: sa.Connection, key: str, version: int, count: int) -> None:
    """Keep with a version how many tests of its rules failed when it was published all the same."""
    table = app_version.c
    more = sa.cast({"failed_tests": count}, table.summary.type)
    conn.execute(
        sa.update(app_version)
        .where(table.app == key, table.version == version)
        .values(summary=table.summary.op("||")(more))
    )


def restore(context: Context, key: str, version: int) -> int:
    """Make the draft equal to an earlier version, to be published; returns how many documents changed."""
    return replace_draft(context, key, version_documents(context.conn, key, version))


def versions(conn: sa.Connection, key: str) -> list[Mapping[str, Any]]:
    """Return the published versions of an app, the latest first; raises NotFound."""
    app_row(conn, key)
    table = app_version.c
    rows = conn.execute(
        sa.select(table.version, table.at, table.author, table.note, table.summary)
        .where(table.app == key)
        .order_by(table.version.desc())
    )
    return [dict(row) for row in rows.mappings()]


def uninstall(context: Context, key: str) -> None:
    """Take an app away: its tables are renamed and kept for thirty days, its documents are deleted."""
    row = app_row(context.conn, key, locked=True)
    _change_tables(context, row, compare_apps(live_app(context.conn, row), None).tables, None)
    delete_app(context.conn, key)


def purge_removed(conn: sa.Connection, now: datetime, days: int) -> int:
    """Drop what was renamed away more than so many days ago; returns how many columns and tables."""
    table = removed_element.c
    rows = conn.execute(
        sa.select(table.table_name, table.column_name)
        .where(table.at < now - timedelta(days=days))
        .with_for_update()
    ).all()
    for row in rows:
        target = sa.Table(row.table_name, sa.MetaData(schema=WORKSPACE_SCHEMA))
        if row.column_name:
            conn.execute(DropColumn(target, row.column_name))
        else:
            conn.execute(DropTable(target, if_exists=True))
        conn.execute(
            sa.delete(removed_element).where(
                table.table_name == row.table_name, table.column_name == row.column_name
            )
        )
    return len(rows)


def _change_tables(context: Context, row: AppRow, changes: Iterable[TableChange], after: App | None) -> None:
    """Run the DDL, all of it or nothing, waiting at most three seconds for a lock, five times over."""
    changes = list(changes)
    for attempt in range(ATTEMPTS):
        savepoint = context.conn.begin_nested()
        try:
            context.conn.execute(sa.select(sa.func.set_config("lock_timeout", f"{LOCK_TIMEOUT_MS}ms", True)))
            for change in changes:
                _run(context, row, change, after)
            context.conn.execute(sa.select(sa.func.set_config("lock_timeout", "0", True)))
            savepoint.commit()
            return
        except sa.exc.IntegrityError as error:
            savepoint.rollback()
            raise Invalid(
                "Present records do not fit the new version.", extra={"reason": str(error.orig)[:300]}
            ) from error
        except sa.exc.OperationalError as error:
            savepoint.rollback()
            if not isinstance(error.orig, LockNotAvailable):
                raise
            time.sleep(0.2 * (attempt + 1))
    raise Unavailable(
        "Somebody holds a table that this changes. Try again in a moment.", headers={"Retry-After": "5"}
    )


def _run(context: Context, row: AppRow, change: TableChange, after: App | None) -> None:
    schema = _schema(context.conn)
    inspector = sa.inspect(context.conn)
    for element in _elements(change, inspector, schema):
        if not isinstance(element, Fill):
            context.conn.execute(element)
        elif after is not None:
            fill(context.conn, element, Names(context.conn, after, context.now))
    if change.removed is not None:
        _note_removed(context, row, change, change.removed)
    elif change.restores is not None:
        table, column = change.restores
        context.conn.execute(
            sa.delete(removed_element).where(
                removed_element.c.table_name == table, removed_element.c.column_name == column
            )
        )


def _schema(conn: sa.Connection) -> str:
    translate: Mapping[str, str] = conn.get_execution_options().get("schema_translate_map", {})
    return translate.get(WORKSPACE_SCHEMA, WORKSPACE_SCHEMA)


def _elements(change: TableChange, inspector: sa.Inspector, schema: str) -> list[Statement]:
    """Return the statements of a change, bringing back what was renamed away instead of making it anew."""
    if change.what in ("table_added", "link_added") and inspector.has_table(
        str(change.restores and change.restores[0]), schema
    ):
        return _table_back(change, inspector, schema)
    if change.what == "column_added" and change.restores is not None:
        present = {one["name"] for one in inspector.get_columns(change.table.name, schema)}
        added = change.elements[0]
        assert isinstance(added, AddColumn)
        if added.column.name in present:
            return []
        if change.restores[1] in present:
            return [
                RenameColumn(change.table, change.restores[1], added.column.name),
                *_dangling(change.table, added.column),
            ]
    return list(change.elements)


def _dangling(table: sa.Table, column: sa.Column[Any]) -> list[Statement]:
    """Return what clears references, just brought back, to records that have gone for good meanwhile."""
    cleared: list[Statement] = []
    for key in table.foreign_key_constraints:
        if key.column_keys == [column.name]:
            target = key.elements[0].column
            there = target.table.alias("there")
            missing = ~sa.exists().where(there.c[target.name] == column)
            cleared.append(sa.update(table).where(column.is_not(None), missing).values({column: None}))
    return cleared


def _table_back(change: TableChange, inspector: sa.Inspector, schema: str) -> list[Statement]:
    assert change.restores is not None
    gone = sa.Table(change.restores[0], sa.MetaData(schema=WORKSPACE_SCHEMA))
    present = {one["name"] for one in inspector.get_columns(gone.name, schema)}
    keys = [str(one["name"]) for one in inspector.get_foreign_keys(gone.name, schema)]
    missing = [column for column in change.table.columns if column.name not in present]
    return [
        RenameTable(gone, change.table.name),
        *(DropNamedConstraint(change.table, name) for name in keys),
        *(AddColumn(column) for column in missing),
        *(
            CreateIndex(index, if_not_exists=True)
            for index in sorted(change.table.indexes, key=lambda one: str(one.name))
        ),
    ]


def _note_removed(context: Context, row: AppRow, change: TableChange, removed: Removed) -> None:
    names = [
        (element.table.name, element.new) for element in change.elements if isinstance(element, RenameColumn)
    ] or [(physical_name("gone", removed.element), "")]
    for table_name, column_name in names:
        statement = insert(removed_element).values(
            table_name=table_name,
            column_name=column_name,
            app=row.key,
            title=change.title["en"],
            at=context.now,
            kind=removed.kind,
            element=removed.element,
            entity=removed.entity,
            key=removed.key,
            definition=sa.null() if removed.definition is None else removed.definition,
            reason=removed.reason,
            author=context.principal.label,
        )
        context.conn.execute(
            statement.on_conflict_do_update(
                index_elements=["table_name", "column_name"],
                set_={name: statement.excluded[name] for name in ("at", "key", "definition", "author")},
            )
        )
