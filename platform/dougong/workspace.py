"""Workspace: the one row about the organisation, and its currency, which never changes once an app is there."""

from __future__ import annotations

import sqlalchemy as sa

from dougong.database import WORKSPACE, memory

FIRST_CURRENCY = "CNY"
"""In which a workspace counts unless its first administrator, or who sets it up, says another."""

organisation = sa.Table(
    "organisation",
    WORKSPACE,
    sa.Column("id", sa.SmallInteger, sa.CheckConstraint("id = 1", name="one_row"), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False, server_default="CNY"),
    sa.Column("zone", sa.Text, nullable=False, server_default="Asia/Shanghai"),
    sa.Column("language", sa.Text, nullable=False, server_default="zh"),
    sa.Column(
        "trash_days",
        sa.SmallInteger,
        nullable=True,
        server_default="90",
        comment="how long the trash keeps a record; null keeps it for good",
    ),
    sa.Column(
        "revision",
        sa.BigInteger,
        nullable=False,
        server_default="1",
        comment="rises with every change of people, roles held or shares: whoever caches rights compares it",
    ),
)


UNNAMED = "Dougong"
"""What an organisation is called that nobody has named."""


def told_name(name: str) -> str:
    """Return the organisation's name as visitors read it: one that nobody has named has none.

    They are asked by somebody, not by the product.
    """
    return "" if name == UNNAMED else name


def change_organisation(conn: sa.Connection, **values: str | None) -> None:
    """Change columns of the organisation; None leaves what is there."""
    given = {name: value for name, value in values.items() if value is not None}
    conn.execute(sa.update(organisation).values(revision=organisation.c.revision + 1, **given))
    memory(conn).pop("currency", None)


def keep_trash(conn: sa.Connection, days: int | None) -> None:
    """Say for how many days the trash keeps a record; None keeps it for good."""
    conn.execute(sa.update(organisation).values(trash_days=days))


def workspace_currency(conn: sa.Connection) -> str:
    """Return the currency of the workspace; amounts are kept in it."""
    known = memory(conn)
    if "currency" not in known:
        known["currency"] = str(conn.execute(sa.select(organisation.c.currency)).scalar_one())
    currency: str = known["currency"]
    return currency
