"""Receive a hook: what another system posts, JSON or a mail, becomes a change of a record and an event that rules may
hear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson

from dougong.actions.act import Act
from dougong.actions.apply import apply, new_act
from dougong.actions.events import event_about
from dougong.connect import hooks
from dougong.connect.hooks import Hook
from dougong.connect.mail_in import read_mail
from dougong.connect.signatures import ID_HEADER
from dougong.connect.webhook_in import at_path
from dougong.context import Context, Principal
from dougong.errors import BadRequest, DougongError, Invalid
from dougong.files.store import store
from dougong.metadata import App, published
from dougong.records.changes import Change
from dougong.records.matching import find_equal
from dougong.settings import Settings
from dougong_model import Problem, Value, uuid7

_FILES = "attachments"
"""Where the files of a mail stand for the fields that take them."""


@dataclass(frozen=True, slots=True)
class Received:
    """The record that a delivery became or touched, and whether it had been received before."""

    record: UUID | None
    repeated: bool


def receive_hook(
    context: Context, settings: Settings, token: str, headers: Mapping[str, str], body: bytes
) -> Received | DougongError:
    """Take one delivery: check its secret, know a repeat by its id, map its fields, save, and tell the rules.

    Raises NotFound for the address, NotSignedIn for the secret. What else is wrong with it, such as BadRequest for a
    body that is not JSON and Invalid for values that the entity refuses, is noted and returned: nothing else of the
    delivery is kept, and it may come again.
    """
    hook = hooks.find(context.conn, settings, token, headers, body, context.now)
    return _take(context, hook, headers.get(ID_HEADER), lambda: _payload(body))


def receive_mail(
    context: Context, settings: Settings, token: str, headers: Mapping[str, str], body: bytes
) -> Received | DougongError:
    """Take one mail, whose Message-ID tells a repeat; fields that hold files may take its `attachments`.

    Raises and returns as `receive_hook`, BadRequest for a body that is no mail, TooLarge for an attachment that is.
    """
    hook = hooks.find(context.conn, settings, token, headers, body, context.now)
    try:
        mail = read_mail(body)
    except DougongError as refusal:
        return _refused(context, hook, headers.get(ID_HEADER) or hooks.unnamed(), refusal)

    def stored() -> list[str]:
        return [
            str(
                store(
                    context.conn,
                    settings.home,
                    one.open(),
                    name=one.name,
                    actor=_caller(context, hook).principal.uploader,
                    now=context.now,
                    limit=settings.dougong_file_limit,
                )["id"]
            )
            for one in mail.files
        ]

    asked = _FILES in hook.mapping.values()
    return _take(
        context,
        hook,
        headers.get(ID_HEADER) or mail.identity,
        lambda: {**mail.values, **({_FILES: stored()} if asked else {})},
        "mail.received",
    )


def _take(
    context: Context,
    hook: Hook,
    delivery: str | None,
    payload: Callable[[], Any],
    event: str = "hook.received",
) -> Received | DougongError:
    """Save what a delivery says, once, and tell the rules; when it is refused, undo it and note why."""
    delivery = delivery or hooks.unnamed()
    savepoint = context.conn.begin_nested()
    try:
        received = _saved(context, hook, delivery, payload, event)
    except DougongError as refusal:
        savepoint.rollback()
        return _refused(context, hook, delivery, refusal)
    savepoint.commit()
    return received


def _refused(context: Context, hook: Hook, delivery: str, refusal: DougongError) -> DougongError:
    """Note why a delivery is refused; what is no fault of its own is raised, and undoes everything."""
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise refusal
    hooks.note_refusal(context.conn, hook, delivery, context.now, refusal)
    return refusal


def _saved(context: Context, hook: Hook, delivery: str, payload: Callable[[], Any], event: str) -> Received:
    if not hooks.first_time(context.conn, hook, delivery, context.now):
        return Received(hooks.record_of(context.conn, hook, delivery), True)
    app = published(context.conn, hook.app_key)
    entity = next((key for key, one in app.entities.items() if one.id == hook.entity_id), None)
    if entity is None:
        raise Invalid("The entity of this hook does not exist any more.")
    act = new_act(_caller(context, hook), app)
    record = _save(act, entity, hook, payload())
    hooks.keep_record(context.conn, hook, delivery, record)
    told = {"name": hook.event, "hook": hook.name}
    act.happened([event_about(act, entity, record, event, data=told)], 0)
    act.finish()
    return Received(record, False)


def _caller(context: Context, hook: Hook) -> Context:
    return context.with_(
        principal=Principal(kind="token", name=hook.name, reference=f"hook {hook.name}"),
        cause=f"hook:{hook.event}",
    )


def _payload(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        message = f"The body is not JSON: {error.msg} (character {error.pos})."
        problem = Problem(code="json_invalid", pointer="", message=message, position=error.pos)
        raise BadRequest("The body is not JSON.", problems=[problem]) from error


def _save(act: Act, entity: str, hook: Hook, payload: Any) -> UUID:
    """Create the record, or change the one that equals the payload in the hook's matching fields."""
    json = {field: at_path(payload, path) for field, path in hook.mapping.items()}
    json = {field: value for field, value in json.items() if value is not None}
    values, problems = act.app.entities[entity].validator.read(json, partial=True)
    if problems:
        raise Invalid("Some values are refused.", problems=[_placed(hook, problem) for problem in problems])
    found = _match(act.context, act.app, entity, hook, values)
    kind, record = ("create", uuid7()) if found is None else ("update", found)
    changes = [
        Change(entity=entity, kind="create" if kind == "create" else "update", id=record, values=values)
    ]
    try:
        apply(act.context, act.app, changes, act=act)
    except DougongError as refusal:
        refusal.problems = tuple(_placed(hook, problem) for problem in refusal.problems)
        raise
    return record


def _match(context: Context, app: App, entity: str, hook: Hook, values: Mapping[str, Value]) -> UUID | None:
    wanted = {field: values[field] for field in hook.match if values.get(field) is not None}
    return find_equal(context, app, entity, wanted) if wanted else None


def _placed(hook: Hook, problem: Problem) -> Problem:
    """Point at where the value stands in what was posted."""
    field = problem.pointer.split("/")[1] if problem.pointer else ""
    path = hook.mapping.get(field, field).replace(".", "/")
    return Problem(code=problem.code, pointer=f"/{path}", message=problem.message, hint=problem.hint)
