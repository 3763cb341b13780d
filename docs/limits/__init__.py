"""Limits: what there is so much of at most, for how long it is kept, how often it may happen.

The one source of each is a constant of the code; here stands what people call it. A constant that looks like a
limit and is none that anybody could meet is named in `INTERNAL`: how much work is done at once, what is kept in
memory, how many examples are shown.
"""

from __future__ import annotations

from docs.limits.apps import AUTOMATION, BUILDER
from docs.limits.constants import constants
from docs.limits.entry import Group, told
from docs.limits.exchange import CONNECTIONS, PUBLIC_FORMS, SESSIONS, SHEETS
from docs.limits.internal import INTERNAL
from docs.limits.records import EXPRESSIONS, LISTS, RECORDS, VALUES

__all__ = ["GROUPS", "INTERNAL", "constants", "told"]

# The limits of each room, as the page of limits shows them.
GROUPS: tuple[Group, ...] = (
    VALUES,
    EXPRESSIONS,
    LISTS,
    RECORDS,
    PUBLIC_FORMS,
    SHEETS,
    AUTOMATION,
    CONNECTIONS,
    BUILDER,
    SESSIONS,
)
