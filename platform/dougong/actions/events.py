"""Events: what a save is called, before it is written and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
    found = [event(act, draft, _KINDS[draft.change.kind], changed=changed, depth=depth, version=version)]
    states = draft.compiled.states
    if states is not None and draft.writes and states.machine.field in changed:
        state = changed[states.machine.field][1]
        if state is not None:
            found.append(
                event(
                    act,
                    draft,
                    "state.entered",
                    data={"state": state},
                    changed=changed,
                    depth=depth,
                    version=version,
                )
            )
    if form is not None:
        found.append(
            event(
                act,
                draft,
                "form.submitted",
                data={"form": form},
                changed=changed,
                depth=depth,
                version=version,
            )
        )
    return found


def event(
    act: Act,
    draft: Draft,
    kind: str,
    *,
    data: Mapping[str, Any] | None = None,
    changed: Mapping[str, tuple[Any, Any]] | None = None,
    depth: int = 0,
    version: Any = None,
) -> Event:
    """Return one event about a draft's record."""
    behind = act.context.on_behalf_of
    return Event(
        id=uuid7(),
        kind=kind,
        at=act.context.now,
        entity=draft.entity,
        record=draft.id,
        version=version,
        principal=act.context.principal.label,
        on_behalf_of=None if behind is None else behind.label,
        cause=act.context.cause,
        depth=depth,
        changed=changed or {},
        data=data or {},
    )
