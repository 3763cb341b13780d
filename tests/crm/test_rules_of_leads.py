"""A lead's way by rules: one form for each company, known or unfit, scored, assigned, answered, given back, converted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crm.rules.world import BASE, Company

REACHED = {"phone": "13800138000"}


def lead(company: Company, /, **values: Any) -> str:
    """Let a lead come in that is nobody's."""
    return company.make("lead", **{"name": "Li Na", "owner": None, "email": "li@buyer.example", **values})


def test_what_tells_a_lead_apart_is_kept_in_one_form(company: Company) -> None:
    """R-01: phone, mail address and company, however they are written."""
    found = company.read(
        "lead", lead(company, phone="138 0013 8001", email="Li@Buyer.Example", company="华辰（上海）有限公司")
    )
    assert (found["phone"], found["email"]) == ("+8613800138001", "li@buyer.example")
    assert found["company_norm"] == "华辰上海"


def test_who_asks_twice_is_one_lead(company: Company) -> None:
    """R-02: the earliest with an owner is kept and takes what it lacks; the second person is not forgotten; both are told."""
    nobody = lead(company, name="First", company="Rivet Ltd", region="moon")
    kept = lead(
        company, name="Second", company="Screw Ltd", phone="13900139111", region="east", employees="50"
    )
    talk = company.make("activity", name="a", lead=kept, kind="visit")
    by = company.as_("bob").post(
        company.path("lead"),
        {
            "values": {
                "name": "Third",
                "company": "SCREW",
                "industry": "machines",
                "email": "third@buyer.example",
            }
        },
        201,
    )
    company.admin.get(company.path("lead", by["id"]), 404)
    read = company.read("lead", kept)
    assert (company.owner("lead", kept), read["industry"], read["phone"]) == (
        "ann",
        "machines",
        "+8613900139111",
    )
    assert [one["email"] for one in company.find("lead_contact", lead=kept)] == ["third@buyer.example"]
    assert company.read("activity", talk)["lead"] == kept
    assert "Third asks too, like Second" in company.told("ann")
    lead(company, name="Fourth", phone="+86 139-0013-9111")
    assert len(company.find("lead_contact", lead=kept)) == 2
    assert company.read("lead", nobody)["status"] == "invalid"


def test_a_lead_of_a_customer_goes_to_whose_customer_it_is(company: Company) -> None:
    """R-03: by the company or by a contact's number; nobody else is asked. Who is unknown leaves nothing behind."""
    account = company.make("account", name="Bolt GmbH", owner=company.ids["bob"])
    company.make("contact", name="Eva", account=account, phone="13900139001")
    by_name = lead(company, name="Known", company="BOLT", region="east")
    by_number = lead(company, name="Known", phone="+86 139 0013 9001", region="east")
    for one in (by_name, by_number):
        assert (company.read("lead", one)["account"], company.owner("lead", one)) == (account, "bob")
    assert [title for title in company.told("ann") if "Known" in title] == []
    stranger = lead(company, company="Nut GmbH", region="east")
    assert (company.read("lead", stranger)["account"], company.owner("lead", stranger)) == (None, "ann")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"email": None}, "no way to reach"),
        ({"email": "x@mailinator.com"}, "blocked domain"),
        ({"email": "x@notmailinator.com"}, None),
        ({"region": "moon"}, "region"),
        ({"employees": "4"}, "size"),
        ({"employees": "5"}, None),
    ],
)
def test_an_unfit_lead_is_told_why(company: Company, values: dict[str, Any], reason: str | None) -> None:
    """R-04: it is nobody's; made right, it is new again."""
    found = lead(company, **values)
    read = company.read("lead", found)
    assert (read["invalid_reason"], read["status"] == "invalid") == (reason, reason is not None)
    assert (company.owner("lead", found) is None) is (reason is not None)
    company.change("lead", found, email="li@buyer.example", region="east", employees="50")
    assert (company.read("lead", found)["invalid_reason"], company.read("lead", found)["status"]) == (
        None,
        "new",
    )


