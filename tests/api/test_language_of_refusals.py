"""Refusals that come before the session is read speak the language of the person all the same."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World

LATE = "/files/00000000-0000-4000-8000-000000000000"
REFUSED: tuple[tuple[str, str, dict[str, Any], int, str], ...] = (
    ("GET", "/nothing/here", {}, 404, "not_found"),
    ("GET", LATE, {}, 404, "not_found"),
    ("PUT", "/me", {}, 405, "method_not_allowed"),
    ("POST", "/apps", {"content": "a", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported_media"),
    ("PATCH", "/me", {"json": {}, "headers": {"Origin": "https://elsewhere.example"}}, 403, "wrong_origin"),
    ("PATCH", "/me", {"json": {}, "headers": {"Content-Length": "999999999"}}, 413, "too_large"),
    ("GET", "/people", {"params": {"colour": "red"}}, 400, "bad_request"),
    ("PATCH", "/me", {"json": {"language": "fr"}}, 422, "invalid"),
    ("PATCH", "/me", {"content": "{", "headers": {"Content-Type": "application/json"}}, 400, "bad_request"),
)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("method", "path", "options", "status", "code"), REFUSED)
def test_of_somebody_signed_in(
    world: World, language: str, method: str, path: str, options: dict[str, Any], status: int, code: str
) -> None:
    """He has chosen a language, and sends no Accept-Language: code, title and what to do are told in his."""
    world.admin.patch("/me", {"language": language})
    answer = world.admin.request(method, path, **options)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"/docs/errors/{code}")
    assert [_is_chinese(told[part]) for part in ("title", "detail")] == [language == "zh"] * 2, told


def test_of_nobody(world: World) -> None:
    """His browser decides; without a word of it, the workspace, which speaks Chinese."""
    client = world.anonymous()
    for language, chinese in (("en-GB", False), ("zh-CN", True), ("", True), ("fr", True)):
        headers = {"Accept-Language": language}
        for method, path in (
            ("GET", "/api/v1/nothing"),
            ("DELETE", "/api/v1/setup"),
            ("GET", "/api/v1/people"),
        ):
            told = client.request(method, path, headers=headers).json()
            assert _is_chinese(told["title"] + told["detail"]) == chinese, (language, told)


def test_a_method_that_is_not_there_names_those_that_are(world: World) -> None:
    """The header Allow of RFC 9110 goes with the refusal."""
    answer = world.admin.request("PUT", "/me")
    assert answer.status_code == 405
    assert "PATCH" in answer.headers["Allow"] or "GET" in answer.headers["Allow"]
