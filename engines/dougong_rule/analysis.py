"""Analysis of decision tables: rows that contradict each other or are never reached, and what no row takes.

It goes through the regions of each input (see `partitions`), so what it tells is certain and has an example.
Of a cell that compares with more than constants nothing is known: it may hold or not. Inputs are taken to be
independent of each other, but columns of the same expression are one input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from operator import and_

from dougong_model import Problem, Severity, Value, localised
from dougong_rule.definition import DecisionTable, HitPolicy, Input
from dougong_rule.partitions import OTHER, Region, constants, partition
from dougong_rule.written_cells import SAID, quoted

Example = Mapping[int, Value]
"""Values by the index of the input; one that does not matter is not there."""

TOLD = 20
"""How many overlaps, and rows that are never reached, are told of one table."""
GAPS = 3
"""How many gaps are told of one table."""
STEPS = 20_000
"""How many combinations are looked at before the search is given up."""
_BETWEEN = {"en": ", ", "zh": "，"}
_BLANK = {"en": " is blank", "zh": "为空"}
_OTHER = {"en": " is something else", "zh": "为其他内容"}
_WHATEVER = {"en": "anything is given", "zh": "任何取值"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A region of an input: an example, the rows (as bits) that hold there for sure, and those that may."""

    example: Value
    must: int
    may: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """An input with its regions; those where the same rows hold are one. It is not `known` when its values stand
    in no order, as records do: its one region has no example then.
    """

    entry: Input
    known: bool
    parts: tuple[_Part, ...]


class _TooWide(Exception):
    """More combinations than are worth looking at."""


@dataclass(slots=True)
class _Search:
    """A search for combinations that no row of a set takes."""

    steps: int = field(default=STEPS)

    def uncovered(self, axes: Sequence[Sequence[tuple[Value, int]]], rows: int) -> Iterator[Example]:
        """Yield examples of what none of the rows takes; raises _TooWide."""
        below = [rows]
        for parts in reversed(axes):
            below.append(below[-1] & reduce(and_, (mask for _, mask in parts), rows))
        always = below[::-1]  # the rows that hold whatever the inputs from here on are
        closed: set[tuple[int, int]] = set()

        def go(level: int, left: int, path: Example) -> Iterator[Example]:
            if not left:
                yield path
                return
            if left & always[level] or (level, left) in closed:
                return
            self.steps -= 1
            if self.steps < 0:
                raise _TooWide
            tried = set[int]()
            for example, mask in axes[level]:
                if left & mask not in tried:
                    tried.add(left & mask)
                    yield from go(level + 1, left & mask, {**path, level: example})
            closed.add((level, left))

        return go(0, rows, {})


def warn_table(table: DecisionTable, language: str = "en") -> list[Problem]:
    """Return warnings: overlaps that break `unique` or `any`, rows that are never reached, gaps; with examples in the
    words of a language.

    A list of all rows, and a total of them, have no gaps: nothing is an answer too.
    """
    axes = _axes(table)
    every = (1 << len(table.rows)) - 1
    possible = reduce(and_, (_union(part.may for part in axis.parts) for axis in axes), every)
    problems = [
        _warning(at, "never_true", f"Row {at + 1} is never true: no value fits all its cells.")
        for at in range(len(table.rows))
        if not possible >> at & 1
    ]
    if table.hit in (HitPolicy.UNIQUE, HitPolicy.ANY):
        problems += _overlaps(table, axes, language)
    search = _Search()
    try:
        if table.hit in (HitPolicy.FIRST, HitPolicy.PRIORITY):
            problems += _unreached(table, axes, possible, search, language)
        if table.rows and table.hit not in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER):
            problems += _gaps(axes, every, search, language)
    except _TooWide:
        problems.append(
            _warning(
                None, "not_analysed", "The table has too many combinations to look for gaps in all of them."
            )
        )
    return problems


def _union(masks: Iterator[int]) -> int:
    return reduce(lambda one, other: one | other, masks, 0)


def _axes(table: DecisionTable) -> list[_Axis]:
    columns: dict[str, list[int]] = {}
    for at, entry in enumerate(table.inputs):
        columns.setdefault(entry.value.text.strip(), []).append(at)
    return [_axis(table, positions) for positions in columns.values()]


