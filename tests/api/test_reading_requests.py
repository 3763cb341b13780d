"""What is wrong with a request is told with its place: parameters, kinds of bodies, broken JSON, texts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World

SUPPLIERS = "/apps/desk/entities/supplier/records"


def sent(world: World, body: bytes, media: str = "application/json", language: str = "en") -> Any:
    """POST bytes as they are."""
    return world.admin.request(
        "POST", SUPPLIERS, content=body, headers={"content-type": media, "accept-language": language}
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/apps/desk/export", "version"),
        (SUPPLIERS, "colour"),
        (f"{SUPPLIERS}/export", "colour"),
        ("/people", "colour"),
    ],
)
def test_a_parameter_that_a_route_does_not_have_is_named(desk_installed: World, path: str, name: str) -> None:
    """It is not passed over: who asks for version 2 must not get version 1."""
    refused = desk_installed.admin.get(path, status=400, **{name: "2"})
    assert [(one["code"], one["pointer"]) for one in refused["errors"]] == [("unknown_parameter", f"/{name}")]


def test_broken_json_says_where(desk_installed: World) -> None:
    """In characters, in the language of the reader; broken JSON has no pointer."""
    answer = sent(desk_installed, b'{"values": {"name": "x"')
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["position"]) == (400, "", 23)
    assert fault["message"] == "The body is not JSON: Expecting ',' delimiter (character 23)."


def test_a_body_that_is_no_json_by_its_own_word(desk_installed: World) -> None:
    """text/plain is refused even when it looks like JSON."""
    answer = sent(desk_installed, b'{"values": {"name": "x"}}', "text/plain")
    assert (answer.status_code, answer.json()["type"]) == (415, "/docs/errors/unsupported_media")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (rb'{"values": {"name": "a\u0000b"}}', "nul", "/values/name"),
        (rb'{"values": {"name": "\ud800"}}', "half_character", "/values/name"),
        (b'{"values": ' + b"[" * 600 + b"]" * 600 + b"}", "too_deep", ""),
        (b'{"values": {}, "foo": 1}', "extra_forbidden", "/foo"),
    ],
)
def test_what_cannot_be_kept_has_a_place(desk_installed: World, body: bytes, code: str, pointer: str) -> None:
    """Characters that no text may hold, endless nesting, members that do not belong."""
    answer = sent(desk_installed, body)
    assert answer.status_code in {400, 422}
    assert [(one["code"], one["pointer"]) for one in answer.json()["errors"]] == [(code, pointer)]
