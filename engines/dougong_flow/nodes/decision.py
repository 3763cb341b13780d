"""Decision: asks a decision table and writes what it says into the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from dougong_flow.checking import check_ways
from dougong_flow.definition import Flow, Node
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_flow.routing import plain
from dougong_model import Effect, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStep(Node):
    """Asks a `table`; `set` says which of its outputs goes into which field of the record, `blanks` how an empty
    one is written there.
    """

    table: str
    set: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, str] = field(default_factory=dict)


_BLANKS = {"number": "IF(FALSE, 0)", "date": "IF(FALSE, DATE(2000, 1, 1))", "boolean": "FALSE"}
"""Expressions that yield a blank, by the type of the field that takes it."""


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> DecisionStep:
    """Read a decision; whether there is such a table is the host's to check."""
    head = read_head(reader, raw, pointer, "table", "set")
    fields = reader.vocabulary.members(reader.entity)
    given = reader.mapping(raw.get("set", {}), f"{pointer}/set")
    for key in given:
        if key not in fields:
            reader.problem("unknown_field", f"{pointer}/set/{key}", f"There is no field “{key}”.")
        elif fields[key].type.kind not in ("text", "number", "boolean", "date"):
            reader.problem(
                "type_mismatch", f"{pointer}/set/{key}", "A decision cannot be written into this field."
            )
    return DecisionStep(
        **head,
        table=reader.key(raw.get("table"), f"{pointer}/table"),
        set={key: reader.key(output, f"{pointer}/set/{key}") for key, output in given.items()},
        blanks={key: _BLANKS.get(fields[key].type.kind, '""') for key in given if key in fields},
    )


def check(flow: Flow, node: DecisionStep) -> list[Problem]:
    """Return what is wrong with the ways out: one, and perhaps one for `error`."""
    return check_ways(flow, node, ("error",))


def enter(machine: Machine, move: Move) -> None:
    """Ask the table; rows that contradict each other are an incident, or lead along the `error` edge."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, DecisionStep)
    try:
        decided = machine.surroundings.decide(node.table, machine.scope(move.token))
    except LookupError:
        decided = None
    outputs = {} if decided is None else {key: plain(value) for key, value in decided.outputs.items()}
    visit = machine.open_visit(move, ({"step": "decision", "table": node.table, "outputs": outputs},))
    if decided is None or decided.conflict:
        code, message = (
            ("no_table", "The decision table does not exist any more.")
            if decided is None
            else (
                "decision_conflict",
                f"Rows {', '.join(map(str, decided.numbers))} of the decision table contradict each other.",
            )
        )
        if machine.flow.way(node.key, "error") is not None:
            machine.pass_on(visit, "error", "error")
        else:
            machine.halt(visit, code, message)
        return
    machine.record("decided", visit=visit, table=node.table, outputs=outputs, rows=list(decided.rows))
    if not node.set:
        machine.pass_on(visit)
        return
    texts = {key: _literal(decided.outputs.get(output), node.blanks[key]) for key, output in node.set.items()}
    effect = Effect(kind="SetFields", arguments=texts)
    machine.carry_out(visit, (effect,), f"flow:{machine.header.id}:{node.id}:{visit.round}")


def _literal(value: Any, blank: str) -> str:
    """Write a value as the expression language does."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal() | int():
            return format(Decimal(value), "f")
        case datetime() | time():
            return _quoted(value.isoformat())
        case date():
            return f"DATE({value.year}, {value.month}, {value.day})"
        case None:
            return blank
    return _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
