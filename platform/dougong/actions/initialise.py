"""Initialise: a workspace's organisation and its first administrator."""

from __future__ import annotations

from dougong.context import Context
from dougong.identity.accounts import Account, create_account, register_workspace
from dougong.identity.people import create_organisation, create_person


def initialise_workspace(
    context: Context,
    *,
    workspace: str,
    name: str,
    language: str = "zh",
    zone: str = "Asia/Shanghai",
    currency: str = "CNY",
) -> None:
    """Give a freshly migrated workspace its organisation; done twice it changes nothing."""
    register_workspace(context.conn, workspace, name, context.now)
    create_organisation(context.conn, name=name, language=language, zone=zone, currency=currency)


def make_administrator(
    context: Context, *, login: str, name: str, password: str, language: str, workspace: str
) -> Account:
    """Make a person who administers the workspace, and his account."""
    person_id = create_person(
        context.conn, context.now, {"name": name, "language": language, "administrator": True}
    )
    return create_account(
        context.conn,
        login=login,
        password=password,
        person_id=person_id,
        workspace_key=workspace,
        now=context.now,
    )
