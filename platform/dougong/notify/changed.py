"""Changed: records that were written, told to open screens after the commit, outside the writer's time.

A transaction that wrote records hands their ids over when it has committed; a thread of the process sends
what gathered meanwhile in one NOTIFY of its own. So writing neither waits for it nor is serialised by it, and
a process that dies in that moment costs a screen nothing but being told: it shows what it has until it asks
again. Who may hear of a record is decided where the stream of a person ends (api/routes/events.py).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa

from dougong.database import Database, after_commit
from dougong.errors import DougongError
from dougong.logs import log
from dougong.notify.live import announce

PAUSE_SECONDS = 0.2
IDLE_SECONDS = 5.0
MOST_AT_ONCE = 1_000

Changed = tuple[str, str, UUID, int, bool]
"""App key, entity key, record id, version, whether it is in the trash now."""

_ANNOUNCERS = threading.Lock()


def tell_changed(conn: sa.Connection, records: Iterable[Changed]) -> None:
    """Tell open screens of records when the transaction of this connection has committed."""
    told = list(records)
    if told:
        after_commit(conn, lambda database: _announcer(database).add(told))


def _announcer(database: Database) -> Announcer:
    with _ANNOUNCERS:
        found = database.beside.get(Announcer)
        if not isinstance(found, Announcer):
            found = database.beside[Announcer] = Announcer(database)
        return found


class Announcer:
    """The thread of one process that tells of written records; it lives while there is something to tell."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Changed] = deque(maxlen=MOST_AT_ONCE)
        self._something = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def add(self, records: Iterable[Changed]) -> None:
        """Hand over records; of very many at once the last ones are told."""
        with self._something:
            first = not self._waiting
            self._waiting.extend(records)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)
                self._thread.start()
            if first:  # a thread that gathers is not woken for every record
                self._something.notify()

    def close(self) -> None:
        """Stop; what still waits is not told."""
        with self._something:
            self._closed = True
            thread = self._thread
            self._something.notify()
        if thread is not None:
            thread.join(IDLE_SECONDS)

    def _run(self) -> None:
        while True:
            with self._something:
                self._something.wait_for(lambda: self._waiting or self._closed, IDLE_SECONDS)
                if self._closed or not self._waiting:
                    self._thread = None
                    return
                # What is written in the next moment goes in the same message.
                self._something.wait_for(lambda: self._closed, PAUSE_SECONDS)
                waiting = list(self._waiting)
                self._waiting.clear()
                if self._closed:
                    return
            self._send(waiting)

    def _send(self, waiting: Sequence[Changed]) -> None:
        last = {(app, entity, one): (version, trash) for app, entity, one, version, trash in waiting}
        events = [
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
        try:
            with self._database.begin() as conn:
                announce(conn, self._database.workspace_schema, events)
        except (DougongError, sa.exc.SQLAlchemyError) as error:
            log.warning("open screens not told", error=str(error), records=len(events))
