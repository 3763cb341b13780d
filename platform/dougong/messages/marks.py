"""Marks: how a text is put together of parts; Chinese has marks of its own, English a singular."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ONE_OF_MANY = re.compile(
    r"(“[^”]*”)|(?<![\w.,:-])1 (bytes|cells|characters|columns|conditions|entries|hours|items|keys|levels|names"
    r"|parts|properties|records|references|rows|seconds)\b"
)


def headed(head: str, rest: str, language: str) -> str:
    """Return “head: rest” as the language writes it."""
    return f"{head}{'：' if language.startswith('zh') else ': '}{rest}"


def listed(parts: Iterable[str], language: str) -> str:
    """Return names one after the other as the language writes them."""
    return ("、" if language.startswith("zh") else ", ").join(parts)


def one_of_many(text: str) -> str:
    """Return an English text whose counts of one stand in the singular; what it quotes stays as it is."""
    return _ONE_OF_MANY.sub(lambda found: found[1] or f"1 {_singular(found[2])}", text)


def _singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]
