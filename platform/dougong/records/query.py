"""Query: what a list asks for, read from the request and held to its limits.

Names are checked when compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong.errors import BadRequest
from dougong_model import Problem

MOST_ROWS = 500
USUAL_ROWS = 50
MOST_SORTS = 5
MOST_EXPANDS = 20
DEEPEST_EXPAND = 3
MOST_FIELDS = 200
LONGEST_FILTER = 8000
MOST_CONDITIONS = 50
MOST_MARKS = 20
LONGEST_MARK = 2000
_PATH = re.compile(r"[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,3}\Z")
_CONDITION = re.compile(r"\b(AND|OR)\b|,", re.IGNORECASE)
_TEXTS = re.compile(r'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One key of the order: a field, or a path to one."""

    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One list: hashable, so that it names a compiled statement together with the scope."""

    filter: str | None = None
    sort: tuple[Sort, ...] = ()
    limit: int = USUAL_ROWS
    cursor: str | None = None
    fields: tuple[str, ...] | None = None
    expand: tuple[str, ...] = ()
    search: str | None = None
    count: bool = False
    trash: bool = False
    batch: UUID | None = None
    picked: tuple[UUID, ...] | None = None
    """Records chosen by hand, of which the list holds those that it would hold anyway."""
    marks: tuple[str, ...] = ()
    """Conditions of which each record tells whether it meets them."""


def refused(code: str, pointer: str, message: str) -> BadRequest:
    """Return the answer to a member of a query that does not fit."""
    return BadRequest(message, problems=[Problem(code=code, pointer=pointer, message=message)])


def unknown_name(pointer: str, name: str) -> BadRequest:
    """Return the answer to a name that does not exist or that the caller may not know: the same for both."""
    return refused("unknown_name", pointer, f"There is no field “{name[:80]}”.")


def parse_query(given: Mapping[str, Any]) -> Query:
    """Read a query from URL parameters or a JSON body; raises BadRequest for what does not fit."""
    known = {
        "filter",
        "sort",
        "limit",
        "cursor",
        "fields",
        "expand",
        "search",
        "count",
        "trash",
        "batch",
        "marks",
    }
    for name in given:
        if name not in known:
            raise refused("unknown_parameter", f"/{name[:60]}", f"There is no parameter “{name[:60]}”.")
    fields = _paths("fields", given.get("fields"), MOST_FIELDS)
    return Query(
        filter=_filter(given.get("filter")),
        sort=_sort(given.get("sort")),
        limit=_limit(given.get("limit")),
        cursor=_text("cursor", given.get("cursor"), 4000),
        fields=fields or None,
        expand=_expand(given.get("expand")),
        search=_text("search", given.get("search"), 200),
        count=_choice("count", given.get("count"), {"exact": True, "none": False}),
        trash=_choice("trash", given.get("trash"), {"true": True, "false": False}),
        batch=_identity("batch", given.get("batch")),
        marks=_marks(given.get("marks")),
    )


def _text(name: str, value: Any, longest: int) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise refused("text", f"/{name}", f"“{name}” is a text.")
    if len(value) > longest:
        raise refused("too_long", f"/{name}", f"“{name}” has at most {longest} characters.")
    if "\x00" in value:
        raise refused("character", f"/{name}", f"“{name}” has a character that text may not hold.")
    return value


def _identity(name: str, value: Any) -> UUID | None:
    text = _text(name, value, 40)
    try:
        return None if text is None else UUID(text)
    except ValueError:
        raise refused("uuid", f"/{name}", f"“{name}” is an id.") from None


def _filter(value: Any) -> str | None:
    text = _text("filter", value, LONGEST_FILTER)
    if text is None or not text.strip():
        return None
    if len(_CONDITION.findall(_TEXTS.sub('""', text))) >= MOST_CONDITIONS * 10:
        raise refused("too_complex", "/filter", f"A filter has at most {MOST_CONDITIONS} conditions.")
    return text.strip()


def _marks(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise refused("list", "/marks", "“marks” is a list of conditions.")
    if len(value) > MOST_MARKS:
        raise refused("too_many", "/marks", f"“marks” has at most {MOST_MARKS} conditions.")
    for place, one in enumerate(value):
        if len(one) > LONGEST_MARK or "\x00" in one:
            raise refused(
                "too_long", f"/marks/{place}", f"A condition has at most {LONGEST_MARK} characters."
            )
    return tuple(value)


def _limit(value: Any) -> int:
    if value is None or value == "":
        return USUAL_ROWS
    try:
        limit = int(value)
    except (TypeError, ValueError):
        raise refused("number", "/limit", "“limit” is a whole number.") from None
    if not 1 <= limit <= MOST_ROWS:
        raise refused("out_of_range", "/limit", f"“limit” is from 1 to {MOST_ROWS}.")
    return limit


def _listed(name: str, value: Any) -> list[str]:
    if value is None or value == "":
        return []
    items: Iterable[Any] = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(one, str) for one in items):
        raise refused("list", f"/{name}", f"“{name}” is a list of names.")
    return [one.strip() for one in items if one.strip()]


def _paths(name: str, value: Any, most: int) -> tuple[str, ...]:
    found = _listed(name, value)
    if len(found) > most:
        raise refused("too_many", f"/{name}", f"“{name}” has at most {most} names.")
    for one in found:
        if not _PATH.match(one):
            raise unknown_name(f"/{name}", one)
    return tuple(dict.fromkeys(found))


def _sort(value: Any) -> tuple[Sort, ...]:
    found = []
    for one in _listed("sort", value):
        path = one.removeprefix("-")
        if not _PATH.match(path):
            raise unknown_name("/sort", path)
        found.append(Sort(path=path, descending=one.startswith("-")))
    if len(found) > MOST_SORTS:
        raise refused("too_many", "/sort", f"“sort” has at most {MOST_SORTS} keys.")
    return tuple(found)


def _expand(value: Any) -> tuple[str, ...]:
    found = _paths("expand", value, MOST_EXPANDS)
    for one in found:
        if one.count(".") >= DEEPEST_EXPAND:
            raise refused("too_deep", "/expand", f"“expand” follows at most {DEEPEST_EXPAND} references.")
    return found


def _choice(name: str, value: Any, choices: Mapping[str, bool]) -> bool:
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        value = "true" if value else "false"
    if value not in choices:
        raise refused("choice", f"/{name}", f"“{name}” is one of {', '.join(choices)}.")
    return choices[value]