def _axis(table: DecisionTable, positions: Sequence[int]) -> _Axis:
    """Return what one input does to the rows; its cells stand in one column, or in several."""
    entry = table.inputs[positions[0]]
    kind = entry.value.expression.type.kind
    cells = [[test for at in positions if (test := row.cells[at].test) is not None] for row in table.rows]
    parts = partition(entry, [test for tests in cells for test in tests])
    regions = (Region(example=None),) if parts is None else parts.regions
    found: dict[tuple[int, int], _Part] = {}
    for region in regions:
        if not region.possible:
            continue
        must = may = 0
        for at, tests in enumerate(cells):
            known = [test for test in tests if parts is not None and constants(test, kind) is not None]
            if all(test.holds({"input": region.example}) for test in known):
                may |= 1 << at
                must |= (len(known) == len(tests)) << at
        found.setdefault((must, may), _Part(example=region.example, must=must, may=may))
    return _Axis(entry=entry, known=parts is not None, parts=tuple(found.values()))


def _overlaps(table: DecisionTable, axes: Sequence[_Axis], language: str) -> list[Problem]:
    problems: list[Problem] = []
    for second in range(1, len(table.rows)):
        beside = (1 << second) - 1
        for axis in axes:
            beside &= _union(part.must for part in axis.parts if part.must >> second & 1)
        for first in range(second):
            same = [one.meaning for one in table.rows[first].outputs] == [
                one.meaning for one in table.rows[second].outputs
            ]
            if not beside >> first & 1 or (table.hit is HitPolicy.ANY and same):
                continue
            both = 1 << first | 1 << second
            example = {
                at: next(part.example for part in axis.parts if part.must & both == both)
                for at, axis in enumerate(axes)
            }
            told = f"Rows {first + 1} and {second + 1} both match when {_told(axes, example, language)}."
            hint = "Narrow one of the rows, or choose what counts when several match."
            problems.append(_warning(second, "overlap", told, hint))
            if len(problems) == TOLD:
                return problems
    return problems


def _unreached(
    table: DecisionTable, axes: Sequence[_Axis], possible: int, search: _Search, language: str
) -> Iterator[Problem]:
    before, left = 0, TOLD
    for at in table.order:
        bit = 1 << at
        if before and possible & bit:
            within = [[(part.example, part.must) for part in axis.parts if part.may & bit] for axis in axes]
            if next(search.uncovered(within, before), None) is None:
                example = {index: parts[0][0] for index, parts in enumerate(within)}
                taking = reduce(and_, (parts[0][1] for parts in within), before)
                by = next(one for one in table.order if taking >> one & 1)
                yield _warning(
                    at,
                    "never_reached",
                    f"Row {at + 1} is never reached: others come before it in every case; "
                    f"row {by + 1} when {_told(axes, example, language)}.",
                )
                left -= 1
                if not left:
                    return
        before |= bit


def _gaps(axes: Sequence[_Axis], every: int, search: _Search, language: str) -> Iterator[Problem]:
    among = [[(part.example, part.may) for part in axis.parts] for axis in axes]
    for number, example in enumerate(search.uncovered(among, every), start=1):
        yield _warning(
            None,
            "gap",
            f"No row matches when {_told(axes, example, language)}.",
            "Add a row for it, or one with “-” in every cell for all that is left.",
        )
        if number == GAPS:
            return


def _warning(row: int | None, code: str, message: str, hint: str | None = None) -> Problem:
    return Problem(
        code=code,
        pointer="/rows" if row is None else f"/rows/{row}",
        message=message,
        hint=hint,
        severity=Severity.WARNING,
    )


def _told(axes: Sequence[_Axis], example: Example, language: str) -> str:
    """Say an example as people read it: columns and choices by their labels."""
    known = [_said(axes[at].entry, value, language) for at, value in example.items() if axes[at].known]
    return localised(_BETWEEN, language).join(known) or localised(_WHATEVER, language)


def _said(entry: Input, value: Value, language: str) -> str:
    name = localised(entry.label, language) or entry.key
    match value:
        case None:
            return name + localised(_BLANK, language)
        case bool():
            return f"{name} = {localised(SAID[value], language)}"
        case str() if value in entry.choices:
            return f"{name} = {localised(entry.choices[value], language) or value}"
        case str() if not value.strip(OTHER):
            return name + localised(_OTHER, language)
        case str():
            return f"{name} = {quoted(value)}"
        case Decimal():
            return f"{name} = {value:f}"
    return f"{name} = {value}"
