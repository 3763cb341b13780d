"""Schemas: the published JSON Schema of every kind of document, and the check of a document's shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from dougong import resources
from dougong.metadata.schema_words import told
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
    "pool",
    "sequence",
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
        found += told(error)
    return found
