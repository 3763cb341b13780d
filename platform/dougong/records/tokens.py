"""Tokens: what search finds a text by. Prefixes of words, bigrams of Chinese, pinyin and initials of names.

Tokens carry the field they come from, so that a search asks only the fields its caller may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin

_PARTS = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_㐀-鿿豈-﫿]+")
_CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
_LONGEST = 20
_MOST = 300
_MOST_WORDS = 8


def parts(text: str) -> list[str]:
    """Split a text into words and runs of Chinese, in small letters."""
    return [found.group() for found in _PARTS.finditer(text.casefold())]


def _prefixes(word: str) -> Iterable[str]:
    return (word[:length] for length in range(1, min(len(word), _LONGEST) + 1))


def _chinese(run: str) -> Iterable[str]:
    yield from run
    yield from (run[place : place + 2] for place in range(len(run) - 1))


def text_tokens(text: str, *, pinyin: bool = False) -> set[str]:
    """Return the tokens by which a text is found."""
    found: set[str] = set()
    for part in parts(text[:2000]):
        if not _CHINESE.match(part):
            found.update(_prefixes(part))
            continue
        found.update(_chinese(part))
        if pinyin:
            found.update(_prefixes("".join(lazy_pinyin(part))))
            found.update(_prefixes("".join(lazy_pinyin(part, style=Style.FIRST_LETTER))))
    return found


def entry_tokens(values: Mapping[str, str], pinyin: frozenset[str]) -> list[str]:
    """Return the tokens of a record: `values` maps field ids to texts, `pinyin` names the fields of names."""
    found = {
        f"{field}:{token}"
        for field, text in values.items()
        for token in text_tokens(text, pinyin=field in pinyin)
    }
    return sorted(found)[:_MOST]


def query_tokens(text: str) -> list[str]:
    """Return the tokens that all must match for a search text; none when it has nothing to search for."""
    found: dict[str, Any] = {}
    for part in parts(text[:200])[:_MOST_WORDS]:
        if not _CHINESE.match(part):
            found[part[:_LONGEST]] = None
        elif len(part) == 1:
            found[part] = None
        else:
            found.update(dict.fromkeys(part[place : place + 2] for place in range(len(part) - 1)))
    return list(found)[:24]
