"""Collector: how often a process looks for cyclic garbage.

Nearly all of what a request or an import makes is freed by reference counts. With Python's first threshold
(700 objects) a batch of a thousand records is searched hundreds of times, which took a third of its time.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 50_000


def settle() -> None:
    """Set the loaded program aside for good and search new objects more rarely; call it once at the start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
