"""Tokens: what search finds a text by. Prefixes of words, bigrams of Chinese, pinyin and initials of names,
the end and any four digits of a phone number.

Tokens carry the field they come from, so that a search asks only the fields its caller may read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pypinyin import Style, lazy_pinyin

_PARTS = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_㐀-鿿豈-﫿]+")
_CHINESE = re.compile(r"[㐀-鿿豈-﫿]")
_LONGEST = 20
_WHOLE = 60
_MOST = 300
_MOST_WORDS = 8


def parts(text: str) -> list[str]:
    """Split a text into words and runs of Chinese, in small letters."""
    return [found.group() for found in _PARTS.finditer(text.casefold())]


def has_chinese(text: str) -> bool:
    """Say whether there is Chinese in a text."""
    return _CHINESE.search(text) is not None


def _prefixes(word: str) -> Iterable[str]:
    return (word[:length] for length in range(1, min(len(word), _LONGEST) + 1))


def _chinese(run: str) -> Iterable[str]:
    yield from run
    yield from (run[place : place + 2] for place in range(len(run) - 1))


def text_tokens(text: str, *, pinyin: bool = False) -> list[str]:
    """Return the tokens by which a text is found, those of its beginning first."""
    found: dict[str, None] = {}
    for part in parts(text[:2000]):
        if not _CHINESE.match(part):
            found.update(dict.fromkeys(_prefixes(part)))
            continue
        found.update(dict.fromkeys(_chinese(part)))
        if pinyin:
            for style in (Style.NORMAL, Style.FIRST_LETTER):
                found.update(dict.fromkeys(_prefixes("".join(lazy_pinyin(part, style=style)))))
    return list(found)


def phone_tokens(text: str, dialled: Sequence[str]) -> list[str]:
    """Return the tokens of a phone number: the number as kept, and the ways it is dialled, shortest first.

    These are found by how they begin, the longest by its last four digits or more, and by any four in a row.
    """
    found = dict.fromkeys(text_tokens(text))
    for digits in dialled:
        found.update(dict.fromkeys(_prefixes(digits)))
    digits = dialled[-1]
    for place in range(len(digits) - 3):
        found.update(dict.fromkeys((digits[place:], digits[place : place + 4])))
    return list(found)


def entry_tokens(
    values: Mapping[str, str],
    pinyin: frozenset[str],
    phones: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[str]:
    """Return the tokens of a record: `values` maps field ids to texts, the title's first; `pinyin` names the
    fields of names, `phones` holds the ways phone numbers are dialled.

    There is room for some. Half of it is the title's; a field with few tokens has them all, and those with
    many share what is left, so that no text keeps another field from being found.
    """
    found = {
        field: phone_tokens(text, phones[field])
        if field in phones
        else text_tokens(text, pinyin=field in pinyin)
        for field, text in values.items()
    }
    title, *others = found or [""]
    room = max(_MOST // 2, _MOST - sum(len(found[field]) for field in others)) - 1
    kept = [whole_token(title, values[title])] if title in values else []
    kept += [f"{title}:{token}" for token in found.get(title, ())[:room]]
    others.sort(key=lambda field: len(found[field]))
    for place, field in enumerate(others):
        share = (_MOST - len(kept)) // (len(others) - place)
        kept += [f"{field}:{token}" for token in found[field][:share]]
    return kept


def whole_token(field: str, text: str) -> str:
    """Return the token by which a whole text is found; no word has its mark in it."""
    return f"{field}:={' '.join(text.casefold().split())[:_WHOLE]}"


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
