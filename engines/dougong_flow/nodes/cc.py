"""Copy (cc): people who are told of the request and see it, and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import check_ways
from dougong_flow.definition import Flow, Node
from dougong_flow.instance import SeatState
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.people import ApproverRule, read_people
from dougong_flow.reader import Reader
from dougong_flow.resolve import resolve_copied
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStep(Node):
    """Lets people see the request; finding nobody is no fault."""

    who: tuple[ApproverRule, ...]


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> CopyStep:
    """Read a copy step."""
    head = read_head(reader, raw, pointer, "who")
    if not raw.get("who"):
        reader.problem("no_approver_rule", f"{pointer}/who", "Say who gets the copy.")
    return CopyStep(**head, who=read_people(reader, raw.get("who") or (), f"{pointer}/who"))


def check(flow: Flow, node: CopyStep) -> list[Problem]:
    """Return what is wrong with the ways out."""
    return check_ways(flow, node)


def enter(machine: Machine, move: Move) -> None:
    """Give everybody his copy and go on."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, CopyStep)
    found = resolve_copied(node.who, machine.asking_at(move.token, node.key))
    visit = machine.open_visit(move, found.trace)
    for position, one in enumerate(found.approvers):
        machine.open_seat(visit, one.person, "copy", position, state=SeatState.COPIED)
    machine.record("copy", visit=visit, people=[str(one.person) for one in found.approvers])
    machine.pass_on(visit)
