"""A purchase request is approved: who is asked, what each may do, and what the record and its people see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.world import Person, World

DESK = Path(__file__).parents[1] / "apps" / "desk"
RECORDS = "/apps/desk/entities/request/records"


class Desk:
    """The purchase desk with its people: an employee, her team lead, a director, and somebody else."""

    def __init__(self, world: World, folder: Path = DESK) -> None:
        self.world = world
        world.install_folder(folder)
        self.lead = world.person("lead", "李组长", roles={"desk": ["employee"]})
        self.employee = world.person(
            "employee", "王小明", roles={"desk": ["employee"]}, supervisor=self.lead.id
        )
        self.director = world.person("director", "赵总监", roles={"desk": ["director"]})
        self.stranger = world.person("stranger", "路人", roles={"desk": ["employee"]})

    def submit(self, price: str = "10", by: Person | None = None, **values: Any) -> dict[str, Any]:
        """Let the employee, or somebody else, submit a request; the flow starts with the form."""
        line = {"item": "A4", "quantity": "2", "price": {"amount": price, "currency": "CNY"}}
        values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line], **values}
        asks = by or self.employee
        made: dict[str, Any] = asks.post(RECORDS, {"values": values, "form": "request"}, status=201)
        return made

    def record(self, made: dict[str, Any], reader: Person | None = None) -> dict[str, Any]:
        """Read a request."""
        found: dict[str, Any] = (reader or self.employee).get(f"{RECORDS}/{made['id']}")
        return found

    def status(self, made: dict[str, Any]) -> str:
        """Return the state of a request."""
        return str(self.record(made)["values"]["status"])

    def delete(self, made: dict[str, Any]) -> None:
        """Put a request into the trash, as an administrator."""
        version = self.record(made)["version"]
        self.world.admin.delete(f"{RECORDS}/{made['id']}", **{"If-Match": f'"{version}"'})

    def instance(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the last instance on a request."""
        found: dict[str, Any] = self.employee.get(f"{RECORDS}/{made['id']}/flows")["items"][0]
        return found


def todo(person: Person) -> list[dict[str, Any]]:
    """Return what waits for somebody."""
    found: list[dict[str, Any]] = person.get("/inbox", box="todo")["items"]
    return found


