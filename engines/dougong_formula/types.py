"""Types of expressions: text, number, dates, lists, records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value: its kind, the item of a list, the entity of a record.

    `kind` is one of text number boolean date time datetime duration list record blank. `entity` is an
    entity key, `app:entity`, or a pseudo entity (`@user`, `@settings`, `@params`, `@event`, `@flow`).
    """

    kind: str
    item: Type | None = None
    entity: str | None = None

    def __str__(self) -> str:
        if self.kind == "list" and self.item is not None:
            return f"list of {self.item}"
        if self.kind == "record" and self.entity is not None:
            return f"record ({self.entity})"
        return "date-time" if self.kind == "datetime" else self.kind

    @property
    def is_record_list(self) -> bool:
        """Say whether this is a list of records: a sub-table, an inverse list, many people."""
        return self.kind == "list" and self.item is not None and self.item.kind == "record"


TEXT = Type("text")
NUMBER = Type("number")
BOOLEAN = Type("boolean")
DATE = Type("date")
TIME = Type("time")
DATETIME = Type("datetime")
DURATION = Type("duration")
BLANK_TYPE = Type("blank")


def list_of(item: Type) -> Type:
    """Return the type of a list."""
    return Type("list", item=item)


def record_of(entity: str) -> Type:
    """Return the type of a record of an entity."""
    return Type("record", entity=entity)


def unify(left: Type, right: Type) -> Type | None:
    """Return the type both fit in, or None; blank fits everywhere, the current user is a person."""
    if left.kind == "blank" or left == right:
        return right
    if right.kind == "blank":
        return left
    if left.kind == right.kind == "list":
        if left.item is None or right.item is None:
            return left if right.item is None else right
        item = unify(left.item, right.item)
        return None if item is None else list_of(item)
    return None
