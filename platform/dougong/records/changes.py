"""Changes: what is written and what was written, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from dougong_model import Value

ChangeKind = Literal["create", "update", "delete", "restore"]

BRINGING_BACK = "restore:"
"""How the cause of a change begins whose values are those of a version of the record itself; the version follows."""


# Not frozen, though nobody changes them: made so, each takes four times as long, and an import makes many.
@dataclass(slots=True, kw_only=True)
class Change:
    """One record to be written.

    `id` is made by the caller for a new record too. `values` are typed values by field key as
    `Validator.read` gives them: Money, Decimal, UUID; a sub-table is the whole list of its rows, each a
    mapping with `id` (None for a new row); attachments are file ids. `place` is the change's place in the
    request, for pointers of problems; `ticked` are the places of the points of a checklist that a person ticked.
    `buried`: an update is of a record that may lie in the trash, where nothing reacts to it.
    """

    entity: str
    kind: ChangeKind
    id: UUID
    values: Mapping[str, Value] = field(default_factory=dict)
    expected_version: int | None = None
    place: str = ""
    ticked: frozenset[int] = frozenset()
    buried: bool = False


@dataclass(slots=True, kw_only=True)
class Written:
    """One record as it was written.

    `changed` maps field keys to (old, new) as JSON values, for events and history; `before` and `after`
    are the typed stored values (empty before a creation, unchanged by a deletion). `duplicates` are live
    records that count as the same, when the entity only warns of them.
    """

    entity: str
    kind: ChangeKind
    id: UUID
    version: int
    changed: Mapping[str, tuple[Any, Any]]
    before: Mapping[str, Value]
    after: Mapping[str, Value]
    duplicates: tuple[UUID, ...] = ()
