"""The demo is a story played through the app: everything on the dashboard has something to show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.world import World


@pytest.mark.parametrize("mode", ["install", "clone"])
def test_the_demo_tells_a_story_of_half_a_year(world: World, mode: str) -> None:
    """Leads, accounts, contacts, deals of the last six months; also in a clone, whose ids are its own."""
    made = world.admin.post("/apps", {"template": "crm", "key": "sales", "mode": mode, "demo": True}, 201)
    roles = sorted(role["en"] for one in made["demo"]["people"] for role in one["roles"])
    assert roles == sorted(
        ["Sales director", "Sales manager", "Sales manager", "Marketing", *["Sales rep"] * 6]
    )
    director = world.sign_in("lin", made["demo"]["password"])
    counts = {
        entity: director.get(f"/apps/sales/entities/{entity}/records", count="exact", limit=1)["count"]
        for entity in ("lead", "account", "contact", "opportunity", "activity", "todo")
    }
    assert counts == {
        "lead": 40,
        "account": 28,
        "contact": 40,
        "opportunity": 60,
        "activity": 143,
        "todo": counts["todo"],
    }
    assert counts["todo"] >= 20
    widgets = director.get("/apps/sales/dashboards/sales/data")["widgets"].values()
    assert not [one for one in widgets if "error" in one or not one["rows"]]
    assert not [one for one in widgets if one["kind"] == "kpi" and one["value"] is None]
    first = director.get("/apps/sales/entities/lead/records", sort="created_at", limit=1)["items"][0]
    age = datetime.now(UTC) - datetime.fromisoformat(first["created_at"])
    assert timedelta(days=120) < age < timedelta(days=200)


def test_who_came_in_was_assigned_scored_and_answered(world: World) -> None:
    """The rules did it, so the timeline can say why."""
    world.install("crm", demo=True)
    leads = world.admin.get("/apps/crm/entities/lead/records", filter='status = "converted"', limit=50)[
        "items"
    ]
    assert len(leads) == 14
    for lead in leads:
        values = lead["values"]
        assert values["score"] > 60
        assert values["owner"] is not None
        assert lead["created_at"] <= values["first_response_at"] <= values["converted_at"]
        assert values["converted_opportunity"] is not None
    timeline = world.admin.get(f"/apps/crm/entities/lead/records/{leads[0]['id']}/timeline")["items"]
    assert {"rule", "change"} <= {item["kind"] for item in timeline}
    decided = world.admin.get(
        "/apps/crm/entities/opportunity/records", filter='approval IN ("approved", "rejected")'
    )["items"]
    assert len(decided) >= 2


def test_campaigns_are_as_far_as_their_dates(world: World) -> None:
    """What is over is done, what goes on is running, on whatever day the demo is installed."""
    world.install("crm", demo=True)
    today = datetime.now(UTC).date()
    campaigns = world.admin.get("/apps/crm/entities/campaign/records")["items"]
    assert {one["values"]["status"] for one in campaigns} == {"active", "done"}
    for one in campaigns:
        values = one["values"]
        over = values["ends_on"] < (today - timedelta(days=1)).isoformat()
        assert values["status"] == ("done" if over else "active"), values["name"]
