"""Failpoints: named places in a transition at which a test ends the process, as a crash would.

`DOUGONG_FAILPOINTS` names a file. While it is set, the process that first reaches the place written in that file
takes the file away and kills itself. Without the variable a place is the call of an empty function.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

DECIDING = (
    "flow.lock.before",
    "flow.lock.after",
    "flow.advance.before",
    "flow.advance.after",
    "flow.effects.before",
    "flow.effects.after",
    "flow.save.before",
    "flow.save.after",
    "flow.react.after",
    "act.finish.before",
    "act.finish.after",
    "answer.keep.before",
    "answer.keep.after",
    "flow.commit.after",
)
"""Places that a decision passes, in this order, some more than once."""

STARTING = tuple(one for one in DECIDING if not one.startswith("flow.lock"))
"""Places that the start of a flow passes."""

BELOW = ("flow.parent.before", "flow.parent.after")
"""Places that the end of a sub-flow passes, around what it tells the flow above."""

LEAVING = (
    "outbox.claim.after",
    "outbox.send.before",
    "outbox.send.after",
    "outbox.mark.before",
    "outbox.mark.after",
)
"""Places that an effect outside of the database passes, in the worker."""

TIMING = (
    "timer.fire.before",
    *(one for one in DECIDING if not one.startswith("answer.")),
    "timer.fire.after",
)
"""Places that a timer passes, in the worker: its own and those of a decision, but nobody waits for an answer."""

MIGRATING = ("migration.move.before", "migration.move.after", "migration.batch.after")
"""Places that moving running requests to another version passes, in the worker."""

_FILE = os.environ.get("DOUGONG_FAILPOINTS")


def _pass(place: str) -> None:
    """Go on."""


def _die(place: str) -> None:
    """End this process when the file names the place; whoever takes the file away is the one."""
    file = Path(str(_FILE))
    try:
        if file.read_text().strip() != place:
            return
        file.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


reach: Callable[[str], None] = _die if _FILE else _pass
"""Called at each place with its name."""
