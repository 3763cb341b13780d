"""References: what a record points to must exist and be visible to whoever sets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
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
Place = tuple[str, str, str, UUID]
"""The entity that is pointed to, the place of the values, the field in them, and the record."""


class _Given(NamedTuple):
    """Values that are given for a record or a row, the place of them in the request, and what is held."""

    place: str
    values: Values
    held: Values


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
    places: list[Place] = []
    _collect(
        app,
        shape,
        [
            _Given(change.place, values, {} if before is None else before.get(change.id, {}))
            for change, values in zip(changes, given, strict=True)
        ],
        places,
    )
    asked: dict[str, set[UUID]] = {}
    for entity, _above, _key, identity in places:
        asked.setdefault(entity, set()).add(identity)
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
        Problem(code="unknown_reference", pointer=f"{above}/{key}", message="There is no such record.")
        for entity, above, key, identity in places
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


def _collect(app: App, shape: EntityShape, given: Sequence[_Given], places: list[Place]) -> None:
    """Gather what values point to; of several records those that are not held already."""
    for key, one in _pointing(app, shape).items():
        target = str(one.target)
        if one.type == "sub_table":
            _collect(app, shape_of(app, target), list(_rows(key, given)), places)
        elif one.holds_links:
            for above, values, held in given:
                named: Any = values.get(key) or ()
                already: Any = held.get(key) or ()
                places += [
                    (target, above, f"{key}/{position}", identity)
                    for position, identity in enumerate(named)
                    if identity not in already
                ]
        else:
            places += [
                (target, above, key, identity)
                for above, values, _held in given
                if isinstance(identity := values.get(key), UUID)
            ]


def _rows(key: str, given: Sequence[_Given]) -> Iterator[_Given]:
    """Yield the rows of a sub-table of several records."""
    for above, values, held in given:
        rows: Any = values.get(key) or ()
        for position, row in enumerate(rows):
            yield _Given(f"{above}/{key}/{position}", row, _row(held.get(key), row))


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
