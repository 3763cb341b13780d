"""A simulation that is kept is the rule's test: it runs when the app is published, and a failing one stops that."""

from __future__ import annotations

from typing import Any

import pytest

from dougong.actions import rule_tests
from tests.stories.leads import Office

RULES = "/apps/leads/rules"
DRAFT = "/apps/leads/draft"


def given(**members: Any) -> dict[str, Any]:
    """Return a test of the rule `qualified` as somebody writes it."""
    return {
        "id": "qualtest",
        "name": {"en": "A good lead", "zh": "优质线索"},
        "given": {"company": "Acme Ltd", "region": "east", "score": 80, "status": "new"},
        "expect": {"outcome": "done", "set": {"status": "sql"}, "holds": "NOT(ISBLANK(owner))", "told": 1},
        **members,
    }


def write(office: Office, kind: str, key: str, **members: Any) -> dict[str, Any]:
    """Change a document of the draft, and return what was stored with its problems."""
    found = office.admin.get(f"{DRAFT}/{kind}/{key}")
    document = {**found["document"], **members}
    answer: dict[str, Any] = office.admin.put(
        f"{DRAFT}/{kind}/{key}", {"document": document}, **{"If-Match": f'"{found["version"]}"'}
    )
    return answer


def run(office: Office, rule: str) -> list[dict[str, Any]]:
    """Run the tests of a rule of the draft."""
    items: list[dict[str, Any]] = office.admin.post(f"{RULES}/{rule}/tests", {})["items"]
    return items


def publish(office: Office, expect: int = 200, accept: tuple[str, ...] = (), note: str = "") -> Any:
    """Publish the draft, all that the plan asks for accepted."""
    plan = office.admin.get(f"{DRAFT}/plan")
    asked = [step["accept"] for step in plan["steps"] if step["accept"]]
    body = {"plan": plan["hash"], "accept": [*asked, *accept], "note": note}
    return office.admin.post("/apps/leads/publish", body, expect)


def test_a_simulation_is_kept(office: Office) -> None:
    """What the rule reads of a lead is the sample, what it does is expected; running it leaves nothing."""
    lead = office.lead(contact_name="Jane", employees=30)["id"]
    steps = office.admin.get(f"{DRAFT}/rule/qualified")["document"]["do"]
    steps = [{"SetFields": {"quality": '"high"'}}, *steps[1:]]
    write(office, "rule", "qualified", when='employees > 20 AND status = "new"', do=steps)
    kept = office.admin.post(f"{RULES}/qualified/test-proposal", {"record": lead})
    assert kept["given"] == {
        "company": "Acme Ltd",
        "employees": 30,
        "owner": None,
        "quality": None,
        "region": "east",
        "score": 0,
        "status": "new",
    }
    assert kept["expect"] == {
        "outcome": "done",
        "set": {"quality": "high"},
        "holds": "NOT(ISBLANK(owner))",
        "made": {"todo": 1},
        "told": 1,
    }
    test = {"id": "keeptest", "name": {"en": "Big", "zh": "大"}, **kept}
    assert write(office, "rule", "qualified", tests=[test])["problems"] == []
    notices = office.ann.get("/notices")["unread"]
    [result] = run(office, "qualified")
    assert (result["passed"], result["differences"], result["error"]) == (True, [], None)
    assert result["why"].startswith("Its condition holds: ")
    assert (len(office.all("lead")), office.all("todo")) == (1, [])
    assert office.ann.get("/notices")["unread"] == notices
    office.ann.post(f"{RULES}/qualified/tests", {}, 403)


def test_a_rule_that_fails_its_test_is_not_published(office: Office) -> None:
    """The publisher is told what differs; who knows better says why, and that is kept with the version."""
    write(office, "rule", "qualified", tests=[given()])
    publish(office)
    version = office.admin.get(DRAFT)["live_version"]
    write(office, "rule", "qualified", when='score > 90 AND status = "new"')
    [result] = run(office, "qualified")
    assert [one["about"] for one in result["differences"]] == ["outcome", "set", "holds", "told"]
    assert result["differences"][1] == {"about": "set", "key": "status", "expected": "sql", "found": "new"}
    refused = publish(office, 422)
    assert refused["errors"][0]["file"] == "rules/qualified.json"
    assert refused["errors"][0]["pointer"] == "/tests/0"
    assert refused["errors"][0]["message"] == "The test “A good lead” fails."
    assert (refused["accept"], refused["tests"][0]["differences"]) == (["tests"], result["differences"])
    assert office.admin.get(DRAFT)["live_version"] == version
    publish(office, 422, accept=("tests",))
    publish(office, accept=("tests",), note="The bound was raised")
    latest = office.admin.get("/apps/leads/versions")["items"][0]
    assert (latest["note"], latest["summary"]["failed_tests"]) == ("The bound was raised", 1)


