"""Kept: what is derived from one published version of an app, made once per process."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from dougong.metadata import App

T = TypeVar("T")

_LIMIT = 4000


@dataclass(slots=True)
class _Entry:
    """What was made; `used` since it was last passed over."""

    app: App
    value: Any
    used: bool = False


_KEPT: dict[tuple[int, Hashable], _Entry] = {}
_LOCK = Lock()


def kept(app: App, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gave for this app object and key; of too many entries those not used lately are dropped.

    It is asked several times for each record of a batch, so what is there is found without a lock.
    A published App is one immutable object per process and version, so its identity is the key; the entry
    holds the app, which keeps that identity from being given to another.
    """
    place = (id(app), key)
    found = _KEPT.get(place)
    if found is not None and found.app is app:
        found.used = True
        value: T = found.value
        return value
    made = make()
    with _LOCK:
        _KEPT[place] = _Entry(app, made)
        while len(_KEPT) > _LIMIT:
            _drop()
    return made


def _drop() -> None:
    """Drop the oldest entry that was not used since it was passed over; those that were are passed over."""
    while True:
        place = next(iter(_KEPT))
        entry = _KEPT.pop(place)
        if not entry.used:
            return
        entry.used = False
        _KEPT[place] = entry
