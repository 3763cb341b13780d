"""Check of messages: the expressions in their texts, when the message says whose record it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_formula import FormulaError, parse_template
from dougong_model import Problem


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a message."""
    entity = body.get("entity")
    if entity is None:
        return
    vocabulary = around.vocabulary_of(str(entity))
    if vocabulary is None:
        yield from around.unknown("entity", [entity], "/entity")
        return
    for member in ("subject", "body"):
        for language, text in body.get(member, {}).items():
            try:
                parse_template(text, vocabulary)
            except FormulaError as error:
                yield from (one.to_problem(f"/{member}/{language}") for one in error.problems)
