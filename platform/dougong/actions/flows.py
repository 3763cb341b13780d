"""Flows: what a step of a flow leads to within an act. Its effects are carried out, its seats told, and it
goes on from the nodes whose effects are done, until it waits for people or has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.actions.act import DEPTH_LIMIT, Act, Site, json_plain
from dougong.actions.flow_notices import cancel_seat, open_seat, remind, tell_incident, tell_initiator
from dougong.actions.steps import Stopped
from dougong.automation.definitions import tables_of
from dougong.automation.runs import Run, StepRun
from dougong.errors import Conflict, DougongError, Invalid
from dougong.failpoints import reach
from dougong.logs import log
from dougong.metadata import App
from dougong.processes import definitions, moves, store, under_way
from dougong.processes.moves import Below, Moved
from dougong.processes.store import AskedLatest, Loaded
from dougong.records import hanging
from dougong_flow import (
    RECORD,
    START,
    ChildEnded,
    Chosen,
    Command,
    Complete,
    Decided,
    Fail,
    Instance,
    InstanceState,
    Resume,
    Signal,
    Suspend,
    Terminate,
    VisitState,
    people_of,
)
from dougong_model import Effect, Event, uuid7
from dougong_rule import decide


def begin_flow(
    act: Act,
    flow: str,
    record: UUID,
    initiator: UUID | None,
    depth: int,
    entering: str | None = None,
    *,
    below: Below | None = None,
    chosen: Chosen | None = None,
    latest: AskedLatest | None = None,
) -> Instance:
    """Start a flow on a record; raises Conflict when it runs there already.

    Without a person behind the act (a public form, a schedule) the record's owner counts as the initiator.
    `entering` is the state that the record enters when the request is approved; `below` makes it a sub-flow,
    `chosen` are people whom the initiator picks for nodes, without them those of the act; `latest` as of `moves.start`.
    """
    scope = act.scope(definitions.published_flow(act.app, flow).entity, record)
    who = initiator or next(iter(people_of(scope["owner"])), None)
    if who is None:
        raise Invalid("A request needs somebody who asks: give the record an owner first.")
    moved = moves.start(
        act.context,
        act.app,
        flow,
        scope,
        who,
        entering,
        below=below,
        chosen=act.chosen.get(flow) if chosen is None and below is None else chosen,
        decide=deciding(act.app),
        latest=latest,
    )
    return _move_on(act, moved, depth).instance


def deciding(app: App) -> moves.Decides:
    """Return what asks the decision tables of an app; LookupError for one that is not there."""

    def ask(key: str, scope: Mapping[str, Any]) -> Decided:
        found = decide(tables_of(app)[key], scope)
        rows = tuple(row.row for row in found.rows if row.matched)
        return Decided(outputs=found.outputs, rows=rows, numbers=found.numbers, conflict=found.conflict)

    return ask


def start_triggered(act: Act, event: Event, depth: int) -> None:
    """Start the flows that an event starts; what runs on the record already is not started again.

    One that cannot start leaves what was saved as it is: the record's runs say why.
    """
    if event.record is None or not definitions.flows_of(act.app, event.entity):
        return
    for flow in moves.triggered(act.app, event, act.scope(event.entity, event.record)):
        if is_running(act, flow, event.entity, event.record):
            continue
        try:
            with act.undone_when_refused():
                begin_flow(act, flow, event.record, act.person.person, depth)
        except DougongError as error:
            act.runs.append(_start_run(act, flow, event, error))
            log.warning(
                "flow not started", app=act.app.key, flow=flow, record=str(event.record), error=error.detail
            )


def start_again(act: Act, flow: str, event: Event, record: UUID, initiator: UUID | None) -> Run:
    """Start a flow that could not start when its event happened; the run says whether it could now."""
    try:
        with act.undone_when_refused():
            instance = begin_flow(act, flow, record, initiator, event.depth)
    except DougongError as error:
        run = _start_run(act, flow, event, error)
    else:
        run = _start_run(act, flow, event, None)
        run.steps[0].result = {"flow": flow, "instance": str(instance.id)}
    act.runs.append(run)
    return run


def _start_run(act: Act, key: str, event: Event, error: DougongError | None) -> Run:
    """Return the run that tells of the start of a flow, and why it failed when it did."""
    state = "done" if error is None else "failed"
    return Run(
        id=uuid7(),
        rule_id=definitions.published_flow(act.app, key).id,
        rule_key=key,
        entity_id=act.app.entities[event.entity].id,
        record=event.record,
        version=event.version,
        event=event.kind,
        cause=act.context.cause,
        depth=event.depth,
        state=state,
        trace={"why": "event", "happened": {"data": dict(event.data)}},
        steps=[StepRun(kind="StartFlow", state=state, error=None if error is None else error.told)],
    )


def is_running(act: Act, flow: str, entity: str, record: UUID) -> bool:
    """Say whether a flow runs on a record."""
    entity_id = act.app.entities[entity].id
    found = store.ask_latest(act.context.conn, act.app.id, entity_id, record, flow).answer()
    return found is not None and found.running


def command_flow(act: Act, loaded: Loaded, command: Command, depth: int = 0) -> Instance:
    """Carry out a command on an instance that is held, with all that follows."""
    instance = loaded.instance
    _note_buried(act, instance)
    scope = act.scope(instance.entity, instance.record)
    moved = moves.move(act.context, act.app, loaded, command, scope, deciding(act.app))
    return _move_on(act, moved, depth).instance


def signal_waiting(act: Act, event: Event) -> None:
    """Let go on what waits for what has happened to a record: a change, or a hook that another system called."""
    kind = _SIGNALS.get(event.kind)
    if kind is None or event.record is None or event.entity not in act.app.entities:
        return
    name = str(event.data.get("name", "")) if kind == "webhook" else ""
    if kind == RECORD and not definitions.waits_for_records(act.context.conn, act.app):
        return
    waits_for = RECORD if kind == RECORD else f"{kind}:{name}"
    entity_id = act.app.entities[event.entity].id
    command = Signal(kind=kind, name=name)
    for one in under_way.waiting_for(act.context.conn, act.app.id, entity_id, event.record, waits_for):
        send(act, one, command, event.depth)


def halt_or_go_on(act: Act, event: Event) -> None:
    """Halt the requests about a record that goes to the trash, and its rows; let them go on when it comes back."""
    if event.kind not in _HALTING or event.record is None or event.entity not in act.app.entities:
        return
    find, command = _HALTING[event.kind]
    for entity, records in _with_rows(act, event.entity, [event.record]):
        entity_id = act.app.entities[entity].id
        for one in find(act.context.conn, act.app.id, entity_id, records):
            send(act, one, command, event.depth)


def _with_rows(act: Act, entity: str, records: Sequence[UUID]) -> Iterator[tuple[str, Sequence[UUID]]]:
    """Yield records and the rows of their sub-tables by entity, as far as flows can run on them."""
    if definitions.flows_of(act.app, entity):
        yield entity, records
    holders = [act.rows.row(entity, one) for one in records]
    for key, one in act.rows.shape(entity).lists.items():
        if one.sub_table and definitions.flows_of(act.app, one.entity):
            yield one.entity, [row.id for holder in holders for row in act.rows.children(holder, key)]


_HALTING: Mapping[str, tuple[Callable[..., list[UUID]], Command]] = {
    "record.deleted": (under_way.running_on, Suspend(person=None, comment=None)),
    "record.restored": (under_way.halted_on, Resume(person=None)),
}


_SIGNALS = {
    "record.changed": RECORD,
    "state.entered": RECORD,
    "hook.received": "webhook",
    "mail.received": "webhook",
}


def send(act: Act, instance: UUID, command: Command, depth: int) -> None:
    """Send what happened to an instance, as soon as it rests; what does not wait for it any more is left alone."""
    if instance in act.following:
        act.following[instance].append((command, depth))
        return
    loaded = store.hold(act.context.conn, instance)
    _answer(act, loaded, command, depth)


def end_requests(act: Act, entity: str, records: Sequence[UUID]) -> None:
    """End the requests about records that go for good, and about their rows."""
    for place, ids in _with_rows(act, entity, records):
        entity_id = act.app.entities[place].id
        for one in under_way.unfinished_on(act.context.conn, act.app.id, entity_id, ids):
            send(act, one, Terminate(person=None, comment=None), 0)


def _note_buried(act: Act, instance: Instance) -> None:
    """Let nothing that reacts change the record of a request that rests because it lies in the trash."""
    if instance.suspended_at is None or instance.entity not in act.app.entities:
        return
    compiled = act.app.entities[instance.entity]
    if act.rows.shape(instance.entity).soft and hanging.buried_at(act.context, compiled, [instance.record]):
        act.removed.add(instance.record)


def _answer(act: Act, loaded: Loaded, command: Command, depth: int) -> Loaded:
    _note_buried(act, loaded.instance)
    scope = act.scope(loaded.instance.entity, loaded.instance.record)
    try:
        moved = moves.move(act.context, act.app, loaded, command, scope, deciding(act.app))
    except Conflict:
        return loaded
    return _move_on(act, moved, depth)


def _move_on(act: Act, moved: Moved, depth: int) -> Loaded:
    """Follow a move until the instance rests, then take up what has happened to it meanwhile."""
    identity = moved.instance.id
    act.moved[moved.instance.entity, moved.instance.record] = None
    if identity in act.following:
        return _follow(act, moved, depth)
    waiting = act.following[identity] = []
    try:
        loaded = _follow(act, moved, depth)
    finally:
        del act.following[identity]
    for command, deeper in waiting:
        loaded = _answer(act, loaded, command, max(depth, deeper))
    return loaded


def _follow(act: Act, moved: Moved, depth: int) -> Loaded:
    """Carry out what a move asks for, then complete the nodes that waited for it.

    What a step of the flow cannot do is undone and told to the flow; what submitting sets must succeed. Before
    rules hear of the last step the instance is written: they may start the same flow again.
    """
    instance = moved.instance
    steps = _steps(act, moved)
    reach("flow.effects.before")
    for effect in moved.effects:
        if not any(effect in effects for effects in steps.values()):
            _carry_out(act, effect, moved, depth)
    answers: list[Command] = [_work(act, moved, visit, effects, depth) for visit, effects in steps.items()]
    reach("flow.effects.after")
    loaded = moved.loaded
    if instance.entering is not None and instance.state is InstanceState.APPROVED:
        _enter(act, moved, instance.entering, depth)
    if not moved.acting:
        store.save(act.context.conn, loaded)
        loaded = replace(loaded, saved=loaded.instance, events=())
    act.happened(moved.events, depth + 1)
    reach("flow.react.after")
    tell_initiator(act, moved)
    if instance.parent is not None and any(one.kind == "flow.finished" for one in moved.events):
        assert instance.parent_visit is not None
        ended = ChildEnded(visit=instance.parent_visit, child=instance.id, outcome=instance.state.value)
        reach("flow.parent.before")
        send(act, instance.parent, ended, depth)
        reach("flow.parent.after")
    for answer in answers:
        scope = act.scope(instance.entity, instance.record)
        found = loaded.instance.visit(answer.visit)  # type: ignore[union-attr]
        if loaded.instance.running and found is not None and found.state is VisitState.OPEN:
            going_on = moves.move(act.context, act.app, loaded, answer, scope, deciding(act.app))
            loaded = _follow(act, going_on, depth)
    return loaded


def _steps(act: Act, moved: Moved) -> dict[UUID, list[Effect]]:
    """Return the effects of each visit that waits for its own."""
    if not moved.acting:
        return {}
    flow = definitions.pinned_flow(act.context.conn, act.app, moved.loaded.definition)
    found = {}
    for visit in moved.acting:
        at = moved.instance.visit(visit)
        assert at is not None
        key = f"flow:{moved.instance.id}:{flow.nodes[at.node].id}:"
        found[visit] = [effect for effect in moved.effects if (effect.key or "").startswith(key)]
    return found


def _work(act: Act, moved: Moved, visit: UUID, effects: list[Effect], depth: int) -> Command:
    """Carry out the effects of a step, all or none, and return what is to be told to the flow."""
    at = moved.instance.visit(visit)
    if at is None or at.node == START:
        for effect in effects:
            _carry_out(act, effect, moved, depth)
        return Complete(visit=visit)
    try:
        with act.undone_when_refused(), suppress(Stopped):
            for effect in effects:
                _carry_out(act, effect, moved, depth)
    except DougongError as error:
        log.warning("step of a flow failed", app=act.app.key, flow=moved.instance.flow, error=error.detail)
        return Fail(visit=visit, code=error.code, message=error.told)
    return Complete(visit=visit)


def _carry_out(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """Carry out one effect: those on seats and other instances are the flow's own."""
    own = _OWN.get(effect.kind)
    if own is not None and ({"seat", "visit", "signal", "incident"} & effect.arguments.keys()):
        own(act, effect, moved, depth)
        return
    instance = moved.instance
    site = Site(
        entity=instance.entity,
        record=instance.record,
        cause=f"flow:{instance.flow}",
        key=f"{effect.key}/0",
        depth=depth,
        reserved=moved.names,
        # What an end puts back must hold when the record is restored: there is no request then to go on.
        buried=not instance.running and instance.record in act.removed,
    )
    version = act.rows.stored(instance.entity, instance.record).get("version")
    result = act.carry_out(effect, site)
    if effect.kind == "Assign":
        act.runs.append(_assign_run(act, moved, result, version, depth))


