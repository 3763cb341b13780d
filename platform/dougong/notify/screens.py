"""Screens: what open screens are told after a commit, outside the writer's time: records written, notices, inboxes.

A transaction hands it over when it has committed; a thread of the process sends what gathered meanwhile in one
NOTIFY of its own. So writing neither waits for it nor is serialised by it, and a process that dies in that moment
costs a screen nothing but being told: it shows what it has until it asks again. Who may hear of a record is decided
where the stream of a person ends (api/routes/events.py).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson
import sqlalchemy as sa

from dougong.database import Database, after_commit
from dougong.errors import DougongError
from dougong.logs import log
from dougong.notify.live import LiveEvent, announce
from dougong.plans import Asked

PAUSE_SECONDS = 0.2
IDLE_SECONDS = 5.0
MOST_AT_ONCE = 1_000

Changed = tuple[str, str, UUID, int, bool]
"""App key, entity key, record id, version, whether it is in the trash now."""

_ANNOUNCERS = threading.Lock()


def tell_screens(
    conn: sa.Connection,
    records: Iterable[Changed] = (),
    events: Iterable[LiveEvent] = (),
    if_found: Iterable[tuple[Asked, LiveEvent]] = (),
) -> None:
    """Tell open screens of records and of what else there is when the transaction of this connection has committed;
    `if_found` only when a statement that it asked has found something.
    """
    written, others, perhaps = list(records), list(events), list(if_found)

    def tell(database: Database) -> None:
        found = [event for asked, event in perhaps if asked.first()]
        if written or others or found:
            _announcer(database).add(written, others + found)

    if written or others or perhaps:
        after_commit(conn, tell)


def moved(app: str, entity: str, record: UUID, *, trash: bool = False) -> LiveEvent:
    """Return what screens that show a record are told when a request about it has gone on: they ask how far."""
    return {
        "event": "record",
        "app": app,
        "entity": entity,
        "id": str(record),
        "trash": trash,
        "moved": True,
    }


def _announcer(database: Database) -> Announcer:
    with _ANNOUNCERS:
        found = database.beside.get(Announcer)
        if not isinstance(found, Announcer):
            found = database.beside[Announcer] = Announcer(database)
        return found


class Announcer:
    """The thread of one process that tells open screens; it lives while there is something to tell."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._records: deque[Changed] = deque(maxlen=MOST_AT_ONCE)
        self._events: deque[LiveEvent] = deque(maxlen=MOST_AT_ONCE)
        self._something = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def add(self, records: Iterable[Changed], events: Iterable[LiveEvent]) -> None:
        """Hand over what is to be told; of very many at once the last ones are."""
        with self._something:
            first = not self._waiting
            self._records.extend(records)
            self._events.extend(events)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()
            if first:  # a thread that gathers is not woken each time
                self._something.notify()

    def close(self) -> None:
        """Stop; what still waits is not told."""
        with self._something:
            self._closed = True
            thread = self._thread
            self._something.notify()
        if thread is not None:
            thread.join(IDLE_SECONDS)

    @property
    def _waiting(self) -> bool:
        return bool(self._records or self._events)

    def _run(self) -> None:
        while True:
            with self._something:
                self._something.wait_for(lambda: self._waiting or self._closed, IDLE_SECONDS)
                if self._closed or not self._waiting:
                    self._thread = None
                    return
                # What is written in the next moment goes in the same message.
                self._something.wait_for(lambda: self._closed, PAUSE_SECONDS)
                records, events = list(self._records), list(self._events)
                self._records.clear()
                self._events.clear()
                if self._closed:
                    return
            self._send(records, events)

    def _send(self, records: Sequence[Changed], others: Sequence[LiveEvent]) -> None:
        last = {(app, entity, one): (version, trash) for app, entity, one, version, trash in records}
        events: list[LiveEvent] = [
            {
                "event": "record",
                "app": app,
                "entity": entity,
                "id": str(one),
                "version": version,
                "trash": trash,
            }
            for (app, entity, one), (version, trash) in last.items()
        ]
        events += {orjson.dumps(one): one for one in others}.values()
        try:
            with self._database.begin() as conn:
                announce(conn, self._database.workspace_schema, events)
        except (DougongError, sa.exc.SQLAlchemyError) as error:
            log.warning("open screens not told", error=str(error), events=len(events))
