"""Timer: waits for a time: a duration, a moment that an expression yields, or the next of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from dougong_flow.checking import check_ways
from dougong_flow.conditions import Condition
from dougong_flow.cycles import is_cycle, next_moment
from dougong_flow.definition import Flow, Node
from dougong_flow.instance import Timer, Visit
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_flow.routing import holds
from dougong_flow.spans import Span, later
from dougong_model import Problem

_KINDS = ("after", "until", "cycle")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerEvent(Node):
    """Waits `after` a duration, `until` a moment, or for the next moment of a `cycle` (cron) when `when` holds."""

    after: Span | None = None
    until: Condition | None = None
    cycle: str | None = None
    when: Condition | None = None

    waits: ClassVar[bool] = True


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> TimerEvent:
    """Read a timer; exactly one of `after`, `until`, `cycle`."""
    head = read_head(reader, raw, pointer, *_KINDS, "when")
    if sum(kind in raw for kind in _KINDS) != 1:
        reader.problem(
            "timer_kind",
            pointer,
            "A timer waits for exactly one thing.",
            "One of: " + ", ".join(_KINDS),
        )
    if "when" in raw and "cycle" not in raw:
        reader.problem(
            "timer_when", f"{pointer}/when", "Only a cycle is tried again while a condition fails."
        )
    cycle = reader.text(raw["cycle"], f"{pointer}/cycle") if "cycle" in raw else None
    if cycle and not is_cycle(cycle):
        reader.problem(
            "cycle",
            f"{pointer}/cycle",
            f"“{cycle}” is not a cycle.",
            "Minute, hour, day, month, day of the week, such as 0 9 * * 1.",
        )
        cycle = None
    until = reader.condition(raw.get("until"), f"{pointer}/until", None)
    if until is not None and until.expression.type.kind not in ("date", "datetime"):
        reader.problem(
            "type_mismatch", f"{pointer}/until", f"A date is expected here, not a {until.expression.type}."
        )
    return TimerEvent(
        **head,
        after=reader.span(raw.get("after"), f"{pointer}/after"),
        until=until,
        cycle=cycle,
        when=reader.condition(raw.get("when"), f"{pointer}/when"),
    )


def check(flow: Flow, node: TimerEvent) -> list[Problem]:
    """Return what is wrong with the ways out."""
    return check_ways(flow, node)


def enter(machine: Machine, move: Move) -> None:
    """Wait for the moment; one that is past does not hold the token up, a blank one is an incident."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, TimerEvent)
    visit = machine.open_visit(move)
    due = _due(machine, node, move)
    if due is None:
        machine.halt(visit, "no_date", "The date that this timer waits for is blank.")
    elif due <= machine.now:
        machine.pass_on(visit)
    else:
        machine.start_timer(visit, "timer", due)


def _due(machine: Machine, node: TimerEvent, move: Move) -> datetime | None:
    calendar = machine.surroundings.calendar
    if node.after is not None:
        return later(node.after, machine.now, calendar)
    if node.cycle is not None:
        return next_moment(node.cycle, machine.now, calendar.zone)
    assert node.until is not None
    match node.until.evaluate(machine.scope(move.token)):
        case datetime() as moment:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        case date() as day:
            return datetime.combine(day, time(), calendar.zone).astimezone(UTC)
    return None


def fell_due(machine: Machine, timer: Timer, visit: Visit) -> None:
    """Go on; a cycle whose condition does not hold waits for its next moment, counted from now."""
    node = machine.node_of(visit)
    assert isinstance(node, TimerEvent)
    if node.cycle is not None and not holds(node.when, machine.scope(machine.token_of(visit))):
        due = next_moment(node.cycle, machine.now, machine.surroundings.calendar.zone)
        machine.start_timer(visit, "timer", due, times=timer.times + 1)
    else:
        machine.pass_on(visit)