def test_tests_run_on_what_is_published(office: Office) -> None:
    """A field that comes with the rule is there when its tests run; a rule that is off asks nobody."""
    lead = office.admin.get(f"{DRAFT}/entity/lead")["document"]["schema"]
    about = {"id": "checkedf", "type": "switch", "label": {"en": "Checked", "zh": "已核对"}}
    lead["properties"]["checked"] = {"type": ["boolean", "null"], "title": "Checked", "x-dougong": about}
    write(office, "entity", "lead", schema=lead)
    steps = [{"SetFields": {"checked": "TRUE"}}]
    test = given(expect={"outcome": "done", "set": {"checked": True}})
    write(office, "rule", "qualified", do=steps, tests=[test])
    publish(office)
    write(office, "rule", "qualified", do=[{"SetFields": {"checked": "FALSE"}}])
    publish(office, 422)
    write(office, "rule", "qualified", enabled=False)
    publish(office)


def test_a_test_has_its_own_moment_records_and_lists(office: Office) -> None:
    """What the lead points to, its activities, what it was before and what day it is: all stands in the test."""
    rule = {
        "on": {"changed": {"fields": ["need"]}},
        "when": 'old.need = "cold" AND account.size > 100 AND COUNT(FILTER(activities, kind = "call")) = 2 '
        "AND TODAY() = DATE(2024, 2, 29)",
        "do": [
            {"Update": {"record": "account", "values": {"visits": "9"}}},
            {"SetFields": {"quality": '"high"'}},
        ],
    }
    sample = {
        "company": "Acme Ltd",
        "need": "warm",
        "owner": "user.id",
        "account": {"name": "Acme", "size": 200},
        "activities": [{"subject": "One", "kind": "call"}, {"subject": "Two", "kind": "call"}],
    }
    expected = {
        "outcome": "done",
        "set": {"quality": "high"},
        "holds": "account.visits = 9 AND owner = user.id",
    }
    test = given(given=sample, before={"need": "cold"}, at="2024-02-29T04:00:00Z", expect=expected)
    others = [
        {**test, "id": "othertst", "before": {"company": "Before"}, "expect": {"outcome": "skipped"}},
        {**test, "id": "latertst", "at": "2024-03-01T04:00:00Z", "expect": {"outcome": "skipped"}},
    ]
    assert write(office, "rule", "breaks", **rule, tests=[test, *others])["problems"] == []
    assert [(one["passed"], one["differences"], one["error"]) for one in run(office, "breaks")] == [
        (True, [], None)
    ] * 3
    assert office.all("account") == []


def test_a_rule_before_the_save_is_tested(office: Office) -> None:
    """What it refuses is expected to fail."""
    refused = given(given={"company": "Spam"}, expect={"outcome": "failed"})
    passed = given(id="goodtest", given={"company": "Good"}, expect={"outcome": "skipped"})
    write(office, "rule", "no_spam", tests=[refused, passed])
    assert [one["passed"] for one in run(office, "no_spam")] == [True, True]
    write(office, "rule", "no_spam", tests=[given(given={"company": "Spam"}, expect={"outcome": "done"})])
    [difference] = run(office, "no_spam")[0]["differences"]
    assert difference["error"].startswith("“Spam” is not a company.")


def test_keys_of_tests_follow(office: Office) -> None:
    """A field, or a choice, that gets another key gets it in the tests too; what is used there is told."""
    write(office, "rule", "qualified", tests=[given()])
    for entity, key, to in (
        ("lead", "status", "phase"),
        ("lead", "score", "points"),
        ("lead", "region", "area"),
    ):
        office.admin.post("/apps/leads/rename", {"kind": "field", "key": key, "to": to, "entity": entity})
    [test] = office.admin.get(f"{DRAFT}/rule/qualified")["document"]["tests"]
    assert test["given"] == {"company": "Acme Ltd", "area": "east", "points": 80, "phase": "new"}
    assert test["expect"]["set"] == {"phase": "sql"}
    table = office.admin.get(f"{DRAFT}/table/region_team")["document"]
    assert table["inputs"] == [{"key": "area"}]
    field = office.admin.get(f"{DRAFT}/entity/lead")["document"]["schema"]["properties"]["area"]
    used = office.admin.get(f"/apps/leads/where-used/{field['x-dougong']['id']}")["items"]
    assert "/tests/0/given/area" in [one["pointer"] for one in used if one["key"] == "qualified"]


def test_a_test_that_cannot_be_run_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults stand at their places; no document names a record by its id; too much of it is not waited for."""
    someone = office.id_of("ann")
    sample = {"company": 3, "region": "south", "nothing": 1, "account": someone, "owner": someone}
    faulty = given(given=sample, expect={"outcome": "done", "holds": "company", "made": {"nobody": 1}})
    problems = write(office, "rule", "qualified", tests=[faulty])["problems"]
    places = {"company", "region", "nothing", "account", "owner"}
    assert {one["pointer"] for one in problems} == {
        *(f"/tests/0/given/{key}" for key in places),
        "/tests/0/expect/holds",
        "/tests/0/expect/made",
    }
    lacking = given(given={"region": "east"}, expect={"outcome": "done"})
    write(office, "rule", "qualified", tests=[lacking])
    [result] = run(office, "qualified")
    assert (result["passed"], "/company" in result["error"]) == (False, True)
    monkeypatch.setattr(rule_tests, "ALL_SECONDS", 0)
    write(office, "rule", "qualified", tests=[given()])
    [late] = run(office, "qualified")
    assert (late["passed"], late["error"]) == (False, "The tests before it took too long.")
