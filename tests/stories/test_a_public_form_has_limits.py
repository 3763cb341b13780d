"""A public form opens and closes by itself and stops when it is full; only designers hand out its links."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dougong.access.public_links import links_of
from dougong.metadata import published
from tests.stories.test_a_visitor_fills_the_public_form import answer, leads
from tests.world import World

LINKS = "/apps/crm/forms/lead_web/links"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """A company with the CRM."""
    return crm_installed


def made(world: World, **limits: Any) -> tuple[str, str]:
    """Make a link; return its id and the path of its form."""
    link = world.admin.post(LINKS, {"values": {}, **limits})
    return link["id"], "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1]


def test_a_form_opens_and_closes_by_the_clock(crm: World) -> None:
    """Before and after its time it says so and takes nothing; changing the time acts at once."""
    now = datetime.now(UTC)
    early, path = made(crm, opens_at=(now + timedelta(hours=1)).isoformat())
    visitor = crm.anonymous()
    for response in (visitor.get(path), visitor.post(path, json=answer(crm, path))):
        assert (response.status_code, response.json()["state"]) == (409, "not_yet")
        assert "opens_at" in response.json()
    crm.admin.patch(
        f"{LINKS}/{early}", {"opens_at": None, "closes_at": (now - timedelta(minutes=1)).isoformat()}
    )
    assert visitor.get(path).json()["state"] == "over"
    assert visitor.post(path, json=answer(crm, path)).status_code == 409
    crm.admin.patch(f"{LINKS}/{early}", {"closes_at": None})
    assert visitor.post(path, json=answer(crm, path)).status_code == 201
    assert len(leads(crm)) == 1


def test_of_many_answers_at_once_no_more_than_the_quota_come_through(crm: World) -> None:
    """Eight visitors send at the same moment to a form that takes three."""
    link, path = made(crm, quota=3)

    def send(number: int) -> int:
        body = answer(crm, path, phone=f"1380013{8000 + number}", company=f"Company {number}")
        return crm.anonymous().post(path, json=body).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(send, range(8)))
    assert statuses == [201] * 3 + [409] * 5
    assert len(leads(crm)) == 3
    (shown,) = [one for one in crm.admin.get(LINKS)["items"] if one["id"] == link]
    assert (shown["answers"], shown["state"]) == (3, "full")
    assert crm.anonymous().get(path).json()["state"] == "full"


def test_an_answer_that_is_refused_does_not_count(crm: World) -> None:
    """What is wrong in the first answer leaves room for the right one, and sending that again is no second."""
    _link, path = made(crm, quota=1)
    visitor = crm.anonymous()
    assert visitor.post(path, json=answer(crm, path, contact_name=None)).status_code == 422
    for _ in range(2):
        sent = visitor.post(path, json=answer(crm, path), headers={"Idempotency-Key": "tap"})
        assert sent.status_code == 201
    assert visitor.post(path, json=answer(crm, path)).status_code == 409
    assert len(leads(crm)) == 1


def test_the_forms_own_limits_hold_over_all_its_links(crm: World) -> None:
    """A quota in the form's document counts the answers of every link together."""
    stored = crm.admin.get("/apps/crm/draft/form/lead_web")
    document = stored["document"]
    document["public"]["quota"] = 1
    crm.admin.put(
        "/apps/crm/draft/form/lead_web", {"document": document}, **{"If-Match": str(stored["version"])}
    )
    plan = crm.admin.get("/apps/crm/draft/plan")
    accepted = [step["accept"] for step in plan["steps"] if step["accept"]]
    crm.admin.post("/apps/crm/publish", {"plan": plan["hash"], "accept": accepted})
    paths = [made(crm)[1] for _ in range(2)]
    assert crm.anonymous().post(paths[0], json=answer(crm, paths[0])).status_code == 201
    refused = crm.anonymous().post(paths[1], json=answer(crm, paths[1], phone="13900139000"))
    assert (refused.status_code, refused.json()["state"]) == (409, "full")


def test_only_who_designs_the_app_hands_out_links(crm: World) -> None:
    """Somebody who may create leads himself can neither see nor make an address for anybody."""
    rep = crm.person("rep", roles={"crm": ["sales_rep"]})
    rep.get(LINKS, status=403)
    rep.post(LINKS, {"values": {}}, status=403)


def test_looking_at_the_links_makes_none(crm: World) -> None:
    """A public form has its first link from the day it is published; two looks at once change nothing."""
    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(lambda _: crm.admin.get(LINKS)["items"], range(4)))
    assert {one["id"] for items in seen for one in items} == {seen[0][0]["id"]}
    with crm.transaction() as context:
        app = published(context.conn, "crm")
        forms = [form.form.id for form in app.forms.values() if (form.form.public or {}).get("enabled")]
        assert [len(links_of(context.conn, app.id, form)) for form in forms] == [1] * len(forms)


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"converted_at": "2026-01-01T00:00:00Z"}, "/values/converted_at"),
        ({"status": "converted"}, "/values/status"),
        ({"no_such_field": "x"}, "/values/no_such_field"),
        ({"campaign": "0199c8b4-5c3a-7000-8000-000000000000"}, "/values/campaign"),
    ],
)
def test_a_link_gives_nothing_that_its_maker_could_not_enter(
    crm: World, values: dict[str, str], pointer: str
) -> None:
    """What the system keeps, where no record begins, what does not exist: each is refused at its place."""
    refused = crm.admin.post(LINKS, {"values": values}, status=422)
    assert [one["pointer"] for one in refused["errors"]] == [pointer]
