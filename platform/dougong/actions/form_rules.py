"""Form rules: a form's linkage over what was sent, on the server: it has the last word.

What the form hides or locks is not taken, what it sets is; what a chosen record fills in stands where nobody
sent anything. Then it is told what is missing, what was chosen that the form does not offer, and what the form
refuses or warns of. The rows of sub-tables have their own forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.draft import BLANK, Draft
from dougong.actions.rows import Names, Row
from dougong.actions.values import field_value
from dougong.errors import Invalid
from dougong_form import CompiledForm, Field, FormState, ValueRefused, form_state
from dougong_model import FormulaErrorValue, Problem, Value

Put = Callable[[str, Any], None]
"""Gives a field of the draft a value from an expression."""

_ANYWHERE = UUID(int=0)
"""Stands for the id of a row that does not exist yet."""
_MOST_PASSES = 4


def link(act: Act, draft: Draft, form: CompiledForm, put: Put, *, in_place: bool = False) -> None:
    """Apply a form to a draft and note its problems; warnings go to the act.

    What it closes is not taken. Of values that are changed in place each was meant: one that the form closes is
    refused.
    """
    asked = draft.changed if in_place else {}
    _fill(act, draft, form, put)
    state = settle(act, draft, form, put)
    draft.problems.extend(_closed(draft, state, asked))
    names = act.scope_of(draft.row)
    language = act.context.language
    draft.problems.extend(_newly(act, draft, form, [*state.missing(names), *state.misfits(names)]))
    draft.problems.extend(state.refusals(language))
    act.warnings.extend(state.warnings(language))
    for key, name in form.form.row_forms.items():
        of_rows = act.app.forms.get(name)
        if of_rows is not None and draft.values.get(key):
            _link_rows(act, draft, key, of_rows)


def _fill(act: Act, draft: Draft, form: CompiledForm, put: Put) -> None:
    """Fill in what a newly chosen record says, where nothing was sent."""
    for one in form.fill:
        chosen = draft.values.get(one.field)
        if chosen is None or (not draft.creates and chosen == (draft.old or {}).get(one.field)):
            continue
        names = act.scope_of(draft.row)
        for key, typed in one.set.items():
            if key not in draft.values and (one.over or names.get(key) in BLANK):
                put(key, typed.evaluate(names))


def settle(act: Act, draft: Draft, form: CompiledForm, put: Put) -> FormState:
    """Take away what the form hides or locks and set what it sets; again while that changes what holds."""
    for _ in range(_MOST_PASSES):
        state = form_state(form, act.scope_of(draft.row))
        emptied = state.hidden.intersection(form.form.clear_hidden)
        taken = (state.hidden | state.locked) & draft.values.keys() - state.values.keys() - emptied
        for key in taken:
            del draft.values[key]
        for key, value in state.values.items():
            if key not in emptied:
                put(key, value)
        for key in emptied:
            draft.values[key] = None
        if not taken:
            break
    return state


def _closed(draft: Draft, state: FormState, asked: Iterable[str]) -> list[Problem]:
    """Return a problem for each value that was meant and that the form does not let in."""
    found = []
    for key in asked:
        place = f"/{key}"
        if key in draft.changed:
            continue
        if key in state.hidden:
            message = "The form hides this field for this record."
            found.append(Problem(code="closed_by_form", pointer=place, message=message))
        elif key in state.locked:
            message = "The form closes this field for this record."
            found.append(Problem(code="closed_by_form", pointer=place, message=message))
    return found


def _newly(act: Act, draft: Draft, form: CompiledForm, found: list[Problem]) -> list[Problem]:
    """Return what is missing or not offered, but not what stood so before and is not touched: it may stay."""
    if not found or draft.old is None:
        return found
    names = act.scope_of(Row(act.rows, draft.entity, draft.id, draft.old))
    old = form_state(form, names)
    before = {_said(one, names) for one in (*old.missing(names), *old.misfits(names))}
    now = act.scope_of(draft.row)
    # A record among several stands by itself: with the list something else was touched, not what was in it.
    touched = {f"/{key}" for key in draft.changed}
    return [one for one in found if _said(one, now) not in before or one.pointer in touched]


def _said(problem: Problem, names: Mapping[str, Any]) -> tuple[str, str, UUID | None]:
    """Return what a problem says, of several records by the id, which stays when their order changes."""
    key, _, place = problem.pointer[1:].partition("/")
    return problem.code, key, names[key][int(place)]["id"] if place else None


def _link_rows(act: Act, draft: Draft, key: str, form: CompiledForm) -> None:
    child = form.form.entity
    fields = act.app.entities[child].fields
    act.rows.fresh(child, _ANYWHERE)
    given: Any = draft.values[key]
    rows: list[Value] = []
    for place, sent in enumerate(given):
        values, problems, warnings = _row_linked(act, draft, form, fields, sent)
        rows.append(values)
        draft.problems.extend(_placed(problems, f"/{key}/{place}"))
        act.warnings.extend(_placed(warnings, f"/{key}/{place}"))
    draft.values[key] = rows


def _placed(problems: Iterable[Problem], place: str) -> list[Problem]:
    return [replace(one, pointer=place + one.pointer) for one in problems]


def _row_linked(
    act: Act, draft: Draft, form: CompiledForm, fields: Mapping[str, Field], sent: Mapping[str, Value]
) -> tuple[dict[str, Value], list[Problem], list[Problem]]:
    """Return a row as its form leaves it, what is wrong with it, and what the form warns of."""
    values = dict(sent)
    known = values.get("id")
    row = Row(
        act.rows,
        form.form.entity,
        known if isinstance(known, UUID) else _ANYWHERE,
        values,
        base_money=True,
    )
    names = Names(row, {**act.names, "parent": draft.row})
    problems: list[Problem] = []

    def put(key: str, value: Any) -> None:
        if isinstance(value, FormulaErrorValue):
            value = None
        try:
            values[key] = field_value(fields[key], value, act.currency)
        except ValueRefused as error:
            problems.append(Problem(code=error.code, pointer=f"/{key}", message=error.message))
        except Invalid as error:
            problems.extend(error.problems)

    for one in form.fill:
        if values.get(one.field) is not None:
            for key, typed in one.set.items():
                if key not in values:
                    put(key, typed.evaluate(names))
    state = form_state(form, names)
    for key in (state.hidden | state.locked) & values.keys() - {"id"} - state.values.keys():
        del values[key]
    for key, value in state.values.items():
        put(key, value)
    for key in state.hidden.intersection(form.form.clear_hidden):
        values[key] = None
    found = [*state.missing(names), *state.misfits(names), *state.refusals(act.context.language)]
    return values, [*problems, *found], state.warnings(act.context.language)
