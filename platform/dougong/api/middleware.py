"""Middleware: request ids and logs, security headers, the Origin check and the body limit, as plain ASGI."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter, Histogram
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dougong.api.problems import refusal, unexpected
from dougong.errors import DougongError, TooLarge, WrongOrigin
from dougong.logs import log
from dougong_model import new_id

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_AROUND_A_FILE = 100_000
"""Bytes that a multipart body may have besides its file."""
_SIGN_IN = "/api/v1/session"
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For everything that is not a page of ours: pages bring their own policy with a nonce (api/pages.py)."""

HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=(self)"),
]

REQUESTS = Counter("dougong_requests_total", "Answered requests.", ["method", "route", "status"])
DURATION = Histogram("dougong_request_seconds", "Time to answer.", ["method", "route"])


class Edge:
    """What every request passes on its way in and every answer on its way out."""

    def __init__(self, app: ASGIApp, *, body_limit: int, file_limit: int, secure: bool) -> None:
        self.app = app
        self.body_limit = body_limit
        self.file_limit = file_limit + _AROUND_A_FILE
        self.headers = HEADERS + ([(b"strict-transport-security", b"max-age=31536000")] if secure else [])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = new_id()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        answer = {"status": 0}

        async def send_out(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer["status"] = message["status"]
                given = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                    *(pair for pair in self.headers if pair[0] not in given),
                ]
            await send(message)

        fault = self._fault(scope)
        if fault is not None:
            # Its language is that of a session nobody has read yet, and reading it may wait.
            told = await run_in_threadpool(refusal, Request(scope), fault)
            await told(scope, receive, send_out)
        else:
            try:
                await self.app(scope, self._limited(scope, receive), send_out)
            except Exception as error:
                if answer["status"]:
                    raise  # its answer has begun: all that is left is to break it off
                told = await run_in_threadpool(unexpected, Request(scope), error)
                await told(scope, receive, send_out)
        self._note(scope, answer["status"], time.perf_counter() - started)

    def _fault(self, scope: Scope) -> DougongError | None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        limit = self._limit(scope)
        if not length.isdigit() or int(length) > limit:
            return TooLarge(self._told(limit))
        if scope["method"] in _SAFE_METHODS or b"authorization" in headers:
            return None
        # Signing in makes a cookie: another site shall not sign a visitor in as somebody else.
        if b"cookie" not in headers and not (scope["path"] == _SIGN_IN and b"origin" in headers):
            return None
        if not _same_origin(headers):
            return WrongOrigin()
        return None

    def _limit(self, scope: Scope) -> int:
        return (
            self.file_limit
            if scope["path"].rstrip("/").endswith(("/files", "/apps/import", "/mail"))
            else self.body_limit
        )

    def _told(self, limit: int) -> str:
        if limit == self.file_limit:
            return f"A file has at most {(limit - _AROUND_A_FILE) // 1_000_000} MB."
        return f"A request body has at most {limit} bytes."

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """Stop reading a body of unknown length at the limit (chunked transfer has no Content-Length)."""
        limit, seen = self._limit(scope), 0

        async def receive_in() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise HTTPException(413, self._told(limit))
            return message

        return receive_in

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        REQUESTS.labels(scope["method"], route, status).inc()
        DURATION.labels(scope["method"], route).observe(seconds)
        # A refusal names its request id, and whoever asks about it shall find the line.
        tell = log.info if status >= 400 else log.debug
        tell(
            "request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1)
        )


def _same_origin(headers: dict[bytes, bytes]) -> bool:
    origin = headers.get(b"origin")
    if origin is None:
        return headers.get(b"sec-fetch-site") == b"same-origin"
    return urlsplit(origin.decode("latin-1")).netloc.encode("latin-1") == headers.get(b"host", b"")
