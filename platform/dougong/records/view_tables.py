"""Table of what people like to see: how each has arranged the views of lists."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.database import WORKSPACE

view_choice = sa.Table(
    "view_choice",
    WORKSPACE,
    sa.Column("person_id", sa.ForeignKey("ws.person.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("app", sa.Text, primary_key=True),
    sa.Column("entity_id", sa.Text, primary_key=True),
    sa.Column("view", sa.Text, primary_key=True, comment="key of a view of the app, or id of a saved one"),
    sa.Column(
        "choice", JSONB, nullable=False, comment="columns, widths, height of rows, as the person likes"
    ),
    sa.Column("opens", sa.Boolean, nullable=False, server_default=sa.false()),
)
