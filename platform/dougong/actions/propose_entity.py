"""Propose an entity: a document for the columns of an uploaded table, or for a JSON Schema.

Nothing is written: who builds the app looks at the proposal, changes it, and keeps its documents in the draft.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.import_records import upload_of
from dougong.context import Context
from dougong.errors import Invalid
from dougong.identity.tables import person
from dougong.metadata.documents import Document
from dougong.metadata.drafts import draft_documents
from dougong.metadata.naming import proposed_key
from dougong.settings import Settings
from dougong.sheets.table import Reading, Table, open_table
from dougong_form import system_fields
from dougong_form.proposals import (
    Column,
    Known,
    Loss,
    NoObject,
    ProposedEntity,
    ProposedField,
    entities_of_schema,
    entity_document,
    entity_of_columns,
)
from dougong_model import Problem

LOOKED_AT = 20_000
"""So many rows of a table say what its columns are."""
DIFFERENT = 500
"""So many different values of a column are looked at."""
_SHOWN_ROWS = 8
_SHOWN = 100
_PLAIN_NAMES = frozenset({"data", "export", "sheet1", "sheet", "table", "book1", "工作表1", "数据", "导出"})


def propose_from_table(
    context: Context, settings: Settings, app: str, file: UUID, reading: Reading
) -> dict[str, Any]:
    """Return the entity that an uploaded table describes, how it was read, and which columns need no field.

    Raises NotFound for a file that is not the caller's, Invalid for one that cannot be read.
    """
    documents = draft_documents(context.conn, app)
    path, name = upload_of(context, settings, file)
    with open_table(path, reading) as table:
        columns, rows = _columns(table)
        system = _system_columns(table.columns)
        known = _known(context, documents)
        wanted = [one for one in columns if one.name not in system]
        if not wanted:
            message = "Every column of the file stands for a field that each record has anyway."
            raise Invalid(message, problems=[Problem(code="file", pointer="/file", message=message)])
        entity = entity_of_columns(_name_of(name, table), wanted, known)
        return {
            **_described(entity, documents, []),
            "system": [{"column": column, "field": field} for column, field in system.items()],
            "rows": rows,
            "reading": table.reading(),
            "head": [
                {"row": number, "cells": [cell[:_SHOWN] for cell in cells]}
                for number, cells in table.head[:_SHOWN_ROWS]
            ],
        }


def propose_from_schema(context: Context, app: str, schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the entity that an object schema describes, with everything that it does not carry.

    Raises Invalid when it describes no object with properties.
    """
    documents = draft_documents(context.conn, app)
    try:
        entity, losses = entities_of_schema(schema, name)
    except NoObject:
        message = "This schema describes no object with properties."
        raise Invalid(
            message, problems=[Problem(code="schema", pointer="/schema", message=message)]
        ) from None
    return _described(entity, documents, losses)


def _described(
    entity: ProposedEntity, documents: Sequence[Document], losses: Sequence[Loss]
) -> dict[str, Any]:
    taken = [one.key for one in documents if one.kind == "entity"]
    made, keys = entity_document(entity, proposed_key, taken)
    return {
        "documents": made,
        "fields": [_note(one, keys[one.source]) for one in entity.fields],
        "losses": [
            {"pointer": one.pointer, "keyword": one.keyword, "message": one.message} for one in losses
        ],
    }


def _note(field: ProposedField, key: str) -> dict[str, Any]:
    return {
        "key": key,
        "source": field.source,
        "reason": field.guess.reason,
        "samples": list(field.samples),
        "filled": field.filled,
        "different": field.distinct,
        "choices": [value[:_SHOWN] for value in field.choices],
        "refused": dict(field.refused),
    }


def _columns(table: Table) -> tuple[list[Column], int]:
    """Return the columns with their values as far as they are looked at, and how many rows the table has."""
    values: list[Counter[str]] = [Counter() for _ in table.columns]
    count = 0
    for count, (_number, cells) in enumerate(table.rows(), 1):
        if count > LOOKED_AT:
            continue
        for found, cell in zip(values, cells, strict=True):
            plain = cell.strip()
            if plain and (plain in found or len(found) < DIFFERENT):
                found[plain] += 1
    rows = min(count, LOOKED_AT)
    columns = [
        Column(name=name, values=found, rows=rows) for name, found in zip(table.columns, values, strict=True)
    ]
    return columns, count


def _system_columns(names: Sequence[str]) -> dict[str, str]:
    """Return the columns that are called like a field that every record has, with its key."""
    called = {
        text.casefold(): key
        for key, one in system_fields("").items()
        if key not in ("id", "version")
        for text in (key, *one.label.values())
    }
    return {name: called[name.strip().casefold()] for name in names if name.strip().casefold() in called}


def _known(context: Context, documents: Sequence[Document]) -> Known:
    entities = {
        one.key: one.body["name"]
        for one in documents
        if one.kind == "entity" and not one.body.get("parent") and isinstance(one.body.get("name"), Mapping)
    }
    names = context.conn.scalars(sa.select(person.c.name).where(person.c.active))
    return Known(entities=entities, people=frozenset(_folded(names)))


def _folded(names: Any) -> Iterator[str]:
    for name in names:
        yield name.strip().casefold()


def _name_of(file: str, table: Table) -> str:
    """Name an entity after its sheet, or its file where sheets have no names of their own."""
    stem = PurePath(file).stem.strip()
    sheet = (table.sheet or "").strip()
    best = next((one for one in (sheet, stem) if one and one.casefold() not in _PLAIN_NAMES), stem)
    return (best or "Table")[:80]
