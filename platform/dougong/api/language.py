"""Language: in which language a request is answered."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from fastapi import Request

from dougong.api.credentials import given_credential
from dougong.errors import DougongError, NotSignedIn
from dougong.identity.people import organisation_row
from dougong.identity.sessions import signed_in
from dougong.messages import LANGUAGES


def language_of(request: Request, *, ask: bool = True) -> str:
    """Return the language of the person behind a request, as far as he is known.

    Who is signed in has chosen one; anybody else is asked by Accept-Language, and answered in the
    workspace's language when he does not say. A refusal may come before the session is read: then it is
    looked up here, in a thread that may wait, unless `ask` forbids it because the database is away.
    """
    known = getattr(request.state, "language", None)
    if known is None and ask and given_credential(request):
        _look_up(request)
        known = getattr(request.state, "language", None)
    known = known or accepted(request.headers)
    if known is None and ask and not hasattr(request.state, "home_language"):
        _look_up(request)
    return known or getattr(request.state, "home_language", None) or "en"


def _look_up(request: Request) -> None:
    """Note the languages of the person and of the workspace; nothing when the database does not tell."""
    try:
        with request.app.state.database.begin() as conn:
            request.state.home_language = organisation_row(conn).language
            token = given_credential(request)
            if token:
                workspace = request.app.state.settings.dougong_workspace
                request.state.language = signed_in(conn, token, workspace).language
    except NotSignedIn:
        pass
    except (DougongError, sa.exc.SQLAlchemyError):
        request.state.home_language = None


def accepted(headers: Mapping[str, str]) -> str | None:
    """Return the language that Accept-Language (RFC 9110) likes best of those there are."""
    best, quality = None, 0.0
    for wish in headers.get("accept-language", "")[:500].split(","):
        name, _, parameter = wish.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        weight = _weight(parameter.strip())
        if language in LANGUAGES and weight > quality:
            best, quality = language, weight
    return best


def _weight(parameter: str) -> float:
    if not parameter.startswith("q="):
        return 1.0
    try:
        return float(parameter[2:])
    except ValueError:
        return 0.0
