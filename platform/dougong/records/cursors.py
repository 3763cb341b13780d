"""Cursors: where a page ended, signed so that only the list that gave one can go on from it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Any

import orjson

from dougong.records.query import refused

_SIGNATURE = 16


def _signed(key: bytes, about: str, body: bytes) -> bytes:
    return hmac.digest(key, about.encode() + b"\x00" + body, hashlib.sha256)[:_SIGNATURE]


def encode(key: bytes, about: str, values: list[Any]) -> str:
    """Write a cursor for the list `about` (entity and order) of the caller whose credential `key` is of."""
    body = orjson.dumps(values)
    return base64.urlsafe_b64encode(_signed(key, about, body) + body).decode().rstrip("=")


def decode(key: bytes, about: str, text: str) -> list[Any]:
    """Read a cursor; raises BadRequest for one that was changed or belongs to another list or caller."""
    broken = refused(
        "cursor", "/cursor", "This cursor does not belong to this list. Start again without one."
    )
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise broken from None
    signature, body = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _signed(key, about, body)):
        raise broken
    values: list[Any] = orjson.loads(body)
    return values
