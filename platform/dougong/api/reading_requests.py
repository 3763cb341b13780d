"""Reading requests: what can be told to be wrong with a request before its handler is asked.

Query parameters that a route does not have, a body that is not JSON by its own word, and JSON that can be
read but not kept: half a character, a NUL, nesting without end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import Request
from fastapi.params import Form
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect

from dougong.errors import BadRequest, Invalid, UnsupportedMedia
from dougong_form import escape
from dougong_model import Problem

DEEPEST = 500
_SEND_JSON = "Send JSON, with the header Content-Type: application/json."


def refuse_parameters(given: Iterable[str], known: frozenset[str]) -> None:
    """Refuse query parameters that a route does not have: a misspelt one is told, not passed over."""
    problems = [
        Problem(
            code="unknown_parameter",
            pointer=f"/{escape(name[:60])}",
            message=f"There is no parameter “{name[:60]}”.",
        )
        for name in given
        if name not in known
    ]
    if problems:
        raise BadRequest(problems[0].message, problems=problems)


def known_parameters(route: APIRoute) -> frozenset[str] | None:
    """Return the query parameters of a route; None when it reads them itself, which its description says."""
    if route.openapi_extra and "parameters" in route.openapi_extra:
        return None
    found: set[str] = set()
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        found.update(str(field.alias) for field in one.query_params)
        waiting.extend(one.dependencies)
    return frozenset(found)


def takes_json(route: APIRoute) -> bool:
    """Say whether a route has a JSON body (a form or a file is none)."""
    return route.body_field is not None and not isinstance(route.body_field.field_info, Form)


async def refuse_body(request: Request, *, described: bool) -> None:
    """Refuse a body that cannot be JSON, or whose texts cannot be kept; `described` says that it must be JSON."""
    if request.method in {"GET", "HEAD"}:
        return
    media = request.headers.get("content-type")
    if media is not None and not _is_json(media):
        if described:
            raise UnsupportedMedia(_SEND_JSON)
        return
    try:
        body = await request.body()
    except ClientDisconnect:
        raise BadRequest("The body ended early.") from None
    if described and media is None and body:
        raise UnsupportedMedia(_SEND_JSON)
    if b"\\ud" in body or b"\\uD" in body or (described and b"\\u0000" in body):
        _refuse_texts(body)
    if described and body.count(b"[") + body.count(b"{") > DEEPEST:
        _refuse_depth(body)


def _is_json(media: str) -> bool:
    """Say whether a media type is JSON: `application/json`, or another one of the kind, as `problem+json`."""
    kind, _, rest = media.partition(";")[0].strip().lower().partition("/")
    return kind == "application" and (rest == "json" or rest.endswith("+json"))


def _refuse_texts(body: bytes) -> None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return  # what is no JSON is refused where it is read
    for pointer, text in _texts(value, ""):
        if "\x00" in text:
            problem = Problem(code="nul", pointer=pointer, message="Text may not hold a NUL character.")
            raise Invalid("The body holds a NUL character.", problems=[problem])
        try:
            text.encode()
        except UnicodeEncodeError:
            problem = Problem(code="half_character", pointer=pointer, message="This holds half a character.")
            raise BadRequest(
                "The body holds half a character (a lone surrogate such as \\ud800).", problems=[problem]
            ) from None


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Yield every text with its place; a member's name stands at the object that has it."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _texts(one, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield pointer, name
            yield from _texts(one, f"{pointer}/{escape(name)}")


def _refuse_depth(body: bytes) -> None:
    """Refuse nesting beyond `DEEPEST`, with the place where it begins; brackets in texts do not count."""
    depth, inside, escaped = 0, False, False
    for at, one in enumerate(body):
        if inside:
            inside = escaped or one != 0x22
            escaped = one == 0x5C and not escaped
        elif one == 0x22:
            inside = True
        elif one in b"[{":
            depth += 1
            if depth > DEEPEST:
                message = f"It is nested deeper than {DEEPEST} levels from character {at} on."
                problem = Problem(code="too_deep", pointer="", message=message, position=at)
                raise BadRequest("The body is nested too deeply.", problems=[problem])
        elif one in b"]}":
            depth -= 1
