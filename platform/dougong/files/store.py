"""Uploads: written to disk under a random id, described by a row; the name is only metadata."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import sqlalchemy as sa

from dougong.errors import NotFound, TooLarge
from dougong.files.tables import file, file_use
from dougong_model import uuid7

_CHUNK = 1 << 20
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\]")
IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}


def _path(home: Path, identity: UUID) -> Path:
    text = identity.hex
    return home / "files" / text[-2:] / text


def content_type(name: str, head: bytes) -> str:
    """Tell a file's type by its first bytes; what is not recognised is plain bytes, never something a browser runs."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if name.lower().endswith((".weba", ".webm", ".m4a")):
        # What a browser records with the microphone; a film comes with a name of another ending, or as bytes.
        if head.startswith(b"\x1aE\xdf\xa3"):
            return "audio/webm"
        if head[4:8] == b"ftyp":
            return "audio/mp4"
    return "text/csv" if name.lower().endswith(".csv") else "application/octet-stream"


def store(
    conn: sa.Connection, home: Path, source: IO[bytes], *, name: str, actor: str, now: datetime, limit: int
) -> dict[str, Any]:
    """Keep an upload and return its description; raises TooLarge above `limit` bytes, leaving nothing behind."""
    identity = uuid7()
    path = _path(home, identity)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with path.open("wb") as out:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge(f"A file has at most {limit // 1_000_000} MB.")
                head = head or chunk[:16]
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    clean = _UNSAFE.sub("_", name)[-200:] or "file"
    row = {"id": identity, "name": clean, "size": size, "type": content_type(clean, head)}
    conn.execute(sa.insert(file).values(**row, sha256=digest.digest(), uploaded_by=actor, at=now))
    return row


def remove(conn: sa.Connection, home: Path, identity: UUID) -> None:
    """Remove a file for good; the disk first, so that no row is without its file for long."""
    _path(home, identity).unlink(missing_ok=True)
    conn.execute(sa.delete(file).where(file.c.id == identity))


def forget_unheld(conn: sa.Connection, files: Collection[UUID]) -> list[UUID]:
    """Forget those of some files that nothing holds any more; `unlink` them when that has committed."""
    if not files:
        return []
    unheld = sa.delete(file).where(file.c.id.in_(files), ~sa.exists().where(file_use.c.file_id == file.c.id))
    return list(conn.scalars(unheld.returning(file.c.id)))


def unlink(home: Path, files: Iterable[UUID]) -> None:
    """Remove files from the disk of which nothing is known any more."""
    for identity in files:
        _path(home, identity).unlink(missing_ok=True)


def describe(conn: sa.Connection, files: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return id, name, size, type and uploader of files."""
    rows = conn.execute(sa.select(file).where(file.c.id.in_(files)))
    return {
        row.id: {
            "id": row.id,
            "name": row.name,
            "size": row.size,
            "type": row.type,
            "uploaded_by": row.uploaded_by,
        }
        for row in rows
    }


def open_file(home: Path, identity: UUID) -> Path:
    """Return the path of a stored file; the caller has checked the right to it."""
    path = _path(home, identity)
    if not path.exists():
        raise NotFound("The file is gone from the data folder.")
    return path


def uses_of(conn: sa.Connection, identity: UUID) -> list[tuple[str, UUID, str]]:
    """Return (entity id, record id, field id) of every place that holds a file."""
    rows = conn.execute(
        sa.select(file_use.c.entity_id, file_use.c.record_id, file_use.c.field_id).where(
            file_use.c.file_id == identity
        )
    )
    return [(row.entity_id, row.record_id, row.field_id) for row in rows]
