"""Survey: what would become of the values of a field, told before its type changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.errors import Invalid, NotFound
from dougong.metadata.compile import App, CompiledEntity, parse_entities
from dougong.metadata.conversion_names import Names
from dougong.metadata.conversions import convertible, holders, stored_values
from dougong_form import Conversion, Field, stays
from dougong_form.parse import parse_field
from dougong_model import Problem

EXAMPLES = 5
COUNTED = 200
"""So many different values that do not fit are told with their counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One value before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """A record whose value does not fit, the value as people read it, and why not."""

    record: UUID
    value: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """How many living records have a value, how many of them fit, and the most frequent that do not."""

    filled: int = 0
    unfit: int = 0
    values: tuple[tuple[str, int, str], ...] = ()
    examples: tuple[Example, ...] = field(default=())


def survey(conn: sa.Connection, table: sa.Table, old: Field, new: Field, names: Names) -> Survey:
    """Turn every value of a field without keeping any, and count."""
    conversion = Conversion(old, new, names.around)
    filled = unfit = 0
    values: Counter[tuple[str, str]] = Counter()
    examples: dict[str, Example] = {}
    for part in stored_values(conn, table, holders(old), conversion, names):
        for one in part:
            if not one.living:
                continue
            filled += 1
            if one.turned.refused is not None:
                unfit += 1
                key = conversion.words(one.value)[:200], one.turned.refused.message
                if key in values or len(values) < 20 * COUNTED:
                    values[key] += 1
            elif len(examples) < EXAMPLES:
                before = conversion.words(one.value)[:200]
                after = new.type.words(new, one.turned.value, names.around)[:200]
                examples.setdefault(before, Example(before=before, after=after))
    return Survey(
        filled=filled,
        unfit=unfit,
        values=tuple((value, count, reason) for (value, reason), count in values.most_common(COUNTED)),
        examples=tuple(examples.values()),
    )


def unfit_records(
    conn: sa.Connection, table: sa.Table, old: Field, new: Field, names: Names, after: UUID | None, limit: int
) -> list[Unfit]:
    """Return the next records whose value does not fit, in the order of their ids, one more than asked for."""
    conversion = Conversion(old, new, names.around)
    found: list[Unfit] = []
    for part in stored_values(conn, table, holders(old), conversion, names, after):
        for one in part:
            if one.living and one.turned.refused is not None:
                found.append(
                    Unfit(
                        record=one.record,
                        value=conversion.words(one.value)[:200],
                        code=one.turned.refused.code,
                        reason=one.turned.refused.message,
                    )
                )
        if len(found) > limit:
            break
    return found[: limit + 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChange:
    """A field as it is live and as it would be; `ways` are the types that it can become."""

    entity: CompiledEntity
    old: Field
    new: Field
    ways: tuple[str, ...]
    possible: bool
    reads: bool


def type_change(
    app: App,
    draft: Mapping[str, Mapping[str, Any]],
    entity: str,
    identity: str,
    prop: Mapping[str, Any] | None,
) -> TypeChange:
    """Compare a live field with its property in the draft, or with a proposed one; raises NotFound, Invalid.

    `draft` has the draft's entity documents by key, `entity` is the entity's key there.
    """
    document = draft.get(entity)
    live = next(
        (one for one in app.entities.values() if document is not None and one.id == document.get("id")), None
    )
    old = None if live is None else _by_id(live.entity.fields, identity)
    if live is None or old is None or document is None:
        raise NotFound("This field is not in the live version, so it has no values yet.")
    new = _proposed(app, document, old, prop) if prop is not None else _drafted(app, draft, entity, identity)
    same = _target(app, old) == _target(app, new)
    possible = convertible(old, new, same)
    return TypeChange(
        entity=live,
        old=old,
        new=new,
        ways=tuple(sorted(old.type.conversions - {old.type.name})),
        possible=possible,
        reads=possible and old.kept and not stays(old, new),
    )


def _by_id(fields: Mapping[str, Field], identity: str) -> Field | None:
    return next((one for one in fields.values() if one.id == identity), None)


def _target(app: App, one: Field) -> str | None:
    known = app.entities.get(one.entity or "")
    return one.entity if known is None else known.id


def _proposed(app: App, document: Mapping[str, Any], old: Field, prop: Mapping[str, Any]) -> Field:
    problems: list[Problem] = []
    required = old.key in document.get("schema", {}).get("required", ())
    given = {**prop, "x-dougong": {**prop.get("x-dougong", {}), "id": old.id}}
    found = parse_field(old.key, given, required, problems)
    if found is None or problems:
        raise Invalid("The field as proposed has errors.", problems=problems)
    return _counted(app, found)


def _drafted(app: App, draft: Mapping[str, Mapping[str, Any]], entity: str, identity: str) -> Field:
    found = _by_id(parse_entities({entity: draft[entity]})[entity].fields, identity)
    if found is None:
        raise NotFound("This field is not in the draft.")
    return _counted(app, found)


def _counted(app: App, found: Field) -> Field:
    if not found.holds_money or "currency" in found.settings:
        return found
    return replace(found, settings={**found.settings, "currency": app.currency})
