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


def proxies_shown(context: Context) -> Json:
    """Return who acts for the caller now or later, and for whom he acts."""
    me = _person(context)
    mine = proxies.proxies_of(context.conn, me, context.now)
    others = proxies.standing_in(context.conn, me, context.now)
    names = names_of(context.conn, [*(one.proxy for one in mine), *(one.person for one in others)])

    def shown(one: proxies.Proxy, who: UUID, called: str) -> Json:
        return {
            "id": one.id,
            called: {"id": who, "name": names.get(who, "")},
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
        }

    return {
        "items": [shown(one, one.proxy, "proxy") for one in mine],
        "acting_for": [shown(one, one.person, "person") for one in others],
    }


def let_act(context: Context, proxy: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Let somebody act for the caller for a time; raises Invalid."""
    proxies.set_proxy(context.conn, _person(context), proxy, starts_at, ends_at, context.now)


def take_proxy_away(context: Context, proxy: UUID) -> None:
    """Let nobody act for the caller any more; raises NotFound."""
    proxies.end_proxy(context.conn, _person(context), proxy, context.now)


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
