"""Held: while people decide about a record, it changes only where their node lets them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dougong.context import Context
from dougong.errors import Conflict
from dougong.metadata import App
from dougong.processes.definitions import flows_of
from dougong.processes.read import held_records


def refuse_held(context: Context, app: App, entity: str, records: Sequence[UUID]) -> None:
    """Raise Conflict when a running flow holds any of these records.

    An administrator may change them all the same, and so may an initiator to whom his request was sent
    back. What flows and rules write does not come by here.
    """
    if not records or context.principal.administrator or not flows_of(app, entity):
        return
    held = held_records(context.conn, app.id, app.entities[entity].id, records, context.principal.person)
    if held:
        raise Conflict(
            "This record is being decided about. Withdraw the request if it still offers that, or wait for the decision;"
            " whoever decides may also send it back.",
            extra={"held": [str(record) for record in held], "flow": next(iter(held.values()))},
            records=held,
        )
