"""A rule or flow that fails takes back all of its own, and nothing of what was saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.stories.edited import edited
from tests.stories.leads import Office
from tests.stories.test_purchase_approval import DESK, RECORDS
from tests.world import World


def test_what_a_failed_rule_remarked_is_not_said(office: Office) -> None:
    """It cleared the region, which is remarked on, then failed: the region is there, nothing is remarked."""

    def clearing(rule: dict[str, Any]) -> None:
        rule["do"].insert(0, {"SetFields": {"region": "BLANK()"}})

    office.design("rule", "remark", lambda rule: rule["on"].update(changed=True))
    office.design("rule", "breaks", clearing)
    made = office.lead()
    changed = office.change(made["id"], need="break")
    assert changed["values"]["region"] == "east"
    assert "warnings" not in changed
    assert [run["state"] for run in office.runs(made["id"]) if run["rule"] == "breaks"] == ["failed"]


def test_a_rule_that_ran_within_one_that_failed_may_run_again(office: Office) -> None:
    """The second rule raises the ping at the version that the failed one had raised it at."""

    def pinging(rule: dict[str, Any]) -> None:
        rule["priority"] = 1
        rule["do"].insert(0, {"SetFields": {"ping": "1"}})

    def again(rule: dict[str, Any]) -> None:
        rule["when"] = "ping > 0 AND ping < 4"

    office.design("rule", "breaks", pinging)
    office.design("rule", "pong", again)
    office.design("rule", "tell", _then_pings)
    made = office.lead()
    office.change(made["id"], need="break")
    runs = [(run["rule"], run["state"]) for run in office.runs(made["id"])]
    assert ("breaks", "failed") in runs
    assert not [rule for rule, state in runs if state == "cut"]
    assert office.read("lead", made["id"])["values"]["ping"] == 4


def _then_pings(rule: dict[str, Any]) -> None:
    rule.update(on={"changed": {"fields": ["need"]}}, do=[{"SetFields": {"ping": "1"}}], priority=90)


def test_a_flow_that_cannot_start_keeps_no_answer_out(world: World, tmp_path: Path) -> None:
    """Nobody asked and nobody owns the request: it is there all the same, and its runs say what is lacking."""

    def public(form: dict[str, Any]) -> None:
        form["public"] = {"enabled": True, "fields": ["subject", "needed_by"]}

    world.install_folder(edited(DESK, tmp_path, {"forms/request.json": public}))
    (link,) = world.admin.get("/apps/desk/forms/request/links")["items"]
    path = "/api/v1/public/forms/" + link["url"].rsplit("/", 1)[1]
    body = {"values": {"subject": "Paper", "needed_by": "2030-12-01"}, "start": world.form_start(path)}
    sent = world.anonymous().post(path, json=body)
    assert sent.status_code == 201, sent.text
    (made,) = world.admin.get(RECORDS)["items"]
    assert made["values"]["status"] == "draft"
    assert world.admin.get(f"{RECORDS}/{made['id']}/flows")["items"] == []
    (run,) = world.admin.get(f"{RECORDS}/{made['id']}/runs")["items"]
    assert (run["rule"], run["state"]) == ("approval", "failed")
    assert "owner" in run["steps"][0]["error"]
