"""Drawn: flow documents written down in one line, for stories about branches, waits and verbs."""

from __future__ import annotations

from typing import Any

from tests.engines.flow.scene import DOCUMENT, Case, flow


def approve(*people: str, **members: Any) -> dict[str, Any]:
    """Return an approval by roles (`boss`, `lead`, … are turned into rules)."""
    return {"kind": "approve", "who": [RULES[one] for one in people], **members}


RULES: dict[str, dict[str, Any]] = {
    "lead": {"supervisor": 1},
    "manager": {"role": "manager"},
    "directors": {"role": "director"},
    "boss": {"person": "settings.boss"},
    "helpers": {"field": "helpers"},
    "nobody": {"role": "nobody"},
}

ALL_VERBS = ["approve", "reject", "return", "transfer", "delegate", "add_before", "add_after"]


def drawn(ways: str, **nodes: dict[str, Any]) -> dict[str, Any]:
    """Return a document: `ways` are edges such as `start a`, `a b:rejected`, one a line; nodes by key.

    `end` is there already. A way may carry an outcome behind a colon, or a condition in brackets (`else` is the
    default).
    """
    made = []
    for number, (key, node) in enumerate({**nodes, "end": nodes.get("end", {"kind": "end"})}.items(), 1):
        made.append({"id": f"n{number:07}", "key": key, **node})
    edges = []
    for line in filter(None, (one.strip() for one in ways.splitlines())):
        way, _, condition = line.partition("[")
        way, _, on = way.strip().partition(":")
        source, target = way.split()
        edge: dict[str, Any] = {"from": source, "to": target}
        if on:
            edge["on"] = on
        if condition:
            test = condition.rstrip("]")
            edge |= {"default": True} if test == "else" else {"when": test}
        edges.append(edge)
    return {**DOCUMENT, "nodes": made, "edges": edges}


def case(ways: str, options: dict[str, Any] | None = None, **nodes: dict[str, Any]) -> Case:
    """Start a case of a drawn flow."""
    return Case(flow(drawn(ways, **nodes)), **(options or {}))