LINES = [
    ({"industry": "chemistry"}, 20),
    ({"employees": "49"}, 0),
    ({"employees": "50"}, 15),
    ({"role_level": "director"}, 15),
    ({"kind": "pricing_page"}, 10),
    ({"kind": "white_paper"}, 10),
    ({"kind": "webinar"}, 20),
    ({"kind": "demo_form"}, 30),
    ({"kind": "call", "budget_confirmed": True, "timeline_confirmed": True}, 25),
    ({"kind": "call", "budget_confirmed": True}, 0),
]


@pytest.mark.parametrize(("values", "points"), LINES)
def test_a_lead_is_scored(company: Company, values: dict[str, Any], points: int) -> None:
    """R-05 to R-12: each line once, however often it happens."""
    found = lead(company, **({} if "kind" in values else values))
    if "kind" in values:
        for _ in range(2):
            company.make("activity", name="a", lead=found, **values)
    assert company.read("lead", found)["score"] == str(points)


def test_above_the_line_a_lead_is_qualified_and_goes_to_its_region(company: Company) -> None:
    """R-13: sixty are not enough; the owner hears of it, once."""
    found = lead(company, employees="50", role_level="director", name="Wu Gang", industry="machines")
    company.make("activity", name="a", lead=found, kind="pricing_page")
    assert (company.read("lead", found)["score"], company.read("lead", found)["status"]) == ("60", "mql")
    company.change("lead", found, region="north")
    company.make("activity", name="a", lead=found, kind="white_paper")
    read = company.read("lead", found)
    assert (read["status"], company.owner("lead", found)) == ("sql", "bob")
    assert read["mql_at"] is not None
    assert read["sql_at"] is not None
    company.make("activity", name="a", lead=found, kind="webinar")
    assert company.told("bob").count("Wu Gang is qualified") == 1


@pytest.mark.parametrize(
    ("channel", "employees", "key"), [("website", "101", True), ("website", "100", False)]
)
def test_a_large_visitor_of_the_website_is_for_the_key_accounts(
    company: Company, channel: str, employees: str, key: bool
) -> None:
    """R-14: before every other rule, and kept when the lead qualifies."""
    found = lead(company, channel=channel, employees=employees, region="east", industry="machines")
    assert (company.read("lead", found)["quality"] == "high", company.owner("lead", found) == "kim") == (
        key,
        key,
    )
    company.make("activity", name="a", lead=found, kind="demo_form")
    assert company.read("lead", found)["status"] == "sql"
    assert company.owner("lead", found) == ("kim" if key else "ann")


@pytest.mark.parametrize(
    ("values", "owners"),
    [
        ({"region": "north", "industry": "paint"}, {"bob"}),
        ({"industry": "paint"}, {"che"}),
        ({"industry": "toys"}, {"ann", "bob"}),
    ],
)
def test_a_lead_is_assigned(company: Company, values: dict[str, str], owners: set[str]) -> None:
    """R-15: by region, else by industry, else by turns."""
    assert {company.owner("lead", lead(company, **values)) for _ in range(2)} == owners


def test_nobody_gets_more_than_he_can_do(company: Company) -> None:
    """R-15: not who has as many as he may hold, nor who got as many today, nor who is away; then the next one."""
    closed = ("converted", "invalid", "duplicate")
    held = len([one for one in company.find("lead", owner=company.ids["che"]) if one["status"] not in closed])
    for setting in ("hold_limit", "day_quota"):
        company.settings(**{setting: held + 1})
        made = [lead(company, industry="paint") for _ in range(2)]
        assert company.owner("lead", made[0]) == "che"
        assert company.owner("lead", made[1]) != "che"
        held += 1
        company.settings(**{setting: 500})
    away = {"proxy": company.ids["bob"], "starts_at": company.ago(hours=1), "ends_at": company.ago(hours=-1)}
    company.as_("che").post("/me/proxies", away)
    assert company.owner("lead", lead(company, industry="paint")) in {"ann", "bob"}


