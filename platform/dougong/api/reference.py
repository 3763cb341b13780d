"""Reference: the API as a page to read, made of the OpenAPI document by the server; it needs no script."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from dougong.api.deps import MemberContext
from dougong.api.opening import ContextRoute

router = APIRouter(route_class=ContextRoute)
Json = Mapping[str, Any]

_STYLE = """
:root{color-scheme:light dark}body{font:15px/1.55 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code{font-family:ui-monospace,monospace;font-size:.92em}summary{cursor:pointer;padding:.35rem 0}
details{border-bottom:1px solid #8884}details>*:not(summary){margin-inline-start:1.2rem}
.method{display:inline-block;min-width:4.2em;font-weight:600}table{border-collapse:collapse;width:100%}
td,th{text-align:start;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #8883}nav a{margin-inline-end:.9rem}
"""


@router.get("/api/docs", include_in_schema=False)
def show_reference(request: Request, context: MemberContext) -> HTMLResponse:
    """Show every route with its parameters, body and answers, and every shape."""
    del context
    nonce = secrets.token_urlsafe(16)
    page = "".join(_page(request.app.openapi(), nonce))
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'self'"
    return HTMLResponse(page, headers={"content-security-policy": policy, "cache-control": "no-cache"})


def _page(document: Json, nonce: str) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["Other"])[0]
            groups.setdefault(tag, []).append("".join(_operation(method, path, operation)))
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dougong API</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<style nonce="{nonce}">{_STYLE}</style></head><body><h1>Dougong API</h1>'
        f"<p>{escape(document['info'].get('description') or '')} For programs: "
        '<a href="/api/v1/openapi.json">openapi.json</a>. Tokens: <a href="/account">your account</a>.</p><nav>'
    )
    for tag in groups:
        yield f'<a href="#{_anchor(tag)}">{escape(tag)}</a>'
    yield '<a href="#shapes">Shapes</a></nav>'
    for tag, entries in groups.items():
        yield f'<h2 id="{_anchor(tag)}">{escape(tag)}</h2>{"".join(entries)}'
    yield '<h2 id="shapes">Shapes</h2>'
    for name, schema in sorted(document["components"]["schemas"].items()):
        yield f'<h3 id="shape-{escape(name)}">{escape(name)}</h3><p>{escape(schema.get("description", ""))}</p>'
        yield "".join(_members(schema))
    yield "</body></html>"


def _operation(method: str, path: str, operation: Json) -> Iterator[str]:
    yield (
        f'<details><summary><span class="method">{method.upper()}</span><code>{escape(path)}</code></summary>'
        f"<p>{escape(operation.get('description', ''))}</p>"
    )
    parameters = operation.get("parameters", ())
    if parameters:
        yield "<table><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr>"
        for one in parameters:
            needed = " *" if one.get("required") else ""
            yield (
                f"<tr><td><code>{escape(one['name'])}</code>{needed}</td><td>{escape(one['in'])}</td>"
                f"<td>{_type(one.get('schema', {}))}</td><td>{escape(one.get('description', ''))}</td></tr>"
            )
        yield "</table>"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body (<code>{escape(media)}</code>): {_type(content.get('schema', {}))}</p>"
    for status, answer in operation["responses"].items():
        for content in answer.get("content", {}).values():
            yield f"<p>{escape(status)}: {_type(content['schema'])}</p>"
    yield "</details>"


def _members(schema: Json) -> Iterator[str]:
    if not schema.get("properties"):
        yield f"<p>{_type(schema)}</p>"
        return
    required = schema.get("required", ())
    yield "<table><tr><th>Member</th><th>Type</th><th>Meaning</th></tr>"
    for key, one in schema["properties"].items():
        needed = " *" if key in required else ""
        meaning = escape(one.get("description", ""))
        yield f"<tr><td><code>{escape(key)}</code>{needed}</td><td>{_type(one)}</td><td>{meaning}</td></tr>"
    yield "</table>"


def _type(schema: Json) -> str:
    """Write a schema in a line; shapes are links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[1])
        return f'<a href="#shape-{name}">{name}</a>'
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " or ".join(_type(one) for one in schema[word])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    inner = schema.get("additionalProperties")
    if schema.get("type") == "object" and isinstance(inner, Mapping):
        return f"object of {_type(inner)}"
    return escape(str(schema.get("format") or schema.get("const") or schema.get("type") or "any"))


def _anchor(text: str) -> str:
    return text.lower().replace(" ", "-")
