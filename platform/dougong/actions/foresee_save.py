"""Foresee a save: which requests it would start, by a form, an event or a rule, and whom each would ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.actions.act import Picks
from dougong.actions.apply import new_act
from dougong.actions.save_record import FormChoice, change_record, create_record
from dougong.actions.start_flow import told_way
from dougong.context import Context
from dougong.database import taken_back
from dougong.metadata import App
from dougong.processes.read import record_instances
from dougong.processes.store import Loaded


def foresee_save(
    context: Context,
    app: App,
    entity: str,
    values: Mapping[str, Any],
    *,
    form: FormChoice,
    record: UUID | None = None,
    chosen: Picks,
) -> dict[str, Any]:
    """Save values as the caller would, a new record or a change of one, tell of the requests that this starts, and
    take all of it back; `chosen` are whom he would pick, by flow and node. Raises what the save raises.
    """
    with taken_back(context.conn):
        before = _requests(context, app, entity, record) if record else {}
        if record is None:
            saved = create_record(context, app, entity, values, form=form, chosen=chosen)
        else:
            saved = change_record(context, app, entity, record, values, None, form=form, chosen=chosen)
        (one,) = saved.written
        started = [
            loaded for key, loaded in _requests(context, app, entity, one.id).items() if key not in before
        ]
        scope = new_act(context, app).scope(entity, one.id)
        return {
            "flows": [
                {
                    "flow": loaded.instance.flow,
                    "name": app.documents("flow")[loaded.instance.flow]["name"],
                    **told_way(
                        context,
                        app,
                        loaded.instance.flow,
                        scope,
                        loaded.instance.initiator,
                        chosen.get(loaded.instance.flow),
                    ),
                }
                for loaded in reversed(started)
            ]
        }


def _requests(context: Context, app: App, entity: str, record: UUID) -> dict[UUID, Loaded]:
    found = record_instances(context.conn, app.id, app.entities[entity].id, record)
    return {loaded.instance.id: loaded for loaded in found}
