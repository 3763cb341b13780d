"""Related: the rows of a sub-table or inverse list of one record, as a list of their own."""

from __future__ import annotations

from uuid import UUID

from dougong.access import vocabulary
from dougong.database import Database
from dougong.errors import NotFound
from dougong.records.query import Query
from dougong.records.read import ask_page, page_bytes, see
from dougong.records.reading import Ask, Caller, read


def find(
    database: Database,
    workspace: str,
    token: str,
    app_key: str,
    entity: str,
    record: UUID,
    relation: str,
    query: Query,
) -> bytes:
    """Return one page of a list of a record; a record that may not be seen has no rows.

    Raises NotFound for a list that does not exist or may not be seen.
    """

    def child(caller: Caller) -> str:
        scope = see(caller.scope(entity))
        known = vocabulary(scope).members(entity)
        if relation not in scope.shape.lists or relation not in known:
            raise NotFound("There is no such list.")
        return scope.shape.lists[relation].entity

    def ask(caller: Caller) -> Ask:
        return ask_page(see(caller.scope(child(caller))), query, caller.key, (entity, relation), record)

    row, caller = read(database, workspace, token, app_key, ask)
    return page_bytes(caller.scope(child(caller)), query, caller.key, row)
