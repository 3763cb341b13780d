"""Ranges as people say them in Chinese or English, read into the cells of a decision table.

Which Chinese words take in the number itself and which do not is what the Civil Code says in article 1259.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

_AMOUNT = re.compile(r"[¥￥$]?\s*(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*([千万亿])?\s*元?\Z")
_TIMES = {"千": 1000, "万": 10_000, "亿": 100_000_000}
_BEFORE = {
    ">=": "不低于 不小于 不少于 大于等于 大于或等于 至少 最少 at least|from",
    "<=": "不超过 不高于 不大于 不多于 小于等于 小于或等于 至多 最多 at most|up to",
    ">": "超过 大于 高于 多于 more than|over|above|after",
    "<": "不满 不足 不到 小于 低于 少于 less than|under|below|before",
}
_BEHIND = {
    ">=": "及以上 以上 及以后 起 or more|or above|and above",
    "<=": "及以下 以下 及以内 以内 及以前 or less|or below|and below",
    ">": "之后",
    "<": "之前",
}
_APART = re.compile(r"\s*(?:,(?!\d{3}(?!\d))|且|并且|但|\band\b(?! (?:above|below)))\s*")


def _said(words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each wording with its sign, the longest first, as a longer one begins with a shorter one."""
    signs = {one: sign for sign, said in words.items() for part in said.split("|") for one in _split(part)}
    yield from sorted(signs.items(), key=lambda each: -len(each[0]))


def _split(part: str) -> list[str]:
    chinese = [one for one in part.split() if not one.isascii()]
    english = " ".join(one for one in part.split() if one.isascii())
    return [*chinese, *([english] if english else [])]


_PREFIXES, _SUFFIXES = tuple(_said(_BEFORE)), tuple(_said(_BEHIND))
_JOINED = re.compile(rf"(.+?(?:{'|'.join(word for word, _ in _SUFFIXES)}))\s*(?=\S)(.+)\Z", re.IGNORECASE)
_SIGNED = re.compile(r"(<=|>=|<|>|≤|≥)\s*(.+)\Z", re.DOTALL)


def amount(text: str) -> str | None:
    """Return the number that is meant, without its currency and with its unit of thousands; None where none is."""
    found = _AMOUNT.match(text.strip())
    if found is None:
        return None
    number = found[1].replace(",", "")
    return f"{(Decimal(number) * _TIMES[found[2]]).normalize():f}" if found[2] else number


def is_doubtful(low: str, high: str) -> bool:
    """Tell whether the unit of the second end may be meant for the first too: nobody but the writer knows."""
    first, second = _AMOUNT.match(low.strip()), _AMOUNT.match(high.strip())
    if first is None or second is None or first[2] or not second[2]:
        return False
    return Decimal(first[1].replace(",", "")) < Decimal(second[1].replace(",", ""))


def said_range(text: str, value: Callable[[str], str | None]) -> str | None:
    """Return the cell of a bound or of two that are said in words; `value` reads what is bounded.

    None where the text says no range.
    """
    single = _bound(text, value)
    if single is not None:
        return " ".join(single)
    parts = _APART.split(text)
    if len(parts) != 2:
        joined = _JOINED.match(text)
        parts = list(joined.groups()) if joined else []
    ends = dict(end for part in parts if (end := _bound(part, value)) is not None)
    lower, upper = (next((sign for sign in ends if sign[0] == way), None) for way in "><")
    if len(ends) != 2 or lower is None or upper is None:
        return None
    return f"{'[' if lower == '>=' else '('}{ends[lower]}..{ends[upper]}{']' if upper == '<=' else ')'}"


def _bound(text: str, value: Callable[[str], str | None]) -> tuple[str, str] | None:
    plain = text.strip()
    folded = plain.casefold()
    if signed := _SIGNED.match(plain):
        read = value(signed[2])
        return ({"≤": "<=", "≥": ">="}.get(signed[1], signed[1]), read) if read is not None else None
    for word, sign in _PREFIXES:
        if folded.startswith(word) and (read := value(plain[len(word) :])) is not None:
            return sign, read
    for word, sign in _SUFFIXES:
        if folded.endswith(word) and (read := value(plain[: -len(word)])) is not None:
            return sign, read
    return None
