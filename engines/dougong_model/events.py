"""Events: what happened, in one list used by rules, flows, live updates, webhooks and the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a record, a flow or the app.

    `changed` maps a field key to (old, new); `cause` says what led to it (`form`, `api`, `rule:<key>`,
    `flow:<key>`, `import:<batch>`); `depth` counts the reactions before it in one transaction;
    `data` holds what only this kind has (the form, the state entered, the seat's verb).
    """

    id: UUID
    kind: str
    at: datetime
    entity: str
    record: UUID | None
    version: int | None = None
    principal: str = ""
    on_behalf_of: str | None = None
    cause: str = "api"
    depth: int = 0
    changed: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
