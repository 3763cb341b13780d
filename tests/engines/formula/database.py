"""Database: the rows of a case as tables of one statement, and a resolver over them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from dougong_formula import Expression, SqlValue, Together, to_condition, to_sql
from dougong_model import ErrorCode, FormulaErrorValue
from tests.engines.formula.cases import SPECIFICATION, answer

_COLUMNS = {
    "text": sa.Text(),
    "number": sa.Numeric(38, 10),
    "integer": sa.BigInteger(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "time": sa.Time(),
    "datetime": sa.TIMESTAMP(timezone=True),
    "record": sa.Uuid(),
    "list": postgresql.ARRAY(sa.Text()),
}
_CALENDAR = ("$holidays", "$workdays")
_NAMES = {
    "$today": sa.Date(),
    "$now": sa.TIMESTAMP(timezone=True),
    "$zone": sa.Text(),
    **dict.fromkeys(_CALENDAR, postgresql.ARRAY(sa.Date())),
}


def _columns(entity: str) -> dict[str, Any]:
    """Return the columns of an entity: lists of records are tables of their own, errors stand beside."""
    columns: dict[str, Any] = {"parent_id": sa.Uuid(), "id": sa.Uuid(), "position": sa.BigInteger()}
    for key, text in SPECIFICATION["entities"][entity].items():
        kind, _, rest = text.partition(":")
        if not (kind == "list" and rest.startswith("record")):
            columns[key] = _COLUMNS[kind]
    if "broken" in columns:
        columns["broken_error"] = sa.Text()
    return columns


class Tables:
    """The records of one row, walked through once: by entity, and by list."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.rows: dict[tuple[str, str], dict[Any, dict[str, Any]]] = {}
        self.tables: dict[tuple[str, str], sa.CTE] = {}
        self._add(SPECIFICATION["root"], "", row, None, 0)

    def _add(self, entity: str, key: str, record: Mapping[str, Any], parent: Any, position: int) -> None:
        table = self.rows.setdefault((entity, key), {})
        stored = table.setdefault((parent, record["id"]), {"parent_id": parent, "position": position})
        for name, value in record.items():
            self._store(entity, name, value, stored, record["id"])

    def _store(self, entity: str, name: str, value: Any, stored: dict[str, Any], owner: Any) -> None:
        text = SPECIFICATION["entities"][entity].get(name)
        if name == "id":
            stored["id"] = value
        elif text is None:
            return
        elif isinstance(value, FormulaErrorValue):
            stored[f"{name}_error"] = value.code.value
        elif text.startswith("list:record:"):
            for index, item in enumerate(value or ()):
                self._add(text.split(":")[2], name, item, owner, index)
        elif text.startswith("record:") and value is not None:
            stored[name] = value["id"]
            self._add(text.split(":")[1], "", value, None, 0)
        else:
            stored[name] = None if value == "" else value

    def alias(self, entity: str, key: str) -> Any:
        """Return a fresh FROM element over the rows of an entity or a list."""
        if (entity, key) not in self.tables:
            self.tables[entity, key] = self._table(entity, key)
        return self.tables[entity, key].alias()

    def _table(self, entity: str, key: str) -> sa.CTE:
        """Bind the rows as one JSON parameter: hundreds of single ones would cost more than the formula."""
        found = list(self.rows.get((entity, key), {}).values()) or [{}]
        document = json.loads(json.dumps(found, default=str))
        columns = [sa.column(name, type_) for name, type_ in _columns(entity).items()]
        records = sa.func.jsonb_to_recordset(sa.literal(document, postgresql.JSONB))
        table = records.table_valued(*columns).render_derived(name="stored", with_types=True)
        return sa.select(table).cte(f"{entity}_{key}")


class Rows:
    """A row source with the joins made on the way."""

    def __init__(self, entity: str, element: Any) -> None:
        self.entity, self.element = entity, element
        self.joins: list[tuple[Any, Any]] = []
        self.hops: dict[str, Rows] = {}
        self.base = self

    def from_clause(self) -> Any:
        joined = self.element
        for element, condition in self.joins:
            joined = joined.outerjoin(element, condition)
        return joined


