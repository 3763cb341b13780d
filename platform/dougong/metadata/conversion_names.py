"""Conversion names: which record a text names and what a record is called, while a field changes its type."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.currency_rates import Rate, based, rate_on, rates_of
from dougong.metadata.compile import App
from dougong.system_entities import system_entities
from dougong.workspace import organisation, workspace_currency
from dougong_form import Field, Surroundings, ValueRefused
from dougong_model import Money, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Titles:
    """Where an entity keeps what its records are called; `field` is None for system entities."""

    identity: sa.ColumnElement[Any]
    title: sa.Column[Any]
    living: tuple[sa.ColumnElement[bool], ...]
    field: Field | None


class Names:
    """The names of the records that values refer to, or that texts name, read for many values at once."""

    def __init__(self, conn: sa.Connection, app: App, now: datetime) -> None:
        self._conn, self._app, self._now = conn, app, now
        self._titles: dict[tuple[str, UUID], str] = {}
        self._found: dict[tuple[str, str], tuple[UUID, ...]] = {}
        self._rates: dict[str, list[Rate]] | None = None
        row = conn.execute(sa.select(organisation.c.zone, organisation.c.language)).one()
        self.zone = ZoneInfo(row.zone)
        self.around = Surroundings(
            language=row.language,
            zone=self.zone,
            title=lambda entity, record: self._titles.get((entity, record), ""),
            find=lambda entity, text: self._found.get((entity, text), ()),
        )

    def foresee(self, old: Field, new: Field, values: Iterable[Value]) -> None:
        """Read the names that turning these values will ask for."""
        given = list(values)
        if old.entity is not None:
            each = (id_ for one in given for id_ in (one if isinstance(one, tuple) else (one,)))
            ids = {one for one in each if isinstance(one, UUID) and (old.entity, one) not in self._titles}
            self._read_titles(old.entity, ids)
        if new.entity is not None:
            words = {self._words(old, one).strip() for one in given if one is not None} - {""}
            texts = {name for one in words for name in new.type.names_in(one)}
            self._find(new.entity, {one for one in texts if (new.entity, one) not in self._found})

    def worth(self, value: Money) -> Money:
        """Return an amount with what it is worth in the workspace's currency today; raises ValueRefused."""
        if value.currency == workspace_currency(self._conn):
            return Money(value.amount, value.currency, value.amount)
        if self._rates is None:
            self._rates = rates_of(self._conn)
        rate = rate_on(self._rates, value.currency, self._now.astimezone(self.zone).date())
        if rate is None:
            raise ValueRefused("no_rate", f"There is no rate for {value.currency}.")
        return Money(value.amount, value.currency, based(value.amount, rate))

    def _words(self, field: Field, value: Value) -> str:
        try:
            return field.type.words(field, value, self.around)
        except ValueRefused:
            return ""

    def _read_titles(self, entity: str, ids: Collection[UUID]) -> None:
        place = self._place(entity)
        if place is None or not ids:
            return
        rows = self._conn.execute(
            sa.select(place.identity, place.title).where(place.identity.in_(sorted(ids)))
        )
        for identity, title in rows:
            self._titles[entity, identity] = self._text(place, title)

    def _find(self, entity: str, texts: Collection[str]) -> None:
        place = self._place(entity)
        if place is None or not texts:
            return
        for text in texts:
            self._found[entity, text] = ()
        kept = sa.cast(place.title, sa.Text)
        rows = self._conn.execute(
            sa.select(place.identity, kept).where(kept.in_(sorted(texts)), *place.living)
        )
        for identity, title in rows:
            self._found[entity, title] = (*self._found[entity, title], identity)[:2]
            self._titles[entity, identity] = title

    def _text(self, place: _Titles, title: Any) -> str:
        if title is None:
            return ""
        return str(title) if place.field is None else place.field.type.to_text(place.field, title)

    def _place(self, entity: str) -> _Titles | None:
        known = self._app.entities.get(entity)
        if known is not None:
            columns = known.columns.get(known.entity.title)
            if not columns or len(columns) != 1:
                return None
            table = known.table
            return _Titles(
                identity=table.c.id,
                title=columns[0],
                living=(table.c.deleted_at.is_(None),),
                field=known.entity.fields[known.entity.title],
            )
        system = system_entities().get(entity)
        if system is None or system.title not in system.fields:
            return None
        return _Titles(
            identity=system.table.c[system.id_column],
            title=system.fields[system.title].column,
            living=(),
            field=None,
        )
