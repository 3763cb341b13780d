"""Actors: who or what did something, by the name that people know it by.

History keeps actors as labels (`member:<uuid>`, `rule:<key>`, `public_form:<id>` …) and causes
(`rule:<key>`, `button:<key>`, `scorecard:<key>`, `form:<key>` …), which outlive what they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.metadata.compile import App
from dougong_model import localised

_SYSTEM = {"en": "System", "zh": "系统"}
_DOCUMENTS = {
    "rule": "rule",
    "flow": "flow",
    "scorecard": "scorecard",
    "pool": "pool",
    "sequence": "sequence",
    "public_form": "form",
    "form": "form",
}
_HOOK = "hook "


def described_actor(
    app: App,
    label: str,
    cause: str,
    language: str,
    *,
    person: UUID | None = None,
    person_name: str = "",
) -> dict[str, Any]:
    """Return `{"id", "kind", "key", "name"}` of an actor; the name falls back to the key when it is gone.

    `kind` is person, rule, scorecard, pool, sequence, button, flow, form, hook, token or system; `id` is a person's id.
    """
    kind, _, reference = label.partition(":")
    if person is not None:
        return {"id": person, "kind": "person", "key": str(person), "name": person_name}
    if kind in {"rule", "flow"} and cause.partition(":")[0] in {
        "rule",
        "scorecard",
        "pool",
        "sequence",
        "button",
        "flow",
    }:
        # A rule's steps, a card's total and a button's steps are all carried out as a rule.
        kind, _, reference = cause.partition(":")
    if kind == "token" and reference.startswith(_HOOK):
        name = reference.removeprefix(_HOOK)
        return {"id": None, "kind": "hook", "key": name, "name": name}
    if kind == "button":
        return {"id": None, "kind": kind, "key": reference, "name": _button(app, reference, language)}
    if kind in _DOCUMENTS:
        shown = "form" if kind == "public_form" else kind
        key, name = _document(app, _DOCUMENTS[kind], reference, language)
        return {"id": None, "kind": shown, "key": key, "name": name}
    if kind == "system":
        return {"id": None, "kind": kind, "key": reference, "name": localised(_SYSTEM, language)}
    return {"id": None, "kind": kind, "key": reference, "name": person_name or reference}


def person_of(label: str) -> UUID | None:
    """Return the person whom a label names."""
    kind, _, reference = label.partition(":")
    if kind not in {"member", "token"}:
        return None
    try:
        return UUID(reference)
    except ValueError:
        return None


def _document(app: App, kind: str, reference: str, language: str) -> tuple[str, str]:
    """Return the key and name of a document that is named by its key or its id."""
    documents: Mapping[str, Mapping[str, Any]] = app.documents(kind)
    key = (
        reference
        if reference in documents
        else next((key for key, body in documents.items() if body.get("id") == reference), reference)
    )
    return key, localised(documents.get(key, {}).get("name"), language) or key


def _button(app: App, key: str, language: str) -> str:
    """Return the label of a button; buttons of one key on several entities mostly say the same."""
    for entity in app.entities.values():
        if key in entity.buttons:
            return localised(entity.buttons[key].label, language) or key
    return key
