"""Two records of one company become one: what pointed to them follows, and it can all be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dougong.records.tables import record_merge
from tests.crm.conftest import Crm, crm
from tests.world import Person

__all__ = ["crm"]


def merged(who: Person, entity: str, keep: str, *others: str, status: int = 200, **more: Any) -> Any:
    """Merge records."""
    body = {"keep": keep, "records": list(others), **more}
    return who.post(f"/apps/crm/entities/{entity}/records/merge", body, status=status)


def planned(who: Person, entity: str, keep: str, *others: str, status: int = 200) -> Any:
    """Ask what a merge would do."""
    body = {"keep": keep, "records": list(others)}
    return who.post(f"/apps/crm/entities/{entity}/records/merge/preview", body, status=status)


def undone(who: Person, entity: str, keep: str, merge: str, status: int = 200) -> Any:
    """Take a merge back."""
    return who.post(f"/apps/crm/entities/{entity}/records/{keep}/merges/{merge}/undo", None, status=status)


class Two:
    """Two leads of one company, with what hangs on the second."""

    def __init__(self, crm: Crm) -> None:
        self.first = crm.arrive(contact_name="Li Na", company="Acme Ltd", phone="+8613800000001")
        self.second = crm.arrive(
            contact_name="Wang Wei",
            company="Acme Limited",
            phone="+8613800000002",
            email="wang@acme.example",
            needs="A crane",
            contacts=[{"name": "Zhao"}],
        )
        self.keep, self.other = self.first["id"], self.second["id"]
        self.activity = crm.create("activity", subject="Called", lead=self.other, kind="call")["id"]
        crm.admin.post(f"{crm.path('lead', self.other)}/comments", {"text": "Wants it soon"})


def test_what_hung_on_the_second_hangs_on_the_first(crm: Crm) -> None:
    """Blanks are filled, what was not taken is kept as a row, the activity follows, the second is in the trash."""
    two = Two(crm)
    plan = planned(crm.admin, "lead", two.keep, two.other)
    usual = {one["field"]: one["usual"] for one in plan["fields"]}
    assert usual["phone"] == two.keep
    assert usual["email"] == two.other
    assert usual["contacts"] == "all"
    assert {one["entity"]: one["count"] for one in plan["moves"]}["activity"] == 1
    assert (plan["comments"], plan["obstacles"], plan["suggested"]) == (1, [], two.keep)

    done = merged(crm.admin, "lead", two.keep, two.other, choose={"needs": two.other})
    values = done["record"]["values"]
    assert (values["contact_name"], values["phone"]) == ("Li Na", "+8613800000001")
    assert (values["email"], values["needs"]) == ("wang@acme.example", "A crane")
    rows = [(one["name"], one.get("phone")) for one in values["contacts"]]
    assert rows == [("Zhao", None), ("Wang Wei", "+8613800000002")]
    assert crm.read("activity", two.activity)["values"]["lead"] == two.keep
    crm.admin.get(crm.path("lead", two.other), status=404)
    where = crm.admin.get(f"{crm.path('lead', two.other)}/merges")
    assert where["into"] == {"id": two.keep, "title": "Li Na"}


def test_their_timelines_are_one(crm: Crm) -> None:
    """The comment on the second and its beginning are told on the first, with where they come from."""
    two = Two(crm)
    merged(crm.admin, "lead", two.keep, two.other)
    items = crm.admin.get(f"{crm.path('lead', two.keep)}/timeline")["items"]
    kinds = [item["kind"] for item in items]
    assert "merged" in kinds
    comment = next(item for item in items if item["kind"] == "comment")
    assert (comment["text"], comment["origin"]["title"]) == ("Wants it soon", "Wang Wei")
    begun = [item["origin"]["id"] for item in items if item["kind"] == "created" and "origin" in item]
    assert begun == [two.other]
    assert not any(item["kind"] == "deleted" for item in items)
    change = next(item for item in items if item["kind"] == "change" and item["cause"].startswith("merge:"))
    assert change["actor"]["kind"] == "person"


def test_a_merge_is_taken_back(crm: Crm) -> None:
    """Both are as they were; the activity is the second's again."""
    two = Two(crm)
    before = crm.read("lead", two.keep)["values"]
    done = merged(crm.admin, "lead", two.keep, two.other, choose={"needs": two.other})
    result = undone(crm.admin, "lead", two.keep, done["merge"])
    assert (result["records"], result["references"], result["left"]) == (1, 1, 0)
    after = crm.read("lead", two.keep)["values"]
    assert {key: after[key] for key in ("email", "needs", "contacts", "phone")} == {
        key: before[key] for key in ("email", "needs", "contacts", "phone")
    }
    again = crm.read("lead", two.other)["values"]
    assert [one["name"] for one in again["contacts"]] == ["Zhao"]
    assert crm.read("activity", two.activity)["values"]["lead"] == two.other
    kinds = [one["kind"] for one in crm.admin.get(f"{crm.path('lead', two.keep)}/timeline")["items"]]
    assert "unmerged" in kinds
    undone(crm.admin, "lead", two.keep, done["merge"], status=409)


