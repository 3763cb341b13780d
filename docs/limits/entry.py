"""One limit as people read of it, and how its value is written for them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: the module and the name of its constant, and what it is, in both languages."""

    module: str
    name: str
    en: str
    zh: str

    @property
    def value(self) -> Any:
        """Return the constant."""
        return getattr(importlib.import_module(self.module), self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """Limits of one room, under one heading."""

    en: str
    zh: str
    limits: tuple[Limit, ...]


_UNITS = ((86_400, "day", "天"), (3600, "hour", "小时"), (60, "minute", "分钟"), (1, "second", "秒"))


def told(value: Any, language: str) -> str:
    """Write a limit for people: 1,000; 2 minutes; 10 in 1 minute."""
    chinese = language == "zh"
    if isinstance(value, tuple):
        often, span = (told(one, language) for one in value)
        return f"{span}内 {often} 次" if chinese else f"{often} in {span}"
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        unit, en, zh = next(one for one in _UNITS if seconds % one[0] == 0)
        count = seconds // unit
        return f"{count} {zh}" if chinese else f"{count} {en}{'' if count == 1 else 's'}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
