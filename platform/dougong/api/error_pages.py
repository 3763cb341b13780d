"""Error pages: the section of the reference that the `type` of a problem names, as a page to read.

Each language has a page of errors of its own; who asks gets that of his language.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import cache
from html import escape

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from dougong import resources
from dougong.api.deps import OpenToAll
from dougong.api.language import language_of
from dougong.api.opening import ContextRoute

router = APIRouter(route_class=ContextRoute)

_SOURCES = {"en": "docs/reference/errors.md", "zh": "docs/zh/errors.md"}
_UNKNOWN = {"en": "There is no such error.", "zh": "没有这种错误。"}
_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace;font-size:.92em}nav{margin-top:3rem;border-top:1px solid #8884;padding-top:1rem}
nav a{display:inline-block;margin:.2rem .9rem .2rem 0}
"""


@router.get("/docs/errors/{code}", include_in_schema=False, dependencies=[OpenToAll])
def show_error(request: Request, code: str) -> HTMLResponse:
    """Show what a problem means and what to do about it; an unknown code gets the list of those there are."""
    language = language_of(request)
    nonce = secrets.token_urlsafe(16)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'self'"
    return HTMLResponse(
        "".join(_page(code, language, nonce)),
        status_code=200 if code in _sections(language) else 404,
        headers={
            "content-security-policy": policy,
            "cache-control": "no-cache",
            "content-language": language,
        },
    )


@cache
def _sections(language: str) -> dict[str, str]:
    """Return the text of each section of the page of errors by its heading."""
    text = resources.path(_SOURCES[language]).read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (\w+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _page(code: str, language: str, nonce: str) -> Iterator[str]:
    sections = _sections(language)
    yield (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(code)} · Dougong</title>"
        '<meta name="viewport" content="width=device-width">'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><main><h1><code>{escape(code)}</code></h1>'
    )
    if code in sections:
        yield from (f"<p>{_inline(one)}</p>" for one in sections[code].strip().split("\n\n"))
    else:
        yield f"<p>{_UNKNOWN[language]}</p>"
    yield "</main><nav>"
    yield from (f'<a href="/docs/errors/{one}"><code>{one}</code></a>' for one in sections)
    yield "</nav></body></html>"


def _inline(text: str) -> str:
    """Return a paragraph of Markdown as HTML; links become their words, since their targets are files."""
    said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(said, quote=False))
