"""Show at a seat what its record was: at the version that somebody decided about, beside what it is now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from dougong.actions.seat_scope import flow_at, scope_at
from dougong.actions.show_history import moment_in
from dougong.actions.show_inbox import own_seat
from dougong.actions.submitted import submitted_of
from dougong.context import Context
from dougong.errors import NotFound
from dougong.processes import definitions


def show_seat_moment(context: Context, seat_id: UUID, version: int) -> dict[str, Any]:
    """Return the record of one of the caller's seats as it was at a version, in the fields that the seat shows now.

    Raises NotFound for somebody else's seat, a record that the seat does not show, and a version there was not.
    """
    line, loaded, _ = own_seat(context, seat_id)
    app = definitions.app_of(context.conn, loaded.app_id)
    scope = scope_at(context, app, line)
    if scope is None or not scope.allows("see"):
        raise NotFound("There is no such record.")
    submitted = submitted_of(context, [(line, flow_at(context, app, line))]).get(line.id)
    return moment_in(context, app, scope, line.record, version, submitted=submitted)
