"""Flows: what a step of a flow leads to within an act. Its effects are carried out, its seats told, and it
goes on from the nodes whose effects are done, until it waits for people or has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.access import READ, read_by_every_role, share, unshare
from dougong.actions.act import Act, Site, json_plain
from dougong.automation.runs import Run, StepRun
from dougong.errors import DougongError, Invalid
from dougong.identity.sessions import read_principal
from dougong.logs import log
from dougong.messages import headed, translated
from dougong.notify import notices
from dougong.notify.notices import Notice
from dougong.processes import definitions, moves, store
from dougong.processes.moves import Moved
from dougong.processes.organisation import names_and_languages
from dougong.processes.store import Loaded
from dougong.records.titles import titles
from dougong_flow import START, Command, Instance, InstanceState, SeatState, people_of
from dougong_model import Effect, Event, localised, uuid7

_KEPT_AS_READ = frozenset({"text", "long_text", "auto_number"})
"""Types of fields whose stored value is what people read, so that a title of theirs needs no statement."""


def begin_flow(
    act: Act, flow: str, record: UUID, initiator: UUID | None, depth: int, entering: str | None = None
) -> Instance:
    """Start a flow on a record; raises Conflict when it runs there already.

    Without a person behind the act (a public form, a schedule) the record's owner counts as the initiator.
    `entering` is the state that the record enters when the request is approved.
    """
    scope = act.scope(definitions.published_flow(act.app, flow).entity, record)
    who = initiator or next(iter(people_of(scope["owner"])), None)
    if who is None:
        raise Invalid("A request needs somebody who asks: give the record an owner first.")
    return _follow(act, moves.start(act.context, act.app, flow, scope, who, entering), depth).instance


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
    found = store.latest(act.context.conn, act.app.id, entity_id, record, flow)
    return found is not None and found.running


def command_flow(act: Act, loaded: Loaded, command: Command, depth: int = 0) -> Instance:
    """Carry out a command on an instance that is held, with all that follows."""
    instance = loaded.instance
    scope = act.scope(instance.entity, instance.record)
    return _follow(act, moves.move(act.context, act.app, loaded, command, scope), depth).instance


def _follow(act: Act, moved: Moved, depth: int) -> Loaded:
    """Carry out what a move asks for, then complete the nodes that waited for it.

    Before rules hear of the last step the instance is written: they may start the same flow again.
    """
    instance = moved.instance
    cause = f"flow:{instance.flow}"
    for effect in moved.effects:
        seat_effect = _SEATS.get(effect.kind)
        if seat_effect is not None:
            seat_effect(act, effect, moved)
            continue
        site = Site(
            entity=instance.entity,
            record=instance.record,
            cause=cause,
            key=f"{effect.key}/0",
            depth=depth,
            reserved=moved.names,
        )
        version = act.rows.stored(instance.entity, instance.record).get("version")
        result = act.carry_out(effect, site)
        if effect.kind == "Assign":
            act.runs.append(_assign_run(act, moved, result, version, depth))
    loaded = moved.loaded
    if instance.entering is not None and instance.state is InstanceState.APPROVED:
        _enter(act, moved, instance.entering, depth)
    if not moved.acting:
        store.save(act.context.conn, loaded)
        loaded = replace(loaded, saved=loaded.instance, events=())
    act.happened(moved.events, depth + 1)
    _tell_initiator(act, moved)
    for visit in moved.acting:
        scope = act.scope(instance.entity, instance.record)
        loaded = _follow(act, moves.complete(act.context, act.app, loaded, visit, scope), depth)
    return loaded


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


def _open_seat(act: Act, effect: Effect, moved: Moved) -> None:
    """Show the record to whoever is to decide, unless his node hides fields: then the seat alone shows it."""
    if not effect.arguments.get("restricted"):
        share(
            act.context.conn,
            entity_id=moved.loaded.entity_id,
            records=[moved.instance.record],
            holders=[f"person:{effect.arguments['person']}"],
            rights=["see", READ],
            source=f"seat:{effect.arguments['seat']}",
            now=act.context.now,
        )
    act.announce({"event": "inbox", "person": effect.arguments["person"]})
    _tell_asked(act, effect, moved)


def _tell_asked(act: Act, effect: Effect, moved: Moved) -> None:
    """Tell whoever has to decide that it waits for him, unless he acts himself or has decided already.

    The notice leads to the record where his seat shows it; who is shown it in part decides from his inbox. An
    initiator hears of his returned request in words of its own.
    """
    instance, who = moved.instance, UUID(effect.arguments["person"])
    seat = instance.seat(UUID(effect.arguments["seat"]))
    asked = seat is not None and seat.state is SeatState.OPEN and effect.arguments["node"] != START
    if not asked or who == act.person.person:
        return
    partly = bool(effect.arguments.get("restricted"))
    link = (act.app.key, instance.entity, instance.record)
    act.tell(
        Notice(
            person=who,
            title=_named(act, moved, _ASKED, who, hidden=partly),
            link=None if partly else link,
            seat=UUID(effect.arguments["seat"]),
        )
    )


def _cancel_seat(act: Act, effect: Effect, moved: Moved) -> None:
    """Take the record from whoever is not asked any more."""
    unshare(act.context.conn, source=f"seat:{effect.arguments['seat']}", record=moved.instance.record)
    settle_notice(act, UUID(effect.arguments["person"]), UUID(effect.arguments["seat"]))
    act.announce({"event": "inbox", "person": effect.arguments["person"]})


def settle_notice(act: Act, who: UUID, seat: UUID) -> None:
    """Take what asked for a decision from the unread notices, or those to be written: it is made, or not wanted
    any more."""
    act.settled[seat] = None
    if notices.settle(act.context.conn, who, seat, act.context.now):
        act.announce({"event": "notice", "person": str(who)})


def _incident(act: Act, effect: Effect, moved: Moved) -> None:
    """Tell the flow's administrators that an instance cannot go on by itself."""
    instance = moved.instance
    told = [UUID(one) for one in effect.arguments["people"]]
    people = names_and_languages(act.context)
    flow = definitions.pinned_flow(act.context.conn, act.app, moved.loaded.definition)
    link = (act.app.key, instance.entity, instance.record)
    for one in told:
        _, language = people.get(one, ("", "en"))
        message = translated(effect.arguments["message"], language)
        title = headed(localised(flow.name, language) or flow.key, message, language)
        act.tell(Notice(person=one, title=title, link=link))


