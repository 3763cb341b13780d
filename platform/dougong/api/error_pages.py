"""Error pages: the section of the reference that the `type` of a problem names, as a page to read."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import cache
from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from dougong import resources
from dougong.api.deps import OpenToAll
from dougong.api.opening import ContextRoute

router = APIRouter(route_class=ContextRoute)

_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace;font-size:.92em}nav{margin-top:3rem;border-top:1px solid #8884;padding-top:1rem}
nav a{display:inline-block;margin:.2rem .9rem .2rem 0}
"""


@router.get("/docs/errors/{code}", include_in_schema=False, dependencies=[OpenToAll])
def show_error(code: str) -> HTMLResponse:
    """Show what a problem means and what to do about it; an unknown code gets the list of those there are."""
    nonce = secrets.token_urlsafe(16)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'self'"
    return HTMLResponse(
        "".join(_page(code, nonce)),
        status_code=200 if code in _sections() else 404,
        headers={"content-security-policy": policy, "cache-control": "no-cache"},
    )


@cache
def _sections() -> dict[str, str]:
    """Return the text of each section of the reference by its heading."""
    text = resources.path("docs/reference/errors.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (\w+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _page(code: str, nonce: str) -> Iterator[str]:
    body = _sections().get(code)
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(code)} · Dougong</title>"
        '<meta name="viewport" content="width=device-width">'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1><code>{escape(code)}</code></h1>'
    )
    if body is None:
        yield "<p>There is no such error.</p>"
    else:
        yield from (f"<p>{_inline(one)}</p>" for one in body.strip().split("\n\n"))
    yield "</main><nav>"
    yield from (f'<a href="/docs/errors/{one}"><code>{one}</code></a>' for one in _sections())
    yield "</nav></body></html>"


def _inline(text: str) -> str:
    """Return a paragraph of Markdown as HTML; links become their words, since their targets are files."""
    said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(said, quote=False))
