"""Export records as CSV: the rows and fields of a list, streamed page by page, each page read under the
caller's rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from dougong.access import Scope
from dougong.actions.export_cells import Cells
from dougong.database import Database
from dougong.records.listing import Column
from dougong.records.query import MOST_ROWS, Query
from dougong.records.read import ask_page, page_bytes, see
from dougong.records.reading import Ask, Caller, read
from dougong.records.record_sql import shown_fields
from dougong.sheets.csv_text import written
from dougong.sheets.written import csv_cell


def export_csv(
    database: Database, workspace: str, token: str, app_key: str, entity: str, query: Query
) -> Iterator[bytes]:
    """Return the parts of a CSV file in UTF-8 with a mark for spreadsheets.

    The first page is read before this returns, so that what is refused (no right to export, an unknown
    name) is answered as an error and not in the middle of a file.
    """
    page, caller = _page(database, workspace, token, app_key, entity, query)
    scope = caller.scope(entity)
    shapes = ((key, scope.shape.fields[key]) for key in shown_fields(scope, query.fields))
    columns = [Column(path=key, shape=shape) for key, shape in shapes if shape.field.type.named]
    cells = Cells(columns=columns, language=caller.language, zone=caller.zone)

    def parts() -> Iterator[bytes]:
        nonlocal page
        yield ("\ufeff" + written([list(map(csv_cell, cells.head()))])).encode()
        while True:
            yield written([list(map(csv_cell, cells.row(item))) for item in page["items"]]).encode()
            if page["next"] is None:
                return
            page, _ = _page(database, workspace, token, app_key, entity, replace(query, cursor=page["next"]))

    return parts()


def _page(
    database: Database, workspace: str, token: str, app_key: str, entity: str, query: Query
) -> tuple[dict[str, Any], Caller]:
    whole = replace(query, limit=MOST_ROWS, count=False, expand=())

    def scope_of(caller: Caller) -> Scope:
        scope = see(caller.scope(entity))
        scope.require("export")
        return scope

    def ask(caller: Caller) -> Ask:
        return ask_page(scope_of(caller), whole, caller.key)

    row, caller = read(database, workspace, token, app_key, ask)
    page: dict[str, Any] = orjson.loads(page_bytes(scope_of(caller), whole, caller.key, row))
    return page, caller
