"""Records are found by what somebody remembers of them."""

from __future__ import annotations

from tests.crm.conftest import Crm


def test_a_long_text_keeps_no_other_field_from_being_found(crm: Crm) -> None:
    """A company with an endless name in one of our leads: the lead is found by its person and by the mail."""
    endless = "".join(chr(0x4E00 + at) for at in range(160))
    lead = crm.arrive(contact_name="Alice Johnson", company=endless, email="alice@zebra.example")
    for text in ("alice johnson", "zebra", endless[:8]):
        found = crm.admin.get(crm.path("lead"), search=text)["items"]
        assert [one["id"] for one in found] == [lead["id"]], text
