"""A visitor fills the website form; the lead is there, clean, scored and somebody's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World


@pytest.fixture
def link(world: World) -> str:
    """The CRM with its website form open; returns the path of the form's API."""
    world.install("crm")
    (shown,) = world.admin.get("/apps/crm/forms/lead_web/links")["items"]
    assert shown["qr"].startswith("data:image/svg+xml")
    return "/api/v1/public/forms/" + str(shown["url"]).rsplit("/", 1)[1]


def answer(world: World, path: str, **values: Any) -> dict[str, Any]:
    """An answer as a browser sends it, a while after the page was opened."""
    return {
        "values": {
            "contact_name": "张伟",
            "phone": "138-0013-8000",
            "company": "上海恒信（集团）有限公司",
            **values,
        },
        "consent": True,
        "website": "",
        "start": world.form_start(path),
        "source": {"utm_source": "baidu"},
    }


def leads(world: World) -> list[dict[str, Any]]:
    """What is in the list of leads."""
    return [item["values"] for item in world.admin.get("/apps/crm/entities/lead/records")["items"]]


def _rules(world: World) -> list[Any]:
    draft = world.admin.get("/apps/crm/draft")["documents"]
    return [world.admin.get(f"/apps/crm/draft/rule/{one['key']}") for one in draft if one["kind"] == "rule"]


def test_the_lead_is_there_normalised_and_scored(world: World, link: str) -> None:
    """The visitor sees only the form's own questions; staff sees a clean lead with channel, source and score."""
    visitor = world.anonymous()
    form = visitor.get(link).json()
    assert {"contact_name", "phone", "company"} <= {field["key"] for field in form["fields"]}
    assert not {"owner", "score", "status"} & {field["key"] for field in form["fields"]}
    sent = visitor.post(link, json=answer(world, link, demo_requested=True))
    assert sent.status_code == 201, sent.text
    assert set(sent.json()) == {"thanks"}
    (item,) = world.admin.get("/apps/crm/entities/lead/records")["items"]
    lead = item["values"]
    assert lead["phone"] == "+8613800138000"
    timeline = world.admin.get(f"/apps/crm/entities/lead/records/{item['id']}/timeline")["items"]
    made = next(one["actor"] for one in timeline if one["kind"] == "created")
    assert made == {"id": None, "kind": "form", "key": "lead_web", "name": form["name"]["en"]}
    named = {one["actor"]["name"] for one in timeline if one["actor"]["kind"] == "rule"}
    rules = {one["document"]["name"]["en"] for one in _rules(world)}
    assert named
    assert named <= rules
    assert (lead["channel"], lead["sub_channel"], lead["utm_source"]) == ("website", "demo", "baidu")
    assert lead["score"] == 30


def test_the_same_answer_sent_twice_is_one_lead(world: World, link: str) -> None:
    """A shaky phone network sends again with the same key."""
    visitor = world.anonymous()
    for _ in range(2):
        sent = visitor.post(link, json=answer(world, link), headers={"Idempotency-Key": "tap"})
        assert sent.status_code == 201
    assert len(leads(world)) == 1


def test_what_is_wrong_is_said_beside_the_question(world: World, link: str) -> None:
    """A missing name and consent are named; nothing is stored."""
    visitor = world.anonymous()
    refused = visitor.post(link, json=answer(world, link, contact_name=None))
    assert refused.status_code == 422
    assert "/contact_name" in {item["pointer"] for item in refused.json()["errors"]}
    unsure = visitor.post(link, json={**answer(world, link), "consent": False})
    assert [item["pointer"] for item in unsure.json()["errors"]] == ["/consent"]
    assert leads(world) == []


@pytest.mark.parametrize("key", ["owner", "score", "status", "campaign", "no_such_field"])
def test_nobody_writes_more_than_the_form_asks(world: World, link: str, key: str) -> None:
    """A field that the form does not show is refused like one that does not exist."""
    refused = world.anonymous().post(link, json=answer(world, link, **{key: "x"}))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "unknown_field"
    assert leads(world) == []


