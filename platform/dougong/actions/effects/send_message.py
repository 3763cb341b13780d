"""SendMessage: write by mail, SMS or chat; the worker sends it after the commit, each letter once under its own key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.act import Act, Site, json_plain
from dougong.actions.effects.evaluating import evaluated, holds, people, text_in
from dougong.automation.runs import INNER, StepRun
from dougong.identity.people import organisation_row
from dougong.identity.tables import person
from dougong.metadata.connectors import channels_of
from dougong_model import Effect
from dougong_rule import Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One who gets a message: where it is sent, and what he reads it in. A group in a chat has no address."""

    address: str
    language: str
    zone: ZoneInfo


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Leave a letter for each reader in the outbox; one whom the message may not be sent to gets none.

    Nobody gets two: a person meant twice, or an address that is also a person's, gets one.
    """
    body = effect.arguments
    message = body["message"]
    if not isinstance(message, Mapping):
        message = act.app.documents("message")[message]
    if not holds(act, site, message.get("consent")):
        return {"sent": 0, "skipped": "consent"}
    channel = channels_of(act.app.documents("connection")).get(body["connection"], "")
    known, lacking = _people(act, site, body.get("to"), channel)
    mentions = [one.address for one in known] if channel == "chat" else []
    readers = [_home(act, "")] if channel == "chat" else [*known, *_addressed(act, site, body.get("address"))]
    letters = list({one.address: one for one in reversed(readers)}.values())[::-1]
    for number, reader in enumerate(letters):
        _leave(act, replace(site, key=f"{site.key}/{number}"), body["connection"], message, reader, mentions)
    return {"sent": len(letters), "lacking": lacking}


def _people(act: Act, site: Site, to: Any, channel: str) -> tuple[list[Reader], list[Any]]:
    """Return the people meant who can be reached by the channel, and the ids of those who cannot."""
    if to is None:
        return [], []
    told = people(act, site, to, Pick.ALL, union=True).people
    column = person.c.email if channel == "mail" else person.c.phone
    asked = sa.select(person.c.id, column.label("address"), person.c.language, person.c.zone)
    rows = {row.id: row for row in act.context.conn.execute(asked.where(person.c.id.in_(told)))}
    reached = [
        Reader(address=row.address, language=row.language, zone=ZoneInfo(row.zone))
        for one in told
        if (row := rows.get(one)) is not None and row.address
    ]
    return reached, [one for one in told if one not in rows or not rows[one].address]


def _addressed(act: Act, site: Site, text: str | None) -> Iterator[Reader]:
    """Yield the reader at the address that an expression gives; what he reads is in the workspace's language."""
    found = None if text is None else evaluated(act, site, text)
    if isinstance(found, str) and found.strip():
        yield _home(act, found.strip())


def _home(act: Act, address: str) -> Reader:
    home = organisation_row(act.context.conn)
    return Reader(address=address, language=home.language, zone=ZoneInfo(home.zone))


def _leave(
    act: Act,
    site: Site,
    connection: str,
    message: Mapping[str, Any],
    reader: Reader,
    mentions: list[str],
) -> None:
    read = replace(site, reserved={**site.reserved, "$zone": reader.zone})
    subject = text_in(act, read, message["subject"], reader.language)
    text = text_in(act, read, message["body"], reader.language) if message.get("body") else ""
    position = site.position
    if site.inner is not None:
        position = INNER + len(site.inner)
        told = {"to": reader.address, "subject": subject}
        site.inner.append(StepRun(kind="SendMessage", state="waiting", result=told, within=site.position))
    act.outside.append(
        {
            "key": site.key,
            "app": act.app.id,
            "connection": connection,
            "action": "send",
            "input": json_plain(
                {"to": reader.address, "subject": subject, "text": text, "mentions": mentions}
            ),
            "run": str(site.run) if site.run else None,
            "position": position,
            "at": _after_quiet(message.get("quiet"), act.context.now, reader.zone),
        }
    )


def _after_quiet(quiet: Mapping[str, str] | None, now: datetime, zone: ZoneInfo) -> str | None:
    """Return the end of the quiet hours that a moment falls into where the reader is; None outside them."""
    if quiet is None:
        return None
    here = now.astimezone(zone)
    begin, end = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])
    at = here.time()
    if begin <= end:
        inside, day = begin <= at < end, 0
    else:
        inside, day = at >= begin or at < end, 1 if at >= begin else 0
    if not inside:
        return None
    return datetime.combine(here.date() + timedelta(days=day), end, zone).isoformat()
