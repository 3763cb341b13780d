"""An import is taken back: what it made goes to the trash, what it changed is as before, the rest is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.empty_trash import empty_trash
from dougong.jobs.kinds import KINDS
from dougong.user_jobs import JobCancelled
from tests.stories.brought import brought, place, taken_back, values
from tests.world import World

PRODUCTS = "/apps/crm/entities/product/records"
MAPPING = {"name": "name", "price": "list_price", "series": "series"}


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM, with two products and an import that changes both and makes two more."""
    world = crm_installed
    brought(world, world.admin, "product", b"name,price,series\nA,1,x\nB,2,x\n", mapping=MAPPING)
    return world


def standing(world: World, entity: str = "product") -> tuple[int, int, dict[str, int]]:
    """Return of the last import how many records are left, how many can be undone, and why the others cannot."""
    told = world.admin.get(place(entity))["items"][0]["undo"]
    return told["left"], told["open"], {one["code"]: one["count"] for one in told["why"]}


def second(world: World) -> str:
    """Bring the second file and return its batch."""
    text = b"name,price,series\nA,10,y\nB,20,y\nC,30,y\nD,40,y\n"
    done = brought(world, world.admin, "product", text, mapping=MAPPING, match=["name"])
    assert (done["result"]["created"], done["result"]["updated"]) == (2, 2)
    return str(done["batch"])


def prices(world: World) -> dict[str, tuple[str, str]]:
    """Return price and series by name."""
    return {
        one["name"]: (one["list_price"]["amount"], one["series"]) for one in values(world.admin, "product")
    }


def test_everything_is_as_before(crm: World) -> None:
    """Made ones are in the trash, changed ones have their old values, and their history tells it."""
    batch = second(crm)
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["restored"], result["trashed"], result["left"]) == (2, 2, 0)
    assert prices(crm) == {"A": ("1", "x"), "B": ("2", "x")}
    assert {one["name"] for one in values(crm.admin, "product", trash="true")} == {"C", "D"}
    record = crm.admin.get(PRODUCTS, filter='name = "A"')["items"][0]
    timeline = crm.admin.get(f"{PRODUCTS}/{record['id']}/timeline")["items"]
    assert [item["cause"].split(":")[0] for item in timeline] == ["undo_import", "import", "import"]
    listed = crm.admin.get(place("product"))["items"]
    assert [(one["created"], one["updated"], (one["undo"] or {}).get("state")) for one in listed] == [
        (2, 2, "done"),
        (2, 0, None),
    ]
    crm.admin.post(place("product", f"/{batch}/undo"), None, status=409)


def test_what_was_changed_since_is_left_alone_and_told(crm: World) -> None:
    """A price that somebody set stays, the rest of that record goes back; a made record that was changed stays."""
    batch = second(crm)
    found = {item["values"]["name"]: item for item in crm.admin.get(PRODUCTS)["items"]}
    for name, change in (("A", {"list_price": {"amount": "11"}}), ("C", {"series": "z"})):
        item = found[name]
        crm.admin.patch(f"{PRODUCTS}/{item['id']}", {"values": change}, item["version"])
    crm.admin.delete(f"{PRODUCTS}/{found['D']['id']}")
    crm.admin.delete(f"{PRODUCTS}/{found['B']['id']}")
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["restored"], result["trashed"], result["gone"], result["left"]) == (1, 0, 1, 3)
    told = {(one["title"], one["field"], one["code"]) for one in result["problems"]}
    assert told == {("A", "list_price", "changed_since"), ("", "", "in_trash"), ("C", "", "changed_since")}
    assert all(one["by"] and one["at"] for one in result["problems"])
    assert prices(crm) == {"A": ("11", "x"), "C": ("30", "z")}


def test_what_others_refer_to_by_now_stays(crm: World) -> None:
    """An account that a deal has come to is kept; one that the same import linked goes along."""
    done = brought(
        crm,
        crm.admin,
        "opportunity",
        b"deal,account\nRoof,Acme\nWall,Beta\n",
        mapping={"deal": "name", "account": "account"},
        create_missing=["account"],
    )
    accounts = {
        item["values"]["name"]: item["id"]
        for item in crm.admin.get("/apps/crm/entities/account/records")["items"]
    }
    own = {"values": {"name": "Mine", "account": accounts["Beta"]}}
    crm.admin.post("/apps/crm/entities/opportunity/records", own, status=201)
    result = taken_back(crm, crm.admin, "opportunity", done["batch"])
    assert (result["trashed"], result["left"]) == (3, 1)
    assert [(one["entity"], one["title"], one["code"]) for one in result["problems"]] == [
        ("account", "Beta", "referenced")
    ]
    assert [one["name"] for one in values(crm.admin, "opportunity")] == ["Mine"]