def _tell_initiator(act: Act, moved: Moved) -> None:
    """Tell who asked that his request has ended or come back, unless it is his own doing or a step of
    the flow has told him in its own words."""
    instance = moved.instance
    words = next((_WORDS[word] for event in moved.events if (word := _word(event)) in _WORDS), None)
    if words is None or instance.initiator == act.person.person:
        return
    link = (act.app.key, instance.entity, instance.record)
    if any(one.person == instance.initiator and one.link == link and one.body for one in act.notices):
        return
    act.tell(
        Notice(person=instance.initiator, title=_named(act, moved, words, instance.initiator), link=link)
    )


def _named(act: Act, moved: Moved, words: Mapping[str, str], reader: UUID, *, hidden: bool = False) -> str:
    """Return words with the flow, who asked and the record's title, or what it is, in the reader's language.

    `hidden`: the reader may not read every field, so what the record is stands for its title.
    """
    instance = moved.instance
    people = names_and_languages(act.context)
    _, language = people.get(reader, ("", "en"))
    asks, _ = people.get(instance.initiator, ("", ""))
    flow = definitions.pinned_flow(act.context.conn, act.app, moved.loaded.definition)
    title = localised(act.app.entities[instance.entity].entity.name, language)
    if not hidden:
        title = _title(act, instance, reader) or title
    return localised(words, language).format(flow=localised(flow.name, language), title=title, asks=asks)


def _title(act: Act, instance: Instance, reader: UUID) -> str | None:
    """Return the record's title; where a role does not read it, only to a reader who does."""
    entity = act.app.entities[instance.entity].entity
    context = act.as_("flow", f"flow:{instance.flow}")
    everybody = read_by_every_role(act.app, entity.key, entity.title)
    if everybody and entity.fields[entity.title].type.name in _KEPT_AS_READ:
        value = act.rows.stored(entity.key, instance.record).get(entity.title)
        return value if isinstance(value, str) else None
    if not everybody:
        principal = read_principal(act.context.conn, reader)
        context = act.context.with_(principal=principal, on_behalf_of=None)
    return titles(context, act.app, entity.key, [instance.record]).get(instance.record)


def _word(event: Event) -> str:
    return str(event.data.get("outcome") if event.kind == "flow.finished" else event.data.get("verb"))


_ASKED: Mapping[str, str] = {
    "en": "{asks} asks for your approval: {title} ({flow})",
    "zh": "{asks}请您审批：{title}（{flow}）",
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "approved": {"en": "“{title}”: {flow} approved", "zh": "“{title}”：{flow}已通过"},
    "rejected": {"en": "“{title}”: {flow} rejected", "zh": "“{title}”：{flow}被驳回"},
    "return": {"en": "“{title}”: {flow} sent back to you", "zh": "“{title}”：{flow}已退回给您"},
    "terminated": {
        "en": "“{title}”: {flow} ended by an administrator",
        "zh": "“{title}”：{flow}已被管理员终止",
    },
}

_SEATS: Mapping[str, Callable[[Act, Effect, Moved], None]] = {
    "OpenSeat": _open_seat,
    "CancelSeat": _cancel_seat,
    "Incident": _incident,
}
