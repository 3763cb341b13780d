"""A pool of leads: sellers claim what is nobody's, within bounds; what they leave alone goes back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dougong.actions.recycle_pools import recycle_pools
from tests.conftest import Databases
from tests.stories.leads import BASE, Office, build_office
from tests.world import Person, World

DRAFT = "/apps/leads/draft"
POOL: dict[str, Any] = {
    "format": 1,
    "id": "poolpool",
    "key": "open_leads",
    "name": {"en": "Open leads", "zh": "线索公海"},
    "entity": "lead",
    "claimed_at": "claimed_at",
    "recycle_on": "recycle_on",
    "active_at": "called_at",
    "days": "settings.sql_min - 50",
    "extend_days": "3",
    "max_days": "20",
    "keep_when": 'status = "converted"',
    "warn_days": [3, 1],
    "claim": {"hold": "2", "counts": 'status <> "converted"', "per_day": "3", "again_after_hours": "12"},
}


def _field(key: str, number: int, kind: str, written: str) -> dict[str, Any]:
    about = {"id": f"poolfd{number:02}", "type": kind, "label": {"en": key, "zh": key}}
    return {"type": ["string", "null"], "format": written, "readOnly": True, "title": key, "x-dougong": about}


def _lead(document: dict[str, Any]) -> None:
    document["schema"]["properties"] |= {
        "claimed_at": _field("claimed_at", 1, "datetime", "date-time"),
        "recycle_on": _field("recycle_on", 2, "date", "date"),
        "called_at": {**_field("called_at", 3, "datetime", "date-time"), "readOnly": False},
    }


def _role(document: dict[str, Any]) -> None:
    grant = document["grants"][0]
    grant["rows"] = "owner = user.id OR ISBLANK(owner)"
    grant["fields"]["write"].append("called_at")


class Shared(Office):
    """The office with a pool of leads."""

    def __init__(self, world: World, **members: Any) -> None:
        super().__init__(world)
        for kind, key, edit in (("entity", "lead", _lead), ("role", "sales", _role)):
            found = self.admin.get(f"{DRAFT}/{kind}/{key}")
            edit(found["document"])
            written = {"document": found["document"]}
            self.admin.put(f"{DRAFT}/{kind}/{key}", written, **{"If-Match": f'"{found["version"]}"'})
        self.pool(**members)

    def draft(self, **members: Any) -> Any:
        """Write the pool with other members into the draft."""
        there = self.admin.request("GET", f"{DRAFT}/pool/open_leads")
        head = {"If-None-Match": "*"}
        if there.status_code == 200:
            head = {"If-Match": f'"{there.json()["version"]}"'}
        return self.admin.put(f"{DRAFT}/pool/open_leads", {"document": {**POOL, **members}}, **head)

    def pool(self, **members: Any) -> None:
        """Publish the pool with other members."""
        self.draft(**members)
        plan = self.admin.get(f"{DRAFT}/plan")
        accept = [step["accept"] for step in plan["steps"] if step["accept"]]
        self.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})

    def open(self, number: int = 0, **values: Any) -> str:
        """Enter a lead that is nobody's."""
        return str(self.lead(company=f"Acme {number} Ltd", **values)["id"])

    def claim(self, by: Person, *records: str) -> list[dict[str, Any]]:
        """Claim leads."""
        items: list[dict[str, Any]] = by.post(f"{BASE}/lead/records/claim", {"records": records})["items"]
        return items

    def values(self, record: str) -> dict[str, Any]:
        """Return the values of a lead."""
        found: dict[str, Any] = self.read("lead", record)["values"]
        return found

    def state(self, record: str, by: Person) -> dict[str, Any]:
        """Return where a lead stands in the pool."""
        found: dict[str, Any] = by.get(f"{BASE}/lead/records/{record}/pool")
        return found

    def after(self, **span: float) -> int:
        """Let the pools be looked after at a later time."""
        return recycle_pools(self.world.database, datetime.now(UTC) + timedelta(**span))

    def told(self, person: Person) -> list[str]:
        """Return what somebody was told, the latest first."""
        return [one["title"] for one in person.get("/notices")["items"]]


@pytest.fixture
def shared(databases: Databases, tmp_path: Path) -> Iterator[Any]:
    name = databases.clone(databases.template("office", build_office))
    database = databases.connect(name)
    with World(database, tmp_path / "home") as world:
        yield lambda **members: Shared(world, **members)
    database.close()
    databases.drop(name)


