"""Export records as CSV: the rows and fields of a list, streamed page by page, each page read under the
caller's rights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from dougong.access import Scope
from dougong.access.shapes import FieldShape
from dougong.database import Database
from dougong.records.query import MOST_ROWS, Query
from dougong.records.read import ask_page, page_bytes, see
from dougong.records.reading import Ask, Caller, read
from dougong.records.record_sql import shown_fields
from dougong.sheets.csv_text import neutral, written
from dougong_model import localised

_NUMERIC = frozenset({"number", "percent", "money", "rating", "slider", "formula", "roll_up"})


def export_csv(
    database: Database, workspace: str, token: str, app_key: str, entity: str, query: Query
) -> Iterator[bytes]:
    """Return the parts of a CSV file in UTF-8 with a mark for spreadsheets.

    The first page is read before this returns, so that what is refused (no right to export, an unknown
    name) is answered as an error and not in the middle of a file.
    """
    page, caller = _page(database, workspace, token, app_key, entity, query)
    scope = caller.scope(entity)
    fields = [scope.shape.fields[key] for key in shown_fields(scope, query.fields)]
    head = ["id", *_titles(fields, caller.language)]

    def parts() -> Iterator[bytes]:
        nonlocal page
        yield ("\ufeff" + written([head])).encode()
        while True:
            rows = (
                [item["id"], *(_cell(one, item, caller.language) for one in fields)] for item in page["items"]
            )
            yield written(rows).encode()
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


def _titles(fields: list[FieldShape], language: str) -> list[str]:
    """Name the columns by the fields' labels; two of one label get their keys."""
    labels = [localised(one.field.label, language) or one.key for one in fields]
    return [
        neutral(label) if labels.count(label) == 1 else f"{neutral(label)} ({one.key})"
        for label, one in zip(labels, fields, strict=True)
    ]


def _cell(one: FieldShape, item: Mapping[str, Any], language: str) -> str:
    """Write a value for people: titles of records, labels of options, plain numbers."""
    value = item["values"].get(one.key)
    if value is None:
        return ""
    if one.is_reference:
        return neutral(str(item["labels"].get(one.key) or value))
    if one.expression is None:
        text = one.field.type.shown(one.field, value, language)
    else:
        text = ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)
    return text if one.is_money or (one.type in _NUMERIC and _is_number(text)) else neutral(text)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()
