"""What a rule, a table or a card would do is seen before it does it: on one record, on a sample, on last month."""

from __future__ import annotations

from typing import Any

from tests.stories.leads import Office

PLACE = "/apps/leads/simulations"


def simulated(office: Office, kind: str, key: str, **asked: Any) -> dict[str, Any]:
    """Simulate a document of the draft and return the result, of a longer one when its job is done."""
    started = office.admin.post(PLACE, {"kind": kind, "key": key, **asked})
    if started["result"] is not None:
        return dict(started["result"])
    office.work()
    job = office.admin.get(f"/jobs/{started['job']}")
    assert (job["state"], job["error"]) == ("done", None)
    return dict(job["result"])


def draft(office: Office, kind: str, key: str, **members: Any) -> None:
    """Change a document of the draft, and do not publish it."""
    place = f"/apps/leads/draft/{kind}/{key}"
    found = office.admin.get(place)
    document = {**found["document"], **members}
    office.admin.put(place, {"document": document}, **{"If-Match": f'"{found["version"]}"'})


def test_a_rule_of_the_draft_is_simulated_on_one_record(office: Office) -> None:
    """I see the difference that the rule would make, with what follows from it; nothing is kept, nobody is told."""
    lead = office.lead(employees=200, decides=True)["id"]
    steps = office.admin.get("/apps/leads/draft/rule/qualified")["document"]["do"]
    steps = [{"SetFields": {"need": '"asked"'}}, *steps[1:], {"Webhook": {"connection": "erp"}}]
    draft(office, "rule", "qualified", when="score >= 35", do=steps)
    before, notices = office.read("lead", lead), office.ann.get("/notices")["unread"]
    found = simulated(office, "rule", "qualified", record=lead)
    assert (found["looked_at"], found["acted"], found["records"]) == (1, 1, 2)
    [item] = found["items"]
    assert item["why"].startswith("Its condition holds: ")
    changes = {change["entity"]: change for change in item["changes"]}
    assert changes["lead"]["fields"]["need"] == {"old": None, "new": "asked"}
    assert changes["lead"]["fields"]["owner"]["old"] is None
    assert changes["todo"]["kind"] == "create"
    assert item["told"] == ["ann"]
    assert item["sent"] == ["erp: send"]
    assert found["labels"][lead] == "Acme Ltd"
    assert found["labels"][changes["lead"]["fields"]["owner"]["new"]] == "ann"
    assert {(one["entity"], one["field"]) for one in found["fields"]} >= {
        ("lead", "need"),
        ("todo", "subject"),
    }
    assert office.read("lead", lead) == before
    assert office.ann.get("/notices")["unread"] == notices
    assert office.all("todo") == []
    assert [run for run in office.runs(lead) if run["rule"] == "qualified"] == []


def test_a_rule_that_does_not_match_says_why(office: Office) -> None:
    """The condition of the draft is read out with the values it saw."""
    lead = office.lead()["id"]
    draft(office, "rule", "qualified", when="score >= 99")
    [item] = simulated(office, "rule", "qualified", record=lead)["items"]
    assert (item["state"], item["changes"], item["values"]) == ("skipped", [], {"score": "0"})
    assert item["why"].startswith("Its condition does not hold: ")
    assert "99" in item["why"]


def test_a_rule_that_would_fail_says_so(office: Office) -> None:
    """The step that is refused undoes the others, and the error is told."""
    lead = office.lead(need="break")["id"]
    found = simulated(office, "rule", "breaks", record=lead)
    assert (found["failed"], found["items"][0]["changes"]) == (1, [])
    assert "cannot become" in found["items"][0]["error"]


def test_a_rule_is_simulated_on_a_sample(office: Office) -> None:
    """Of the leads in the east I learn how many would be changed, and in which fields."""
    for at in range(3):
        office.lead(company=f"East {at}", employees=200, decides=True)
    office.lead(company="West", region="west", employees=200, decides=True)
    draft(office, "rule", "qualified", when="score >= 35", do=[{"SetFields": {"quality": '"high"'}}])
    found = simulated(office, "rule", "qualified", filter='region = "east"')
    assert (found["looked_at"], found["acted"], found["records"]) == (3, 3, 3)
    assert found["fields"] == [{"entity": "lead", "field": "quality", "count": 3}]
    assert office.all("lead", filter='quality = "high"') == []
    refused = office.admin.post(PLACE, {"kind": "rule", "key": "qualified", "filter": "nothing ="}, 400)
    assert refused["detail"]


