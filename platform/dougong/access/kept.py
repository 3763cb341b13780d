"""Kept: what is derived from one published version of an app, made once per process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from dougong.metadata import App

T = TypeVar("T")

_LIMIT = 4000
_KEPT: OrderedDict[tuple[int, Hashable], tuple[App, Any]] = OrderedDict()
_LOCK = Lock()


def kept(app: App, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gave for this app object and key; the least recently used entries are dropped.

    A published App is one immutable object per process and version, so its identity is the key; the entry
    holds the app, which keeps that identity from being given to another.
    """
    place = (id(app), key)
    with _LOCK:
        found = _KEPT.get(place)
        if found is not None and found[0] is app:
            _KEPT.move_to_end(place)
            value: T = found[1]
            return value
    made = make()
    with _LOCK:
        _KEPT[place] = (app, made)
        while len(_KEPT) > _LIMIT:
            _KEPT.popitem(last=False)
    return made
