"""Resources: folders that stand beside the code in a checkout and inside the package in a wheel."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """Return a resource folder (`apps_catalog`, `migrations`, `frontend/dist`, `docs/schemas`) or file."""
    packaged = Path(str(files("dougong"))) / "_data" / name
    return packaged if packaged.exists() else Path(__file__).resolve().parents[2] / name
