"""Commands: what may be asked of an instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from dougong_flow.definition import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """A person uses his seat: approve, reject, return or submit; `to` names a target of return."""

    seat: UUID
    person: UUID
    verb: Verb
    comment: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The initiator takes his request back."""

    person: UUID
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """The host has carried out the effects of a visit."""

    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """An administrator has mended the cause of an incident: the node is entered again."""

    incident: UUID
    person: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate:
    """An administrator ends an instance; the reason stands in the history."""

    person: UUID
    comment: str


Command: TypeAlias = Decide | Withdraw | Complete | Retry | Terminate
