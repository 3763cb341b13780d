"""Compression: JSON that the API answers goes out with gzip where it is worth it and gives nothing away.

Only whole answers of JSON are held back to be compressed. Streams of events, downloads and pages pass as they come,
byte by byte; scripts and styles lie compressed beside themselves already (api/built_files.py).

How long a compressed answer is tells something of what it holds: who can make a browser ask again and again with
words of his own in the question, and can see the length of each answer, finds out letter by letter what else stands
in it (BREACH). Here he cannot make it ask: the cookie of a session is SameSite=Lax, so another site's pictures,
scripts and fetches come without it, and what changes something needs our own origin. What is left is a page that
another site opens as a whole; browsers say so, and it is answered as it is. Answers that open a session are never
compressed, and no answer holds the session's own secret, nor is there a token against forged requests to guess.
An entity tag stands for bytes and comes back with If-Match: what has one keeps them.
"""

from __future__ import annotations

import zlib

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dougong.api.built_files import accepted_codings

WORTH = 1_024
"""Bytes below which headers weigh as much as what would be saved."""
_LONG = 64_000
"""Bytes from which compressing takes so long that others shall not wait for it."""
_LEVEL = 5
_JSON = frozenset({"application/json", "application/problem+json"})
_AS_THEY_ARE = frozenset({"content-encoding", "content-disposition", "etag", "set-cookie"})
_OTHER_SITES = frozenset({"cross-site", "same-site"})


class Compression:
    """Compresses whole answers of JSON for whoever takes them so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] == "HEAD":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(Headers(scope=scope), send))


class _Answer:
    """One answer on its way out; its beginning waits for its end when it will be compressed."""

    def __init__(self, asked: Headers, send: Send) -> None:
        self.asked, self.send = asked, send
        self.start: Message | None = None
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Take one message of the application."""
        if message["type"] == "http.response.start" and _worth(message):
            MutableHeaders(scope=message).add_vary_header("accept-encoding")
            if _may(self.asked):
                self.start = message
                return
        if self.start is None:
            await self.send(message)
            return
        self.body.append(message.get("body", b""))
        if message.get("more_body", False):
            return
        plain = b"".join(self.body)
        small = await run_in_threadpool(_gzip, plain) if len(plain) > _LONG else _gzip(plain)
        headers = MutableHeaders(scope=self.start)
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(small))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": small})


def _worth(start: Message) -> bool:
    """Say whether what begins is JSON of a length that is known and large enough; a stream's is not known."""
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    length = headers.get("content-length", "0")
    return kind in _JSON and int(length) >= WORTH and not any(name in headers for name in _AS_THEY_ARE)


def _may(asked: Headers) -> bool:
    """Say whether who asks takes gzip, and is not led here by another site."""
    return (
        "gzip" in accepted_codings(asked.get("accept-encoding", ""))
        and asked.get("sec-fetch-site") not in _OTHER_SITES
    )


def _gzip(plain: bytes) -> bytes:
    return zlib.compress(plain, _LEVEL, wbits=31)
