"""Decay scores: what points have lost with the days is taken from the scores that keep them.

The records are found by one query for each card; each batch is a transaction of its own, in which they are held. What
was missed is caught up with the next time, as points depend on the day alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dougong.actions.apply import new_act
from dougong.actions.scoring import read_again
from dougong.automation import scores
from dougong.automation.definitions import cards_of
from dougong.context import system_principal
from dougong.database import Database
from dougong.errors import DougongError, NotFound
from dougong.identity.home import at_home
from dougong.logs import log
from dougong.metadata import published
from dougong.metadata.published import published_apps

BATCH = 500
_NAME = "decay_scores"


def decay_scores(database: Database, now: datetime) -> int:
    """Read the cards again for all records whose points are worth less now; returns how many were looked at."""
    with database.begin() as conn:
        found = [
            (app.key, card.id) for app in published_apps(conn) for card in cards_of(app) if card.decaying
        ]
    return sum(_through(database, now, app, card) for app, card in found)


def _through(database: Database, now: datetime, app: str, card: str) -> int:
    after: UUID | None = None
    done = 0
    while True:
        records = _next(database, now, app, card, after)
        if not records:
            return done
        try:
            _read(database, now, app, card, records)
        except DougongError:
            _one_by_one(database, now, app, card, records)
        done += len(records)
        after = records[-1]


def _one_by_one(database: Database, now: datetime, app: str, card: str, records: Sequence[UUID]) -> None:
    """Read the card again for each record alone, so that one whose save is refused stops none of the others."""
    for record in records:
        try:
            _read(database, now, app, card, [record])
        except DougongError as error:
            log.warning("score not kept", app=app, card=card, record=str(record), error=error.detail)


def _next(database: Database, now: datetime, app_key: str, card_id: str, after: UUID | None) -> list[UUID]:
    with database.begin() as conn:
        context = replace(at_home(conn, system_principal(_NAME)), now=now)
        try:
            app = published(conn, app_key)
        except NotFound:
            return []
        card = next((one for one in cards_of(app) if one.id == card_id), None)
        return [] if card is None else scores.changing(conn, card, context.today, BATCH, after)


def _read(database: Database, now: datetime, app_key: str, card_id: str, records: Sequence[UUID]) -> None:
    with database.begin() as conn:
        context = replace(at_home(conn, system_principal(_NAME)), now=now)
        app = published(conn, app_key)
        card = next((one for one in cards_of(app) if one.id == card_id), None)
        if card is None:
            return
        act = new_act(context.with_(cause=f"scorecard:{card.key}"), app)
        # Those in the trash are left as they are until they come back.
        held = act.rows.read(card.entity, records, lock=True)
        read_again(act, card, [one for one in records if one in held])
        act.finish()
