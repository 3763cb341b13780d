"""Rate limits, counted in the database so that any number of processes share them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.database import WORKSPACE
from dougong.errors import TooMany

rate = sa.Table(
    "rate",
    WORKSPACE,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("window_start", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)


def spend(conn: sa.Connection, name: str, *, limit: int, window: timedelta, now: datetime) -> None:
    """Count one use of `name` in the present window; raises TooMany above the limit, with Retry-After."""
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=now.tzinfo)
    statement = insert(rate).values(name=name, window_start=start, count=1)
    count = conn.execute(
        statement.on_conflict_do_update(
            index_elements=[rate.c.name, rate.c.window_start], set_={"count": rate.c.count + 1}
        ).returning(rate.c.count)
    ).scalar_one()
    if count > limit:
        wait = max(1, int((start + window - now).total_seconds()))
        raise TooMany(f"At most {limit} in {seconds} seconds.", headers={"Retry-After": str(wait)})
