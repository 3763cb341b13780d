"""Submitted: a record as it was when its request was submitted, where a flow shows its people that.

What a step lets people fill in is as it is now, for it was not submitted. Values that are computed are computed again,
from what the record and its rows held then; what they take from other records is as it is now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.access.shapes import EntityShape, FieldShape
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.rows import Row
from dougong.context import Context
from dougong.currency_rates import based, rate_on, rates_of
from dougong.metadata import App
from dougong.processes.inbox import InboxRow, submissions
from dougong.records.moments import changed_since
from dougong.records.timeline import RowsShown, labelled
from dougong.records.titles import Card, titles
from dougong_flow import START, Flow, SeatState, View
from dougong_form import ValueRefused
from dougong_form.field_types.datetime import instant_text
from dougong_model import Money, Value, number_text

Json = dict[str, Any]

_APART = frozenset({"id", "version", "owner", "department", "parent", "position"})
_APART_TIMES = frozenset({"created_at", "created_by", "updated_at", "updated_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """With which version of its record a request was submitted, when, and which fields its steps fill in."""

    version: int
    at: datetime
    filled_in: frozenset[str]


def submitted_of(context: Context, lines: Sequence[tuple[InboxRow, Flow | None]]) -> Mapping[UUID, Submitted]:
    """Return, by line, what the lines of those flows show that show the record as it was submitted.

    One's own requests, and what came back to who asked for it, are shown as they are.
    """
    asked = {line.id: flow for line, flow in lines if flow is not None and _as_submitted(flow, line)}
    known = submissions(context.conn, [line for line, _ in lines if line.id in asked]) if asked else {}
    return {
        line: Submitted(version=version, at=at, filled_in=asked[line].filled_in)
        for line, (version, at) in known.items()
    }


def _as_submitted(flow: Flow, line: InboxRow) -> bool:
    copied = line.seat_state == SeatState.COPIED.value
    return flow.view is View.SNAPSHOT and line.seat is not None and (line.node != START or copied)


Then = Mapping[str, Any]
"""Values by field, in their JSON forms, of the fields that have changed since a request was submitted."""


def then_of(
    context: Context, places: Sequence[tuple[Scope, UUID, Submitted]]
) -> Mapping[tuple[UUID, int], Then]:
    """Return what has changed since in some records, by record and version; nothing of what steps fill in."""
    since = changed_since(context, {(record, one.version) for _, record, one in places})
    found: dict[tuple[UUID, int], Then] = {}
    for scope, record, one in places:
        names = {shape.field.id: key for key, shape in scope.shape.fields.items()}
        changed = since[record, one.version].items()
        found[record, one.version] = {
            names[field]: value
            for field, value in changed
            if field in names and names[field] not in one.filled_in
        }
    return found


def as_submitted(context: Context, app: App, scope: Scope, item: Json, then: Then, at: datetime) -> Json:
    """Return a record as it is read in a scope with what it held then, and what follows from that."""
    if not then:
        return item
    past = _Past(new_act(context, app), scope, at)
    values, changed = past.values(item, then)
    told = [
        {"field": key, "old": values[key], "new": None}
        for key in changed
        if scope.shape.fields[key].names_records
    ]
    labelled(context, app, scope, told)
    labels = {str(one["field"]): one.get("old_label") for one in told}
    return {**item, "values": values, "labels": {**item["labels"], **labels}}


def card_of(scope: Scope, item: Json, keys: Sequence[str]) -> Card:
    """Return a record in a few words: what its line in the inbox shows."""
    values, labels = item["values"], item["labels"]
    name = labels.get(scope.shape.title) or values.get(scope.shape.title)
    return Card(
        title="" if name is None else str(name),
        version=item.get("version"),
        values={key: values.get(key) for key in keys},
        labels={key: labels.get(key) for key in keys},
    )


class _Past:
    """What a record held, as expressions see it."""

    def __init__(self, act: Act, scope: Scope, at: datetime) -> None:
        self._act = act
        self._scope = scope
        self._day = at.astimezone(act.context.zone).date()
        act.rows.names = act.names

    def values(self, item: Json, then: Then) -> tuple[Json, list[str]]:
        """Return the values that a reader sees, and which of them are not simply those of now."""
        shape, record = self._scope.shape, UUID(item["id"])
        row = Row(self._act.rows, self._scope.entity, record, self._typed(shape, record, then))
        shown = RowsShown(self._act.context, self._scope)
        values: Json = dict(item["values"])
        changed = []
        for key in values:
            one = shape.fields.get(key)
            if one is None or (one.expression is None and key not in then):
                continue
            changed.append(key)
            if one.expression is not None:
                values[key] = _json(row[key])
            elif one.type == "sub_table":
                values[key] = self._rows(key, shown.of(key, then[key]), then[key])
            else:
                values[key] = then[key]
        return values, changed

    def _typed(self, shape: EntityShape, record: UUID | None, then: Then) -> dict[str, Any]:
        """Return values as expressions see them; what cannot be read any more is as it is now."""
        found: dict[str, Any] = {}
        stored = self._act.rows.stored(shape.key, record) if record is not None else {}
        for key, value in then.items():
            one = shape.fields.get(key)
            if one is None or one.expression is not None or one.holds_files:
                continue
            if one.type == "sub_table":
                found[key] = [self._typed_row(str(one.target), row) for row in value or ()]
                continue
            try:
                typed = None if value is None else one.field.type.parse(one.field, value)
            except (ValueRefused, ValueError, TypeError, ArithmeticError):
                continue
            found[key] = self._worth(one, typed, stored.get(key)) if isinstance(typed, Money) else typed
        return found

    def _typed_row(self, entity: str, row: Mapping[str, Any]) -> dict[str, Any]:
        identity = UUID(row["id"]) if row.get("id") else None
        given = {key: value for key, value in row.items() if key not in ("id", "labels")}
        return {**self._typed(self._act.rows.shape(entity), identity, given), "id": identity}

    def _worth(self, one: FieldShape, then: Money, now: Any) -> Money:
        """Return an amount with what it is worth in the workspace's currency, which histories do not keep."""
        if then.currency == self._act.currency:
            return then
        if isinstance(now, Money) and (now.amount, now.currency) == (then.amount, then.currency):
            return now
        rate = rate_on(rates_of(self._act.context.conn, {then.currency}), then.currency, self._day)
        return Money(then.amount, then.currency, None if rate is None else based(then.amount, rate))

    def _rows(self, key: str, shown: Any, held: Any) -> list[Json]:
        """Return rows of a sub-table with what is computed in them and what people read for what they name."""
        entity = str(self._scope.shape.fields[key].target)
        child = self._scope.of(entity)
        names = [
            name
            for name, where in child.read.items()
            if where is None and name in child.shape.fields and name not in _APART | _APART_TIMES
        ]
        whole = {row.get("id"): row for row in held or ()}
        found = []
        for row in shown:
            over = self._typed_row(entity, whole[row.get("id")])
            past = Row(self._act.rows, entity, over["id"] or UUID(int=0), over)
            found.append(
                {
                    "id": row.get("id"),
                    **{
                        name: row.get(name)
                        if child.shape.fields[name].expression is None
                        else _json(past[name])
                        for name in names
                    },
                }
            )
        self._name(child, names, found)
        return found

    def _name(self, child: Scope, names: Sequence[str], rows: Sequence[Json]) -> None:
        """Add to rows what people read for the records that they name."""
        context, app = self._act.context, self._act.app
        for name in names:
            one = child.shape.fields[name]
            if not one.is_reference or one.holds_links:
                continue
            asked = {UUID(row[name]) for row in rows if row[name]}
            target = str(one.target)
            known = titles(context, app, target, asked, self._scope.below.get(target))
            for row in rows:
                row.setdefault("labels", {})[name] = known.get(UUID(row[name])) if row[name] else None


def _json(value: Value | Row) -> Any:
    """Return a computed value in its JSON form."""
    match value:
        case None | bool() | str():
            return value
        case Row():
            return str(value.id)
        case Decimal() | int():
            return number_text(round(Decimal(value), 10))
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_json(one) for one in value]
    return str(value)
