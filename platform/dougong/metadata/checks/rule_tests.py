"""Check of the tests of rules, decision tables and score cards: samples that can be made, and expectations that can
be met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Field, compile_validator, system_fields
from dougong_formula import BOOLEAN
from dougong_model import Problem
from dougong_rule import Card, DecisionTable, HitPolicy, Reading

_DEEP = 4
_ASKED = ("user", "settings")


Expectation = Callable[[Mapping[str, Any], str], Iterator[Problem]]
"""Yields what is wrong with what a test at a place expects."""


def check_tests(body: Mapping[str, Any], around: Surroundings, expected: Expectation) -> Iterator[Problem]:
    """Yield what is wrong with the tests of a document; `expected` looks at what they expect."""
    entity = str(body.get("entity"))
    if entity not in around.entities:
        return
    for index, test in enumerate(body.get("tests", ())):
        at = f"/tests/{index}"
        yield from _sample(entity, test.get("given", {}), f"{at}/given", around)
        yield from expected(test, at)


def rule_expectation(body: Mapping[str, Any], around: Surroundings) -> Expectation:
    """Return the check of what the tests of a rule expect: what becomes of the record, and what is made."""
    entity = str(body.get("entity"))

    def check(test: Mapping[str, Any], at: str) -> Iterator[Problem]:
        expected = test.get("expect", {})
        yield from _plain(entity, test.get("before", {}), f"{at}/before", around)
        yield from _plain(entity, expected.get("set", {}), f"{at}/expect/set", around)
        yield from around.expression(
            expected.get("holds"), f"{at}/expect/holds", entity, *_ASKED, expected=BOOLEAN
        )
        yield from around.unknown("entity", expected.get("made", ()), f"{at}/expect/made")

    return check


def table_expectation(table: DecisionTable, around: Surroundings) -> Expectation:
    """Return the check of what the tests of a decision table expect: its outputs, each of its type."""

    def check(test: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for key, text in test.get("expect", {}).get("outputs", {}).items():
            place = f"{at}/expect/outputs/{key}"
            column = next((at for at, one in enumerate(table.outputs) if one.key == key), None)
            if column is None:
                yield Problem(
                    code="unknown_output",
                    pointer=place,
                    message=f"The decision table has no output “{key}”.",
                    hint="One of: " + ", ".join(one.key for one in table.outputs),
                )
            elif isinstance(text, list) != table.gives_list:
                yield Problem(
                    code="output_shape",
                    pointer=place,
                    message="The table gives a list here: what each row that matches says."
                    if table.gives_list
                    else "The table gives one value here, not a list.",
                )
            else:
                for index, one in enumerate(text if isinstance(text, list) else [text]):
                    here = f"{place}/{index}" if isinstance(text, list) else place
                    yield from _output(table, column, one, here, around)

    return check


def _output(table: DecisionTable, column: int, text: str, at: str, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with the value that is expected of an output."""
    reading = Reading(around.rules, table.entity)
    found = reading.expression(text, at)
    yield from reading.problems
    if found is None or text.strip() == '""' or (table.hit is HitPolicy.COLLECT and not table.gives_list):
        return
    given = (row.outputs[column] for row in table.rows)
    wanted = next((one.expression.type for one in given if one.text.strip() != '""'), None)
    type_ = found.expression.type
    if wanted is not None and type_ != wanted:
        yield Problem(
            code="output_type",
            pointer=at,
            message=f"This is a {type_}; the column gives a {wanted}.",
        )


def card_expectation(card: Card) -> Expectation:
    """Return the check of what the tests of a score card expect: its bands, and lines that count events."""
    lines = {line.id: line for line in card.lines}
    bands = [band.key for band in card.bands]

    def check(test: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for line in test.get("happened", {}):
            if line not in lines or lines[line].trigger is None:
                yield Problem(
                    code="not_counted",
                    pointer=f"{at}/happened/{line}",
                    message="No line of the card counts this."
                    if line not in lines
                    else "This line asks a condition: it counts nothing that happens.",
                    hint="Take it out, or name a line that counts events.",
                )
        band = test.get("expect", {}).get("band")
        if band is not None and band not in bands:
            yield Problem(
                code="unknown_band",
                pointer=f"{at}/expect/band",
                message=f"The score card has no band “{band}”.",
                hint="One of: " + ", ".join(bands) if bands else None,
            )

    return check


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
