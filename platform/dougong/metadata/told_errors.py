"""Errors that were kept as text by a run, a set or a request, told to a reader: in his language, fields by their labels."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dougong.messages import translated
from dougong_form import Field
from dougong_model import localised

_PLACE = re.compile(r"/(\w+)\s*[:：]")


def told_error(error: str, language: str, fields: Mapping[str, Field] | None = None) -> str:
    """Return an error in a language: what is wrong, and each place of it in a line of its own.

    A place that is one of `fields` is told by its label.
    """
    return "\n".join(_line(line, language, fields or {}) for line in error.split("\n"))


def _line(line: str, language: str, fields: Mapping[str, Field]) -> str:
    said = translated(line, language)
    place = _PLACE.match(said)
    known = fields.get(place[1]) if place else None
    if place is None or known is None:
        return said
    return localised(known.label, language) + said[place.end(1) :]
