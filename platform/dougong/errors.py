"""Errors: one tree, each class one HTTP status and one page of the docs; rendered by `api/problems.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self
from uuid import UUID

from dougong_model import Problem


class DougongError(Exception):
    """Something the caller did or met, told in words that say what to do.

    `records` are those it is about, from which who asked for several tells the place of each.
    """

    status = 500
    code = "internal"
    title = "Something went wrong"
    advice = ""
    """What to do, where the one who refuses adds nothing."""

    def __init__(
        self,
        detail: str = "",
        *,
        problems: Sequence[Problem] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        records: Iterable[UUID] = (),
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.problems = tuple(problems)
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        self.records = frozenset(records)
        self.entity: str | None = None

    @classmethod
    def at(cls, pointer: str, message: str, *, code: str = "") -> Self:
        """Return the refusal of one part of a request, in whose shape `pointer` names it."""
        return cls(message, problems=[Problem(code=code or cls.code, pointer=pointer, message=message)])

    @property
    def told(self) -> str:
        """Return what is wrong in lines, the problems with their pointers below the key of the entity, if it is known:
        as runs keep it."""
        above = "" if self.entity is None else f"/{self.entity}"
        places = [f"{above}{problem.pointer}: {problem.message}" for problem in self.problems]
        return "\n".join([self.detail or self.title, *places])


class BadRequest(DougongError):
    """Bad syntax or a name that does not exist (or that the caller may not know)."""

    status, code, title = 400, "bad_request", "The request cannot be understood"


class NotSignedIn(DougongError):
    """No session or token, or one that has ended."""

    status, code, title = 401, "not_signed_in", "Please sign in"


class NotAllowed(DougongError):
    """Signed in, the thing is visible, but this act on it is not granted."""

    status, code, title = 403, "not_allowed", "You may not do this"


class WrongOrigin(DougongError):
    """A change made with a session cookie from another site, or without the header `Origin`."""

    status, code, title = 403, "wrong_origin", "Wrong origin"
    advice = (
        "Changes with a session cookie must come from this server's own pages. Open them at the address of"
        " the server and try again; a program uses a token."
    )


class NotFound(DougongError):
    """Does not exist, or may not be seen: both give the same answer."""

    status, code, title = 404, "not_found", "Not found"
    advice = "It does not exist any more, or you may not see it. Go back, or ask an administrator for access."


class MethodNotAllowed(DougongError):
    """The address exists, but not with this method; the header `Allow` names those it has."""

    status, code, title = 405, "method_not_allowed", "This address does not take that method"
    advice = "Use one of the methods that the header Allow names."


class Conflict(DougongError):
    """The thing is in another state than the act needs."""

    status, code, title = 409, "conflict", "The state has changed"


class Stale(DougongError):
    """The given version is not the present one; `extra["current"]` holds the present record."""

    status, code, title = 412, "stale_version", "Somebody changed this meanwhile"


class TooLarge(DougongError):
    """A body, a batch or a file above its limit."""

    status, code, title = 413, "too_large", "Too large"


class UnsupportedMedia(DougongError):
    """A body of another kind than the route takes."""

    status, code, title = 415, "unsupported_media", "This kind of body is not taken here"


class Invalid(DougongError):
    """The values are refused; `problems` say which and why."""

    status, code, title = 422, "invalid", "Some values are refused"


class VersionRequired(DougongError):
    """A change without If-Match."""

    status, code, title = 428, "version_required", "Say which version you change"


class TooMany(DougongError):
    """A rate limit; `Retry-After` says when to come back."""

    status, code, title = 429, "too_many", "Too many requests"


class Unavailable(DougongError):
    """The database is away or busy; the same request may succeed in a moment."""

    status, code, title = 503, "unavailable", "Not available at this moment"


ERRORS: tuple[type[DougongError], ...] = (
    BadRequest,
    NotSignedIn,
    NotAllowed,
    WrongOrigin,
    NotFound,
    MethodNotAllowed,
    Conflict,
    Stale,
    TooLarge,
    UnsupportedMedia,
    Invalid,
    VersionRequired,
    TooMany,
    Unavailable,
    DougongError,
)