def decide(person: Person, verb: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """Use the one seat that waits for somebody."""
    seat = todo(person)[0]["id"]
    found: dict[str, Any] = person.post(f"/seats/{seat}/{verb}", body, status=status)
    return found


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_small_request_is_approved_by_the_team_lead_alone(desk: Desk) -> None:
    """I submit, my lead sees it in the inbox with what matters, approves, and I am told."""
    made = desk.submit()
    assert desk.status(made) == "in_approval"
    (line,) = todo(desk.lead)
    assert (line["title"], line["initiator"]["name"]) == (made["values"]["number"], "王小明")
    assert line["verbs"] == ["approve", "reject", "return"]
    total = next(one for one in line["summary"] if one["key"] == "total")
    assert (total["value"], total["type"], total["currency"]) == ("20", "money", "CNY")
    assert desk.lead.get("/me")["inbox"] == 1
    assert todo(desk.director) == []
    answer = decide(desk.lead, "approve", comment="fine")
    assert (answer["verb"], answer["verbs"], answer["state"]) == ("approve", [], "approved")
    assert desk.status(made) == "approved"
    assert todo(desk.lead) == []
    assert [one["record"] for one in desk.lead.get("/inbox", box="done")["items"]] == [made["id"]]
    assert [one["state"] for one in desk.employee.get("/inbox", box="mine")["items"]] == ["approved"]
    assert "采购审批已通过" in desk.employee.get("/notices")["items"][0]["title"]


def test_the_timeline_tells_decisions_in_the_order_they_were_taken(desk: Desk) -> None:
    """Before the lead has decided nothing is passed; what the flow did itself follows what it was told."""
    made = desk.submit()
    address = f"{RECORDS}/{made['id']}/timeline"

    def told() -> list[tuple[str, str | None]]:
        items = reversed(desk.employee.get(address)["items"])
        return [(one["kind"], one.get("data", {}).get("verb")) for one in items]

    assert told() == [("created", None), ("flow", "started"), ("change", None)]
    decide(desk.lead, "approve", comment="fine")
    assert told()[3:5] == [("flow", "approve"), ("flow", "finished")]
    approved = next(
        one for one in desk.employee.get(address)["items"] if one.get("data", {}).get("verb") == "approve"
    )
    assert approved["data"]["node_name"]
    assert approved["text"] == "fine"


def test_a_large_request_goes_on_to_the_director(desk: Desk) -> None:
    """From 50,000 on the director decides too; the picture shows the way, the people and the values seen."""
    made = desk.submit(price="30000")
    decide(desk.lead, "approve")
    assert desk.status(made) == "in_approval"
    (line,) = todo(desk.director)
    seen = desk.director.get(f"/seats/{line['id']}")
    assert seen["record"]["values"]["subject"] == "Paper"
    assert seen["record"]["values"]["total"] == "60000"
    decide(desk.director, "approve", comment="needed")
    assert desk.status(made) == "approved"
    shown = desk.instance(made)
    assert [visit["node"] for visit in shown["visits"]] == [
        "start",
        "lead",
        "amount",
        "director",
        "approved",
        "end",
    ]
    assert [one["key"] for one in shown["graph"]["nodes"]][:3] == ["start", "lead", "amount"]
    assert shown["visits"][3]["seats"][0]["person"]["name"] == "赵总监"
    assert [event["seq"] for event in shown["history"]] == list(range(1, len(shown["history"]) + 1))
    routed = next(event for event in shown["history"] if event["verb"] == "routed")
    assert routed["data"]["values"] == {"total": "60000"}
    assert shown["tokens"] == []
    assert shown["outcome"] == "approved"


def test_a_rejected_request_ends_and_can_be_submitted_anew(desk: Desk) -> None:
    """Rejected is final for the instance; submitting again starts a linked one."""
    made = desk.submit()
    decide(desk.lead, "reject", comment="too much paper")
    assert desk.status(made) == "rejected"
    first = desk.instance(made)
    again = desk.employee.post("/apps/desk/flows/approval/start", {"record": made["id"]}, status=201)
    assert (again["state"], again["previous"]) == ("running", first["id"])
    assert desk.status(made) == "in_approval"
    desk.employee.post("/apps/desk/flows/approval/start", {"record": made["id"]}, status=409)


def test_a_request_is_returned_mended_and_submitted_again(desk: Desk) -> None:
    """Sent back, I may edit it again, and it walks the whole way anew."""
    made = desk.submit(price="30000")
    decide(desk.lead, "approve")
    decide(desk.director, "return", comment="which printer?")
    assert desk.status(made) == "draft"
    (line,) = todo(desk.employee)
    assert line["verbs"] == ["submit"]
    record = desk.record(made)
    desk.employee.patch(
        f"{RECORDS}/{made['id']}", {"values": {"subject": "Paper for the plotter"}}, record["version"]
    )
    decide(desk.employee, "submit", comment="the plotter")
    assert desk.status(made) == "in_approval"
    assert len(todo(desk.lead)) == 1
    decide(desk.lead, "approve")
    decide(desk.director, "approve")
    assert desk.status(made) == "approved"
    rounds = [visit["round"] for visit in desk.instance(made)["visits"] if visit["node"] == "lead"]
    assert rounds == [1, 2]


def test_only_who_asked_withdraws_and_only_before_a_decision(desk: Desk) -> None:
    """I take my request back; after somebody decided it is too late."""
    made = desk.submit()
    instance = desk.instance(made)
    assert "withdraw" in instance["can"]
    desk.stranger.post(f"/flow-instances/{instance['id']}/withdraw", status=404)
    desk.lead.post(f"/flow-instances/{instance['id']}/withdraw", status=409)
    answer = desk.employee.post(f"/flow-instances/{instance['id']}/withdraw", {"comment": "my mistake"})
    assert answer["state"] == "withdrawn"
    assert desk.status(made) == "draft"
    assert todo(desk.lead) == []
    large = desk.submit(price="30000")
    decide(desk.lead, "approve")
    desk.employee.post(f"/flow-instances/{desk.instance(large)['id']}/withdraw", status=409)


def test_while_it_is_decided_the_request_is_held(desk: Desk) -> None:
    """What people are deciding about does not change under them, except where their node says so."""
    made = desk.submit()
    record = desk.record(made)
    refused = desk.employee.request(
        "PATCH",
        f"{RECORDS}/{made['id']}",
        json={"values": {"subject": "Gold"}},
        headers={"If-Match": f'"{record["version"]}"'},
    )
    assert refused.status_code == 409
    decide(desk.lead, "approve", status=422, values={"subject": "Gold"})
    decide(desk.lead, "approve", values={"needed_by": "2031-01-15"})
    assert desk.record(made)["values"]["needed_by"] == "2031-01-15"
    assert desk.record(made)["values"]["subject"] == "Paper"


def test_an_approver_sees_the_record_through_his_seat_and_nobody_else_does(desk: Desk) -> None:
    """The lead has no right to other people's requests: his seat shows him this one."""
    made = desk.submit()
    other = desk.submit()
    seat = next(line["id"] for line in todo(desk.lead) if line["record"] == made["id"])
    assert desk.record(made, desk.lead)["values"]["subject"] == "Paper"
    seen = desk.lead.get(f"/seats/{seat}")
    assert seen["fields"] == {"edit": ["needed_by"], "hide": [], "require": []}
    desk.stranger.get(f"/seats/{seat}", status=404)
    desk.stranger.post(f"/seats/{seat}/approve", status=404)
    desk.stranger.get(f"{RECORDS}/{made['id']}", status=404)
    desk.stranger.get(f"/flow-instances/{seen['instance']['id']}", status=404)
    desk.stranger.get(f"{RECORDS}/{other['id']}/flows", status=404)


def test_of_many_decisions_at_once_exactly_one_wins(desk: Desk) -> None:
    """Eight clicks in the same moment: one decision, seven are told who was faster and when."""
    made = desk.submit()
    seat = todo(desk.lead)[0]["id"]
    verbs = ["approve", "reject"] * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda verb: desk.lead.request("POST", f"/seats/{seat}/{verb}", json={}).status_code, verbs
            )
        )
    assert sorted(answers) == [200] + [409] * 7
    late = desk.lead.request("POST", f"/seats/{seat}/approve", json={})
    assert late.json()["detail"].startswith("李组长已于 ")
    decisions = [event for event in desk.instance(made)["history"] if event["verb"] in ("approve", "reject")]
    assert len(decisions) == 1


