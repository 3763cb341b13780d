"""A viewer of one table of deals, for the tests of the report engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from dougong_formula import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    Member,
    PlainVocabulary,
    SqlValue,
    Type,
    record_of,
)
from dougong_report import Query, select

DEAL: Mapping[str, Type] = {
    "id": record_of("deal"),
    "stage": TEXT,
    "amount": NUMBER,
    "closed_on": DATE,
    "created_at": DATETIME,
    "owner": record_of("person"),
    "open": BOOLEAN,
}
_COLUMNS = {"text": sa.Text, "number": sa.Numeric, "date": sa.Date, "boolean": sa.Boolean, "record": sa.Uuid}

TABLE = sa.Table(
    "deal",
    sa.MetaData(),
    *(sa.Column(key, _COLUMNS.get(type_.kind, sa.TIMESTAMP(timezone=True))) for key, type_ in DEAL.items()),
)


class Deals:
    """The source of a statement: the table under an alias."""

    entity = "deal"

    def __init__(self) -> None:
        self.rows = TABLE.alias("deal")

    def from_clause(self) -> sa.FromClause:
        return self.rows


class Names:
    """Resolves the fields of deals and nothing else."""

    def __init__(self) -> None:
        self.root = Deals()

    def field(self, source: Any, key: str) -> SqlValue:
        return SqlValue(source.rows.c[key])

    def reference(self, source: Any, key: str) -> Any:
        raise AssertionError("these tests follow no reference")

    def children(self, source: Any, key: str) -> Any:
        raise AssertionError("deals have no lists")

    def name(self, path: tuple[str, ...]) -> SqlValue:
        return SqlValue(sa.bindparam("_".join(path).replace("$", "now_"), type_=sa.Text()))


class Viewer:
    """What somebody sees who may not read the fields in `hidden`, and only open deals when `narrow`."""

    def __init__(self, hidden: tuple[str, ...] = (), narrow: bool = False) -> None:
        self._hidden = hidden
        self._narrow = narrow

    def vocabulary(self, entity: str) -> PlainVocabulary:
        members = {key: Member(key, type_) for key, type_ in DEAL.items() if key not in self._hidden}
        people = {"id": Member("id", record_of("person")), "name": Member("name", TEXT)}
        return PlainVocabulary(root=entity, entities={"deal": members, "person": people})

    def rows(self, entity: str) -> tuple[Names, list[sa.ColumnElement[bool]]]:
        names = Names()
        return names, [names.root.rows.c.open] if self._narrow else []


def sql(query: Query, viewer: Viewer | None = None) -> str:
    """Return the statement's text on one line, with its values in it."""
    statement = select(query, viewer or Viewer()).statement
    compiled = statement.compile(
        dialect=postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
        compile_kwargs={"literal_binds": True},
    )
    return " ".join(str(compiled).split())
