"""Merge: make one record of the record at hand and those that count as the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import BOOLEAN
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`match` are lists of fields, the entity's own for duplicates when absent: who is equal in all of one counts.

    `when` is a condition on each of the others, in which `parent` is the record at hand. `prefer` are conditions on all
    of them that say which is kept. `each` are steps about a record before it is merged, in which `parent` is the kept
    one; `do` are steps about that one afterwards, in which `parent` is the record at hand.
    """
    if "match" in body:
        _check_match(body["match"], f"{pointer}/match", reading)
    elif reading.vocabulary is not None and not reading.surroundings.matched.get(reading.entity):
        reading.refuse(
            pointer,
            "match_expected",
            "The entity does not say which records count as the same.",
            hint='Name fields here, such as "match": [["phone"], ["email"]], or among the entity\'s duplicates.',
        )
    inner = reading.inside(reading.entity)
    inner.condition(body.get("when"), f"{pointer}/when")
    prefer = body.get("prefer", [])
    if not isinstance(prefer, list):
        reading.refuse(f"{pointer}/prefer", "conditions_expected", "A list of conditions is needed.")
        prefer = []
    for at, text in enumerate(prefer):
        inner.expression(text, f"{pointer}/prefer/{at}", BOOLEAN)
    for name in ("each", "do"):
        if name in body:
            reading.inside(reading.entity).steps(body[name], f"{pointer}/{name}")


def _check_match(match: object, pointer: str, reading: Reading) -> None:
    if not isinstance(match, list) or not match:
        reading.refuse(
            pointer,
            "match_expected",
            "Say in which fields records are equal.",
            hint='For example [["phone"]].',
        )
        return
    known = reading.surroundings.comparable.get(reading.entity, ())
    for at, keys in enumerate(match):
        if not isinstance(keys, list) or not keys:
            reading.refuse(f"{pointer}/{at}", "match_expected", "Name one or more fields.")
            continue
        for index, key in enumerate(keys):
            if key not in known:
                reading.refuse(
                    f"{pointer}/{at}/{index}",
                    "not_stored",
                    f"“{key}” is no field by which records are found.",
                )
