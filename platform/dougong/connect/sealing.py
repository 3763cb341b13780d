"""Sealing: secrets of other systems are kept encrypted (AES-256-GCM), bound to what they belong to.

The key is in a file outside the database, so that a stolen dump gives no secret away.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dougong.errors import Unavailable
from dougong.settings import Settings

_NONCE = 12
_KEY_BYTES = 32


def secret_key(settings: Settings) -> bytes:
    """Return the server's secret key; it is made in the data folder at the first use."""
    path = settings.secret_key_file or settings.home / "secret.key"
    if not path.exists():
        if settings.secret_key_file is not None:
            raise Unavailable(f"SECRET_KEY_FILE names {path}, which does not exist.")
        _make(path)
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != _KEY_BYTES:
        raise Unavailable(f"The key file {path} does not hold {_KEY_BYTES} bytes in hexadecimal.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(_KEY_BYTES))
    try:
        # A link, not a rename: of two processes that start together, the first wins and both read its key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def seal(key: bytes, secret: str, belongs_to: str) -> bytes:
    """Encrypt a secret; it opens only with the same `belongs_to`."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret.encode(), belongs_to.encode())


def unseal(key: bytes, sealed: bytes, belongs_to: str) -> str:
    """Decrypt a secret; raises Unavailable when the key file is not the one it was sealed with."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], belongs_to.encode()).decode()
    except InvalidTag as error:
        raise Unavailable("A stored secret cannot be opened with this server's key file.") from error
