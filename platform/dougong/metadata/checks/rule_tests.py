"""Check of the tests of a rule: samples that can be made, and expectations that can be met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Field, compile_validator, system_fields
from dougong_formula import BOOLEAN
from dougong_model import Problem

_DEEP = 4
_ASKED = ("user", "settings")


def check_tests(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with the tests of a rule."""
    entity = str(body.get("entity"))
    if entity not in around.entities:
        return
    for index, test in enumerate(body.get("tests", ())):
        at, expected = f"/tests/{index}", test.get("expect", {})
        yield from _sample(entity, test.get("given", {}), f"{at}/given", around)
        yield from _plain(entity, test.get("before", {}), f"{at}/before", around)
        yield from _plain(entity, expected.get("set", {}), f"{at}/expect/set", around)
        yield from around.expression(
            expected.get("holds"), f"{at}/expect/holds", entity, *_ASKED, expected=BOOLEAN
        )
        yield from around.unknown("entity", expected.get("made", ()), f"{at}/expect/made")


def _sample(
    entity: str, given: Mapping[str, Any], at: str, around: Surroundings, depth: int = 0
) -> Iterator[Problem]:
    """Yield what is wrong with a sample: a record, those that it points to, and those of its lists."""
    if depth > _DEEP:
        yield Problem(
            code="too_deep", pointer=at, message=f"Records stand at most {_DEEP} deep in each other."
        )
        return
    lists = _lists(entity, around)
    plain = {}
    for key, value in given.items():
        field = around.entities[entity].fields.get(key)
        target = lists.get(key) or (None if field is None else field.entity)
        inside = value if isinstance(value, list) else [value]
        records = target in around.entities and all(isinstance(one, Mapping) for one in inside)
        if not records or (isinstance(value, list) and not _listed(field, key in lists)):
            plain[key] = value
            continue
        for index, one in enumerate(inside):
            place = f"{at}/{key}/{index}" if isinstance(value, list) else f"{at}/{key}"
            yield from _sample(str(target), one, place, around, depth + 1)
    yield from _plain(entity, plain, at, around)


def _listed(field: Field | None, inverse: bool) -> bool:
    return inverse or (field is not None and field.type.name == "sub_table")


def _plain(entity: str, given: Mapping[str, Any], at: str, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with single values: people by expressions, all else as the API takes it."""
    fields = {**system_fields(entity, around.entities[entity].parent), **around.entities[entity].fields}
    values = {}
    for key, value in given.items():
        field = fields.get(key)
        if field is None or field.entity is None or value is None:
            values[key] = value
        elif field.entity in around.entities or field.type.links or not isinstance(value, str):
            yield Problem(
                code="sample_of_record",
                pointer=f"{at}/{key}",
                message=f"“{around.name_of(field)}” is given by the values of the record.",
                hint="No document names a record by its id.",
            )
        else:
            expected = field.type.formula_type(field)
            yield from around.expression(value, f"{at}/{key}", None, *_ASKED, expected=expected)
    validator = compile_validator(around.entities[entity], around.entities)
    for problem in validator.problems(values, partial=True):
        yield Problem(
            code=problem.code, pointer=at + problem.pointer, message=problem.message, hint=problem.hint
        )


def _lists(entity: str, around: Surroundings) -> dict[str, str]:
    """Return the entities of the lists of records that point at one of `entity`, by the key of the list."""
    return {
        str(field.settings["inverse"]["key"]): other.key
        for other in around.entities.values()
        for field in other.fields.values()
        if field.settings.get("inverse") and field.entity == entity and not field.type.links
    }
