"""Errors that were kept as text by a run, a set or a request, told to a reader: in his language, fields by their labels."""

from __future__ import annotations

import re

from dougong.messages import translated
from dougong.metadata.compile import App
from dougong_form import Field
from dougong_model import localised

_PLACE = re.compile(r"/(?:(\w+)/)?(\w+)(?=\s*[:：])")


def told_error(error: str, language: str, app: App | None = None, entity: str = "") -> str:
    """Return an error in a language: what is wrong, and each place of it in a line of its own.

    A place that is a field is told by its label, one of another entity than the reader looks at (`entity`) by that
    one's name too.
    """
    return "\n".join(_line(line, language, app, entity) for line in error.split("\n"))


def _line(line: str, language: str, app: App | None, entity: str) -> str:
    said = translated(line, language)
    place = _PLACE.match(said)
    if place is None or app is None:
        return said
    whose = place[1] or entity
    known: Field | None = app.entities[whose].fields.get(place[2]) if whose in app.entities else None
    if known is None:
        return said
    label = localised(known.label, language)
    if whose != entity:
        name = localised(app.entities[whose].entity.name, language)
        label += f"（{name}）" if language.startswith("zh") else f" ({name})"
    return label + said[place.end() :]