def test_the_same_click_sent_twice_is_answered_the_same(desk: Desk) -> None:
    """A lost answer is asked again with the same key: nothing happens twice."""
    made = desk.submit()
    seat = todo(desk.lead)[0]["id"]
    header = {"Idempotency-Key": "click-1"}
    first = desk.lead.request("POST", f"/seats/{seat}/approve", json={"comment": "ok"}, headers=header)
    second = desk.lead.request("POST", f"/seats/{seat}/approve", json={"comment": "ok"}, headers=header)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    other = desk.lead.request("POST", f"/seats/{seat}/reject", json={}, headers=header)
    assert other.status_code == 422
    assert [event["verb"] for event in desk.instance(made)["history"]].count("approve") == 1


def test_a_running_request_keeps_the_version_it_started_with(desk: Desk) -> None:
    """The flow is republished without the director; who is on the way still goes by the old one."""
    old = desk.submit(price="30000")
    draft = desk.world.admin.get("/apps/desk/draft/flow/approval")
    document = draft["document"]
    document["edges"] = [edge for edge in document["edges"] if "director" not in (edge["from"], edge["to"])]
    document["nodes"] = [node for node in document["nodes"] if node["key"] != "director"]
    desk.world.admin.put(
        "/apps/desk/draft/flow/approval", {"document": document}, **{"If-Match": f'"{draft["version"]}"'}
    )
    plan = desk.world.admin.get("/apps/desk/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step.get("accept")]
    desk.world.admin.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accept})
    new = desk.submit(price="30000")
    for made in (old, new):
        seat = next(line["id"] for line in todo(desk.lead) if line["record"] == made["id"])
        desk.lead.post(f"/seats/{seat}/approve")
    assert (desk.status(old), desk.status(new)) == ("in_approval", "approved")
    assert (desk.instance(old)["version"], desk.instance(new)["version"]) == (1, 2)
    decide(desk.director, "approve")
    assert desk.status(old) == "approved"


