"""Schemas: the published JSON Schema of every kind of document, and the check of a document's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from dougong import resources
from dougong_form import escape
from dougong_model import Problem

KINDS = (
    "app",
    "entity",
    "form",
    "view",
    "flow",
    "rule",
    "scorecard",
    "table",
    "dataset",
    "metric",
    "dashboard",
    "message",
    "role",
    "page",
    "connection",
)
"""Every kind of document, in the order in which a person would read them."""

_COMMON = "common"
_HINTS = {
    "required": "Add it.",
    "pattern": "Keys are lowercase letters, digits and _, starting with a letter; ids have eight of them.",
    "propertyNames": "One of the names is not allowed here.",
}


@lru_cache(maxsize=32)
def schema_of(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind (or `common`); raises KeyError for another word."""
    if kind not in KINDS and kind != _COMMON:
        raise KeyError(kind)
    schema: dict[str, Any] = json.loads((resources.path("docs/schemas") / f"{kind}.json").read_text("utf-8"))
    return schema


@lru_cache(maxsize=32)
def member_order(kind: str) -> tuple[str, ...]:
    """Return the members of a document in the order in which they are written."""
    return tuple(schema_of(kind)["properties"])


@lru_cache(maxsize=32)
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    common = schema_of(_COMMON)
    registry = jsonschema_rs.Registry([(common["$id"], common)])
    return jsonschema_rs.Draft202012Validator(
        schema_of(kind), registry=registry, pattern_options=jsonschema_rs.RegexOptions()
    )


def shape_problems(kind: str, body: Mapping[str, Any]) -> list[Problem]:
    """Return how a document departs from its schema: pointer, message, hint. Empty when it fits."""
    validator = _validator(kind)
    if validator.is_valid(body):
        return []
    found: list[Problem] = []
    for error in validator.iter_errors(body):
        found += _told(error)
    return found


def _told(error: jsonschema_rs.ValidationError) -> list[Problem]:
    kind: Any = error.kind
    pointer = "".join(f"/{escape(step)}" for step in error.instance_path)
    match kind.name:
        case "required":
            return [
                Problem(
                    code="required",
                    pointer=f"{pointer}/{escape(kind.property)}",
                    message=f"“{kind.property}” is missing.",
                    hint=_HINTS["required"],
                )
            ]
        case "additionalProperties":
            return [
                Problem(
                    code="unknown_member",
                    pointer=f"{pointer}/{escape(name)}",
                    message=f"“{name[:60]}” is not a member here.",
                    hint="The schema of this kind names the members it knows.",
                )
                for name in kind.unexpected
            ]
        case "anyOf":
            deeper = _closest(error.instance, kind.context, pointer)
            return deeper or [
                Problem(code="shape", pointer=pointer, message="This has none of the allowed forms.")
            ]
        case "enum":
            return [
                Problem(
                    code="enum",
                    pointer=pointer,
                    message=f"“{str(error.instance)[:60]}” is not allowed here.",
                    hint="One of: " + ", ".join(str(one) for one in kind.options),
                )
            ]
    message = error.message if len(error.message) < 300 else f"This does not fit ({kind.name})."
    return [Problem(code=kind.name, pointer=pointer, message=message, hint=_HINTS.get(kind.name))]


def _closest(instance: Any, branches: Any, pointer: str) -> list[Problem]:
    """Return the problems of the form that fits best: the one with the fewest."""
    told = []
    for branch in branches:
        problems: list[Problem] = []
        for error in branch:
            problems += _told(error)
        told.append(problems)
    return min(told, key=len, default=[])
