"""Submit a form that is open to anybody: its own fields, its linkage, and who sent it is nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import Applied, apply, new_act
from dougong.actions.effects.evaluating import readers
from dougong.actions.rows import Row
from dougong.actions.values import field_value
from dougong.actions.visitor_form import not_offered
from dougong.automation.definitions import expression
from dougong.context import Context
from dougong.errors import Invalid, NotFound
from dougong.messages import translated
from dougong.metadata import App
from dougong.notify.notices import Notice
from dougong.records.changes import Change
from dougong_form import CompiledForm
from dougong_model import Problem, Value, localised, uuid7


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
    not show them. Raises Invalid with a pointer for each problem, in the visitor's
    language where the document has words for it.
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
    problems = entity.validator.worded(problems, context.language)
    chosen = {key: value for key, value in typed.items() if key in values}
    problems += not_offered(context, app, compiled, chosen)
    if problems:
        raise Invalid("Some values are refused.", problems=problems)
    act = new_act(context.with_(cause=f"form:{form}"), app)
    change = Change(entity=entity.key, kind="create", id=uuid7(), values=typed)
    change = replace(change, values={**typed, **_of_every_answer(act, compiled, change)})
    applied = apply(act.context, app, [change], form=compiled, act=act)
    _tell(act, compiled, change)
    act.finish()
    return applied


def _of_every_answer(act: Act, form: CompiledForm, change: Change) -> dict[str, Value]:
    """Return the values that the form's document gives to every answer."""
    texts: Mapping[str, str] = (form.form.public or {}).get("values") or {}
    fields = act.app.entities[change.entity].fields
    act.rows.fresh(change.entity, change.id)
    names = act.scope_of(Row(act.rows, change.entity, change.id, change.values))
    found = {}
    for key, text in texts.items():
        typed = expression(act.app, change.entity, text, fields[key].type.formula_type(fields[key]))
        found[key] = field_value(fields[key], typed.value(names), act.currency)
    return found


def _tell(act: Act, form: CompiledForm, answer: Change) -> None:
    """Tell whom the form names of an answer; each reads it when he may see the record."""
    named = (form.form.public or {}).get("notify") or {}
    told: dict[UUID, None] = {}
    for role in named.get("roles", ()):
        told.update(dict.fromkeys(act.people.role(role)))
    owner = act.rows.stored(answer.entity, answer.id).get("owner") if named.get("owner") else None
    if isinstance(owner, UUID):
        told[owner] = None
    known = readers(act, list(told))
    for one in told:
        language, _zone = known.get(one, (act.context.language, act.context.zone))
        title = translated(f"New answer: {localised(form.form.name, language)}", language)
        link = (act.app.key, answer.entity, answer.id)
        act.tell(Notice(person=one, title=title, link=link, only_seen=True))
