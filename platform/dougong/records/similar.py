"""Similar: pairs of records whose texts differ a little. Candidates by rare parts of words, ranked by rapidfuzz.

A text is compared without case, marks and what companies are called by law. Two texts are candidates when they
share one of their rarest parts: for a given share of common parts that finds every pair, and no text is compared
with the many that only share what is frequent.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

LEAST_SCORE = 85
"""Of 100; below it records are not similar."""

_MARKS = re.compile(r"[\W_]+")
_CHINESE_LEGAL = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团|公司)")
_LEGAL = frozenset(
    [
        "ag",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "group",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "llp",
        "ltd",
        "nv",
        "oy",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "spa",
        "srl",
    ]
)
_PART = 3
_COMMON_SHARE = 0.2
"""So much of their parts two texts share at least when they score `LEAST_SCORE`."""

_OTHER_NAME, _SLIPS, _SLIP = 4, 6, 90
"""Texts of so few letters are other names when one differs; from so many on, one slip scores so much."""

_MOST_IN_A_BLOCK = 60
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that are alike, the lesser id first, with the score of the least alike of their texts."""

    first: UUID
    second: UUID
    score: int


def plain(text: str) -> str:
    """Return a text as it is compared: width, case and marks evened out, legal forms left out."""
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).casefold()
    words = _MARKS.sub(" ", _CHINESE_LEGAL.sub(" ", folded)).split()
    kept = [word for word in words if word not in _LEGAL]
    return " ".join(kept or words)


def likeness(one: str, other: str) -> int:
    """Return how alike two plain texts are, 0 to 100: letter by letter, whatever the order of the words."""
    if one == other:
        return 100
    straight = max(
        fuzz.ratio(one, other),
        fuzz.token_sort_ratio(one, other),
        fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")),
    )
    # In a short text one letter is another name: Li Na and Li Ya. In a longer one it is a slip.
    shorter = min(len(one), len(other))
    if shorter < _SLIPS and not _chinese(one):
        return 0 if shorter <= _OTHER_NAME else int(straight)
    slipped = OSA.distance(one, other, score_cutoff=1) == 1
    return max(int(straight), _SLIP) if slipped and not _chinese(one) else int(straight)


def _chinese(text: str) -> bool:
    return any("㐀" <= letter <= "鿿" for letter in text)


def parts_of(text: str) -> frozenset[str]:
    """Return the overlapping parts of a plain text: three letters, of Chinese two."""
    joined = text.replace(" ", "")
    size = 2 if _chinese(joined) else _PART
    if len(joined) <= size:
        return frozenset((joined,))
    return frozenset(joined[place : place + size] for place in range(len(joined) - size + 1))


def pairs(
    records: Mapping[UUID, Sequence[str]], same: Mapping[UUID, Any], least: int = LEAST_SCORE
) -> Iterable[Pair]:
    """Yield the similar pairs of records: `records` holds their texts, `same` what must be equal besides.

    The first text is the one candidates are found by; all of them must be alike.
    """
    texts = {record: [plain(one) for one in given] for record, given in records.items()}
    texts = {record: given for record, given in texts.items() if given and all(given)}
    parts = {record: parts_of(given[0]) for record, given in texts.items()}
    counts = Counter(part for some in parts.values() for part in some)
    blocks: dict[tuple[str, Any], list[UUID]] = {}
    for record, some in parts.items():
        rare = sorted(some, key=lambda part: (counts[part], part))
        kept = len(rare) - math.ceil(_COMMON_SHARE * len(rare)) + 1
        for part in rare[: max(kept, 1)]:
            if counts[part] > 1:
                blocks.setdefault((part, same.get(record)), []).append(record)
    seen: set[tuple[UUID, UUID]] = set()
    for block in blocks.values():
        # A block that grew too large holds what is frequent; its members meet in rarer blocks.
        if not 1 < len(block) <= _MOST_IN_A_BLOCK:
            continue
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                first, second = (one, other) if one < other else (other, one)
                if (first, second) in seen:
                    continue
                seen.add((first, second))
                score = min(map(likeness, texts[first], texts[second]))
                if score >= least:
                    yield Pair(first=first, second=second, score=score)
