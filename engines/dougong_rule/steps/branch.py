"""Branch: do the steps of the first way whose condition holds, or those of `otherwise`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`ways` are `{"when", "do"}`, asked from the top; `otherwise` are the steps when none holds."""
    ways = body.get("ways")
    if not isinstance(ways, list) or not ways:
        reading.refuse(
            f"{pointer}/ways",
            "ways_expected",
            "Say which ways there are.",
            hint='For example [{"when": "amount > 100", "do": [{"SetFields": {…}}]}].',
        )
        return
    for at, way in enumerate(ways):
        place = f"{pointer}/ways/{at}"
        given = way if isinstance(way, Mapping) else {}
        if "when" not in given:
            reading.refuse(f"{place}/when", "condition_expected", "Say when this way is taken.")
        reading.condition(given.get("when"), f"{place}/when")
        reading.inside().steps(given.get("do"), f"{place}/do")
    if "otherwise" in body:
        reading.inside().steps(body["otherwise"], f"{pointer}/otherwise")
