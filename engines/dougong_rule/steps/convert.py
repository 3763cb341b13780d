"""Convert: make records out of the record at hand, take its relations along, and mark it as converted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.steps.values import check_entity, check_values
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`into` lists the records to make, `carry` the relations to take along, `set` what the source keeps."""
    into = body.get("into")
    if not isinstance(into, list) or not into:
        reading.refuse(f"{pointer}/into", "targets_expected", "Say what the record is converted into.")
        return
    made: dict[str, str] = {}
    for at, target in enumerate(into):
        _target(target, f"{pointer}/into/{at}", reading, made)
    for at, relation in enumerate(body.get("carry", [])):
        _relation(relation, f"{pointer}/carry/{at}", reading, made)
    if "set" in body:
        check_values(reading.entity, body["set"], f"{pointer}/set", reading)
    _references(reading.entity, body.get("references", {}), f"{pointer}/references", reading, made)
    if "open" in body and body["open"] not in made:
        reading.refuse(f"{pointer}/open", "unknown_alias", f"Nothing is made as “{body['open']}”.")


def _target(target: object, pointer: str, reading: Reading, made: dict[str, str]) -> None:
    if not isinstance(target, Mapping):
        reading.refuse(pointer, "target_shape", 'A target is {"as", "entity", "values"}.')
        return
    entity = check_entity(target.get("entity"), f"{pointer}/entity", reading)
    if entity is None:
        return
    reading.condition(target.get("when"), f"{pointer}/when")
    check_values(entity, target.get("values", {}), f"{pointer}/values", reading)
    _references(entity, target.get("references", {}), f"{pointer}/references", reading, made)
    for at, match in enumerate(target.get("match", [])):
        check_values(entity, match, f"{pointer}/match/{at}", reading)
    _files(entity, target.get("files", {}), f"{pointer}/files", reading)
    made[str(target.get("as", entity))] = entity


def _files(entity: str, files: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    holders = reading.surroundings.attachments
    for key, source in files.items():
        for owner, name in ((entity, key), (reading.entity, source)):
            if name not in holders.get(owner, ()):
                reading.refuse(f"{pointer}/{key}", "no_files", f"“{name}” of “{owner}” holds no files.")


def _references(
    entity: str, references: Mapping[str, Any], pointer: str, reading: Reading, made: Mapping[str, str]
) -> None:
    known = reading.surroundings.references.get(entity, {})
    for field, alias in references.items():
        if alias not in made:
            reading.refuse(
                f"{pointer}/{field}", "unknown_alias", f"Nothing is made as “{alias}” before this."
            )
        elif known.get(field) != made[alias]:
            reading.refuse(
                f"{pointer}/{field}", "wrong_reference", f"“{field}” does not point at “{made[alias]}”."
            )


def _relation(relation: object, pointer: str, reading: Reading, made: Mapping[str, str]) -> None:
    entity = check_entity(
        relation.get("entity") if isinstance(relation, Mapping) else None, f"{pointer}/entity", reading
    )
    if entity is None or not isinstance(relation, Mapping):
        return
    if reading.surroundings.references.get(entity, {}).get(str(relation.get("by"))) != reading.entity:
        reading.refuse(
            f"{pointer}/by", "wrong_reference", f"“{relation.get('by')}” does not point at this record."
        )
    _references(entity, relation.get("to", {}), f"{pointer}/to", reading, made)
