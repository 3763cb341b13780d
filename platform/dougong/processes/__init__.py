"""Processes: flow instances with their tokens, visits, seats, timers and history, as rows.

Uses access, metadata, identity and dougong_flow; knows nothing of records or rules. Public: definitions
(the flow an instance is pinned to), store (load under lock, save a step), under_way (what runs on a record),
read (inbox, picture, locks), organisation (who decides).
"""

from dougong.processes.entities import FLOW_INSTANCE, SEAT

__all__ = ["FLOW_INSTANCE", "SEAT"]
