"""Decision tables: how often a table of 20 rows is asked in a second, in Python, by one thread.

The same table is asked as the product does it (with what is kept for the trace), by a loop over its rows as a
person would write it by hand, and by zen-engine where that is installed (the extra `bench`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from dougong_formula import Member, PlainVocabulary, Vocabulary
from dougong_formula.types import NUMBER, TEXT
from dougong_rule import Surroundings, decide, parse_decision_table

FLOOR = 200_000.0
TO_LOOP = 0.15
"""The loop gives an answer alone; a decision also keeps what was seen and which cell of every row failed."""
TO_ZEN = 2.0
REGIONS = ("east", "south", "west", "north")
STEPS = (0, 10, 50, 200, 1000)
ROWS = tuple(
    (region, low, high, f"{region}-{low}")
    for region in REGIONS
    for low, high in zip(STEPS, (*STEPS[1:], 10**9), strict=True)
)


class _Deals:
    def vocabulary(self, entity: str) -> Vocabulary | None:
        members = {"region": Member("region", TEXT), "amount": Member("amount", NUMBER)}
        return PlainVocabulary(root=entity, entities={entity: members})


def _document() -> dict[str, Any]:
    return {
        "id": "ta000001",
        "key": "team",
        "entity": "deal",
        "hit": "first",
        "inputs": [{"key": "region"}, {"key": "amount"}],
        "outputs": [{"key": "team"}],
        "rows": [
            {"in": [f'"{region}"', f"[{low}..{high})"], "out": [f'"{team}"']}
            for region, low, high, team in ROWS
        ],
    }


def _by_hand() -> Callable[[Mapping[str, Any]], str | None]:
    rows = [(region, Decimal(low), Decimal(high), team) for region, low, high, team in ROWS]

    def team_of(deal: Mapping[str, Any]) -> str | None:
        region, amount = deal["region"], deal["amount"]
        for wanted, low, high, team in rows:
            if region == wanted and low <= amount < high:
                return team
        return None

    return team_of


def _by_zen() -> Callable[[Mapping[str, Any]], str | None] | None:
    """Return the same table of zen-engine, precompiled; None where it is not installed."""
    try:
        import zen
    except ImportError:
        return None
    inputs = [{"id": key, "name": key, "field": key} for key in ("region", "amount")]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "team", "name": "team", "field": "team"}],
        "rules": [
            {
                "_id": str(at),
                "region": f'"{region}"',
                "amount": f"[{low}..{high})",
                "team": f'"{team}"',
            }
            for at, (region, low, high, team) in enumerate(ROWS)
        ],
    }
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(graph)))
    return lambda deal: decision.evaluate(deal)["result"].get("team")


def _rate(ask: Callable[[Any], Any], deals: list[Any], times: int) -> float:
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        for _ in range(times // len(deals)):
            for deal in deals:
                ask(deal)
        best = max(best, times // len(deals) * len(deals) / (time.perf_counter() - begun))
    return best


def measure(times: int = 200_000) -> dict[str, float]:
    """Return evaluations a second of `table` and `loop`, and of `zen` where it is installed: the best of three.

    Every row is hit as often as the others.
    """
    table = parse_decision_table(_document(), Surroundings(entities=_Deals()))
    deals = [{"region": region, "amount": Decimal(low)} for region, low, _, _ in ROWS]
    by_hand, by_zen = _by_hand(), _by_zen()
    for (_, _, _, team), deal in zip(ROWS, deals, strict=True):
        assert decide(table, deal).outputs == {"team": team}
        assert by_hand(deal) == team
    rates = {
        "table": _rate(lambda deal: decide(table, deal).outputs, deals, times),
        "loop": _rate(by_hand, deals, times),
    }
    if by_zen is not None:
        plain = [{**deal, "amount": int(deal["amount"])} for deal in deals]
        assert [by_zen(deal) for deal in plain] == [team for _, _, _, team in ROWS]
        rates["zen"] = _rate(by_zen, plain, times // 10)
    return rates