def today() -> date:
    """Return the day of the workspace."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_a_seller_claims_a_lead(shared: Any) -> None:
    """It is hers, from now and for ten days; whoever comes late is told whose it is and since when."""
    office = shared()
    record = office.open()
    state = office.state(record, office.ann)
    assert (state["may_claim"], state["why_not"], state["room"]["hold"]) == (True, None, 2)
    (claimed,) = office.claim(office.ann, record)
    values = office.values(record)
    assert (values["owner"], values["recycle_on"]) == (office.id_of("ann"), str(today() + timedelta(10)))
    assert claimed["version"] == office.read("lead", record)["version"]
    office.pool(claim={})
    office.admin.patch(f"{BASE}/lead/records/{record}", {"values": {"region": "west"}}, claimed["version"])
    line = office.ann.get(f"{BASE}/lead/records/{record}/timeline")["items"]
    assert any(one["cause"] == "pool:open_leads" for one in line)
    state = office.state(record, office.ann)
    assert (state["may_release"], state["may_claim"]) == (True, False)
    assert [one["kind"] for one in state["events"]] == ["claimed"]


def test_two_sellers_claim_one_lead(shared: Any) -> None:
    """Eight requests of two people at once: it becomes one person's, the others are refused."""
    office = shared()
    record = office.open()
    people = [office.ann, office.bob] * 4
    with ThreadPoolExecutor(4) as pool:
        items = [one for found in pool.map(lambda by: office.claim(by, record), people) for one in found]
    won = [one for one in items if "version" in one]
    assert len(won) == 1
    assert {one["error"]["status"] for one in items if "error" in one} <= {404, 409}
    owner = office.values(record)["owner"]
    assert owner in {office.id_of("ann"), office.id_of("bob")}


def test_claims_have_bounds(shared: Any) -> None:
    """Two leads at most, won ones take no place; three claims a day; nobody claims back what he just let go."""
    office = shared()
    records = [office.open(number) for number in range(5)]
    answers = office.claim(office.ann, *records[:3])
    assert ["version" in one for one in answers] == [True, True, False]
    assert answers[2]["error"]["detail"] == "您已持有该公海的 2 条记录，最多 2 条。"
    back = f"{BASE}/lead/records/{records[0]}/release"
    office.ann.post(back, {"reason": "Wrong number"})
    assert office.values(records[0])["owner"] is None
    assert office.values(records[0])["claimed_at"] is None
    (again,) = office.claim(office.ann, records[0])
    assert again["error"]["detail"].startswith("您曾负责该记录，")
    assert "version" in office.claim(office.bob, records[0])[0]
    assert "version" in office.claim(office.ann, records[3])[0]
    (fourth,) = office.claim(office.ann, records[4])
    assert fourth["error"]["status"] == 409
    events = office.state(records[0], office.bob)["events"]
    assert [(one["kind"], one["reason"]) for one in events] == [
        ("claimed", None),
        ("released", "Wrong number"),
        ("claimed", None),
    ]


def test_many_claims_at_once_keep_the_bound(shared: Any) -> None:
    """One person in eight windows: two places are two places."""
    office = shared(claim={"hold": "2"})
    records = [office.open(number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: office.claim(office.ann, one), records))
    assert sum(office.values(one)["owner"] is not None for one in records) == 2


def test_only_some_roles_claim(shared: Any) -> None:
    """Whoever sees the record but does not hold the role is told so; who does not see it is told nothing."""
    office = shared(claim={"roles": ["sales"]})
    record = office.open()
    assert office.state(record, office.admin)["why_not"] == "Your roles do not claim records of this pool."
    assert office.claim(office.admin, record)[0]["error"]["status"] == 403
    office.claim(office.ann, record)
    office.bob.get(f"{BASE}/lead/records/{record}/pool", 404)
    office.bob.post(f"{BASE}/lead/records/{record}/release", {}, 404)
    office.admin.post(f"{BASE}/lead/records/{record}/release", {"reason": "On leave"})
    assert office.values(record)["owner"] is None


def test_every_way_of_giving_a_lead_away_starts_the_clock(shared: Any) -> None:
    """Entered with an owner, given to somebody by hand, by many at once: the days begin anew."""
    office = shared()
    ann, bob = office.id_of("ann"), office.id_of("bob")
    last = str(today() + timedelta(10))
    entered = office.lead(owner=ann)["id"]
    assert office.values(entered)["recycle_on"] == last
    first = office.values(entered)["claimed_at"]
    office.change(entered, owner=bob)
    assert office.values(entered)["claimed_at"] > first
    office.change(entered, company="Beta Ltd")
    kept = office.values(entered)["claimed_at"]
    many = {
        "items": [
            {
                "op": "update",
                "id": entered,
                "version": office.read("lead", entered)["version"],
                "values": {"owner": ann},
            }
        ]
    }
    office.admin.post(f"{BASE}/lead/records/batch", many)
    assert office.values(entered)["claimed_at"] > kept
    office.change(entered, owner=None)
    assert (office.values(entered)["claimed_at"], office.values(entered)["recycle_on"]) == (None, None)
    refused = office.admin.post(f"{BASE}/lead/records", {"values": {"company": "X", "recycle_on": last}}, 422)
    assert refused["errors"][0]["code"] == "read_only"


def test_what_is_left_alone_goes_back(shared: Any) -> None:
    """Ann is warned once three days and once one day before; then it is open again, and she hears of it."""
    office = shared()
    record = office.open()
    office.claim(office.ann, record)
    for days in (6, 7, 7, 8, 9, 10):
        assert office.after(days=days) == 0
    warnings = [one for one in office.told(office.ann) if "若无跟进" in one]
    assert len(warnings) == 2
    assert str(today() + timedelta(10)) in warnings[0]
    assert office.after(days=11) == 1
    assert office.values(record)["owner"] is None
    assert office.told(office.ann)[0] == "“Acme 0 Ltd”已收回到“线索公海”"
    assert office.after(days=11) == 0
    assert "version" in office.claim(office.bob, record)[0]


