"""One click turns a lead into an account and a contact, with everything that was known."""

from __future__ import annotations

from tests.stories.leads import BASE, Office


def qualified(office: Office, **values: object) -> str:
    """Enter a lead of Ann's that is ready to be converted."""
    made = office.lead(**{"employees": 200, "decides": True, "contact_name": "Li Lei", **values})
    office.activity(made["id"], subject="First call")
    office.press(made["id"], "demo")
    lead = office.read("lead", made["id"])
    assert lead["values"]["status"] == "sql"
    return str(made["id"])


def test_everything_is_carried_over(office: Office) -> None:
    """The account has the name, the contact belongs to it, the talks are seen from both, the lead is done."""
    lead = qualified(office)
    pressed = office.ann.post(f"{BASE}/lead/records/{lead}/actions/convert")
    account = pressed["open"]
    assert (account["app"], account["entity"]) == ("leads", "account")
    assert pressed["record"]["values"]["status"] == "converted"
    assert pressed["record"]["values"]["account"] == account["id"]
    made = office.read("account", account["id"], office.ann)
    assert (made["values"]["name"], made["values"]["size"], made["values"]["owner"]) == (
        "Acme Ltd",
        200,
        office.ann.id,
    )
    contact = office.all("contact")[0]
    assert (contact["values"]["name"], contact["values"]["account"]) == ("Li Lei", account["id"])
    talk = office.all("activity")[0]["values"]
    assert (talk["subject"], talk["lead"], talk["account"]) == ("First call", lead, account["id"])


def test_an_account_we_know_is_used_and_only_its_blanks_are_filled(office: Office) -> None:
    """We do not keep the same company twice, nor overwrite what somebody has written."""
    known = office.admin.post(f"{BASE}/account/records", {"values": {"name": "ACME", "name_norm": "acme"}})
    pressed = office.admin.post(f"{BASE}/lead/records/{qualified(office)}/actions/convert")
    assert pressed["open"]["id"] == known["id"]
    account = office.read("account", known["id"])
    assert (account["values"]["name"], account["values"]["size"]) == ("ACME", 200)
    assert len(office.all("account")) == 1


def test_a_lead_that_is_not_ready_cannot_be_converted(office: Office) -> None:
    """The button says what is missing, and nothing is made."""
    made = office.lead()
    refused = office.admin.post(f"{BASE}/lead/records/{made['id']}/actions/convert", status=409)
    assert 'status = "sql"' in refused["detail"]
    assert office.all("account") == []


def test_what_the_state_asks_for_is_told_and_nothing_is_half_done(office: Office) -> None:
    """Without a need there is no conversion: no account stays behind."""
    lead = qualified(office)
    office.admin.patch(
        f"{BASE}/lead/records/{lead}", {"values": {"need": None}}, office.read("lead", lead)["version"]
    )
    refused = office.admin.post(f"{BASE}/lead/records/{lead}/actions/convert", status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/need"]
    assert office.all("account") == []
    assert office.all("contact") == []


def test_a_lead_is_converted_once(office: Office) -> None:
    """Pressing twice makes nothing twice."""
    lead = qualified(office)
    first = office.admin.post(f"{BASE}/lead/records/{lead}/actions/convert", **{"Idempotency-Key": "one"})
    again = office.admin.post(f"{BASE}/lead/records/{lead}/actions/convert", **{"Idempotency-Key": "one"})
    assert first == again
    office.admin.post(f"{BASE}/lead/records/{lead}/actions/convert", status=409)
    assert len(office.all("account")) == 1


def test_only_who_may_change_the_lead_may_convert_it(office: Office) -> None:
    """Bob does not see Ann's lead, so there is nothing to press."""
    lead = qualified(office)
    office.bob.post(f"{BASE}/lead/records/{lead}/actions/convert", status=404)
    office.ann.post(f"{BASE}/lead/records/{lead}/actions/nothing", status=404)
