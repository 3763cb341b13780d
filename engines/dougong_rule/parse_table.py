"""Reading a decision table: its cells are conditions on one input, written in our own expressions.

A cell is empty or `-` (any), a comparison (`> 10`), a range (`[1..5)`), a list (`"a", "b"`), `NOT(…)` around
any of these, or a value. Each becomes an expression over `input`, typed like every other expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dougong_formula import BOOLEAN, Type
from dougong_model import DocumentError, localised
from dougong_rule.condition import Condition
from dougong_rule.definition import (
    Cell,
    Collect,
    DecisionRow,
    DecisionTable,
    HitPolicy,
    Input,
    Output,
    Text,
)
from dougong_rule.surroundings import Reading, Surroundings

_COMPARISON = re.compile(r"\s*(<=|>=|<>|<|>|=)")
_RANGE = re.compile(r"\s*([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])\s*\Z", re.DOTALL)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_LIST = re.compile(r'\s*"(?:[^"]|"")*"(?:\s*,\s*"(?:[^"]|"")*")*\s*\Z')
_CALL = re.compile(r"(?!NOT\b)\b[A-Z_]+\s*\([^()]*\)", re.IGNORECASE)
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
        _output(body, f"/outputs/{at}", reading) for at, body in enumerate(document.get("outputs", []))
    )
    if not outputs:
        reading.refuse("/outputs", "outputs_expected", "A table has at least one output.")
    hit = _one_of(HitPolicy, document.get("hit", "unique"), "/hit", reading)
    collect = _one_of(Collect, document.get("collect", "list"), "/collect", reading)
    if hit == HitPolicy.PRIORITY and outputs and not any(output.values for output in outputs):
        reading.refuse(
            "/outputs",
            "values_expected",
            "By priority the most important output wins: no output says in which order its values count.",
            hint="List the values of an output, the most important first.",
        )
    if reading.problems:
        raise DocumentError(reading.problems)
    readings = [_CellReading(column, surroundings, entity) for column in inputs]
    rows = tuple(
        _row(body, f"/rows/{at}", readings, len(outputs), reading)
        for at, body in enumerate(document.get("rows", []))
    )
    for at in range(len(outputs)):
        _check_output(at, rows, HitPolicy(hit), Collect(collect), reading)
        _check_values(at, outputs[at], rows, reading)
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
    if value is None:
        return None
    return Input(
        key=str(body["key"]),
        label=body.get("label", {}),
        value=value,
        choices=_choices(value.text, reading),
    )


def _output(body: Any, pointer: str, reading: Reading) -> Output:
    shape = body if isinstance(body, Mapping) else {}
    given = shape.get("values", [])
    if not isinstance(given, list):
        reading.refuse(f"{pointer}/values", "list_expected", "The values of an output are a list.")
        given = []
    values = [reading.expression(text, f"{pointer}/values/{at}") for at, text in enumerate(given)]
    return Output(
        key=str(shape.get("key")),
        label=shape.get("label", {}),
        values=tuple(value for value in values if value is not None),
    )


def _choices(path: str, reading: Reading) -> Mapping[str, Text]:
    """Return the options, by key, of the field that an input is; of anything else none."""
    vocabulary, entity, member = reading.vocabulary, reading.vocabulary and reading.vocabulary.root, None
    for key in path.split("."):
        member = vocabulary.members(entity).get(key) if vocabulary and entity else None
        entity = member.type.entity if member else None
    return member.options if member else {}


class _CellReading(Reading):
    """A reading in which `input` stands for one input's value, and which knows the choices of its field."""

    def __init__(self, column: Input, surroundings: Surroundings, entity: str) -> None:
        super().__init__(surroundings, entity, {"input": column.value.expression.type})
        self.several = column.value.expression.type.kind == "list"
        self.label = localised(column.label, surroundings.language) or column.key
        self.choices = column.choices

    def cell(self, text: str, pointer: str) -> Condition | None:
        """Read a cell; a text that is no option of the input's field is refused."""
        for quoted in _texts_of(text) if self.choices else ():
            if quoted not in self.choices:
                self.refuse(
                    pointer,
                    "unknown_option",
                    f"“{quoted}” is not an option of “{self.label}”.",
                    hint="One of: " + ", ".join(self._called(one) for one in self.choices),
                )
        return self.expression(cell_expression(text, self.several), pointer, BOOLEAN)

    def _called(self, choice: str) -> str:
        return localised(self.choices[choice], self.surroundings.language) or choice


def _texts_of(cell: str) -> list[str]:
    """Return the quoted texts with which a cell compares; those given to a function are its own matter."""
    without_calls = cell
    for _ in range(cell.count("(")):
        without_calls = _CALL.sub("", without_calls)
    return [found[1:-1].replace('""', '"') for found in _TEXT.findall(without_calls)]


def _check_output(
    at: int, rows: tuple[DecisionRow, ...], hit: HitPolicy, how: Collect, reading: Reading
) -> None:
    """Refuse an output that is of another type than the first filled one of its column."""
    counted = hit is HitPolicy.COLLECT and how in (Collect.SUM, Collect.MIN, Collect.MAX)
    wanted: Type | None = None
    for number, row in enumerate(rows):
        if at >= len(row.outputs):
            continue
        value = row.outputs[at]
        found = value.expression.type
        if found.kind == "blank" or value.text.strip() == '""':
            continue
        pointer = f"/rows/{number}/out/{at}"
        if counted and found.kind != "number":
            reading.refuse(pointer, "output_type", f"A number is expected here, not a {found}.")
        elif wanted is not None and found != wanted:
            reading.refuse(
                pointer,
                "output_type",
                f"This is a {found}; above it the column gives a {wanted}.",
                hint="Every row of a column gives the same kind of value.",
            )
        wanted = wanted or found


def _check_values(at: int, output: Output, rows: tuple[DecisionRow, ...], reading: Reading) -> None:
    """Refuse what is not among the values that a column may give."""
    known = {value.meaning for value in output.values}
    name = localised(output.label, reading.surroundings.language) or output.key
    for number, row in enumerate(rows if known else ()):
        if at < len(row.outputs) and row.outputs[at].meaning not in known:
            reading.refuse(
                f"/rows/{number}/out/{at}",
                "unlisted_value",
                f"{row.outputs[at].text} is not among the values of “{name}”.",
                hint="Add it to them in its order, or choose one of them.",
            )


def _row(
    body: Any, pointer: str, readings: list[_CellReading], outputs: int, reading: Reading
) -> DecisionRow:
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


def _cell(text: Any, pointer: str, reading: _CellReading) -> Cell:
    written = "" if text is None else str(text)
    if written.strip() in ("", "-"):
        return Cell(text=written, test=None)
    return Cell(text=written, test=reading.cell(written, pointer))


def cell_expression(text: str, several: bool = False) -> str:
    """Return the expression over `input` that a cell stands for; a list (`several`) has any of the values."""
    negated = _NOT.match(text)
    if negated:
        return f"NOT({cell_expression(negated[1], several)})"
    between = _RANGE.match(text)
    if between:
        low = ">=" if between[1] == "[" else ">"
        high = "<=" if between[4] == "]" else "<"
        return f"input {low} ({between[2]}) AND input {high} ({between[3]})"
    if _COMPARISON.match(text):
        return f"input {text}"
    if several and _LIST.match(text):
        return " OR ".join(f"{one} IN input" for one in _TEXT.findall(text))
    return f"input IN ({text})"
