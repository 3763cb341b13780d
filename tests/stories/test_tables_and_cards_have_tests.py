"""A simulation of a decision table or a score card that is kept is its test: it runs when the app is published."""

from __future__ import annotations

from typing import Any

from tests.stories.leads import Office
from tests.stories.test_rules_have_tests import DRAFT, publish, write

TABLE, CARD = "/apps/leads/tables/region_team", "/apps/leads/scorecards/score"
CALLED, PRICES, DEMO = "racarv5d", "k3aeyaj5", "27vssllr"


def given(**members: Any) -> dict[str, Any]:
    """Return a test of the table `region_team` as somebody writes it."""
    return {
        "id": "easttest",
        "name": {"en": "The east", "zh": "华东"},
        "given": {"company": "Acme Ltd", "region": "east"},
        "expect": {"outcome": "done", "outputs": {"team": "settings.east"}},
        **members,
    }


def scored(**members: Any) -> dict[str, Any]:
    """Return a test of the card `score` as somebody writes it."""
    return {
        "id": "hottest1",
        "name": {"en": "A hot one", "zh": "热线索"},
        "given": {
            "company": "Acme Ltd",
            "employees": 300,
            "decides": True,
            "activities": [{"subject": "One", "kind": "call"}],
        },
        "expect": {"score": 60, "band": "cold"},
        **members,
    }


def test_a_table_that_fails_its_test_is_not_published(office: Office) -> None:
    """The publisher is told what was expected and what came, as the rows are written; who knows better says why."""
    [row] = office.admin.get(f"{DRAFT}/table/region_team")["document"]["rows"]
    elsewhere = given(
        id="farttest", given={"company": "Acme Ltd", "region": "west"}, expect={"outcome": "skipped"}
    )
    answer = write(office, "table", "region_team", tests=[given(), elsewhere])
    assert [one for one in answer["problems"] if one["severity"] == "error"] == []
    assert [(one["passed"], one["why"]) for one in office.admin.post(f"{TABLE}/tests", {})["items"]] == [
        (True, "The row that matches: 1."),
        (True, "No row matches."),
    ]
    publish(office)
    version = office.admin.get(DRAFT)["live_version"]
    rows = [{**row, "out": ["settings.sales"]}, {"in": ["-"], "out": ["settings.east"]}]
    write(office, "table", "region_team", rows=rows)
    refused = publish(office, 422)
    assert [(one["file"], one["pointer"], one["message"]) for one in refused["errors"]] == [
        ("tables/region_team.json", "/tests/0", "The test “The east” fails."),
        ("tables/region_team.json", "/tests/1", "The test “The east” fails."),
    ]
    assert refused["accept"] == ["tests"]
    first, second = refused["tests"]
    assert (first["kind"], first["key"], first["why"]) == ("table", "region_team", "The row that matches: 1.")
    assert first["differences"] == [
        {"about": "output", "key": "team", "expected": "settings.east", "found": "settings.sales"}
    ]
    assert second["differences"] == [
        {"about": "outcome", "key": None, "expected": "skipped", "found": "done"}
    ]
    assert office.admin.get(DRAFT)["live_version"] == version
    publish(office, accept=("tests",), note="The east is served by sales now")
    assert office.admin.get("/apps/leads/versions")["items"][0]["summary"]["failed_tests"] == 2


def test_a_card_that_fails_its_test_is_not_published(office: Office) -> None:
    """Points of conditions and of what has happened, with the level that they reach."""
    looked = scored(
        id="lookedat",
        happened={PRICES: 3, DEMO: 1},
        expect={"score": "110", "band": "hot"},
    )
    assert write(office, "scorecard", "score", tests=[scored(), looked])["problems"] == []
    ran = office.admin.post(f"{CARD}/tests", {})["items"]
    assert [(one["passed"], one["differences"]) for one in ran] == [(True, []), (True, [])]
    assert (
        ran[1]["why"]
        == "Size: 15 · Decides: 20 · Was called: 25 · Looked at prices: 20 · Asked for a demo: 30"
    )
    assert office.all("lead") == []
    publish(office)
    lines = office.admin.get(f"{DRAFT}/scorecard/score")["document"]["lines"]
    write(office, "scorecard", "score", lines=[{**lines[0], "points": 35}, *lines[1:]])
    refused = publish(office, 422)
    assert refused["errors"][0]["file"] == "scorecards/score.json"
    assert refused["tests"][0]["differences"] == [
        {"about": "score", "key": None, "expected": 60, "found": "80"},
        {"about": "band", "key": None, "expected": "cold", "found": "hot"},
    ]
    write(office, "scorecard", "score", enabled=False)
    publish(office)


