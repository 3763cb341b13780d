"""The `type` of every problem names a section of the page of errors, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dougong.errors import ERRORS

ROOT = Path(__file__).parents[2]
_CODE = re.compile(r'code=f?"([a-z][a-z_0-9]*)"')


@pytest.mark.parametrize("path", ["docs/reference/errors.md", "docs/zh/errors.md"])
def test_every_problem_has_its_section(path: str) -> None:
    """Every class of errors, and what `api` answers itself."""
    page = (ROOT / path).read_text("utf-8")
    sections = set(re.findall(r"^## (\w+)$", page, re.MULTILINE))
    itself = set()
    for name in ("problems", "pages", "middleware"):
        text = (ROOT / f"platform/dougong/api/{name}.py").read_text()
        for call in text.split("problem_response(")[1:]:
            itself |= set(_CODE.findall(call.split("\n\n")[0]))
    assert {error.code for error in ERRORS} | itself == sections
