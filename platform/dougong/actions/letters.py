"""Letters: notices that are also sent by mail, SMS or into a chat, each with the address of what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from dougong.context import Context
from dougong.identity.tables import person
from dougong.metadata import App
from dougong.metadata.connectors import channels_of
from dougong.notify.notices import Notice
from dougong_model import uuid7


def letters(context: Context, app: App, notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Return what is to leave for notices that are sent by connections of the app.

    A person without the address that a connection needs gets no letter by it, and one who may not sign in none at
    all. Into a chat goes one message for all who are told the same, with their numbers. The worker puts the
    address of the installation before the link.
    """
    meant = [one for one in notices if one.by]
    if not meant:
        return []
    channels = channels_of(app.documents("connection"))
    asked = sa.select(person.c.id, person.c.email, person.c.phone).where(
        person.c.id.in_({one.person for one in meant}), person.c.active
    )
    people = {row.id: row for row in context.conn.execute(asked)}
    left: list[dict[str, Any]] = []
    chats: dict[tuple[str, str], dict[str, Any]] = {}
    for one in meant:
        reader = people.get(one.person)
        if reader is None:
            continue
        for connection in one.by:
            channel = channels.get(connection)
            if channel == "chat":
                said = chats.get((connection, one.title))
                if said is None:
                    said = chats[connection, one.title] = _letter(app, connection, one, "", shared=True)
                    left.append(said)
                said["input"]["mentions"] += [reader.phone] if reader.phone else []
                continue
            address = reader.email if channel == "mail" else reader.phone if channel == "sms" else None
            if address:
                left.append(_letter(app, connection, one, address))
    return left


def _letter(
    app: App, connection: str, notice: Notice, address: str, *, shared: bool = False
) -> dict[str, Any]:
    """Return one letter. What several read together leads to the record, what one reads to his own seat."""
    written: Mapping[str, Any] = {"to": address, "subject": notice.title, "text": notice.body, "mentions": []}
    return {
        "key": f"notice:{uuid7()}",
        "app": app.id,
        "connection": connection,
        "action": "send",
        "input": written,
        "link": _link(notice, shared),
    }


def _link(notice: Notice, shared: bool) -> str:
    if notice.seat is not None and not shared:
        return f"/inbox/{notice.seat}"
    if notice.link is None:
        return "/inbox"
    app, entity, record = notice.link
    return f"/apps/{app}/records/{entity}/{record}"
