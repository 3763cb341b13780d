"""Records that may be the same are found in groups, equal or alike, and what people say of them is kept."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from dougong.records.similar import likeness, pairs, plain
from tests.crm.conftest import Crm, crm
from tests.stories.brought import worked
from tests.world import Person

__all__ = ["crm"]

GROUPS = "/apps/crm/entities/{}/duplicates"
DATA = Path(__file__).parents[1] / "data" / "crm_sales_opportunities" / "accounts.csv"


def titles(who: Person, entity: str, kind: str = "exact") -> list[list[str]]:
    """Return the titles of each group."""
    found = who.get(GROUPS.format(entity), kind=kind)["groups"]
    return [[one["title"] for one in group["records"]] for group in found]


def looked(crm: Crm, entity: str) -> Any:
    """Look for similar records and return the job's result."""
    job = crm.admin.post(f"{GROUPS.format(entity)}/similar", None, status=202)["job"]
    return worked(crm.world, crm.admin, job)["result"]


def test_equal_records_stand_in_groups(crm: Crm) -> None:
    """Three of one company, by the key that a rule made of its name; said to be different they are gone."""
    for name in ("Acme Ltd", "ACME ltd.", "Acme, Ltd", "Brick"):
        crm.create("account", name=name)
    answer = crm.admin.get(GROUPS.format("account"))
    assert answer["matched"] == [["name_norm"]]
    (group,) = answer["groups"]
    assert (group["count"], group["kind"], group["fields"]) == (3, "exact", ["name_norm"])
    ids = [one["id"] for one in group["records"]]
    crm.admin.post(f"{GROUPS.format('account')}/different", {"records": ids}, status=204)
    assert titles(crm.admin, "account") == []
    crm.admin.post(f"{GROUPS.format('account')}/different", {"records": ids, "different": False}, status=204)
    assert len(titles(crm.admin, "account")) == 1


def test_everybody_sees_groups_of_his_own_records(crm: Crm) -> None:
    """Two leads with one number: their owner sees them, another seller does not, nor one of the two alone."""
    for name, owner in (("Li Na", "east_1"), ("Li Na (new)", "east_1"), ("Li N.", "north_1")):
        crm.create("lead", contact_name=name, channel="search", phone="+8613800000001", owner=crm.ids[owner])
    assert titles(crm.as_("east_1"), "lead") == [["Li Na", "Li Na (new)"]]
    assert titles(crm.as_("north_1"), "lead") == []
    crm.as_("east_1").post(f"{GROUPS.format('lead')}/similar", None, status=403)
    crm.as_("east_1").post(
        f"{GROUPS.format('lead')}/different", {"records": [str(uuid4()), str(uuid4())]}, status=403
    )


def test_similar_records_are_looked_for(crm: Crm) -> None:
    """A letter more or less, another order of words, another legal form; what was said to be two stays so."""
    names = [
        "Northwind Traders Ltd",
        "Norhtwind Traders",
        "上海建工集团有限公司",
        "上海建工",
        "Alpha",
        "Alpine",
    ]
    for name in names:
        crm.create("account", name=name)
    assert crm.admin.get(GROUPS.format("account"), kind="similar")["scan"] is None
    result = looked(crm, "account")
    assert result == {"compared": 6, "pairs": 2}
    answer = crm.admin.get(GROUPS.format("account"), kind="similar")
    assert answer["scan"]["state"] == "done"
    groups = [{one["title"] for one in group["records"]} for group in answer["groups"]]
    assert {"Northwind Traders Ltd", "Norhtwind Traders"} in groups
    ids = [one["id"] for one in answer["groups"][0]["records"]]
    crm.admin.post(f"{GROUPS.format('account')}/different", {"records": ids}, status=204)
    looked(crm, "account")
    assert len(titles(crm.admin, "account", "similar")) == 1


def test_what_stands_beside_must_be_equal(crm: Crm) -> None:
    """Two people of one name at two companies are two people."""
    one, other = (crm.create("account", name=name)["id"] for name in ("Acme", "Brick"))
    for account in (one, other):
        crm.create("contact", name="Margaret Thompson", account=account)
    crm.create("contact", name="Margret Thompson", account=one)
    assert looked(crm, "contact")["pairs"] == 1


VARIANTS = {
    "letter": lambda name: name[:-1] if len(name) > 6 else name + "s",
    "swapped": lambda name: name[:2] + name[3] + name[2] + name[4:] if len(name) > 5 else name + " ",
    "legal": lambda name: f"{name} Co., Ltd.",
    "case": str.upper,
    "order": lambda name: " ".join(reversed(name.split())),
}


def test_of_the_companies_of_the_data_set() -> None:
    """Each of 85 real company names beside five spellings of it: nearly all are found, hardly any wrongly."""
    names = [row["account"] for row in csv.DictReader(DATA.open(encoding="utf-8"))]
    made: dict[UUID, str] = {}
    texts: dict[UUID, list[str]] = {}
    for name in names:
        for spelling in (name, *(vary(name) for vary in VARIANTS.values())):
            identity = uuid4()
            made[identity], texts[identity] = name, [spelling]
    found = {(one.first, one.second) for one in pairs(texts, {})}
    right = {pair for pair in found if made[pair[0]] == made[pair[1]]}
    first = [identity for identity in made if texts[identity][0] == made[identity]]
    met = sum(
        1
        for one in first
        for other in made
        if made[other] == made[one] and other != one and (min(one, other), max(one, other)) in right
    )
    asked = sum(1 for one in first for other in made if made[other] == made[one] and other != one)
    assert met / asked > 0.9, met / asked
    assert len(right) / len(found) > 0.97, len(right) / len(found)


def test_how_alike_texts_are() -> None:
    """Case, width, marks and legal forms count nothing; one letter counts much in a short name."""
    assert plain("ACME（上海）有限公司") == plain("acme 上海 公司")
    assert likeness(plain("Traders Northwind"), plain("Northwind Traders GmbH")) == 100
    assert likeness("lina", "liya") == 0
    assert likeness("northwind", "northwing") >= 85
    assert likeness("alpha", "omega") < 85
