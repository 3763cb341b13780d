"""References: any number of records of another entity (many to many); and the base of members and departments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from dougong_form.definition import Column, Field, Surroundings, Text
from dougong_form.field_types.multi_select import BETWEEN
from dougong_form.field_types.reference import ReferenceType
from dougong_formula.types import Type, list_of, record_of
from dougong_model import Problem, Value

MOST_RECORDS = 1_000


class ReferencesType(ReferenceType):
    """The ids of records, each once, in the order in which they were put in; no column of its own.

    They are rows of a link table, read as one array; empty is the empty list. In expressions the field is a
    list of records.
    """

    name: ClassVar[str] = "references"
    label: ClassVar[Text] = {"en": "Many-to-many", "zh": "多对多"}
    icon: ClassVar[str] = "arrow-right-left"
    widget: ClassVar[str] = "references"
    links: ClassVar[bool] = True
    keys: ClassVar[bool] = False
    operators: ClassVar[tuple[str, ...]] = ("has_any", "has_all", "has_none", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"references", "reference", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "entity": ReferenceType.settings_schema["entity"],
        "on_delete": {"enum": ["refuse", "clear"]},
        "inverse": ReferenceType.settings_schema["inverse"],
    }

    def check(self, field: Field, pointer: str) -> list[Problem]:
        found = super().check(field, pointer)
        if field.settings.get("unique"):
            message = "A field that holds several records cannot be unique."
            found.append(Problem(code="unique", pointer=f"{pointer}/x-dougong/unique", message=message))
        return found

    def columns(self, field: Field) -> tuple[Column, ...]:
        return ()

    def formula_type(self, field: Field) -> Type:
        return list_of(record_of(self.target(field) or ""))

    def json_schema(self, field: Field) -> dict[str, Any]:
        limits = {name: field.schema[name] for name in ("minItems", "maxItems") if name in field.schema}
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "maxItems": MOST_RECORDS,
            **limits,
        }

    def parse(self, field: Field, json: Any) -> Value:
        return tuple(dict.fromkeys(super(ReferencesType, self).parse(field, one) for one in json))

    def to_json(self, field: Field, value: Value) -> Any:
        return [str(one) for one in value or ()]  # type: ignore[union-attr]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return ()

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return tuple(columns[0] or ())

    def repointed(self, value: Value, way: Mapping[UUID, UUID | None]) -> Value:
        held: Any = value or ()
        led = (way.get(one, one) for one in held)
        return tuple(dict.fromkeys(one for one in led if one is not None))

    def from_text(self, field: Field, text: str) -> Any:
        return self.names_in(text)[1:]

    def to_text(self, field: Field, value: Value) -> str:
        return "; ".join(str(one) for one in value or ())  # type: ignore[union-attr]

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        held: Any = value or ()
        return "; ".join(super(ReferencesType, self).words(field, one, around) for one in held)

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if other.entity is not None and other.entity == self.target(field):
            held: Any = value if isinstance(value, tuple) else (value,)
            return [str(one) for one in held if one is not None]
        words = other.type.words(other, value, around).strip()
        whole = around.find(self.target(field) or "", words) if words else ()
        return [
            self.record_named(field, name, around)
            for name in ([words] if whole else self.names_in(words)[1:])
        ]

    def names_in(self, text: str) -> list[str]:
        return [text, *(part.strip() for part in BETWEEN.split(text) if part.strip())]

    def sample(self, field: Field) -> Any:
        return [super().sample(field)]


REFERENCES = ReferencesType()
