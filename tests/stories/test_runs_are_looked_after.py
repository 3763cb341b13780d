"""Runs are found, and what failed is taken again: whole, from a step, without one; or it is left, with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stories.leads import Office
from tests.stories.test_other_systems_are_told_and_tell_us import Receiver, connect, qualify


@pytest.fixture
def erp() -> Iterator[Receiver]:
    """Another system."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def broken(office: Office, **values: Any) -> tuple[str, dict[str, Any]]:
    """Enter a lead at which the rule “breaks” fails in its second step; return the lead and the run."""
    lead = office.lead(**values)["id"]
    office.change(lead, need="break")
    return lead, next(run for run in runs(office, record=lead) if run["rule"] == "breaks")


def runs(office: Office, **params: Any) -> list[dict[str, Any]]:
    """Return runs of the app, newest first."""
    found: list[dict[str, Any]] = office.admin.get("/apps/leads/runs", **params)["items"]
    return found


def states(run: dict[str, Any]) -> list[str]:
    """Return the states of a run's steps."""
    return [step["state"] for step in run["steps"]]


def test_the_runs_of_an_app_are_narrowed(office: Office) -> None:
    """I look at one rule, one record, what failed, or a day; and at a kind of records."""
    lead, failed = broken(office)
    other = office.lead(company="Other")["id"]
    assert {run["rule"] for run in runs(office)} >= {"breaks"}
    assert [run["id"] for run in runs(office, state="failed")] == [failed["id"]]
    assert [run["id"] for run in runs(office, rule="breaks", state=["failed", "done"])] == [failed["id"]]
    assert runs(office, record=other, state="failed") == []
    assert {run["record"] for run in runs(office, record=lead)} == {lead}
    assert runs(office, since="2999-01-01T00:00:00Z") == []
    assert [run["id"] for run in runs(office, state="failed", until="2999-01-01T00:00:00")] == [failed["id"]]
    assert runs(office, entity="account") == []
    assert runs(office, rule="gone") == []
    office.ann.get("/apps/leads/runs", 403)


def test_the_runs_of_a_rule_that_was_removed_stay(office: Office) -> None:
    """They are found by its key; what failed is left, for nothing can be tried again."""
    _lead, failed = broken(office)
    assert failed["repeatable"] is True
    place = "/apps/leads/draft/rule/breaks"
    version = office.admin.get(place)["version"]
    office.admin.delete(place, **{"If-Match": f'"{version}"'})
    plan = office.admin.get("/apps/leads/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step["accept"]]
    office.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})
    (run,) = runs(office, rule="breaks", state="failed")
    assert (run["id"], run["repeatable"]) == (failed["id"], False)
    office.admin.post(f"/runs/{run['id']}/retry", {}, 404)
    left = office.admin.post(f"/runs/{run['id']}/dismiss", {"reason": "The rule is gone"})
    assert left["state"] == "dismissed"


def test_a_step_that_was_undone_is_not_told_as_done(office: Office) -> None:
    """The rule failed in its second step: what the first had made is not there, and the run says so."""
    _lead, failed = broken(office)
    assert (failed["undone"], states(failed)) == (True, ["undone", "failed"])
    assert office.all("todo") == []


def test_what_failed_is_told_in_my_language(office: Office) -> None:
    """The error and each of its places are in the language that I read, and fields have their labels."""

    def refuse(rule: dict[str, Any]) -> None:
        rule["do"][1] = {"SetFields": {"employees": "0 - 5"}}

    office.design("entity", "lead", _counts_from_nought)
    office.design("rule", "breaks", refuse)
    _lead, failed = broken(office)
    assert failed["steps"][1]["error"].startswith("A value of the step cannot be stored.\nemployees: ")
    office.admin.patch("/me", {"language": "zh"})
    told = office.admin.get(f"/runs/{failed['id']}")["steps"][1]["error"].split("\n")
    assert told[0] == "这一步有值无法保存。"
    assert told[1].startswith("employees：")