def test_the_address_brings_only_what_the_form_keeps(world: World, link: str) -> None:
    """Where a visitor came from is kept; what else he writes into the address is nothing to the record."""
    body = answer(world, link)
    body["source"] = {
        "utm_source": "x" * 500,
        "utm_medium": "cpc",
        "status": "converted",
        "converted_at": "2020-01-01T00:00:00Z",
        "title": "Boss",
        "quality": "high",
        "campaign": "0199c8b4-5c3a-7000-8000-000000000000",
    }
    sent = world.anonymous().post(link, json=body)
    assert sent.status_code == 201, sent.text
    (lead,) = leads(world)
    assert lead["status"] != "converted"
    assert not {"converted_at", "title", "campaign"} & {
        key for key, value in lead.items() if value is not None
    }
    assert (lead["utm_medium"], lead.get("utm_source")) == ("cpc", None)


def test_programs_get_thanks_and_leave_nothing(world: World, link: str) -> None:
    """Who fills the hidden field is thanked and forgotten."""
    visitor = world.anonymous()
    assert visitor.post(link, json={**answer(world, link), "website": "http://spam"}).status_code == 201
    assert leads(world) == []


def test_who_is_too_quick_is_asked_to_send_again(world: World, link: str) -> None:
    """The server measures the time; what is wrong is told first, and what is refused leaves nothing."""
    visitor = world.anonymous()
    start = visitor.get(link).json()["start"]
    wrong = visitor.post(link, json={**answer(world, link, contact_name=None), "start": start})
    assert wrong.status_code == 422
    quick = visitor.post(link, json={**answer(world, link), "start": world.form_start(link, 1)})
    assert (quick.status_code, quick.json()["retry_after"], quick.headers["retry-after"]) == (409, 1, "1")
    assert leads(world) == []
    again = {**answer(world, link), "start": world.form_start(link, 3)}
    assert visitor.post(link, json=again).status_code == 201
    assert len(leads(world)) == 1


@pytest.mark.parametrize("kind", ["missing", "made up", "of another form", "of the day before"])
def test_a_start_that_is_not_the_servers_is_replaced(world: World, link: str, kind: str) -> None:
    """A page that was open for days, or a program without a start, gets one to send again with."""
    true = world.form_start(link)
    start = {
        "missing": "",
        "made up": f"1{true[1:]}"[:-1] + "x",
        "of another form": world.form_start("/other"),
        "of the day before": world.form_start(link, 90_000),
    }[kind]
    refused = world.anonymous().post(link, json={**answer(world, link), "start": start})
    assert (refused.status_code, refused.json()["retry_after"]) == (409, 2)
    assert refused.json()["start"] not in ("", start)
    assert leads(world) == []


def test_a_flood_from_one_address_is_stopped(world: World, link: str) -> None:
    """The eleventh answer in a minute is asked to wait."""
    visitor = world.anonymous()
    spam = {**answer(world, link), "website": "x"}
    statuses = [visitor.post(link, json=spam).status_code for _ in range(11)]
    assert statuses[-1] == 429


def test_a_closed_link_is_closed_at_once(world: World, link: str) -> None:
    """Closing a link acts with the next request, and a guessed token opens nothing."""
    (shown,) = world.admin.get("/apps/crm/forms/lead_web/links")["items"]
    world.admin.patch(f"/apps/crm/forms/lead_web/links/{shown['id']}", {"enabled": False})
    visitor = world.anonymous()
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, json=answer(world, link)).status_code == 404
    assert visitor.get("/api/v1/public/forms/guess").status_code == 404


def test_every_booth_has_its_own_qr_code(world: World, link: str) -> None:
    """A link for a campaign gives its campaign to each answer."""
    campaign = world.admin.post(
        "/apps/crm/entities/campaign/records", {"values": {"name": "工博会", "kind": "exhibition"}}
    )
    made = world.admin.post("/apps/crm/forms/lead_exhibition/links", {"values": {"campaign": campaign["id"]}})
    path = "/api/v1/public/forms/" + made["url"].rsplit("/", 1)[1]
    body = answer(world, path)
    questions = {field["key"] for field in world.anonymous().get(path).json()["fields"]}
    body["values"] = {key: value for key, value in body["values"].items() if key in questions}
    sent = world.anonymous().post(path, json=body)
    assert sent.status_code == 201, sent.text
    (lead,) = leads(world)
    assert (lead["campaign"], lead["channel"]) == (campaign["id"], "exhibition")
