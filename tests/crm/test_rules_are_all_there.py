"""Every rule and job of a CRM that is the rules' business has its documents and its story."""

from __future__ import annotations

from pathlib import Path

from tests.crm.rules import COVERED, documents
from tests.crm.rules.world import Company


def test_each_has_documents_and_a_story() -> None:
    """The table names documents of the app and files of stories whose words name the requirement."""
    made = documents()
    for requirement, (named, story) in COVERED.items():
        assert [path for path in named.split() if f"{path}.json" not in made] == [], requirement
        told = (Path(__file__).parent / f"{story}.py").read_text("utf-8")
        assert requirement.partition("…")[0] in told, requirement


def test_they_pass_the_check_together(company: Company) -> None:
    """One app of all of them, published as it is: no fault, and no warning either."""
    assert company.admin.post("/apps/life/draft/check", {})["problems"] == []
