"""Seat scope: what a seat lets its person see of its record, whichever records he sees otherwise."""

from __future__ import annotations

from dataclasses import replace

from dougong.access import ALL_ROWS, Scope, scope_for
from dougong.access.shapes import has_entity
from dougong.context import Context
from dougong.metadata import App
from dougong.processes import definitions, rights
from dougong.processes.inbox import InboxRow
from dougong.processes.proxies import represented
from dougong.records.read import scope_in
from dougong_flow import START, Flow, Seat, SeatState
from dougong_model import DocumentError

_HELD = frozenset(
    one.value
    for one in (
        SeatState.OPEN,
        SeatState.WAITING_ADDED,
        SeatState.WAITING_DELEGATE,
        SeatState.DONE,
        SeatState.COPIED,
    )
)


def held_by(context: Context, seat: Seat) -> bool:
    """Say whether a seat is the caller's, or that of somebody for whom he acts now, or he has used it."""
    person = context.principal.person
    return person is not None and (
        person in (seat.person, seat.decided_by)
        or seat.person in represented(context.conn, person, context.now)
    )


def flow_at(context: Context, app: App, line: InboxRow) -> Flow | None:
    """Return the pinned flow, or None when the app has since lost a field that it speaks of."""
    try:
        return definitions.pinned_flow(context.conn, app, line.definition)
    except DocumentError:
        return None


def scope_at(context: Context, app: App, line: InboxRow) -> Scope | None:
    """Return the scope in which a line of the caller's inbox shows its record; None without the entity.

    A seat that is open or was used opens its record, without the fields that its node hides; a row of a
    sub-table too, whether or not its person sees the record that holds it. Everything else, one's own requests
    and cancelled seats, opens nothing: there the caller's own rights hold.
    """
    if not has_entity(app, line.entity):
        return None
    flow = flow_at(context, app, line)
    if flow is None or line.seat_state not in _HELD:
        return scope_in(context, app, line.entity)
    given = rights.seat_rights(app, flow, line.node or START, SeatState(line.seat_state))
    scope = scope_for(context, app, line.entity, given)
    return replace(
        scope,
        through=None,
        rows={**scope.rows, "see": ALL_ROWS, **({"change": ALL_ROWS} if scope.write else {})},
        shape_key=(*scope.shape_key, "seat row"),
    )
