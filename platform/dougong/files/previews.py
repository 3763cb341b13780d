"""Previews: which files can be looked at inside a page, and texts as they are shown there."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from dougong.files.store import IMAGES

Preview = Literal["image", "pdf", "text"]
LONGEST = 200_000
"""So many bytes of a text are shown."""

_TEXTS = (".txt", ".csv", ".tsv", ".md", ".log", ".json", ".xml", ".yaml", ".yml", ".ini", ".eml", ".srt")
_ENCODINGS = ("utf-8-sig", "gb18030")


def previewed_as(name: str, kind: str) -> Preview | None:
    """Return how a file is shown, by what its first bytes say; its name only tells texts from other bytes."""
    if kind in IMAGES:
        return "image"
    if kind == "application/pdf":
        return "pdf"
    texts = kind == "text/csv" or (kind == "application/octet-stream" and name.lower().endswith(_TEXTS))
    return "text" if texts else None


def text_of(path: Path) -> str:
    """Return the beginning of a text file, whatever it is coded in; an ellipsis stands where it was cut."""
    with path.open("rb") as source:
        head = source.read(LONGEST + 1)
    cut = len(head) > LONGEST
    head = head[:LONGEST]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace") + ("…" if cut else "")
    for encoding in _ENCODINGS:
        try:
            # The last character may have been cut in two.
            text = (
                head.decode(encoding) if not cut else head[: head.rfind(b"\n") + 1 or None].decode(encoding)
            )
        except UnicodeDecodeError:
            continue
        return text.replace("\x00", "") + ("…" if cut else "")
    return head.decode("utf-8", "replace") + ("…" if cut else "")
