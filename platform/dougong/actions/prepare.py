"""Prepare: from changes to drafts that are complete and checked, or say what is wrong with them.

In this order: what is stored, what the form allows and sets, defaults, rules before the save, the days of
pools, then what every record must satisfy: required fields, checks, the steps of its state machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.access.values import role_keys
from dougong.actions.act import Act
from dougong.actions.draft import BLANK, Draft
from dougong.actions.events import before_events
from dougong.actions.foreign_amounts import fix_base
from dougong.actions.form_rules import link
from dougong.actions.pool_days import keep_days
from dougong.actions.rows import Row
from dougong.actions.values import field_value, filled_text
from dougong.automation.definitions import expression, rules_of
from dougong.errors import Invalid, NotFound
from dougong.metadata import CompiledEntity
from dougong.records.changes import Change
from dougong_form import (
    CompiledForm,
    CompiledStates,
    ValueRefused,
    constant_defaults,
    failed_checks,
    not_a_start,
    refused,
)
from dougong_formula import Expression, to_python
from dougong_model import Effect, FormulaErrorValue, Problem, Value
from dougong_rule import EventRule, Phase


def prepare(
    act: Act,
    changes: Sequence[Change],
    *,
    form: CompiledForm | None,
    rules: bool,
    submitted: bool = True,
    in_place: bool = False,
) -> list[Draft]:
    """Return a draft for each change, in their order; each draft knows its own problems.

    A form that was not `submitted` has its say and is no event; `in_place`, each value that it closes is refused.
    """
    drafts = _read(act, changes)
    act.departments.know(draft.values["owner"] for draft in drafts if "owner" in draft.values)
    for draft in drafts:
        if not draft.writes:
            continue
        if form is not None:
            link(act, draft, form, partial(_set, act, draft), in_place=in_place)
        if draft.creates:
            _defaults(act, draft, form)
            draft.asked = dict(draft.values)
        _row_defaults(act, draft)
        if rules:
            _rules(act, draft, form if submitted else None)
        keep_days(act, draft)
        _department(act, draft)
        _check(act, draft, form)
    return drafts


def _read(act: Act, changes: Sequence[Change]) -> list[Draft]:
    """Read and hold what is stored of the records that exist already."""
    wanted: dict[str, list[UUID]] = {}
    for change in changes:
        if change.kind not in {"update", "delete"}:
            continue
        wanted.setdefault(change.entity, []).append(change.id)
    buried = any(change.buried for change in changes)
    stored = {entity: act.rows.read(entity, ids, lock=True, trash=buried) for entity, ids in wanted.items()}
    lacking = [
        change.id
        for change in changes
        if change.kind in {"update", "delete"} and change.id not in stored[change.entity]
    ]
    if lacking:
        raise NotFound("There is no such record.", records=lacking)
    drafts = []
    for change in changes:
        old = stored[change.entity].get(change.id) if change.entity in stored else None
        values = dict(change.values)
        drafts.append(
            Draft(
                change=change,
                compiled=act.app.entities[change.entity],
                old=old,
                values=values,
                row=_row(act, change, values),
            )
        )
    return drafts


def _row(act: Act, change: Change, values: dict[str, Value]) -> Row:
    """Return the record as it will be: `values` stand over what is stored, and change with the draft."""
    if change.kind == "create":
        act.rows.fresh(change.entity, change.id)
    return Row(act.rows, change.entity, change.id, values)


def _defaults(act: Act, draft: Draft, form: CompiledForm | None) -> None:
    """Fill what nobody gave: the form's defaults first, then the entity's."""
    entity = draft.compiled
    given = [] if form is None else [form.defaults]
    for defaults in (*given, entity.defaults):
        for key, default in defaults.items():
            if key not in draft.values:
                evaluate = _default(act, entity.key, default)
                _set(act, draft, key, evaluate(act.scope_of(draft.row)))
    states = entity.states
    if states is not None and states.machine.initial is not None:
        field = states.machine.field
        draft.values[field] = draft.values.get(field) or states.machine.initial
    for key, constant in _constants(act, entity).items():
        draft.values.setdefault(key, constant)
    person = act.person
    if entity.entity.parent is None and "owner" not in draft.values and person.person is not None:
        draft.set("owner", person.person)


def _default(act: Act, entity: str, default: Expression) -> Callable[[Mapping[str, Any]], Value]:
    return kept(act.app, ("default", entity, default.text), lambda: to_python(default))


def _constants(act: Act, entity: CompiledEntity) -> Mapping[str, Value]:
    fields = entity.entity.fields
    return kept(
        act.app,
        ("constant defaults", entity.key),
        lambda: {
            key: fields[key].type.parse(fields[key], json)
            for key, json in constant_defaults(entity.entity).items()
        },
    )


def _row_defaults(act: Act, draft: Draft) -> None:
    """Fill what nobody gave in the new rows of sub-tables."""
    for key, rows in draft.values.items():
        field = draft.compiled.fields.get(key)
        if rows and field is not None and field.type.name == "sub_table":
            child = act.app.entities[str(field.entity)]
            given: Any = rows
            draft.values[key] = tuple(row if row.get("id") else _row_filled(act, child, row) for row in given)


def _row_filled(act: Act, child: CompiledEntity, row: Mapping[str, Value]) -> Mapping[str, Value]:
    values = dict(row)
    scope = act.scope_of(Row(act.rows, child.key, UUID(int=0), values))
    for key, default in child.defaults.items():
        if key not in values:
            with suppress(Invalid, ValueRefused):
                found = _default(act, child.key, default)(scope)
                values[key] = field_value(child.fields[key], found, act.currency)
    return {**_constants(act, child), **values}


def _rules(act: Act, draft: Draft, form: CompiledForm | None) -> None:
    """Run the rules before the save, by priority; each sees what those before it have set."""
    index = rules_of(act.app)
    if not index.listening(Phase.BEFORE, draft.entity):
        return
    events = before_events(act, draft, None if form is None else form.form.key)
    old = None if draft.old is None else Row(act.rows, draft.entity, draft.id, draft.old)
    for rule, event in index.candidates(Phase.BEFORE, events):
        told = {"kind": event.kind, "at": event.at, "cause": event.cause, **event.data}
        scope = act.scope_of(draft.row, {"old": old, "event": told})
        if rule.holds(scope):
            for step in rule.steps:
                _STEPS[step.kind](act, draft, rule, step, scope)
            if rule.stop:
                break


def _department(act: Act, draft: Draft) -> None:
    """Let a record that goes to another owner go to his department, unless one was given with it."""
    owner = draft.values.get("owner")
    if draft.creates or draft.compiled.entity.parent is not None or not isinstance(owner, UUID):
        return
    if "department" not in draft.values and (draft.old or {}).get("owner") != owner:
        draft.set("department", act.departments.of(owner))


def _set_fields(act: Act, draft: Draft, rule: EventRule, step: Effect, scope: Mapping[str, Any]) -> None:
    for key, text in step.arguments.items():
        field = draft.compiled.fields[key]
        _set(
            act,
            draft,
            key,
            expression(act.app, draft.entity, text, field.type.formula_type(field)).value(scope),
        )


def _refuse(act: Act, draft: Draft, rule: EventRule, step: Effect, scope: Mapping[str, Any]) -> None:
    draft.problems.append(_remark(act, draft, rule, step, scope))


def _warn(act: Act, draft: Draft, rule: EventRule, step: Effect, scope: Mapping[str, Any]) -> None:
    act.warnings.append(_remark(act, draft, rule, step, scope))


_STEPS = {"SetFields": _set_fields, "Refuse": _refuse, "Warn": _warn}


def _remark(act: Act, draft: Draft, rule: EventRule, step: Effect, scope: Mapping[str, Any]) -> Problem:
    field = step.arguments.get("field")
    message = filled_text(act.app, draft.entity, step.arguments["message"], scope, act.context.language)
    return Problem(code=f"rule:{rule.key}", pointer=f"/{field}" if field else "", message=message)


def _set(act: Act, draft: Draft, key: str, value: Any) -> None:
    """Set a field from an expression; an error value is a problem of the field, or blank when optional."""
    field = draft.compiled.fields[key]
    if isinstance(value, FormulaErrorValue) and not field.required:
        value = None
    try:
        draft.set(key, field_value(field, value, act.currency))
    except ValueRefused as error:
        draft.problems.append(Problem(code=error.code, pointer=f"/{key}", message=error.message))
    except Invalid as error:
        draft.problems.extend(error.problems)


def _check(act: Act, draft: Draft, form: CompiledForm | None) -> None:
    """Note what the record as it will be does not satisfy."""
    entity = draft.compiled
    draft.problems.extend(fix_base(act, draft))
    lacking = [
        key
        for key in entity.entity.required
        if (draft.creates or key in draft.values)
        and draft.values.get(key) in BLANK
        and not entity.fields[key].computed
        and entity.fields[key].type.name != "auto_number"
    ]
    if lacking:
        known = {problem.pointer for problem in draft.problems}
        draft.problems.extend(
            Problem(code="required", pointer=f"/{key}", message="This is required.")
            for key in lacking
            if f"/{key}" not in known
        )
    if not entity.checks and entity.states is None:
        return
    written = draft.values.keys() if draft.creates else draft.changed.keys()
    scope = act.scope_of(draft.row)
    draft.problems.extend(failed_checks(entity.checks, scope, written, act.context.language))
    if entity.states is not None and entity.states.machine.field in written:
        draft.problems.extend(_state_refused(act, draft, entity.states, scope, form))


def _state_refused(
    act: Act, draft: Draft, states: CompiledStates, scope: Mapping[str, Any], form: CompiledForm | None
) -> list[Problem]:
    """Return why a record may not come to its new state; for a new one, why a person may not begin there.

    What the form, a rule or a default sets is theirs to say, and an import brings records as they are.
    """
    field = states.machine.field
    target = draft.values[field]
    by_hand = act.context.principal.person is not None or act.context.principal.kind == "public_form"
    if not draft.creates:
        source: Any = (draft.old or {}).get(field)
        # What a rule or a flow does for somebody is its own doing; so is what an import brings.
        asked = by_hand and not act.importing and draft.change.values.get(field) == target
        ticked = draft.change.ticked if asked else None
        state: Any = target
        return refused(states, scope, source, state, _actors(act), act.context.language, ticked)
    if not by_hand or act.importing or draft.change.values.get(field) != target:
        return []
    found = not_a_start(states, target, act.context.language)
    if found and form is not None and field in form.defaults:
        # A screen sends what the form began with along with what the person typed.
        set_by_form = _default(act, draft.entity, form.defaults[field])(scope)
        return [] if set_by_form == target else found
    return found


def _actors(act: Act) -> frozenset[str]:
    """Return who acts, as state machines name them: `flow`, `rule`, roles held."""
    kind = act.context.principal.kind
    own = {kind} if kind in {"flow", "rule"} else set()
    return frozenset(own | set(role_keys(act.app, act.person)))


def placed(draft: Draft) -> list[Problem]:
    """Return a draft's problems with pointers that begin at the change's place in the request."""
    return [replace(problem, pointer=draft.change.place + problem.pointer) for problem in draft.problems]
