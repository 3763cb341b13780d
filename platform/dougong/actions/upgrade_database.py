"""Upgrade: bring schema `dougong`, the job queue's tables and each workspace's tables to this version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from dougong import resources
from dougong.database import PLATFORM_SCHEMA, Database


def upgrade_database(database: Database) -> None:
    """Run the migrations of both lines; safe to call at every start, from several processes at once."""
    with database.engine.connect() as connection, connection.begin():
        key = sa.func.hashtextextended("dougong:migrate", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        for line, schema in (("platform", PLATFORM_SCHEMA), ("workspace", database.workspace_schema)):
            command.upgrade(alembic_config(connection, line, schema), "head")


def alembic_config(connection: sa.Connection, line: str, schema: str) -> Config:
    """Return what alembic needs to run one line of migrations (`platform`, `workspace`) over a connection."""
    config = Config()
    config.set_main_option("script_location", str(resources.path("migrations") / line))
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    return config
