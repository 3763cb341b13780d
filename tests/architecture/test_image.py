"""The image: what the Dockerfile builds from is all that the wheel is made of."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_build_stage_has_all_that_the_wheel_carries() -> None:
    """hatchling leaves out what it does not find, without a word, so every part must have been copied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    parts = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    copied = [name for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    missing = [part for part in parts if not any(part == one or part.startswith(f"{one}/") for one in copied)]
    assert missing == []


def test_the_build_context_leaves_out_what_the_build_makes() -> None:
    """A stale interface or packages of another machine would be taken for built ones."""
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {".venv", "**/node_modules", "frontend/dist"} <= set(ignored)
