"""A form has variants: a step of a flow takes its field rights from one, and a kind of device shows another."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_builder_changes_an_app import change, publish
from tests.stories.test_purchase_approval import DESK, RECORDS, Desk, decide, todo
from tests.world import World

REVIEW = {
    "format": 1,
    "id": "fo5rview",
    "key": "review",
    "entity": "request",
    "name": {"en": "Review", "zh": "审核"},
    "layout": [{"items": [{"field": "subject"}, {"field": "needed_by"}, {"field": "reason"}]}],
    "linkage": [
        {"when": "urgent", "lock": ["needed_by"]},
        {
            "when": 'reason = "no"',
            "refuse": {"text": {"en": "Say more.", "zh": "请说明。"}, "field": "reason"},
        },
    ],
    "variants": [
        {
            "key": "lead",
            "name": {"en": "Team lead", "zh": "主管"},
            "edit": ["reason", "needed_by"],
            "require": ["reason"],
            "hide": ["supplier"],
        },
        {
            "key": "small",
            "device": "phone",
            "hide": ["subject", "reason", "supplier"],
            "require": ["needed_by"],
        },
    ],
}


def _named(flow: dict[str, Any]) -> None:
    del flow["nodes"][0]["fields"]
    flow["nodes"][0] |= {"form": "review", "variant": "lead"}


def _on_phones(form: dict[str, Any]) -> None:
    form["variants"] = [
        {
            "key": "phone",
            "device": "phone",
            "hide": ["supplier"],
            "read": ["urgent"],
            "require": ["needed_by"],
        }
    ]


EDITS: dict[str, Any] = {
    "forms/review.json": REVIEW,
    "flows/approval.json": _named,
    "forms/request.json": _on_phones,
}


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, edited(DESK, tmp_path, EDITS))


def places(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Return code and place of every reason of a refusal."""
    return [(one["code"], one["pointer"]) for one in answer["errors"]]


def test_a_step_lets_its_people_do_what_the_variant_says(desk: Desk) -> None:
    """They see the form that the step names, without what it hides, and write what it opens and no more."""
    desk.submit(supplier=None)
    seat = desk.lead.get(f"/seats/{todo(desk.lead)[0]['id']}")
    assert seat["form"] == "review"
    assert seat["fields"] == {"edit": ["needed_by", "reason"], "hide": ["supplier"], "require": ["reason"]}
    assert "supplier" not in seat["record"]["values"]
    refused = decide(desk.lead, "approve", status=422, values={"reason": "so", "subject": "Mine"})
    assert places(refused) == [("not_editable", "/subject")]
    assert places(decide(desk.lead, "approve", status=422)) == [("required", "/reason")]
    made = decide(desk.lead, "approve", values={"reason": "so", "needed_by": "2031-01-01"})
    assert made["record"]["values"]["needed_by"] == "2031-01-01"


def test_who_decides_without_the_fields_in_view_is_told_which_are_missing(
    world: World, tmp_path: Path
) -> None:
    """As when several are decided at once: by their labels, in the reader's language."""
    edits = {**EDITS, "forms/review.json": deepcopy(REVIEW)}
    edits["forms/review.json"]["variants"][0] |= {
        "edit": ["supplier", "reason"],
        "require": ["reason", "supplier"],
        "hide": [],
    }
    desk = Desk(world, edited(DESK, tmp_path, edits))
    desk.submit(supplier=None)
    refused = decide(desk.lead, "approve", status=422)
    assert refused["detail"] == "请填写这一步要求的内容：供应商、加急原因。"
    assert places(refused) == [("required", "/supplier"), ("required", "/reason")]
    desk.lead.patch("/me", {"language": "en"})
    refused = decide(desk.lead, "approve", status=422)
    assert refused["detail"] == "Fill in what this step requires: Supplier, Reason."


