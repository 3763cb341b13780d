"""Form passes: who knew the password of a public form's link need not say it again for a day."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from dougong.access.public_links import PublicLink

LASTS = timedelta(days=1)

_PURPOSE = b"public form pass"


def sign_pass(key: bytes, link: PublicLink, now: datetime) -> str:
    """Return the pass of a link from a moment on: seconds since 1970, a point, the signature."""
    stamp = str(int(now.timestamp()))
    return f"{stamp}.{_signature(key, link, stamp)}"


def is_pass(key: bytes, link: PublicLink, given: str, now: datetime) -> bool:
    """Say whether a pass is of this link and its present password, and not too old."""
    stamp, _point, signature = given.partition(".")
    if not hmac.compare_digest(_signature(key, link, stamp).encode(), signature.encode()):
        return False
    return now - datetime.fromtimestamp(int(stamp), tz=now.tzinfo) <= LASTS


def _signature(key: bytes, link: PublicLink, stamp: str) -> str:
    message = b"\x00".join((_PURPOSE, link.token.encode(), (link.password or "").encode(), stamp.encode()))
    return hmac.new(key, message, hashlib.sha256).hexdigest()
