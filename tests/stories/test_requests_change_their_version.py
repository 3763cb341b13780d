"""Running requests are moved to the published version of their flow: tried first, then by a job, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dougong.jobs.worker import run_waiting
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play, decide, flow_of, seat_of, todo
from tests.stories.test_flows_in_full import play as play
from tests.stories.test_purchase_approval import RECORDS

FLOW = "/apps/desk/flows/approval"


def publish(desk: Play, change: Callable[[dict[str, Any]], None]) -> None:
    """Publish the desk with another flow."""
    admin, address = desk.world.admin, "/apps/desk/draft/flow/approval"
    draft = admin.get(address)
    change(draft["document"])
    admin.put(address, {"document": draft["document"]}, **{"If-Match": f'"{draft["version"]}"'})
    plan = admin.get("/apps/desk/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step.get("accept")]
    admin.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accept})


def work(desk: Play, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Start a job as the administrator, let the worker do it, and return it."""
    job = desk.world.admin.post(path, body, status=202)["job"]
    run_waiting(desk.world.database, desk.world.settings)
    found: dict[str, Any] = desk.world.admin.get(f"/jobs/{job}")
    assert found["state"] == "done", found
    return found


@pytest.fixture
def desk(play: Any) -> Play:
    """The desk whose requests go to the lead and then to the director."""
    made: Play = play("start lead, lead director, director end", lead=LEAD, director=DIRECTOR)
    return made


def without_director(document: dict[str, Any]) -> None:
    """The next version asks an expert instead of the director, whose step is made anew."""
    flow_of(
        "start lead, lead expert, expert end",
        lead=LEAD,
        expert={**LEAD, "kind": "handle", "verbs": ["complete"]},
    )(document)


def renamed(document: dict[str, Any]) -> None:
    """The next version calls the lead's step otherwise and hides the reason there."""
    flow_of(
        "start boss, boss director, director end",
        boss={**LEAD, "fields": {"hide": ["reason"]}},
        director=DIRECTOR,
    )(document)


def test_requests_go_over_and_go_on(desk: Play) -> None:
    """One is at the lead, whose step has another key now; its seat stays, and the next step is the new one."""
    made = desk.submit(urgent=True, reason="between us")
    seat = seat_of(desk.lead)
    desk.lead.get(f"{RECORDS}/{made['id']}")
    publish(desk, renamed)
    desk.lead.get(f"{FLOW}/versions", status=403)
    shown = desk.world.admin.get(f"{FLOW}/versions")
    assert shown["version"] is None
    [older] = shown["older"]
    assert (older["version"], older["running"], older["plan"]["lead"]) == (1, 1, "boss")
    [verdict] = desk.world.admin.post(f"{FLOW}/migration/check", {"version": 1})["items"]
    assert (verdict["allowed"], verdict["steps"], verdict["title"]) == (
        True,
        ["lead"],
        made["values"]["number"],
    )
    assert desk.instance(made)["version"] == 1
    done = work(desk, f"{FLOW}/migration", {"version": 1})
    assert (done["result"]["moved"], done["result"]["refused"], done["progress"]["done"]) == (1, 0, 1)
    after = desk.instance(made)
    assert (after["version"], after["tokens"]) == (2, ["boss"])
    assert after["history"][-1]["verb"] == "migrated"
    assert after["history"][-1]["actor"]["name"] == "管理员"
    assert "before" not in after["history"][-1]["data"]
    assert seat_of(desk.lead) == seat
    assert "reason" not in desk.lead.get(f"/seats/{seat}")["record"]["values"]
    desk.lead.get(f"{RECORDS}/{made['id']}", status=404)
    decide(desk.lead, "approve")
    decide(desk.director, "approve")
    assert desk.instance(made)["state"] == "approved"


