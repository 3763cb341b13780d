"""Start a flow: somebody submits a record for approval, by a button or the API."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.access.values import role_keys
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.flows import begin_flow, deciding
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotAllowed, NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.processes import moves, rights, store
from dougong.processes.definitions import flows_of, published_flow
from dougong.records.read import sees
from dougong_flow import Chosen, Instance, choosable, holds, must_choose
from dougong_form import refused


def start_flow(
    context: Context,
    app: App,
    flow: str,
    record: UUID,
    state: str | None = None,
    ticked: frozenset[int] = frozenset(),
    chosen: Chosen | None = None,
) -> Instance:
    """Start a flow on a record that the caller sees; raises NotAllowed, NotFound, Conflict when it runs or
    its start has a condition that does not hold.

    With `state` the approval of a step to that state is asked for: Invalid tells what the step lacks, `ticked`
    are the places of the points of its checklist that the caller has ticked. `chosen` are people whom he picks
    for nodes.
    """
    definition = published_flow(app, flow)
    act = new_act(context, app)
    scope = act.scope(definition.entity, record)
    # Asked at once with whether he sees the record; nothing of it is used before that is known.
    act.rows.ask(definition.entity)
    latest = store.ask_latest(context.conn, app.id, app.entities[definition.entity].entity.id, record, flow)
    _check(context, app, flow, record)
    if not holds(definition.start.when, scope):
        raise Conflict("The flow's condition does not hold for the record.")
    if state is not None:
        _ask(act, definition.entity, scope, flow, state, ticked)
    instance = begin_flow(act, flow, record, _initiator(context), 0, state, chosen=chosen, latest=latest)
    act.finish()
    return instance


def startable(context: Context, app: App, entity: str, record: UUID) -> list[str]:
    """Return the flows that the caller may start by hand on a record as it is, by key; not those that approve a
    step between states, which are asked for at the step.
    """
    states = app.entities[entity].entity.states
    approving = {one.approval for one in states.transitions} if states else set()
    flows = [one for one in flows_of(app, entity) if one.enabled and one.key not in approving]
    flows = [one for one in flows if rights.may_start(app, context.principal, one.key)]
    if not flows:
        return []
    scope = new_act(context, app).scope(entity, record)
    return [one.key for one in flows if holds(one.start.when, scope)]


def foresee_flow(
    context: Context, app: App, flow: str, record: UUID, chosen: Chosen | None = None
) -> dict[str, Any]:
    """Return the way the record would take now and whom it would ask, node by node, and the nodes whose people the
    caller picks; nothing is written.
    """
    _check(context, app, flow, record)
    scope = new_act(context, app).scope(published_flow(app, flow).entity, record)
    return told_way(context, app, flow, scope, _initiator(context), chosen)


def told_way(
    context: Context,
    app: App,
    flow: str,
    scope: Mapping[str, Any],
    initiator: UUID,
    chosen: Chosen | None = None,
) -> dict[str, Any]:
    """Return the way that a request of `initiator` on a record would take, with names, and where people are picked."""
    definition = published_flow(app, flow)
    stops = moves.foreseen(context, app, definition, scope, initiator, deciding(app), chosen)
    names = names_of(context.conn, [person for stop in stops for person in stop.people])
    return {
        "items": [
            {
                "node": stop.node,
                "name": definition.nodes[stop.node].name,
                "people": [{"id": person, "name": names.get(person, "")} for person in stop.people],
                "incident": stop.incident,
                "instead": stop.instead,
                "picked_later": stop.picked_later,
                "waits": stop.waits,
                "until": stop.until,
                "branches": [{"split": split, "way": way} for split, way in stop.branches],
            }
            for stop in stops
        ],
        "choose": [
            {
                "node": node,
                "name": definition.nodes[node].name,
                "required": must_choose(definition, node) and any(stop.node == node for stop in stops),
            }
            for node in choosable(definition, "initiator")
        ],
    }


def _ask(
    act: Act, entity: str, scope: Mapping[str, Any], flow: str, state: str, ticked: frozenset[int]
) -> None:
    """Raise Invalid with what a record lacks for the step that a flow is to approve."""
    states = act.app.entities[entity].states
    if states is None:
        raise Invalid.at("/state", "Records of this entity have no states.", code="transition")
    field = states.machine.field
    after = ChainMap({field: state}, scope)  # type: ignore[arg-type]
    actors = frozenset(role_keys(act.app, act.person))
    problems = refused(states, after, scope[field], state, actors, act.context.language, ticked, flow)
    if problems:
        raise Invalid("The approval of this step cannot be asked for yet.", problems=problems)


def _check(context: Context, app: App, flow: str, record: UUID) -> None:
    entity = published_flow(app, flow).entity
    if not rights.may_start(app, context.principal, flow):
        raise NotAllowed("You may not start this flow.")
    if not sees(context, app, entity, record):
        raise NotFound("There is no such record.")


def _initiator(context: Context) -> UUID:
    if context.principal.person is None:
        raise Invalid("Only a person can ask for an approval.")
    return context.principal.person
