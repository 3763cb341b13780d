"""The cases the browser's tests read are those of the conformance files."""

from __future__ import annotations

from tests.engines.formula.browser import TREES, trees_page


def test_the_trees_of_the_browser_are_current() -> None:
    assert TREES.read_text("utf-8") == trees_page(), "Run: python -m tests.engines.formula.write_trees"
