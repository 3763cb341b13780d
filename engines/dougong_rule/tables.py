"""Decision tables: the rows that are true of a record, put together by the hit policy.

A table is compiled once. Rows are bits: each column turns its input into the set of rows whose cell holds,
by looking up the region of the value (see `partitions`), and what all columns leave are the hits.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from dougong_model import ErrorCode, FormulaErrorValue, Value
from dougong_rule.condition import Condition
from dougong_rule.definition import Collect, DecisionTable, HitPolicy
from dougong_rule.partitions import Partition, constants, partition

Scope = Mapping[str, Any]
_RowsOf = Callable[[Value, int, Scope], int]
_CONFLICT = FormulaErrorValue(ErrorCode.VALUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTrace:
    """Why a row was or was not taken: `failed` is the index of the first cell that is not true."""

    row: str
    matched: bool
    failed: int | None = None


@dataclass(slots=True)
class Decision:
    """Outputs by key (blank when no row is true; a tuple of all for a list), the inputs seen, and why.

    `conflict` says that the hit policy was broken: two rows for `unique`, two answers for `any`.
    """

    outputs: Mapping[str, Value]
    inputs: Mapping[str, Value]
    conflict: bool
    _table: DecisionTable
    _columns: Sequence[int]

    @property
    def rows(self) -> tuple[RowTrace, ...]:
        """Return a trace of every row looked at: of all, or up to the first that is true for `first`."""
        order = self._table.order
        bits = {at: 1 << bit for bit, at in enumerate(order)}
        traces: list[RowTrace] = []
        for at, row in enumerate(self._table.rows):
            failed = next((i for i, rows in enumerate(self._columns) if not rows & bits[at]), None)
            traces.append(RowTrace(row=row.id, matched=failed is None, failed=failed))
            if failed is None and self._table.hit is HitPolicy.FIRST:
                break
        return tuple(traces)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of the rows that are true, from 1."""
        return tuple(at for at, row in enumerate(self.rows, start=1) if row.matched)


def decide(table: DecisionTable, scope: Scope) -> Decision:
    """Evaluate a table over one record; nothing raises, a broken hit policy gives `#VALUE!` and
    `conflict`."""
    return _compiled(table)(scope)


@lru_cache(maxsize=1024)
def _compiled(table: DecisionTable) -> Callable[[Scope], Decision]:
    order = table.order
    columns = [
        (entry.key, entry.value.value, _column(table, at, order)) for at, entry in enumerate(table.inputs)
    ]
    answer = _answer(table, order)
    every = (1 << len(order)) - 1

    def ask(scope: Scope) -> Decision:
        hits, seen, masks = every, {}, []
        for key, read, rows_of in columns:
            value = seen[key] = read(scope)
            mask = rows_of(value, hits, scope)
            masks.append(mask)
            hits &= mask
        outputs, conflict = answer(hits, scope)
        return Decision(outputs, seen, conflict, table, masks)

    return ask


def _column(table: DecisionTable, at: int, order: Sequence[int]) -> _RowsOf:
    """Return what gives the rows whose cell of a column holds, as bits in an order of the rows.

    Cells that cannot be looked up are asked one by one, and only where the row still may hold.
    """
    entry = table.inputs[at]
    tests = [(1 << bit, table.rows[row].cells[at].test) for bit, row in enumerate(order)]
    kind = entry.value.expression.type.kind
    asked = [(bit, test) for bit, test in tests if test is not None]
    single = [(bit, test) for bit, test in asked if constants(test, kind) is None]
    looked_up = [(bit, test) for bit, test in asked if constants(test, kind) is not None]
    always = sum(bit for bit, test in tests if test is None)
    parts = partition(entry, [test for _, test in looked_up])
    if parts is None:
        single, looked_up = asked, []

    def one_by_one(
        among: Sequence[tuple[int, Condition]], found: int, value: Value, hits: int, scope: Scope
    ) -> int:
        # A scope may look values up on demand, so it is overlaid, not copied.
        names = ChainMap({"input": value}, cast(MutableMapping[str, Any], scope))
        for bit, test in among:
            if hits & bit and test.holds(names):
                found |= bit
        return found

    if parts is None or not looked_up:
        return lambda value, hits, scope: one_by_one(asked, always, value, hits, scope)
    masks = [
        always | sum(bit for bit, test in looked_up if test.holds({"input": region.example}))
        for region in parts.regions
    ]

    def others(value: Value, hits: int, scope: Scope) -> int:
        """Ask every cell about a value that is not of the type of its column, as an error is."""
        return one_by_one(asked, always, value, hits, scope)

    lookup = _lookup(parts, masks, others)
    if not single:
        return lookup
    return lambda value, hits, scope: one_by_one(single, lookup(value, hits, scope), value, hits, scope)


