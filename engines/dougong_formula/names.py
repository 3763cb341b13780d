"""Names: how people call a field: its key, its labels, the initials and the sound of a Chinese label."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from dougong_formula.vocabulary import Member


@lru_cache(maxsize=20_000)
def known_as(key: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a field is found by, in small letters."""
    found = [key.lower()]
    for label in labels:
        found.append(label.lower())
        if not label.isascii():
            found.append("".join(lazy_pinyin(label, style=Style.FIRST_LETTER)).lower())
            found.append("".join(lazy_pinyin(label)).lower())
    return tuple(dict.fromkeys(found))


def named(members: Mapping[str, Member], name: str) -> Member | None:
    """Return the member of a key, or else the only one of a label in any language."""
    if name in members:
        return members[name]
    wanted = name.lower()
    found = [one for one in members.values() if wanted in (label.lower() for label in one.label.values())]
    return found[0] if len(found) == 1 else None
