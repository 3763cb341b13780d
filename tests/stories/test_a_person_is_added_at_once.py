"""Somebody new is added with everything in one request: all of it, or nothing."""

from __future__ import annotations

from tests.world import PASSWORD, World


def test_a_person_comes_with_login_and_roles_or_not_at_all(world: World) -> None:
    """A role that does not exist refuses the whole; tried again, there is one person and not two."""
    world.install("crm")
    grace = {"name": "Grace", "login": "grace", "password": PASSWORD, "language": "en"}
    world.admin.post("/people", {**grace, "roles": {"crm": ["no_such_role"]}}, status=404)
    assert world.admin.get("/people", search="Grace")["items"] == []

    made = world.admin.post("/people", {**grace, "roles": {"crm": ["sales_rep"]}})
    assert (made["language"], made["roles"]["crm"]) == ("en", ["sales_rep"])
    assert world.sign_in("grace").get("/apps/crm")["key"] == "crm"

    changed = world.admin.patch(f"/people/{made['id']}", {"roles": {"crm": ["manager"]}, "phone": "123"})
    assert (changed["roles"]["crm"], changed["phone"]) == (["manager"], "123")
    world.admin.patch(
        f"/people/{made['id']}", {"phone": "456", "roles": {"crm": ["no_such_role"]}}, status=404
    )
    assert world.admin.get(f"/people/{made['id']}")["phone"] == "123"


def test_without_a_language_it_is_that_of_the_workspace(world: World) -> None:
    """Whatever language the administrator speaks."""
    assert world.admin.get("/me")["person"]["language"] == "en"
    assert world.admin.post("/people", {"name": "小红"})["language"] == "zh"
