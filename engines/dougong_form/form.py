"""Forms: a layout over one entity, and the linkage between its fields as the document says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong_form.definition import Text

CONTAINERS = ("items", "tabs", "steps")
"""Members of a layout element that hold further elements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a rule says to who fills in a form, at a field or (None) about the whole."""

    text: Text
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """One rule of a form: while `when` holds, show, hide, require, lock fields, set values, narrow what can
    be chosen, refuse or warn.

    `when` None always holds. A field that some rule shows is hidden until one of them holds. `offer` has the
    choices that are left of a select, `pick` a condition over the records that a reference may point to, in
    which `form.` is the record that is filled in. Of several rules that narrow a field all hold together.
    """

    when: str | None = None
    show: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    set: Mapping[str, str] = field(default_factory=dict)
    offer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pick: Mapping[str, str] = field(default_factory=dict)
    refuse: Remark | None = None
    warn: Remark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """What a record chosen in the reference `field` fills in: expressions by field.

    With `over` they replace what stands there, else only blanks are filled.
    """

    field: str
    set: Mapping[str, str]
    over: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A form with other rights on its fields: for a step of a flow that names it, or on one kind of device.

    What it does not name stays as it is where the form is used: open in the form, read at a step. `edit` opens
    at a step, `read` closes in the form.
    """

    key: str
    name: Text
    device: str | None = None
    edit: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    require: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to fill in an entity; `defaults` are expressions by field for new records.

    `clear_hidden` are fields that are emptied while they are hidden; the others keep what is stored of them.
    `row_forms` are the forms of the rows of sub-tables, by field.
    """

    id: str
    key: str
    entity: str
    name: Text
    default: bool = False
    layout: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] = ()
    linkage: tuple[Linkage, ...] = ()
    fill: tuple[Fill, ...] = ()
    clear_hidden: tuple[str, ...] = ()
    row_forms: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
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
