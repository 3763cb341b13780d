"""Importing: cells of a table to JSON values of fields, references found by unique keys or titles, what is
unknown gathered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from rapidfuzz import fuzz, process

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import FieldShape
from dougong.context import Context
from dougong.metadata import App
from dougong.records.json_sql import title_text
from dougong.records.query import unknown_name
from dougong.records.read import schema_in, scope_in
from dougong.records.reading import Ask, rows_in, values_in
from dougong_form import FieldType, ValueRefused, escape

_PAGE = 20_000
"""So many records are read at once; as many titles are kept to suggest from."""
_LIKE = 62
_SUGGESTIONS = 3
_REMEMBERED = 1_000
AMBIGUOUS = object()
_UNREAD = object()
_SERIAL = re.compile(r"[1-9]\d{0,5}(\.\d+)?\Z")
_FIRST_DAY = datetime(1899, 12, 30)
_ZONED = re.compile(r"(Z|[+-]\d{2}:?\d{2})\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell."""

    row: int
    column: str
    field: str
    value: str
    code: str
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the problem as the job's result shows it."""
        return {
            "row": self.row,
            "column": self.column,
            "field": self.field,
            "value": self.value[:200],
            "code": self.code,
            "message": self.message,
        }


@dataclass(slots=True)
class ReadRow:
    """One row as it was read: where it stands, its cells, JSON values by field, what is wrong with it.

    `waiting` are texts that may name rows of the same file, `missing` those that name records to be made.
    """

    number: int
    cells: Sequence[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


class NameRefused(ValueRefused):
    """A name that means no record, or several."""

    def __init__(self, code: str, message: str, name: str) -> None:
        self.name = name
        super().__init__(code, message)


class Reader:
    """Reads rows for one entity as one person: his writable fields, the records he may refer to."""

    def __init__(
        self,
        context: Context,
        app: App,
        scope: Scope,
        mapping: Mapping[str, Sequence[str]],
        values: Mapping[str, Mapping[str, str]],
        head: Sequence[str],
        *,
        create: Collection[str] = (),
        workbook: bool = False,
    ) -> None:
        self.context, self.app, self.scope = context, app, scope
        self.create, self.workbook = frozenset(create), workbook
        self.columns = [
            (column, _field(scope, key, f"/mapping/{escape(column)}"))
            for column, keys in mapping.items()
            for key in keys
        ]
        self.values = values
        for key in values:
            _field(scope, key, f"/values/{escape(key)}")
        self.targets = {
            shape.key: Targets(context, app, str(shape.target))
            for _, shape in self.columns
            if shape.names_records
        }
        self._unknown: dict[str, Counter[str]] = {}
        self._given: dict[str, Counter[str]] = {}
        self._several = {shape.key: shape for _, shape in self.columns if shape.holds_links}
        self._cells = [
            _Cells(
                place=head.index(column),
                column=column,
                key=shape.key,
                target=shape.target,
                tree=shape.type == "tree_parent",
                several=shape.holds_links,
                split=shape.field.type.names_in,
                convert=self._converter(shape),
                given=values.get(shape.key) or {},
            )
            for column, shape in self.columns
        ]

    def read(self, rows: Sequence[ReadRow]) -> None:
        """Note of each row what its cells mean; they stand in the order of `head`."""
        keys = [one.key for one in self._cells]
        columns = [self._column(one, rows) for one in self._cells]
        for row, values in zip(rows, zip(*columns, strict=True), strict=bool(columns)):
            row.values = dict(zip(keys, values, strict=True))
            if row.problems or row.waiting or row.missing:
                row.values = {
                    key: value for key, value in zip(keys, values, strict=True) if value is not _UNREAD
                }

    def _column(self, one: _Cells, rows: Sequence[ReadRow]) -> list[Any]:
        """Return the JSON values of one column for one field; of cells that have none `_UNREAD`."""
        texts = [row.cells[one.place].strip() for row in rows]
        if one.given:
            self._note_given(one, texts)
            texts = [one.given.get(text, text) for text in texts]
        convert, known = one.convert, one.known
        if convert is None:
            return [text or None for text in texts]
        values: list[Any] = []
        for text, row in zip(texts, rows, strict=True):
            if not text:
                values.append(None)
            elif text in known:
                values.append(known[text])
            else:
                try:
                    values.append(one.remember(text, convert(text)))
                except ValueRefused as refused:
                    values.append(_UNREAD)
                    self._refused(one, row, text, refused)
        return values

    def _refused(self, one: _Cells, row: ReadRow, text: str, refused: ValueRefused) -> None:
        """Note what becomes of a cell that has no value, or none yet."""
        if refused.code == "unknown_reference" and one.target == self.scope.entity:
            row.waiting[one.key] = _last_step(text) if one.tree else text
            return
        if refused.code == "unknown_reference" and one.key in self.create:
            row.missing[one.key] = text
            return
        raw = row.cells[one.place].strip()
        if refused.code in {"option", "unknown_reference"}:
            named = refused.name if one.several and isinstance(refused, NameRefused) else raw
            self.note_unknown(one.key, named)
        row.problems.append(CellProblem(row.number, one.column, one.key, raw, refused.code, refused.message))

    def expect(self, rows: Iterable[Sequence[str]]) -> None:
        """Look at the rows that are to be read, so that of the records referred to only those are kept.

        From then on reading asks nothing of the database.
        """
        columns = [one for one in self._cells if one.key in self.targets]
        if not columns:
            return
        for cells in rows:
            for one in columns:
                text = cells[one.place].strip()
                text = one.given.get(text, text)
                self.targets[one.key].wanted.update(one.names(text))
        for target in self.targets.values():
            target.load()

    def note_unknown(self, key: str, raw: str) -> None:
        """Count a value that names nothing."""
        self._unknown.setdefault(key, Counter())[raw] += 1

    def _note_given(self, one: _Cells, texts: Iterable[str]) -> None:
        """Count the values of a column to which a meaning was given."""
        counts = self._given.setdefault(one.key, Counter())
        for text in texts:
            counts.update(one.given.keys() & set(one.split(text)))

    def _converter(self, shape: FieldShape) -> Callable[[str], Any] | None:
        """Return what makes a JSON value of a stripped text; None when the text is the value."""
        if shape.type == "tree_parent":
            return self.targets[shape.key].step
        if shape.is_reference:
            return self.targets[shape.key].reference
        if shape.holds_links:
            return partial(self.several, shape.key)
        own, kind = shape.field, shape.field.type
        if shape.type == "datetime":
            return lambda text: in_zone(text, kind.from_text(own, self._moment(text)), self.context.zone)
        if shape.type == "date" and self.workbook:
            return lambda text: kind.from_text(own, self._moment(text).partition(" ")[0])
        if type(kind).from_text is FieldType.from_text:
            return None
        return lambda text: kind.from_text(own, text)

    def several(self, key: str, text: str) -> list[str]:
        """Return the ids of records that a text names; raises ValueRefused, for what is unknown last."""
        targets, names = self.targets[key], self._names(key, text)
        ordered = sorted(names, key=lambda name: targets.find(name) is None)
        found = {name: targets.reference(name) for name in ordered}
        return list(dict.fromkeys(found[name] for name in names))

    def _names(self, key: str, text: str) -> list[str]:
        """Return the names in a text; what parts those of several records may stand in a name too."""
        shape = self._several.get(key)
        if shape is None:
            return [text]
        given = self.values.get(key) or {}
        whole, *names = shape.field.type.names_in(text)
        if self.targets[key].find(whole) is not None:
            return [whole]
        return [name for name in (given.get(one, one) for one in names) if name]

    def lacking(self, key: str, text: str) -> list[str]:
        """Return those names in a text that mean no record, or several."""
        return [one for one in self._names(key, text) if not isinstance(self.targets[key].find(one), UUID)]

    def meant(self, key: str, text: str) -> Any:
        """Return the JSON value of those names in a text that mean a record."""
        known = [self.targets[key].find(one) for one in self._names(key, text)]
        ids = [str(one) for one in dict.fromkeys(known) if isinstance(one, UUID)]
        return ids if key in self._several else next(iter(ids), None)

    def _moment(self, text: str) -> str:
        """Return a moment as text; a workbook may have kept it as the number of its day."""
        return moment_of_number(text) if self.workbook and _SERIAL.match(text) else text

    def column_of(self, key: str) -> str:
        """Return the column that fills a field."""
        return next((column for column, shape in self.columns if shape.key == key), "")

    def given_meanings(self) -> list[dict[str, Any]]:
        """Return the values that stand for another one here, with what each means, most frequent first."""
        found = [
            {"field": key, "value": value, "means": self.values[key][value], "count": count}
            for key, counts in self._given.items()
            for value, count in counts.items()
            if self.values[key][value] != value
        ]
        return sorted(found, key=lambda one: (-one["count"], one["field"], one["value"]))

    def unknown_values(self) -> list[dict[str, Any]]:
        """Return what was unknown, with suggestions, most frequent first."""
        found = []
        for key, counts in self._unknown.items():
            shape = self.scope.shape.fields[key]
            choices = self.targets[key].titles() if shape.names_records else _option_texts(shape)
            for value, count in counts.most_common(200):
                found.append(
                    {"field": key, "value": value, "count": count, "suggestions": suggestions(value, choices)}
                )
        return sorted(found, key=lambda one: -one["count"])


@dataclass(slots=True, kw_only=True)
class _Cells:
    """The cells of one column for one field: where they stand, how they are read, values met before."""

    place: int
    column: str
    key: str
    target: str | None
    convert: Callable[[str], Any] | None
    given: Mapping[str, str]
    tree: bool = False
    several: bool = False
    split: Callable[[str], Sequence[str]]
    known: dict[str, Any] = field(default_factory=dict)

    def names(self, text: str) -> Sequence[str]:
        """Return the names of records that may stand in a cell."""
        if self.tree:
            return (text, _last_step(text))
        return [self.given.get(one, one) for one in self.split(text)]

    def remember(self, text: str, value: Any) -> Any:
        """Keep a value for the next cell with this text, while there are few different ones."""
        if len(self.known) < _REMEMBERED:
            self.known[text] = value
        return value


def _field(scope: Scope, key: str, pointer: str) -> FieldShape:
    """Return a field that may be imported; hidden and unknown ones get the same answer."""
    shape = scope.shape.fields.get(key)
    if shape is None or key not in scope.read or not scope.may_write(key) or not shape.kept:
        raise unknown_name(pointer, key)
    return shape


def in_zone(text: str, instant: str | None, zone: ZoneInfo) -> str | None:
    """Return an instant that was read of a text; one without a zone of its own is meant in the person's."""
    if instant is None or _ZONED.search(text):
        return instant
    moment = datetime.fromisoformat(instant).replace(tzinfo=zone)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of_number(text: str) -> str:
    """Return the moment that a spreadsheet keeps as a number of days since the end of 1899."""
    moment = _FIRST_DAY + timedelta(seconds=round(float(text) * 86_400))
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")


def _option_texts(shape: FieldShape) -> list[str]:
    return [
        text for option in shape.field.options for text in dict.fromkeys((option.key, *option.label.values()))
    ]


def suggestions(value: str, choices: Iterable[str]) -> list[str]:
    """Return up to three choices that look like a value, the likeliest first."""
    found = process.extract(
        value, list(choices), scorer=fuzz.WRatio, processor=_folded, limit=_SUGGESTIONS, score_cutoff=_LIKE
    )
    return [choice for choice, _score, _place in found]


def _folded(text: str) -> str:
    """Names are the same whatever their capitals and the width of their blanks."""
    return " ".join(text.casefold().split())


def _last_step(text: str) -> str:
    """Return the last name of a way through a tree, as lists show it: `Europe / France`."""
    return text.rpartition(" / ")[2]


class Targets:
    """Records that a reference may mean, by every single unique key and by title, as far as the person
    sees them; of all there are, those that the texts in `wanted` name.
    """

    def __init__(self, context: Context, app: App, entity: str) -> None:
        self.wanted: set[str] = set()
        self._context, self._app = context, app
        self._scope = scope_in(context, app, entity)
        self._known: dict[str, Any] | None = None
        self._folded: dict[str, Any] = {}
        self._titles: list[str] = []

    def load(self) -> dict[str, Any]:
        """Read the records, once, and return those that the texts in `wanted` name."""
        if self._known is None:
            self._known = self._read()
        return self._known

    def find(self, text: str) -> Any:
        """Return the id that a text names, None, or AMBIGUOUS."""
        exact = self.load().get(text)
        return exact if exact is not None else self._folded.get(_folded(text))

    def reference(self, text: str) -> str:
        """Return the JSON value that a text means; raises ValueRefused."""
        found = self.find(text)
        if found is None:
            raise NameRefused("unknown_reference", f"There is no “{text[:60]}”.", text)
        if found is AMBIGUOUS:
            raise NameRefused("ambiguous", f"“{text[:60]}” names more than one record.", text)
        return str(found)

    def step(self, text: str) -> str:
        """Return the JSON value that a way through a tree means: its last step, where the whole is no name."""
        last = _last_step(text)
        whole = last == text or self.find(text) is not None
        return self.reference(text if whole else last)

    def add(self, text: str, identity: UUID) -> None:
        """Take a record that was made for a text."""
        self.load()[text] = self._folded[_folded(text)] = identity

    def forget(self, text: str) -> None:
        """Take back a record that could not be made."""
        if self._known is not None:
            self._known.pop(text, None)
            self._folded.pop(_folded(text), None)

    def titles(self) -> list[str]:
        """Return titles to suggest from, of many records some."""
        self.load()
        return self._titles

    def _read(self) -> dict[str, Any]:
        scope = self._scope
        known: dict[str, Any] = {}
        folded_wanted = {_folded(text) for text in self.wanted}
        for identity, title, *keys in _records(self._context, scope):
            if title is not None and len(self._titles) < _PAGE:
                self._titles.append(title)
            for text in dict.fromkeys(one for one in (title, str(identity), *keys) if one):
                folded = _folded(text)
                if folded in folded_wanted:
                    known[text] = identity if known.get(text, identity) == identity else AMBIGUOUS
                    same = self._folded.get(folded, identity) == identity
                    self._folded[folded] = identity if same else AMBIGUOUS
        return known


def _records(context: Context, scope: Scope) -> Iterator[Sequence[Any]]:
    """Yield (id, title, unique keys) of every record that the scope sees, read page by page."""
    after: UUID | None = UUID(int=0) if scope.allows("see") else None
    while after is not None:
        asked = Ask(scope, ("targets",), lambda: _targets(scope), {"after": after})
        page = rows_in(context, schema_in(context), asked)
        yield from page
        after = page[-1][0] if len(page) == _PAGE else None


def _targets(scope: Scope) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    title = title_text(names, source)
    keys: list[sa.ColumnElement[Any]] = []
    if scope.shape.compiled is not None:
        entity = scope.shape.compiled.entity
        single = [one[0] for one in entity.unique if len(one) == 1]
        single += [key for key, one in entity.fields.items() if one.settings.get("unique")]
        keys = [
            sa.cast(names.field(source, key).value, sa.Text)
            for key in dict.fromkeys(single)
            if key in scope.read and scope.shape.fields[key].columns
        ]
    elif "email" in scope.read:
        keys = [names.field(source, "email").value]
    wanted = names.visible(source)
    return (
        sa.select(source.id, sa.cast(sa.null(), sa.Text) if title is None else title, *keys)
        .select_from(source.from_clause())
        .where(source.id > sa.bindparam("after", type_=sa.Uuid()), *wanted)
        .order_by(source.id)
        .limit(_PAGE)
    )


def matches(
    context: Context, scope: Scope, keys: Sequence[str], wanted: Sequence[tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[tuple[UUID, int]]]:
    """Return, by key values, the visible records (id, version) that have them."""
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    columns = [source.column(scope.shape.fields[key].columns[0]) for key in keys]
    found: dict[tuple[Any, ...], list[tuple[UUID, int]]] = {}
    if not wanted:
        return found
    condition: sa.ColumnElement[bool] = (
        columns[0].in_([one[0] for one in wanted]) if len(columns) == 1 else sa.tuple_(*columns).in_(wanted)
    )
    visible = names.visible(source)
    statement = (
        sa.select(source.id, source.base.c.version, *columns)
        .select_from(source.from_clause())
        .where(condition, *visible)
    )
    for row in context.conn.execute(statement, values_in(context, Ask(scope, (), lambda: statement))):
        found.setdefault(tuple(row[2:]), []).append((row[0], row[1]))
    return found
