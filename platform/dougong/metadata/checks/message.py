"""Check of messages: the expressions in their texts and of their consent, when the message says whose record it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_formula import BOOLEAN, FormulaError, parse_template
from dougong_model import Problem


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a message."""
    entity = body.get("entity")
    if entity is None:
        if "consent" in body:
            yield Problem(
                code="entity_expected",
                pointer="/entity",
                message="Say of which records the consent is asked.",
            )
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
    yield from around.expression(
        body.get("consent"), "/consent", str(entity), "user", "settings", expected=BOOLEAN
    )
