"""End: ends its branch, or with `terminate` the whole instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import node_pointer
from dougong_flow.definition import Flow, Node
from dougong_flow.instance import InstanceState, SeatState, TokenState
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.reader import Reader
from dougong_model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEvent(Node):
    """Ends its branch; `result` overrides what the last human node said, `terminate` ends the other branches too."""

    result: str | None = None
    terminate: bool = False


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> EndEvent:
    """Read an end."""
    head = read_head(reader, raw, pointer, "result", "terminate")
    result = raw.get("result")
    if result not in (None, "approved", "rejected"):
        reader.problem(
            "not_offered", f"{pointer}/result", f"“{result}” is not offered.", "approved or rejected"
        )
    return EndEvent(
        **head, result=result, terminate=reader.flag(raw.get("terminate"), f"{pointer}/terminate")
    )


def check(flow: Flow, node: EndEvent) -> list[Problem]:
    """Return what is wrong with the ways out: there may be none."""
    if not flow.outgoing[node.key]:
        return []
    return [
        Problem(code="end_leads_on", pointer=node_pointer(flow, node.key), message="An end has no way out.")
    ]


def enter(machine: Machine, move: Move) -> None:
    """End the branch with its result; the instance ends with its last token, or here and now."""
    node = machine.flow.nodes[move.node]
    assert isinstance(node, EndEvent)
    last = machine.last_human(move.token)
    visit = machine.open_visit(move)
    result = node.result or ("rejected" if last and last.outcome == "rejected" else "approved")
    machine.close_visit(visit, result)
    move.token.state = TokenState.DONE
    if node.terminate:
        machine.clear(SeatState.CANCELLED_BY_END)
        machine.finish(InstanceState(result))
