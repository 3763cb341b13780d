"""The builder and the server know the same keys that no field may have."""

from __future__ import annotations

import re
from pathlib import Path

from dougong_form import RESERVED_KEYS

BUILDER = Path(__file__).parents[2] / "frontend" / "src" / "features" / "builder" / "data" / "fieldKey.ts"


def test_the_builder_proposes_no_key_that_the_server_refuses() -> None:
    text = BUILDER.read_text(encoding="utf-8")
    listed = text.split("RESERVED_KEYS = [", 1)[1].split("]", 1)[0]
    assert set(re.findall(r"\'(\w+)\'", listed)) == RESERVED_KEYS
