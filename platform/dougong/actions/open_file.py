"""Open a file: the right to it is the right to read a field that holds it, at a seat as elsewhere, or to see the
request with a decision of which it was given.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from dougong.access.files import may_read_file
from dougong.access.scope import NO_ROWS
from dougong.actions.seat_scope import scope_at
from dougong.actions.show_flows import seen_instance
from dougong.context import Context
from dougong.errors import NotAllowed, NotFound
from dougong.files.store import uses_of
from dougong.processes import definitions
from dougong.processes.decision_files import decided_with
from dougong.processes.inbox import InboxRow, seats_on
from dougong.records.read import visible_in


def may_open_file(context: Context, file: UUID, *, uploaded_by: str) -> bool:
    """Say whether the caller may have a file: by his rights, by a share, at a seat that shows its field, or as one who
    sees the decision with which it was given.
    """
    if may_read_file(context, file, uploaded_by=uploaded_by):
        return True
    instance = decided_with(context.conn, file)
    if instance is not None:
        return _sees(context, instance)
    person, uses = context.principal.person, uses_of(context.conn, file)
    if person is None or not uses:
        return False
    seats = seats_on(context.conn, person, [record for _, record, _ in uses])
    return any(
        _shown(context, line, entity, field)
        for line in seats
        for entity, record, field in uses
        if record == line.record
    )


def _sees(context: Context, instance: UUID) -> bool:
    try:
        seen_instance(context, instance)
    except (NotAllowed, NotFound):
        return False
    return True


def _shown(context: Context, line: InboxRow, entity: str, field: str) -> bool:
    app = definitions.app_of(context.conn, line.app_id)
    scope = scope_at(context, app, line)
    if scope is None or scope.shape.id != entity:
        return False
    key = next((key for key, one in scope.shape.fields.items() if one.field.id == field), "")
    rows = scope.read.get(key, NO_ROWS)
    narrow = replace(
        scope, rows={**scope.rows, "see": rows}, shape_key=(*scope.shape_key, "file", key), shared=False
    )
    return bool(visible_in(context, narrow, [line.record]))
