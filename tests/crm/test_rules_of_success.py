"""Success by rules: worth, health, silence, dates, releases; what marketing may say to whom; the clock is moved on."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.crm.rules.world import ZONE, Company

NUMBERS = itertools.count(1)


def customer(company: Company, **values: Any) -> tuple[str, str]:
    """Enter a customer of Ann's with a main contact; return it and the contact's address."""
    address = f"care{next(NUMBERS)}@buyer.example"
    account = company.make("account", **{"name": "Buyer", "owner": company.ids["ann"], **values})
    company.make("contact", name="Eva", account=account, email=address, main=True)
    return account, address


def bought(company: Company, account: str, day: int, amount: int = 100) -> str:
    """Enter an order that was placed so many days from today and paid."""
    placed = {"placed_on": company.day(day), "settled_at": company.ago(days=-day)}
    return company.make("sales_order", name="S", account=account, amount=str(amount), **placed)


def used(company: Company, account: str, event: str, *days: int) -> None:
    """Enter what a customer did at noon, so many days from today."""
    for day in days:
        at = datetime.combine(company.on_day(day), time(12), ZONE).astimezone(UTC).isoformat()
        company.make("usage_log", name="u", account=account, did=event, at=at)


def todos(company: Company, account: str) -> list[str]:
    """Return what is to be done about a customer."""
    return [one["subject"] for one in company.find("todo", account=account)]


def next_first(company: Company, months: tuple[int, ...], after: int) -> date:
    """Return the first day of one of these months, more than so many days from today."""
    days = (company.on_day(after + one) for one in range(1, 400))
    return next(one for one in days if one.day == 1 and one.month in months)


def test_who_decided_and_leaves_is_asked_after(company: Company) -> None:
    """R-50: at once and with what to say; nobody cares for a change of somebody without a say."""
    account, _ = customer(company, name="Changing")
    found = [
        company.make("contact", name=name, account=account, role=role)
        for name, role in (("Max", "decision"), ("Uli", "user"))
    ]
    for one in found:
        company.change("contact", one, left_on=company.day())
    [todo] = company.find("todo", account=account)
    assert (todo["subject"], todo["priority"]) == ("visit Changing: Max changes", "p1")
    assert "what was agreed with Max" in todo["script"]
    company.change("contact", found[1], role="interface")
    assert len(todos(company, account)) == 2


def test_a_release_is_told_to_who_owns_the_product(company: Company) -> None:
    """R-51: each owner a task and a letter, once; nobody else."""
    product = company.make("product", name="Pump")
    owner, address = customer(company, name="Owning")
    other, silent = customer(company)
    company.make("owned_product", name="Pump", account=owner, product=product, bought_on=company.day(-9))
    release = company.make("release", name="Pump 2", product=product)
    company.change("release", release, status="published")
    company.change("release", release, news="faster")
    assert (todos(company, owner), todos(company, other)) == (["tell Owning about Pump 2"], [])
    assert (company.letters(address), company.letters(silent)) == (["News of Pump"], [])


def test_customers_are_tagged_by_what_they_buy(company: Company) -> None:
    """J3: recency, frequency and money; tags come and go; one snapshot a day, however often it runs."""
    high, _ = customer(company)
    small, _ = customer(company)
    old, _ = customer(company)
    for day in (-40, -30, -20, -10):
        bought(company, high, day, 20_000)
    bought(company, small, -1, 50)
    bought(company, old, -180, 50)
    company.strike(1, "01:00")
    company.strike(1, "01:05")
    read = company.read("account", high)
    assert (read["rfm_r"], read["rfm_f"], read["rfm_m"], read["tags"]) == ("5", "4", "4", ["high_value"])
    assert company.read("account", small)["tags"] == ["potential"]
    assert company.read("account", old)["tags"] == ["dormant"]
    [shot] = company.find("customer_snapshot", account=high)
    assert (shot["day"], shot["kind"], shot["values_then"]) == (company.day(1), "rfm", "5-4-4")
    assert company.admin.post("/apps/life/rules/rfm/run")["run"]
    company.work()
    assert (
        len(company.find("customer_snapshot", account=small)) == 2
    )  # today, by hand, and tomorrow, by the clock
    bought(company, old, 1, 50)
    company.strike(2, "01:00")
    assert company.read("account", old)["tags"] == ["potential"]


def test_health_counts_what_is_known(company: Company) -> None:
    """J4: what nobody knows weighs nothing; the colour follows."""
    well, _ = customer(company, renewal_score="80")
    ill, _ = customer(company)
    unknown, _ = customer(company)
    for one in (well, ill, unknown):
        bought(company, one, -5)
    used(company, well, "login", *range(-15, 0))
    company.make("survey_response", name="s", kind="csat", account=ill, score="1")
    company.make("survey_response", name="s", kind="nps", account=ill, score="2")
    company.strike(2, "01:30")
    found = [company.read("account", one) for one in (well, ill, unknown)]
    # (0.45 * 75 + 0.2 * 80) / 0.65; (0.2 * 20 + 0.15 * 20) / 0.35
    assert [one["health"] for one in found] == ["77", "20", None]
    assert [one["colour"] for one in found] == ["green", "red", "none"]


def test_silence_and_half_the_use_are_risks(company: Company) -> None:
    """J4: thirty days without a login, half as much as the month before; a task and a letter, once for each time."""
    gone, gone_mail = customer(company, name="Gone")
    half, half_mail = customer(company, name="Half")
    used(company, gone, "login", 3)
    used(company, half, "login", 32)
    used(company, half, "feature", -15, -14, -13, 10, 11)
    company.strike(32, "01:30")
    assert (todos(company, gone), todos(company, half)) == ([], [])
    company.strike(34, "01:30")
    company.strike(35, "01:30")
    assert todos(company, gone)[0] == "Gone has not signed in for 30 days"
    assert todos(company, gone).count("Gone has not signed in for 30 days") == 1
    assert company.letters(gone_mail)[0] == "How are you, Gone?"
    used(company, gone, "login", 36)
    company.strike(37, "01:30")
    company.strike(67, "01:30")
    assert todos(company, gone).count("Gone has not signed in for 30 days") == 2
    [todo] = company.find("todo", account=half, kind="risk")[:1]
    assert (todo["priority"], company.logins[todo["owner"]]) == ("p1", "ann")
    assert company.letters(half_mail) != []


def test_an_important_customer_whom_nobody_calls(company: Company) -> None:
    """J6: more than fifteen days; owner, superior and a task; B and C later and without the superior; once for each silence."""
    accounts = {
        grade: customer(
            company,
            name=f"Silent {grade}",
            grade=grade.lower(),
            last_activity_at=company.ago(days=-70),
            locked=True,
        )[0]
        for grade in "AB"
    }
    company.strike(85, "08:00")
    assert todos(company, accounts["A"]) == []
    company.strike(86, "08:00")
    company.strike(87, "08:00")
    assert todos(company, accounts["A"]) == ["speak with Silent A"]
    assert todos(company, accounts["B"]) == []
    for login in ("ann", "boss"):
        assert company.told(login).count("nobody spoke with Silent A for long") == 1
    company.change("account", accounts["A"], last_activity_at=company.ago(days=-88))
    company.strike(101, "08:00")
    assert todos(company, accounts["A"]) == ["speak with Silent A"]
    assert todos(company, accounts["B"]) == ["speak with Silent B"]
    assert "nobody spoke with Silent B for long" not in company.told("boss")
    company.strike(104, "08:00")
    assert todos(company, accounts["A"]) == ["speak with Silent A"] * 2


def test_birthdays_and_holidays_are_kept(company: Company) -> None:
    """J7: two missed days are made up for; not who does not want it, nor who has left."""
    calendar = company.make("care_calendar", name="National")
    company.make("holiday", name="Day", day=company.day(112), calendar=calendar)
    born = company.on_day(110)
    values = {"birthday": str(born.replace(year=1988)), "calendar": calendar}
    for name, more in (("yes", {}), ("no", {"opt_out": True}), ("left", {"left_on": company.day(1)})):
        company.make("contact", name=name, email=f"{name}@care.example", **values, **more)
    company.strike(109, "08:10")
    assert company.letters("yes@care.example") == []
    company.strike(112, "08:10")
    company.strike(112, "08:20")
    assert company.letters("yes@care.example") == ["Happy birthday, yes", "Happy holidays, yes"]
    assert company.letters("no@care.example") + company.letters("left@care.example") == []


def test_the_satisfied_are_thanked_but_not_while_they_complain(company: Company) -> None:
    """J9 and R-42: a coupon, a task and a letter; with an open complaint nothing, after it everything, once."""
    found = {}
    for name in ("Glad", "Angry"):
        account, address = customer(company, name=name, tags=["high_value"])
        # What tags are for is asked of orders every night; these buy enough to keep theirs.
        for day in (100, 101, 102, 103):
            bought(company, account, day, 20_000)
        company.make(
            "survey_response",
            name="s",
            kind="csat",
            account=account,
            score="4",
            answered_at=company.ago(days=-100),
        )
        found[name] = account, address
    complaint = company.make("ticket", name="t", kind="complaint", account=found["Angry"][0])
    company.strike(114, "08:30")
    company.strike(115, "08:30")
    [coupon] = company.find("coupon", account=found["Glad"][0])
    assert (coupon["percent_off"], coupon["kind"]) == ("10", "discount")
    assert todos(company, found["Glad"][0]).count("thank Glad") == 1
    assert company.letters(found["Glad"][1]).count("Ten per cent off for Glad") == 1
    assert company.find("coupon", account=found["Angry"][0]) == []
    assert company.read("account", found["Angry"][0])["open_complaint"] is True
    company.change("ticket", complaint, status="closed")
    company.strike(116, "08:30")
    assert len(company.find("coupon", account=found["Angry"][0])) == 1


def test_who_has_the_one_is_offered_the_other(company: Company) -> None:
    """J9: more than six months after the press, without its tool, once; whoever complains is left alone."""
    press = (company.find("product", name="Press") or [{"id": company.make("product", name="Press")}])[0][
        "id"
    ]
    tool = company.make("product", name="Press tool")
    half_a_year = (company.on_day(118) - timedelta(days=186)).isoformat()
    found = {}
    for name, owned in (
        ("one", {press: half_a_year}),
        ("both", {press: half_a_year, tool: company.day(-1)}),
        ("young", {press: company.day()}),
        ("angry", {press: half_a_year}),
    ):
        account, address = customer(company)
        for product, day in owned.items():
            company.make("owned_product", name="o", account=account, product=product, bought_on=day)
        found[name] = account, address
    company.make("ticket", name="t", kind="complaint", account=found["angry"][0])
    company.strike(118, "08:30")
    company.strike(119, "08:30")
    offers = {
        name: company.letters(address).count("Press tool for you") for name, (_, address) in found.items()
    }
    assert offers == {"one": 1, "both": 0, "young": 0, "angry": 0}


def test_who_sleeps_is_called_back(company: Company) -> None:
    """J9: more than 180 days after the last order, by a flow; again only after another order."""
    account, _ = customer(company, name="Sleeper")
    bought(company, account, -61)
    company.strike(119, "08:40")
    assert company.find("coupon", account=account) == []
    for day in (120, 121):
        company.strike(day, "08:30")
    assert [one["kind"] for one in company.find("coupon", account=account)] == ["gift"]
    assert todos(company, account).count("win Sleeper back") == 1
    bought(company, account, 121)
    company.strike(122, "08:30")
    company.strike(302, "08:30")
    assert len(company.find("coupon", account=account)) == 2


def test_every_monday_the_pipeline_and_the_best(company: Company) -> None:
    """J12: what is open and how much; who buys often and much, would recommend and seldom asks is invited, once."""
    pipeline = company.make("pipeline", name="East", manager=company.ids["boss"])
    for amount, stage in (("300", "need"), ("200", "need"), ("900", "lost")):
        deal = company.make("opportunity", name="D", review=pipeline, amount=amount, lost_reason="price")
        if stage != "need":
            company.change("opportunity", deal, stage=stage)
    best, address = customer(company)
    busy, other = customer(company)
    for one in (best, busy):
        for day in (290, 295, 300):
            bought(company, one, day, 20_000)
        company.make("survey_response", name="s", kind="nps", account=one, score="9")
    for _ in range(2):
        company.make("ticket", name="t", account=busy)
    monday = company.on_day(303) + timedelta(days=-company.on_day(303).weekday() % 7)
    company.strike(monday, "08:00")
    company.strike(monday + timedelta(days=1), "08:00")
    assert company.told("boss").count("East: 2 open, 500 in all") == 1
    company.strike(monday + timedelta(days=7), "08:00")
    assert company.told("boss").count("East: 2 open, 500 in all") == 2
    assert [one["status"] for one in company.find("ambassador", account=best)] == ["invited"]
    assert "super_user" in company.read("account", best)["tags"]
    assert company.letters(address).count("Become an ambassador, Eva") == 1
    assert company.letters(other).count("Become an ambassador, Eva") == 0


def test_every_month_customers_are_graded_anew(company: Company) -> None:
    """J13: by what they bought in twelve months; the grade of the day is kept, and what it brings follows."""
    start = 320
    first = next_first(company, tuple(range(1, 13)), start)
    large, small = (customer(company)[0] for _ in range(2))
    bought(company, large, start, 100_000)
    bought(company, small, start, 9_999)
    company.strike(first - timedelta(days=1), "02:00")
    assert company.find("customer_snapshot", account=large, kind="base") == []
    company.strike(first, "02:00")
    company.strike(first, "02:30")
    assert [company.read("account", one)["grade"] for one in (large, small)] == ["a", "c"]
    assert company.read("account", large)["cadence_days"] == "15"
    [kept] = company.find("customer_snapshot", account=large, kind="base")
    assert (kept["day"], kept["values_then"]) == (str(first), "a")


def test_every_quarter_customers_are_looked_at(company: Company) -> None:
    """J14: an assessment, a review and one question; who was asked in the last ninety days is not asked again."""
    first = next_first(company, (1, 4, 7, 10), 360)
    asked, address = customer(company, name="Quarterly")
    fresh, _ = customer(company)
    for one in (asked, fresh):
        bought(company, one, 350)
    [contact] = company.find("contact", account=fresh)
    recent = {"asked_on": str(first - timedelta(days=89)), "kind": "nps", "contact": contact["id"]}
    company.make("survey_response", name="s", account=fresh, **recent)
    company.strike(first, "03:00")
    company.strike(first, "03:10")
    quarter = f"{first.year}-Q{(first.month + 2) // 3}"
    assert [one["quarter"] for one in company.find("value_assessment", account=asked)] == [quarter]
    assert todos(company, asked).count("prepare the review with Quarterly") == 1
    counts = [len(company.find("survey_response", account=one, kind="nps")) for one in (asked, fresh)]
    assert counts == [1, 1]
    assert "How was it, Eva?" in company.letters(address)


def test_who_was_born_on_the_29th_of_february_has_a_birthday_every_year(company: Company) -> None:
    """J7: on the 28th in years without a 29th; four years, so that there is one with it."""
    company.make("contact", name="leap", email="leap@care.example", birthday="1988-02-29")
    year = company.on_day(500).year + 1
    for count, day in enumerate((date(year + n, 3, 1) - timedelta(days=1) for n in range(4)), 1):
        company.strike(day - timedelta(days=1), "08:10")
        assert len(company.letters("leap@care.example")) == count - 1
        company.strike(day, "08:10")
        company.strike(day + timedelta(days=1), "08:10")
        assert company.letters("leap@care.example") == ["Happy birthday, leap"] * count