def _lookup(parts: Partition, masks: Sequence[int], others: _RowsOf) -> _RowsOf:
    """Return what finds the mask of a value's region; `others` has the values that are in none."""
    points, blank = parts.points, masks[-1]
    if parts.kind in ("text", "boolean"):
        class_: type = str if parts.kind == "text" else bool
        known = dict(zip(points if parts.kind == "text" else (False, True), masks, strict=False))
        elsewhere = masks[len(points)]

        def listed(value: Any, hits: int, scope: Scope) -> int:
            if isinstance(value, class_):
                return known.get(value, elsewhere)
            return blank if value is None else others(value, hits, scope)

        return listed
    exact = Decimal if parts.kind == "number" else date
    below, at_points, count = masks[:-1:2], masks[1:-1:2], len(points)

    def ordered(value: Any, hits: int, scope: Scope) -> int:
        if value.__class__ is exact:
            at = bisect_left(points, value)
            return at_points[at] if at < count and points[at] == value else below[at]
        return blank if value is None else others(value, hits, scope)

    return ordered


def _bits(hits: int) -> Iterator[int]:
    while hits:
        lowest = hits & -hits
        yield lowest.bit_length() - 1
        hits ^= lowest


def _answer(
    table: DecisionTable, order: Sequence[int]
) -> Callable[[int, Scope], tuple[dict[str, Value], bool]]:
    """Return what puts the outputs of the hits together."""
    keys = [output.key for output in table.outputs]
    rows = [
        [(key, output.value) for key, output in zip(keys, table.rows[at].outputs, strict=True)]
        for at in order
    ]

    def one(hits: int, scope: Scope) -> tuple[dict[str, Value], bool]:
        if not hits:
            return dict.fromkeys(keys), False
        lowest = hits & -hits
        if hits != lowest and table.hit is HitPolicy.UNIQUE:
            return dict.fromkeys(keys, _CONFLICT), True
        answer = {key: value(scope) for key, value in rows[lowest.bit_length() - 1]}
        if hits != lowest and table.hit is HitPolicy.ANY:
            for bit in _bits(hits ^ lowest):
                if {key: value(scope) for key, value in rows[bit]} != answer:
                    return dict.fromkeys(keys, _CONFLICT), True
        return answer, False

    def all_of_them(hits: int, scope: Scope) -> tuple[dict[str, Value], bool]:
        taken = [rows[bit] for bit in _bits(hits)]
        how = table.collect if table.hit is HitPolicy.COLLECT else Collect.LIST
        return {
            key: _collected(how, [row[at][1](scope) for row in taken]) for at, key in enumerate(keys)
        }, False

    return all_of_them if table.hit in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER) else one


def _collected(how: Collect, values: Sequence[Value]) -> Value:
    if how is Collect.LIST:
        return tuple(values)
    if how is Collect.COUNT:
        return Decimal(len(values))
    numbers = [Decimal(value) for value in values if isinstance(value, Decimal | int)]
    if how is Collect.SUM:
        return sum(numbers, Decimal(0))
    return (min if how is Collect.MIN else max)(numbers, default=None)