def test_who_may_not_stays_and_is_told_why(desk: Play) -> None:
    """The director's step is gone: whoever waits there stays; who waits at the lead goes over."""
    first, second = desk.submit(), desk.submit()
    decide(desk.lead, "approve")
    [there, here] = sorted((first, second), key=lambda one: len(desk.instance(one)["history"]))[::-1]
    publish(desk, without_director)
    verdicts = {
        one["record"]: one
        for one in desk.world.admin.post(f"{FLOW}/migration/check", {"version": 1})["items"]
    }
    assert verdicts[here["id"]]["allowed"]
    [objection] = verdicts[there["id"]]["objections"]
    assert (objection["code"], objection["node"]) == ("not_mapped", "director")
    asked = {"version": 1, "plan": {"lead": "lead", "director": "expert"}}
    verdicts = {
        one["record"]: one for one in desk.world.admin.post(f"{FLOW}/migration/check", asked)["items"]
    }
    assert [one["code"] for one in verdicts[there["id"]]["objections"]] == ["other_kind"]
    done = work(desk, f"{FLOW}/migration", {"version": 1})
    assert (done["result"]["moved"], done["result"]["refused"]) == (1, 1)
    assert "counterpart" in done["result"]["problems"][0]["message"]
    assert (desk.instance(here)["version"], desk.instance(there)["version"]) == (2, 1)
    decide(desk.director, "approve")
    assert desk.instance(there)["state"] == "approved"


def test_a_plan_is_checked(desk: Play) -> None:
    """Steps that are not there, two that become one, another version than there is, one that is published."""
    desk.submit()
    publish(desk, renamed)
    check = f"{FLOW}/migration/check"
    admin = desk.world.admin
    refused = admin.post(check, {"version": 1, "plan": {"lead": "nowhere"}}, status=422)
    assert refused["errors"][0]["pointer"] == "/plan/lead"
    refused = admin.post(check, {"version": 1, "plan": {"lead": "boss", "director": "boss"}}, status=422)
    assert refused["errors"][0]["pointer"] == "/plan/director"
    [verdict] = admin.post(check, {"version": 1, "plan": {"lead": "end"}})["items"]
    assert [one["code"] for one in verdict["objections"]] == ["other_kind"]
    admin.post(check, {"version": 9}, status=404)
    admin.post(check, {"version": 2}, status=409)
    desk.lead.post(check, {"version": 1}, status=403)


def test_what_was_moved_goes_back_until_somebody_decides(desk: Play) -> None:
    """Two go over, one is decided about: the other goes back, with its seat and all it was."""
    decided, left = desk.submit(), desk.submit()
    before = desk.instance(left)
    publish(desk, renamed)
    job = work(desk, f"{FLOW}/migration", {"version": 1})["id"]
    assert desk.world.admin.get(f"{FLOW}/versions")["batches"][0]["revertible"] == 2
    seat = next(line["id"] for line in todo(desk.lead) if line["record"] == decided["id"])
    desk.lead.post(f"/seats/{seat}/approve")
    [batch] = desk.world.admin.get(f"{FLOW}/versions")["batches"]
    assert (batch["job"], batch["moved"], batch["revertible"], batch["from"], batch["to"]) == (
        job,
        2,
        1,
        1,
        2,
    )
    done = work(desk, f"{FLOW}/migration/revert", {"batch": job})
    assert done["result"] == {"reverted": 1, "left": 1}
    assert desk.instance(decided)["version"] == 2
    after = desk.instance(left)
    assert (after["version"], after["tokens"], after["graph"]) == (1, before["tokens"], before["graph"])
    assert after["visits"] == before["visits"]
    assert [line["verb"] for line in after["history"]][-2:] == ["migrated", "migration_reverted"]
    desk.lead.get(f"{RECORDS}/{left['id']}")
    assert work(desk, f"{FLOW}/migration/revert", {"batch": job})["result"]["reverted"] == 0
    decide(desk.lead, "approve")
    assert desk.instance(left)["tokens"] == ["director"]


def test_many_go_over_in_pages_and_batches(desk: Play) -> None:
    """More than one page and one batch; some of them named."""
    made = [desk.submit() for _ in range(105)]
    publish(desk, renamed)
    admin = desk.world.admin
    first = admin.post(f"{FLOW}/migration/check", {"version": 1})
    assert len(first["items"]) == 100
    rest = admin.request("POST", f"{FLOW}/migration/check?after={first['next']}", json={"version": 1}).json()
    assert (len(rest["items"]), rest["next"]) == (5, None)
    some = [one["instance"] for one in rest["items"]]
    assert work(desk, f"{FLOW}/migration", {"version": 1, "instances": some})["result"]["moved"] == 5
    done = work(desk, f"{FLOW}/migration", {"version": 1})
    assert (done["result"]["moved"], done["progress"]) == (100, {"done": 100, "total": 100})
    assert admin.get(f"{FLOW}/versions")["older"] == []
    assert {desk.instance(one)["version"] for one in (made[0], made[-1])} == {2}
