"""Marks: how a text is put together of parts; Chinese has marks of its own."""

from __future__ import annotations

from collections.abc import Iterable


def headed(head: str, rest: str, language: str) -> str:
    """Return “head: rest” as the language writes it."""
    return f"{head}{'：' if language.startswith('zh') else ': '}{rest}"


def listed(parts: Iterable[str], language: str) -> str:
    """Return names one after the other as the language writes them."""
    return ("、" if language.startswith("zh") else ", ").join(parts)
