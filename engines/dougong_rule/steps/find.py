"""Find: look for a record by what its fields are equal to; keep it in a reference, do steps about it, or both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_entity
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`match` are ways to find a record of `entity`, each `{field: expression over the record at hand}`.

    `into` is the reference of the record at hand that keeps it; `do` are steps about it, in which `parent` is the
    record at hand. At least one of the two is needed.
    """
    entity = check_entity(body.get("entity"), f"{pointer}/entity", reading)
    if entity is None:
        return
    _check_match(entity, body.get("match"), f"{pointer}/match", reading)
    if "into" in body:
        if reading.surroundings.references.get(reading.entity, {}).get(str(body["into"])) != entity:
            reading.refuse(
                f"{pointer}/into", "wrong_reference", f"“{body['into']}” does not point at “{entity}”."
            )
    elif "do" not in body:
        reading.refuse(
            f"{pointer}/into",
            "into_or_do",
            "Say which field keeps the record that is found, or what is done about it.",
        )
    if "do" in body:
        reading.inside(entity).steps(body["do"], f"{pointer}/do")


def _check_match(entity: str, match: object, pointer: str, reading: Reading) -> None:
    if not isinstance(match, list) or not match:
        reading.refuse(
            pointer,
            "match_expected",
            "Say by which fields the record is found.",
            hint='For example [{"phone": "phone"}].',
        )
        return
    vocabulary = reading.surroundings.entities.vocabulary(entity)
    members = {} if vocabulary is None else vocabulary.members(entity)
    known = reading.surroundings.comparable.get(entity, ())
    for at, way in enumerate(match):
        if not isinstance(way, Mapping) or not way:
            reading.refuse(f"{pointer}/{at}", "match_expected", "Name one or more fields.")
            continue
        for key, text in way.items():
            place = f"{pointer}/{at}/{key}"
            if key not in known or key not in members:
                reading.refuse(place, "not_stored", f"“{key}” is no field by which records are found.")
            else:
                reading.expression(text, place, members[key].type)