def test_what_a_node_hides_its_approver_does_not_find_elsewhere(desk: Desk) -> None:
    """The lead decides without seeing the reason: not in his seat, not on the record, not in its timeline."""
    draft = desk.world.admin.get("/apps/desk/draft/flow/approval")
    document = draft["document"]
    next(node for node in document["nodes"] if node["key"] == "lead")["fields"] = {"hide": ["reason"]}
    version = {"If-Match": f'"{draft["version"]}"'}
    desk.world.admin.put("/apps/desk/draft/flow/approval", {"document": document}, **version)
    plan = desk.world.admin.get("/apps/desk/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step.get("accept")]
    desk.world.admin.post("/apps/desk/publish", {"plan": plan["hash"], "accept": accept})
    made = desk.submit(urgent=True, reason="between us")
    seat = todo(desk.lead)[0]["id"]
    seen = desk.lead.request("GET", f"/seats/{seat}")
    assert seen.json()["record"]["values"]["subject"] == "Paper"
    assert "between us" not in seen.text
    desk.lead.get(f"{RECORDS}/{made['id']}", status=404)
    decide(desk.lead, "approve")
    assert "between us" not in desk.lead.request("GET", f"/seats/{seat}").text


def test_the_preview_says_who_will_be_asked(desk: Desk) -> None:
    """Before I submit I see the way and the people."""
    line = {"item": "A4", "quantity": "2", "price": {"amount": "30000", "currency": "CNY"}}
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]}
    made = desk.employee.post(RECORDS, {"values": values}, status=201)
    way = desk.employee.post("/apps/desk/flows/approval/preview", {"record": made["id"]})["items"]
    assert [(stop["node"], [one["name"] for one in stop["people"]]) for stop in way if stop["people"]] == [
        ("lead", ["李组长"]),
        ("director", ["赵总监"]),
    ]
    assert desk.employee.get(f"{RECORDS}/{made['id']}/flows")["items"] == []


def test_an_approver_without_a_role_sees_the_rows_of_what_he_decides(desk: Desk) -> None:
    """The supervisor has nothing to do with purchases otherwise: at the seat he sees record and lines."""
    outsider = desk.world.person("outsider", "外部主管")
    desk.world.admin.patch(f"/people/{desk.employee.id}", {"supervisor": outsider.id})
    made = desk.submit()
    seat = todo(outsider)[0]["id"]
    values = outsider.get(f"/seats/{seat}")["record"]["values"]
    assert [(line["item"], line["price"]["amount"]) for line in values["lines"]] == [("A4", "10")]
    assert values["total"] == "20"
    outsider.get("/apps/desk/entities/request_line/records", status=404)
    outsider.post(f"/seats/{seat}/approve")
    assert outsider.get(f"/seats/{seat}")["record"]["values"]["lines"][0]["item"] == "A4"
    assert desk.status(made) == "approved"


def test_who_is_to_decide_is_told_once(desk: Desk) -> None:
    """Each hears of his own turn when it comes, with who asks and a way to it; who asked does not."""

    def heard(person: Person) -> list[str]:
        return [one["title"] for one in person.get("/notices")["items"]]

    made = desk.submit(price="30000")
    number = made["values"]["number"]
    asked = f"王小明请您审批：{number}（采购审批）"
    assert (heard(desk.lead), heard(desk.director), heard(desk.employee)) == ([asked], [], [])
    assert desk.lead.get("/notices")["items"][0]["link"]["id"] == made["id"]
    assert desk.lead.get("/me")["notices"] == 1
    decide(desk.lead, "approve")
    assert (heard(desk.lead), heard(desk.director)) == ([asked], [asked])
    unread = [person.get("/notices")["unread"] for person in (desk.lead, desk.director)]
    assert unread == [0, 1], "what has been decided asks for nothing any more"
    decide(desk.director, "return", comment="which printer?")
    assert heard(desk.employee) == [f"“{number}”：采购审批已退回给您"]


def test_who_decides_about_his_own_request_is_not_told(desk: Desk) -> None:
    """He has just asked for it himself."""
    desk.world.admin.patch(f"/people/{desk.employee.id}", {"supervisor": desk.world.admin.id})
    desk.submit(by=desk.world.admin)
    assert all("请您审批" not in one["title"] for one in desk.world.admin.get("/notices")["items"])


def test_a_notice_tells_nobody_a_title_that_he_does_not_read(world: World, tmp_path: Path) -> None:
    """A director whose role does not read the number is asked about a request without it; others hear it."""

    def closes(role: dict[str, Any]) -> None:
        role["grants"][0]["fields"] = {"read": ["subject", "total"]}

    desk = Desk(world, edited(DESK, tmp_path, {"roles/director.json": closes}))
    for one in (desk.lead, desk.director):
        one.patch("/me", {"language": "en"})
    made = desk.submit(price="30000")
    number = made["values"]["number"]
    assert number in desk.lead.get("/notices")["items"][0]["title"]
    decide(desk.lead, "approve")
    assert (
        desk.director.get("/notices")["items"][0]["title"]
        == "王小明 asks for your approval: Purchase request (Purchase approval)"
    )
