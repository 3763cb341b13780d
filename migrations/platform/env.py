"""Migrations of schema `dougong`: accounts, sessions, workspaces and the job queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from dougong.database import PLATFORM
from dougong.tables import import_all

import_all()
connection: sa.Connection = context.config.attributes["connection"]
schema: str = context.config.attributes["schema"]
connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Look at our own schema only, and leave the job queue's tables to its library."""
    if kind == "schema":
        return name == schema
    return not (kind == "table" and (name or "").startswith("procrastinate"))


context.configure(
    connection=connection,
    target_metadata=PLATFORM,
    version_table_schema=schema,
    include_schemas=True,
    include_name=ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
