"""A new record begins where its state machine begins; further on it gets by the steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.leads import BASE, Office
from tests.stories.leads import LEADS as LEAD_APP
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


def test_what_the_form_begins_with_is_the_forms_to_say(world: World, tmp_path: Path) -> None:
    """A form for leads that called us begins further on, and its screen sends that along; nothing else may."""

    def calling(form: dict[str, Any]) -> None:
        form["defaults"] = {"status": '"sql"'}

    world.install_folder(edited(LEAD_APP, tmp_path, {"forms/web.json": calling}))
    records = f"{BASE}/lead/records"
    given = {"values": {"company": "Acme", "region": "east", "status": "sql"}}
    assert world.admin.post(records, {**given, "form": "web"}, 201)["values"]["status"] == "sql"
    world.admin.post(records, given, 422)
    given["values"]["status"] = "converted"
    world.admin.post(records, {**given, "form": "web"}, 422)


def test_an_import_brings_records_as_they_are(crm: World) -> None:
    """Deals won long ago come in as won."""
    text = "deal,state\nOld deal,Won\n"
    result = run(crm, crm.admin, "opportunity", text, mapping={"deal": "name", "state": "stage"})
    assert (result["created"], result["problems"]) == (1, [])
    (deal,) = crm.admin.get(OPPORTUNITIES)["items"]
    assert deal["values"]["stage"] == "won"
