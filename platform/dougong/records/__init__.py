"""Records: the one door to the rows of every entity. Find, write, history, comments, search, trash.

Uses access, metadata, identity, files. Public: read (find, get, aggregate, search: JSON made by PostgreSQL,
always under a Scope), load (rows for the engines, as the app), write (called by actions.apply alone),
permit (what a scope lets a person write), timeline, comments, views.
"""

from dougong.records.entities import COMMENT, STATE_LOG

__all__ = ["COMMENT", "STATE_LOG"]
