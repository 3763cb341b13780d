"""Secrets: passwords by argon2id, tokens as 256 random bits of which only the SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dougong.errors import Invalid
from dougong_model import Problem

# OWASP's minimum for argon2id; the semaphore keeps a burst of sign-ins from taking all memory and both cores.
_HASHER = PasswordHasher(memory_cost=47_104, time_cost=2, parallelism=1)
_HASHING = BoundedSemaphore(2)
MINIMUM_LENGTH = 10
_DIFFERENT = 4
"""So many characters of a password must not be the same: ten spaces are none."""
_COMMON = frozenset({"password123", "1234567890", "qwertyuiop", "administrator", "0123456789", "11111111111"})


def password_problems(password: str) -> list[Problem]:
    """Tell what is wrong with a password that somebody chose: a short or very common one."""
    weak = len(password) < MINIMUM_LENGTH or len(set(password)) < _DIFFERENT or password.lower() in _COMMON
    if not weak and len(password) <= 1000:
        return []
    message = f"At least {MINIMUM_LENGTH} characters, not a common password."
    return [Problem(code="weak_password", pointer="/password", message=message)]


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password; refuses a short or very common one."""
    problems = password_problems(password)
    if problems:
        message = f"Choose a password of at least {MINIMUM_LENGTH} characters that is not a common one."
        raise Invalid(message, problems=problems)
    with _HASHING:
        return _HASHER.hash(password)


_UNKNOWN = _HASHER.hash(secrets.token_hex(16))


def password_matches(hashed: str | None, password: str) -> bool:
    """Compare a password with its hash; takes the same time when there is no account."""
    with _HASHING:
        try:
            return _HASHER.verify(hashed or _UNKNOWN, password[:1000]) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def new_token(prefix: str = "") -> str:
    """Make a token of 256 random bits."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()