def test_who_is_not_ready_is_nurtured(company: Company) -> None:
    """R-17, R-18, J2: a letter a week, none at night and none twice; a reply ends it, and the owner calls."""
    names = ("ready", "refused", "patient")
    ready, refused, _ = (
        lead(
            company,
            name=name,
            email=f"{name}@nurture.example",
            region="east",
            industry="machines",
            employees="50",
        )
        for name in names
    )
    addresses = [f"{name}@nurture.example" for name in names]
    assert company.read("lead", ready)["status"] == "mql"
    company.nurture(7, "08:00")
    assert [company.letters(one) for one in addresses] == [[], [], []]
    company.nurture(8, "10:00")
    company.nurture(8, "10:05")
    assert [len(company.letters(one)) for one in addresses] == [1, 1, 1]
    company.make("activity", name="a", lead=ready, kind="reply")
    company.change("lead", refused, opt_out=True)
    for day in (15, 16, 23, 24, 40):
        company.nurture(day, "10:00")
    assert [len(company.letters(one)) for one in addresses] == [1, 1, 3]
    assert company.letters(addresses[2]) == [f"Letter {number} for patient" for number in (1, 2, 3)]
    assert [
        company.logins[one["owner"]] for one in company.find("todo") if one["subject"] == "call ready now"
    ] == ["ann"]


def test_who_gets_a_lead_has_five_minutes(company: Company) -> None:
    """R-16 and J1: told at once; red, and his superior told, when nobody answered; not when somebody did."""
    slow, quick = lead(company, name="Slow", region="east"), lead(company, name="Quick", region="east")
    assert "Quick is yours, answer within 5 minutes" in company.told("ann")
    company.make("activity", name="a", lead=quick, kind="call", seconds="30")
    company.later(minutes=4)
    assert company.read("lead", slow)["late"] is False
    company.later(minutes=6)
    company.later(minutes=60)
    assert (company.read("lead", slow)["late"], company.read("lead", quick)["late"]) == (True, False)
    assert company.told("boss").count("Slow waits for an answer") == 1
    assert "Quick waits for an answer" not in company.told("boss")


def test_what_is_effective_protects_a_lead(company: Company) -> None:
    """R-19 and J5: a note of three letters is nothing; after ten days, or one without a word, it goes back."""
    called, idle, late = (lead(company, name=name, region="east") for name in ("Called", "Idle", "Late"))
    company.make("activity", name="a", lead=idle, kind="note", minutes="hm.")
    for one in (called, late):
        company.make("activity", name="a", lead=one, kind="visit")
    assert company.read("lead", called)["recycle_on"] == company.day(10)
    assert company.read("lead", idle)["last_activity_at"] is None
    company.recycle(hours=25)
    assert [company.owner("lead", one) for one in (called, idle, late)] == ["ann", None, "ann"]
    company.change("lead", called, last_activity_at=company.ago(days=-9))
    assert company.read("lead", called)["recycle_on"] == company.day(12)
    company.recycle(days=11)
    assert [company.owner("lead", one) for one in (called, late)] == ["ann", None]
    company.recycle(days=20)
    assert company.owner("lead", called) is None


