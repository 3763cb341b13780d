"""Leads are normalised, scored with reasons, qualified, assigned in turn, and everybody can see why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stories.leads import BASE, Office


def test_a_rule_before_the_save_completes_the_record(office: Office) -> None:
    """Whatever way a company's name is written, we find it again."""
    made = office.lead(company="ACME Ltd")
    assert made["values"]["company_norm"] == "acme"
    assert made["version"] >= 1


def test_a_rule_before_the_save_refuses_with_a_message_at_the_field(office: Office) -> None:
    """Nonsense does not come in, and the person is told where and why, in his language."""
    refused = office.lead(422, company="spam")
    assert [(one["pointer"], one["message"]) for one in refused["errors"]] == [
        ("/company", "“spam” is not a company.")
    ]
    assert office.all("lead") == []


def test_a_rule_before_the_save_only_remarks(office: Office) -> None:
    """A missing region is remarked on, and the lead is saved all the same."""
    made = office.lead(region=None)
    assert [(one["pointer"], one["message"]) for one in made["warnings"]] == [("/region", "No region given.")]
    assert len(office.all("lead")) == 1


def test_the_score_says_why_and_why_not_more(office: Office) -> None:
    """I see each reason of the score, also those that did not count."""
    made = office.lead(employees=101)
    score = office.admin.get(f"{BASE}/lead/records/{made['id']}/score")
    assert (score["total"], score["max"], score["band"]["key"]) == ("15", "110", "cold")
    assert {line["reason"]["en"]: (line["matched"], line["given"]) for line in score["lines"]} == {
        "Size": (True, "15"),
        "Decides": (False, "0"),
        "Was called": (False, "0"),
        "Looked at prices": (False, "0"),
        "Asked for a demo": (False, "0"),
    }
    assert office.read("lead", made["id"])["values"]["score"] == 15


def test_a_card_gives_no_more_than_its_cap(office: Office) -> None:
    """The lines add up to 35, the card gives 25 at most; below the cap nothing is said of it."""
    office.design("scorecard", "score", lambda card: card.update(cap=25))
    made = office.lead(employees=200, decides=True)
    score = office.admin.get(f"{BASE}/lead/records/{made['id']}/score")
    assert (score["total"], score["max"], score["cap"]) == ("25", "25", "25")
    assert sum(int(line["given"]) for line in score["lines"]) == 35
    assert office.read("lead", made["id"])["values"]["score"] == 25
    small = office.lead(employees=200)
    assert office.admin.get(f"{BASE}/lead/records/{small['id']}/score")["cap"] is None


@pytest.mark.parametrize(("employees", "total"), [(100, 0), (101, 15), (None, 0)])
def test_the_boundary_of_a_score_line(office: Office, employees: int | None, total: int) -> None:
    """More than a hundred means a hundred and one."""
    made = office.lead(employees=employees)
    assert office.read("lead", made["id"])["values"]["score"] == total


def test_a_call_noted_on_the_lead_raises_its_score(office: Office) -> None:
    """What happens around a lead counts as soon as it is written down, and goes when it goes."""
    made = office.lead(decides=True)
    note = office.activity(made["id"])
    lead = office.read("lead", made["id"])
    assert (lead["values"]["score"], lead["values"]["status"]) == (45, "new")
    office.admin.delete(f"{BASE}/activity/records/{note['id']}")
    assert office.read("lead", made["id"])["values"]["score"] == 20


def test_a_lead_in_the_trash_is_not_scored_for_what_is_cleared(office: Office) -> None:
    """Its activities stay and lose it: nothing of that is written into a lead that has gone."""
    office.design("entity", "activity", lambda document: _deleted_with_the_lead(document, "clear"))
    made = office.lead(decides=True)
    note = office.activity(made["id"])
    office.admin.delete(f"{BASE}/lead/records/{made['id']}")
    assert office.read("activity", note["id"])["values"]["lead"] is None
    office.admin.post(f"{BASE}/lead/records/{made['id']}/restore")
    assert office.read("lead", made["id"])["values"]["company"] == "Acme Ltd"