def _start_below(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """Start a sub-flow on its record, for the same initiator."""
    assert effect.target is not None
    flow, record = str(effect.arguments["flow"]), UUID(effect.target[1])
    if depth >= DEPTH_LIMIT:
        raise Conflict("Flows start each other in a circle.")
    below = Below(
        instance=UUID(effect.arguments["instance"]),
        parent=moved.instance.id,
        visit=UUID(effect.arguments["visit"]),
    )
    begin_flow(act, flow, record, moved.instance.initiator, depth + 1, below=below)


def _end_below(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """End a sub-flow that nothing waits for any more."""
    send(act, UUID(effect.arguments["instance"]), Terminate(person=None, comment=None), depth)


def _enter(act: Act, moved: Moved, state: str, depth: int) -> None:
    """Take the step that the request was made for; what the step requires is asked for once more."""
    instance = moved.instance
    states = act.app.entities[instance.entity].states
    if states is None:
        return
    site = Site(
        entity=instance.entity,
        record=instance.record,
        cause=f"flow:{instance.flow}",
        key=f"{instance.id}/entering",
        depth=depth,
        reserved=moved.names,
    )
    act.carry_out(Effect(kind="SetFields", arguments={states.machine.field: f'"{state}"'}), site)


def _assign_run(act: Act, moved: Moved, result: Mapping[str, Any], version: Any, depth: int) -> Run:
    """Return the run that tells whom a step of a flow gave the record to, and why."""
    instance = moved.instance
    return Run(
        id=uuid7(),
        rule_id=definitions.pinned_flow(act.context.conn, act.app, moved.loaded.definition).id,
        rule_key=instance.flow,
        entity_id=moved.loaded.entity_id,
        record=instance.record,
        version=version,
        event="flow.started",
        cause=f"flow:{instance.flow}",
        depth=depth,
        steps=[StepRun(kind="Assign", result={key: json_plain(value) for key, value in result.items()})],
    )


_OWN: Mapping[str, Callable[[Act, Effect, Moved, int], None]] = {
    "OpenSeat": open_seat,
    "CancelSeat": cancel_seat,
    "Incident": tell_incident,
    "Notify": remind,
    "StartFlow": _start_below,
    "SignalFlow": _end_below,
}
