"""Who decides signs and encloses files: kept with his decision, for everybody who sees the request."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.empty_trash import empty_trash
from tests.stories.brought import upload
from tests.stories.test_files_are_looked_at import PNG
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play, seat_of
from tests.stories.test_purchase_approval import RECORDS, decide, todo
from tests.world import Person, World


def asking(**members: Any) -> dict[str, Any]:
    """Return the lead's step with what else it asks for."""
    return {**LEAD, **members}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Play:
    """The lead must sign and may enclose two files; the director's step asks for nothing."""
    lead = asking(signature="required", attachments={"maxItems": 2})
    return Play(world, tmp_path, "start lead, lead director, director end", lead=lead, director=DIRECTOR)


def picture(person: Person) -> str:
    """Return a drawing that somebody has just uploaded."""
    return upload(person, PNG, "signature.png")


def refused(answer: dict[str, Any]) -> tuple[str, str]:
    """Return where something was refused, and why."""
    (problem,) = answer["errors"]
    return problem["pointer"], problem["code"]


def test_a_decision_is_signed_once_and_shown_everywhere(desk: Play) -> None:
    """Sent twice it is one decision; the steps, the history and the past of the record show what went with it."""
    made = desk.submit()
    seat = seat_of(desk.lead)
    body = {"signature": picture(desk.lead), "files": [upload(desk.lead, b"plan", "plan.txt")]}
    sent = [
        desk.lead.post(f"/seats/{seat}/approve", body, status=200, **{"Idempotency-Key": "signed-once"})
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    instance = desk.instance(made)
    (lead,) = (one["seats"][0] for one in instance["visits"] if one["node"] == "lead")
    (line,) = (one for one in instance["history"] if one["verb"] == "approve")
    for told in (lead, line):
        assert told["signature"]["id"] == body["signature"]
        assert [(one["id"], one["name"], one["size"]) for one in told["files"]] == [
            (body["files"][0], "plan.txt", 4)
        ]
    assert [one["signature"] for one in instance["history"] if one is not line].count(None) == len(
        instance["history"]
    ) - 1
    past = desk.employee.get(f"{RECORDS}/{made['id']}/timeline")["items"]
    (approved,) = (one for one in past if one["kind"] == "flow" and one["data"]["verb"] == "approve")
    assert approved["given"]["signature"]["id"] == body["signature"]
    assert approved["given"]["files"][0]["name"] == "plan.txt"


def test_who_sees_the_request_opens_its_files_and_nobody_else(desk: Play) -> None:
    """The initiator, the next to decide, an administrator; not a colleague who has nothing to do with it."""
    desk.submit()
    file = upload(desk.lead, b"plan", "plan.txt")
    desk.employee.get(f"/files/{file}", status=404)
    decide(desk.lead, "approve", signature=picture(desk.lead), files=[file])
    for reader in (desk.employee, desk.director, desk.world.admin, desk.lead):
        assert reader.request("GET", f"/files/{file}").content == b"plan"
    desk.stranger.get(f"/files/{file}", status=404)


def test_what_is_lacking_or_not_asked_for_is_told(desk: Play) -> None:
    """No signature, not a picture, another's upload, one file too many, one that is kept already: the seat stays."""
    desk.submit()
    assert refused(decide(desk.lead, "approve", status=422)) == ("/signature", "required")
    assert refused(decide(desk.lead, "reject", status=422, comment="no")) == ("/signature", "required")
    written = upload(desk.lead, b"not drawn", "a.txt")
    assert refused(decide(desk.lead, "approve", status=422, signature=written)) == (
        "/signature",
        "file_kind",
    )
    foreign = picture(desk.director)
    assert refused(decide(desk.lead, "approve", status=422, signature=foreign)) == (
        "/signature",
        "unknown_file",
    )
    drawn = picture(desk.lead)
    many = [upload(desk.lead, b"x", f"{at}.txt") for at in range(3)]
    assert refused(decide(desk.lead, "approve", status=422, signature=drawn, files=many)) == (
        "/files",
        "too_many",
    )
    asked = decide(desk.lead, "delegate", status=422, people=[desk.expert.id], signature=drawn)
    assert refused(asked) == ("/signature", "not_asked")
    decide(desk.lead, "delegate", people=[desk.expert.id])
    assert refused(decide(desk.expert, "advise", status=422, comment="good", files=many[:1])) == (
        "/files",
        "not_asked",
    )
    decide(desk.expert, "advise", comment="good")
    decide(desk.lead, "approve", signature=drawn, files=many[:2])
    assert refused(decide(desk.director, "approve", status=422, signature=picture(desk.director))) == (
        "/signature",
        "not_asked",
    )
    decide(desk.director, "return", to="lead", comment="again")
    assert refused(decide(desk.lead, "approve", status=422, signature=drawn)) == (
        "/signature",
        "unknown_file",
    )
    assert len(todo(desk.lead)) == 1
    decide(desk.lead, "return", to="initiator", comment="no signature is needed for this")


def test_taken_back_a_decision_is_signed_anew(desk: Play) -> None:
    """The step shows what goes with the decision that holds; the history keeps both."""
    made = desk.submit()
    seat, first, second = seat_of(desk.lead), picture(desk.lead), picture(desk.lead)
    decide(desk.lead, "approve", signature=first)
    desk.lead.post(f"/seats/{seat}/take-back", {}, status=200)

    def shown() -> Any:
        visits = desk.instance(made)["visits"]
        return [one["seats"][0]["signature"] for one in visits if one["node"] == "lead"][-1]

    assert shown() is None
    decide(desk.lead, "approve", signature=second)
    assert shown()["id"] == second
    signed = [one["signature"]["id"] for one in desk.instance(made)["history"] if one["signature"]]
    assert signed == [first, second]


def test_files_that_a_step_requires_keep_it_from_passing_by_itself(world: World, tmp_path: Path) -> None:
    """Who approved before is asked again where files are wanted; he rejects without, and approves with one."""
    again = asking(attachments={"minItems": 1}, same_person="consecutive")
    desk = Play(world, tmp_path, "start lead, lead again, again end", lead=LEAD, again=again)
    made = desk.submit()
    decide(desk.lead, "approve")
    (line,) = todo(desk.lead)
    assert line["node"] == "again"
    assert refused(decide(desk.lead, "approve", status=422)) == ("/files", "required")
    decide(desk.lead, "approve", files=[upload(desk.lead, b"plan", "plan.txt")])
    assert desk.instance(made)["state"] == "approved"


def test_removed_for_good_the_record_takes_them_along(desk: Play) -> None:
    """Of a record that was emptied out of the trash no signature is left."""
    made = desk.submit()
    drawn = picture(desk.lead)
    decide(desk.lead, "approve", signature=drawn)
    decide(desk.director, "approve")
    admin = desk.world.admin
    version = admin.get(f"{RECORDS}/{made['id']}")["version"]
    admin.delete(f"{RECORDS}/{made['id']}", **{"If-Match": f'"{version}"'})
    empty_trash(desk.world.database, desk.world.settings.home, datetime.now(UTC) + timedelta(days=400))
    admin.get(f"/files/{drawn}", status=404)
    name = drawn.replace("-", "")
    assert not (desk.world.settings.home / "files" / name[-2:] / name).exists()