def test_a_rule_does_nothing_with_a_record_that_the_same_act_removed(office: Office) -> None:
    """A rule on deleted activities changes their lead, but not the lead that took them along; nothing fails."""
    office.design("entity", "activity", lambda document: _deleted_with_the_lead(document, "cascade"))
    office.design("rule", "visited", _moves_the_lead_west)
    made = office.lead()
    office.activity(made["id"])
    note = office.activity(made["id"])
    office.admin.delete(f"{BASE}/activity/records/{note['id']}")
    assert office.read("lead", made["id"])["values"]["region"] == "west"
    office.change(made["id"], region="east")
    office.admin.delete(f"{BASE}/lead/records/{made['id']}")
    runs = office.admin.get("/apps/leads/rules/visited/runs")["items"]
    assert [run["state"] for run in runs] == ["done", "done"]
    office.admin.post(f"{BASE}/lead/records/{made['id']}/restore")
    assert office.read("lead", made["id"])["values"]["region"] == "east"


def _deleted_with_the_lead(document: dict[str, Any], how: str) -> None:
    document["schema"]["properties"]["lead"]["x-dougong"]["on_delete"] = how


def _moves_the_lead_west(document: dict[str, Any]) -> None:
    document["on"] = {"deleted": True}
    document["when"] = "NOT(ISBLANK(lead))"
    document["do"] = [{"Update": {"record": "lead", "values": {"region": '"west"'}}}]


def test_sixty_is_not_above_sixty(office: Office) -> None:
    """The threshold itself is not above the threshold."""
    made = office.lead(employees=200, decides=True)
    office.activity(made["id"])
    lead = office.read("lead", made["id"])
    assert (lead["values"]["score"], lead["values"]["status"], lead["values"]["owner"]) == (60, "new", None)


def test_a_lead_above_the_threshold_is_qualified_and_goes_to_its_region_in_turn(office: Office) -> None:
    """Above sixty a lead is ours: it goes to the east team, one after the other, with a task for today."""
    owners = []
    for number in range(3):
        lead = qualified(office, company=f"Firm {number}")
        assert (lead["values"]["score"], lead["values"]["status"], lead["values"]["band"]) == (
            65,
            "sql",
            "hot",
        )
        owners.append(lead["values"]["owner"])
    assert owners == [office.ann.id, office.bob.id, office.ann.id]
    assert {(todo["values"]["subject"], todo["values"]["owner"]) for todo in office.all("todo")} == {
        ("联系 Firm 0", office.ann.id),
        ("联系 Firm 1", office.bob.id),
        ("联系 Firm 2", office.ann.id),
    }


def qualified(office: Office, **values: object) -> dict[str, object]:
    """Enter a lead that asks for a demo, which lifts it above the threshold."""
    made = office.lead(**{"employees": 200, "decides": True, **values})
    office.press(made["id"], "demo")
    found: dict[str, object] = office.read("lead", made["id"])
    return found


def test_a_region_without_a_team_falls_through_to_the_next_strategy(office: Office) -> None:
    """Where no row of the table fits, the general sales team takes it."""
    assert qualified(office, region="west")["values"]["owner"] == office.id_of("cid")


def test_who_left_is_not_assigned_any_more(office: Office) -> None:
    """Nobody gets a lead after he has left."""
    office.admin.patch(f"/people/{office.ann.id}", {"active": False})
    assert [qualified(office, company=f"F{at}")["values"]["owner"] for at in range(2)] == [office.bob.id] * 2


def test_the_key_account_team_comes_first_and_stops_the_other_rules(office: Office) -> None:
    """A large company that comes by the website is for key accounts, and stays there when it qualifies."""
    lead = qualified(office, channel="website", employees=101)
    assert (lead["values"]["quality"], lead["values"]["owner"], lead["values"]["status"]) == (
        "high",
        office.id_of("kim"),
        "sql",
    )
    small = office.lead(channel="website", employees=100)
    assert office.read("lead", small["id"])["values"]["owner"] is None


def test_the_owner_is_told_and_sees_the_notice(office: Office) -> None:
    """Ann hears of her new lead in her own language, with the way to it."""
    lead = qualified(office)
    found = office.ann.get("/notices")
    assert found["unread"] == 1
    assert [(one["title"], one["body"], one["link"]["id"]) for one in found["items"]] == [
        ("Acme Ltd 已合格", "评分 65。", lead["id"])
    ]
    assert office.bob.get("/notices")["unread"] == 0
    assert office.ann.post("/notices/read", {"ids": "all"})["unread"] == 0
    assert office.ann.get("/me")["notices"] == 0


