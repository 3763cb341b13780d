"""The organisation gets another name, language and zone after the first run."""

from __future__ import annotations

from typing import Any

from tests.world import World


def form_of(world: World) -> dict[str, Any]:
    """Return the description of the CRM's public form as a visitor gets it."""
    (link,) = world.admin.get("/apps/crm/forms/lead_web/links")["items"]
    token = link["url"].rsplit("/", 1)[1]
    found: dict[str, Any] = world.anonymous().get(f"/api/v1/public/forms/{token}").json()
    return found


def test_visitors_and_new_people_meet_what_the_administrator_chose(world: World) -> None:
    """The form says the new name in the new language; a new person begins with the language; money stays."""
    world.install("crm")
    assert world.admin.get("/organisation/told-name")["name"] == form_of(world)["organisation"]
    before = world.admin.get("/organisation")
    changed = world.admin.patch(
        "/organisation", {"name": " Northwind ", "language": "en", "zone": "Europe/Berlin"}
    )
    assert changed == {**before, "name": "Northwind", "language": "en", "zone": "Europe/Berlin"}
    assert world.admin.get("/organisation") == changed

    seen = form_of(world)
    assert world.person("designer").get("/organisation/told-name") == {"name": "Northwind"}
    assert (seen["organisation"], seen["language"]) == ("Northwind", "en")
    made = world.admin.post("/people", {"name": "Grace"})
    assert (made["language"], made["zone"]) == ("en", "Europe/Berlin")

    world.admin.patch("/organisation", {"zone": "Asia/Tokyo"})
    assert world.admin.get("/organisation") == {**changed, "zone": "Asia/Tokyo"}


def test_nonsense_is_refused_and_nothing_of_it_kept(world: World) -> None:
    """No blank name, no place without a clock, no other currency; nobody but administrators asks at all."""
    before = world.admin.get("/organisation")
    for body, status in (
        ({"name": "  "}, 422),
        ({"name": None}, 422),
        ({"name": "Northwind", "zone": "Mars/Base"}, 400),
        ({"currency": "USD"}, 422),
    ):
        world.admin.patch("/organisation", body, status=status)
    assert world.admin.get("/organisation") == before
    member = world.person("member")
    member.get("/organisation", status=403)
    member.patch("/organisation", {"name": "Mine"}, status=403)
