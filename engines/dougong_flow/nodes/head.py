"""Head: the members that every node of a document has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from dougong_flow.reader import Reader

COMMON = ("id", "key", "kind", "name", "at", "bpmn", "origin")


class Head(TypedDict):
    """Key, id and name of a node."""

    key: str
    id: str
    name: Mapping[str, str]


def read_head(reader: Reader, raw: Mapping[str, Any], pointer: str, *members: str) -> Head:
    """Read key, id and name; refuse members that are neither common nor among `members`."""
    reader.members(raw, (*COMMON, *members), pointer)
    return Head(
        key=reader.key(raw.get("key"), f"{pointer}/key"),
        id=reader.id(raw.get("id"), f"{pointer}/id"),
        name=reader.name(raw.get("name"), f"{pointer}/name"),
    )
