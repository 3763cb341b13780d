"""The frontend's types of the API are those that the server's own description gives."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.openapi import shapes

FRONTEND = Path(__file__).parents[2] / "frontend"
GENERATOR = FRONTEND / "node_modules/openapi-typescript/bin/cli.js"


@pytest.mark.skipif(not GENERATOR.exists(), reason="the frontend's packages are not installed")
def test_the_committed_types_are_up_to_date(tmp_path: Path) -> None:
    """Who changes an answer runs `make api-types` and sees in the frontend what breaks."""
    (tmp_path / "openapi.json").write_text(shapes())
    made = tmp_path / "schema.d.ts"
    subprocess.run(
        ["node", str(GENERATOR), "openapi.json", "--default-non-nullable=false", "-o", str(made)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert made.read_text() == (FRONTEND / "src/api/schema.d.ts").read_text(), "run: make api-types"


def test_the_names_of_the_types_are_only_names() -> None:
    """No shape of an answer is written by hand beside the generated ones."""
    lines = (FRONTEND / "src/api/types.ts").read_text().splitlines()
    written = [line for line in lines if line.startswith("export") and "{" in line]
    assert written == []