def test_a_simulation_of_a_table_or_a_card_is_kept(office: Office) -> None:
    """What it reads of a lead is the sample, what it gives is expected; people and teams stand there by no id."""
    lead = office.lead(contact_name="Jane", employees=300)["id"]
    office.activity(lead)
    office.press(lead, "demo")
    kept = office.admin.post(f"{TABLE}/test-proposal", {"record": lead})
    assert kept["given"] == {"company": "Test", "region": "east"}
    assert kept["expect"] == {"outcome": "done", "outputs": {"team": "settings.east"}}
    found = office.admin.post(f"{CARD}/test-proposal", {"record": lead})
    assert found["given"]["employees"] == 300
    assert "score" not in found["given"]
    assert (found["happened"], found["expect"]) == ({DEMO: 1}, {"score": "70", "band": "hot"})
    write(office, "table", "region_team", tests=[given(**kept)])
    write(office, "scorecard", "score", tests=[scored(**found)])
    for place in (TABLE, CARD):
        assert [one["passed"] for one in office.admin.post(f"{place}/tests", {})["items"]] == [True]
    office.ann.post(f"{CARD}/tests", {}, 403)


def test_a_table_that_gives_a_list_is_tested(office: Office) -> None:
    """All that match, in their order; where two rows may not match together that is expected too."""
    rows = [
        {"in": ['"east"'], "out": ["settings.east", "1", '"near"']},
        {"in": ["-"], "out": ["settings.sales", "2.50", '""']},
    ]
    outputs = [{"key": "team"}, {"key": "rate"}, {"key": "word"}]
    lead = office.lead()["id"]
    write(office, "table", "region_team", outputs=outputs, rows=rows, hit="rule_order", tests=[])
    kept = office.admin.post(f"{TABLE}/test-proposal", {"record": lead})
    listed = {"team": ["settings.east", "settings.sales"], "rate": ["1", "2.5"], "word": ['"near"', '""']}
    assert kept["expect"]["outputs"] == listed
    other = given(expect={"outcome": "done", "outputs": {"rate": ["2.5", "1"]}})
    assert write(office, "table", "region_team", tests=[given(**kept), other])["problems"] == []
    ran = office.admin.post(f"{TABLE}/tests", {})["items"]
    assert [one["passed"] for one in ran] == [True, False]
    assert ran[1]["differences"][0]["found"] == ["1", "2.5"]
    write(office, "table", "region_team", hit="unique", tests=[given(expect={"outcome": "failed"}), given()])
    ran = office.admin.post(f"{TABLE}/tests", {})["items"]
    assert [one["passed"] for one in ran] == [True, False]
    assert [one["found"] for one in ran[1]["differences"]] == ["failed", None]


