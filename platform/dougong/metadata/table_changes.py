"""Table changes: one step on the tables of an app, as publishing makes it, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import ExecutableDDLElement

from dougong.metadata.conversions import Fill
from dougong_form import Entity, Field
from dougong_model import localised

Statement = ExecutableDDLElement | sa.Update | sa.Delete | Fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A field or an entity that goes with its values, as it can be brought back.

    `element` is the id under which its columns, or its table, are kept; `definition` its property or document
    under that id, None for a part of an entity, which comes back with it; `reason` is removed, or converted for the old values of a field that became another type.
    """

    kind: str
    element: str
    entity: str
    key: str
    definition: Mapping[str, Any] | None
    reason: str = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One step on the tables.

    `cost` is fast (however many rows), scan (reads the rows) or rewrite. `loses` says that values go out of
    sight; the plan asks to accept it. `restores` names a column or table renamed away earlier, that comes
    back under its old name when it is still there; `removed` is what goes; `fills`
    tells what is turned into the new columns once all of them are there. `told` is false for what another
    step tells already.
    """

    what: str
    title: Mapping[str, str]
    elements: tuple[Statement, ...]
    table: sa.Table
    cost: str = "fast"
    loses: bool = False
    element: str = ""
    counts: sa.ColumnElement[Any] | None = None
    restores: tuple[str, str] | None = None
    told: bool = True
    removed: Removed | None = None
    fills: Fill | None = None


def called(element: Entity | Field, language: str) -> str:
    """Return the name that people know an entity or a field by, in quotation marks."""
    name = element.name if isinstance(element, Entity) else element.label
    return f"“{localised(name, language) or element.key}”"


def field_title(entity: Entity, field: Field, en: str, zh: str) -> dict[str, str]:
    """Put a field and its entity into a sentence of each language, as {field} and {entity}."""
    return {
        language: sentence.format(field=called(field, language), entity=called(entity, language))
        for language, sentence in (("en", en), ("zh", zh))
    }
