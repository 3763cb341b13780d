"""Chinese: what a text needs that is put together of words, names and numbers."""

from __future__ import annotations

import re

_HELD = "\ue000"
_MARKS = "“”‘’（）《》【】、，。：；？！…"
_WORDS = f"\u3400-\u9fff{_MARKS}"
_NEEDLESS = re.compile(
    f"(?<=[{_WORDS}]) +(?=[{_WORDS}])|(?<=[{_MARKS}]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) +(?=[{_MARKS}])"
)


def held(words: str) -> str:
    """Return words that `close_up` leaves as they are: a name or a text that people wrote."""
    return words.replace(" ", _HELD)


def close_up(text: str) -> str:
    """Return a Chinese text whose words stand without spaces between them: one stays only where a Chinese word
    meets Latin letters, digits or a sign of arithmetic.
    """
    return _NEEDLESS.sub("", text).replace(_HELD, " ")
