"""Creation: whether somebody may make the record that he asks for, by the row formulas of his right to
create."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.access.scope import Rows, SharedRows
from dougong.actions.act import Act
from dougong.actions.draft import BLANK, Draft
from dougong.actions.rows import Row
from dougong.errors import NotAllowed
from dougong_formula import Expression, to_python
from dougong_model import Problem, Value

_REFUSED = "You may not create a record with these values."
_HOLDERS = ("owner", "department")


def permit_created(act: Act, drafts: Sequence[Draft], rows: Rows, *, leave_out: bool = False) -> None:
    """Raise NotAllowed for a new record outside the rows that somebody may create; with `leave_out` the draft
    gets a problem instead.

    What he asks for is judged, and not what rules make of it. Fields with a value (given, or a default) count
    with that value, whatever a rule puts over it: a rule that hands a lead on to somebody else takes nothing
    from who may enter it, and one that moves a forbidden record to permitted rows permits nothing. Fields he
    leaves blank count as the rules before the save have filled them, so that leaving one out leads nowhere
    that giving it would not. A record of which nobody said whose it is, is his own and of his department.
    What rules do after the save they do in their own name, as with a record that is changed.
    """
    if rows is None:
        return
    for draft in drafts:
        if not draft.creates or draft.problems or _within(act, draft, rows):
            continue
        if not leave_out:
            raise NotAllowed(_REFUSED, records=[draft.id])
        draft.problems.append(Problem(code="not_allowed", pointer="", message=_REFUSED))


def _within(act: Act, draft: Draft, rows: Sequence[Expression | SharedRows]) -> bool:
    names = act.scope_of(Row(act.rows, draft.entity, draft.id, _asked(act, draft)))
    # A new record is shared with nobody.
    formulas = [one for one in rows if isinstance(one, Expression)]
    return any(_formula(act, draft.entity, one)(names) is True for one in formulas)


def _formula(act: Act, entity: str, expression: Expression) -> Callable[[Mapping[str, Any]], Value]:
    return kept(act.app, ("create rows", entity, expression.text), lambda: to_python(expression))


def _asked(act: Act, draft: Draft) -> dict[str, Value]:
    """Return the record that is asked for, as it would be in the table."""
    said = {key: value for key, value in draft.asked.items() if value not in BLANK}
    values = {**draft.values, **said, **{key: draft.asked.get(key) for key in _HOLDERS}}
    owner = values["owner"]
    if "department" not in draft.asked and isinstance(owner, UUID):
        values["department"] = act.departments.of(owner)
    by, at = act.person.person, act.context.now
    return {**values, "created_at": at, "created_by": by, "updated_at": at, "updated_by": by, "version": 1}
