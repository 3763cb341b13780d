"""To JSON: the typed tree for the evaluator of the browser (frontend/src/formula).

Nodes: `{"k": "lit", "t", "v"}` · `{"k": "field", "t", "d", "p"}` (depth, path) · `{"k": "name", "t", "p"}` ·
`{"k": "call", "t", "f", "a", "c"}` (function, arguments, kinds of a strict function's parameters) ·
`{"k": "agg", "t", "f", "d", "in", "if", "of", "by"}` (list, condition, value, separator) · `{"k": "rows"}`.
Numbers are strings, dates ISO 8601, `t` the kind of the type.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong_formula.functions import FUNCTIONS
from dougong_formula.typed import Aggregate, Call, Expression, Field, Filtered, Literal, Name, Node, Rows
from dougong_formula.types import Type
from dougong_model import number_text


def to_json(expression: Expression) -> dict[str, Any]:
    """Return `{"type", "tree", "volatile", "text"}` as plain JSON."""
    return {
        "text": expression.text,
        "type": type_to_json(expression.type),
        "tree": _node(expression.tree),
        "volatile": expression.volatile,
    }


def type_to_json(type_: Type) -> dict[str, Any]:
    """Return a type as plain JSON: its kind, with the item of a list and the entity of a record."""
    found: dict[str, Any] = {"kind": type_.kind}
    if type_.item is not None:
        found["item"] = type_to_json(type_.item)
    if type_.entity is not None:
        found["entity"] = type_.entity
    return found


def _node(node: Node) -> dict[str, Any]:
    match node:
        case Literal():
            return {"k": "lit", "t": node.type.kind, "v": _value(node.value)}
        case Field():
            return {"k": "field", "t": _kind(node.type), "d": node.depth, "p": list(node.path)}
        case Name():
            return {"k": "name", "t": _kind(node.type), "p": list(node.path)}
        case Call():
            called = {
                "k": "call",
                "t": node.type.kind,
                "f": node.function,
                "a": [_node(part) for part in node.arguments],
            }
            function = FUNCTIONS.get(node.function)
            if function is not None and function.python is not None:
                called["c"] = list(function.parameters)
            return called
        case Aggregate():
            return {
                "k": "agg",
                "t": node.type.kind,
                "f": node.function,
                "d": node.depth,
                "in": _node(node.source),
                "if": _optional(node.condition),
                "of": _optional(node.value),
                "by": _optional(node.separator),
            }
        case Rows():
            return {"k": "rows"}
        case Filtered():
            raise AssertionError("FILTER is part of an aggregate")


def _kind(type_: Type) -> str:
    return "records" if type_.is_record_list else type_.kind


def _optional(node: Node | None) -> dict[str, Any] | None:
    return None if node is None else _node(node)


def _value(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case Decimal():
            return number_text(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            raise TypeError(f"A formula holds no constant of {type(value).__name__}.")
