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
    shown = stranger.get(problem["type"], headers={"Accept-Language": "en"})
    assert shown.status_code == 200
    assert "There is no session or token" in shown.text
    assert "<script" not in shown.text
    assert stranger.get("/docs/errors/nosuch").status_code == 404


def test_it_is_explained_in_the_language_of_who_asks(world: World) -> None:
    """A browser says it; who is signed in has chosen."""
    stranger = world.anonymous()
    shown = stranger.get("/docs/errors/stale_version", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert shown.headers["content-language"] == "zh"
    assert '<html lang="zh">' in shown.text
    assert "请合并后，带着新版本再次提交。" in shown.text
    english = stranger.get("/docs/errors/stale_version", headers={"Accept-Language": "en"})
    assert "Merge and send the new version." in english.text
