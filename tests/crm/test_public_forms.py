"""Forms without sign-in: the exhibition's with its campaign, the white paper's; each fills what nobody types."""

from __future__ import annotations

from typing import Any

from tests.crm.conftest import Crm


def send(crm: Crm, url: str, **values: Any) -> None:
    """Fill a form as a visitor, a while after it was opened."""
    path = "/api/v1/public/forms/" + url.rsplit("/", 1)[1]
    body = {"values": values, "consent": True, "start": crm.world.form_start(path)}
    sent = crm.world.anonymous().post(path, json=body)
    assert sent.status_code == 201, sent.text


def only_lead(crm: Crm) -> dict[str, Any]:
    """Return the values of the one lead there is."""
    (lead,) = crm.admin.get(crm.path("lead"))["items"]
    values: dict[str, Any] = lead["values"]
    return values


def test_the_booth_has_a_form_of_its_own_with_the_campaign(crm: Crm) -> None:
    """A QR code for each exhibition; who scans it belongs to the campaign, and cannot say otherwise."""
    fair = crm.create("campaign", name="Fair", kind="exhibition")
    link = crm.admin.post("/apps/crm/forms/lead_exhibition/links", {"values": {"campaign": fair["id"]}}, 201)
    assert link["qr"].startswith("data:image/svg+xml")
    send(crm, link["url"], contact_name="Wang Fang", phone="13900001111", company="Acme")
    lead = only_lead(crm)
    assert (lead["campaign"], lead["channel"], lead["sub_channel"]) == (fair["id"], "exhibition", "booth")
    assert crm.read("campaign", fair["id"])["values"]["lead_count"] == "1"


def test_the_white_paper_gives_its_points(crm: Crm) -> None:
    """Row 28: ten points, channel content."""
    (link,) = crm.admin.get("/apps/crm/forms/lead_white_paper/links")["items"]
    send(crm, link["url"], contact_name="Wang Fang", email="wang@example.com")
    lead = only_lead(crm)
    assert (lead["channel"], lead["sub_channel"], lead["score"]) == ("content", "white_paper", 10)


def test_a_visitor_of_a_large_company_is_the_key_account_teams_at_once(crm: Crm) -> None:
    """From the form to the owner in one act, and he is told."""
    (link,) = crm.admin.get("/apps/crm/forms/lead_web/links")["items"]
    send(crm, link["url"], contact_name="Wang Fang", phone="13900001111", company="Big", employees=101)
    lead = only_lead(crm)
    owner = crm.logins[lead["owner"]]
    assert (lead["quality"], owner in {"key_1", "key_2"}) == ("high", True)
    assert "Wang Fang" in crm.as_(owner).get("/notices")["items"][0]["title"]


def test_the_one_who_is_given_a_lead_at_the_end_is_told_alone(crm: Crm) -> None:
    """Assigned on arrival, qualified by its score in the same act: one owner, who can open what he is told of."""
    (link,) = crm.admin.get("/apps/crm/forms/lead_web/links")["items"]
    send(
        crm,
        link["url"],
        contact_name="Wang Fang",
        phone="13900001111",
        region="east",
        employees=80,
        industry="manufacturing",
        demo_requested=True,
    )
    lead = only_lead(crm)
    assert lead["status"] == "sql"
    told = {login: crm.as_(login).get("/notices")["items"] for login in ("east_1", "east_2", "north_1")}
    owner = crm.logins[lead["owner"]]
    assert {login for login, notices in told.items() if notices} == {owner}
    given, qualified = sorted(told[owner], key=lambda notice: len(notice["title"]))
    assert given["title"] == "新线索：Wang Fang"
    assert given["body"].startswith("Wang Fang（139 0000 1111），请在 20")
    assert "已成为合格线索" in qualified["title"]


def test_marketing_hands_out_the_qr_code_of_a_campaign(crm: Crm) -> None:
    """Whose role is granted `share` on the form makes its links, without designing; nobody else does."""
    chen = crm.as_("marketing")
    fair = crm.create("campaign", chen, name="Industry fair", kind="exhibition")
    shared = {one["key"]: one for one in chen.get("/apps/crm")["forms_shared"]}
    assert shared["lead_exhibition"]["fields"] == {"campaign": "campaign"}
    path = "/apps/crm/forms/lead_exhibition/links"
    link = chen.post(path, {"values": {"campaign": fair["id"]}}, 201)
    assert link["qr"].startswith("data:image/svg")
    assert link["id"] in {one["id"] for one in chen.get(path)["items"]}
    chen.patch(f"{path}/{link['id']}", {"enabled": False})
    rep = crm.as_("north_1")
    assert rep.get("/apps/crm")["forms_shared"] == []
    rep.get(path, status=403)
    rep.post(path, {"values": {}}, 403)
    chen.get("/apps/crm/forms/lead/links", status=403)
