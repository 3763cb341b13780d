"""Form starts: when a visitor was given a public form, by the server's clock, signed so that he cannot say otherwise."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from dougong.errors import Conflict

FASTEST = timedelta(seconds=2)
"""Nobody fills a form in less; who sends sooner is asked to send again."""

LONGEST = timedelta(days=1)
"""A page that was open for longer gets a new start."""

_PURPOSE = b"public form start"


def sign_start(key: bytes, token: str, moment: datetime) -> str:
    """Return the start of a form (by its link's token) at a moment: milliseconds since 1970, a point, the signature."""
    stamp = str(int(moment.timestamp() * 1000))
    return f"{stamp}.{_signature(key, token, stamp)}"


def check_start(key: bytes, token: str, start: str, now: datetime) -> None:
    """Raise Conflict when a form was sent too quickly, or with a start that is not of this form or too old.

    The problem carries `start`, the one to send again with, and `retry_after` in seconds (also as header).
    """
    since = _since(key, token, start, now)
    if since is None:
        raise _again(sign_start(key, token, now), FASTEST)
    if since < FASTEST:
        raise _again(start, FASTEST - since)


def _since(key: bytes, token: str, start: str, now: datetime) -> timedelta | None:
    """Return how long ago a start was; None when it is not ours, too old, or from a clock far ahead."""
    stamp, _point, signature = start.partition(".")
    if not hmac.compare_digest(_signature(key, token, stamp).encode(), signature.encode()):
        return None
    since = timedelta(milliseconds=int(now.timestamp() * 1000) - int(stamp))
    return since if -FASTEST < since <= LONGEST else None


def _signature(key: bytes, token: str, stamp: str) -> str:
    return hmac.new(key, b"\x00".join((_PURPOSE, token.encode(), stamp.encode())), hashlib.sha256).hexdigest()


def _again(start: str, wait: timedelta) -> Conflict:
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    return Conflict(
        "Please check your answers and send again.",
        extra={"start": start, "retry_after": seconds},
        headers={"Retry-After": str(seconds)},
    )
