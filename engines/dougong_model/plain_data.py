"""Plain data: the parts of what an engine works on, and quick ways to change copies of them.

A transition makes dozens of them, most with many members of which one or two change, so they are made several times
as fast as a frozen dataclass with slots, quickest by position. Nobody changes them but for those that nearly every
transition changes: these an engine copies once, and changes its copies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")
Part = TypeVar("Part")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def plain_data(kind: type[Kind]) -> type[Kind]:
    """Make a class a dataclass; that no member is assigned again is for the type checker to see to."""
    return dataclass(kind)


@dataclass_transform(field_specifiers=(field,))
def working_data(kind: type[Kind]) -> type[Kind]:
    """Make a class a dataclass that is changed where somebody has an object of his own."""
    return dataclass(kind)


def copied(part: Part) -> Part:
    """Return a copy of a part."""
    new: Part = object.__new__(part.__class__)
    new.__dict__ = part.__dict__.copy()
    return new


def replace(part: Part, **changes: Any) -> Part:
    """Return a copy of a part with other values for some members; TypeError for one that it does not have."""
    new: Part = object.__new__(part.__class__)
    before = part.__dict__
    new.__dict__ = members = before | changes
    if len(members) > len(before):
        raise TypeError(f"{part.__class__.__name__} has not all of {', '.join(changes)}.")
    return new
