"""English: what a text needs that is put together of words and numbers."""

from __future__ import annotations

import re

_ONE_OF_MANY = re.compile(
    r"(“[^”]*”)|(?<![\w.,:-])1 (bytes|cells|characters|columns|conditions|days|elements|entries|hours|items|keys|levels|months"
    r"|names|parts|properties|records|references|rows|seconds|times)\b"
)


def one_of_many(text: str) -> str:
    """Return an English text whose counts of one stand in the singular; what it quotes stays as it is."""
    return _ONE_OF_MANY.sub(lambda found: found[1] or f"1 {_singular(found[2])}", text)


def _singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]
