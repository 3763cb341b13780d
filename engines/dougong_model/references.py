"""References: ids, keys and the names by which documents speak of each other."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from uuid import UUID

KEY_PATTERN = r"[a-z][a-z0-9_]{0,47}"
ID_PATTERN = r"[a-z0-9]{8}"
_KEY = re.compile(KEY_PATTERN + r"\Z")
_ID = re.compile(ID_PATTERN + r"\Z")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class ElementReference:
    """One element of an app: its kind (`entity`, `field`, `form` …), immutable id and present key."""

    kind: str
    id: str
    key: str


def is_key(text: str) -> bool:
    """Say whether a text may be the key of an element."""
    return _KEY.match(text) is not None


def is_id(text: str) -> bool:
    """Say whether a text has the shape of an element id."""
    return _ID.match(text) is not None


def new_id() -> str:
    """Make the immutable id of a new element: eight random lowercase letters and digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def derived_id(seed: str) -> str:
    """Make an element id that is the same for the same seed (used when an app is cloned)."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    letters = []
    for _ in range(8):
        number, digit = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def uuid7(milliseconds: int | None = None) -> UUID:
    """Make a record id: UUID version 7 (RFC 9562), ordered by time, random below a millisecond."""
    now = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    number = (now & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=number | 0b10 << 62 | secrets.randbits(62))
