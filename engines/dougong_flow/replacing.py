"""Replacing: the parts of an instance as plain data, and quick ways to make them and changed copies of them.

A transition makes dozens of them, most with many members of which one or two change, so they are made several times
as fast as a frozen dataclass with slots. Nobody changes them but for those that nearly every transition changes:
these a machine copies once, and changes its copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ParamSpec, TypeVar, dataclass_transform

Kind = TypeVar("Kind")
Part = TypeVar("Part")
Members = ParamSpec("Members")

_DEFAULTS: dict[Any, dict[str, Any]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def plain_data(kind: type[Kind]) -> type[Kind]:
    """Make a class a dataclass of named members; that none is assigned again is for the type checker to see to."""
    return working_data(kind)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def working_data(kind: type[Kind]) -> type[Kind]:
    """Make a class a dataclass of named members that are changed where somebody has an object of his own."""
    made_kind = dataclass(kw_only=True)(kind)
    _DEFAULTS[made_kind] = {
        one.name: one.default if one.default_factory is MISSING else one.default_factory()
        for one in fields(made_kind)  # type: ignore[arg-type]
        if one.default is not MISSING or one.default_factory is not MISSING
    }
    return made_kind


def made(kind: Callable[Members, Part], /, *_: Members.args, **members: Members.kwargs) -> Part:
    """Make an object of plain data from all its named members but those with a default, as its class itself does,
    in half the time; that they are the right ones is for the type checker to see to.
    """
    new: Part = object.__new__(kind)  # type: ignore[arg-type]
    new.__dict__ = _DEFAULTS[kind] | members
    return new


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
