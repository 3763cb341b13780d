"""Flows leave the draft as BPMN 2.0 files and come in from them: over HTTP, for who designs apps and for nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dougong_bpmn import MOST_BYTES
from tests.stories.test_purchase_approval import Desk, decide
from tests.world import Person, World

DRAFT = "/apps/desk/draft"
FILES = Path(__file__).parents[1] / "engines" / "bpmn" / "files"


@pytest.fixture
def desk(world: World) -> Desk:
    """A company with the purchase desk."""
    return Desk(world)


def bring(person: Person, data: bytes, status: int = 200, **params: str) -> Any:
    """Send a file of BPMN."""
    answer = person.request("POST", f"{DRAFT}/bpmn", params=params, files={"file": ("flow.bpmn", data)})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_flow_goes_out_and_comes_back(desk: Desk) -> None:
    """The file is one to download; read again it is the document, and publishing it changes nothing."""
    admin = desk.world.admin
    sent = admin.request("GET", f"{DRAFT}/flow/approval/bpmn")
    assert sent.status_code == 200
    assert sent.headers["content-type"].startswith("application/xml")
    assert sent.headers["content-disposition"] == 'attachment; filename="approval.bpmn"'
    assert '<bpmn:lane id="lane_4" name="Director">' in sent.text
    stored = admin.get(f"{DRAFT}/flow/approval")
    brought = bring(admin, sent.content)
    assert (brought["document"], brought["own"], brought["notes"]) == (stored["document"], True, [])
    assert brought["changed"] is False
    assert bring(admin, sent.content.replace(b'name="Director"', b'name="Board"'))["changed"] is True
    assert {"element": "userTask", "kind": "approve", "count": 2} in brought["elements"]
    admin.put(
        f"{DRAFT}/flow/approval",
        {"document": brought["document"]},
        **{"If-Match": f'"{stored["version"]}"'},
    )
    assert admin.get(f"{DRAFT}/plan")["steps"] == []


def test_a_file_of_another_tool_becomes_a_flow_that_runs(desk: Desk) -> None:
    """What is open is told; completed and published it runs, and goes out with what the other tool knows."""
    admin = desk.world.admin
    brought = bring(admin, (FILES / "user_tasks.bpmn").read_bytes(), entity="request")
    document = brought["document"]
    open_ = [note["message"] for note in brought["notes"] if note["code"] == "bpmn_open"]
    assert open_ == [
        "“Check the days” asks nobody yet: name its people.",
        "“告诉申请人” asks nobody yet: name its people.",
        "“Book” has no steps yet: say what it does.",
    ]
    check, tell, book, *_ = document["nodes"]
    check["who"], tell["who"] = [{"role": "director"}], [{"supervisor": 1}]
    book["do"] = [{"SetFields": {"subject": '"Booked"'}}]
    written = admin.put(f"{DRAFT}/flow/leave_request", {"document": document}, **{"If-None-Match": "*"})
    assert [problem for problem in written["problems"] if problem["severity"] == "error"] == []
    plan = admin.get(f"{DRAFT}/plan")
    admin.post(
        "/apps/desk/publish",
        {"plan": plan["hash"], "accept": [step["accept"] for step in plan["steps"] if step["accept"]]},
    )
    made = desk.submit()
    decide(desk.lead, "approve")
    admin.post("/apps/desk/flows/leave_request/start", {"record": made["id"]})
    decide(desk.director, "complete")
    sent = admin.request("GET", f"{DRAFT}/flow/leave_request/bpmn").text
    assert '<camunda:formField id="days" label="Days" type="long" />' in sent
    assert '<dc:Bounds x="240" y="80" width="120" height="80" />' in sent


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"<!DOCTYPE a [<!ENTITY e 'ha'>]><a>&e;</a>",
            "The file declares a document type (DOCTYPE) or entities; such files are not read.",
        ),
        (b"<a><b></a>", "This is no XML at line 1, column 9."),
        (b"<a>" + b" " * MOST_BYTES + b"</a>", f"The file has more than {MOST_BYTES} bytes."),
        (
            (FILES / "user_tasks.bpmn").read_bytes(),
            "The file does not say on which records the flow runs. Choose an entity.",
        ),
    ],
    ids=["entities", "broken", "huge", "no entity"],
)
def test_a_file_is_refused_with_what_is_wrong(desk: Desk, data: bytes, message: str) -> None:
    """Clearly, and with nothing written."""
    refused = bring(desk.world.admin, data, status=422)
    assert refused["errors"][0]["message"] == message


def test_only_designers_reach_it(desk: Desk) -> None:
    """Neither the drawing nor the reading is for who only works with the app; a broken draft says what to mend."""
    assert desk.lead.request("GET", f"{DRAFT}/flow/approval/bpmn").status_code == 403
    bring(desk.lead, b"<a/>", status=403)
    admin = desk.world.admin
    admin.get(f"{DRAFT}/flow/nothing/bpmn", status=404)
    stored = admin.get(f"{DRAFT}/flow/approval")
    stored["document"]["nodes"][0]["kind"] = "dream"
    admin.put(
        f"{DRAFT}/flow/approval", {"document": stored["document"]}, **{"If-Match": f'"{stored["version"]}"'}
    )
    refused = admin.get(f"{DRAFT}/flow/approval/bpmn", status=422)
    assert refused["errors"][0]["pointer"] == "/nodes/0/kind"
