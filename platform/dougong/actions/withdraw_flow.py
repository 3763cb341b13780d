"""Withdraw, terminate, retry: what may be done to a whole instance, by its initiator or an administrator."""

from __future__ import annotations

from uuid import UUID

from dougong.actions.apply import new_act
from dougong.actions.flows import command_flow
from dougong.context import Context
from dougong.errors import NotAllowed, NotFound
from dougong.processes import store
from dougong.processes.definitions import app_of
from dougong.processes.read import takes_part
from dougong_flow import Command, Instance, Retry, Terminate, Withdraw


def withdraw_flow(context: Context, instance: UUID, comment: str | None) -> Instance:
    """Take one's request back; raises NotAllowed for anybody else, Conflict when it is too late."""
    return _command(context, instance, Withdraw(person=_person(context), comment=comment))


def terminate_flow(context: Context, instance: UUID, comment: str) -> Instance:
    """End an instance as an administrator, with a reason."""
    _administrator(context)
    return _command(context, instance, Terminate(person=_person(context), comment=comment))


def retry_incident(context: Context, instance: UUID, incident: UUID) -> Instance:
    """Try again, as an administrator, what an incident stopped."""
    _administrator(context)
    return _command(context, instance, Retry(incident=incident, person=_person(context)))


def _command(context: Context, instance: UUID, command: Command) -> Instance:
    person = _person(context)
    if not context.principal.administrator and not takes_part(context.conn, instance, person):
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
