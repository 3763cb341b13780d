"""What may be done to a whole instance: by its initiator, those who take part in it, or an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dougong.actions.apply import new_act
from dougong.actions.flows import command_flow
from dougong.context import Context
from dougong.errors import Conflict, Invalid, NotAllowed, NotFound
from dougong.processes import rights, store
from dougong.processes.definitions import app_of
from dougong.processes.proxies import represented
from dougong.processes.read import takes_part
from dougong.records.read import get_in
from dougong_flow import (
    AddApprovers,
    Command,
    Copy,
    Instance,
    Jump,
    MarkRead,
    Reassign,
    Remind,
    RemoveAdded,
    RemoveApprover,
    Resume,
    Retry,
    Signal,
    Skip,
    Suspend,
    TakeBack,
    Terminate,
    Withdraw,
)


def withdraw_flow(context: Context, instance: UUID, comment: str | None) -> Instance:
    """Take one's request back; raises NotAllowed for anybody else, Conflict when it is too late."""
    return _command(context, instance, Withdraw(person=_person(context), comment=comment))


def copy_flow(context: Context, instance: UUID, people: Sequence[UUID], comment: str | None) -> Instance:
    """Let others see a request in which one takes part."""
    return _command(context, instance, Copy(person=_person(context), people=tuple(people), comment=comment))


def take_back_seat(context: Context, seat: UUID, comment: str | None) -> Instance:
    """Take one's decision back; raises Conflict when somebody or something has gone on from it."""
    return _command_seat(context, seat, TakeBack(seat=seat, person=_person(context), comment=comment))


def remind_seat(context: Context, seat: UUID, comment: str | None) -> Instance:
    """Ask whoever holds a seat to decide; raises Conflict when he has just been asked."""
    command = Remind(
        seat=seat,
        person=_person(context),
        administrator=context.principal.administrator,
        comment=comment,
    )
    return _command_seat(context, seat, command)


def remove_added(context: Context, seat: UUID, comment: str | None) -> Instance:
    """Ask somebody no more whom one asked from one's own seat."""
    return _command_seat(context, seat, RemoveAdded(seat=seat, person=_person(context), comment=comment))


def read_copy(context: Context, seat: UUID) -> Instance:
    """Note that one has seen a copy."""
    return _command_seat(context, seat, MarkRead(seat=seat, person=_person(context)))


def reassign_seat(context: Context, seat: UUID, to: UUID, comment: str) -> Instance:
    """Give a seat to somebody else, as an administrator."""
    _administrator(context)
    return _command_seat(context, seat, Reassign(seat=seat, person=_person(context), to=to, comment=comment))


def remove_approver(context: Context, seat: UUID, comment: str) -> Instance:
    """Take somebody out of a step, as an administrator."""
    _administrator(context)
    return _command_seat(context, seat, RemoveApprover(seat=seat, person=_person(context), comment=comment))


def add_approvers(
    context: Context, instance: UUID, visit: UUID, people: Sequence[UUID], comment: str
) -> Instance:
    """Let more people decide at a step, as an administrator."""
    _administrator(context)
    command = AddApprovers(visit=visit, person=_person(context), people=tuple(people), comment=comment)
    return _command(context, instance, command)


def suspend_flow(context: Context, instance: UUID, comment: str) -> Instance:
    """Halt an instance as an administrator."""
    _administrator(context)
    return _command(context, instance, Suspend(person=_person(context), comment=comment))


def resume_flow(context: Context, instance: UUID, comment: str | None) -> Instance:
    """Let a suspended instance go on, as an administrator; raises Conflict while its record lies in the trash."""
    _administrator(context)
    halted = store.load(context.conn, instance)
    app = app_of(context.conn, halted.app_id)
    try:
        get_in(context, app, halted.instance.entity, halted.instance.record)
    except NotFound as error:
        raise Conflict("The record of this request was deleted. Restore it from the trash first.") from error
    return _command(context, instance, Resume(person=_person(context), comment=comment))


def jump_flow(context: Context, instance: UUID, visit: UUID, to: str, comment: str) -> Instance:
    """Put an instance at another step, as an administrator."""
    _administrator(context)
    return _command(context, instance, Jump(visit=visit, person=_person(context), to=to, comment=comment))


def terminate_flow(context: Context, instance: UUID, comment: str) -> Instance:
    """End an instance as an administrator, with a reason."""
    _administrator(context)
    return _command(context, instance, Terminate(person=_person(context), comment=comment))


def retry_incident(context: Context, instance: UUID, incident: UUID) -> Instance:
    """Try again, as an administrator, what an incident stopped."""
    _administrator(context)
    return _command(context, instance, Retry(incident=incident, person=_person(context)))


def skip_incident(context: Context, instance: UUID, incident: UUID, comment: str) -> Instance:
    """Lead an instance past the step of an incident, as an administrator, with a reason."""
    _administrator(context)
    return _command(context, instance, Skip(incident=incident, person=_person(context), comment=comment))


def signal_flow(context: Context, instance: UUID, message: str) -> Instance:
    """Send a message for which an instance waits, as somebody who may start its flow.

    Raises Conflict when nothing waits for it.
    """
    loaded = store.hold(context.conn, instance)
    app = app_of(context.conn, loaded.app_id)
    if not rights.may_start(app, context.principal, loaded.instance.flow):
        raise NotAllowed("You may not start this flow.")
    act = new_act(context, app)
    after = command_flow(act, loaded, Signal(kind="message", name=message))
    act.finish()
    return after


def hand_over(context: Context, person: UUID, to: UUID, comment: str) -> tuple[int, list[UUID]]:
    """Give every seat that somebody has still to decide to another, as an administrator.

    Returns how many were given, and the seats that could not be, as when the other sits there already.
    """
    _administrator(context)
    given, left = 0, []
    for seat, instance in store.undecided_seats(context.conn, person):
        loaded = store.hold(context.conn, instance)
        act = new_act(context, app_of(context.conn, loaded.app_id))
        command = Reassign(seat=seat, person=_person(context), to=to, comment=comment)
        try:
            with act.undone_when_refused():
                command_flow(act, loaded, command)
        except (Conflict, Invalid):
            left.append(seat)
            continue
        act.finish()
        given += 1
    return given, left


def _command_seat(context: Context, seat: UUID, command: Command) -> Instance:
    return _command(context, store.instance_of_seat(context.conn, seat), command)


def _command(context: Context, instance: UUID, command: Command) -> Instance:
    person = _person(context)
    mine = (person, *represented(context.conn, person, context.now))
    if not context.principal.administrator and not takes_part(context.conn, instance, mine):
        raise NotFound("There is no such flow instance.")
    loaded = store.hold(context.conn, instance)
    act = new_act(context, app_of(context.conn, loaded.app_id))
    after = command_flow(act, loaded, command)
    act.finish()
    return after


def _administrator(context: Context) -> None:
    if not context.principal.administrator:
        raise NotAllowed("Only an administrator may do this.")


def _person(context: Context) -> UUID:
    if context.principal.person is None:
        raise NotAllowed("Only a person may do this.")
    return context.principal.person
