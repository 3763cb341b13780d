"""Proof of work: a small puzzle that a visitor's browser solves before a public form takes its answer.

It is the ALTCHA protocol: the server gives a salt and the SHA-256 of the salt with a secret number; the browser
finds the number by trying and sends it back. A challenge is signed, so nothing is kept of it until it is solved,
and it counts once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import orjson

ALGORITHM = "SHA-256"
MOST = 60_000
"""The number is at most this: about a quarter of a second of a phone's work on average."""
LIFETIME = timedelta(minutes=20)

_PURPOSE = b"public form challenge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A challenge that was solved rightly; `name` tells it apart, it is of no use after `ends_at`."""

    name: str
    ends_at: datetime


def challenge(key: bytes, token: str, now: datetime) -> dict[str, Any]:
    """Return a new puzzle for the form of a token, as ALTCHA writes it."""
    ends = int((now + LIFETIME).timestamp())
    salt = f"{secrets.token_hex(12)}?expires={ends}"
    digest = hashlib.sha256(f"{salt}{secrets.randbelow(MOST + 1)}".encode()).hexdigest()
    return {
        "algorithm": ALGORITHM,
        "challenge": digest,
        "maxnumber": MOST,
        "salt": salt,
        "signature": _signature(key, token, digest),
    }


def solved(key: bytes, token: str, payload: str, now: datetime) -> Solution | None:
    """Return the solution that a payload (Base64 of JSON) holds; None when it is none, wrong or too late."""
    try:
        told = orjson.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(told, dict) or told.get("algorithm") != ALGORITHM:
        return None
    salt, digest, number = str(told.get("salt")), str(told.get("challenge")), told.get("number")
    ends_at = _end_of(salt)
    if not isinstance(number, int) or ends_at is None or ends_at < now:
        return None
    right = hashlib.sha256(f"{salt}{number}".encode()).hexdigest() == digest
    ours = hmac.compare_digest(_signature(key, token, digest), str(told.get("signature")))
    return Solution(name=digest, ends_at=ends_at) if right and ours else None


def _end_of(salt: str) -> datetime | None:
    ends = parse_qs(salt.partition("?")[2]).get("expires", [""])[0]
    return datetime.fromtimestamp(int(ends), tz=UTC) if ends.isdigit() and len(ends) <= 11 else None


def _signature(key: bytes, token: str, digest: str) -> str:
    message = b"\x00".join((_PURPOSE, token.encode(), digest.encode()))
    return hmac.new(key, message, hashlib.sha256).hexdigest()
