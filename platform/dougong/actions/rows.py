"""Rows: records as expressions see them, read from the database only when an expression asks.

A row is a mapping of field keys. A reference is a row that is read when something of it is asked for,
together
with all others of its entity that are waiting to be; a list of child rows is read for every record of the act
at once. So a batch of a thousand changes costs as many statements as a single one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, shape_of
from dougong.context import Context
from dougong.metadata import App
from dougong.records.load import Loading, ask, load, load_list
from dougong_formula import to_python
from dougong_model import Money, Value

Values = Mapping[str, Value]


class Row(Mapping[str, Any]):
    """One record as an expression sees it; `over` are values not yet written."""

    __slots__ = ("base_money", "entity", "id", "over", "rows", "shape")

    def __init__(
        self, rows: Rows, entity: str, identity: UUID, over: Values | None = None, *, base_money: bool = False
    ) -> None:
        self.rows = rows
        self.entity = entity
        self.id = identity
        self.over = over
        self.base_money = base_money
        self.shape: EntityShape = rows.shape(entity)

    def __getitem__(self, key: str) -> Any:
        if key == "id":
            return self.id
        over = self.over
        if key in self.shape.lists:
            given: Any = over.get(key) if over is not None else None
            if given is None:
                return self.rows.children(self, key)
            linked = self.shape.lists[key].link is not None
            return (
                self.rows.living(self.shape.lists[key].entity, given)
                if linked
                else self._unwritten(key, given)
            )
        field = self.shape.fields[key]
        if field.expression is not None:
            return self.rows.computed(self, key)
        value = (
            over[key] if over is not None and key in over else self.rows.stored(self.entity, self.id).get(key)
        )
        if value is None:
            return None
        if field.is_reference and isinstance(value, UUID):
            return self.rows.row(str(field.target), value)
        if field.field.type.parts and isinstance(value, Mapping):
            # A value of several parts is a record of its own; what tells whether it is blank is the first.
            return {**value, "id": next(iter(value.values()))}
        if isinstance(value, Money):
            return value.base if self.base_money and value.base is not None else value.amount
        return value

    def __iter__(self) -> Iterator[str]:
        yield from self.shape.fields
        yield from self.shape.lists

    def __len__(self) -> int:
        return len(self.shape.fields) + len(self.shape.lists)

    def __contains__(self, key: object) -> bool:
        return key in self.shape.fields or key in self.shape.lists

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def _unwritten(self, key: str, given: Any) -> list[Row]:
        """Rows of a sub-table as they were handed in: known ones over what is stored, new ones alone."""
        child = self.shape.lists[key].entity
        found = []
        for values in given:
            identity = values.get("id")
            known = isinstance(identity, UUID)
            found.append(Row(self.rows, child, identity if known else UUID(int=0), values, base_money=True))
        return found


class Rows:
    """The records of one act, each read once."""

    def __init__(self, context: Context, app: App) -> None:
        self.context = context
        self.app = app
        self._stored: dict[str, dict[UUID, Values]] = {}
        self._waiting: dict[str, set[UUID]] = {}
        self._asked: dict[str, tuple[set[UUID], Loading]] = {}
        self._lists: dict[tuple[str, str], dict[UUID, list[Row]]] = {}
        self._shapes: dict[str, EntityShape] = {}

    def shape(self, entity: str) -> EntityShape:
        """Return the shape of an entity, which every row of it asks for."""
        found = self._shapes.get(entity)
        if found is None:
            found = self._shapes[entity] = shape_of(self.app, entity)
        return found

    def row(self, entity: str, identity: UUID) -> Row:
        """Return a record, to be read when it is looked at."""
        if identity not in self._stored.get(entity, {}):
            self._waiting.setdefault(entity, set()).add(identity)
        return Row(self, entity, identity)

    def stored(self, entity: str, identity: UUID) -> Values:
        """Return the stored values of a record; nothing for one that does not exist."""
        known = self._stored.setdefault(entity, {})
        if identity not in known and entity in self._asked:
            self._take(known, *self._asked.pop(entity))
        if identity not in known:
            self._waiting.setdefault(entity, set()).add(identity)
            self._take(known, *self._asking(entity))
        return known[identity]

    def ask(self, entity: str) -> None:
        """Have the records that are still to be read sent for with the next statement that somebody waits for."""
        self._asked[entity] = self._asking(entity)

    def _asking(self, entity: str) -> tuple[set[UUID], Loading]:
        waiting = self._waiting.pop(entity, set())
        return waiting, ask(self.context, self.app, entity, waiting, trash=True)

    @staticmethod
    def _take(known: dict[UUID, Values], ids: set[UUID], loading: Loading) -> None:
        found = loading.values()
        known.update({one: found.get(one, {}) for one in ids if one not in known})

    def read(
        self, entity: str, ids: Iterable[UUID], *, lock: bool = False, trash: bool = False
    ) -> dict[UUID, Values]:
        """Read records now, held until the transaction ends when `lock`; those that do not exist (or lie in the
        trash, unless `trash`) are absent."""
        found = load(self.context, self.app, entity, list(ids), lock=lock, trash=trash)
        self._stored.setdefault(entity, {}).update(found)
        return dict(found)

    def fresh(self, entity: str, identity: UUID) -> None:
        """Say that a record does not exist yet: there is nothing to read of it, and no list has rows of
        it."""
        self._stored.setdefault(entity, {})[identity] = {}
        for key in self.shape(entity).lists:
            self._lists.setdefault((entity, key), {})[identity] = []

    def living(self, entity: str, ids: Iterable[UUID]) -> list[Row]:
        """Return those records of some, in their order, that are not in the trash."""
        wanted = list(ids)
        known = load(self.context, self.app, entity, wanted) if wanted else {}
        self._stored.setdefault(entity, {}).update(known)
        return [Row(self, entity, one, base_money=True) for one in wanted if one in known]

    def wrote(self, entity: str, identity: UUID, values: Values) -> None:
        """Take over what was written of a record; every list it may stand in is read anew."""
        self._stored.setdefault(entity, {})[identity] = values
        for (parent, key), known in list(self._lists.items()):
            if self.shape(parent).lists[key].entity == entity:
                del self._lists[parent, key]
            elif parent == entity:
                known.pop(identity, None)

    def clear(self) -> None:
        """Forget everything that was read."""
        for entity, known in self._stored.items():
            self._waiting.setdefault(entity, set()).update(known)
        for entity, (asked, _loading) in self._asked.items():
            self._waiting.setdefault(entity, set()).update(asked)
        self._stored.clear()
        self._asked.clear()
        self._lists.clear()

    def children(self, parent: Row, key: str) -> list[Row]:
        """Return the rows of a list, read for every known record of the parent's entity at once."""
        place = (parent.entity, key)
        known = self._lists.setdefault(place, {})
        if parent.id not in known:
            wanted = {parent.id, *self._stored.get(parent.entity, ()), *self._waiting.get(parent.entity, ())}
            found = load_list(self.context, self.app, parent.entity, key, wanted - known.keys())
            child = parent.shape.lists[key].entity
            for identity, rows in found.items():
                known[identity] = [Row(self, child, one, values, base_money=True) for one, values in rows]
        return known[parent.id]

    def computed(self, row: Row, key: str) -> Value:
        """Return the value of a computed field."""
        expression = row.shape.fields[key].expression
        assert expression is not None
        evaluate = kept(self.app, ("computed", row.entity, key), lambda: to_python(expression))
        return evaluate(Names(row, self.names))

    @property
    def names(self) -> Mapping[str, Any]:
        """Return the names that an expression has besides the record's fields."""
        return self._names

    @names.setter
    def names(self, names: Mapping[str, Any]) -> None:
        self._names = names


class Names(Mapping[str, Any]):
    """The scope of an expression: a record's fields standing bare, and reserved names over them."""

    __slots__ = ("reserved", "row")

    def __init__(self, row: Mapping[str, Any], reserved: Mapping[str, Any]) -> None:
        self.row = row
        self.reserved = reserved

    def __getitem__(self, key: str) -> Any:
        if key in self.reserved:
            return self.reserved[key]
        return self.row[key]

    def __iter__(self) -> Iterator[str]:
        yield from self.reserved
        yield from self.row

    def __len__(self) -> int:
        return len(self.reserved) + len(self.row)

    def __contains__(self, key: object) -> bool:
        return key in self.reserved or key in self.row
