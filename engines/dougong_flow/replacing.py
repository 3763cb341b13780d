"""Replacing: the parts of an instance as plain data that nobody changes, and changed copies of them.

A transition makes dozens of them, most with many members of which one or two change, so a part is made several times
as fast as a frozen dataclass with slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")
Part = TypeVar("Part")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def plain_data(kind: type[Kind]) -> type[Kind]:
    """Make a class a dataclass of named members; that none is assigned again is for the type checker to see to."""
    return dataclass(kw_only=True)(kind)


def replace(part: Part, **changes: Any) -> Part:
    """Return a copy of a part with other values for some members; TypeError for one that it does not have."""
    made: Part = object.__new__(part.__class__)
    before = part.__dict__
    made.__dict__ = members = before | changes
    if len(members) > len(before):
        raise TypeError(f"{part.__class__.__name__} has not all of {', '.join(changes)}.")
    return made
