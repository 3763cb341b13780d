"""Scripts: what a browser loads first, gzipped: the shell of the application and the public form's page."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

DIST = Path(__file__).resolve().parents[1] / "frontend" / "dist"
BOUNDS = {"index.html": 190.0, "form.html": 100.0}
"""KiB."""

_LOADED = re.compile(r'(?:src|href)="(/assets/[^"]+\.js)"')


def measure() -> dict[str, float]:
    """Return KiB of script by page; empty when the frontend is not built."""
    if not DIST.exists():
        return {}
    return {page: sum(map(_gzipped, _LOADED.findall((DIST / page).read_text()))) for page in BOUNDS}


def _gzipped(address: str) -> float:
    return len(gzip.compress((DIST / address.lstrip("/")).read_bytes(), 9)) / 1024