def test_a_record_tells_why_it_is_hers_and_until_when(shared: Any) -> None:
    """The owner came out of the pool; the last day is told with what it is made of, and why nobody has it now."""
    office = shared(first_contact_hours="8", max_days="12", keep_when='region = "west"')

    def reasons(language: str = "en") -> dict[str, Any]:
        office.admin.patch("/me", {"language": language})
        items = office.admin.get(f"{BASE}/lead/records/{record}/reasons")["items"]
        return {one["field"]: one for one in items}

    record = office.open()
    office.claim(office.ann, record)
    found = reasons()
    assert (found["owner"]["actor"]["name"], found["owner"]["why"]) == (
        "ann",
        ["Claimed from the pool “Open leads”"],
    )
    kept = found["recycle_on"]
    assert (kept["new"], kept["actor"]["kind"], kept["actor"]["key"]) == (
        str(today() + timedelta(10)),
        "pool",
        "open_leads",
    )
    assert kept["why"][:2] == [
        f"10 days from the claim: until {today() + timedelta(10)}",
        f"At most 12 days from the claim: {today() + timedelta(12)}",
    ]
    assert kept["why"][2].startswith("Without an activity it goes back at ")
    state = office.state(record, office.ann)
    claimed, late = (datetime.fromisoformat(state[key]) for key in ("claimed_at", "contact_by"))
    assert (late - claimed, state["last_day"]) == (timedelta(hours=8), str(today() + timedelta(10)))
    assert (found["claimed_at"]["actor"]["kind"], found["claimed_at"]["why"]) == ("pool", [])
    office.change(record, called_at=(datetime.now(UTC) + timedelta(days=8)).isoformat())
    assert (
        reasons()["recycle_on"]["why"][1] == f"3 days from the last activity: until {today() + timedelta(11)}"
    )
    assert len(reasons()["recycle_on"]["why"]) == 3
    office.change(record, called_at=(datetime.now(UTC) + timedelta(days=11)).isoformat())
    state = office.state(record, office.ann)
    assert (state["contact_by"], state["last_day"]) == (None, str(today() + timedelta(11)))
    office.change(record, called_at=(datetime.now(UTC) + timedelta(days=8)).isoformat())
    assert reasons("zh")["recycle_on"]["why"][0] == f"自领取起 10 天：至 {today() + timedelta(10)}"
    office.change(record, region="west")
    assert reasons()["recycle_on"]["why"] == ["It stays with its owner: region is “west”"]
    office.change(record, region="east")
    office.ann.post(f"{BASE}/lead/records/{record}/release", {"reason": "No budget"})
    assert reasons()["owner"]["why"] == ["Given back to the pool", "No budget"]
    office.claim(office.bob, record)
    office.after(days=30)
    assert reasons()["owner"]["why"] == ["Taken back by the pool “Open leads”: its time was over"]


def test_an_activity_keeps_it_for_a_while(shared: Any) -> None:
    """A call on the eighth day adds a day; nothing keeps it beyond the twentieth, unless it is won."""
    office = shared()
    called, won = office.open(1), office.open(2)
    office.claim(office.ann, called, won)
    begun = datetime.now(UTC)
    office.change(called, by=office.ann, called_at=(begun + timedelta(days=8)).isoformat())
    assert office.values(called)["recycle_on"] == str(today() + timedelta(11))
    assert office.after(days=10) + office.after(days=11) == 1
    office.change(called, owner=office.id_of("ann"))
    office.change(called, by=office.ann, called_at=(begun + timedelta(days=19)).isoformat())
    assert office.values(called)["recycle_on"] == str(today() + timedelta(20))
    assert office.after(days=20) == 1


def test_a_pool_is_made_over_records_that_are_there(shared: Any) -> None:
    """Leads that had an owner before get their days; a changed number of days counts them anew; switched off,
    nothing goes back, and what is due goes when it is on again."""
    office = shared(enabled=False)
    record = office.lead(owner=office.id_of("ann"))["id"]
    assert office.after(days=40) == 0
    assert office.state(record, office.admin)["pool"]["enabled"] is False
    office.pool(days="5", warn_days=[])
    office.after(hours=0)
    assert office.values(record)["recycle_on"] == str(today() + timedelta(5))
    assert office.after(days=6) == 1


def test_a_pool_is_checked(shared: Any) -> None:
    """What a pool keeps must be closed to people; two pools over the same records are refused."""
    office = shared()
    codes = [one["code"] for one in office.draft(claimed_at="called_at")["problems"]]
    assert codes == ["not_read_only"]
    second = {"document": {**POOL, "id": "poolpoo2", "key": "others"}}
    problems = office.admin.put(f"{DRAFT}/pool/others", second, **{"If-None-Match": "*"})["problems"]
    assert [(one["code"], one["pointer"]) for one in problems] == [("same_records", "/when")]
