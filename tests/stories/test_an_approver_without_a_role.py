"""Somebody who has no role in the app decides about a record: his seat alone shows it to him."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, todo
from tests.world import World


def _closes(flow: dict[str, Any]) -> None:
    flow["nodes"][0]["fields"] = {"edit": ["needed_by", "reason"], "hide": ["urgent"]}


def _tells(flow: dict[str, Any]) -> None:
    flow["nodes"][0]["fields"] = {"edit": ["needed_by"]}


class Office:
    """An employee whose boss has no role in the app, and her request to a supplier.

    Its step hides a field from him, and is then the only place that shows him the record; else it is `open`.
    """

    def __init__(self, world: World, folder: Path, *, open: bool = False) -> None:
        self.desk = Desk(world, edited(DESK, folder, {"flows/approval.json": _tells if open else _closes}))
        self.boss = world.person("boss", "钱老板")
        world.admin.patch(f"/people/{self.desk.employee.id}", {"supervisor": self.boss.id})
        supplier = world.admin.post(
            "/apps/desk/entities/supplier/records", {"values": {"name": "Acme"}}, status=201
        )
        self.supplier = supplier["id"]
        self.request = self.desk.submit(supplier=self.supplier)

    def seat(self) -> dict[str, Any]:
        """Return the boss's seat as it is now."""
        found: dict[str, Any] = self.boss.get(f"/seats/{todo(self.boss)[0]['id']}")
        return found


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def test_he_reads_the_record_with_what_its_fields_are_called(office: Office) -> None:
    """Labels, types, the form, the lines and the title of the supplier: all that the seat shows, no more."""
    seat = office.seat()
    assert seat["record"]["values"]["subject"] == "Paper"
    assert seat["record"]["labels"]["supplier"] == "Acme"
    entities = seat["description"]["entities"]
    assert sorted(entities) == ["request", "request_line", "supplier"]
    fields = {one["key"]: one for one in entities["request"]["fields"]}
    assert (fields["subject"]["label"]["zh"], fields["subject"]["type"]) == ("事由", "text")
    assert (fields["needed_by"]["writable"], fields["subject"]["writable"]) == (True, False)
    assert sorted(one["key"] for one in entities["supplier"]["fields"]) == ["id", "name"]
    assert entities["supplier"]["actions"] == []
    assert {"item", "quantity", "price"} <= {one["key"] for one in entities["request_line"]["fields"]}
    assert "urgent" not in fields
    assert "urgent" not in seat["record"]["values"]
    assert "urgent" not in str(entities["request"]["forms"][0]["layout"])


def test_what_the_seat_shows_opens_nothing_else(office: Office) -> None:
    """The app, its records and its suppliers stay closed to him, and no page of the record is offered."""
    assert office.seat()["has_page"] is False
    office.boss.get("/apps/desk", status=404)
    office.boss.get(f"{RECORDS}/{office.request['id']}", status=404)
    office.boss.get(f"/apps/desk/entities/supplier/records/{office.supplier}", status=404)
    assert office.seat()["description"]["settings"] == {}


def test_he_fills_in_what_the_step_leaves_to_him(office: Office) -> None:
    """The field goes along with his decision; having decided he still reads what he decided about."""
    seat = office.seat()
    body = {"values": {"needed_by": "2031-01-01"}}
    answer = office.boss.post(f"/seats/{seat['id']}/approve", body, status=200)
    assert answer["record"]["values"]["needed_by"] == "2031-01-01"
    decided = office.boss.get(f"/seats/{seat['id']}")
    fields = {one["key"]: one for one in decided["description"]["entities"]["request"]["fields"]}
    assert fields["subject"]["label"]["en"] == "Subject"
    assert not any(one["writable"] for one in fields.values())


