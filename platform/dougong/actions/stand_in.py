"""Stand in: proxies for a time, and who takes over from somebody who leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.withdraw_flow import hand_over
from dougong.context import Context
from dougong.errors import Invalid, NotAllowed, NotFound
from dougong.identity.people import names_of, raise_revision
from dougong.identity.tables import person
from dougong.metadata import settings_of
from dougong.metadata.published import published_apps
from dougong.processes import proxies

Json = dict[str, Any]


def proxies_shown(context: Context) -> list[Json]:
    """Return who acts for the caller now or later."""
    found = proxies.proxies_of(context.conn, _person(context), context.now)
    names = names_of(context.conn, [one.proxy for one in found])
    return [
        {
            "id": one.id,
            "proxy": {"id": one.proxy, "name": names.get(one.proxy, "")},
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        }
        for one in found
    ]


def let_act(context: Context, proxy: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Let somebody act for the caller for a time; raises Invalid."""
    proxies.set_proxy(context.conn, _person(context), proxy, starts_at, ends_at, context.now)


def take_proxy_away(context: Context, proxy: UUID) -> None:
    """Let nobody act for the caller any more; raises NotFound."""
    proxies.end_proxy(context.conn, _person(context), proxy)


def hand_over_seats(context: Context, leaving: UUID, to: UUID, comment: str) -> Json:
    """Give somebody's undecided seats to another, who takes over from him; raises NotFound, Invalid.

    Returns how many were given, the seats that could not be, and the flows that name who leaves by a setting.
    """
    known = context.conn.execute(
        sa.select(person.c.id, person.c.active).where(person.c.id.in_([leaving, to]))
    )
    active = {row.id: row.active for row in known}
    if leaving not in active:
        raise NotFound("There is no such person.")
    if to == leaving or not active.get(to):
        raise Invalid.at("/to", "Choose another active person.", code="successor")
    context.conn.execute(sa.update(person).where(person.c.id == leaving).values(successor_id=to))
    raise_revision(context.conn)
    given, left = hand_over(context, leaving, to, comment)
    return {"given": given, "left": left, "named_by": _named_by(context, leaving)}


def _named_by(context: Context, who: UUID) -> list[Json]:
    """Return the flows of apps where a setting that names somebody stands in a rule for people."""
    found = []
    for app in published_apps(context.conn):
        naming = {key for key, value in settings_of(context.conn, app).items() if str(value) == str(who)}
        for key, document in app.documents("flow").items():
            rules = [rule for node in document.get("nodes", ()) for rule in node.get("who", ())]
            texts = {str(value) for rule in rules if isinstance(rule, dict) for value in rule.values()}
            if any(f"settings.{setting}" in texts for setting in naming):
                found.append({"app": app.key, "flow": key})
    return found


def _person(context: Context) -> UUID:
    if context.principal.person is None:
        raise NotAllowed("Only a person may do this.")
    return context.principal.person