def test_a_rule_is_simulated_on_what_happened(office: Office) -> None:
    """Each change is asked with the values of then, not of now, and only what the rule listens to."""
    lead = office.lead(need="plain")["id"]
    office.change(lead, need="was")
    office.change(lead, need="later")
    office.change(lead, company="Renamed")
    document = {
        "on": {"changed": {"fields": ["need"]}},
        "when": 'need = "was" AND old.need = "plain"',
        "do": [{"SetFields": {"quality": '"high"'}}],
    }
    draft(office, "rule", "breaks", **document)
    found = simulated(office, "rule", "breaks", days=30)
    assert (found["acted"], found["not_matched"], found["failed"]) == (1, 1, 0)
    [item] = found["items"]
    assert (item["event"], item["record"]) == ("record.changed", lead)
    assert item["changes"][0]["fields"] == {"quality": {"old": None, "new": "high"}}
    assert found["forgotten"] == []


def test_a_save_starts_a_rule_once(office: Office) -> None:
    """Whatever of it the rule listens to: that a lead was entered, and that it is in its first state."""
    office.lead()
    draft(office, "rule", "breaks", on={"created": True, "state_entered": "new"}, when="TRUE")
    found = simulated(office, "rule", "breaks", days=1)
    assert found["acted"] + found["failed"] == 1


def test_what_acts_once_is_not_foretold_twice(office: Office) -> None:
    """Once for a record, or once each time the condition becomes true: what acted already does not act again."""
    lead = office.lead(need="plain")["id"]
    for need in ("was", "was it", "gone", "was again"):
        office.change(lead, need=need)
    once = {
        "on": {"changed": {"fields": ["need"]}},
        "when": 'STARTSWITH(need, "was")',
        "do": [{"SetFields": {"quality": '"high"'}}],
    }
    for once_per, acted in (("event", 3), ("episode", 2), ("record", 1)):
        draft(office, "rule", "breaks", **once, once_per=once_per)
        found = simulated(office, "rule", "breaks", days=30)
        assert (found["acted"], found["repeated"], found["not_matched"]) == (acted, 3 - acted, 1), once_per
    assert [item["event"] for item in found["items"]] == ["record.changed"]
    office.publish()
    office.change(lead, need="was once more")
    for asked in ({"record": lead}, {"filter": "TRUE"}):
        found = simulated(office, "rule", "breaks", **asked)
        assert (found["acted"], found["repeated"], found["records"]) == (0, 1, 0)
    office.change(lead, need="was at last", quality="low")
    assert office.read("lead", lead)["values"]["quality"] == "low"
    [item] = simulated(office, "rule", "breaks", record=lead)["items"]
    assert (item["state"], item["repeated"]) == ("done", True)


def test_events_of_which_no_history_is_kept_are_named(office: Office) -> None:
    """Of pressed buttons nothing is remembered: the simulation says so instead of finding none."""
    office.lead()
    draft(office, "rule", "breaks", on={"button": "demo", "created": True})
    assert simulated(office, "rule", "breaks", days=1)["forgotten"] == ["button.pressed"]


def test_a_table_is_simulated_beside_the_published_one(office: Office) -> None:
    """I see the row that matches, why the others do not, and what the published table says."""
    lead = office.lead(region="east")["id"]
    table = office.admin.get("/apps/leads/draft/table/region_team")["document"]
    rows = [*table["rows"]]
    rows[0] = {**rows[0], "in": ['"west"']}
    rows.append({"in": ['"east"'], "out": ["settings.sales"]})
    draft(office, "table", "region_team", rows=rows)
    found = simulated(office, "table", "region_team", record=lead)
    [item] = found["items"]
    assert item["rows"][0] == {"row": 1, "matched": False, "failed": 0}
    assert item["rows"][-1] == {"row": len(rows), "matched": True, "failed": None}
    [output] = item["outputs"].values()
    assert [found["labels"][output[side]] for side in ("old", "new")] == ["east", "sales"]


def test_a_card_is_simulated_beside_the_kept_score(office: Office) -> None:
    """With other points a lead would have another score, line by line."""
    lead = office.lead(employees=200)["id"]
    card = office.admin.get("/apps/leads/draft/scorecard/score")["document"]
    lines = [{**line, "points": 40} if line["reason"]["en"] == "Size" else line for line in card["lines"]]
    draft(office, "scorecard", "score", lines=lines)
    found = simulated(office, "scorecard", "score", record=lead)
    [item] = found["items"]
    assert item["outputs"]["total"] == {"old": "15", "new": "40"}
    assert {row["line"]["en"]: row["points"] for row in item["rows"]}["Size"] == "40"
    assert office.read("lead", lead)["values"]["score"] == 15


def test_a_document_with_errors_is_not_simulated(office: Office) -> None:
    """The problems are told where they are; a salesman may not ask at all."""
    lead = office.lead()["id"]
    draft(office, "rule", "qualified", when="nothing > 3")
    refused = office.admin.post(PLACE, {"kind": "rule", "key": "qualified", "record": lead}, 422)
    assert refused["errors"][0]["pointer"] == "/when"
    office.ann.post(PLACE, {"kind": "rule", "key": "qualified", "record": lead}, 403)
