"""Reports stand on the read replica when there is one, and can write nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.identity.people import create_person
from dougong.insight import reading
from tests.conftest import Databases
from tests.world import World, build_template


@pytest.mark.parametrize("replica", [True, False])
def test_reports_cannot_write(databases: Databases, tmp_path: Path, replica: bool) -> None:
    """The connection that reports run on refuses to write, wherever it leads."""
    name = databases.clone(databases.template("empty", build_template))
    url = databases.server.set(database=name).render_as_string(hide_password=False)
    database = Database(url, "ws_main", threads=4, replica_url=url if replica else None)
    try:
        with World(database, tmp_path) as world:
            world.install("crm")
            assert world.admin.get("/apps/crm/dashboards/sales/data")["widgets"]
        with pytest.raises(sa.exc.DBAPIError, match="read-only"), database.begin() as conn:  # noqa: PT012
            now = datetime.now(UTC)
            context = Context(conn=conn, principal=system_principal("test"), now=now, zone=ZoneInfo("UTC"))
            with reading(database, context) as report:
                assert (report is conn) is not replica
                create_person(report, now, {"name": "Nobody"})
    finally:
        database.close()
        databases.drop(name)
