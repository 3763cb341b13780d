"""Reading a decision table: its cells are conditions on one input, written in our own expressions.

A cell is empty or `-` (any), a comparison (`> 10`), a range (`[1..5)`), a list (`"a", "b"`), `NOT(…)` around
any of these, or a value. Each becomes an expression over `input`, typed like every other expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dougong_formula import BOOLEAN
from dougong_model import DocumentError
from dougong_rule.definition import Cell, Collect, DecisionRow, DecisionTable, HitPolicy, Input, Output
from dougong_rule.surroundings import Reading, Surroundings

_COMPARISON = re.compile(r"\s*(<=|>=|<>|<|>|=)")
_RANGE = re.compile(r"\s*([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\s*\Z", re.DOTALL)
_NOT = re.compile(r"\s*NOT\s*\((.*)\)\s*\Z", re.DOTALL | re.IGNORECASE)


def parse_decision_table(document: Mapping[str, Any], surroundings: Surroundings) -> DecisionTable:
    """Read, type and compile a decision table; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
        raise DocumentError(reading.problems)
    inputs = tuple(
        found
        for at, body in enumerate(document.get("inputs", []))
        if (found := _input(body, f"/inputs/{at}", reading)) is not None
    )
    outputs = tuple(
        Output(key=str(body.get("key")), label=body.get("label", {})) for body in document.get("outputs", [])
    )
    if not outputs:
        reading.refuse("/outputs", "outputs_expected", "A table has at least one output.")
    hit = _one_of(HitPolicy, document.get("hit", "unique"), "/hit", reading)
    collect = _one_of(Collect, document.get("collect", "list"), "/collect", reading)
    if reading.problems:
        raise DocumentError(reading.problems)
    readings = [_cell_reading(column, surroundings, entity) for column in inputs]
    rows = tuple(
        _row(body, f"/rows/{at}", readings, len(outputs), reading)
        for at, body in enumerate(document.get("rows", []))
    )
    problems = [*reading.problems, *(problem for cell in readings for problem in cell.problems)]
    if problems:
        raise DocumentError(problems)
    return DecisionTable(
        id=str(document["id"]),
        key=str(document["key"]),
        name=document.get("name", {}),
        entity=entity,
        inputs=inputs,
        outputs=outputs,
        rows=rows,
        hit=HitPolicy(hit),
        collect=Collect(collect),
    )


def _one_of(kinds: type[HitPolicy] | type[Collect], value: Any, pointer: str, reading: Reading) -> str:
    known = [kind.value for kind in kinds]
    if value not in known:
        reading.refuse(pointer, "unknown_word", f"“{value}” is not one of: " + ", ".join(known) + ".")
        return known[0]
    return str(value)


def _input(body: Any, pointer: str, reading: Reading) -> Input | None:
    if not isinstance(body, Mapping) or "key" not in body:
        reading.refuse(pointer, "input_shape", 'An input is {"key", "expression"}.')
        return None
    value = reading.expression(body.get("expression", body["key"]), f"{pointer}/expression")
    return None if value is None else Input(key=str(body["key"]), label=body.get("label", {}), value=value)


def _cell_reading(column: Input, surroundings: Surroundings, entity: str) -> Reading:
    """Return a reading in which `input` stands for one input's value."""
    return Reading(surroundings, entity, {"input": column.value.expression.type})


def _row(body: Any, pointer: str, readings: list[Reading], outputs: int, reading: Reading) -> DecisionRow:
    shape = body if isinstance(body, Mapping) else {}
    cells, results = shape.get("in", []), shape.get("out", [])
    if (
        not isinstance(cells, list)
        or not isinstance(results, list)
        or (len(cells), len(results)) != (len(readings), outputs)
    ):
        reading.refuse(pointer, "row_shape", f"A row has {len(readings)} cells in and {outputs} out.")
        return DecisionRow(id="", cells=(), outputs=())
    return DecisionRow(
        id=str(shape.get("id", pointer.rsplit("/", 1)[-1])),
        cells=tuple(
            _cell(text, f"{pointer}/in/{at}", column)
            for at, (text, column) in enumerate(zip(cells, readings, strict=True))
        ),
        outputs=tuple(
            value
            for at, text in enumerate(results)
            if (value := reading.expression(text, f"{pointer}/out/{at}")) is not None
        ),
    )


def _cell(text: Any, pointer: str, reading: Reading) -> Cell:
    written = "" if text is None else str(text)
    if written.strip() in ("", "-"):
        return Cell(text=written, test=None)
    return Cell(text=written, test=reading.expression(cell_expression(written), pointer, BOOLEAN))


def cell_expression(text: str) -> str:
    """Return the expression over `input` that a cell stands for."""
    negated = _NOT.match(text)
    if negated:
        return f"NOT({cell_expression(negated[1])})"
    between = _RANGE.match(text)
    if between:
        low = ">=" if between[1] == "[" else ">"
        high = "<=" if between[4] == "]" else "<"
        return f"input {low} ({between[2]}) AND input {high} ({between[3]})"
    if _COMPARISON.match(text):
        return f"input {text}"
    return f"input IN ({text})"
