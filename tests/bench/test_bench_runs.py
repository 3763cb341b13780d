"""Every bench runs, with sizes that say nothing about speed, so that none of them rots."""

from __future__ import annotations

import pytest
from bench.__main__ import BENCHES


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_runs(name: str) -> None:
    """It gives at least one figure, and every figure is one."""
    figures = list(BENCHES[name](True))
    assert figures or name == "scripts"
    for figure in figures:
        assert figure.ours > 0, figure.what
        assert figure.what in figure.line()
