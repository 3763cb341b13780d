"""Write the trees of the browser's conformance test: `python -m tests.engines.formula.write_trees`."""

from __future__ import annotations

from tests.engines.formula.browser import TREES, trees_page

if __name__ == "__main__":
    TREES.parent.mkdir(exist_ok=True)
    TREES.write_text(trees_page(), "utf-8")
