"""Short links: `/r/{code}` leads on, `/r/{code}.svg` and `/r/{code}.png` are the code as a QR image.

Where a link leads was said when it was made; nothing of the request has a say in it.
"""

from __future__ import annotations

import hmac
import io
from datetime import timedelta
from html import escape
from typing import Any, Literal
from urllib.parse import quote

import segno
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dougong.access import short_links
from dougong.api.deps import PublicContext, database_of, settings_of
from dougong.api.opening import ContextRoute
from dougong.connect.sealing import secret_key
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App
from dougong.processes.definitions import app_of
from dougong.rates import spend
from dougong.settings import Settings

router = APIRouter(route_class=ContextRoute, prefix="/r", include_in_schema=False)

CLICKS_OF_ADDRESS = (120, timedelta(minutes=1))
MISSES_OF_ADDRESS = (30, timedelta(minutes=10))
"""How often an address may follow links, and try codes that lead nowhere."""

_NOWHERE = {
    "en": ("This link leads nowhere", "It has ended, or it was not written down in full."),
    "zh": ("链接无效", "链接已失效，或抄写不完整。"),
}


def address_of(settings: Settings, code: str) -> str:
    """Return what is handed out for a code."""
    return f"{settings.public_url.rstrip('/')}/r/{code}"


def qr_of(settings: Settings, code: str, kind: Literal["svg", "png"]) -> bytes:
    """Return the QR image of a link."""
    image = io.BytesIO()
    segno.make(address_of(settings, code), error="m").save(image, kind=kind, scale=8, border=3)
    return image.getvalue()


@router.get("/{code}.{kind}")
def show_qr(context: PublicContext, request: Request, code: str, kind: str) -> Response:
    """Return the QR image of a link that leads somewhere."""
    _spend(request, context, "link", CLICKS_OF_ADDRESS)
    types: dict[str, Any] = {"svg": "image/svg+xml", "png": "image/png"}
    row = _found(context, request, code) if kind in types else None
    if row is None:
        return _nowhere(context)
    body = qr_of(settings_of(request), row.code, "svg" if kind == "svg" else "png")
    return Response(body, media_type=types[kind], headers={"cache-control": "public, max-age=86400"})


@router.get("/{code}")
def follow(context: PublicContext, request: Request, code: str) -> Response:
    """Lead on to where the link leads, and count the click; what a browser fetches ahead is none."""
    _spend(request, context, "link", CLICKS_OF_ADDRESS)
    row = _found(context, request, code)
    target = None if row is None else _target(context, settings_of(request), row)
    if row is None or target is None:
        return _nowhere(context)
    if "prefetch" not in request.headers.get("sec-purpose", request.headers.get("purpose", "")):
        mark = _mark(context, request, row.id.hex)
        short_links.count(context.conn, row.id, context.now, context.today, mark)
    return RedirectResponse(
        target, status_code=302, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"}
    )


def _found(context: Context, request: Request, code: str) -> Any:
    """Return the link of a code, or None; who tries many that are none is held up."""
    try:
        return short_links.find(context.conn, code[:40].lower(), context.now)
    except NotFound:
        _spend(request, context, "no link", MISSES_OF_ADDRESS)
        return None


def _target(context: Context, settings: Settings, row: Any) -> str | None:
    """Return the address to lead to: a page of ours by its path, or one outside that the settings still allow."""
    if row.kind == "form":
        return None if row.token is None else f"/f/{quote(row.token, safe='')}"
    if row.kind == "address":
        return str(row.address) if settings.may_lead_to(str(row.address)) else None
    try:
        app = app_of(context.conn, row.app_id)
    except NotFound:
        return None
    entity = entity_of(app, row.entity_id)
    if entity is None:
        return None
    return f"/apps/{quote(app.key, safe='')}/records/{quote(entity, safe='')}/{row.target_id}"


def entity_of(app: App, identity: str | None) -> str | None:
    """Return the key of an entity by its id."""
    return next((key for key, one in app.entities.items() if one.id == identity), None)


def _mark(context: Context, request: Request, link: str) -> bytes:
    """Return what tells a visitor of a day from others; without the server's secret it says nothing of him."""
    told = "\n".join(
        [context.today.isoformat(), link, _address(request), request.headers.get("user-agent", "")]
    )
    return hmac.digest(secret_key(settings_of(request)), told.encode(), "sha256")[:16]


def _nowhere(context: Context) -> Response:
    heading, words = _NOWHERE.get(context.language, _NOWHERE["en"])
    return HTMLResponse(
        f'<!doctype html><html lang="{escape(context.language)}"><head><meta charset="utf-8">'
        f'<title>{heading}</title><meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{heading}</h1><p>{words}</p></main></body></html>",
        status_code=404,
        headers={
            "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            "cache-control": "no-store",
        },
    )


def _spend(request: Request, context: Context, name: str, most: tuple[int, timedelta]) -> None:
    """Count a use by an address; it stays counted whatever becomes of the request."""
    limit, window = most
    with database_of(request).begin() as counting:
        spend(counting, f"{name}:{_address(request)}", limit=limit, window=window, now=context.now)


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
