"""Language: in which language a request is answered."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from dougong.messages import LANGUAGES


def language_of(request: Request) -> str:
    """Return the language of the person behind a request, as far as he is known.

    Who is signed in has chosen one; anybody else is asked by Accept-Language, and answered in the
    workspace's language when he does not say.
    """
    state = request.state
    return (
        getattr(state, "language", None)
        or accepted(request.headers)
        or getattr(state, "home_language", None)
        or "en"
    )


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
