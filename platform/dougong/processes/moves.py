"""Moves: what the platform does with the flow engine: start, go on after effects, decide, withdraw.

Each move asks the engine, saves the step, and returns effects and events for the one writer to carry out.
What waits for those effects is completed afterwards, so that what follows sees the record as they left it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from dougong.access.values import user_mapping
from dougong.context import Context
from dougong.errors import Conflict, DougongError, Invalid, NotAllowed, NotFound
from dougong.failpoints import reach
from dougong.identity.sessions import read_principal
from dougong.metadata import App
from dougong.processes import definitions, store
from dougong.processes.organisation import organisation_of
from dougong.processes.store import AskedLatest, Latest, Loaded
from dougong.working_calendar import calendar_of
from dougong_flow import (
    Calendar,
    Chosen,
    Command,
    Decided,
    Flow,
    FlowError,
    HistoryEvent,
    Instance,
    NotTheSeatsPerson,
    PersonRefused,
    PickMissing,
    ReturnRefused,
    Scope,
    SeatUnknown,
    Step,
    Stop,
    Surroundings,
    Trigger,
    VerbRefused,
    advance,
    begin,
    check_picks,
    holds,
    instance_names,
    no_tables,
    preview,
)
from dougong_model import Effect, Event, Problem, uuid7

Record = Mapping[str, Any]
"""A record as records.load gives it to the engines, with `id` and `version`."""


Decides = Callable[[str, Mapping[str, Any]], Decided]
"""Asks a decision table, by its key, of the names that a flow's conditions see; LookupError without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """That an instance is a sub-flow: its id, the instance above, and the visit there that started it."""

    instance: UUID
    parent: UUID
    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move asks of the writer: effects in order, events to react to, and what is then to be completed.

    When the effects are carried out, the host sends `Complete` for each visit in `acting`. `names` are the
    names `flow` and `user` (the initiator) that the effects' expressions see.
    """

    loaded: Loaded
    effects: tuple[Effect, ...]
    acting: tuple[UUID, ...]
    events: tuple[Event, ...]
    names: Mapping[str, Any]

    @property
    def instance(self) -> Instance:
        """Return the instance as the move left it."""
        return self.loaded.instance


def start(
    context: Context,
    app: App,
    flow_key: str,
    record: Record,
    initiator: UUID,
    entering: str | None = None,
    *,
    below: Below | None = None,
    chosen: Chosen | None = None,
    decide: Decides = no_tables,
    latest: AskedLatest | None = None,
) -> Moved:
    """Start a flow on a record; raises Conflict when the same flow already runs on it.

    `below` makes it a sub-flow, `chosen` are people whom the initiator picks, `decide` asks a decision table,
    `latest` is the flow's latest instance on the record when somebody has asked for it already.
    """
    flow = definitions.published_flow(app, flow_key)
    if not flow.enabled:
        raise Conflict("This flow is switched off.")
    entity_id = app.entities[flow.entity].entity.id
    latest = latest or store.ask_latest(context.conn, app.id, entity_id, record["id"], flow.key)
    before = latest.answer()
    if before is not None and before.running:
        raise Conflict("This approval is already running on the record.")
    pinned = definitions.pin(context.conn, app, flow_key, context.now)
    surroundings = surroundings_of(context, app, record, initiator, decide)
    reach("flow.advance.before")
    try:
        step = _begin(
            context, flow, pinned.version, record, initiator, surroundings, before, entering, below, chosen
        )
    except FlowError as error:
        raise translated(error) from error
    reach("flow.advance.after")
    loaded = store.create(context.conn, step, app_id=app.id, entity_id=entity_id, definition=pinned.id)
    return _moved(context, loaded, step, surroundings)


def _begin(
    context: Context,
    flow: Flow,
    version: int,
    record: Record,
    initiator: UUID,
    surroundings: Surroundings,
    before: Latest | None,
    entering: str | None,
    below: Below | None,
    chosen: Chosen | None,
) -> Step:
    return begin(
        flow,
        instance=below.instance if below else uuid7(),
        version=version,
        record=record["id"],
        initiator=initiator,
        now=context.now,
        surroundings=surroundings,
        previous=before.id if before else None,
        entering=entering,
        parent=below.parent if below else None,
        parent_visit=below.visit if below else None,
        chosen=chosen,
    )


def move(
    context: Context, app: App, loaded: Loaded, command: Command, record: Record, decide: Decides = no_tables
) -> Moved:
    """Carry out a command on an instance that this transaction holds; the engine's refusals become ours.

    Nothing is written yet: `store.save` does that when everything that follows is done.
    """
    flow = definitions.pinned_flow(context.conn, app, loaded.definition)
    surroundings = surroundings_of(context, app, record, loaded.instance.initiator, decide)
    reach("flow.advance.before")
    try:
        check_picks(flow, loaded.instance, command, context.now, surroundings)
        step = advance(flow, loaded.instance, command, context.now, surroundings)
    except FlowError as error:
        raise translated(error) from error
    reach("flow.advance.after")
    return _moved(context, loaded.after(step), step, surroundings)


def triggered(app: App, event: Event, record: Record) -> tuple[str, ...]:
    """Return the flows that an event starts, by key; `record` is the scope their conditions see."""
    started = []
    for flow in definitions.flows_of(app, event.entity):
        start_event = flow.start
        if (
            not flow.enabled
            or start_event.trigger.value != event.kind
            or start_event.trigger in (Trigger.BUTTON, Trigger.RULE)
        ):
            continue
        named = start_event.form if start_event.trigger is Trigger.FORM_SUBMITTED else None
        if named is not None and event.data.get("form") != named:
            continue
        if start_event.state is not None and event.data.get("state") != start_event.state:
            continue
        if start_event.changed and not start_event.changed & set(event.changed):
            continue
        if holds(start_event.when, record):
            started.append(flow.key)
    return tuple(started)


def foreseen(
    context: Context,
    app: App,
    flow: Flow,
    record: Record,
    initiator: UUID,
    decide: Decides = no_tables,
    chosen: Chosen | None = None,
) -> list[Stop]:
    """Return the way a request would take now and whom it would ask; nothing is written."""
    try:
        return preview(
            flow,
            record=record["id"],
            initiator=initiator,
            now=context.now,
            surroundings=surroundings_of(context, app, record, initiator, decide),
            chosen=chosen,
        )
    except FlowError as error:
        raise translated(error) from error


def translated(error: FlowError) -> DougongError:
    """Return the platform's error for a refusal of the engine."""
    match error:
        case SeatUnknown():
            return NotFound(str(error))
        case NotTheSeatsPerson():
            return NotAllowed(str(error))
        case PersonRefused():
            return Invalid.at("/people", str(error), code=error.code)
        case PickMissing():
            return Invalid(
                str(error),
                problems=[
                    Problem(
                        code=error.code, pointer=f"/chosen/{key}", message="Somebody must be chosen here."
                    )
                    for key in error.nodes
                ],
            )
        case VerbRefused():
            hint = "One of: " + ", ".join(error.allowed) if error.allowed else None
            place = "/to" if isinstance(error, ReturnRefused) else "/verb"
            return Invalid(
                str(error),
                problems=[Problem(code=error.code, pointer=place, message=str(error), hint=hint)],
            )
    return Conflict(str(error))


