"""Context: who acts, when, why and over which connection; the first argument of every verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

PrincipalKind = Literal[
    "member", "portal_user", "public_form", "share_link", "token", "rule", "flow", "system"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who acts. For a member or a token of his, everything that a row formula may ask of `user`.

    `roles` maps an app's id to the ids of the roles held in it. `reports` is everybody below by
    supervisor, at any depth. `revision` is the organisation's revision at which this was read: the same
    person at the same revision has the same rights.
    """

    kind: PrincipalKind
    name: str
    person: UUID | None = None
    administrator: bool = False
    department: UUID | None = None
    departments: tuple[UUID, ...] = ()
    teams: tuple[UUID, ...] = ()
    reports: tuple[UUID, ...] = ()
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    revision: int = 0
    token_scopes: frozenset[str] | None = None
    reference: str | None = None

    def holds(self, power: str) -> bool:
        """Say whether an administrator acts with a power (`design`, `administer`); a token must have it as scope."""
        return self.administrator and (self.token_scopes is None or power in self.token_scopes)

    @property
    def label(self) -> str:
        """Return how history names this actor: `member:<uuid>`, `rule:<key>`, `system:<name>` …"""
        return f"{self.kind}:{self.reference or self.person or self.name}"

    @property
    def uploader(self) -> str:
        """Return whose an upload is: the same person's, whether he comes with a session or a token."""
        return f"member:{self.person}" if self.kind == "token" else self.label


def system_principal(name: str) -> Principal:
    """Return a named system principal; naming it in code is what makes its use visible."""
    return Principal(kind="system", name=name, reference=name, administrator=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything a verb needs to know of its caller and its moment.

    `conn` is the open transaction; nobody below the edge commits. `now` is UTC. `zone` is the person's
    zone for screens and the workspace's for rules. `cause` is what history will say led to the change.
    """

    conn: Connection
    principal: Principal
    now: datetime
    zone: ZoneInfo
    language: str = "en"
    cause: str = "api"
    on_behalf_of: Principal | None = None
    request_id: str | None = None

    @property
    def today(self) -> date:
        """Return the calendar day in the context's zone."""
        return self.now.astimezone(self.zone).date()

    def with_(self, **changes: Any) -> Context:
        """Return the same context with some members replaced."""
        return replace(self, **changes)