def test_who_sees_the_record_anyway_is_offered_its_page(office: Office) -> None:
    """A share, or a role, opens the record beside the seat."""
    admin = office.desk.world.admin
    share = f"{RECORDS}/{office.request['id']}/shares/person/{office.boss.id}"
    admin.put(share, {"rights": ["see"]})
    assert office.seat()["has_page"] is True
    assert office.boss.get("/apps/desk")["entities"]["request"]["actions"] == ["change", "see"]
    assert "supplier" not in office.boss.get(f"{RECORDS}/{office.request['id']}")["labels"]


def test_the_page_shows_him_what_his_seat_showed(world: World, tmp_path: Path) -> None:
    """Where the step hides nothing, its page has the same fields, lines and titles, before and after he decided."""
    office = Office(world, tmp_path, open=True)
    seat = office.seat()
    assert seat["has_page"] is True
    page = office.boss.get(f"{RECORDS}/{office.request['id']}")
    assert page["values"] == seat["record"]["values"]
    assert page["labels"] == seat["record"]["labels"]
    assert page["values"]["lines"][0]["item"] == "A4"
    described = office.boss.get("/apps/desk")["entities"]
    assert sorted(described) == ["request", "request_line", "supplier"]
    for key, one in seat["description"]["entities"].items():
        assert [field["key"] for field in described[key]["fields"]] == [
            field["key"] for field in one["fields"]
        ]
    assert (described["supplier"]["actions"], described["request_line"]["actions"]) == ([], [])
    (change,) = office.boss.get(f"{RECORDS}/{office.request['id']}/timeline")["items"][:1]
    assert change["changes"][0]["field"] == "status"
    office.boss.post(f"/seats/{seat['id']}/approve", {}, status=200)
    after = office.boss.get(f"{RECORDS}/{office.request['id']}")
    assert (after["values"]["subject"], after["labels"]["supplier"]) == ("Paper", "Acme")


def test_his_page_opens_nothing_beside_it(world: World, tmp_path: Path) -> None:
    """Other requests, the fields of one shared by its title, suppliers and lines of others stay closed to him."""
    office = Office(world, tmp_path, open=True)
    admin, other = world.admin, {"subject": "Chairs", "needed_by": "2030-12-01"}
    line = {"item": "B5", "quantity": "1", "price": {"amount": "1", "currency": "CNY"}}
    made = admin.post(RECORDS, {"values": {**other, "lines": [line]}}, status=201)
    office.boss.get(f"{RECORDS}/{made['id']}", status=404)
    assert [one["id"] for one in office.boss.get(RECORDS)["items"]] == [office.request["id"]]
    admin.put(f"{RECORDS}/{made['id']}/shares/person/{office.boss.id}", {"rights": ["see"]})
    titled = office.boss.get(f"{RECORDS}/{made['id']}")
    assert titled["values"]["number"] == made["values"]["number"]
    assert (titled["values"]["subject"], titled["values"]["lines"]) == (None, None)
    told = office.boss.get(RECORDS, filter='subject = "Chairs" OR COUNT(lines) = 1 AND ISBLANK(subject)')
    assert told["items"] == []
    office.boss.get(f"/apps/desk/entities/supplier/records/{office.supplier}", status=404)
    office.boss.get("/apps/desk/entities/supplier/records", status=404)
    office.boss.get("/apps/desk/entities/request_line/records", status=404)
    office.boss.get(RECORDS, filter="supplier.blocked = TRUE", status=400)


def test_he_is_offered_only_views_that_he_can_use(office: Office) -> None:
    """A board by a field that he does not read is not there for him; for a colleague with a role it is."""
    admin = office.desk.world.admin
    share = f"{RECORDS}/{office.request['id']}/shares/person/{office.boss.id}"
    admin.put(share, {"rights": ["see"]})
    assert office.boss.get("/apps/desk")["entities"]["request"]["views"] == []
    known = office.desk.employee.get("/apps/desk")["entities"]["request"]["views"]
    assert [one["key"] for one in known] == ["board"]