def _assigned(office: Office, lead: dict[str, Any]) -> list[str]:
    """Return why a lead went to its owner, as its timeline tells."""
    items = office.admin.get(f"{BASE}/lead/records/{lead['id']}/timeline")["items"]
    return [said for item in items if item["kind"] == "rule" for said in item["data"]["assigned"]]


def test_the_runs_tell_what_happened_and_why(office: Office) -> None:
    """I can read which rule acted, what it saw, what each step did, and why the others did not act."""
    lead = qualified(office)
    acted = next(run for run in office.runs(lead["id"]) if run["rule"] == "qualified")
    assert (acted["state"], acted["event"]) == ("done", "record.changed")
    reading = acted["why"].removeprefix("Its condition holds: ")
    assert "is more than the setting" in reading
    assert (acted["actor"]["kind"], acted["actor"]["name"]) == ("person", "管理员")
    timeline = office.admin.get(f"{BASE}/lead/records/{lead['id']}/timeline")["items"]
    actors = {(item["actor"]["kind"], item["actor"]["key"]): item["actor"] for item in timeline}
    assert {kind for kind, _key in actors} == {"person", "rule", "scorecard", "button"}
    assert all(one["name"] for one in actors.values())
    newest_last = [item["kind"] for item in reversed(timeline)]
    assert newest_last[0] == "created"
    assert _assigned(office, lead) == [
        "By the table “Region to team”, row 1 (region: east) → east; in turn: ann"
    ]
    office.admin.patch("/me", {"language": "zh"})
    again = next(run for run in office.runs(lead["id"]) if run["rule"] == "qualified")
    assert again["why"].startswith("条件成立：")
    assert _assigned(office, lead) == ["按规则表“Region to team”第 1 行（region：east） → east；轮到ann"]
    assert acted["values"] == {"score": "65", "status": "new"}
    assert [step["kind"] for step in acted["steps"]] == ["SetFields", "Assign", "Notify", "CreateTodo"]
    assigned = acted["steps"][1]["result"]
    assert assigned["person"] == office.ann.id
    history = office.admin.get(f"{BASE}/lead/records/{lead['id']}")
    assert history["values"]["owner"] == office.ann.id


def test_a_rule_that_sets_itself_off_is_cut_and_the_cut_is_written_down(office: Office) -> None:
    """A rule that would run for ever stops at the limit, and nothing is hidden."""
    made = office.lead()
    office.admin.patch(
        f"{BASE}/lead/records/{made['id']}",
        {"values": {"ping": 1}},
        office.read("lead", made["id"])["version"],
    )
    lead = office.read("lead", made["id"])
    runs = [run for run in office.runs(made["id"]) if run["rule"] == "pong"]
    assert lead["values"]["ping"] == 9
    assert [run["state"] for run in runs].count("done") == 8
    assert [run["why"] for run in runs if run["state"] == "cut"] == [
        "Cut: too many reactions followed from one another."
    ]


def test_a_rule_that_fails_is_undone_and_written_down_and_the_save_stands(office: Office) -> None:
    """My change is kept though a rule could not do its part, and somebody can see what went wrong."""
    made = office.lead()
    version = office.read("lead", made["id"])["version"]
    saved = office.admin.patch(f"{BASE}/lead/records/{made['id']}", {"values": {"need": "break"}}, version)
    assert (saved["values"]["need"], saved["values"]["status"]) == ("break", "new")
    assert office.all("todo") == []
    failed = next(run for run in office.runs(made["id"]) if run["rule"] == "breaks")
    assert failed["state"] == "failed"
    assert "“new” cannot become “converted”" in failed["steps"][1]["error"]
    office.admin.post(f"/runs/{failed['id']}/retry")
    assert [run["state"] for run in office.runs(made["id"]) if run["rule"] == "breaks"] == [
        "retried",
        "failed",
    ]


