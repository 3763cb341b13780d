"""The workspace itself as one who acts: work that nobody waits for is done in its zone and language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.context import Context, Principal, system_principal
from dougong.database import Database
from dougong.identity.people import organisation_row


def at_home(conn: sa.Connection, principal: Principal) -> Context:
    """Return the context of a principal in the workspace's zone and language, now."""
    home = organisation_row(conn)
    return Context(
        conn=conn,
        principal=principal,
        now=datetime.now(UTC),
        zone=ZoneInfo(home.zone),
        language=home.language,
    )


def home_zone(conn: sa.Connection) -> ZoneInfo:
    """Return the workspace's time zone."""
    return ZoneInfo(organisation_row(conn).zone)


@contextmanager
def system_transaction(database: Database, name: str) -> Iterator[Context]:
    """Open a transaction of a named system principal."""
    with database.begin() as conn:
        yield at_home(conn, system_principal(name))
