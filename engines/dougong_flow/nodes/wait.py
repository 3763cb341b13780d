"""Wait: until something happens: a message, a hook that another system calls, or a condition of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dougong_flow.checking import check_ways, node_pointer
from dougong_flow.conditions import Condition
from dougong_flow.definition import Flow, Node
from dougong_flow.instance import Visit
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_flow.routing import holds
from dougong_flow.spans import Span, later
from dougong_model import Problem

_KINDS = ("message", "webhook", "when")
RECORD = "record"
"""What a visit waits for that waits for a condition of its record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitEvent(Node):
    """Waits for a `message` or a `webhook` of a name, or until `when` holds; `limit` leads along the `timeout` edge."""

    message: str | None = None
    webhook: str | None = None
    when: Condition | None = None
    limit: Span | None = None

    waits: ClassVar[bool] = True

    @property
    def waits_for(self) -> str:
        """Return what an event must be to let a token go on."""
        if self.message is not None:
            return f"message:{self.message}"
        return RECORD if self.webhook is None else f"webhook:{self.webhook}"


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> WaitEvent:
    """Read a wait; exactly one of `message`, `webhook`, `when`."""
    head = read_head(reader, raw, pointer, *_KINDS, "limit")
    if sum(kind in raw for kind in _KINDS) != 1:
        reader.problem(
            "wait_kind", pointer, "A node waits for exactly one thing.", "One of: " + ", ".join(_KINDS)
        )
    return WaitEvent(
        **head,
        message=reader.key(raw["message"], f"{pointer}/message") if "message" in raw else None,
        webhook=reader.text(raw["webhook"], f"{pointer}/webhook") if "webhook" in raw else None,
        when=reader.condition(raw.get("when"), f"{pointer}/when"),
        limit=reader.span(raw.get("limit"), f"{pointer}/limit"),
    )


def check(flow: Flow, node: WaitEvent) -> list[Problem]:
    """Return what is wrong with the ways out: one, and one for `timeout` when there is a limit."""
    problems = check_ways(flow, node, ("timeout",))
    if (flow.way(node.key, "timeout") is not None) != (node.limit is not None):
        problems.append(
            Problem(
                code="timeout_way",
                pointer=node_pointer(flow, node.key),
                message="A time limit and a way for “timeout” belong together.",
            )
        )
    return problems


def enter(machine: Machine, move: Move) -> None:
    """Wait; a condition that holds already does not hold the token up."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, WaitEvent)
    visit = machine.open_visit(move)
    if node.when is not None and holds(node.when, machine.scope(move.token)):
        machine.pass_on(visit)
        return
    visit.waits_for = node.waits_for
    if node.limit is not None:
        machine.start_timer(visit, "timeout", later(node.limit, machine.now, machine.surroundings.calendar))


def signalled(machine: Machine, visit: Visit) -> bool:
    """Go on after what a visit waits for has happened; False while its condition does not hold."""
    node = machine.node_of(visit)
    assert isinstance(node, WaitEvent)
    if node.when is not None and not holds(node.when, machine.scope(machine.token_of(visit))):
        return False
    machine.record("signalled", visit=visit, event=visit.waits_for)
    machine.pass_on(visit)
    return True
