"""Surroundings: what an engine call may know of the world, handed in as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dougong_flow.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The record, the organisation and a source of ids for one call.

    `record` is the flat scope of expressions: the record's fields and system fields, `user` (the
    initiator), `settings`, `$today`, `$now`, `$zone`, `$holidays`, `$workdays`; the engine adds `flow`.
    `new_id` makes ids.
    """

    record: Mapping[str, Any]
    organisation: Organisation
    new_id: Callable[[], UUID]

    @property
    def record_version(self) -> int | None:
        """Return the record's version, when the scope has one."""
        version = self.record.get("version")
        return int(version) if version is not None else None
