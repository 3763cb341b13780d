"""A record tells why it has its owner, its state, its score and what rules have set, as far as one reads it."""

from __future__ import annotations

from typing import Any

from tests.stories.leads import BASE, Office
from tests.stories.test_rules_work_on_leads import qualified


def reasons(office: Office, record: Any, by: Any = None) -> dict[str, dict[str, Any]]:
    """Return the reasons by field."""
    found = (by or office.admin).get(f"{BASE}/lead/records/{record}/reasons")["items"]
    return {one["field"]: one for one in found}


def test_owner_state_and_score_have_their_reasons(office: Office) -> None:
    """I see which rule acted and why, by which row the owner was found, and what the score is made of."""
    lead = qualified(office)
    found = reasons(office, lead["id"])
    owner = found["owner"]
    assert (owner["actor"]["kind"], owner["actor"]["key"], owner["new_label"]) == ("rule", "qualified", "ann")
    assert owner["why"][0].startswith("Its condition holds: ")
    assert owner["why"][1] == "By the table “Region to team”, row 1 (region: east) → east; in turn: ann"
    assert found["status"]["actor"]["key"] == "qualified"
    assert found["status"]["why"] == owner["why"][:1]
    assert found["score"]["actor"]["kind"] == "scorecard"
    assert found["score"]["why"] == ["Size +15", "Decides +20", "Asked for a demo +30"]
    assert "employees" not in found
    office.admin.patch("/me", {"language": "zh"})
    assert reasons(office, lead["id"])["owner"]["why"][0].startswith("条件成立：")


def test_what_a_person_changed_since_is_his(office: Office) -> None:
    """The reason is that of the value which stands there now: Bob has it because he was given it by hand."""
    lead = qualified(office)
    office.change(lead["id"], owner=office.bob.id)
    owner = reasons(office, lead["id"])["owner"]
    assert (owner["actor"]["kind"], owner["actor"]["name"], owner["new_label"], owner["why"]) == (
        "person",
        "管理员",
        "bob",
        [],
    )


def test_nothing_is_told_of_what_one_does_not_read(office: Office) -> None:
    """Without the right to read the score a salesman is not told its reasons; a lead that he does not see has none."""

    def without_score(role: dict[str, Any]) -> None:
        role["grants"][0]["fields"]["read"] = ["company", "owner", "status", "region"]
        role["grants"][0]["fields"]["write"] = ["company"]

    lead = qualified(office)
    assert "score" in reasons(office, lead["id"], office.ann)
    office.design("role", "sales", without_score)
    assert "owner" in reasons(office, lead["id"], office.ann)
    assert "score" not in reasons(office, lead["id"], office.ann)
