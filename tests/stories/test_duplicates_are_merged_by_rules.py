"""A rule makes one lead of those of one company: the right one is kept, everybody is told, and a person has the last word."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.leads import BASE, LEADS
from tests.world import Person, World

RECORDS = f"{BASE}/lead/records"


def _told(text: str) -> dict[str, Any]:
    return {"Notify": {"to": [{"person": "owner"}], "message": {"subject": {"en": text, "zh": text}}}}


MERGE = {
    "format": 1,
    "id": "ru0000mm",
    "key": "one_company",
    "entity": "lead",
    "name": {"en": "One lead of one company", "zh": "一家公司一条线索"},
    "on": {"created": True, "changed": {"fields": ["company_norm", "contact_name", "region"]}},
    "when": 'status = "new"',
    "priority": 1,
    "do": [
        {
            "Merge": {
                "match": [["company_norm"], ["contact_name", "region"]],
                "when": 'status = "new"',
                "each": [_told("{{ company }} goes into {{ parent.company }}")],
                "do": [
                    _told("{{ company }} took {{ parent.company }}"),
                    {"SetFields": {"quality": '"high"'}},
                ],
            }
        },
        {"SetFields": {"channel": '"call"'}},
    ],
}


class Office:
    """Leads in a company where a rule merges them."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.admin = world, world.admin
        world.install_folder(folder)
        self.ann = self._hired("ann")
        self.bob = self._hired("bob")

    def _hired(self, login: str) -> Person:
        return self.world.person(login, roles={"leads": ["sales"]})

    def lead(self, owner: Person | None = None, **values: Any) -> dict[str, Any]:
        """Enter a lead, as its owner."""
        given = {"region": "east", **values, **({} if owner else {"owner": None})}
        made: dict[str, Any] = (owner or self.admin).post(RECORDS, {"values": given}, 201)
        return made

    def values(self, record: str) -> dict[str, Any]:
        """Return a lead's values."""
        found: dict[str, Any] = self.admin.get(f"{RECORDS}/{record}")["values"]
        return found

    def change(self, record: str, **values: Any) -> dict[str, Any]:
        """Change a lead."""
        version = self.admin.get(f"{RECORDS}/{record}")["version"]
        changed: dict[str, Any] = self.admin.patch(f"{RECORDS}/{record}", {"values": values}, version)
        return changed

    def living(self) -> list[str]:
        """Return the leads that are not in the trash."""
        return [one["id"] for one in self.admin.get(RECORDS)["items"]]

    def notices(self, person: Person) -> list[str]:
        """Return what somebody is told, the newest first."""
        return [one["title"] for one in person.get("/notices")["items"]]

    def steps(self, record: str) -> list[Any]:
        """Return what the steps of the rule did, of its newest run at a lead."""
        found = self.admin.get("/apps/leads/runs", rule="one_company", record=record)["items"]
        run = self.admin.get(f"/runs/{found[0]['id']}")
        return [(step["kind"], step["state"], step["result"]) for step in run["steps"]]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, edited(LEADS, tmp_path, {"rules/one_company.json": MERGE}))


def test_the_earliest_with_an_owner_is_kept_and_takes_everything(office: Office) -> None:
    """Ann's is kept though a lead of nobody came first; its activity, and what Bob knew, are hers; both are told."""
    first = office.lead(company="Acme Ltd", employees=12)["id"]
    activity = office.admin.post(
        f"{BASE}/activity/records", {"values": {"subject": "Talk", "kind": "call", "lead": first}}, 201
    )["id"]
    kept = office.lead(office.ann, company="Acme")
    assert "warnings" not in kept
    assert office.living() == [kept["id"]]
    values = office.values(kept["id"])
    assert (values["employees"], values["channel"], values["quality"]) == (12, "call", "high")
    assert office.admin.get(f"{BASE}/activity/records/{activity}")["values"]["lead"] == kept["id"]
    assert office.notices(office.ann) == ["Acme took Acme"]

    gone = office.lead(office.bob, company="ACME ltd", need="a crane")
    (warning,) = gone["warnings"]
    assert (warning["code"], warning["hint"]) == ("merged", kept["id"])
    assert office.living() == [kept["id"]]
    assert office.values(kept["id"])["need"] == "a crane"
    assert office.notices(office.bob) == ["ACME ltd goes into Acme"]
    assert office.notices(office.ann)[0] == "Acme took ACME ltd"
    into = office.admin.get(f"{RECORDS}/{gone['id']}/merges")["into"]
    assert into["id"] == kept["id"]
    step, *inner = office.steps(gone["id"])
    assert [one[0] for one in inner] == ["Notify", "Notify", "SetFields"]
    assert (step[0], step[1], step[2]["kept"], step[2]["merged"]) == ("Merge", "done", kept["id"], 1)
    items = office.admin.get(f"{RECORDS}/{kept['id']}/timeline")["items"]
    told = [one["actor"] for one in items if one["kind"] == "merged"]
    assert [(one["kind"], one["key"]) for one in told] == [("rule", "one_company")] * 2


