"""The reference pages name everything that exists, so that nobody has to read the source to know."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from docs import limits, problem_codes
from dougong.errors import ERRORS
from dougong.settings import Settings
from dougong_form.field_types import FIELD_TYPES
from dougong_formula.functions import PUBLIC_FUNCTIONS
from dougong_model import EFFECTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = DOCS / "reference"
PAGES = runpy.run_path(str(DOCS / "generate.py"))["PAGES"]


def headings(page: str) -> set[str]:
    """Return the headings of a reference page."""
    lines = (REFERENCE / page).read_text().splitlines()
    return {line.lstrip("#").strip().strip("`") for line in lines if line.startswith("#")}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_every_error_has_its_page(error: type) -> None:
    """The `type` of a problem leads to a heading."""
    assert error.code in headings("errors.md")


def test_every_code_of_a_problem_is_told() -> None:
    """Whatever code is written in the code stands on the page, whether it is found by syntax or by letters."""
    written = {
        code
        for folder in problem_codes.FOLDERS
        for file in folder.rglob("*.py")
        for code in re.findall(
            r'(?:\bcode=|ValueRefused\(|formula_error\(\s*)"(\w+)"', file.read_text("utf-8")
        )
    }
    for page in ("reference/problem-codes.md", "zh/problem-codes.md"):
        text = (DOCS / page).read_text("utf-8")
        told = set(re.findall(r"^\| `(\w+)` \| \S", text, re.MULTILINE))
        assert written - told == set(), page
    assert len(written) > 150


@pytest.mark.parametrize("page", PAGES)
def test_generated_pages_are_current(page: str) -> None:
    """`make docs` was run after the last change of the code they are made from."""
    assert (DOCS / page).read_text() == PAGES[page]()


def test_every_limit_is_told() -> None:
    """A constant that is called like a limit stands on the page, or is named as none that anybody meets."""
    known = {f"{one.module}.{one.name}" for group in limits.GROUPS for one in group.limits}
    found = {f"{module}.{name}" for module, name in limits.constants()}
    assert found - known - limits.INTERNAL == set()
    assert (known - limits.INTERNAL, limits.INTERNAL - found) == (known, frozenset())


def test_every_setting_is_described() -> None:
    """Each setting stands in the table with what it does."""
    text = (REFERENCE / "settings.md").read_text()
    missing = [
        name.upper()
        for name, field in Settings.model_fields.items()
        if f"`{name.upper()}`" not in text or (field.description or "?") not in text
    ]
    assert missing == []


def test_every_function_is_described() -> None:
    """Each function of the expression language has its heading."""
    assert set(PUBLIC_FUNCTIONS) - headings("functions.md") == set()


def test_every_field_type_is_described() -> None:
    """Each field type has its heading."""
    assert set(FIELD_TYPES) - headings("field-types.md") == set()


def test_every_effect_is_described() -> None:
    """Each effect of the closed vocabulary is explained, also those that are not offered yet."""
    assert set(EFFECTS) - headings("effects.md") == set()
