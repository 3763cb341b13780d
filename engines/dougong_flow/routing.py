"""Routing: which edges of a gateway are taken, what was tested for it, and the names of `flow`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong_flow.conditions import Condition
from dougong_flow.definition import START, Edge, Flow
from dougong_flow.instance import Instance, Visit
from dougong_model import FormulaErrorValue, number_text, plain_data


@plain_data
class Choice:
    """The edges taken (none: no condition holds and there is no default), what was tested, the values seen."""

    edges: tuple[Edge, ...]
    trace: tuple[Mapping[str, Any], ...]
    values: Mapping[str, Any]


def choose_edges(flow: Flow, gateway: str, scope: Mapping[str, Any], *, several: bool = False) -> Choice:
    """Take the first edge, in the document's order, whose condition is true, or with `several` all of them; else
    the default.

    A blank or an error is not true; the trace says so.
    """
    trace: list[Mapping[str, Any]] = []
    values: dict[str, Any] = {}
    taken: list[Edge] = []
    edges = flow.outgoing[gateway]
    for edge in edges:
        if edge.when is None or (taken and not several):
            continue
        value = edge.when.evaluate(scope)
        values.update(values_seen(edge.when, flow.entity, scope))
        trace.append({"edge": edge.name, "when": edge.when.text, "value": plain(value)})
        if value is True:
            taken.append(edge)
    taken = taken or [edge for edge in edges if edge.default][:1]
    return Choice(tuple(taken), tuple(trace), values)


def guards(flow: Flow, between: Collection[str], scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the conditions of some gateways say and read now: whether the way would be the same again."""
    seen: dict[str, Any] = {}
    for edge in flow.edges:
        if edge.source in between and edge.when is not None:
            seen |= values_seen(edge.when, flow.entity, scope)
            seen[edge.name] = plain(edge.when.evaluate(scope))
    return seen


def holds(condition: Condition | None, scope: Mapping[str, Any]) -> bool:
    """Say whether a condition is true; no condition always holds."""
    return condition is None or condition.evaluate(scope) is True


def values_seen(condition: Condition, entity: str, scope: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record's own fields that a condition reads, in plain form."""
    return {key: plain(scope[key]) for key in condition.fields.get(entity, ()) if key in scope}


def flow_names(instance: Instance, last: Visit | None, round_: int) -> dict[str, Any]:
    """Return what `flow.` offers: `last` is the last human visit, `round_` counts the submissions."""
    return {
        "key": instance.flow,
        "state": instance.state.value,
        "initiator": {"id": instance.initiator},
        "started_at": instance.started_at,
        "round": Decimal(round_),
        "outcome": last.outcome if last else None,
    }


def instance_names(instance: Instance) -> dict[str, Any]:
    """Return what `flow.` offers for an instance as it stands, seen from its last token."""
    last = instance.tokens[-1].last_visit if instance.tokens else None
    rounds = sum(visit.node == START for visit in instance.visits)
    return flow_names(instance, instance.visit(last) if last else None, rounds)


def plain(value: Any) -> Any:
    """Write a value as history keeps it: JSON without loss of digits."""
    match value:
        case None | bool() | str():
            return value
        case Decimal() | int():
            return number_text(value)
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | FormulaErrorValue():
            return str(value)
        case Mapping():
            return plain(value.get("id"))
        case list() | tuple():
            return [plain(item) for item in value]
    return str(value)
