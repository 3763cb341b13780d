"""Live events: what open screens are told, sent by NOTIFY after the commit that it is about.

Writes never NOTIFY (PostgreSQL serialises the commits of transactions that do): they leave what is to be told to
screens.py. Each web process has one LISTEN connection, whose events the Hub hands to the open streams.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson
import psycopg
import sqlalchemy as sa

from dougong.database import Database, notify
from dougong.logs import log

_PAYLOAD_LIMIT = 7_500
_QUEUE_LIMIT = 200
_RECORD_LIMIT = 2_000
_RETRY_SECONDS = 2.0

LiveEvent = Mapping[str, Any]
"""`{"event": "notice" | "record" | "inbox" | "app" | "job", "person"?: uuid, …}`; without person for all."""


def channel(workspace_schema: str) -> str:
    """Return the channel of a workspace."""
    return f"live_{workspace_schema}"


def announce(conn: sa.Connection, workspace_schema: str, events: Sequence[LiveEvent]) -> None:
    """Send events when the transaction of this connection commits; in as few messages as fit."""
    batch: list[LiveEvent] = []
    for event in events:
        if batch and len(orjson.dumps([*batch, event], default=str)) > _PAYLOAD_LIMIT:
            notify(conn, channel(workspace_schema), orjson.dumps(batch, default=str).decode())
            batch = []
        batch.append(event)
    if batch:
        notify(conn, channel(workspace_schema), orjson.dumps(batch, default=str).decode())


class Stream(asyncio.Queue[LiveEvent]):
    """What one open screen is told.

    Records that changed wait in `records` by (app, entity, id) until the stream has asked which of them its
    person may see; a `records` event in the queue says that there are some.
    """

    def __init__(self) -> None:
        super().__init__(_QUEUE_LIMIT)
        self.records: dict[tuple[str, str, str], LiveEvent] = {}

    def tell(self, event: LiveEvent) -> None:
        """Take an event; a screen that does not read falls behind, and asks anew when it reconnects."""
        if event["event"] != "record":
            with suppress(asyncio.QueueFull):
                self.put_nowait(event)
        elif len(self.records) < _RECORD_LIMIT:
            if not self.records:
                with suppress(asyncio.QueueFull):
                    self.put_nowait({"event": "records"})
            place = event["app"], event["entity"], event["id"]
            # A record may have changed and a request about it gone on: the screen is told of both.
            self.records[place] = {**self.records.get(place, {}), **event}


class Hub:
    """The live events of one web process: one listening connection, any number of streams."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.streams: dict[Stream, UUID] = {}
        self.task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    def open(self, person: UUID) -> Stream:
        """Open a stream of what a person is told; the first one starts the listening."""
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._listen())
        stream = Stream()
        self.streams[stream] = person
        return stream

    def close(self, stream: Stream) -> None:
        """Close a stream; the last one ends the listening."""
        self.streams.pop(stream, None)
        if not self.streams and self.task is not None:
            self.task.cancel()
            self.task = None

    async def _listen(self) -> None:
        conninfo = self.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as connection:
                    name = psycopg.sql.Identifier(channel(self.database.workspace_schema))
                    await connection.execute(psycopg.sql.SQL("LISTEN {}").format(name))
                    self.listening.set()
                    async for message in connection.notifies():
                        self._hand_out(message.payload)
            except psycopg.Error as error:
                self.listening.clear()
                log.warning("live events interrupted", error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)

    def _hand_out(self, payload: str) -> None:
        for event in orjson.loads(payload):
            for stream, person in self.streams.items():
                if event.get("person") in (None, str(person)):
                    stream.tell(event)
