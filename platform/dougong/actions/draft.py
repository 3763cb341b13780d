"""Draft: one change on its way into the database, from the JSON handed in to what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dougong.actions.rows import Row
from dougong.metadata import CompiledEntity
from dougong.records.changes import Change
from dougong_model import Event, Problem, Value

BLANK: tuple[Value, ...] = (None, "", (), [])
"""What counts as no value."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A change being prepared.

    `old` are the stored values before (None for a new record), `values` the new ones as they will be written;
    `row` is the record as it will be. `asked` is what a new record held before any rule touched it. Once
    written, `events` say what happened. `buried_at` is when a record to be restored went to the trash.
    """

    change: Change
    compiled: CompiledEntity
    old: Mapping[str, Value] | None
    values: dict[str, Value]
    row: Row
    asked: Mapping[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    buried_at: datetime | None = None

    @property
    def id(self) -> UUID:
        """Return the record's id."""
        return self.change.id

    @property
    def entity(self) -> str:
        """Return the entity's key."""
        return self.compiled.key

    @property
    def creates(self) -> bool:
        """Say whether this makes a new record."""
        return self.change.kind == "create"

    @property
    def writes(self) -> bool:
        """Say whether values are written, as opposed to moving a record to the trash or back."""
        return self.change.kind in {"create", "update"}

    @property
    def changed(self) -> dict[str, tuple[Value, Value]]:
        """Return the fields whose value differs from the stored one, with both."""
        old = self.old or {}
        return {
            key: (old.get(key), value)
            for key, value in self.values.items()
            if old.get(key) != value and not (old.get(key) is None and value in BLANK)
        }

    def as_change(self) -> Change:
        """Return the change with the values as they are to be written."""
        change = self.change
        if not self.writes:
            return change
        return Change(
            entity=change.entity,
            kind=change.kind,
            id=change.id,
            values=self.values,
            expected_version=change.expected_version,
            place=change.place,
            ticked=change.ticked,
        )

    def set(self, key: str, value: Value) -> None:
        """Give a field a new value."""
        self.values[key] = value
