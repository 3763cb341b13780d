"""Play a flow: step through a draft's flow on a record with its people and passing time; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong.actions.act import json_plain
from dougong.actions.apply import new_act
from dougong.actions.flows import deciding
from dougong.actions.show_flows import hide_unreadable
from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata import App
from dougong.processes import definitions, moves, read
from dougong.records.read import get_in
from dougong_flow import (
    Chosen,
    Flow,
    FlowError,
    Instance,
    Played,
    Turn,
    VisitState,
    allowed_actions,
    choosable,
    must_choose,
    next_timer,
    numbered_ids,
    play,
)

Json = dict[str, Any]


def play_flow(
    context: Context,
    app: App,
    document: Mapping[str, Any],
    record: UUID,
    initiator: UUID | None,
    turns: Sequence[Turn],
    chosen: Chosen | None = None,
    begun_at: datetime | None = None,
) -> Json:
    """Return where a flow stands after some turns, what its people could do, and what its steps would do.

    `begun_at` is when it began, now without it: with one moment the same turns lead to the same times.

    The flow is read against the app as published. Raises DocumentError for one that cannot run, NotFound for a
    record that the caller does not see, Conflict or Invalid for a turn that would be refused.
    """
    if document.get("entity") not in app.entities:
        raise Invalid.at("/flow/entity", "There is no such entity.", code="unknown_entity")
    flow = definitions.drafted_flow(app, document)
    get_in(context, app, flow.entity, record)
    who = initiator or context.principal.person
    if who is None:
        raise Invalid.at("/initiator", "Say who asks.", code="required")
    scope = new_act(context, app).scope(flow.entity, record)
    around = replace(moves.surroundings_of(context, app, scope, who, deciding(app)), new_id=numbered_ids())
    try:
        played = play(
            flow,
            turns,
            record=record,
            initiator=who,
            now=begun_at or context.now,
            surroundings=around,
            chosen=chosen,
        )
    except FlowError as error:
        raise moves.translated(error) from error
    return _shown(context, app, document, flow, played, around)


def _shown(
    context: Context, app: App, document: Mapping[str, Any], flow: Flow, played: Played, around: Any
) -> Json:
    instance = played.instance
    picture = read.picture(
        instance, document, context.language, read.told_of(context.conn, instance, played.events)
    )
    hide_unreadable(context, app, picture)
    timer = next_timer(instance) if instance.running else None
    return {
        "instance": {
            **picture,
            "app": app.key,
            "can": [],
            "allowed_actions": _allowed(flow, played, around),
        },
        "now": played.now,
        "due_at": timer.due_at if timer else None,
        "waiting": _waiting(instance),
        "choose": [
            {"node": key, "name": flow.nodes[key].name, "required": must_choose(flow, key)}
            for key in choosable(flow, "initiator")
        ],
        "effects": [
            {"node": node, "kind": effect.kind, "arguments": json_plain(dict(effect.arguments))}
            for node, effect in played.effects
        ],
    }


def _allowed(flow: Flow, played: Played, around: Any) -> Json:
    """Return what each person could do at his seat."""
    seats = []
    choose: list[str] = []
    for seat in played.instance.open_seats():
        may = allowed_actions(flow, played.instance, seat.person, now=played.now, surroundings=around)
        verbs = may.seats.get(seat.id, ())
        seats.append({"seat": seat.id, "verbs": list(verbs), "returns": list(may.returns.get(seat.id, ()))})
        choose += [key for key in may.choose if key not in choose]
    return {
        "instance": [],
        "seats": seats,
        "take_back": [],
        "remind": [],
        "remove": [],
        "choose": choose,
        "jump": [],
    }


def _waiting(instance: Instance) -> list[Json]:
    """Return the visits that wait for something to happen elsewhere, and for what."""
    found = []
    for visit in instance.visits:
        if visit.state is not VisitState.OPEN or not instance.running:
            continue
        if any(child.get("awaited") and "outcome" not in child for child in visit.children):
            found.append({"visit": visit.id, "node": visit.node, "kind": "sub_flow"})
        elif visit.waits_for and visit.waits_for != "join":
            kind = visit.waits_for.partition(":")[0]
            found.append({"visit": visit.id, "node": visit.node, "kind": kind})
    return found
