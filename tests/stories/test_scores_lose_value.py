"""Points lose their value with the days: the score follows every night, at each event, and says what is left of what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from dougong.actions.decay_scores import decay_scores
from tests.stories.leads import BASE, Office
from tests.stories.test_a_record_tells_why import reasons


def decaying(office: Office, kind: str, days: int, **members: Any) -> None:
    """Let the points for a big company, and those of a demo that was asked for, lose their value."""

    def edit(card: dict[str, Any]) -> None:
        for line in card["lines"]:
            line["decay"] = {"kind": kind, "days": days}
            line.update(members)

    office.design("scorecard", "score", edit)


def nightly(office: Office, days: int) -> int:
    """Let the job run so many days from now."""
    return decay_scores(office.world.database, datetime.now(UTC) + timedelta(days))


def score(office: Office, lead: str) -> Decimal:
    return Decimal(office.read("lead", lead)["values"]["score"])


def line(office: Office, lead: str, reason: str) -> dict[str, Any]:
    lines = office.admin.get(f"{BASE}/lead/records/{lead}/score")["lines"]
    return next(one for one in lines if one["reason"]["en"] == reason)


def test_a_score_goes_down_with_the_days(office: Office) -> None:
    """15 points for the size are 8 after a half-life, then 4; a night without a worker is caught up with; nothing is done twice."""
    decaying(office, "half_life", 30)
    lead = office.lead(employees=200)["id"]
    assert score(office, lead) == 15
    assert nightly(office, 0) == 0
    assert nightly(office, 30) == 1
    assert score(office, lead) == 8
    assert nightly(office, 30) == 0
    assert nightly(office, 60) == 1
    assert score(office, lead) == 4
    shown = line(office, lead, "Size")
    assert (shown["given"], shown["whole"]) == ("4", "15")
    assert reasons(office, lead)["score"]["why"] == [f"Size +4 of 15, since {shown['since']}"]
    assert nightly(office, 400) == 1
    assert score(office, lead) == 0
    assert nightly(office, 500) == 0


def test_rules_hear_of_a_score_that_fell(office: Office) -> None:
    """What falls below a bound by itself is a change like any other: a rule that waits for it acts."""
    decaying(office, "off", 90)

    def fell(rule: dict[str, Any]) -> None:
        rule |= {"on": {"changed": {"fields": ["score"]}}, "when": "score < 10 AND old.score >= 10"}
        rule["do"] = [{"SetFields": {"need": '"gone cold"'}}]
        rule.pop("phase", None)

    office.design("rule", "tell", fell)
    lead = office.lead(employees=200)["id"]
    assert nightly(office, 89) == 0
    assert nightly(office, 90) == 1
    assert office.read("lead", lead)["values"]["need"] == "gone cold"
    change = office.admin.get(f"{BASE}/lead/records/{lead}/timeline")["items"]
    assert any(one["cause"] == "scorecard:score" for one in change)


def test_what_begins_to_hold_anew_counts_from_then(office: Office) -> None:
    """A condition that was false in between has its whole value again."""
    decaying(office, "linear", 30)
    lead = office.lead(employees=200)["id"]
    nightly(office, 20)
    assert score(office, lead) == 5
    office.change(lead, employees=3)
    assert score(office, lead) == 0
    office.change(lead, employees=300)
    assert score(office, lead) == 15


def test_a_card_that_begins_to_decay_counts_from_the_last_change(office: Office) -> None:
    """Records that had their points before the card was changed lose value too, without being touched."""
    lead = office.lead(employees=200)["id"]
    assert nightly(office, 40) == 0
    decaying(office, "off", 30)
    assert nightly(office, 29) == 1
    assert score(office, lead) == 15
    assert nightly(office, 30) == 1
    assert score(office, lead) == 0


def test_what_lies_in_the_trash_waits(office: Office) -> None:
    """A lead in the trash keeps its score; when it comes back, the next night makes it right."""
    decaying(office, "off", 30)
    lead = office.lead(employees=200)["id"]
    version = office.read("lead", lead)["version"]
    office.admin.delete(f"{BASE}/lead/records/{lead}", **{"If-Match": f'"{version}"'})
    nightly(office, 31)
    office.admin.post(f"{BASE}/lead/records/{lead}/restore")
    nightly(office, 31)
    assert score(office, lead) == 0
