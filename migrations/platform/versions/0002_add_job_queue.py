"""Add the tables and functions of the job queue, as its library (procrastinate) ships them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from dougong.database import PLATFORM_SCHEMA, driver_connection

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the library's own schema inside ours."""
    bind = op.get_bind()
    path = bind.execute(sa.select(sa.func.current_setting("search_path"))).scalar_one()
    bind.execute(sa.select(sa.func.set_config("search_path", PLATFORM_SCHEMA, True)))
    driver_connection(bind).execute(SchemaManager.get_schema())
    bind.execute(sa.select(sa.func.set_config("search_path", path, True)))


def downgrade() -> None:
    """The queue's tables go with the schema."""