def test_rules_act_though_the_person_may_not_see_what_they_change(office: Office) -> None:
    """A lead of a salesman is scored in a field he cannot write."""
    made = office.lead(by=office.ann, employees=200)
    assert (made["values"]["score"], made["values"]["owner"]) == (15, office.ann.id)
    office.ann.patch(f"{BASE}/lead/records/{made['id']}", {"values": {"score": 99}}, made["version"], 422)


def test_a_batch_of_leads_is_scored_like_one(office: Office) -> None:
    """Many leads at once are treated as each alone."""
    items = [
        {
            "op": "create",
            "values": {"company": f"Firm {at}", "region": "east", "employees": 90 + at, "owner": None},
        }
        for at in range(20)
    ]
    office.admin.post(f"{BASE}/lead/records/batch", {"items": items})
    scores = {one["values"]["company"]: one["values"]["score"] for one in office.all("lead", limit=50)}
    assert scores == {f"Firm {at}": 15 if 90 + at > 100 else 0 for at in range(20)}


def test_one_rule_acts_once_on_one_version_of_a_record(office: Office) -> None:
    """A rule that hears of a new record and of its change by another rule does its work once."""
    lead = qualified(office)
    notices = office.ann.get("/notices")["items"] + office.bob.get("/notices")["items"]
    assert [one["link"]["id"] for one in notices] == [lead["id"]]


def test_a_large_save_leaves_the_rest_of_its_rules_to_the_worker(office: Office) -> None:
    """Many leads are saved at once; what rules do to the last of them is done a moment later."""
    items = [
        {
            "op": "create",
            "values": {"company": f"Firm {at}", "region": "east", "channel": "website", "employees": 500},
        }
        for at in range(150)
    ]
    office.admin.post(f"{BASE}/lead/records/batch", {"items": items})
    count = {"filter": 'quality = "high"', "count": "exact", "limit": 1}
    done = office.admin.get(f"{BASE}/lead/records", **count)["count"]
    assert 0 < done < 150
    office.work()
    assert office.admin.get(f"{BASE}/lead/records", **count)["count"] == 150


def test_what_a_large_save_leaves_over_still_knows_what_was_before(office: Office) -> None:
    """A rule that compares with the old values acts on the last lead as on the first, and what does not hold
    any more when its turn comes is written down."""
    items: list[dict[str, Any]] = [
        {"op": "create", "values": {"company": f"Firm {at}", "ping": 0}} for at in range(110)
    ]
    made = office.admin.post(f"{BASE}/lead/records/batch", {"items": items})["items"]

    def edit(rule: dict[str, Any]) -> None:
        rule["when"] = "ISBLANK(need) AND old.ping = 0 AND ping = 7"
        done = [{"SetFields": {"quality": '"high"'}}, {"SetFields": {"need": '"was " & old.ping'}}]
        rule["do"] = done

    office.design("rule", "pong", edit)
    items = [
        {"op": "update", "id": one["id"], "version": one["version"], "values": {"ping": 7}} for one in made
    ]
    office.admin.post(f"{BASE}/lead/records/batch", {"items": items})
    count = {"filter": 'need = "was 0"', "count": "exact", "limit": 1}
    assert 0 < office.admin.get(f"{BASE}/lead/records", **count)["count"] < 110
    last = office.all("lead", filter="ISBLANK(need)", limit=1)[0]["id"]
    office.change(last, need="mine")
    office.work()
    assert office.admin.get(f"{BASE}/lead/records", **count)["count"] == 109
    assert [(run["rule"], run["state"]) for run in office.runs(last)] == [("pong", "skipped")]


def test_a_failed_rule_is_tried_again_with_what_it_had_seen(office: Office) -> None:
    """The rule is mended, and what it had to do with the old value is done."""

    def edit(rule: dict[str, Any]) -> None:
        rule["when"] = 'old.need = "plain"'

    def mend(rule: dict[str, Any]) -> None:
        rule["do"] = [{"SetFields": {"company": "old.need"}}]

    office.design("rule", "breaks", edit)
    made = office.lead(need="plain")
    office.change(made["id"], need="break")
    [failed] = office.runs(made["id"])
    assert (failed["rule"], failed["state"]) == ("breaks", "failed")
    office.design("rule", "breaks", mend)
    office.admin.post(f"/runs/{failed['id']}/retry")
    assert office.read("lead", made["id"])["values"]["company"] == "plain"
