"""SignalFlow: tell flows what they wait for, on the record at hand or on others that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.actions.act import DEPTH_LIMIT, Act, Site
from dougong.actions.effects.evaluating import field_values, records_of
from dougong.actions.flows import send
from dougong.errors import Conflict
from dougong.processes import under_way
from dougong.records.changes import Change
from dougong_flow import Signal
from dougong_model import Effect


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Send the message to every flow that waits for it on the records, after `values` are set on these.

    Raises Conflict when flows tell each other in a circle.
    """
    body = effect.arguments
    message = str(body["message"])
    found = records_of(act, site, body["record"]) if "record" in body else [(site.entity, site.record)]
    if site.depth >= DEPTH_LIMIT:
        raise Conflict("Flows tell each other to go on in a circle.")
    told = 0
    if found and body.get("values"):
        values = field_values(act, site, found[0][0], body["values"])
        changes = [Change(entity=entity, kind="update", id=record, values=values) for entity, record in found]
        act.change(changes, site)
    for entity, record in found:
        entity_id = act.app.entities[entity].id
        waiting = under_way.waiting_for(act.context.conn, act.app.id, entity_id, record, f"message:{message}")
        for instance in waiting:
            send(act, instance, Signal(kind="message", name=message), site.depth + 1)
        told += len(waiting)
    return {"message": message, "records": len(found), "flows": told}
