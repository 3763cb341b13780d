"""Proposals: entities for what a builder has elsewhere, the columns of a table or a JSON Schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from dougong.actions.propose_entity import propose_from_schema, propose_from_table
from dougong.api.answers.base import answered
from dougong.api.answers.proposals import SchemaProposal, TableProposal
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.api.routes.imports import ReadingAsked

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/draft/proposals", tags=["Builder"])


class TableGiven(Closed):
    """An uploaded table: XLSX, or text as copied from a spreadsheet."""

    file: UUID
    reading: ReadingAsked = Field(default_factory=ReadingAsked)


class SchemaGiven(Closed):
    """A JSON Schema of an object, or of an array of objects; `name` counts where it has no title."""

    json_schema: dict[str, Any] = Field(alias="schema")
    name: str = Field(default="", max_length=80)


@router.post("/table", responses=answered(TableProposal))
def from_table(context: DesignerContext, request: Request, app: str, body: TableGiven) -> dict[str, Any]:
    """Return an entity for a table: a field for each column, its type guessed from the values, and why.

    Nothing is written; its documents are kept with `PUT /apps/{app}/draft/entity/{key}`.
    """
    return propose_from_table(context, settings_of(request), app, body.file, body.reading.reading())


@router.post("/schema", responses=answered(SchemaProposal))
def from_schema(context: DesignerContext, app: str, body: SchemaGiven) -> dict[str, Any]:
    """Return an entity for a JSON Schema; lists of objects become its rows, and what is lost is told.

    Nothing is written; its documents are kept with `PUT /apps/{app}/draft/entity/{key}`.
    """
    return propose_from_schema(context, app, body.json_schema, body.name)
