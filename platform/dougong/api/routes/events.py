"""Live events: one stream of server-sent events for each open screen.

The session is looked at again every minute, so that a person who was signed out stops hearing things.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from dougong.api.answers.base import file_of
from dougong.api.deps import Credential, database_of, member_transaction
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import BadRequest, DougongError, NotFound
from dougong.metadata import published
from dougong.notify.live import Hub, LiveEvent
from dougong.notify.notices import unread
from dougong.processes.inbox import todo_count
from dougong.processes.proxies import represented
from dougong.processes.read import asked_about
from dougong.records.read import scope_in, visible_in

router = APIRouter(route_class=ContextRoute, tags=["Live"])

RECHECK_SECONDS = 60.0
RECORD_PAUSE = 0.4
"""How long changed records gather before a stream asks which of them its person may see."""
CHECKS_A_SECOND = 100
"""How many streams of one process ask so in a second; the pause grows with the streams."""


@router.get("/events", response_class=StreamingResponse, responses=file_of("text/event-stream"))
async def live_events(request: Request, token: Credential) -> StreamingResponse:
    """Stream events: notice, inbox, record, app, job. A reconnecting screen asks for the present state
    itself."""
    del token
    person, counts = await run_in_threadpool(_look, request)
    hub: Hub | None = getattr(request.app.state, "hub", None)
    if hub is None:
        hub = request.app.state.hub = Hub(database_of(request))
    return StreamingResponse(
        _stream(request, hub, person, counts),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _look(request: Request) -> tuple[str, dict[str, int]]:
    """Return who is signed in and what waits for him; raises NotSignedIn."""
    with member_transaction(request) as context:
        person = context.principal.person
        assert person is not None
        return str(person), {
            "notices": unread(context.conn, person),
            "inbox": todo_count(context.conn, person, represented(context.conn, person, context.now)),
        }


async def _stream(request: Request, hub: Hub, person: str, counts: dict[str, int]) -> AsyncIterator[bytes]:
    stream = hub.open(UUID(person))
    loop = asyncio.get_running_loop()
    checked = loop.time()
    try:
        yield b"retry: 3000\n\n" + _message("hello", counts)
        due: float | None = None
        while True:
            pause = RECHECK_SECONDS / 4 if due is None else max(0.0, due - loop.time())
            event: dict[str, Any] | None = None
            try:
                event = dict(await asyncio.wait_for(stream.get(), pause))
            except TimeoutError:
                if due is None:
                    yield b": still here\n\n"
            if event is not None and event["event"] == "records":
                due = loop.time() + max(RECORD_PAUSE, len(hub.streams) / CHECKS_A_SECOND)
                continue
            if due is not None and loop.time() >= due:
                due, waiting = None, list(stream.records.values())
                stream.records.clear()
                for seen in await run_in_threadpool(_seen, request, waiting):
                    yield _message("record", seen)
            if loop.time() - checked > RECHECK_SECONDS or (event and event["event"] in {"notice", "inbox"}):
                checked = loop.time()
                person, counts = await run_in_threadpool(_look, request)
            if event is not None:
                kind = event.pop("event")
                event.pop("person", None)
                if kind in {"notice", "inbox"}:
                    event["count"] = counts["notices" if kind == "notice" else "inbox"]
                yield _message(kind, event)
    except DougongError:
        yield _message("signed_out", {})
    finally:
        hub.close(stream)


def _seen(request: Request, records: list[LiveEvent]) -> list[dict[str, Any]]:
    """Return those of some changed records that the person may see, could before they went to the trash, or is asked
    to decide about; raises NotSignedIn."""
    places: dict[tuple[str, str, bool], list[LiveEvent]] = {}
    for one in records:
        places.setdefault((one["app"], one["entity"], one["trash"]), []).append(one)
    found = []
    with member_transaction(request) as context:
        for (app_key, entity, trash), changed in places.items():
            try:
                app = published(context.conn, app_key)
                scope = scope_in(context, app, entity)
            except (NotFound, BadRequest):
                continue  # removed meanwhile
            ids = [UUID(one["id"]) for one in changed]
            seen = set(visible_in(context, scope, ids, trash=trash))
            unseen = [one for one in ids if one not in seen]
            seen |= asked_about(context.conn, _acts_for(context), unseen) if unseen else set()
            found += [
                {key: one[key] for key in _TOLD if key in one} for one in changed if UUID(one["id"]) in seen
            ]
    return found


_TOLD = ("app", "entity", "id", "version", "moved")
"""What is told of a record: its version when it changed, that it `moved` when a request about it went on."""


def _acts_for(context: Context) -> list[UUID]:
    person = context.principal.person
    assert person is not None
    return [person, *represented(context.conn, person, context.now)]


def _message(kind: str, data: object) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(data, default=str) + b"\n\n"
