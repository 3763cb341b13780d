"""Opened pages: what the page at an address needs besides the application itself, and what it asks first.

The build writes both down (frontend/openings.ts). Named in the page that is answered, they are fetched at once and
together, not in turns as the application learns of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

_NAME = "openings.json"
_API = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Addresses of one kind: their parts as the router writes them, the head's lines, what is asked of the API."""

    parts: tuple[str, ...]
    files: str
    asks: tuple[str, ...]

    def named(self, parts: Sequence[str]) -> dict[str, str] | None:
        """Return what the parts with a name are at an address; None when it is of another kind."""
        if len(parts) != len(self.parts):
            return None
        found: dict[str, str] = {}
        for given, expected in zip(parts, self.parts, strict=True):
            if expected.startswith(":") and given:
                found[expected] = given
            elif given != expected:
                return None
        return found

    def head(self, named: Mapping[str, str]) -> str:
        """Return the lines of a head; what is asked comes first, as it is short and the rest waits for it."""
        return "".join(
            [
                *(
                    f'<link rel="preload" as="fetch" crossorigin href="{_filled(ask, named)}">'
                    for ask in self.asks
                ),
                self.files,
            ]
        )


def head_for(dist: Path, path: str) -> str:
    """Return what a page's head says for a path; nothing when the build has told nothing."""
    file = dist / _NAME
    if not file.exists():
        return ""
    parts = path.strip("/").split("/")
    around, pages = _openings(file, file.stat().st_mtime_ns)
    for page in pages:
        if (named := page.named(parts)) is not None:
            return page.head(named)
    return around.head({})


def _filled(ask: str, named: Mapping[str, str]) -> str:
    # Written as the browser writes it: another spelling would be another question.
    for name, value in named.items():
        ask = ask.replace(name, quote(value, safe=""))
    return escape(_API + ask)


@lru_cache(maxsize=4)
def _openings(file: Path, _changed: int) -> tuple[Opening, tuple[Opening, ...]]:
    """Return what stands around every page, and the pages that are named."""
    told = json.loads(file.read_text())
    return _opening("", told["around"]), tuple(_opening(one["path"], one) for one in told["pages"])


def _opening(path: str, told: Mapping[str, Any]) -> Opening:
    # Styles are only fetched: the part that needs them puts them in place, and the frame is drawn without.
    files = [
        *(f'<link rel="modulepreload" crossorigin href="/{name}">' for name in told["scripts"]),
        *(f'<link rel="preload" as="style" crossorigin href="/{name}">' for name in told["styles"]),
    ]
    return Opening(parts=tuple(path.strip("/").split("/")), files="".join(files), asks=tuple(told["asks"]))
