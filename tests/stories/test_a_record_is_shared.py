"""A record is opened to somebody who would not see it, and closed to him again."""

from __future__ import annotations

import pytest

from tests.world import Person, World

LEADS = "/apps/crm/entities/lead/records"


class Office:
    """Two sales reps, each seeing his own leads, and a lead of the first."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.install("crm")
        self.ann = world.person("ann", name="Ann", roles={"crm": ["sales_rep"]})
        self.bob = world.person("bob", name="Bob", roles={"crm": ["sales_rep"]})
        values = {"contact_name": "Carl", "company": "Acme Ltd", "channel": "website"}
        self.lead = str(self.ann.post(LEADS, {"values": values}, status=201)["id"])
        mine = self.ann.get(f"{LEADS}/{self.lead}")
        if mine["values"]["owner"] != self.ann.id:
            world.admin.patch(f"{LEADS}/{self.lead}", {"values": {"owner": self.ann.id}}, mine["version"])

    def shares(self, kind: str, holder: str) -> str:
        return f"{LEADS}/{self.lead}/shares/{kind}/{holder}"

    def sees(self, person: Person) -> bool:
        return person.request("GET", f"{LEADS}/{self.lead}").status_code == 200

    def changes(self, person: Person) -> int:
        version = person.get(f"{LEADS}/{self.lead}")["version"]
        asked = {"json": {"values": {"needs": "cables"}}, "headers": {"If-Match": f'"{version}"'}}
        return person.request("PATCH", f"{LEADS}/{self.lead}", **asked).status_code


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_colleague_sees_then_changes_then_loses_it(office: Office) -> None:
    """Seeing comes first, changing when it is given too; what is taken back is gone at once; he is told."""
    assert not office.sees(office.bob)
    office.bob.patch("/me", {"language": "en"})
    listed = office.ann.put(office.shares("person", office.bob.id), {"rights": ["see"]})["items"]
    assert [(one["name"], one["rights"], one["by"]["name"]) for one in listed] == [("Bob", ["see"], "Ann")]
    assert office.sees(office.bob)
    assert office.changes(office.bob) == 403
    [notice] = [one for one in office.bob.get("/notices")["items"] if one["link"]["id"] == office.lead]
    assert notice["body"] == "Ann shared this with you."
    office.ann.put(office.shares("person", office.bob.id), {"rights": ["see", "change"]})
    assert office.changes(office.bob) == 200
    assert office.ann.delete(office.shares("person", office.bob.id))["items"] == []
    assert not office.sees(office.bob)
    office.ann.delete(office.shares("person", office.bob.id), status=404)


def test_nobody_shares_what_is_not_his_to_share(office: Office) -> None:
    """Whoever only sees it by a share may not pass it on; who does not see it learns nothing."""
    shares = office.shares("person", office.bob.id)
    office.bob.put(shares, {"rights": []}, status=404)
    office.ann.put(shares, {"rights": ["see"]})
    office.bob.put(office.shares("person", office.ann.id), {"rights": ["see"]}, status=403)
    office.bob.delete(shares, status=403)
    assert [one["holder"] for one in office.bob.get(f"{LEADS}/{office.lead}/shares")["items"]] == [
        office.bob.id
    ]


def test_a_department_is_opened_to_with_all_in_it(office: Office) -> None:
    """What a department holds, its people hold; a holder must exist, a right be one that is there."""
    admin = office.world.admin
    department = admin.post("/departments", {"name": "Presales"}, status=201)["id"]
    eve = office.world.person("eve", name="Eve", roles={"crm": ["sales_rep"]})
    admin.patch(f"/people/{eve.id}", {"department": department})
    assert not office.sees(eve)
    office.ann.put(office.shares("department", department), {"rights": ["see"]})
    assert office.sees(eve)
    office.ann.put(office.shares("team", office.bob.id), {"rights": ["see"]}, status=422)
    office.ann.put(office.shares("person", office.bob.id), {"rights": ["delete"]}, status=422)


def test_a_report_counts_what_the_list_shows(office: Office) -> None:
    """What is shared with me is in my figures, with its title, for as long as it is in my list."""
    company = {"key": "company", "formula": "company"}
    dataset = {
        "source": "lead",
        "dimensions": [company],
        "measures": [{"key": "count", "formula": "COUNT()"}],
    }

    def counted() -> tuple[int, list[list[object]]]:
        listed = len(office.bob.get(LEADS)["items"])
        return listed, office.bob.post("/apps/crm/query", {"dataset": dataset})["rows"]

    assert counted() == (0, [])
    office.ann.put(office.shares("person", office.bob.id), {"rights": ["see"]})
    assert counted() == (1, [["Acme Ltd", "1"]])
    office.ann.delete(office.shares("person", office.bob.id))
    assert counted() == (0, [])
