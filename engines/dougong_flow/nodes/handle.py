"""Handle: people do something with the record, such as filling in fields, and say that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dougong_flow.checking import check_ways
from dougong_flow.definition import Flow, HumanTask, Verb
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.nodes.human import MEMBERS, check_human, enter_human, read_options
from dougong_flow.reader import Reader
from dougong_model import Problem

_DECIDING = (Verb.COMPLETE, Verb.RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingTask(HumanTask):
    """A node where people work: each completes his part or returns the request; there is nothing to reject."""

    completing: ClassVar[Verb] = Verb.COMPLETE


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> HandlingTask:
    """Read a handling node."""
    head = read_head(reader, raw, pointer, *MEMBERS)
    node = HandlingTask(**head, **read_options(reader, raw, pointer, _DECIDING, _DECIDING))
    for index, limit in enumerate(node.limits):
        if limit.do == "reject":
            reader.problem(
                "not_offered", f"{pointer}/limits/{index}/do", "Where people work there is nothing to reject."
            )
    return node


def check(flow: Flow, node: HandlingTask) -> list[Problem]:
    """Return what is wrong with the ways out, the targets and the limits."""
    return [*check_ways(flow, node, ("timeout",)), *check_human(flow, node)]


def enter(machine: Machine, move: Move) -> None:
    """Ask the people."""
    enter_human(machine, move)