class CaseResolver:
    """Resolves names against the tables of a case."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.tables = Tables(row)
        self.row = row
        root = SPECIFICATION["root"]
        self.root = Rows(root, self.tables.alias(root, ""))

    def field(self, source: Rows, key: str) -> SqlValue:
        column = source.element.c[key]
        return SqlValue(column, source.element.c[f"{key}_error"] if key == "broken" else None)

    def reference(self, source: Rows, key: str) -> Rows:
        if key not in source.hops:
            entity = SPECIFICATION["entities"][source.entity][key].split(":")[1]
            element = self.tables.alias(entity, "")
            target = Rows(entity, element)
            target.base = source.base
            source.base.joins.append((element, source.element.c[key] == element.c.id))
            source.hops[key] = target
        return source.hops[key]

    def children(self, source: Rows, key: str) -> tuple[Rows, Any]:
        entity = SPECIFICATION["entities"][source.entity][key].split(":")[2]
        element = self.tables.alias(entity, key)
        return Rows(entity, element), element.c.parent_id == source.element.c.id

    def name(self, path: tuple[str, ...]) -> SqlValue:
        value: Any = self.row
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if path[0].startswith("$"):
            return SqlValue(sa.literal(list(value or ()) if path[0] in _CALENDAR else value, _NAMES[path[0]]))
        text = SPECIFICATION["prefixes"][path[0]]
        for key in path[1:]:
            text = SPECIFICATION["entities"][text.split(":")[1]][key]
        kind, _, rest = text.partition(":")
        if kind == "list":
            item = sa.Uuid() if rest.startswith("record") else sa.Text()
            found = [one["id"] if isinstance(one, Mapping) else one for one in value or ()]
            return SqlValue(sa.literal(found, postgresql.ARRAY(item)))
        if isinstance(value, Mapping):
            value = value["id"]["id"] if isinstance(value["id"], Mapping) else value["id"]
        return SqlValue(sa.literal(value, _COLUMNS[kind]))


class TogetherResolver(CaseResolver):
    """Offers every list for all rows at once, as a statement over many rows does."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__(row)
        self.joined: dict[Any, Any] = {}

    def together(self, source: Rows, key: str) -> Together:
        entity = SPECIFICATION["entities"][source.entity][key].split(":")[2]
        element = self.tables.alias(entity, key)

        def join(what: Any, rows: Any) -> Any:
            place = (id(source), key, what)
            if place not in self.joined:
                self.joined[place] = rows
                source.base.joins.append((rows, rows.c.owner == source.element.c.id))
            return self.joined[place]

        return Together(Rows(entity, element), element.c.parent_id, [element.c.parent_id.is_not(None)], join)


def evaluate(
    connection: sa.Connection,
    expressions: Sequence[Expression],
    row: Mapping[str, Any],
    resolving: type[CaseResolver] = CaseResolver,
) -> list[tuple[Any, bool | None]]:
    """Evaluate formulas on one row in one statement: for each its answer, and whether a WHERE holds.

    The second is None for what is no condition.
    """
    resolver = resolving(row)
    columns: list[Any] = []
    for expression in expressions:
        compiled = to_sql(expression, resolver)
        matched = to_condition(expression, resolver) if expression.type.kind == "boolean" else sa.null()
        columns += [compiled.value, sa.null() if compiled.error is None else compiled.error, matched]
    labelled = [column.label(f"c{index}") for index, column in enumerate(columns)]
    statement = sa.select(*labelled).select_from(resolver.root.from_clause())
    found = connection.execute(statement, execution_options={"compiled_cache": None}).one()
    answers = []
    for expression, value, error, matched in zip(
        expressions, found[::3], found[1::3], found[2::3], strict=True
    ):
        given = answer(value if error is None else FormulaErrorValue(ErrorCode(error)))
        answers.append((given, matched is True if expression.type.kind == "boolean" else None))
    return answers
