"""Opening: a route's context is opened, used and committed in the one thread that runs its handler.

A dependency with `yield` would go to a worker thread to open the transaction and to another to commit it;
here it only says, without blocking, which context is wanted. The handler's thread opens it and ends it
before the answer is made, so that an answer of success means committed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dougong.api.reading_requests import known_parameters, refuse_body, refuse_parameters, takes_json
from dougong.context import Context
from dougong.database import Deadlocked

_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Opening:
    """A context that a request wants; `open` checks its caller and opens the transaction."""

    open: Callable[[], AbstractContextManager[Context]]


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a handler leaves to be done when its transaction has ended: `act` makes the answer.

    So that no database connection is held while another system is waited for.
    """

    act: Callable[[], Any]


class ContextRoute(APIRoute):
    """A route whose handler is given the opened context in place of its `Opening`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _opened(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler; who may not call at all is told that, not what is wrong with his request."""
        handle = super().get_route_handler()
        known, described = known_parameters(self), takes_json(self)

        async def checked(request: Request) -> Response:
            try:
                await refuse_body(request, described=described)
                if known is not None and any(name not in known for name in request.query_params):
                    refuse_parameters(request.query_params, known)
                return await handle(request)
            except RequestValidationError:
                opening = getattr(request.state, "opening", None)
                if opening is not None:
                    await run_in_threadpool(_check_caller, opening)
                raise

        return checked


def _opened(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a handler: its opening becomes a context that is committed when the handler has returned.

    What a deadlock ended is done again: nothing of it was kept, and outside of the database nothing happened.
    """

    @wraps(endpoint)
    def handle(**values: Any) -> Any:
        name = next((name for name, value in values.items() if isinstance(value, Opening)), None)
        if name is None:
            return endpoint(**values)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with values[name].open() as context:
                    answer = endpoint(**{**values, name: context})
                break
            except Deadlocked:
                if attempt == _ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.1) * attempt)  # noqa: S311 - so that the two do not meet again
        return answer.act() if isinstance(answer, Afterwards) else answer

    return handle


def _check_caller(opening: Opening) -> None:
    with opening.open():
        pass
