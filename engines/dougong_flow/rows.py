"""Rows: an instance as plain rows, one list per table, and back. What a store writes and reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from dougong_flow.instance import (
    Incident,
    Instance,
    InstanceState,
    Region,
    Seat,
    SeatState,
    Timer,
    Token,
    TokenState,
    Visit,
    VisitState,
)

Part = TypeVar("Part", Token, Visit, Seat, Region, Timer, Incident)

Row = dict[str, Any]

PARTS: Mapping[str, type[Any]] = {
    "tokens": Token,
    "visits": Visit,
    "seats": Seat,
    "regions": Region,
    "timers": Timer,
    "incidents": Incident,
}
"""The parts of an instance that have rows of their own, by the instance's member."""

_LISTS = ("trace", "children")
"""Members of a visit that are lists of objects."""

_STATES: Mapping[type[Any], type[StrEnum]] = {Token: TokenState, Visit: VisitState, Seat: SeatState}
_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in PARTS.values()}
_VALUES = {kind: attrgetter(*names) for kind, names in _NAMES.items()}
_HEADER = tuple(field.name for field in fields(Instance) if field.name not in PARTS)
_HEADER_VALUES = attrgetter(*_HEADER)


def part_row(part: Part, instance: UUID) -> Row:
    """Return the row of one part; states become texts, a trace and children lists."""
    kind = type(part)
    row: Row = dict(zip(_NAMES[kind], _VALUES[kind](part), strict=True))
    row["instance"] = instance
    if kind in _STATES:
        row["state"] = row["state"].value
    if kind is Visit:
        for name in _LISTS:
            row[name] = [dict(line) for line in row[name]]
    return row


def header_row(instance: Instance) -> Row:
    """Return the row of an instance without its parts."""
    row: Row = dict(zip(_HEADER, _HEADER_VALUES(instance), strict=True))
    row["state"] = instance.state.value
    return row


def to_rows(instance: Instance) -> dict[str, list[Row]]:
    """Return all rows of an instance by table: `instance` and the names of `PARTS`."""
    parts: dict[str, Any] = {
        name: [part_row(part, instance.id) for part in getattr(instance, name)] for name in PARTS
    }
    return {"instance": [header_row(instance)], **parts}


def part_from_row(kind: type[Part], row: Mapping[str, Any]) -> Part:
    """Return one part; columns that the part does not have are ignored."""
    values = {name: row[name] for name in _NAMES[kind]}
    if kind in _STATES:
        values["state"] = _STATES[kind](values["state"])
    if kind is Visit:
        for name in _LISTS:
            values[name] = tuple(values[name] or ())
    return kind(**values)


def from_rows(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Instance:
    """Return the instance that its rows describe; parts are in the order in which they were made."""
    header = rows["instance"][0]
    values = {name: header[name] for name in _HEADER} | {"state": InstanceState(header["state"])}
    values["chosen"] = values["chosen"] or {}
    parts: dict[str, Any] = {
        name: tuple(part_from_row(kind, row) for row in rows.get(name, ())) for name, kind in PARTS.items()
    }
    return Instance(**values, **parts)
