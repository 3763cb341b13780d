"""Initialise: a workspace's organisation and its first administrator."""

from __future__ import annotations

from zoneinfo import available_timezones

from dougong.context import Context
from dougong.currencies import CURRENCIES
from dougong.errors import BadRequest, Conflict
from dougong.identity.accounts import Account, create_account, register_workspace
from dougong.identity.people import create_organisation, create_person
from dougong.metadata.published import published_apps
from dougong.workspace import FIRST_CURRENCY, change_organisation, workspace_currency
from dougong_model import Problem


def initialise_workspace(
    context: Context,
    *,
    workspace: str,
    name: str,
    language: str = "zh",
    zone: str = "Asia/Shanghai",
    currency: str = FIRST_CURRENCY,
) -> None:
    """Give a freshly migrated workspace its organisation; done twice it changes nothing."""
    _check(zone, currency)
    register_workspace(context.conn, workspace, name, context.now)
    create_organisation(context.conn, name=name, language=language, zone=zone, currency=currency)


def choose_basics(
    context: Context,
    *,
    language: str | None,
    zone: str | None,
    currency: str | None,
    organisation: str | None = None,
) -> None:
    """Say whose a workspace is, in which language, zone and currency; None leaves what is there.

    Raises BadRequest for what does not exist, Conflict for another currency once an app is published: its amounts are in the first one.
    """
    _check(zone, currency)
    if currency not in (None, workspace_currency(context.conn)) and published_apps(context.conn):
        message = "An app keeps amounts already; the currency of the workspace stays as it is."
        raise Conflict.at("/currency", message)
    change_organisation(context.conn, name=organisation, language=language, zone=zone, currency=currency)


def basics_problems(zone: str | None, currency: str | None) -> list[Problem]:
    """Tell which of a zone and a currency do not exist; None is one that is not chosen."""
    problems = []
    if zone is not None and zone not in available_timezones():
        problems.append(Problem(code="unknown_name", pointer="/zone", message="There is no such time zone."))
    if currency is not None and currency not in CURRENCIES:
        message = (
            f"There is no currency “{currency[:20]}”. Its code is three capital letters, such as CNY or USD."
        )
        problems.append(Problem(code="unknown_name", pointer="/currency", message=message))
    return problems


def _check(zone: str | None, currency: str | None) -> None:
    problems = basics_problems(zone, currency)
    if problems:
        raise BadRequest(problems[0].message, problems=problems)


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