def test_a_step_is_told_what_its_device_hides(desk: Desk) -> None:
    """Of variants for devices a seat learns what they hide of what it reads; other variants are not told."""
    desk.submit(supplier=None)
    seat = desk.lead.get(f"/seats/{todo(desk.lead)[0]['id']}")
    forms = {one["key"]: one for one in seat["description"]["entities"]["request"]["forms"]}
    (variant,) = forms["review"]["variants"]
    assert {key: variant[key] for key in ("key", "device", "hide", "require", "lock")} == {
        "key": "small",
        "device": "phone",
        "hide": ["subject", "reason"],
        "require": [],
        "lock": [],
    }
    decide(desk.lead, "approve", values={"reason": "so"})


def test_the_form_of_a_step_has_its_say(desk: Desk) -> None:
    """What it locks is not taken, what it refuses is told at its place."""
    desk.submit(urgent=True, reason="fast")
    refused = decide(desk.lead, "approve", status=422, values={"reason": "no"})
    assert places(refused) == [("form_refused", "/reason")]
    made = decide(desk.lead, "approve", values={"reason": "yes", "needed_by": "2031-01-01"})
    assert made["record"]["values"]["reason"] == "yes"
    assert made["record"]["values"]["needed_by"] == "2030-12-01"


def test_a_running_request_keeps_the_rights_it_began_with(desk: Desk) -> None:
    """The variant is changed and published: who was asked before decides by what was said then."""
    desk.submit()
    admin = desk.world.admin
    change(admin, "form", "review", lambda form: form["variants"][0].update(edit=["subject", "reason"]))
    publish(admin)
    (line,) = todo(desk.lead)
    assert desk.lead.get(f"/seats/{line['id']}")["fields"]["edit"] == ["needed_by", "reason"]
    decide(desk.lead, "approve", values={"reason": "so"})
    desk.submit()
    assert desk.lead.get(f"/seats/{todo(desk.lead)[0]['id']}")["fields"]["edit"] == ["reason", "subject"]


def test_a_variant_of_a_device_holds_on_the_server_when_it_was_used(desk: Desk) -> None:
    """Hidden and closed fields are not taken, the needed ones are asked for; without it the form is as ever."""
    asked = {"subject": "Ink", "urgent": True, "reason": "now", "needed_by": "2030-12-01"}
    here = {"values": asked, "form": "request", "variant": "phone"}
    made = desk.employee.post(RECORDS, here, status=201)
    assert not made["values"]["urgent"]
    lacking = {key: asked[key] for key in ("subject", "urgent")}
    refused = desk.employee.post(RECORDS, {**here, "values": lacking}, status=422)
    assert ("required", "/needed_by") in places(refused)
    described = desk.employee.get("/apps/desk")["entities"]["request"]["forms"]
    (variant,) = next(form for form in described if form["key"] == "request")["variants"]
    assert (variant["device"], variant["lock"]) == ("phone", ["urgent"])
    unknown = desk.employee.post(RECORDS, {**here, "variant": "none"}, status=400)
    assert [one["pointer"] for one in unknown["errors"]] == ["/variant"]


def test_a_step_that_names_what_is_not_there_is_told(desk: Desk) -> None:
    """A variant that does not exist, rights given twice, a form of another entity."""
    admin = desk.world.admin
    draft = admin.get("/apps/desk/draft/flow/approval")

    def problems(**changes: Any) -> set[tuple[str, str]]:
        document = {**draft["document"]}
        document["nodes"] = [{**document["nodes"][0], **changes}, *document["nodes"][1:]]
        now = admin.get("/apps/desk/draft/flow/approval")["version"]
        answer = admin.put(
            "/apps/desk/draft/flow/approval", {"document": document}, **{"If-Match": f'"{now}"'}
        )
        return {(one["code"], one["pointer"]) for one in answer["problems"]}

    assert ("unknown_variant", "/nodes/0/variant") in problems(variant="boss")
    assert ("two_rights", "/nodes/0/variant") in problems(fields={"edit": ["reason"]})
    assert ("unknown_reference", "/nodes/0/form") in problems(form="nothing")
    assert problems() == set()