def test_tests_of_tables_and_cards_are_checked(office: Office) -> None:
    """Faults stand at their places; a field or a setting that gets another key gets it in the tests too."""
    wrong = given(
        given={"company": 3, "region": "nowhere"},
        expect={"outcome": "done", "outputs": {"team": '"east"', "nothing": "1"}},
    )
    listed = given(id="listtest", expect={"outcome": "done", "outputs": {"team": ["settings.east"]}})
    unknown = given(id="unknownt", expect={"outcome": "done", "outputs": {"team": "settings.nobody"}})
    answer = write(office, "table", "region_team", tests=[wrong, listed, unknown])
    told = {one["pointer"]: one["code"] for one in answer["problems"] if one["severity"] == "error"}
    assert told.pop("/tests/2/expect/outputs/team")
    assert told.pop("/tests/0/given/company")
    assert told.pop("/tests/0/given/region")
    assert told == {
        "/tests/0/expect/outputs/team": "output_type",
        "/tests/0/expect/outputs/nothing": "unknown_output",
        "/tests/1/expect/outputs/team": "output_shape",
    }
    faulty = scored(happened={CALLED: 1, "nowhere1": 1}, expect={"score": 1, "band": "lukewarm"})
    assert {
        one["pointer"]: one["code"] for one in write(office, "scorecard", "score", tests=[faulty])["problems"]
    } == {
        f"/tests/0/happened/{CALLED}": "not_counted",
        "/tests/0/happened/nowhere1": "not_counted",
        "/tests/0/expect/band": "unknown_band",
    }
    write(office, "table", "region_team", tests=[given()])
    write(office, "scorecard", "score", tests=[scored()])
    for key, to in (("region", "area"), ("employees", "people")):
        body = {"kind": "field", "key": key, "to": to, "entity": "lead"}
        office.admin.post("/apps/leads/rename", body)
    [test] = office.admin.get(f"{DRAFT}/table/region_team")["document"]["tests"]
    assert test["given"] == {"company": "Acme Ltd", "area": "east"}
    [test] = office.admin.get(f"{DRAFT}/scorecard/score")["document"]["tests"]
    assert test["given"]["people"] == 300
    office.admin.post("/apps/leads/rename", {"kind": "setting", "key": "east", "to": "sunrise"})
    [test] = office.admin.get(f"{DRAFT}/table/region_team")["document"]["tests"]
    assert test["expect"]["outputs"] == {"team": "settings.sunrise"}


def test_a_draft_whose_tests_are_wrong_is_told(office: Office) -> None:
    """Tests that cannot be run say why, whatever stands in the draft; nothing breaks."""
    wrong = given(expect={"outcome": "done", "outputs": {"nothing": "1", "team": "settings.nobody"}})
    write(office, "table", "region_team", tests=[wrong])
    [result] = office.admin.post(f"{TABLE}/tests", {})["items"]
    assert (result["passed"], "nobody" in result["error"]) == (False, True)
    write(
        office, "table", "region_team", tests=[given(expect={"outcome": "done", "outputs": {"other": "1"}})]
    )
    [result] = office.admin.post(f"{TABLE}/tests", {})["items"]
    assert result["differences"] == [{"about": "output", "key": "other", "expected": "1", "found": None}]
    office.admin.post("/apps/leads/rules/qualified/tests", {})
    write(office, "rule", "qualified", tests=[given(expect={"outcome": "skipped", "holds": "compny = 1"})])
    [result] = office.admin.post("/apps/leads/rules/qualified/tests", {})["items"]
    assert (result["passed"], "compny" in result["error"]) == (False, True)
    write(office, "scorecard", "score", tests=[{"id": "shapeles", "name": {"en": "No shape"}}])
    refused = office.admin.post(f"{CARD}/tests", {}, 422)
    assert refused["errors"][0]["pointer"] == "/tests/0/given"


def test_settings_that_nobody_has_filled_in_are_told_apart(office: Office) -> None:
    """An app is tested before anybody has said who its teams are."""
    known = office.admin.get(f"{DRAFT}/app/app")["document"]["settings"]
    named = [
        {"id": f"{key}settng"[:8], "key": key, "type": "team", "name": {"en": key, "zh": key}}
        for key in ("north", "south")
    ]
    write(office, "app", "app", settings=[*known, *named])
    [row] = office.admin.get(f"{DRAFT}/table/region_team")["document"]["rows"]
    test = given(expect={"outcome": "done", "outputs": {"team": "settings.north"}})
    write(office, "table", "region_team", rows=[{**row, "out": ["settings.north"]}], tests=[test])
    publish(office)
    write(office, "table", "region_team", rows=[{**row, "out": ["settings.south"]}])
    [failing] = publish(office, 422)["tests"]
    assert failing["differences"] == [
        {"about": "output", "key": "team", "expected": "settings.north", "found": "settings.south"}
    ]
