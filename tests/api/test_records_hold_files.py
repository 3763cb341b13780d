"""Files of a record: an attachment field is a list of file ids wherever a record is read."""

from __future__ import annotations

from typing import Any

from tests.world import World

RECORDS = "/apps/crm/entities/account/records"


def upload(world: World, name: str) -> str:
    """Upload a small file."""
    answer = world.admin.request("POST", "/files", files={"file": (name, b"hello", "text/plain")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def held(record: Any) -> Any:
    return record["values"]["attachments"]


def test_a_record_without_files_has_an_empty_list(crm_installed: World) -> None:
    """Made, read and listed: no files is a list of none."""
    admin = crm_installed.admin
    made = admin.post(RECORDS, {"values": {"name": "Nordlicht GmbH"}})
    assert held(made) == []
    assert held(admin.get(f"{RECORDS}/{made['id']}")) == []
    assert [held(one) for one in admin.get(RECORDS, fields="name,attachments")["items"]] == [[]]


def test_files_come_go_and_keep_their_order(crm_installed: World) -> None:
    """A record holds the files in the order given; taken away they are gone from it."""
    admin = crm_installed.admin
    files = [upload(crm_installed, name) for name in ("b.txt", "a.txt")]
    made = admin.post(RECORDS, {"values": {"name": "Nordlicht GmbH", "attachments": files}})
    assert held(made) == files
    assert [held(one) for one in admin.get(RECORDS, fields="attachments")["items"]] == [files]
    path = f"{RECORDS}/{made['id']}"
    changed = admin.patch(path, {"values": {"attachments": files[1:]}}, made["version"])
    assert held(changed) == files[1:]
    assert held(admin.patch(path, {"values": {"attachments": []}}, changed["version"])) == []