def test_what_was_changed_since_is_left_and_told(crm: Crm) -> None:
    """A value and a row that somebody changed, and an activity given elsewhere, stay as they are."""
    two = Two(crm)
    third = crm.arrive(contact_name="Third")["id"]
    done = merged(crm.admin, "lead", two.keep, two.other)
    kept = crm.read("lead", two.keep)
    rows = kept["values"]["contacts"]
    changed = [{"id": rows[0]["id"], "name": "Zhao Min"}, {"id": rows[1]["id"]}]
    crm.change("lead", two.keep, email="new@acme.example", contacts=changed)
    crm.change("activity", two.activity, lead=third)
    result = undone(crm.admin, "lead", two.keep, done["merge"])
    told = {(one["entity"], one["field"], one["code"]) for one in result["problems"]}
    assert told == {
        ("lead", "email", "changed_since"),
        ("lead", "contacts", "changed_since"),
        ("activity", "lead", "changed_since"),
    }
    after = crm.read("lead", two.keep)["values"]
    assert after["email"] == "new@acme.example"
    assert [one["name"] for one in after["contacts"]] == ["Zhao Min"]
    assert crm.read("activity", two.activity)["values"]["lead"] == third
    assert crm.read("lead", two.other)["values"]["email"] == "wang@acme.example"


def test_rows_of_sub_tables_that_point_to_it_follow(crm: Crm) -> None:
    """Products are merged: the lines of deals take the kept one, and back."""
    kept = crm.create("product", name="Crane", list_price={"amount": "100"})["id"]
    other = crm.create("product", name="Crane (old)", list_price={"amount": "90"})["id"]
    account = crm.create("account", name="Acme")["id"]
    deal = crm.create(
        "opportunity",
        name="Deal",
        account=account,
        lines=[{"product": other, "quantity": "2", "price": {"amount": "90"}}],
    )
    done = merged(crm.admin, "product", kept, other)
    lines = crm.read("opportunity", deal["id"])["values"]["lines"]
    assert [(one["product"], one["quantity"]) for one in lines] == [(kept, "2")]
    assert lines[0]["id"] == deal["values"]["lines"][0]["id"]
    result = undone(crm.admin, "product", kept, done["merge"])
    assert (result["references"], result["left"]) == (1, 0)
    assert crm.read("opportunity", deal["id"])["values"]["lines"][0]["product"] == other


def test_an_account_that_was_its_own_parents_child(crm: Crm) -> None:
    """What pointed from one to the other points nowhere afterwards, and back again."""
    parent = crm.create("account", name="Acme")["id"]
    child = crm.create("account", name="Acme East", parent_account=parent)["id"]
    done = merged(crm.admin, "account", child, parent)
    assert crm.read("account", child)["values"]["parent_account"] is None
    undone(crm.admin, "account", child, done["merge"])
    assert crm.read("account", child)["values"]["parent_account"] == parent


