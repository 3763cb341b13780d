"""What a step says of fields holds for files and rows too: what it hides is not read, what it leaves closed is not
written, and what it opens is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.brought import upload
from tests.stories.edited import edited
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide, todo
from tests.world import World


def _papers(entity: dict[str, Any]) -> None:
    for key, number in (("papers", 1), ("offers", 2)):
        entity["schema"]["properties"][key] = {
            "type": "array",
            "title": key,
            "x-dougong": {"id": f"pap0000{number}", "type": "attachment", "label": {"en": key, "zh": key}},
        }


def _writes(role: dict[str, Any]) -> None:
    role["grants"][0]["fields"]["write"] += ["papers", "offers"]


def _step(**fields: Any) -> Any:
    def change(flow: dict[str, Any]) -> None:
        flow["nodes"][0]["fields"] = fields
        flow["nodes"][0].pop("form", None)

    return change


def _form(form: dict[str, Any]) -> None:
    form["layout"][0]["items"] += [{"field": "papers"}, {"field": "offers"}]


class Office(Desk):
    """A desk whose requests have papers and offers; the employee's boss has no role in the app."""

    def __init__(self, world: World, folder: Path, **fields: Any) -> None:
        edits = {
            "entities/request.json": _papers,
            "roles/employee.json": _writes,
            "forms/request.json": _form,
            "flows/approval.json": _step(**fields),
        }
        super().__init__(world, edited(DESK, folder, edits))
        self.boss = world.person("boss", "钱老板")
        world.admin.patch(f"/people/{self.employee.id}", {"supervisor": self.boss.id})
        self.paper = upload(self.employee, b"paper", "paper.txt")
        self.offer = upload(self.employee, b"offer", "offer.txt")
        self.made = self.submit(papers=[self.paper], offers=[self.offer])


@pytest.mark.parametrize("fields", [{"hide": ["papers", "lines"]}, {"read": ["subject", "offers"]}])
def test_files_and_rows_of_a_hidden_field_are_not_read(
    world: World, tmp_path: Path, fields: dict[str, Any]
) -> None:
    """Neither at the seat, nor by the address of the file, nor in its past; those of another field are."""
    office = Office(world, tmp_path, **fields)
    (line,) = todo(office.boss)
    seat = office.boss.get(f"/seats/{line['id']}")
    assert seat["record"]["values"]["offers"]
    assert not {"papers", "lines"} & seat["record"]["values"].keys()
    assert office.paper not in str(seat)
    assert "A4" not in str(seat)
    office.boss.get(f"/files/{office.paper}", status=404)
    office.boss.get(f"/files/{office.paper}/preview", status=404)
    assert office.boss.request("GET", f"/files/{office.offer}").content == b"offer"
    version = seat["record"]["version"]
    moment = office.boss.get(f"/seats/{line['id']}/moment", version=version)
    assert not {"papers", "lines"} & {one["field"] for one in moment["values"]}


def test_files_and_rows_that_a_step_leaves_closed_are_not_written(world: World, tmp_path: Path) -> None:
    """Neither with the decision nor on the record; the seat waits on."""
    office = Office(world, tmp_path, edit=["offers"])
    mine = upload(office.boss, b"mine", "mine.txt")
    for values in ({"papers": [mine]}, {"papers": []}, {"lines": []}):
        refused = decide(office.boss, "approve", status=422, values=values)
        assert refused["errors"][0]["code"] == "not_editable"
    path = f"{RECORDS}/{office.made['id']}"
    version = office.record(office.made)["version"]
    office.boss.patch(path, {"values": {"papers": [mine]}}, version, status=422)
    assert office.record(office.made)["values"]["papers"] == [office.paper]


def test_files_and_rows_that_a_step_opens_are_written(world: World, tmp_path: Path) -> None:
    """They go along with the decision, and whoever sees the record opens them; a foreign upload is refused."""
    office = Office(world, tmp_path, edit=["offers", "lines"], require=["offers"])
    foreign = upload(office.stranger, b"x", "x.txt")
    refused = decide(office.boss, "approve", status=422, values={"offers": [office.offer, foreign]})
    assert refused["errors"][0]["code"] == "unknown_file"
    refused = decide(office.boss, "approve", status=422, values={"offers": []})
    assert (refused["errors"][0]["pointer"], refused["errors"][0]["code"]) == ("/offers", "required")
    mine = upload(office.boss, b"mine", "mine.txt")
    row = office.record(office.made)["values"]["lines"][0]
    lines = [{"id": row["id"], "item": "A3", "quantity": "3", "price": row["price"]}]
    decide(office.boss, "approve", values={"offers": [office.offer, mine], "lines": lines})
    values = office.record(office.made)["values"]
    assert values["offers"] == [office.offer, mine]
    assert [(one["item"], one["quantity"]) for one in values["lines"]] == [("A3", "3")]
    assert office.employee.request("GET", f"/files/{mine}").content == b"mine"
