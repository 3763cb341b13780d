"""Effects: the one closed vocabulary of consequences, for rules, flows, buttons and imports alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from dougong_model.plain_data import plain_data
from dougong_model.problems import DocumentError, Problem


class EffectClass(StrEnum):
    """Inside effects change the database in the same transaction; outside ones run in a job."""

    INSIDE = "inside"
    OUTSIDE = "outside"


EFFECTS: Mapping[str, EffectClass] = {
    "SetFields": EffectClass.INSIDE,
    "Create": EffectClass.INSIDE,
    "Update": EffectClass.INSIDE,
    "Delete": EffectClass.INSIDE,
    "Merge": EffectClass.INSIDE,
    "Convert": EffectClass.INSIDE,
    "Assign": EffectClass.INSIDE,
    "Share": EffectClass.INSIDE,
    "Lock": EffectClass.INSIDE,
    "StartFlow": EffectClass.INSIDE,
    "SignalFlow": EffectClass.INSIDE,
    "OpenSeat": EffectClass.INSIDE,
    "CancelSeat": EffectClass.INSIDE,
    "StartTimer": EffectClass.INSIDE,
    "CancelTimer": EffectClass.INSIDE,
    "CreateTodo": EffectClass.INSIDE,
    "Notify": EffectClass.INSIDE,
    "SendMessage": EffectClass.OUTSIDE,
    "CallConnector": EffectClass.OUTSIDE,
    "Webhook": EffectClass.OUTSIDE,
    "Print": EffectClass.OUTSIDE,
    "Enrol": EffectClass.INSIDE,
    "Leave": EffectClass.INSIDE,
    "Refuse": EffectClass.INSIDE,
    "Warn": EffectClass.INSIDE,
    "Incident": EffectClass.INSIDE,
    "Upsert": EffectClass.INSIDE,
    "CreateLines": EffectClass.INSIDE,
    "Tag": EffectClass.INSIDE,
    "Untag": EffectClass.INSIDE,
    "ForEach": EffectClass.INSIDE,
    "Branch": EffectClass.INSIDE,
    "Stop": EffectClass.INSIDE,
    "Wait": EffectClass.INSIDE,
    "IssueCode": EffectClass.INSIDE,
    "Find": EffectClass.INSIDE,
}
"""Every effect kind with its class; the last lines say which of the others are carried out, and how often."""


@plain_data
class Effect:
    """One consequence, as plain data.

    `kind` is a name of `EFFECTS`; `arguments` is the body of the document's step, its expressions still
    texts (the engine that owns the document parsed and typed them when it was published); `target` is
    the record it is about, as (entity key, record id), or None for the record at hand; `key` makes it
    happen once: two effects with one key are one.
    """

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    target: tuple[str, str] | None = None
    key: str | None = None

    @property
    def document(self) -> dict[str, Any]:
        """Return the step of a document that the effect was read from."""
        return {self.kind: dict(self.arguments)}

    @property
    def effect_class(self) -> EffectClass:
        """Return whether the effect stays inside the transaction."""
        return EFFECTS[self.kind]


def effect_from_document(step: Mapping[str, Any], pointer: str) -> Effect:
    """Read one step of a `do` list, `{"SetFields": {…}}`; raises DocumentError for any other shape."""
    if len(step) != 1:
        raise DocumentError(
            [
                Problem(
                    code="step_shape",
                    pointer=pointer,
                    message="A step has exactly one member.",
                    hint='Write {"SetFields": {…}}.',
                )
            ]
        )
    ((kind, arguments),) = step.items()
    if kind not in EFFECTS:
        raise DocumentError(
            [
                Problem(
                    code="unknown_effect",
                    pointer=f"{pointer}/{kind}",
                    message=f"There is no effect “{kind}”.",
                    hint="One of: " + ", ".join(EFFECTS),
                )
            ]
        )
    return Effect(kind=kind, arguments=arguments if isinstance(arguments, Mapping) else {"value": arguments})