def test_merges_of_merges_are_taken_back_in_turn(crm: Crm) -> None:
    """The last one lives on in the first through the second; only the later merge can be undone at first."""
    a, b, c = (crm.create("account", name=name)["id"] for name in ("A Co", "B Co", "C Co"))
    first = merged(crm.admin, "account", b, c)["merge"]
    second = merged(crm.admin, "account", a, b)["merge"]
    assert crm.admin.get(f"{crm.path('account', c)}/merges")["into"]["id"] == a
    origins = {
        item["origin"]["title"]
        for item in crm.admin.get(f"{crm.path('account', a)}/timeline")["items"]
        if "origin" in item
    }
    assert origins == {"B Co", "C Co"}
    undone(crm.admin, "account", b, first, status=404)
    undone(crm.admin, "account", a, second)
    undone(crm.admin, "account", b, first)
    assert crm.read("account", c)["values"]["name"] == "C Co"


def test_who_may_merge(crm: Crm) -> None:
    """A seller has no such right; a manager merges what he sees, and only he or an administrator undoes it."""
    two = Two(crm)
    for lead in (two.keep, two.other):
        crm.change("lead", lead, owner=crm.ids["east_1"])
    merged(crm.as_("east_1"), "lead", two.keep, two.other, status=403)
    merged(crm.as_("other_manager"), "lead", two.keep, two.other, status=404)
    manager = crm.as_("manager")
    done = merged(manager, "lead", two.keep, two.other)
    told = crm.as_("director").get(f"{crm.path('lead', two.keep)}/merges")["merges"]
    assert [(one["by"], one["may_undo"]) for one in told] == [("manager", False)]
    undone(crm.as_("director"), "lead", two.keep, done["merge"], status=403)
    undone(manager, "lead", two.keep, done["merge"])


def test_a_merged_record_is_not_restored_by_hand(crm: Crm) -> None:
    """The trash says that it was merged; after the time to undo it stays merged."""
    two = Two(crm)
    done = merged(crm.admin, "lead", two.keep, two.other)
    refused = crm.admin.post(f"{crm.path('lead', two.other)}/restore", None, status=409)
    assert "merged" in refused["detail"]
    with crm.world.transaction() as context:
        long_ago = datetime.now(UTC) - timedelta(days=31)
        context.conn.execute(sa.update(record_merge).values(at=long_ago))
    late = undone(crm.admin, "lead", two.keep, done["merge"], status=409)
    assert "over" in late["detail"] or "期限" in late["detail"]


def test_a_running_flow_stands_against_it(crm: Crm) -> None:
    """What is being decided about may be kept by an administrator, but is not merged away."""
    account = crm.create("account", name="Acme")["id"]
    amount = {"amount": "900000", "currency": "CNY"}
    deals = [
        crm.create("opportunity", name="One", account=account)["id"],
        crm.create("opportunity", name="Two", account=account, amount=amount, owner=crm.ids["east_1"])["id"],
    ]
    assert crm.admin.get(f"{crm.path('opportunity', deals[1])}/flows")["items"][0]["state"] == "running"
    plan = planned(crm.admin, "opportunity", deals[0], deals[1])
    assert [(one["code"], one["pointer"]) for one in plan["obstacles"]] == [("held", f"/records/{deals[1]}")]
    merged(crm.admin, "opportunity", deals[0], deals[1], status=409)
    assert planned(crm.admin, "opportunity", deals[1], deals[0])["obstacles"] == []


def test_what_was_read_must_still_stand(crm: Crm) -> None:
    """A record changed since it was compared is not merged unseen; the same request twice merges once."""
    two = Two(crm)
    versions = {two.keep: two.first["version"], two.other: two.second["version"]}
    crm.change("lead", two.other, needs="Two cranes")
    merged(crm.admin, "lead", two.keep, two.other, versions=versions, status=409)
    body = {"keep": two.keep, "records": [two.other]}
    path = "/apps/crm/entities/lead/records/merge"
    first = crm.admin.post(path, body, **{"Idempotency-Key": "once"})
    assert crm.admin.post(path, body, **{"Idempotency-Key": "once"})["merge"] == first["merge"]
    merged(crm.admin, "lead", two.keep, two.keep, status=400)
