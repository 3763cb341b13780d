"""Answers about entities that are proposed for a table or a JSON Schema."""

from __future__ import annotations

from typing import Any

from dougong.api.answers.base import Answer, Localised
from dougong.api.answers.imports import ImportReading, PreviewRow


class FieldNote(Answer):
    """Why a proposed field has its type, and what stands in its column.

    `choices` are the values where they are few; `refused` counts those that a type would not take, for each
    type that is likely at all.
    """

    key: str
    source: str
    reason: Localised
    samples: list[str]
    filled: int
    different: int
    choices: list[str]
    refused: dict[str, int]


class LossNote(Answer):
    """A part of a JSON Schema that the proposal does not carry, or carries differently."""

    pointer: str
    keyword: str
    message: Localised


class SystemColumn(Answer):
    """A column that needs no field: every record has one."""

    column: str
    field: str


class SchemaProposal(Answer):
    """Entity documents, the first with the rest as its rows, and a note on each field of the first."""

    documents: list[dict[str, Any]]
    fields: list[FieldNote]
    losses: list[LossNote]


class TableProposal(SchemaProposal):
    """The proposal for a table, and how the table was read."""

    system: list[SystemColumn]
    rows: int
    reading: ImportReading
    head: list[PreviewRow]
