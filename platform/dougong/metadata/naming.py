"""Naming: the key that a label suggests, for those who write labels in Chinese."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

LONGEST = 40
_OTHER = re.compile(r"[^a-z0-9]+")


def proposed_key(label: str) -> str:
    """Return a key for a label: its Latin letters and digits, Chinese as pinyin; blank when nothing is left."""
    words = "_".join(lazy_pinyin(label))
    key = _OTHER.sub("_", words.lower()).strip("_").lstrip("0123456789_")
    return key[:LONGEST].rstrip("_")
