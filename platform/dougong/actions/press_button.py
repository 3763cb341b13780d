"""Press a button: a named action on a record, with everything that follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong.access import vocabulary
from dougong.access.grants import may_press
from dougong.access.kept import kept
from dougong.actions.act import Act, Site
from dougong.actions.apply import new_act
from dougong.actions.events import event_about
from dougong.actions.held import refuse_held
from dougong.actions.save_record import change_record
from dougong.actions.steps import carry_out_steps
from dougong.automation.definitions import button_steps, rules_of
from dougong.automation.runs import Run
from dougong.context import Context
from dougong.errors import Conflict, NotAllowed, NotFound
from dougong.metadata import App, Button
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in
from dougong_formula import FormulaError, parse_template, to_python
from dougong_model import uuid7
from dougong_rule import Phase

_ADDRESS = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]{1,4000}\Z", re.IGNORECASE)
_HIDDEN = "The address of this button speaks of fields that you may not read."
_SHOWN = ("entity", "id")
"""Of what a step did: not the values it set, which the person may not be allowed to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a button did: each effect with the record it made, a record or an address to open when it named one."""

    effects: tuple[Mapping[str, Any], ...]
    open: tuple[str, UUID] | None
    link: str | None = None


def press_button(
    context: Context, app: App, entity: str, record: UUID, key: str, values: Mapping[str, Any] | None = None
) -> Pressed:
    """Do what a button of an entity does; raises NotAllowed to whoever may not press it on the record.

    A button that roles are granted is theirs to press on what they see; any other, whoever may change the
    record.
    `values` are saved first, as the caller. Raises Conflict when the button is not available for the record
    now, Invalid when a step is refused: then nothing has happened.
    """
    if entity not in app.entities:
        raise NotFound("There is no such entity.")
    button = app.entities[entity].buttons.get(key)
    pressed = context.with_(cause=f"button:{key}")
    act = new_act(pressed, app)
    happened = event_about(act, entity, record, "button.pressed", data={"button": key})
    if button is None and not rules_of(app).candidates(Phase.AFTER, [happened]):
        raise NotFound("There is no such action.")
    _permit(context, app, entity, record, key)
    if values:
        act.context = context
        change_record(context, app, entity, record, values, None, act=act)
        act.context = pressed
    before = len(act.runs)
    if button is not None:
        _available(act, button, entity, record)
        if button.do:
            _do(act, button, entity, record)
    act.happened([happened], 0)
    act.finish()
    link = None if button is None else _link(act, button, entity, record)
    if len(act.runs) == before and link is None:
        raise Conflict("This is not possible for the record as it is now.")
    effects = tuple(
        {"kind": step.kind, **{name: step.result[name] for name in _SHOWN if name in step.result}}
        for run in act.runs[before:]
        for step in run.steps
        if run.depth == 0
    )
    return Pressed(effects=effects, open=act.open, link=link)


def _permit(context: Context, app: App, entity: str, record: UUID, key: str) -> None:
    granted = may_press(app, context.principal, key)
    permit_rows(context, scope_in(context, app, entity), [record], "change" if granted is None else "see")
    if granted is False:
        raise NotAllowed("This button is for other roles.")
    refuse_held(context, app, entity, [record])


def _available(act: Act, button: Button, entity: str, record: UUID) -> None:
    expression = button.available_when
    if expression is None:
        return
    holds = kept(act.app, ("button available", entity, button.key), lambda: to_python(expression))
    if holds(act.scope(entity, record)) is not True:
        raise Conflict(f"This is possible only when: {expression.text}", extra={"condition": expression.text})


def _link(act: Act, button: Button, entity: str, record: UUID) -> str | None:
    """Return the address of a button, filled in from what the person may read of the record, and from nothing else."""
    if button.link is None:
        return None
    scope = scope_in(act.context, act.app, entity)
    try:
        address = parse_template(button.link, vocabulary(scope))
    except FormulaError as error:
        raise NotAllowed(_HIDDEN) from error
    if any(key in scope.read and scope.read[key] is not None for _, key in address.references):
        # Readable on some rows only, so that it cannot be said beforehand whether it is on this one.
        raise NotAllowed(_HIDDEN)
    found = address.address(act.scope(entity, record))
    if not _ADDRESS.match(found):
        raise Conflict("For this record the button leads to no address.")
    return found


def _do(act: Act, button: Button, entity: str, record: UUID) -> None:
    run = Run(
        id=uuid7(),
        rule_id=button.id,
        rule_key=button.key,
        entity_id=act.app.entities[entity].id,
        record=record,
        version=None,
        event="button.pressed",
        cause=act.context.cause,
        depth=0,
        trace={"why": "button pressed"},
    )
    act.runs.append(run)
    site = Site(
        entity=entity,
        record=record,
        cause=f"button:{button.key}",
        key=f"{run.id}/0",
        depth=0,
        run=run.id,
        reserved={"old": None, "event": {"kind": "button.pressed", "button": button.key}},
    )
    carry_out_steps(act, run, button_steps(act.app, entity, button), site)
