"""Surroundings: what an engine call may know of the world, handed in as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from dougong_flow.organisation import Organisation
from dougong_flow.spans import Calendar
from dougong_model import Value, plain_data


@plain_data
class Decided:
    """What a decision table says of a record: outputs by key, the rows that hold (ids, and numbers from 1);
    `conflict`: two hold where one must, or say different things.
    """

    outputs: Mapping[str, Value]
    rows: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    conflict: bool = False


def no_tables(table: str, scope: Mapping[str, Any]) -> Decided:
    """Know no decision table."""
    raise LookupError(table)


@plain_data
class Surroundings:
    """The record, the organisation and a source of ids for one call.

    `record` is the flat scope of expressions: the record's fields and system fields, `user` (the
    initiator), `settings`, `$today`, `$now`, `$zone`, `$holidays`, `$workdays`; the engine adds `flow`.
    `new_id` makes ids. `decide` asks a decision table of a scope; LookupError when there is none of that key.
    """

    record: Mapping[str, Any]
    organisation: Organisation
    new_id: Callable[[], UUID]
    calendar: Calendar = Calendar()
    decide: Callable[[str, Mapping[str, Any]], Decided] = no_tables

    @property
    def record_version(self) -> int | None:
        """Return the record's version, when the scope has one."""
        version = self.record.get("version")
        return int(version) if version is not None else None
