"""References: ids, keys and the names by which documents speak of each other."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from dataclasses import dataclass
from uuid import UUID, SafeUUID

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
    return _uuid7(_beginning(milliseconds), int.from_bytes(os.urandom(10), "big"))


def uuid7s(count: int, milliseconds: int | None = None) -> list[UUID]:
    """Make ids for a set of records, in ascending order, asking the system for randomness once."""
    beginning = _beginning(milliseconds)
    drawn = os.urandom(10 * count)
    numbers = [int.from_bytes(drawn[place : place + 10], "big") for place in range(0, 10 * count, 10)]
    numbers.sort()
    return [_uuid7(beginning, one) for one in numbers]


def _beginning(milliseconds: int | None) -> int:
    """Return what all ids of a millisecond have in common: the time, the version and the variant."""
    now = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    return (now & _48_BITS) << 80 | 0x7 << 76 | 0b10 << 62


def _uuid7(beginning: int, drawn: int) -> UUID:
    """Make an id of its beginning and eighty random bits."""
    return uuid_of(beginning | (drawn >> 68) << 64 | (drawn >> 6) & _62_BITS)


def uuid_of(number: int) -> UUID:
    """Make an id of its 128 bits, in a third of the time that its class takes."""
    new = object.__new__(UUID)
    _SET_NUMBER(new, number)
    _SET_SAFETY(new, _UNKNOWN)
    return new


_48_BITS = (1 << 48) - 1
_62_BITS = (1 << 62) - 1
_SET_NUMBER = vars(UUID)["int"].__set__
_SET_SAFETY = vars(UUID)["is_safe"].__set__
_UNKNOWN = SafeUUID.unknown
