"""Definitions: rules, score cards, decision tables and selectors of people, frozen once parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dougong_model import Effect
from dougong_rule.condition import Condition
from dougong_rule.decay import Decay
from dougong_rule.schedule import Schedule

Text = Mapping[str, str]
"""A text in several languages, `{"en": …, "zh": …}`."""


class Phase(StrEnum):
    """Before the write (pure: set, refuse, warn) or after it (effects)."""

    BEFORE = "before"
    AFTER = "after"


class OncePer(StrEnum):
    """How often a rule may act: at every matching event, once in a record's life, or once each time its
    condition becomes true.
    """

    EVENT = "event"
    RECORD = "record"
    EPISODE = "episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """One kind of event a rule listens to.

    `fields` (record.changed): at least one of these changed; empty means any. `from_` and `to` hold option
    keys or texts of the one field. `data` maps a member of the event's data to the values that fit.
    """

    event: str
    fields: frozenset[str] = frozenset()
    from_: frozenset[Any] | None = None
    to: frozenset[Any] | None = None
    data: Mapping[str, frozenset[Any]] = field(default_factory=dict)

    @property
    def narrows(self) -> bool:
        """Say whether it looks at more of an event than its kind and which fields have changed."""
        return self.from_ is not None or self.to is not None or bool(self.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """When something happens to a record of `entity` and `condition` holds, do the steps.

    With a `schedule` the clock starts it, for every record on which the condition holds then.
    """

    id: str
    key: str
    name: Text
    entity: str
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    steps: tuple[Effect, ...]
    phase: Phase = Phase.AFTER
    priority: int = 100
    stop: bool = False
    once_per: OncePer = OncePer.EVENT
    enabled: bool = True
    schedule: Schedule | None = None

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """Say whether the condition is true; a rule without one always acts."""
        return self.condition is None or self.condition.value(scope) is True


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """Points for a condition, or for each event of a kind (at most `cap` points in all); with `decay` they lose their
    value with the days.
    """

    id: str
    points: Decimal
    reason: Text
    condition: Condition | None = None
    trigger: Trigger | None = None
    cap: Decimal | None = None
    decay: Decay | None = None

    @property
    def limit(self) -> Decimal:
        """Return the most this line can give."""
        return self.points if self.cap is None else self.cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From `from_` points on, the score is called `key`."""

    key: str
    from_: Decimal
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A score card: lines, bands, and the field `into` that keeps the total; `cap` is the most that it gives."""

    id: str
    key: str
    name: Text
    entity: str
    lines: tuple[CardLine, ...]
    bands: tuple[Band, ...]
    into: str | None = None
    band_into: str | None = None
    cap: Decimal | None = None
    enabled: bool = True

    @property
    def decaying(self) -> tuple[str, ...]:
        """Return the ids of the lines whose points lose their value."""
        return tuple(line.id for line in self.lines if line.decay is not None)

    def total(self, points: Decimal) -> Decimal:
        """Return what the card gives for the points of its lines."""
        return points if self.cap is None else min(points, self.cap)

    @property
    def limit(self) -> Decimal:
        """Return the most that the card can give."""
        return self.total(sum((line.limit for line in self.lines if line.limit > 0), Decimal(0)))


class HitPolicy(StrEnum):
    """What several true rows mean (DMN: U, F, A, P, R, C).

    A fault, the first wins, all must agree, the output that stands first among its `values` wins, all in the
    order of the rows, or all are collected.
    """

    UNIQUE = "unique"
    FIRST = "first"
    ANY = "any"
    PRIORITY = "priority"
    RULE_ORDER = "rule_order"
    COLLECT = "collect"


class Collect(StrEnum):
    """How collected outputs become one value."""

    LIST = "list"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One input column: an expression over the record.

    `choices` are the only texts that it can have, with their labels, when it is a field with options.
    """

    key: str
    label: Text
    value: Condition
    choices: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output column; `values` is all that it may give, the most important first."""

    key: str
    label: Text
    values: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A condition on one input; None stands for “any”."""

    text: str
    test: Condition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One row: its cells in the order of the inputs, its outputs in the order of the outputs."""

    id: str
    cells: tuple[Cell, ...]
    outputs: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecisionTable:
    """A decision table over records of `entity`, with one of DMN's hit policies; equal to itself alone."""

    id: str
    key: str
    name: Text
    entity: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[DecisionRow, ...]
    hit: HitPolicy = HitPolicy.UNIQUE
    collect: Collect = Collect.LIST

    @property
    def gives_list(self) -> bool:
        """Say whether it answers with a list of what all matching rows say."""
        collects = self.hit is HitPolicy.COLLECT and self.collect is Collect.LIST
        return collects or self.hit is HitPolicy.RULE_ORDER

    @property
    def order(self) -> tuple[int, ...]:
        """Return the indexes of the rows, the one that wins over the others first."""
        numbers = range(len(self.rows))
        if self.hit is not HitPolicy.PRIORITY:
            return tuple(numbers)
        ranks = [{one.meaning: at for at, one in enumerate(output.values)} for output in self.outputs]
        return tuple(
            sorted(
                numbers,
                key=lambda at: [
                    rank.get(given.meaning, len(rank))
                    for rank, given in zip(ranks, self.rows[at].outputs, strict=True)
                ],
            )
        )


class SelectorKind(StrEnum):
    """The ways to name people in a document."""

    PERSON = "person"
    TEAM = "team"
    ROLE = "role"
    SUPERVISOR = "supervisor"
    TABLE = "table"


class Pick(StrEnum):
    """Which of several people is taken: all (to be told), or one in turn, the one with least to do, one in turn by
    shares, or the first.
    """

    ALL = "all"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"
    WEIGHTED = "weighted"
    FIRST = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of a person's day, from `from_` until before `to` (of the next day when that is earlier); on rest days of
    the working calendar only when `rest_days`.
    """

    from_: time
    to: time
    rest_days: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Who is passed over: whoever has `hold` in hand or was given `per_day` in his day, is not at work in `hours`,
    is away (`present`), or has or had the record (`not_previous`). None and False: no limit.
    """

    hold: Condition | None = None
    per_day: Condition | None = None
    hours: Hours | None = None
    present: bool = False
    not_previous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The share of those whom a selector finds: `weight` times that of whoever has none."""

    who: Selector
    weight: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What counts as work in hand: the records of `entity` whose member field `field` names a person, those on which
    `condition` holds.
    """

    entity: str
    field: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """How a record gets an owner: `strategies` from the top, each with its limits, until one leaves somebody.

    `field` is the member field that is set; with nobody left it is emptied (`empty`), or stays as it is.
    """

    strategies: tuple[Selector, ...]
    load: Load
    field: str = "owner"
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """One way to find people; a list of them is tried in order until one finds somebody.

    `value` (person, team) is an expression giving a person or a team; `key` names a role or a decision
    table, whose column `output` gives a person or a team; `levels` counts supervisors above `value`
    (the record's owner when it is None).
    """

    kind: SelectorKind
    condition: Condition | None = None
    value: Condition | None = None
    key: str = ""
    output: str = ""
    levels: int = 1
    pick: Pick = Pick.ALL
    name: str = ""
    limits: Limits = Limits()
    weights: tuple[Weight, ...] = ()
