"""Triggers: reading the member `on` of a rule, one small reader for each kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dougong_rule.definition import Trigger
from dougong_rule.surroundings import Reading

SCHEDULE_DUE = "schedule.due"


def parse_triggers(body: object, pointer: str, reading: Reading) -> tuple[Trigger, ...]:
    """Read `on`: an object whose members name events, any of which starts the rule."""
    if not isinstance(body, Mapping) or not body:
        reading.refuse(
            pointer, "triggers_expected", "Say what starts the rule.", hint='For example {"created": true}.'
        )
        return ()
    found = []
    for name, detail in body.items():
        at = f"{pointer}/{name}"
        if name == "schedule":
            if len(body) > 1:
                reading.refuse(
                    at, "schedule_alone", "A rule started by the clock is started by nothing else."
                )
            found.append(Trigger(event=SCHEDULE_DUE))
            continue
        reader = _READERS.get(name)
        if reader is None:
            reading.refuse(
                at, "unknown_event", f"There is no event “{name}”.", hint="One of: " + ", ".join(_READERS)
            )
            continue
        found.append(reader(detail, at, reading))
    return tuple(found)


def _plain(event: str) -> Callable[[Any, str, Reading], Trigger]:
    def read(detail: Any, pointer: str, reading: Reading) -> Trigger:
        if detail is not True:
            reading.refuse(pointer, "true_expected", "Write true here.")
        return Trigger(event=event)

    return read


def _changed(detail: Any, pointer: str, reading: Reading) -> Trigger:
    if detail is True:
        return Trigger(event="record.changed")
    if not isinstance(detail, Mapping):
        reading.refuse(pointer, "changed_shape", 'Write true or {"fields": […]}.')
        return Trigger(event="record.changed")
    fields = _several(detail.get("fields"))
    known = reading.vocabulary.members(reading.entity) if reading.vocabulary is not None else {}
    for name in sorted(map(str, fields - set(known))):
        reading.refuse(f"{pointer}/fields", "unknown_field", f"There is no field “{name}”.")
    from_ = _several(detail["from"]) if "from" in detail else None
    to = _several(detail["to"]) if "to" in detail else None
    if (from_ is not None or to is not None) and len(fields) != 1:
        reading.refuse(pointer, "one_field", "A change from or to a value is that of exactly one field.")
        return Trigger(event="record.changed", fields=fields)
    return Trigger(event="record.changed", fields=fields, from_=from_, to=to)


def _state_entered(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return Trigger(event="state.entered", data={"state": _several(detail)})


def _form_submitted(detail: Any, pointer: str, reading: Reading) -> Trigger:
    if detail is True:
        return Trigger(event="form.submitted")
    keys = _several(detail)
    for key in sorted(map(str, keys)):
        reading.key_of("form", key, pointer)
    return Trigger(event="form.submitted", data={"form": keys})


def _button(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return Trigger(event="button.pressed", data={"button": _several(detail)})


def _hook(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return Trigger(event="hook.received", data={} if detail is True else {"name": _several(detail)})


def _mail(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return Trigger(event="mail.received", data={} if detail is True else {"name": _several(detail)})


def _flow(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return _of_flow("flow.", ("started", "finished"), "outcome", detail, pointer, reading)


def _seat(detail: Any, pointer: str, reading: Reading) -> Trigger:
    return _of_flow("seat.", ("opened", "decided"), "verb", detail, pointer, reading)


def _of_flow(
    prefix: str, events: tuple[str, str], extra: str, detail: Any, pointer: str, reading: Reading
) -> Trigger:
    if not isinstance(detail, Mapping) or detail.get("event") not in events:
        reading.refuse(f"{pointer}/event", "unknown_event", "event is one of: " + ", ".join(events) + ".")
        return Trigger(event=prefix + events[1])
    data = {name: _several(detail[name]) for name in ("flow", extra) if name in detail}
    for key in sorted(map(str, data.get("flow", ()))):
        reading.key_of("flow", key, f"{pointer}/flow")
    return Trigger(event=prefix + detail["event"], data=data)


def _several(value: Any) -> frozenset[Any]:
    if isinstance(value, list):
        return frozenset(value)
    return frozenset() if value is None else frozenset([value])


_READERS: Mapping[str, Callable[[Any, str, Reading], Trigger]] = {
    "created": _plain("record.created"),
    "changed": _changed,
    "deleted": _plain("record.deleted"),
    "restored": _plain("record.restored"),
    "commented": _plain("record.commented"),
    "state_entered": _state_entered,
    "form_submitted": _form_submitted,
    "button": _button,
    "hook": _hook,
    "mail": _mail,
    "flow": _flow,
    "seat": _seat,
}

EVENT_NAMES = {
    "record.created": "created",
    "record.changed": "changed",
    "record.deleted": "deleted",
    "record.restored": "restored",
    "record.commented": "commented",
    "state.entered": "state_entered",
    "form.submitted": "form_submitted",
    "button.pressed": "button",
    "hook.received": "hook",
    "mail.received": "mail",
    "flow.started": "flow",
    "flow.finished": "flow",
    "seat.opened": "seat",
    "seat.decided": "seat",
}
"""Event kinds as score cards write them, with the member of `on` that reads their details."""


def parse_event(kind: object, detail: Mapping[str, Any], pointer: str, reading: Reading) -> Trigger | None:
    """Read an event written by its kind (`"event": "form.submitted", "form": "demo"`), as score cards do."""
    if not isinstance(kind, str) or kind not in EVENT_NAMES:
        reading.refuse(
            pointer, "unknown_event", f"There is no event “{kind}”.", hint="One of: " + ", ".join(EVENT_NAMES)
        )
        return None
    members = {
        "form": "form",
        "state": "state",
        "button": "button",
        "name": "name",
        "flow": "flow",
        "outcome": "outcome",
        "verb": "verb",
    }
    data = {name: _several(detail[name]) for name in members if name in detail}
    for kind_of in ("form", "flow"):
        for key in sorted(map(str, data.get(kind_of, ()))):
            reading.key_of(kind_of, key, pointer)
    return Trigger(event=kind, data=data)
