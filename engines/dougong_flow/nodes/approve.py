"""Approve: people decide whether the request goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong_flow.checking import node_pointer
from dougong_flow.definition import Flow, HumanTask, Rejection, Verb
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.head import read_head
from dougong_flow.nodes.human import (
    MEMBERS,
    check_human,
    check_ways_of_human,
    enter_human,
    read_options,
)
from dougong_flow.reader import Reader
from dougong_model import Problem

_DECIDING = (Verb.APPROVE, Verb.REJECT, Verb.RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTask(HumanTask):
    """A node where people decide: each approves, rejects or returns the request."""


def parse(reader: Reader, raw: Mapping[str, Any], pointer: str) -> ApprovalTask:
    """Read an approval."""
    head = read_head(reader, raw, pointer, *MEMBERS, "any_reject", "reject", "reject_to")
    reject = reader.word(
        raw.get("reject"),
        f"{pointer}/reject",
        [one.value for one in Rejection if one is not Rejection.EDGE],
        Rejection.EDGE.value,
    )
    if (reject == Rejection.NODE) != ("reject_to" in raw):
        reader.problem(
            "reject_to",
            f"{pointer}/reject_to",
            "Say to which node a rejection goes back, and only when it goes back to one.",
        )
    return ApprovalTask(
        **head,
        **read_options(reader, raw, pointer, _DECIDING, _DECIDING),
        any_reject=reader.word(raw.get("any_reject"), f"{pointer}/any_reject", ("all", "first"), "all"),
        reject=Rejection(reject),
        reject_to=reader.key(raw["reject_to"], f"{pointer}/reject_to") if "reject_to" in raw else None,
    )


def check(flow: Flow, node: ApprovalTask) -> list[Problem]:
    """Return what is wrong with the ways out, the targets and the limits."""
    problems = []
    pointer = node_pointer(flow, node.key)
    outcomes = [edge.on or "approved" for edge in flow.outgoing[node.key]]
    if outcomes.count("approved") != 1:
        problems.append(
            Problem(
                code="approved_way",
                pointer=pointer,
                message="An approval needs exactly one way for “approved”.",
            )
        )
    if outcomes.count("rejected") > 1:
        problems.append(
            Problem(
                code="rejected_way",
                pointer=pointer,
                message="An approval has at most one way for “rejected”.",
            )
        )
    if node.reject is not Rejection.EDGE and "rejected" in outcomes:
        problems.append(
            Problem(
                code="rejected_twice",
                pointer=pointer,
                message="A rejection has its own way out or leads where the step says, not both.",
            )
        )
    problems += check_ways_of_human(flow, node, frozenset({"approved", "rejected", "timeout"}))
    return [*problems, *check_human(flow, node)]


def enter(machine: Machine, move: Move) -> None:
    """Ask the people."""
    enter_human(machine, move)
