"""Base: what all described answers share, and how a route says which one it gives.

The models describe; they are not run on answers. Most answers are bytes that PostgreSQL wrote or plain
objects that need no second look, and the tests hold every answer they meet against its description.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypeAliasType

from dougong.api.problems import responses
from dougong.errors import DougongError

JsonValue = TypeAliasType(
    "JsonValue",
    "str | float | bool | list[JsonValue] | dict[str, JsonValue] | None",
)
"""Any JSON; numbers that are not whole travel as texts."""

Title = TypeAliasType("Title", "str | list[str | None] | None")
"""What a reference is called, or each of the records that a field holds; null where it may not be seen."""

Digits = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
"""A decimal number as text."""


def _bare(schema: dict[str, Any]) -> None:
    """Leave out titles and defaults: they repeat the name, and say null of what is simply absent."""
    for one in schema.get("properties", {}).values():
        one.pop("title", None)
        one.pop("default", None)
    schema.pop("title", None)


class Answer(BaseModel):
    """An object of an answer, with its members and no others."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_bare)


class Excerpt(BaseModel):
    """A part of an app's document: the members that matter here; it may have more (docs/schemas)."""

    model_config = ConfigDict(extra="ignore", json_schema_extra=_bare)


def absent() -> Any:
    """Mark a member that may be absent."""
    return Field(default=None)


def answered(model: Any, *errors: type[DougongError], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Describe what a route answers, with the problems that only some routes have."""
    return {**responses(*errors), status: {"model": model, "description": "Done"}}


def file_of(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Describe a route that sends a file."""
    body = {"schema": {"type": "string", "format": "binary"}}
    return {**responses(), 200: {"description": "The file", "content": dict.fromkeys(media_types, body)}}


class Localised(Excerpt):
    """A text in each language that it has."""

    en: str = absent()
    zh: str = absent()


class PersonRef(Answer):
    """A person by name."""

    id: UUID
    name: str


class Actor(Answer):
    """Who or what acted, by the name people know; only a person has an id.

    `key` names the document of a rule, score card, pool, sequence, button, flow or form, whose name falls back to it.
    """

    id: UUID | None
    kind: Literal[
        "person", "rule", "scorecard", "pool", "sequence", "button", "flow", "form", "hook", "token", "system"
    ]
    key: str
    name: str


class RecordLink(Answer):
    """Where a record is."""

    app: str
    entity: str
    id: UUID


class Changed(Answer):
    """How many documents were changed."""

    changed: int


class Health(Answer):
    """Whether the process answers, or can serve."""

    status: str
    detail: str = absent()


class Document(Excerpt):
    """A JSON document of any shape."""
