"""Several pools of one entity: what they hide, how records are handed out, where they go back to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Databases
from tests.stories.leads import BASE, build_office
from tests.stories.test_records_are_claimed import DRAFT, POOL, Shared, today
from tests.world import Person, World

PHONE = "+86 138 0013 8000"
COLD: dict[str, Any] = {
    **POOL,
    "id": "coldpool",
    "key": "cold_leads",
    "name": {"en": "Cold leads", "zh": "冷线索"},
    "pool_field": "sea",
    "pool_value": "cold",
    "claim": {},
}
HOT: dict[str, Any] = {"pool_field": "sea", "pool_value": "hot", "when": "TRUE", "claim": {}}


def _lead(document: dict[str, Any]) -> None:
    choices = [{"key": key, "label": {"en": key, "zh": key}, "colour": "grey"} for key in ("hot", "cold")]
    own = {"id": "seafield", "type": "select", "label": {"en": "Pool", "zh": "公海"}, "options": choices}
    document["schema"]["properties"] |= {
        "sea": {
            "type": ["string", "null"],
            "enum": ["hot", "cold", None],
            "readOnly": True,
            "title": "Pool",
            "x-dougong": own,
        },
        "phone": {
            "type": ["string", "null"],
            "title": "Phone",
            "x-dougong": {
                "id": "phonefld",
                "type": "phone",
                "label": {"en": "Phone", "zh": "电话"},
                "search": True,
            },
        },
    }


class Seas(Shared):
    """The office with two pools of leads, a phone number, and a role that administers pools."""

    def __init__(self, world: World, **members: Any) -> None:
        self.hot = {**HOT, **members.pop("hot", {})}
        self.cold = {**COLD, **members.pop("cold", {})}
        super().__init__(world, **members)

    def pool(self, **members: Any) -> None:
        """Publish both pools and what they need; other members are those of the first."""
        place = f"{DRAFT}/entity/lead"
        found = self.admin.get(place)
        if "sea" not in found["document"]["schema"]["properties"]:
            _lead(found["document"])
            self.admin.put(place, {"document": found["document"]}, **{"If-Match": f'"{found["version"]}"'})
            sales = self.admin.get(f"{DRAFT}/role/sales")["document"]
            keeper = {
                **sales,
                "id": "keeprole",
                "key": "keeper",
                "name": {"en": "Keeper", "zh": "公海管理员"},
            }
            lead = {**sales["grants"][0], "id": "keepgran", "rows": "TRUE()"}
            keeper["grants"] = [lead]
            self.admin.put(f"{DRAFT}/role/keeper", {"document": keeper}, **{"If-None-Match": "*"})
            self.admin.put(f"{DRAFT}/pool/cold_leads", {"document": self.cold}, **{"If-None-Match": "*"})
        super().pool(**self.hot, **members)

    def keeper(self) -> Person:
        """Hire somebody who administers the pools."""
        self.world.person("kay", roles={"leads": ["keeper"]})
        return self.world.sign_in("kay")

    def hand(self, by: Person, person: str, *records: str, expect: int = 200) -> list[dict[str, Any]]:
        """Hand leads out."""
        body = {"records": records, "person": self.id_of(person), "reason": "From the fair"}
        items: list[dict[str, Any]] = by.post(f"{BASE}/lead/records/hand-out", body, expect)["items"]
        return items


@pytest.fixture
def seas(databases: Databases, tmp_path: Path) -> Iterator[Any]:
    name = databases.clone(databases.template("office", build_office))
    database = databases.connect(name)
    with World(database, tmp_path / "home") as world:
        yield lambda **members: Seas(world, **members)
    database.close()
    databases.drop(name)


def test_records_go_back_to_another_pool(seas: Any) -> None:
    """What was left alone twice goes from the hot leads to the cold ones; by hand it goes where its owner says."""
    office = seas(hot={"give_back_to": ["cold_leads", "open_leads"]})
    left, chosen = office.open(1), office.open(2)
    assert office.state(left, office.ann)["pool"]["key"] == "open_leads"
    office.claim(office.ann, left, chosen)
    state = office.state(chosen, office.ann)
    assert [one["key"] for one in state["give_back_to"]] == ["cold_leads", "open_leads"]
    back = f"{BASE}/lead/records/{chosen}/release"
    office.ann.post(back, {"pool": "nowhere"}, 422)
    office.ann.post(back, {"pool": "open_leads"})
    assert (office.values(chosen)["owner"], office.values(chosen)["sea"]) == (None, "hot")
    office.after(days=10)
    assert office.after(days=11) == 1
    told = [one.removeprefix("“Acme 1 Ltd”") for one in office.told(office.ann)]
    assert told == ["已收回到“冷线索”", f"若无跟进，将在 {today() + timedelta(10)} 之后收回到“冷线索”"]
    assert (office.values(left)["owner"], office.values(left)["sea"]) == (None, "cold")
    state = office.state(left, office.bob)
    assert (state["pool"]["key"], [one["kind"] for one in state["events"]]) == (
        "cold_leads",
        ["recycled", "claimed"],
    )
    assert "version" in office.claim(office.bob, left)[0]
    refused = office.admin.post(f"{BASE}/lead/records", {"values": {"company": "X", "sea": "hot"}}, 422)
    assert refused["errors"][0]["code"] == "read_only"


def test_a_phone_is_hidden_until_it_is_claimed(seas: Any) -> None:
    """In lists, filters, search, exports, the timeline and on the page: who has not claimed a lead does not read it."""
    office = seas(hot={"hide": ["phone"], "admins": ["keeper"]})
    record = office.open(1, phone=PHONE)
    place = f"{BASE}/lead/records"
    digits = office.values(record)["phone"]

    def told(by: Person) -> list[Any]:
        listed = by.get(place)["items"][0]["values"].get("phone")
        return [
            by.get(f"{place}/{record}")["values"].get("phone"),
            listed,
            len(by.get(place, filter=f'phone = "{digits}"')["items"]),
            len(by.get(place, search=PHONE[-6:])["items"]),
            digits in by.request("GET", f"{place}/{record}/timeline").text,
            digits in by.request("GET", f"{place}/{record}/history").text,
            digits in by.request("GET", "/search", params={"q": digits}).text,
        ]

    assert told(office.ann) == [None, None, 0, 0, False, False, False]
    assert office.state(record, office.ann)["hidden"] == ["电话"]
    office.ann.patch(f"{place}/{record}", {"values": {"phone": "+86 139 0000 0000"}}, 1, 422)
    keeper = office.keeper()
    assert told(keeper)[:3] == [digits, digits, 1]
    assert office.state(record, keeper)["hidden"] == []
    office.claim(office.ann, record)
    assert told(office.ann)[:3] == [digits, digits, 1]
    assert office.state(record, office.ann)["hidden"] == []
    office.ann.post(f"{place}/{record}/release", {})
    assert told(office.ann)[:3] == [None, None, 0]


def test_administrators_hand_records_out(seas: Any) -> None:
    """Where nobody claims, an administrator gives leads to sellers and takes them back; nobody else does."""
    office = seas(hot={"assign": "admin", "admins": ["keeper"], "claim": {"roles": ["sales"]}})
    keeper, record, other = office.keeper(), office.open(1), office.open(2)
    assert office.claim(office.ann, record)[0]["error"]["status"] == 403
    assert office.hand(office.ann, "ann", record)[0]["error"]["status"] == 403
    assert office.state(record, office.ann)["may_assign"] is False
    assert office.state(record, keeper)["may_assign"] is True
    answers = office.hand(keeper, "bob", record, other)
    assert ["version" in one for one in answers] == [True, True]
    assert office.values(record)["owner"] == office.id_of("bob")
    assert office.hand(keeper, "ann", record)[0]["error"]["status"] == 409
    keeper.post(f"{BASE}/lead/records/{other}/release", {"reason": "Not his"})
    assert office.hand(keeper, "kay", other)[0]["error"]["status"] == 409
    events = [(one["kind"], one["reason"]) for one in office.state(other, keeper)["events"]]
    assert events == [("released", "Not his"), ("assigned", "From the fair")]


def test_a_pool_hands_its_records_out_by_itself(seas: Any) -> None:
    """Whoever has the fewest gets the next one and is told; full is full; who let it go does not get it again."""
    claim = {"roles": ["sales"], "hold": "1", "again_after_hours": "12"}
    office = seas(hot={"assign": "auto", "claim": claim})
    records = [office.open(number) for number in range(5)]
    office.after(minutes=1)
    owners = [office.values(one)["owner"] for one in records]
    assert sorted(one for one in owners if one) == sorted(
        office.id_of(name) for name in ("ann", "bob", "cid", "kim")
    )
    assert owners.count(None) == 1
    mine = records[owners.index(office.id_of("ann"))]
    assert office.told(office.ann)[0].startswith("“线索公海”的“Acme ")
    office.ann.post(f"{BASE}/lead/records/{mine}/release", {})
    office.after(minutes=2)
    assert office.values(mine)["owner"] is None
    assert office.values(records[owners.index(None)])["owner"] == office.id_of("ann")


def test_claims_have_a_pace_and_departments_a_bound(seas: Any) -> None:
    """One claim every two hours; a department holds three together."""
    office = seas(hot={"claim": {"every_hours": "2"}})
    first, second = office.open(1), office.open(2)
    answers = office.claim(office.ann, first, second)
    assert ("version" in answers[0], answers[1]["error"]["detail"].endswith("起可以领取下一条。")) == (
        True,
        True,
    )
    assert office.state(second, office.ann)["may_claim"] is False
    assert "version" in office.claim(office.bob, second)[0]
    department = office.admin.post("/departments", {"name": "Sales"})["id"]
    for name in ("ann", "bob"):
        version = office.admin.get(f"/people/{office.id_of(name)}")
        office.admin.patch(
            f"/people/{office.id_of(name)}", {"department": department}, version.get("version")
        )
    found = office.admin.get(f"{DRAFT}/pool/open_leads")
    document = {**found["document"], "claim": {"department_hold": "3"}}
    office.hot = {**HOT, "claim": document["claim"]}
    office.pool()
    records = [office.open(number) for number in range(3, 6)]
    assert "version" in office.claim(office.ann, records[0])[0]
    (full,) = office.claim(office.bob, records[1])
    assert full["error"]["detail"] == "您的部门已持有该公海的 3 条记录，最多 3 条。"
    assert "version" in office.claim(office.world.sign_in("cid"), records[2])[0]


def test_what_pools_may_not_say(seas: Any) -> None:
    """A pool that hides what names a record, goes back to nowhere, or is one too many is told so; keys follow."""
    office = seas()
    cases = [
        ({"hide": ["company"]}, [("not_hidden", "/hide/0")]),
        ({"hide": ["nothing"]}, [("unknown_field", "/hide/0")]),
        ({"give_back_to": ["nowhere"]}, [("unknown_reference", "/give_back_to/0")]),
        ({"pool_value": "warm"}, [("unknown_option", "/pool_value")]),
        ({"pool_field": "lake"}, [("wrong_field", "/pool_field")]),
        ({"pool_value": "cold"}, [("same_records", "/when")]),
        ({"assign": "auto"}, [("nobody_to_assign", "/assign")]),
        ({"assign": "admin"}, [("nobody_assigns", "/assign")]),
    ]
    for members, expected in cases:
        problems = office.draft(**{**HOT, **members})["problems"]
        assert [(one["code"], one["pointer"]) for one in problems] == expected, members
    office.draft(**HOT, hide=["phone"], max_days="settings.sql_min", give_back_to=["cold_leads"])
    for body in (
        {"kind": "field", "key": "phone", "to": "number", "entity": "lead"},
        {"kind": "field", "key": "sea", "to": "ocean", "entity": "lead"},
        {"kind": "field", "key": "claimed_at", "to": "had_since", "entity": "lead"},
        {"kind": "setting", "key": "sql_min", "to": "least"},
        {"kind": "pool", "key": "cold_leads", "to": "frozen_leads"},
    ):
        office.admin.post("/apps/leads/rename", body)
    document = office.admin.get(f"{DRAFT}/pool/open_leads")["document"]
    assert (document["hide"], document["pool_field"], document["claimed_at"]) == (
        ["number"],
        "ocean",
        "had_since",
    )
    assert (document["max_days"], document["give_back_to"]) == ("settings.least", ["frozen_leads"])