def test_a_refused_field_of_another_record_has_its_label(office: Office) -> None:
    """The rule makes a to-do without its subject: the run says which field of what was refused, in my language."""

    def nameless(rule: dict[str, Any]) -> None:
        rule["do"][1] = {"Create": {"entity": "todo", "values": {"subject": '""'}}}

    def label(entity: dict[str, Any]) -> None:
        entity["name"] = {"en": "To-do", "zh": "待办"}
        entity["schema"]["properties"]["subject"]["x-dougong"]["label"] = {"en": "Subject", "zh": "主题"}

    office.design("entity", "todo", label)
    office.design("rule", "breaks", nameless)
    _lead, failed = broken(office)
    assert "\nSubject (To-do): " in failed["steps"][1]["error"]
    office.admin.patch("/me", {"language": "zh"})
    assert "\n主题（待办）：" in office.admin.get(f"/runs/{failed['id']}")["steps"][1]["error"]


def _counts_from_nought(document: dict[str, Any]) -> None:
    document["schema"]["properties"]["employees"]["minimum"] = 0


def test_runs_of_a_deleted_rule_keep_its_name(office: Office) -> None:
    """The rule is renamed, then deleted, and the app published once more: its runs go by its last name."""
    _lead, failed = broken(office)
    assert (failed["rule_name"]["en"], failed["rule_deleted"]) == ("breaks", False)
    office.design("rule", "breaks", lambda rule: rule.update(name={"en": "Broke", "zh": "坏了"}))
    office.delete("rule", "breaks")
    office.design("rule", "remark", lambda rule: rule["name"].update(en="Other"))
    told = office.admin.get(f"/runs/{failed['id']}")
    assert (told["rule_name"], told["rule_deleted"]) == ({"en": "Broke", "zh": "坏了"}, True)
    ran = {one["rule"]: one for one in office.admin.get("/apps/leads/run-rules")["items"]}
    assert ran["breaks"] == {"rule": "breaks", "rule_name": told["rule_name"], "rule_deleted": True}
    assert {one["rule"] for one in runs(office)} == set(ran)
    assert {one["id"] for one in runs(office, rule="breaks")} == {failed["id"]}


def test_a_failed_rule_is_taken_again_from_a_step(office: Office) -> None:
    """The rule is mended; I begin at its second step, and the first is not taken."""
    lead, failed = broken(office)

    def mend(rule: dict[str, Any]) -> None:
        rule["do"][1] = {"SetFields": {"company": '"Mended"'}}

    office.design("rule", "breaks", mend)
    again = office.admin.post(f"/runs/{failed['id']}/retry", {"step": 1})
    assert (again["state"], states(again)) == ("done", ["skipped", "done"])
    assert [step["attempt"] for step in again["steps"]] == [2, 2]
    assert office.read("lead", lead)["values"]["company"] == "Mended"
    assert office.all("todo") == []
    followed = office.admin.get(f"/runs/{failed['id']}")
    assert (followed["state"], followed["followed"]["run"]) == ("retried", again["id"])
    assert runs(office, state="failed") == []
    office.admin.post(f"/runs/{failed['id']}/retry", None, 409)


def test_there_is_no_step_past_the_last(office: Office) -> None:
    """A step that the rule has not is told at its place."""
    _lead, failed = broken(office)
    refused = office.admin.post(f"/runs/{failed['id']}/retry", {"step": 2}, 400)
    assert refused["errors"][0]["pointer"] == "/step"
    assert [run["id"] for run in runs(office, state="failed")] == [failed["id"]]


