"""A new record begins where its state machine begins; further on it gets by the steps."""

from __future__ import annotations

import pytest

from tests.stories.leads import Office
from tests.stories.test_real_data_comes_in import OPPORTUNITIES, run
from tests.world import Person, World

LEADS = "/apps/crm/entities/lead/records"


@pytest.fixture
def crm(world: World) -> World:
    """A company with the CRM."""
    world.install("crm")
    return world


@pytest.fixture
def rep(crm: World) -> Person:
    """Somebody who sells."""
    return crm.person("rep", roles={"crm": ["sales_rep"]})


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (LEADS, {"contact_name": "Li Na", "status": "converted"}),
        (OPPORTUNITIES, {"name": "Deal", "stage": "won"}),
    ],
)
def test_nobody_enters_a_record_that_is_through_already(
    rep: Person, path: str, values: dict[str, str]
) -> None:
    """Neither one by one nor in a batch does a record skip the steps and whoever guards them."""
    (field,) = {"status", "stage"} & values.keys()
    refused = rep.post(path, {"values": values}, status=422)
    assert [(one["pointer"], one["code"]) for one in refused["errors"]] == [(f"/{field}", "transition")]
    batch = rep.post(f"{path}/batch", {"items": [{"op": "create", "values": values}]}, status=422)
    assert [one["pointer"] for one in batch["errors"]] == [f"/items/0/values/{field}"]
    assert rep.get(path)["items"] == []


def test_a_record_begins_at_a_named_start(rep: Person) -> None:
    """Who talks to the lead already says so."""
    contacted = rep.post(LEADS, {"values": {"contact_name": "Li Na", "status": "contacting"}})
    assert contacted["values"]["status"] == "contacting"


def test_a_record_never_begins_nowhere(office: Office) -> None:
    """A state that is cleared on the way in is the first one: from nowhere every step would be open."""
    made = office.lead(status=None)
    assert made["values"]["status"] == "new"


def test_an_import_brings_records_as_they_are(crm: World) -> None:
    """Deals won long ago come in as won."""
    text = "deal,state\nOld deal,Won\n"
    result = run(crm, crm.admin, "opportunity", text, mapping={"deal": "name", "state": "stage"})
    assert (result["created"], result["problems"]) == (1, [])
    (deal,) = crm.admin.get(OPPORTUNITIES)["items"]
    assert deal["values"]["stage"] == "won"
