"""Sub-flow: other flows that this one starts, and waits for or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong_flow.checking import check_outcomes, node_pointer
from dougong_flow.conditions import Condition
from dougong_flow.definition import Flow, Node
from dougong_flow.instance import Visit
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.people import people_of
from dougong_flow.reader import Reader
from dougong_model import Effect, Problem

_APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubFlow(Node):
    """Starts `flow` on the record at hand, or on each record that `each` yields.

    With `wait` it goes on when all have ended: approved when they were all approved, or with `mode` any one of
    them; else rejected. Nothing to start is approved.
    """

    flow: str
    each: Condition | None = None
    wait: bool = True
    mode: str = "all"

    def rests(self) -> bool:
        """Say whether an instance may rest here."""
        return self.wait


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> SubFlow:
    """Read a sub-flow; whether there is such a flow is the host's to check."""
    head = read_head(reader, raw, pointer, "flow", "each", "wait", "mode")
    each = reader.condition(raw.get("each"), f"{pointer}/each", None)
    type_ = each.expression.type if each else None
    item = type_.item if type_ is not None and type_.kind == "list" and type_.item else type_
    if item is not None and item.kind != "record":
        reader.problem("type_mismatch", f"{pointer}/each", f"Records are expected here, not a {type_}.")
    return SubFlow(
        **head,
        flow=reader.key(raw.get("flow"), f"{pointer}/flow"),
        each=each,
        wait=True if raw.get("wait") is None else reader.flag(raw["wait"], f"{pointer}/wait"),
        mode=reader.word(raw.get("mode"), f"{pointer}/mode", ("all", "any"), "all"),
    )


def check(flow: Flow, node: SubFlow) -> list[Problem]:
    """Return what is wrong with the ways out: one, and perhaps one for `rejected`."""
    problems = check_outcomes(flow, node, ("approved", "rejected", "error"))
    if sum(edge.on in (None, _APPROVED) for edge in flow.outgoing[node.key]) != 1:
        problems.append(
            Problem(
                code="approved_way",
                pointer=node_pointer(flow, node.key),
                message="A sub-flow needs exactly one way for “approved”.",
            )
        )
    return problems


def entity_of(node: SubFlow, entity: str) -> str:
    """Return the entity on whose records a sub-flow of a flow over `entity` runs."""
    if node.each is None:
        return entity
    type_ = node.each.expression.type
    return str((type_.item or type_).entity)


def enter(machine: Machine, move: Move) -> None:
    """Ask the host to start the sub-flows; the visit waits for them to end, or for them to have been started."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, SubFlow)
    records = (
        (machine.header.record,)
        if node.each is None
        else people_of(node.each.evaluate(machine.scope(move.token)))
    )
    visit = machine.open_visit(move)
    visit.children = tuple(
        {"instance": str(machine.surroundings.new_id()), "record": str(record), "awaited": node.wait}
        for record in dict.fromkeys(records)
    )
    entity = entity_of(node, machine.header.entity)
    effects = [
        Effect(
            kind="StartFlow",
            target=(entity, str(child["record"])),
            arguments={"flow": node.flow, "instance": child["instance"], "visit": str(visit.id)},
        )
        for child in visit.children
    ]
    machine.record("sub_flows", visit=visit, flow=node.flow, records=[str(one) for one in records])
    if effects:
        machine.carry_out(visit, effects, f"flow:{machine.header.id}:{node.id}:{visit.round}")
    else:
        _go_on(machine, visit, _APPROVED)


def started(machine: Machine, visit: Visit) -> None:
    """Go on when the sub-flows have been started, unless they are waited for."""
    node = machine.node_of(visit)
    assert isinstance(node, SubFlow)
    if node.wait:
        _conclude_when_ended(machine, visit, node)
    else:
        _go_on(machine, visit, _APPROVED)


def child_ended(machine: Machine, visit: Visit, child: UUID, outcome: str) -> bool:
    """Note how a sub-flow ended, and go on when it was the last; False when it is not waited for."""
    node = machine.node_of(visit)
    assert isinstance(node, SubFlow)
    known = {UUID(one["instance"]): one for one in visit.children}
    if child not in known or "outcome" in known[child]:
        return False
    visit.children = tuple(
        {**one, "outcome": outcome} if UUID(one["instance"]) == child else one for one in visit.children
    )
    machine.record("sub_flow_ended", visit=visit, instance=str(child), outcome=outcome)
    _conclude_when_ended(machine, visit, node)
    return True


def _conclude_when_ended(machine: Machine, visit: Visit, node: SubFlow) -> None:
    outcomes = [child.get("outcome") for child in visit.children]
    if None in outcomes:
        return
    enough = any if node.mode == "any" else all
    _go_on(machine, visit, _APPROVED if enough(one == _APPROVED for one in outcomes) else "rejected")


def _go_on(machine: Machine, visit: Visit, result: str) -> None:
    """Take the way of a result, or the one way there is; rejected without either ends the whole request."""
    edge = machine.flow.way(visit.node, result) or machine.flow.way(visit.node)
    machine.close_visit(visit, result)
    if edge is not None:
        machine.leave(machine.token_of(visit), edge)
    else:
        machine.reject(machine.token_of(visit))
