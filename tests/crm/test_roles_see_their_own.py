"""Sales rep, manager, director, marketing: each sees his rows and fields, everywhere."""

from __future__ import annotations

from typing import Any

from tests.crm.conftest import PEOPLE, Crm


def names(answer: dict[str, Any], field: str = "name") -> list[str]:
    return sorted(one["values"][field] for one in answer["items"])


def deals(crm: Crm) -> None:
    for login in ("east_1", "east_2", "north_1"):
        crm.create(
            "opportunity", name=login, owner=crm.ids[login], amount={"amount": "100", "currency": "CNY"}
        )


def test_my_people_is_by_supervisor(crm: Crm) -> None:
    """A rep his own, a manager those below him and not his colleague's, the director all."""
    deals(crm)
    path = crm.path("opportunity")
    assert names(crm.as_("east_1").get(path)) == ["east_1"]
    assert names(crm.as_("manager").get(path)) == ["east_1", "east_2"]
    assert names(crm.as_("other_manager").get(path)) == ["north_1"]
    assert names(crm.as_("director").get(path)) == ["east_1", "east_2", "north_1"]


def test_a_rep_does_not_give_records_away_or_delete_them(crm: Crm) -> None:
    """No assign, no delete, no export."""
    deals(crm)
    rep = crm.as_("east_1")
    one = rep.get(crm.path("opportunity"))["items"][0]
    assert not {"delete", "assign", "export"} & set(
        rep.get("/apps/crm")["entities"]["opportunity"]["actions"]
    )
    rep.patch(
        crm.path("opportunity", one["id"]), {"values": {"owner": crm.ids["east_2"]}}, one["version"], 422
    )
    assert rep.request("DELETE", crm.path("opportunity", one["id"])).status_code == 403


def test_cost_and_margin_do_not_exist_for_a_rep(crm: Crm) -> None:
    """Not in the record, not in a filter, not in a sum: the same answer as for a name that does not exist."""
    crm.create(
        "product",
        name="Engine",
        cost={"amount": "60", "currency": "CNY"},
        list_price={"amount": "100", "currency": "CNY"},
    )
    rep, director = crm.as_("east_1"), crm.as_("director")
    mine, whole = (person.get(crm.path("product"))["items"][0]["values"] for person in (rep, director))
    assert whole["margin"] == "0.4"
    assert not {"cost", "margin", "floor_price"} & mine.keys()
    assert "cost" not in {field["key"] for field in rep.get("/apps/crm")["entities"]["product"]["fields"]}
    hidden = rep.request("GET", crm.path("product"), params={"filter": "cost > 1"})
    unknown = rep.request("GET", crm.path("product"), params={"filter": "nosuch > 1"})
    assert hidden.status_code == unknown.status_code == 400
    assert hidden.json()["errors"][0]["code"] == unknown.json()["errors"][0]["code"] == "unknown_name"
    assert rep.request("GET", crm.path("opportunity"), params={"filter": "margin > 1"}).status_code == 400


def test_marketing_sees_every_lead_and_no_amounts(crm: Crm) -> None:
    """All leads and campaigns; of deals the stage and where they came from."""
    deals(crm)
    crm.arrive()
    person = crm.as_("marketing")
    assert len(person.get(crm.path("lead"))["items"]) == 1
    shown = person.get(crm.path("opportunity"))["items"]
    assert len(shown) == 3
    assert not any({"amount", "weighted", "margin"} & one["values"].keys() for one in shown)
    assert person.request("POST", crm.path("opportunity"), json={"values": {"name": "x"}}).status_code == 403


def test_a_rep_sees_the_accounts_of_his_deals(crm: Crm) -> None:
    """Also when somebody else owns the account."""
    account = crm.create("account", name="Shared Ltd")
    crm.create("account", name="Foreign Ltd")
    crm.create("opportunity", name="d", owner=crm.ids["east_1"], account=account["id"])
    assert names(crm.as_("east_1").get(crm.path("account"))) == ["Shared Ltd"]


def test_home_lists_stand_in_the_app_and_are_checked(crm: Crm) -> None:
    """The app says what it puts on the home page; a list over another entity's view is refused."""
    rep = crm.as_("east_1")
    assert [block["view"] for block in rep.get("/apps/crm")["home"]] == ["lead_mine", "todo_mine"]
    address = "/apps/crm/draft/app/app"
    kept = crm.admin.get(address)
    wrong = {
        "id": "h0n1w2ld",
        "entity": "product",
        "view": "lead_mine",
        "fields": ["nosuch"],
        "deadline": "name",
    }
    document = {**kept["document"], "home": [wrong]}
    saved = crm.admin.request(
        "PUT", address, json={"document": document}, headers={"If-Match": f'"{kept["version"]}"'}
    ).json()
    assert {one["pointer"] for one in saved["problems"]} == {
        "/home/0/view", "/home/0/fields/0", "/home/0/deadline",
    }  # fmt: skip


def test_those_who_see_a_record_are_offered_to_be_mentioned(crm: Crm) -> None:
    """Exactly those who can open it, found by name and pinyin; others are not offered, whatever their role."""
    account = crm.create("account", name="Acme", owner=crm.ids["east_1"])["id"]
    records = [
        ("lead", crm.arrive(owner=crm.ids["east_1"])["id"]),
        ("lead", crm.arrive()["id"]),
        ("account", account),
        (
            "opportunity",
            crm.create("opportunity", name="Deal", account=account, owner=crm.ids["key_1"])["id"],
        ),
        ("product", crm.create("product", name="Crane", list_price={"amount": "1"})["id"]),
    ]
    people = {login: crm.as_(login) for login in PEOPLE} | {"admin": crm.admin}
    told = set()
    for entity, record in records:
        path = crm.path(entity, record)
        seen = {one for one, who in people.items() if who.request("GET", path).status_code == 200}
        offered = crm.admin.get(f"{path}/readers", limit=50)["items"]
        assert {crm.logins[one["id"]] for one in offered} & people.keys() == seen, (entity, seen)
        told.add(frozenset(seen))
    assert len(told) > 2
    entity, record = records[0]
    path = f"{crm.path(entity, record)}/readers"
    assert [one["name"] for one in crm.admin.get(path, search="EAST")["items"]] == ["east_1"]
    assert crm.admin.get(path, search="key_2")["items"] == []
    people["key_2"].get(path, status=404)
    crm.admin.put(f"{crm.path(entity, record)}/shares/person/{crm.ids['key_2']}", {"rights": ["see"]})
    assert [one["name"] for one in people["key_2"].get(path, search="key_2")["items"]] == ["key_2"]
    crm.admin.patch(f"/people/{crm.ids['east_1']}", {"active": False})
    assert crm.admin.get(path, search="east_1")["items"] == []
