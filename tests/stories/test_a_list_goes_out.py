"""A list goes out: as CSV or a workbook, with the rights, the zone and the words of who takes it, as a job."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.export_file import KEPT_DAYS, remove_old
from dougong.jobs.kinds import KINDS
from dougong.sheets.table import open_table
from dougong.user_jobs import JobCancelled
from tests.stories.brought import brought, worked
from tests.world import Person, World

DEALS = "/apps/crm/entities/opportunity/records"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with three deals of an agent and the director's own."""
    world = crm_installed
    world.admin.patch("/me", {"zone": "Asia/Shanghai"})
    world.person("moses", "Moses", roles={"crm": ["sales_rep"]})
    text = (
        "name,owner,account,amount,closed_on\n"
        "=cmd(),Moses,Acme,1200.5,2026-03-01\nRoof,Moses,,7,\nWall,,Acme,,2026-01-02\n"
    )
    mapping = {one: one for one in ("name", "owner", "account", "amount", "closed_on")}
    done = brought(
        world, world.admin, "opportunity", text.encode(), mapping=mapping, create_missing=["account"]
    )
    assert done["result"]["created"] == 3
    return world


def taken(
    world: World, person: Person, tmp_path: Path, **asked: Any
) -> tuple[dict[str, Any], list[str], Any]:
    """Export deals and return the job's result, the columns and the rows."""
    job = person.post(f"{DEALS}/export", asked, status=202)["job"]
    result = worked(world, person, job)["result"]
    path = tmp_path / "taken"
    path.write_bytes(person.request("GET", f"/files/{result['file']}").content)
    with open_table(path) as table:
        return result, table.columns, [list(cells) for _, cells in table.rows()]


def test_only_the_chosen_records_go_out(crm: World, tmp_path: Path) -> None:
    """In the order of the list; what is not in the list, or not seen, is not written though it was chosen."""
    ids = {one["values"]["name"]: one["id"] for one in crm.admin.get(DEALS)["items"]}
    chosen = {"records": [ids["Roof"], ids["Wall"]], "fields": ["name"], "sort": "-name"}
    result, _, rows = taken(crm, crm.admin, tmp_path, **chosen)
    assert (result["rows"], [row[1] for row in rows]) == (2, ["Wall", "Roof"])
    _, _, rows = taken(crm, crm.admin, tmp_path, **chosen, filter="NOT(ISBLANK(account))")
    assert [row[1] for row in rows] == ["Wall"]
    director = crm.person("mei", "Mei", roles={"crm": ["manager"]})
    _, _, rows = taken(crm, director, tmp_path, **chosen)
    assert rows == []
    crm.admin.post(f"{DEALS}/export", {"records": []}, status=(400, 422))
    crm.admin.post(f"{DEALS}/export", {"records": ["no"]}, status=(400, 422))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_as_it_is_shown(crm: World, tmp_path: Path, kind: str) -> None:
    """Filter, sort and columns of the list; titles, labels, numbers; formulas are made harmless."""
    result, columns, rows = taken(
        crm,
        crm.admin,
        tmp_path,
        format=kind,
        filter="NOT(ISBLANK(closed_on))",
        sort="closed_on",
        fields=["name", "account", "amount", "closed_on", "stage"],
    )
    assert result["rows"] == 2
    assert columns == ["id", "Name", "Account", "Amount", "Closed on", "Stage"]
    assert [row[1:5] for row in rows] == [
        ["Wall", "Acme", "", "2026-01-02"],
        ["=cmd()", "Acme", "1200.5", "2026-03-01"],
    ]
    if kind == "csv":
        assert "'=cmd()" in (tmp_path / "taken").read_text("utf-8-sig")


def test_programs_get_keys_and_people_their_own_time(crm: World, tmp_path: Path) -> None:
    """Keys and ids where a program asks; a moment is told in the zone of who takes it."""
    _, columns, rows = taken(
        crm, crm.admin, tmp_path, names="keys", fields=["name", "account", "stage", "created_at"], sort="name"
    )
    assert columns == ["id", "name", "account", "stage", "created_at"]
    (item,) = crm.admin.get(DEALS, filter='name = "Wall"')["items"]
    row = next(row for row in rows if row[1] == "Wall")
    assert row[2:4] == [item["values"]["account"], item["values"]["stage"]]
    shown = datetime.fromisoformat(row[4])
    assert abs(shown - (datetime.now(UTC) + timedelta(hours=8)).replace(tzinfo=None)) < timedelta(minutes=10)


