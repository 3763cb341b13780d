"""The migrations make the tables that the code declares."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command

from dougong.actions.upgrade_database import alembic_config
from dougong.database import PLATFORM_SCHEMA
from tests.world import World


@pytest.mark.parametrize("line", ["platform", "workspace"])
def test_the_migrations_make_the_tables_of_the_code(world: World, line: str) -> None:
    """A database that has been migrated lacks nothing that the code declares, and has nothing more."""
    schema = {"platform": PLATFORM_SCHEMA, "workspace": world.database.workspace_schema}[line]
    engine = sa.create_engine(world.database.url)
    with engine.connect() as connection:
        command.check(alembic_config(connection, line, schema))
    engine.dispose()
