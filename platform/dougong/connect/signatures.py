"""Signatures of webhooks, both ways: HMAC-SHA256 over the time stamp, a point, and the body."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

ID_HEADER = "webhook-id"
TIME_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
TOLERANCE_SECONDS = 300


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body sent at a time (seconds since 1970)."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def signature_holds(secret: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
    """Say whether a signature is right and not older (or newer) than five minutes."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, int(timestamp), body).encode(), signature.encode())