def test_what_the_condition_leaves_out_and_what_is_blank_stay_apart(office: Office) -> None:
    """A lost lead of the company is not asked; two without a contact are not of one contact; a region is of both keys."""
    lost = office.lead(company="Acme")["id"]
    office.change(lost, status="lost")
    office.lead(company="Acme")
    office.lead(company="Bolt")
    office.lead(company="Cask", contact_name="Li", region="west")
    alone = office.lead(company="Dome", contact_name="Li")["id"]
    assert len(office.living()) == 5
    assert office.steps(alone)[0] == ("Merge", "done", {"merged": 0})
    office.change(alone, region="west", contact_name="Li")
    assert len(office.living()) == 4


def test_who_undoes_a_merge_has_the_last_word(office: Office) -> None:
    """Both are back as they were, and the rule lets them be, also when one is changed again."""
    kept = office.lead(office.ann, company="Acme")["id"]
    gone = office.lead(office.bob, company="Acme", need="a crane")["id"]
    (merge,) = office.admin.get(f"{RECORDS}/{kept}/merges")["merges"]
    assert (merge["may_undo"], [one["id"] for one in merge["records"]]) == (True, [gone])
    done = office.admin.post(f"{RECORDS}/{kept}/merges/{merge['id']}/undo")
    assert (done["records"], done["fields"], done["left"]) == (1, 1, 0)
    assert sorted(office.living()) == sorted([kept, gone])
    assert (office.values(kept)["need"], office.values(gone)["need"]) == (None, "a crane")
    office.change(gone, contact_name="Li")
    assert sorted(office.living()) == sorted([kept, gone])
    assert office.lead(company="Acme")["warnings"][0]["hint"] == kept
    assert len(office.living()) == 2


def test_records_that_somebody_called_different_stay_two(office: Office) -> None:
    """Two leads that a person looked at are not merged when one of them changes."""
    first = office.lead(company="Acme")["id"]
    second = office.lead(company="Bolt")["id"]
    office.admin.post(f"{BASE}/lead/duplicates/different", {"records": [first, second]}, 204)
    office.change(second, company="Acme")
    assert len(office.living()) == 2


def test_of_two_at_once_one_is_left(office: Office) -> None:
    """Visitors send the same company at the same moment: each round one record is left, and nothing fails."""

    def send(number: int) -> str:
        return str(office.lead(company="Acme", employees=number)["id"])

    with ThreadPoolExecutor(4) as pool:
        sent = set(pool.map(send, range(8)))
    (left,) = office.living()
    assert left in sent
    merged = {
        one["id"]
        for merge in office.admin.get(f"{RECORDS}/{left}/merges")["merges"]
        for one in merge["records"]
    }
    into = {office.admin.get(f"{RECORDS}/{one}/merges")["into"]["id"] for one in sent - {left}}
    assert (merged <= sent, into) == (True, {left})


def _others(members: dict[str, Any]) -> Callable[[dict[str, Any]], object]:
    return lambda entity: entity["buttons"].append(
        {"id": "bt0000mm", "key": "merge", "label": {"en": "Merge", "zh": "合并"}, "do": [{"Merge": members}]}
    )


def test_a_button_keeps_what_the_document_prefers(world: World, tmp_path: Path) -> None:
    """The one with most employees is kept, whoever owns it; the person sees the one that is left."""
    folder = edited(
        LEADS,
        tmp_path,
        {
            "entities/lead.json": _others(
                {"match": [["region"]], "prefer": ["employees > 50", "employees > 5"]}
            )
        },
    )
    office = Office(world, folder)
    small = office.lead(office.ann, company="Small", employees=2)["id"]
    middle = office.lead(company="Middle", employees=20)["id"]
    large = office.lead(company="Large", employees=90)["id"]
    office.admin.post(f"{RECORDS}/{small}/actions/merge")
    assert office.living() == [large]
    merged = office.admin.get(f"{RECORDS}/{large}/merges")["merges"][0]
    assert {one["id"] for one in merged["records"]} == {small, middle}
    assert office.values(large)["owner"] == office.ann.id
