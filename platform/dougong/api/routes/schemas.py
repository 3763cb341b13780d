"""What a builder can use: the schemas of documents, the functions of the expression language, field types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from dougong.api.answers.base import Document, answered
from dougong.api.answers.builder import FieldTypeList, FunctionList, SchemaKinds
from dougong.api.deps import OpenToAll
from dougong.api.opening import ContextRoute
from dougong.errors import NotFound
from dougong.metadata.schemas import KINDS, schema_of
from dougong_form import FIELD_TYPES
from dougong_formula import PUBLIC_FUNCTIONS

router = APIRouter(route_class=ContextRoute, tags=["Builder"], dependencies=[OpenToAll])


@router.get("/schemas", responses=answered(SchemaKinds))
def get_schemas() -> dict[str, Any]:
    """List the kinds of documents that have a schema."""
    return {"items": [{"kind": kind, "title": schema_of(kind)["title"]} for kind in KINDS]}


@router.get("/schemas/{kind}", responses=answered(Document))
def get_schema(kind: str) -> Mapping[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of document; `common` holds the parts they share."""
    try:
        return schema_of(kind)
    except KeyError:
        raise NotFound("There is no such kind of document.") from None


@router.get("/functions", responses=answered(FunctionList))
def get_functions() -> dict[str, Any]:
    """List the functions of the expression language with signature, help and examples."""
    functions = PUBLIC_FUNCTIONS.values() if isinstance(PUBLIC_FUNCTIONS, Mapping) else PUBLIC_FUNCTIONS
    return {
        "items": [
            {
                "name": one.name,
                "group": one.group,
                "signature": one.signature,
                "help": one.help,
                "examples": [list(pair) for pair in one.examples],
            }
            for one in functions
        ]
    }


@router.get("/field-types", responses=answered(FieldTypeList))
def get_field_types() -> dict[str, Any]:
    """List the field types with their group, label, icon, and the schema of their settings."""
    return {
        "items": [
            {
                "name": one.name,
                "group": one.group,
                "label": one.label,
                "icon": one.icon,
                "widget": one.widget,
                "operators": list(one.operators),
                "computed": one.computed,
                "conversions": sorted(one.conversions),
                "settings": {"type": "object", "properties": one.settings_schema},
            }
            for one in FIELD_TYPES.values()
        ]
    }
