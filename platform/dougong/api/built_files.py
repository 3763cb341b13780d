"""Built files: scripts and styles of the frontend, compressed as the build has left them."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_IMMUTABLE = "public, max-age=31536000, immutable"
_CODINGS = {"br": ".br", "gzip": ".gz"}
"""What an answer may be compressed with, the smallest first, and how the build ends the name of such a file."""


class BuiltFiles(StaticFiles):
    """Files that carry their content's hash in the name, so a browser may keep them for ever.

    Those that lie there compressed are handed out so to whoever takes them so.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file."""
        accepted = accepted_codings(Headers(scope=scope).get("accept-encoding", ""))
        for coding, ending in _CODINGS.items():
            if coding in accepted and await run_in_threadpool(self._is_file, path + ending):
                response = await super().get_response(path + ending, scope)
                response.headers["content-encoding"] = coding
                break
        else:
            response = await super().get_response(path, scope)
        response.headers["cache-control"] = _IMMUTABLE
        response.headers["vary"] = "accept-encoding"
        return response

    def _is_file(self, path: str) -> bool:
        return self.lookup_path(path)[1] is not None


def accepted_codings(header: str) -> frozenset[str]:
    """Return the codings that a request takes: those that are named, but not with a weight of nothing."""
    found = set()
    for part in header.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if weight.strip("0.") or not weight:
            found.add(name)
    return frozenset(found)