def test_only_who_imported_or_an_administrator_may_take_back(crm: World) -> None:
    """Another person does not learn of the import; a dry run is nothing to be taken back."""
    batch = second(crm)
    other = crm.person("nora", "Nora", roles={"crm": ["manager"]})
    other.post(place("product", f"/{batch}/undo"), None, status=(403, 404))
    tried = brought(crm, crm.admin, "product", b"name\nE\n", mapping={"name": "name"}, dry_run=True)
    crm.admin.post(place("product", f"/{tried['batch']}/undo"), None, status=404)
    assert len(crm.admin.get(place("product"))["items"]) == 2


def test_imports_upon_imports_are_taken_back_one_by_one(crm: World) -> None:
    """The last one first: what it changed and gave back does not hold the one before it."""
    first = crm.admin.get(place("product"))["items"][0]["batch"]
    last = second(crm)
    result = taken_back(crm, crm.admin, "product", last)
    assert (result["restored"], result["trashed"], result["left"]) == (2, 2, 0)
    result = taken_back(crm, crm.admin, "product", first)
    assert (result["trashed"], result["left"]) == (2, 0)
    assert prices(crm) == {}


def test_who_stops_the_undoing_keeps_everything(crm: World) -> None:
    """A job that is cancelled leaves nothing behind, and may be started again."""
    batch = second(crm)
    job = crm.admin.post(place("product", f"/{batch}/undo"), None, status=202)["job"]
    found = user_jobs.begin(crm.database, UUID(job))
    assert found is not None
    crm.admin.post(f"/jobs/{job}/cancel", None)
    with pytest.raises(JobCancelled):
        KINDS[found.kind](found, crm.settings)
    with crm.database.begin() as conn:
        user_jobs.finish(conn, found.id, "cancelled")
    assert set(prices(crm)) == {"A", "B", "C", "D"}
    assert taken_back(crm, crm.admin, "product", batch)["trashed"] == 2


def test_who_had_a_record_has_it_again(crm: World) -> None:
    """Owner and references go back like any other value, and an empty one is empty again."""
    moses = crm.person("moses", "Moses", roles={"crm": ["sales_rep"]})
    mapping = {"name": "name", "owner": "owner", "account": "account"}
    brought(crm, crm.admin, "opportunity", b"name\nRoof\n", mapping={"name": "name"})
    before = values(crm.admin, "opportunity")[0]
    done = brought(
        crm,
        crm.admin,
        "opportunity",
        b"name,owner,account\nRoof,Moses,Acme\n",
        mapping=mapping,
        match=["name"],
        create_missing=["account"],
    )
    assert values(crm.admin, "opportunity")[0]["owner"] == moses.id
    result = taken_back(crm, crm.admin, "opportunity", done["batch"])
    assert (result["restored"], result["trashed"], result["left"]) == (1, 1, 0)
    after = values(crm.admin, "opportunity")[0]
    assert (after["owner"], after["account"]) == (before["owner"], None)


def test_what_a_person_may_not_undo_stays_open_for_somebody_who_may(crm: World) -> None:
    """A manager who may not delete hears so before; nothing counts as undone; an administrator does the rest."""
    manager = crm.person("mei", "Mei", roles={"crm": ["manager"]})
    text = b"contact,phone,channel\nLi,13800000001,referral\nWang,13800000002,referral\n"
    mapping = {"contact": "contact_name", "phone": "phone", "channel": "channel"}
    done = brought(crm, manager, "lead", text, mapping=mapping)
    assert done["result"]["created"] == 2, done["result"]["problems"]
    undo = place("lead", f"/{done['batch']}/undo")
    assert manager.get(undo) == {"trash": 0, "kept": 2, "restore": 0, "closed": 0}
    result = taken_back(crm, manager, "lead", done["batch"])
    assert (result["trashed"], result["left"]) == (0, 2)
    told = manager.get(place("lead"))["items"][0]["undo"]
    assert (told["state"], told["taken"], told["left"], told["open"]) == ("done", 0, 2, 2)
    assert crm.admin.get(undo) == {"trash": 2, "kept": 0, "restore": 0, "closed": 0}
    result = taken_back(crm, crm.admin, "lead", done["batch"])
    assert (result["trashed"], result["left"]) == (2, 0)
    told = crm.admin.get(place("lead"))["items"][0]["undo"]
    assert (told["taken"], told["left"]) == (2, 0)
    manager.post(undo, None, status=409)


