"""Submit a form that is open to anybody: its own fields, its linkage, and who sent it is nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dougong.actions.apply import Applied, apply
from dougong.context import Context
from dougong.errors import Invalid, NotFound
from dougong.metadata import App
from dougong.records.changes import Change
from dougong_model import Problem, uuid7


def submit_form(
    context: Context,
    app: App,
    form: str,
    values: Mapping[str, Any],
    *,
    offered: Collection[str],
    given: Mapping[str, Any] | None = None,
) -> Applied:
    """Create a record from a form; only the fields `offered` to the visitor may be sent.

    `given` are values that the form's address brings along (its campaign, its channel), as JSON; the form does
    not show them. Raises Invalid with a pointer for each problem.
    """
    compiled = app.forms.get(form)
    if compiled is None:
        raise NotFound("There is no such form.")
    unknown = [
        Problem(code="unknown_field", pointer=f"/{key[:60]}", message="This form has no such field.")
        for key in values
        if key not in offered
    ]
    if unknown:
        raise Invalid("Some values do not belong to this form.", problems=unknown)
    entity = app.entities[compiled.form.entity]
    typed, problems = entity.validator.read({**values, **(given or {})}, partial=True)
    if problems:
        raise Invalid("Some values are refused.", problems=problems)
    change = Change(entity=entity.key, kind="create", id=uuid7(), values=typed)
    return apply(context.with_(cause=f"form:{form}"), app, [change], form=compiled)
