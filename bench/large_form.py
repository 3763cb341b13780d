"""A form of two hundred fields: sections, rules that show and ask for fields, and fields that compute."""

from __future__ import annotations

from typing import Any

from bench.records import _field

from dougong.metadata.documents import Document

FIELDS = 200
_CHOICES = ("one", "two", "three")
_SECTION = 20


def _kind(place: int) -> tuple[str, dict[str, Any], dict[str, Any]]:
    match place % 10:
        case 3 | 4:
            return "number", {"type": ["string", "null"], "format": "decimal"}, {"precision": 2}
        case 5:
            options = [{"key": one, "label": {"en": one.title()}} for one in _CHOICES]
            return "select", {"type": ["string", "null"], "enum": [*_CHOICES, None]}, {"options": options}
        case 6:
            return "date", {"type": ["string", "null"], "format": "date"}, {}
        case 7:
            return "switch", {"type": ["boolean", "null"]}, {}
        case 9:
            sums = f"f{place - 6:03} + f{place - 5:03} * 2"
            return "formula", {}, {"formula": sums, "result": "number"}
        case _:
            return "text", {"type": ["string", "null"]}, {}


def documents() -> tuple[Document, ...]:
    """Return the app: one entity and its form, whose rules look at a choice, a number and a text of each section."""
    properties, linkage = {}, []
    for place in range(FIELDS):
        kind, schema, more = _kind(place)
        properties[f"f{place:03}"] = _field(f"lf{place:06}", kind, schema, **more)
    for start in range(0, FIELDS, 10):
        linkage += [
            {"when": f'f{start + 5:03} = "two"', "require": [f"f{start:03}"]},
            {"when": f"f{start + 3:03} > 100", "show": [f"f{start + 8:03}"]},
            {"when": f'f{start + 1:03} = "stop"', "lock": [f"f{start + 2:03}"]},
        ]
    layout = [
        {
            "section": {"en": f"Part {start // _SECTION + 1}"},
            "columns": 2,
            "items": [{"field": f"f{place:03}"} for place in range(start, start + _SECTION)],
        }
        for start in range(0, FIELDS, _SECTION)
    ]
    schema = {"type": "object", "required": [], "properties": properties}
    sheet = {"format": 1, "id": "ls000001", "key": "sheet", "name": {"en": "Sheet"}, "title": "f000"}
    form = {"format": 1, "id": "lo000001", "key": "sheet", "entity": "sheet", "default": True}
    form |= {"name": {"en": "Sheet"}, "layout": layout, "linkage": linkage}
    app = {"format": 1, "id": "la000001", "key": "large", "version": "1.0.0", "name": {"en": "Large"}}
    return (
        Document(kind="app", key="app", body=app),
        Document(kind="entity", key="sheet", body={**sheet, "schema": schema}),
        Document(kind="form", key="sheet", body=form),
    )