def test_the_step_that_fails_is_left_out_with_a_reason(office: Office) -> None:
    """The task is wanted without the step that cannot be; why stands in the run."""
    _lead, failed = broken(office)
    office.admin.post(f"/runs/{failed['id']}/skip", {"step": 0, "reason": "no"}, 400)
    office.admin.post(f"/runs/{failed['id']}/skip", {"step": 1, "reason": ""}, 422)
    again = office.admin.post(f"/runs/{failed['id']}/skip", {"step": 1, "reason": "Converted by hand"})
    assert (again["state"], states(again)) == ("done", ["done", "skipped"])
    assert again["steps"][1]["result"] == {"reason": "Converted by hand"}
    assert len(office.all("todo")) == 1
    left = office.admin.get(f"/runs/{failed['id']}")
    assert (left["state"], left["followed"]["reason"]) == ("retried", "Converted by hand")


def test_a_failed_run_is_left_as_it_is(office: Office) -> None:
    """Nothing is to be done about it: it is not among those that failed any more, and says why and by whom."""
    _lead, failed = broken(office)
    left = office.admin.post(f"/runs/{failed['id']}/dismiss", {"reason": "Test lead"})
    assert (left["state"], left["followed"]) == (
        "dismissed",
        {"run": None, "reason": "Test lead", "by": "管理员"},
    )
    assert runs(office, state="failed") == []
    office.admin.post(f"/runs/{failed['id']}/dismiss", {"reason": "Again"}, 409)


def test_a_run_is_replayed_with_what_it_followed(office: Office) -> None:
    """A rule is changed after it acted: I let it act once more for the same event, with the old value it had seen."""

    def remember(rule: dict[str, Any]) -> None:
        rule["do"] = [{"SetFields": {"company": 'old.need & "!"'}}]

    lead = office.lead(need="plain")["id"]
    office.design("rule", "breaks", remember)
    office.change(lead, need="break")
    [done] = [run for run in runs(office, record=lead) if run["rule"] == "breaks"]
    office.change(lead, company="Changed since")
    again = office.admin.post(f"/runs/{done['id']}/replay")
    assert again["state"] == "done"
    assert office.read("lead", lead)["values"]["company"] == "plain!"
    assert office.admin.get(f"/runs/{done['id']}")["state"] == "done"
    office.change(lead, need="other")
    office.admin.post(f"/runs/{done['id']}/replay", None, 409)


def test_what_another_system_refused_is_sent_again_alone(office: Office, erp: Receiver) -> None:
    """The address is mended; only the message goes out, once, under its id, and nothing is done twice."""
    erp.answers = [410]
    connect(office, erp.url)
    lead = qualify(office)["id"]
    office.work()
    todos = len(office.all("todo"))
    [failed] = runs(office, state="failed")
    assert (failed["rule"], failed["undone"], states(failed)) == ("tell", False, ["failed"])
    office.admin.post(f"/runs/{failed['id']}/replay", None, 409)
    erp.answers = [200]
    waiting = office.admin.post(f"/runs/{failed['id']}/retry")
    assert (waiting["id"], waiting["state"]) == (failed["id"], "waiting")
    office.work()
    assert (office.admin.get(f"/runs/{failed['id']}")["state"], len(erp.received)) == ("done", 2)
    assert len({headers["webhook-id"] for headers, _ in erp.received}) == 1
    assert len(office.all("todo")) == todos
    assert len([run for run in runs(office, record=lead) if run["rule"] == "tell"]) == 1


def test_what_another_system_refused_is_left_out(office: Office, erp: Receiver) -> None:
    """The ERP was told by telephone: the step is left out with that reason, and the run is done."""
    erp.answers = [410]
    connect(office, erp.url)
    qualify(office)
    office.work()
    [failed] = runs(office, state="failed")
    done = office.admin.post(f"/runs/{failed['id']}/skip", {"step": 0, "reason": "Told by telephone"})
    assert (done["id"], done["state"], states(done)) == (failed["id"], "done", ["skipped"])
    assert done["steps"][0]["result"]["reason"] == "Told by telephone"
    office.work()
    assert len(erp.received) == 1