def test_what_was_left_alone_is_handed_out(company: Company) -> None:
    """J5: it goes to another pool, where nobody reads how to reach it, and nobody but its keeper gives it to somebody;
    called back into the open, it is for whoever claims it first.
    """
    found = lead(company, name="Sleeper", region="east", phone="13700137000")
    path, ann, bob, pam = company.path("lead"), company.as_("ann"), company.as_("bob"), company.as_("pam")
    assert ann.get(f"{path}/{found}")["values"]["phone"] == "+8613700137000"
    company.recycle(hours=25)
    read = company.read("lead", found)
    assert (read["owner"], read["pool"]) == (None, "old")

    def seen(by: Any) -> list[Any]:
        values = by.get(f"{path}/{found}")["values"]
        return [
            values.get("phone"),
            values.get("email"),
            len(by.get(path, filter='phone = "+8613700137000"')["items"]),
        ]

    assert seen(bob) == [None, None, 0]
    assert seen(pam) == ["+8613700137000", "li@buyer.example", 1]
    given = {"records": [found], "person": company.ids["bob"], "reason": "from the region"}
    claims = {"records": [found]}
    assert bob.post(f"{path}/claim", claims)["items"][0]["error"]["status"] == 403
    assert bob.post(f"{path}/hand-out", given)["items"][0]["error"]["status"] == 403
    assert "version" in pam.post(f"{path}/hand-out", given)["items"][0]
    assert company.owner("lead", found) == "bob"
    assert seen(bob) == ["+8613700137000", "li@buyer.example", 1]
    pam.post(f"{path}/{found}/release", {"reason": "not called", "pool": "open_leads"})
    assert (company.owner("lead", found), company.read("lead", found)["pool"]) == (None, "open")
    assert seen(bob) == [None, None, 0]
    assert bob.post(f"{path}/claim", claims)["items"][0]["error"]["status"] == 409
    assert "version" in company.as_("che").post(f"{path}/claim", claims)["items"][0]
    assert company.owner("lead", found) == "che"


def test_kept_tests_hold_at_publishing(company: Company) -> None:
    """R-13: the rule's own tests are those of its line; with the line moved, they say what differs."""
    tests = f"{BASE}/rules/lead_qualified/tests"

    def told() -> list[tuple[bool, list[str]]]:
        items = company.admin.post(tests, {})["items"]
        return [(one["passed"], [differs["about"] for differs in one["differences"]]) for one in items]

    assert told() == [(True, []), (True, [])]
    company.settings(sql_min=61)
    assert told() == [(False, ["outcome", "set", "holds", "told"]), (True, [])]
    company.settings(sql_min=60)


def test_an_account_without_a_deal_goes_back(company: Company) -> None:
    """J5: ninety days without an order, whatever was talked; not when there is one, nor when it is locked."""
    open_, locked, bought = (
        company.make("account", name=name, owner=company.ids["ann"], locked=name == "L") for name in "OLB"
    )
    company.make("sales_order", name="S", account=bought)
    company.strike(89, "02:00")
    assert company.owner("account", open_) == "ann"
    company.strike(90, "02:00")
    company.strike(90, "02:10")
    assert [company.owner("account", one) for one in (open_, locked, bought)] == [None, "ann", "ann"]


def test_a_lead_becomes_a_deal_of_a_customer_who_is_there(company: Company) -> None:
    """R-20: only with need, budget and authority; the account of that name is used, and the talks come along."""
    account = company.make("account", name="Cogs Ltd", owner=company.ids["ann"])
    found = lead(company, company="COGS, Ltd.", **{**REACHED, "phone": "13800138777"})
    talk = company.make("activity", name="a", lead=found, kind="visit")
    company.admin.post(f"{company.path('lead', found)}/actions/convert", status=409)
    company.change("lead", found, need="gears", budget="5000", authority=True)
    company.press("lead", found, "convert")
    read = company.read("lead", found)
    deal = company.read("opportunity", read["opportunity"])
    assert (read["status"], deal["account"], deal["amount"], deal["pains"]) == (
        "converted",
        account,
        "5000",
        "gears",
    )
    assert [one["name"] for one in company.find("contact", account=account)] == ["Li Na"]
    assert company.read("activity", talk)["opportunity"] == read["opportunity"]
    company.admin.post(f"{company.path('lead', found)}/actions/convert", status=409)
    assert len(company.find("opportunity", account=account)) == 1
