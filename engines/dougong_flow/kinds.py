"""Kinds: every kind of node by the word of the document. A new kind is a file in `nodes/` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.definition import Flow, Node, StartEvent
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes import (
    action,
    approve,
    cc,
    decision,
    end,
    exclusive,
    handle,
    inclusive,
    parallel,
    start,
    sub_flow,
    timer,
    wait,
)
from dougong_flow.reader import Reader
from dougong_model import Problem


@dataclass(frozen=True, slots=True)
class NodeKind:
    """What a kind of node does: it is read from a document, checked, and entered by a token."""

    node: type[Node]
    parse: Callable[[Reader, Mapping[str, Any], str], Node]
    check: Callable[[Flow, Any], list[Problem]]
    enter: Callable[[Machine, Move], None]


KINDS: Mapping[str, NodeKind] = {
    "approve": NodeKind(approve.ApprovalTask, approve.parse, approve.check, approve.enter),
    "handle": NodeKind(handle.HandlingTask, handle.parse, handle.check, handle.enter),
    "cc": NodeKind(cc.CopyStep, cc.parse, cc.check, cc.enter),
    "exclusive": NodeKind(exclusive.ExclusiveGateway, exclusive.parse, exclusive.check, exclusive.enter),
    "parallel": NodeKind(parallel.ParallelGateway, parallel.parse, parallel.check, parallel.enter),
    "inclusive": NodeKind(inclusive.InclusiveGateway, inclusive.parse, inclusive.check, inclusive.enter),
    "timer": NodeKind(timer.TimerEvent, timer.parse, timer.check, timer.enter),
    "wait": NodeKind(wait.WaitEvent, wait.parse, wait.check, wait.enter),
    "action": NodeKind(action.ActionStep, action.parse, action.check, action.enter),
    "decision": NodeKind(decision.DecisionStep, decision.parse, decision.check, decision.enter),
    "sub_flow": NodeKind(sub_flow.SubFlow, sub_flow.parse, sub_flow.check, sub_flow.enter),
    "end": NodeKind(end.EndEvent, end.parse, end.check, end.enter),
}
"""Kinds of node by the word of the document."""

NOTE = "note"
"""The word for what is only drawn: no token enters it and no edge leads to it."""

_START = NodeKind(StartEvent, start.parse, start.check, start.enter)
_BY_CLASS = {kind.node: kind for kind in (*KINDS.values(), _START)}


def kind_of(node: Node) -> NodeKind:
    """Return the kind of a node."""
    return _BY_CLASS[type(node)]