def surroundings_of(
    context: Context, app: App, record: Record, initiator: UUID, decide: Decides = no_tables
) -> Surroundings:
    """Return what the engine may know of the world for one call."""
    return Surroundings(
        record=Scope({"user": _Initiator(context, app, initiator)}, record),
        organisation=organisation_of(context, app),
        new_id=uuid7,
        calendar=working_hours(context),
        decide=decide,
    )


def working_hours(context: Context) -> Calendar:
    """Return when people work, for spans of working time."""
    days = calendar_of(context)
    return Calendar(zone=context.zone, holidays=frozenset(days.holidays), workdays=frozenset(days.workdays))


class _Initiator(Mapping[str, Any]):
    """`user` of a flow's expressions; who he is and where he belongs is read when one asks for it."""

    def __init__(self, context: Context, app: App, person: UUID) -> None:
        self.context, self.app, self.person = context, app, person

    @cached_property
    def _members(self) -> Mapping[str, Any]:
        caller = self.context.principal
        return user_mapping(
            self.app,
            caller if caller.person == self.person else read_principal(self.context.conn, self.person),
        )

    def __getitem__(self, key: str) -> Any:
        return self.person if key == "id" else self._members[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def _moved(context: Context, loaded: Loaded, step: Step, surroundings: Surroundings) -> Moved:
    events = [event for line in step.events if (event := _event(context, step, line)) is not None]
    names = {"flow": instance_names(step.instance), "user": surroundings.record["user"]}
    return Moved(loaded=loaded, effects=step.effects, acting=step.acting, events=tuple(events), names=names)


_DECISIONS = frozenset(
    {"approve", "reject", "complete", "return", "auto_same_person", "auto_approve", "auto_reject"}
)


def _event(context: Context, step: Step, line: HistoryEvent) -> Event | None:
    kind = {"started": "flow.started", "finished": "flow.finished"}.get(
        line.verb, "seat.decided" if line.verb in _DECISIONS else None
    )
    if kind is None:
        return None
    instance = step.instance
    data = {
        "flow": instance.flow,
        "instance": str(instance.id),
        "node": line.node,
        "verb": line.verb,
        "outcome": line.payload.get("outcome"),
    }
    return Event(
        id=uuid7(),
        kind=kind,
        at=context.now,
        entity=instance.entity,
        record=instance.record,
        principal=context.principal.label,
        cause=f"flow:{instance.flow}",
        data={key: value for key, value in data.items() if value is not None},
    )
