"""Migrations of a workspace's schema: people, apps, flows, rules, history.

The entity tables of apps live in the same schema and are changed by publishing, never here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from dougong.database import WORKSPACE
from dougong.tables import import_all

import_all()
connection: sa.Connection = context.config.attributes["connection"]
schema: str = context.config.attributes["schema"]
connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
connection.execute(sa.select(sa.func.set_config("search_path", schema, True)))
# Inside this connection the workspace is the default schema, so tables are compared without one.
connection.dialect.default_schema_name = schema
target = sa.MetaData(naming_convention=WORKSPACE.naming_convention)
for table in WORKSPACE.tables.values():
    table.to_metadata(target, schema=None, referred_schema_fn=lambda *_: sa.BLANK_SCHEMA)


def ours(name: str | None, kind: str, parents: object) -> bool:
    """Look at the platform's own tables only."""
    return kind != "table" or name in target.tables


context.configure(
    connection=connection,
    target_metadata=target,
    version_table_schema=schema,
    include_name=ours,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
