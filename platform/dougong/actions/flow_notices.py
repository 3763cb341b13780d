"""Flow notices: what a flow's people are told, and what they are shown of its record as long as they are asked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from dougong.access import READ, read_by_every_role, share, unshare
from dougong.actions.act import Act
from dougong.identity.sessions import read_principal
from dougong.messages import headed, translated
from dougong.notify import notices
from dougong.notify.notices import Notice
from dougong.processes import definitions
from dougong.processes.moves import Moved
from dougong.processes.organisation import names_and_languages
from dougong.records.titles import titles
from dougong_flow import START, Flow, Instance, SeatState
from dougong_model import Effect, Event, localised

_KEPT_AS_READ = frozenset({"text", "long_text", "auto_number"})
"""Types of fields whose stored value is what people read, so that a title of theirs needs no statement."""


def remind(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """Tell whoever holds a seat that it still waits for him."""
    who = UUID(effect.arguments["person"])
    act.tell(
        Notice(
            person=who,
            title=_named(act, moved, _REMINDED, who, hidden=True),
            link=None,
            seat=UUID(effect.arguments["seat"]),
            by=_flow(act, moved).notify_by,
        )
    )
    act.announce({"event": "inbox", "person": effect.arguments["person"]})


def open_seat(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
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
    states = (SeatState.OPEN, SeatState.COPIED)
    asked = seat is not None and seat.state in states and effect.arguments["node"] != START
    copied = seat is not None and seat.state is SeatState.COPIED
    if not (asked or copied) or who == act.person.person:
        return
    partly = bool(effect.arguments.get("restricted"))
    link = (act.app.key, instance.entity, instance.record)
    act.tell(
        Notice(
            person=who,
            title=_named(act, moved, _COPIED if copied else _ASKED, who, hidden=partly),
            link=None if partly else link,
            seat=UUID(effect.arguments["seat"]),
            by=_flow(act, moved).notify_by,
        )
    )


def cancel_seat(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """Take the record from whoever is not asked any more."""
    unshare(act.context.conn, source=f"seat:{effect.arguments['seat']}", record=moved.instance.record)
    settle_notice(act, UUID(effect.arguments["person"]), UUID(effect.arguments["seat"]))
    act.announce({"event": "inbox", "person": effect.arguments["person"]})


def settle_notice(act: Act, who: UUID, seat: UUID) -> None:
    """Take what asked for a decision from the unread notices, or those to be written: it is made, or not wanted
    any more."""
    if seat not in act.settled:
        read = notices.settle(act.context.conn, who, seat, act.context.now)
        act.settled[seat] = read, {"event": "notice", "person": str(who)}


def tell_incident(act: Act, effect: Effect, moved: Moved, depth: int) -> None:
    """Tell the flow's administrators that an instance cannot go on by itself."""
    instance = moved.instance
    told = [UUID(one) for one in effect.arguments["people"]]
    people = names_and_languages(act.context)
    flow = _flow(act, moved)
    link = (act.app.key, instance.entity, instance.record)
    for one in told:
        _, language = people.get(one, ("", "en"))
        message = translated(effect.arguments["message"].partition("\n")[0], language)
        title = headed(localised(flow.name, language) or flow.key, message, language)
        act.tell(Notice(person=one, title=title, link=link, by=flow.notify_by))


def tell_initiator(act: Act, moved: Moved) -> None:
    """Tell who asked that his request has ended or come back, unless it is his own doing or a step of
    the flow has told him in its own words."""
    instance = moved.instance
    words = next((_WORDS[word] for event in moved.events if (word := _word(event)) in _WORDS), None)
    if words is None or instance.initiator == act.person.person:
        return
    link = (act.app.key, instance.entity, instance.record)
    if any(one.person == instance.initiator and one.link == link and one.body for one in act.notices):
        return
    title = _named(act, moved, words, instance.initiator)
    by = _flow(act, moved).notify_by
    act.tell(Notice(person=instance.initiator, title=title, link=link, by=by))


def _flow(act: Act, moved: Moved) -> Flow:
    return definitions.pinned_flow(act.context.conn, act.app, moved.loaded.definition)


def _named(act: Act, moved: Moved, words: Mapping[str, str], reader: UUID, *, hidden: bool = False) -> str:
    """Return words with the flow, who asked and the record's title, or what it is, in the reader's language.

    `hidden`: the reader may not read every field, so what the record is stands for its title.
    """
    instance = moved.instance
    people = names_and_languages(act.context)
    _, language = people.get(reader, ("", "en"))
    asks, _ = people.get(instance.initiator, ("", ""))
    flow = _flow(act, moved)
    title = localised(act.app.entities[instance.entity].entity.name, language)
    if not hidden:
        title = _title(act, instance, reader) or title
    return localised(words, language).format(flow=localised(flow.name, language), title=title, asks=asks)


def _title(act: Act, instance: Instance, reader: UUID) -> str | None:
    """Return the record's title; where a role does not read it, only to a reader who does."""
    entity = act.app.entities[instance.entity].entity
    everybody = read_by_every_role(act.app, entity.key, entity.title)
    if everybody and entity.fields[entity.title].type.name in _KEPT_AS_READ:
        value = act.rows.stored(entity.key, instance.record).get(entity.title)
        return value if isinstance(value, str) else None
    context = act.as_("flow", f"flow:{instance.flow}")
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


_COPIED: Mapping[str, str] = {
    "en": "{asks}'s request was copied to you: {title} ({flow})",
    "zh": "{asks}的申请抄送给您：{title}（{flow}）",
}


_REMINDED: Mapping[str, str] = {
    "en": "A request of {asks} still waits for you: {title} ({flow})",
    "zh": "{asks}的申请仍在等您处理：{title}（{flow}）",
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
