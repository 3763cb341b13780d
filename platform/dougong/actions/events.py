"""Events: what a save is called, before it is written and after, and what else happens to a record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.draft import Draft
from dougong.records.changes import Written
from dougong_model import Event, uuid7

_KINDS = {
    "create": "record.created",
    "update": "record.changed",
    "delete": "record.deleted",
    "restore": "record.restored",
}


def before_events(act: Act, draft: Draft, form: str | None) -> list[Event]:
    """Return what is about to happen to a record, as rules before the save see it."""
    return _events(act, draft, draft.changed, form, 0, (draft.old or {}).get("version"))


def after_events(act: Act, draft: Draft, written: Written, form: str | None, depth: int) -> list[Event]:
    """Return what has happened to a record; nothing for an update that changed nothing."""
    if written.kind == "update" and not written.changed:
        return []
    changed = {key: (written.before.get(key), written.after.get(key)) for key in written.changed}
    return _events(act, draft, changed, form, depth, written.version)


def _events(
    act: Act, draft: Draft, changed: Mapping[str, tuple[Any, Any]], form: str | None, depth: int, version: Any
) -> list[Event]:
    about = partial(event_about, act, draft.entity, draft.id, changed=changed, depth=depth, version=version)
    found = [about(_KINDS[draft.change.kind])]
    states = draft.compiled.states
    if states is not None and draft.writes and states.machine.field in changed:
        state = changed[states.machine.field][1]
        if state is not None:
            found.append(about("state.entered", data={"state": state}))
    if form is not None:
        found.append(about("form.submitted", data={"form": form}))
    return found


def event_about(
    act: Act,
    entity: str,
    record: UUID,
    kind: str,
    *,
    data: Mapping[str, Any] | None = None,
    changed: Mapping[str, tuple[Any, Any]] | None = None,
    depth: int = 0,
    version: Any = None,
) -> Event:
    """Return an event about a record, of whom the act is and for the act's cause."""
    behind = act.context.on_behalf_of
    return Event(
        id=uuid7(),
        kind=kind,
        at=act.context.now,
        entity=entity,
        record=record,
        version=version,
        principal=act.context.principal.label,
        on_behalf_of=None if behind is None else behind.label,
        cause=act.context.cause,
        depth=depth,
        changed=changed or {},
        data=data or {},
    )
