"""References: what a record points to must exist and be visible to whoever sets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape, shape_of
from dougong.context import Context, Principal, system_principal
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.read import scope_in, visible_in
from dougong_model import Problem, Value

Values = Mapping[str, Value]
Place = tuple[str, str, UUID]


def check(
    context: Context,
    app: App,
    shape: EntityShape,
    changes: Sequence[Change],
    given: Sequence[Values],
    before: Mapping[UUID, Values] | None,
) -> None:
    """Raise Invalid for every new reference to a record that does not exist or that the caller may not
    see.
    """
    asked: dict[str, set[UUID]] = {}
    places: list[Place] = []
    pointing = _pointing(app, shape)
    for change, values in zip(changes, given, strict=True):
        held = {} if before is None else before.get(change.id, {})
        _collect(app, pointing, values, change.place, asked, places, held)
    if context.principal.person is not None:
        asked.get("person", set()).discard(context.principal.person)
    if context.principal.department is not None:
        asked.get("department", set()).discard(context.principal.department)
    asker = (
        context.with_(principal=system_principal("references")) if _trusted(context.principal) else context
    )
    known = {
        entity: visible_in(asker, scope_in(asker, app, entity), list(ids))
        for entity, ids in asked.items()
        if ids
    }
    problems = [
        Problem(code="unknown_reference", pointer=pointer, message="There is no such record.")
        for entity, pointer, identity in places
        if identity in asked[entity] and identity not in known.get(entity, set())
    ]
    if problems:
        raise Invalid("Some values are refused.", problems=problems)


def _trusted(caller: Principal) -> bool:
    """Say whether references need only exist: there is nobody whose sight could be asked.

    A visitor sends none, those of his answer came with the form's link, whose maker could see them; what
    another system delivers goes where the hook's maker mapped it.
    """
    return caller.kind == "public_form" or (caller.kind == "token" and caller.person is None)


def _collect(
    app: App,
    pointing: Mapping[str, FieldShape],
    values: Values,
    place: str,
    asked: dict[str, set[UUID]],
    places: list[Place],
    held: Values,
) -> None:
    """Gather what values point to; of several records those that are not `held` already."""
    for key, one in pointing.items():
        value = values.get(key)
        if value is None:
            continue
        if one.type == "sub_table":
            child = _pointing(app, shape_of(app, str(one.target)))
            rows: Any = value
            for position, row in enumerate(rows):
                known = _row(held.get(key), row)
                _collect(app, child, row, f"{place}/{key}/{position}", asked, places, known)
        elif one.holds_links:
            targets: Any = value
            already: Any = held.get(key) or ()
            for position, target in enumerate(targets):
                if target not in already:
                    asked.setdefault(str(one.target), set()).add(target)
                    places.append((str(one.target), f"{place}/{key}/{position}", target))
        elif isinstance(value, UUID):
            asked.setdefault(str(one.target), set()).add(value)
            places.append((str(one.target), f"{place}/{key}", value))


def _row(rows: Any, row: Values) -> Values:
    """Return a row of a sub-table as it is stored; nothing for a new one."""
    if row.get("id") is None:
        return {}
    return next((one for one in rows or () if one.get("id") == row["id"]), {})


def _pointing(app: App, shape: EntityShape) -> Mapping[str, FieldShape]:
    """Return the fields of an entity that point to records, and its sub-tables, whose rows may."""

    def make() -> Mapping[str, FieldShape]:
        return {
            key: one
            for key, one in shape.fields.items()
            if key != "id" and (one.names_records or one.type == "sub_table")
        }

    return kept(app, ("pointing", shape.key), make)