def test_what_was_left_is_undone_later(crm: World) -> None:
    """What is taken back already is no conflict of another run; the price that was in the way goes back now."""
    batch = second(crm)
    found = {item["values"]["name"]: item for item in crm.admin.get(PRODUCTS)["items"]}["A"]
    path = f"{PRODUCTS}/{found['id']}"
    mine = {"values": {"list_price": {"amount": "11"}}}
    version = crm.admin.patch(path, mine, found["version"])["version"]
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["left"], result["open"]) == (1, 0)
    assert standing(crm) == (1, 0, {"changed_since": 1})
    assert crm.admin.get(place("product", f"/{batch}/undo"))["restore"] == 0
    refused = crm.admin.post(place("product", f"/{batch}/undo"), None, status=409)
    assert refused["detail"] == "Nothing of what is left of this import can be undone."
    version = crm.admin.get(path)["version"]
    crm.admin.patch(path, {"values": {"list_price": {"amount": "10"}}}, version)
    assert standing(crm) == (1, 1, {})
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["restored"], result["left"]) == (1, 0)
    assert prices(crm) == {"A": ("1", "x"), "B": ("2", "x")}
    told = crm.admin.get(place("product"))["items"][0]["undo"]
    assert (told["taken"], told["left"]) == (5, 0)


def test_an_import_closes_when_nothing_of_the_rest_can_be_undone(crm: World) -> None:
    """What lies in the trash is told so, can be undone when it is back, and closes the import when it is purged."""
    batch = second(crm)
    found = {item["values"]["name"]: item["id"] for item in crm.admin.get(PRODUCTS)["items"]}
    crm.admin.delete(f"{PRODUCTS}/{found['A']}")
    crm.admin.delete(f"{PRODUCTS}/{found['B']}")
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["trashed"], result["left"], result["open"]) == (2, 2, 0)
    assert standing(crm) == (2, 0, {"in_trash": 2})
    crm.admin.post(f"{PRODUCTS}/{found['A']}/restore", None)
    assert standing(crm) == (2, 1, {"in_trash": 1})
    assert crm.admin.get(place("product", f"/{batch}/undo"))["restore"] == 1
    empty_trash(crm.database, crm.settings.home, datetime.now(UTC) + timedelta(days=91))
    assert standing(crm) == (2, 1, {"purged": 1})
    result = taken_back(crm, crm.admin, "product", batch)
    assert (result["restored"], result["left"]) == (1, 0)
    assert prices(crm) == {"A": ("1", "x")}
    crm.admin.post(place("product", f"/{batch}/undo"), None, status=409)


def test_what_somebody_cleared_away_by_hand_is_not_left(crm: World) -> None:
    """A made record that was changed stays and closes the import; deleted by hand, nothing is left of it."""
    batch = second(crm)
    found = {item["values"]["name"]: item for item in crm.admin.get(PRODUCTS)["items"]}["C"]
    path = f"{PRODUCTS}/{found['id']}"
    crm.admin.patch(path, {"values": {"series": "z"}}, found["version"])
    assert taken_back(crm, crm.admin, "product", batch)["left"] == 1
    assert standing(crm) == (1, 0, {"changed_since": 1})
    crm.admin.delete(path)
    assert standing(crm) == (0, 0, {})
    refused = crm.admin.post(place("product", f"/{batch}/undo"), None, status=409)
    assert refused["detail"] == "This import has been undone already."


def test_a_later_import_is_in_the_way_until_it_is_undone(crm: World) -> None:
    """The earlier import is closed as long as the later one stands, and opens again when that is undone."""
    first = second(crm)
    text = b"name,price,series\nA,100,w\nB,200,w\nC,300,w\n"
    last = brought(crm, crm.admin, "product", text, mapping=MAPPING, match=["name"])["batch"]
    assert taken_back(crm, crm.admin, "product", first)["left"] == 3
    told = {one["batch"]: one["undo"] for one in crm.admin.get(place("product"))["items"]}
    assert (told[first]["open"], told[first]["why"]) == (0, [{"code": "changed_since", "count": 3}])
    taken_back(crm, crm.admin, "product", last)
    told = {one["batch"]: one["undo"] for one in crm.admin.get(place("product"))["items"]}
    assert (told[first]["left"], told[first]["open"]) == (3, 3)
    result = taken_back(crm, crm.admin, "product", first)
    assert (result["restored"], result["trashed"], result["left"]) == (2, 1, 0)
    assert prices(crm) == {"A": ("1", "x"), "B": ("2", "x")}
