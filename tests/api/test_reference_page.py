"""The API as a page to read: complete, without scripts, for who is signed in."""

from __future__ import annotations

from tests.world import World


def test_the_page_lists_every_route_and_shape(world: World) -> None:
    """Every address and every shape stands on it; a stranger is asked to sign in."""
    assert world.anonymous().get("/api/docs").status_code == 401
    shown = world.admin.client.get("/api/docs")
    assert shown.status_code == 200
    assert "script" not in shown.headers["content-security-policy"]
    assert "<script" not in shown.text
    document = world.application.openapi()
    assert [path for path in document["paths"] if f"<code>{path}</code>" not in shown.text] == []
    assert [
        name for name in document["components"]["schemas"] if f'id="shape-{name}"' not in shown.text
    ] == []


def test_the_type_of_a_problem_is_a_page_that_anybody_may_read(world: World) -> None:
    """What the API says is wrong is explained at the address it names; an unknown one is not found."""
    stranger = world.anonymous()
    problem = stranger.get("/api/v1/me").json()
    shown = stranger.get(problem["type"])
    assert shown.status_code == 200
    assert "There is no session or token" in shown.text
    assert "<script" not in shown.text
    assert stranger.get("/docs/errors/nosuch").status_code == 404
