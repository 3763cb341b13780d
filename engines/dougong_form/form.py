"""Forms: a layout over one entity, and the linkage between its fields as the document says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong_form.definition import Text

CONTAINERS = ("items", "tabs", "steps")
"""Members of a layout element that hold further elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """One rule of a form: while `when` holds, show, hide, require, lock fields and set values.

    `when` None always holds. A field that some rule shows is hidden until one of them holds.
    """

    when: str | None = None
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    set: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to fill in an entity; `defaults` are expressions by field for new records."""

    id: str
    key: str
    entity: str
    name: Text
    default: bool = False
    layout: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] = ()
    linkage: tuple[Linkage, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    public: Mapping[str, Any] | None = None
    document: Mapping[str, Any] = field(default_factory=dict)


def field_items(layout: Iterable[Mapping[str, Any]], pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield (pointer, item) for every item of a layout that shows a field, however deep."""
    for index, element in enumerate(layout):
        here = f"{pointer}/{index}"
        if "field" in element:
            yield here, element
        for name in CONTAINERS:
            yield from field_items(element.get(name, ()), f"{here}/{name}")
