"""Definitions of an entity, its fields and the type of a field; loaded once, never changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Literal
from uuid import UUID

from dougong_formula.types import Type
from dougong_model import Problem, Value, localised

Text = Mapping[str, str]
"""A text in several languages: `{"en": …, "zh": …}`."""

Visitors = Literal["asked", "chosen", "brought", "never"]

ANY_STATE = "*"
"""The source of a step that is open from every state."""

COLUMN_KINDS = (
    "text",
    "bigint",
    "numeric",
    "boolean",
    "date",
    "time",
    "timestamptz",
    "interval",
    "text[]",
    "uuid",
    "exact",
)
"""Kinds of columns; `exact` is a number with all the digits that a formula gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column that a field needs: what stands after its name, its kind, the entity it points to."""

    suffix: str = ""
    kind: str
    references: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select field."""

    key: str
    label: Text
    colour: str = "grey"
    id: str = ""
    parent: str = ""
    """In a tree: the key of the choice above, blank for those at the top."""


class ValueRefused(Exception):
    """A value that a field cannot hold; `code` is one word for programs, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What turning a value into another type needs to know besides the two fields.

    `title` gives what people read for a record of an entity, blank when it has none; `find` gives the records
    of an entity that are called so, two at most: one is the record that is meant.
    """

    language: str = "en"
    zone: tzinfo = UTC
    title: Callable[[str, UUID], str] = lambda entity, record: ""
    find: Callable[[str, str], tuple[UUID, ...]] = lambda entity, text: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an entity.

    `schema` is its JSON-Schema property without `x-dougong`; `settings` is the rest of `x-dougong`
    (precision, minimum, entity, formula, pattern, default, check, search, pinyin, unique, …).
    """

    id: str
    key: str
    type: FieldType
    label: Text
    required: bool = False
    read_only: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def computed(self) -> bool:
        """Say whether the value comes from an expression and is never written."""
        return self.type.computed

    @property
    def holds_money(self) -> bool:
        """Say whether the value is an amount of money, typed in or computed."""
        return "currency" in self.type.settings_schema and "money" in (
            self.type.name,
            self.settings.get("result"),
        )

    @property
    def entity(self) -> str | None:
        """Return the entity that the field points to: one record, several, or the rows of a sub-table."""
        return self.type.target(self)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the field, as its type says."""
        return self.type.columns(self)

    @property
    def kept(self) -> bool:
        """Say whether values are kept with the entity: in columns of its table, or in a link table."""
        return bool(self.columns) or self.type.links

    @property
    def materialised(self) -> tuple[Column, ...]:
        """Return the columns in which a computed value and its error are kept; none: computed when read."""
        return self.type.materialised(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a value that has several: expressions, filters and lists name it `field.key`."""

    key: str
    label: Text
    type: FieldType
    required: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def field(self) -> Field:
        """Return the part as a field of its own."""
        return Field(id=self.key, key=self.key, type=self.type, label=self.label, settings=self.settings)


class FieldType:
    """Everything there is to know about one type of field; one file and one instance each.

    Values pass three forms. *JSON* is what the API speaks, *value* is what formulas and rules see
    (Decimal, date, aware datetime, UUID, Money, tuple), *columns* are what PostgreSQL is given. `parse`
    and `from_text` raise `ValueRefused`; the empty value is None in all three forms.
    """

    name: ClassVar[str]
    group: ClassVar[str]
    label: ClassVar[Text]
    icon: ClassVar[str]
    widget: ClassVar[str]
    operators: ClassVar[tuple[str, ...]] = ("equals", "not_equals", "blank", "not_blank")
    computed: ClassVar[bool] = False
    conversions: ClassVar[frozenset[str]] = frozenset()
    """Names of the types into which stored values can be turned."""
    widens: ClassVar[frozenset[str]] = frozenset()
    """Those of them that hold every value as it stands, so that none is read when the type changes."""
    settings_schema: ClassVar[Mapping[str, Any]] = {}
    """JSON Schema of the members of `x-dougong` that only this type has, by name."""
    parts: ClassVar[tuple[Part, ...]] = ()
    """What a value consists of, where expressions may name its parts."""
    holds_files: ClassVar[bool] = False
    """Whether values are lists of files, which the files room ties to records."""
    links: ClassVar[bool] = False
    """Whether values are lists of records of the entity pointed to, kept as rows of a link table."""
    keys: ClassVar[bool] = True
    """Whether values may tell records apart or name them: unique, indexed, the title."""
    named: ClassVar[bool] = True
    """Whether expressions may name the field; what holds no value is only shown."""
    prefixes: ClassVar[tuple[str, ...]] = ("settings",)
    """What the expression of a computed field may name besides the fields."""
    told_column: ClassVar[int] = 0
    """The place of the column that is told in JSON, where there are several and no parts; formulas see the first."""
    content: ClassVar[str] = ""
    """How the content type of every file must begin."""
    visitors: ClassVar[Visitors] = "asked"
    """What a public form may do with a field: ask for it, let visitors choose among records that the form names,
    keep what an address or a link brings along, or nothing."""

    def columns(self, field: Field) -> tuple[Column, ...]:
        """Return the columns that hold a value."""
        raise TypeError(f"{self.name} does not say its columns")

    def materialised(self, field: Field) -> tuple[Column, ...]:
        """Return the columns in which a computed value and its error are kept, if they are."""
        return ()

    def formula_type(self, field: Field) -> Type:
        """Return the type of the field in an expression."""
        raise TypeError(f"{self.name} does not say its formula type")

    def json_schema(self, field: Field) -> dict[str, Any]:
        """Return the JSON-Schema property of the field, constraints included, null not admitted."""
        raise TypeError(f"{self.name} does not say its JSON Schema")

    def target(self, field: Field) -> str | None:
        """Return the entity that the field points to, or None."""
        return None

    def expression(self, field: Field) -> str:
        """Return the text of the expression that computes the field; "" for fields that are stored."""
        return ""

    def within(self, field: Field, document: Mapping[str, Any]) -> Field:
        """Return the field with what it takes from the rest of its entity's document."""
        return field

    def check(self, field: Field, pointer: str) -> list[Problem]:
        """Return what is wrong with the field's document beyond its shape."""
        return []

    def parse(self, field: Field, json: Any) -> Value:
        """Turn a JSON value that passed the schema into a normalised value; raises ValueRefused."""
        return json  # type: ignore[no-any-return]

    def parser(self, field: Field) -> Callable[[Any], Value]:
        """Return what `parse` does, for many values of one field: what the field says is looked up once."""
        return partial(self.parse, field)

    def to_json(self, field: Field, value: Value) -> Any:
        """Turn a value into its JSON form."""
        return value

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        """Turn a value into one database value for each of its columns."""
        return (value,)

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        """Turn database values into the value."""
        return columns[0]  # type: ignore[no-any-return]

    def from_text(self, field: Field, text: str) -> Any:
        """Read a cell of an imported table into the JSON form; raises ValueRefused."""
        return text.strip() or None

    def to_text(self, field: Field, value: Value) -> str:
        """Write a value into a cell of an exported table."""
        return "" if value is None else str(value)

    def shown(self, field: Field, json: Any, language: str) -> str:
        """Write a JSON value for people, labels in their language; `from_text` reads it again."""
        if isinstance(json, list):
            return "; ".join(self.shown(field, one, language) for one in json)
        option = next((one for one in field.options if one.key == json), None)
        return str(json) if option is None else localised(option.label, language) or option.key

    def keyed(self, field: Field, json: Any) -> str:
        """Write a JSON value for programs: what is kept, choices by their keys; `from_text` reads it again."""
        if isinstance(json, list):
            return "; ".join(map(str, json))
        return json if isinstance(json, str) else self.shown(field, json, "en")

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        """Write a value as the text that another type reads when the field becomes one of it."""
        return self.to_text(field, value)

    def quantity(self, field: Field, value: Value) -> Decimal | None:
        """Return the number that a value is; None for types that are none."""
        return None

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        """Read a value of a field of another type into the JSON form; raises ValueRefused."""
        return self.from_text(field, other.type.words(other, value, around))

    def names_in(self, text: str) -> list[str]:
        """Return the names that may stand in a text: the whole, then each where there may be several."""
        return [text]

    def repointed(self, value: Value, way: Mapping[UUID, UUID | None]) -> Value:
        """Return a value in which others stand for the records that it points to; None takes one out."""
        return value

    def sample(self, field: Field) -> Any:
        """Return a typical value in its JSON form."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One allowed step of a state machine; `by` names who alone may do it: `flow`, `rule` or roles.

    `approval` is the flow that takes the step when people have approved; whoever may take the step asks for it.
    `message` is what people read when `when` does not hold; without one they read the condition in plain words.
    """

    sources: tuple[str, ...]
    target: str
    id: str = ""
    when: str | None = None
    message: Text = field(default_factory=dict)
    require: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    approval: str | None = None
    label: Text = field(default_factory=dict)
    checklist: tuple[Text, ...] = ()
    must_tick: bool = False
    """Whether a person takes the step only after ticking every point of the checklist."""
    guidance: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a state means besides its name; probability is a fraction from 0 to 1."""

    probability: Decimal | None = None
    guidance: Text = field(default_factory=dict)
    won: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMachine:
    """The life of a record: a select field, the steps allowed between its options, and their meaning.

    A new record is in the `initial` state, or in one of `start` when whoever enters it says so.
    """

    field: str
    transitions: tuple[Transition, ...] = ()
    stages: Mapping[str, Stage] = dataclasses.field(default_factory=dict)
    initial: str | None = None
    start: tuple[str, ...] = ()

    @property
    def starts(self) -> frozenset[str]:
        """Return the states in which a person may enter a record; none are named: any."""
        return frozenset(self.start) | ({self.initial} if self.initial is not None else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """When two records count as the same: equal in every field of any of the lists; warn or refuse.

    `similar` are lists of fields of which the texts may differ a little and the rest not at all. `keep_rows`
    keep what told a merged record apart: sub-table → its field → the field of the merged record.
    """

    match: tuple[tuple[str, ...], ...]
    action: str = "warn"
    similar: tuple[tuple[str, ...], ...] = ()
    keep_rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of record: fields by key (system fields are not among them), keys, states, document."""

    id: str
    key: str
    name: Text
    title: str
    module: str | None = None
    parent: str | None = None
    fields: Mapping[str, Field]
    required: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    states: StateMachine | None = None
    duplicates: Duplicates | None = None
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def stored(self) -> Mapping[str, Field]:
        """Return the fields that have columns in the entity's own table."""
        return {key: one for key, one in self.fields.items() if one.columns}

    @property
    def files(self) -> frozenset[str]:
        """Return the fields that hold files: documents name them, although no expression can."""
        return frozenset(key for key, one in self.fields.items() if one.type.holds_files)

    def counted_in(self, currency: str) -> Entity:
        """Return the entity with a currency for each amount, stored or computed, whose document names none."""
        fields = {
            key: dataclasses.replace(one, settings={**one.settings, "currency": currency})
            if one.holds_money and "currency" not in one.settings
            else one
            for key, one in self.fields.items()
        }
        return dataclasses.replace(self, fields=fields)

    @property
    def links(self) -> Mapping[str, Field]:
        """Return the fields whose values are rows of a link table, by key."""
        return {key: one for key, one in self.fields.items() if one.type.links}

    @property
    def sub_tables(self) -> Mapping[str, Field]:
        """Return the sub-table fields by key."""
        return {key: one for key, one in self.fields.items() if one.type.name == "sub_table"}