def test_columns_that_look_through_a_reference(crm: World, tmp_path: Path) -> None:
    """What the list shows of an account is in the table; a path that leads nowhere is refused."""
    account = crm.admin.get("/apps/crm/entities/account/records")["items"][0]
    change = {"values": {"website": "https://acme.example", "phone": "13800138000"}}
    crm.admin.patch(f"/apps/crm/entities/account/records/{account['id']}", change, account["version"])
    fields = ["name", "account.website", "account.owner", "account.created_at"]
    _, columns, rows = taken(crm, crm.admin, tmp_path, fields=fields, sort="name")
    assert columns[:3] == ["id", "Name", "Account › Website"]
    wall = next(row for row in rows if row[1] == "Wall")
    assert wall[2] == "https://acme.example"
    assert wall[3] == account["labels"]["owner"]
    assert next(row for row in rows if row[1] == "Roof")[2:] == ["", "", ""]
    for path in ("account.nothing", "name.x", "account.owner.name", "nothing.name"):
        crm.admin.post(f"{DEALS}/export", {"fields": [path]}, status=400)


def test_nothing_leaves_that_may_not_be_read(crm: World, tmp_path: Path) -> None:
    """Rows of others stay; a field that may not be read is unknown; who may not export gets no job."""
    director = crm.person("dora", "Dora", roles={"crm": ["director"]})
    _, _, rows = taken(crm, director, tmp_path, fields=["name"])
    seen = {item["values"]["name"] for item in director.get(DEALS)["items"]}
    assert {row[1] for row in rows} == seen
    director.post(f"{DEALS}/export", {"fields": ["nothing"]}, status=400)
    director.post(f"{DEALS}/export", {"filter": "nothing = 1"}, status=400)
    rep = crm.sign_in("moses")
    rep.post(f"{DEALS}/export", {}, status=403)


def test_who_asked_is_told_and_the_file_goes_after_a_week(crm: World, tmp_path: Path) -> None:
    """A notice leads to the file; nobody else may fetch it; after the stated days it is gone, the job stays."""
    result, _, _ = taken(crm, crm.admin, tmp_path, format="xlsx")
    notice = crm.admin.get("/notices")["items"][0]
    assert (notice["file"], result["name"] in notice["title"]) == (result["file"], True)
    assert result["name"].endswith(".xlsx")
    crm.sign_in("moses").get(f"/files/{result['file']}", status=404)
    until = datetime.fromisoformat(result["kept_until"])
    assert remove_old(crm.database, crm.settings.home, until - timedelta(minutes=1)) == 0
    assert remove_old(crm.database, crm.settings.home, until + timedelta(minutes=1)) == 1
    crm.admin.get(f"/files/{result['file']}", status=404)
    assert KEPT_DAYS == 7


def test_a_few_exports_at_a_time(crm: World) -> None:
    """Who has three on their way waits; one that is stopped makes room and leaves no file."""
    jobs = [crm.admin.post(f"{DEALS}/export", {}, status=202)["job"] for _ in range(3)]
    crm.admin.post(f"{DEALS}/export", {}, status=409)
    found = user_jobs.begin(crm.database, UUID(jobs[0]))
    assert found is not None
    crm.admin.post(f"/jobs/{jobs[0]}/cancel", None)
    before = sorted((crm.settings.home / "files").rglob("*"))
    with pytest.raises(JobCancelled):
        KINDS[found.kind](found, crm.settings)
    with crm.database.begin() as conn:
        user_jobs.finish(conn, found.id, "cancelled")
    assert sorted((crm.settings.home / "files").rglob("*")) == before
    assert not list(crm.settings.home.glob("export-*"))
    crm.admin.post(f"{DEALS}/export", {}, status=202)
