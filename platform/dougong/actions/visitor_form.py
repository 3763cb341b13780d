"""Visitor form: what a public form looks like for the answers so far, and which records a visitor may choose.

A visitor sees no record of the app. Where a form points to some, its document says which may be chosen
(`public.choices`): those that meet a condition or are listed, people by their roles or listed; never more than
a ceiling, and only their titles are told.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.draft import BLANK, Draft
from dougong.actions.form_rules import settle
from dougong.actions.rows import Row
from dougong.actions.values import field_value
from dougong.automation.organisation import People
from dougong.context import Context, system_principal
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.offered import offered_records
from dougong_form import CompiledForm, Field, FormState, ValueRefused
from dougong_model import FormulaErrorValue, Problem, Value, uuid7

USUAL_CHOICES = 100
"""Records offered in a field whose document does not say how many."""
MOST_FOUND = 20
"""Records told for one search."""
SHORTEST_SEARCH = 2
"""Characters of a name that a visitor types before anything is found."""

Choice = tuple[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a form looks like: its state, JSON values that rules set, those that a picked record fills in, and
    the records that may be chosen now, by field."""

    state: FormState
    set: Mapping[str, Any]
    fill: Mapping[str, Any]
    choices: Mapping[str, list[Choice]]


def choices_of(form: CompiledForm) -> Mapping[str, Mapping[str, Any]]:
    """Return what the form says of the records that visitors may choose, by field."""
    found: Mapping[str, Mapping[str, Any]] = (form.form.public or {}).get("choices") or {}
    return found


def look(
    context: Context,
    app: App,
    form: CompiledForm,
    values: Mapping[str, Any],
    *,
    offered: Mapping[str, Field],
    given: Mapping[str, Any] | None = None,
    picked: str | None = None,
    search: tuple[str, str] | None = None,
) -> Look:
    """Play a form for the answers so far, which may be wrong or missing; nothing is written.

    `given` are values that its address brings along; `picked` is the reference that was chosen last, `search` a
    field with what is looked for in it.
    """
    act, draft = _draft(context, app, form, {**_only(values, offered), **(given or {})})
    put = _putter(act, draft)
    filled = _filled(act, draft, form, picked, offered)
    state = settle(act, draft, form, put)
    return Look(
        state=state,
        set={key: _json(draft, key) for key in state.values if key in offered},
        fill=filled,
        choices={
            key: _shown(act, draft, state, form, key, search)
            for key in choices_of(form)
            if key in offered and key not in state.hidden
        },
    )


def not_offered(context: Context, app: App, form: CompiledForm, values: Mapping[str, Value]) -> list[Problem]:
    """Return a problem for each chosen record that the form does not offer to visitors."""
    return [
        Problem(code="not_offered", pointer=f"/{key}", message="This record is not offered here.")
        for key in choices_of(form)
        if (chosen := _chosen(values.get(key)))
        and not {one for one, _title in _all(context, app, form, key)}.issuperset(chosen)
    ]


def _chosen(value: Value) -> tuple[Value, ...]:
    """Return the records that an answer holds: none, one, or several in their order."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _only(values: Mapping[str, Any], offered: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in offered}


def _draft(context: Context, app: App, form: CompiledForm, values: Mapping[str, Any]) -> tuple[Act, Draft]:
    """Return an act that writes nothing, and the record as it would be; what does not fit is left out."""
    entity = app.entities[form.form.entity]
    typed, _problems = entity.validator.read(values, partial=True)
    act = new_act(context, app)
    change = Change(entity=entity.key, kind="create", id=uuid7(), values=typed)
    act.rows.fresh(entity.key, change.id)
    row = Row(act.rows, entity.key, change.id, typed)
    return act, Draft(change=change, compiled=entity, old=None, values=typed, row=row)


def _putter(act: Act, draft: Draft) -> Any:
    def put(key: str, value: Any) -> None:
        with suppress(ValueRefused, Invalid):
            blank = isinstance(value, FormulaErrorValue)
            draft.values[key] = (
                None if blank else field_value(draft.compiled.fields[key], value, act.currency)
            )

    return put


def _filled(
    act: Act, draft: Draft, form: CompiledForm, picked: str | None, offered: Collection[str]
) -> dict[str, Any]:
    """Fill in what a record that was just picked says, and return what of it visitors see."""
    put = _putter(act, draft)
    found: dict[str, Any] = {}
    for one in form.fill:
        if one.field == picked and draft.values.get(picked) is not None:
            names = act.scope_of(draft.row)
            for key, typed in one.set.items():
                if one.over or draft.values.get(key) in BLANK:
                    put(key, typed.evaluate(names))
                    found[key] = _json(draft, key)
    return _only(found, offered)


def _json(draft: Draft, key: str) -> Any:
    field = draft.compiled.fields[key]
    value = draft.values.get(key)
    return None if value is None else field.type.to_json(field, value)


def _all(context: Context, app: App, form: CompiledForm, key: str) -> list[Choice]:
    """Return the records that visitors may choose in a field at most, whatever else they answer."""
    told = choices_of(form)[key]
    target = app.entities[form.form.entity].fields[key].entity or ""
    # A visitor sees nothing himself: what may be offered is what the document says, up to its ceiling.
    asker = context.with_(principal=system_principal("public_choices"))
    return offered_records(
        asker,
        app,
        target,
        int(told.get("most", USUAL_CHOICES)),
        condition=told.get("filter"),
        among=_among(asker, app, told),
    )


def _among(context: Context, app: App, told: Mapping[str, Any]) -> Collection[UUID] | None:
    listed = {UUID(one) for one in told.get("records", ())}
    if "roles" in told:
        people = People(context, app)
        held = {one for role in told["roles"] for one in people.role(role)}
        return listed | held
    return listed if "records" in told else None


def _shown(
    act: Act,
    draft: Draft,
    state: FormState,
    form: CompiledForm,
    key: str,
    search: tuple[str, str] | None,
) -> list[Choice]:
    """Return the records to show in a field now; of one that is searched only those found, and those chosen."""
    found = _fitting(act, draft, state, key, _all(act.context, act.app, form, key))
    if not choices_of(form)[key].get("search"):
        return found
    words = search[1].casefold().split() if search is not None and search[0] == key else []
    if len("".join(words)) < SHORTEST_SEARCH:
        words = []
    named = [one for one in found if words and all(word in one[1].casefold() for word in words)]
    chosen = _chosen(draft.values.get(key))
    return [one for one in found if one[0] in chosen and one not in named] + named[:MOST_FOUND]


def _fitting(act: Act, draft: Draft, state: FormState, key: str, records: Iterable[Choice]) -> list[Choice]:
    """Return those records that the form's own conditions on a picker let through."""
    if key not in state.picked:
        return list(records)
    target = draft.compiled.fields[key].entity or ""
    alone = replace(state, offered={}, picked={key: state.picked[key]})
    names = act.scope_of(draft.row)
    return [one for one in records if not alone.misfits(ChainMap({key: act.rows.row(target, one[0])}, names))]  # type: ignore[arg-type]
