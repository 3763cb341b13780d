"""Kept: what is derived from one published version of an app, made once per process and gone with the version."""

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

    value: Any
    used: bool = False


_LOCK = Lock()


def kept(app: App, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gave for this app object and key; of too many entries those not used lately are dropped.

    It is asked several times for each record of a batch, so what is there is found without a lock.
    """
    shelf: dict[Hashable, _Entry] = app.derived
    found = shelf.get(key)
    if found is not None:
        found.used = True
        value: T = found.value
        return value
    made = make()
    with _LOCK:
        shelf[key] = _Entry(made)
        while len(shelf) > _LIMIT:
            _drop(shelf)
    return made


def _drop(shelf: dict[Hashable, _Entry]) -> None:
    """Drop the oldest entry that was not used since it was passed over; those that were are passed over."""
    while True:
        place = next(iter(shelf))
        entry = shelf.pop(place)
        if not entry.used:
            return
        entry.used = False
        shelf[place] = entry
