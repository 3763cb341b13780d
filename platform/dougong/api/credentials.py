"""Credentials: the names of the session cookie, and what of a request says who sent it."""

from __future__ import annotations

from fastapi import Request

COOKIE = "dougong_session"
SECURE_COOKIE = "__Host-dougong_session"


def given_credential(request: Request) -> str | None:
    """Return the bearer token or session cookie of a request, if it has one."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE) or None
