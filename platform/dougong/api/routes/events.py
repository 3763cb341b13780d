"""Live events: one stream of server-sent events for each open screen.

The session is looked at again every minute, so that a person who was signed out stops hearing things.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from dougong.api.deps import Credential, database_of, member_transaction
from dougong.api.opening import ContextRoute
from dougong.errors import DougongError
from dougong.notify.live import Hub
from dougong.notify.notices import unread
from dougong.processes.inbox import todo_count

router = APIRouter(route_class=ContextRoute, tags=["Live"])

RECHECK_SECONDS = 60.0


@router.get("/events")
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
            "inbox": todo_count(context.conn, person),
        }


async def _stream(request: Request, hub: Hub, person: str, counts: dict[str, int]) -> AsyncIterator[bytes]:
    stream = hub.open(UUID(person))
    loop = asyncio.get_running_loop()
    checked = loop.time()
    try:
        yield b"retry: 3000\n\n" + _message("hello", counts)
        while True:
            try:
                event = dict(await asyncio.wait_for(stream.get(), RECHECK_SECONDS / 4))
            except TimeoutError:
                event = None
                yield b": still here\n\n"
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


def _message(kind: str, data: object) -> bytes:
    return b"event: " + kind.encode() + b"\ndata: " + orjson.dumps(data, default=str) + b"\n\n"
