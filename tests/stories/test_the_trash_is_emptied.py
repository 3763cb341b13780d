"""After the days that the workspace says, what lies in the trash goes for good, with its files and its history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong.actions.empty_trash import empty_trash
from dougong.errors import NotFound
from dougong.files.store import open_file
from dougong.records.tables import comment, history
from tests.stories.brought import upload
from tests.world import World

BASE = "/apps/crm/entities"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with nothing in it."""
    return crm_installed


def made(world: World, entity: str, **values: Any) -> str:
    """Enter a record and return its id."""
    return str(world.admin.post(f"{BASE}/{entity}/records", {"values": values}, status=201)["id"])


def emptied(world: World, days: int) -> int:
    """Empty the trash as if so many days had passed."""
    return empty_trash(world.database, world.settings.home, datetime.now(UTC) + timedelta(days=days))


def trash(world: World, entity: str) -> int:
    """Count what lies in the trash of an entity."""
    return len(world.admin.get(f"{BASE}/{entity}/records", trash="true")["items"])


def kept(world: World, table: sa.Table, record: str) -> int:
    """Count the rows that are kept about a record."""
    with world.transaction() as context:
        statement = sa.select(sa.func.count()).where(table.c.record_id == UUID(record))
        return int(context.conn.execute(statement).scalar_one())


def test_what_is_old_goes_with_all_that_is_about_it(crm: World) -> None:
    """Ninety days are usual; a file goes when nothing else holds it, comments and history go along."""
    own, shared = upload(crm.admin, b"a", "a.txt"), upload(crm.admin, b"b", "b.txt")
    gone = made(crm, "account", name="Acme", attachments=[own, shared])
    stays = made(crm, "account", name="Brick", attachments=[shared])
    person = made(crm, "contact", name="Ann", account=gone)
    crm.admin.post(f"{BASE}/account/records/{gone}/comments", {"text": "Bye"})
    crm.admin.delete(f"{BASE}/account/records/{gone}")
    assert crm.admin.get("/organisation/trash") == {"days": 90}
    assert emptied(crm, 89) == 0
    assert (trash(crm, "account"), trash(crm, "contact")) == (1, 1)
    assert emptied(crm, 91) == 2
    assert (trash(crm, "account"), trash(crm, "contact")) == (0, 0)
    assert [kept(crm, table, one) for table in (history, comment) for one in (gone, person)] == [0, 0, 0, 0]
    with pytest.raises(NotFound):
        open_file(crm.settings.home, UUID(own))
    assert open_file(crm.settings.home, UUID(shared)).read_bytes() == b"b"
    assert crm.admin.get(f"{BASE}/account/records/{stays}")["values"]["attachments"] == [shared]


def test_the_workspace_says_how_long(crm: World) -> None:
    """Fewer days, or for good; not less than one, and only an administrator says it."""
    made_one = made(crm, "product", name="Crane")
    crm.admin.delete(f"{BASE}/product/records/{made_one}")
    crm.admin.patch("/organisation", {"trash_days": None})
    assert emptied(crm, 5000) == 0
    assert crm.admin.patch("/organisation", {"trash_days": 7})["trash_days"] == 7
    assert crm.admin.patch("/organisation", {"name": "Acme"})["trash_days"] == 7
    crm.admin.patch("/organisation", {"trash_days": 0}, status=422)
    crm.person("seller", roles={"crm": ["sales_rep"]}).patch("/organisation", {"trash_days": 1}, status=403)
    assert emptied(crm, 8) == 1


def test_what_others_in_the_trash_must_keep_waits(crm: World) -> None:
    """An account waits for its younger deal; the rest of the set goes."""
    account, other = made(crm, "account", name="Acme"), made(crm, "account", name="Brick")
    deal = made(crm, "opportunity", name="Deal", account=account)
    crm.admin.delete(f"{BASE}/opportunity/records/{deal}")
    for one in (account, other):
        crm.admin.delete(f"{BASE}/account/records/{one}")
    with crm.transaction() as context:
        table = context.conn  # the deal went to the trash later
        live = crm.admin.get("/apps/crm")["entities"]["opportunity"]["id"]
        table.exec_driver_sql(
            f"UPDATE ws_main.e_{live} SET deleted_at = deleted_at + interval '10 days' WHERE id = %s", (deal,)
        )
    assert emptied(crm, 91) == 1
    assert trash(crm, "account") == 1
    assert emptied(crm, 102) == 2
    assert trash(crm, "account") == 0


def test_what_was_merged_waits_until_it_cannot_be_undone(crm: World) -> None:
    """Even when the trash keeps a day, a merge can be taken back for thirty."""
    crm.admin.patch("/organisation", {"trash_days": 1})
    keep, other = made(crm, "product", name="A"), made(crm, "product", name="B")
    crm.admin.post(f"{BASE}/product/records/merge", {"keep": keep, "records": [other]})
    assert emptied(crm, 20) == 0
    assert emptied(crm, 31) == 1
    assert crm.admin.get(f"{BASE}/product/records/{keep}/merges")["merges"] == []
