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
def crm(crm_installed: World) -> World:
    """A company with the CRM."""
    return crm_installed


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


def test_who_enters_a_lead_need_not_keep_it(office: Office) -> None:
    """A rule gives it to the key account team; entering it was nevertheless his to do, and he is told so."""
    made = office.lead(by=office.ann, channel="website", employees=200)
    assert made["values"] == {}
    assert office.read("lead", made["id"])["values"]["owner"] == office.id_of("kim")


@pytest.mark.parametrize(
    ("rule", "given", "status"),
    [
        ({"owner": "owner.supervisor"}, {}, 201),
        ({"region": '"west"'}, {"region": None}, 403),
        ({"region": '"east"'}, {"region": None}, 201),
        ({"region": '"west"'}, {"region": "east"}, 201),
        ({"region": '"east"'}, {"region": "west"}, 403),
    ],
)
def test_what_is_asked_for_is_judged_and_not_what_rules_make_of_it(
    world: World, tmp_path: Path, rule: dict[str, str], given: dict[str, Any], status: int
) -> None:
    """A value that is given counts as given; one that is left out, as the rules before the save fill it."""

    def narrow(role: dict[str, Any]) -> None:
        role["grants"][0]["rows"] = 'owner = user.id AND created_by = user.id AND region <> "west"'

    def filling(document: dict[str, Any]) -> None:
        document["do"] = [{"SetFields": rule}]

    folder = edited(LEAD_APP, tmp_path, {"roles/sales.json": narrow, "rules/normalise.json": filling})
    world.install_folder(folder)
    ann = world.person("ann", roles={"leads": ["sales"]})
    ann.post(f"{BASE}/lead/records", {"values": {"company": "Acme", "region": "east", **given}}, status)
    assert len(world.admin.get(f"{BASE}/lead/records")["items"]) == (status == 201)


def test_an_import_leaves_out_the_rows_that_one_may_not_create(office: Office) -> None:
    """The other rows come in, and each that does not is told with its reason."""

    def importing(role: dict[str, Any]) -> None:
        role["grants"][0].update(actions=["see", "create", "import"], rows='region = "east"')

    office.design("role", "sales", importing)
    text = "company,region\nAcme,east\nBolt,west\n"
    mapping = {"company": "company", "region": "region"}
    result = run(office.world, office.ann, "lead", text, app="leads", mapping=mapping)
    assert (result["created"], result["failed"]) == (1, 1)
    (problem,) = result["problems"]
    assert (problem["row"], problem["code"]) == (3, "not_allowed")
