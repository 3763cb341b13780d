"""Permit: what a person may write, before it is read closer. Rows by the scope's formulas, fields by its
field set.

A field that the person may not read is answered as one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import Invalid, NotAllowed, NotFound
from dougong.records.read import visible_in
from dougong_form import escape
from dougong_model import Problem


def permit_fields(
    scope: Scope, names: Iterable[str], place: str = "", *, action: str = "change"
) -> list[Problem]:
    """Return a problem for every field that an action may not write; unknown and hidden ones look alike."""
    problems = []
    allowed = scope.written(action)
    for name in [name for name in names if name not in allowed]:
        pointer = f"{place}/{escape(name)}"
        if name not in scope.read or name not in scope.shape.fields:
            problems.append(
                Problem(code="unknown_field", pointer=pointer, message=f"There is no field “{name[:60]}”.")
            )
        elif scope.shape.fields[name].field.read_only:
            problems.append(Problem(code="read_only", pointer=pointer, message="This field is read-only."))
        else:
            problems.append(
                Problem(code="not_allowed", pointer=pointer, message="You may not change this field.")
            )
    return problems


def permit_values(scope: Scope, given: Sequence[tuple[str, str, Mapping[str, object]]]) -> None:
    """Raise Invalid for fields that may not be written in any of several (action, place, values)."""
    problems = [
        one for action, place, values in given for one in permit_fields(scope, values, place, action=action)
    ]
    if problems:
        raise Invalid("Some fields may not be written.", problems=problems)


def permit_rows(
    context: Context,
    scope: Scope,
    records: Sequence[UUID],
    action: str,
    fields: Iterable[str] = (),
    *,
    trash: bool = False,
) -> None:
    """Raise NotFound for a record the person does not see, NotAllowed for one he may not act on.

    `fields` are those to be written: one that is granted on some rows only is asked of these rows.
    """
    if not records or "all" in scope.shape_key:
        # Who may do everything is only told that a record does not exist, and the writer tells that.
        return
    allowed = visible_in(context, scope, list(records), action, trash=trash)
    missing = [record for record in records if record not in allowed]
    if missing:
        seen = visible_in(context, scope, missing, trash=trash)
        if len(seen) < len(set(missing)):
            raise NotFound("There is no such record.", records=set(missing) - seen)
        raise NotAllowed(f"You may not {action} this record.", records=missing)
    for key in fields:
        rows = scope.write.get(key)
        if rows is None:
            continue
        narrow = replace(
            scope,
            rows={**scope.rows, action: rows},
            shape_key=(*scope.shape_key, "field", key),
            shared=False,
        )
        closed = set(records) - visible_in(context, narrow, list(records), action)
        if closed:
            raise NotAllowed(f"You may not change “{key}” of this record.", records=closed)
