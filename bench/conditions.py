"""Conditions: how often a simple compiled condition is asked in a second, in Python, by one thread."""

from __future__ import annotations

import time
from decimal import Decimal

from dougong_formula import parse_expression, to_python
from dougong_formula.types import BOOLEAN, NUMBER, TEXT
from dougong_formula.vocabulary import Member, PlainVocabulary

FLOOR = 1_000_000.0
TEXTS = {
    "one comparison": 'status = "open"',
    "two comparisons": 'amount > 1000 AND status = "open"',
}


def measure(times: int = 1_000_000) -> dict[str, float]:
    """Return evaluations a second by name of the condition."""
    members = {"amount": Member("amount", NUMBER), "status": Member("status", TEXT)}
    vocabulary = PlainVocabulary(root="deal", entities={"deal": members})
    row = {"amount": Decimal("1500.50"), "status": "open"}
    rates = {}
    for name, text in TEXTS.items():
        holds = to_python(parse_expression(text, vocabulary, BOOLEAN))
        assert holds(row) is True
        begun = time.perf_counter()
        for _ in range(times):
            holds(row)
        rates[name] = times / (time.perf_counter() - begun)
    return rates
