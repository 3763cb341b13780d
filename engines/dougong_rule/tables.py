"""Decision tables: the rows that are true of a record, put together by the hit policy."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from dougong_model import ErrorCode, FormulaErrorValue, Value
from dougong_rule.definition import Collect, DecisionRow, DecisionTable, HitPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTrace:
    """Why a row was or was not taken: `failed` is the index of the first cell that is not true."""

    row: str
    matched: bool
    failed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Outputs by key (blank when no row is true), the inputs seen, and a trace of every row looked at.

    `conflict` says that the hit policy was broken: two rows for `unique`, two answers for `any`.
    """

    outputs: Mapping[str, Value]
    inputs: Mapping[str, Value]
    rows: tuple[RowTrace, ...] = field(default=())
    conflict: bool = False


def decide(table: DecisionTable, scope: Mapping[str, Any]) -> Decision:
    """Evaluate a table over one record; nothing raises, a broken hit policy gives `#VALUE!` and
    `conflict`."""
    seen = {entry.key: entry.value.value(scope) for entry in table.inputs}
    hits: list[DecisionRow] = []
    traces: list[RowTrace] = []
    for row in table.rows:
        failed = _failed_cell(row, table, seen, scope)
        traces.append(RowTrace(row=row.id, matched=failed is None, failed=failed))
        if failed is None:
            hits.append(row)
            if table.hit is HitPolicy.FIRST:
                break
    outputs, conflict = _outputs(table, hits, scope)
    return Decision(outputs=outputs, inputs=seen, rows=tuple(traces), conflict=conflict)


def _failed_cell(
    row: DecisionRow, table: DecisionTable, seen: Mapping[str, Value], scope: Mapping[str, Any]
) -> int | None:
    dict_like = cast(MutableMapping[str, Any], scope)
    for position, cell in enumerate(row.cells):
        if cell.test is None:
            continue
        # A scope may look values up on demand, so it is overlaid, not copied.
        if not cell.test.holds(ChainMap({"input": seen[table.inputs[position].key]}, dict_like)):
            return position
    return None


def _outputs(
    table: DecisionTable, hits: list[DecisionRow], scope: Mapping[str, Any]
) -> tuple[dict[str, Value], bool]:
    keys = [output.key for output in table.outputs]
    if table.hit is HitPolicy.COLLECT:
        return {key: _collected(table.collect, hits, at, scope) for at, key in enumerate(keys)}, False
    if not hits:
        return dict.fromkeys(keys), False
    answers = [tuple(output.value(scope) for output in row.outputs) for row in hits]
    conflict = len(hits) > 1 and (table.hit is HitPolicy.UNIQUE or any(one != answers[0] for one in answers))
    if conflict:
        return dict.fromkeys(keys, FormulaErrorValue(ErrorCode.VALUE)), True
    return dict(zip(keys, answers[0], strict=True)), False


def _collected(how: Collect, hits: list[DecisionRow], at: int, scope: Mapping[str, Any]) -> Value:
    values = [row.outputs[at].value(scope) for row in hits]
    if how is Collect.LIST:
        return tuple(values)
    if how is Collect.COUNT:
        return Decimal(len(values))
    numbers = [Decimal(value) for value in values if isinstance(value, Decimal | int)]
    if how is Collect.SUM:
        return sum(numbers, Decimal(0))
    return (min if how is Collect.MIN else max)(numbers, default=None)
