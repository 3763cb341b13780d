"""Cells of an export: what a person reads of a record, typed so that a workbook may hold it as what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dougong.records.listing import Column
from dougong.sheets.written import Cell
from dougong_model import localised

Names = Literal["labels", "keys"]
"""What columns, options and records are called: for people, or for programs."""
_NUMERIC = frozenset({"number", "percent", "rating", "slider"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Writes records as rows: the id, then the fields, for one reader."""

    columns: Sequence[Column]
    language: str
    zone: ZoneInfo
    names: Names = "labels"

    def head(self) -> list[Cell]:
        """Name the columns by the fields' labels; two of one label get their keys as well."""
        if self.names == "keys":
            return ["id", *(one.path for one in self.columns)]
        labels = [self._label(one) for one in self.columns]
        return [
            "id",
            *(
                label if labels.count(label) == 1 else f"{label} ({one.path})"
                for label, one in zip(labels, self.columns, strict=True)
            ),
        ]

    def row(self, item: Mapping[str, Any]) -> list[Cell]:
        """Write one record as the API shows it."""
        return [str(item["id"]), *(self._cell(one, item) for one in self.columns)]

    def _label(self, column: Column) -> str:
        through = [] if column.through is None else [column.through]
        shapes = [*through, column.shape]
        return " › ".join(localised(one.field.label, self.language) or one.key for one in shapes)

    def _cell(self, column: Column, item: Mapping[str, Any]) -> Cell:
        one, value = column.shape, item["values"].get(column.path)
        if value is None:
            return None
        if isinstance(value, bool):
            return value
        if one.holds_links:
            return self._several(value, item["labels"].get(column.path))
        if one.is_reference:
            return str(value if self.names == "keys" else item["labels"].get(column.path) or value)
        kind = one.type if one.expression is None else one.expression.type.kind
        if one.is_money and isinstance(value, Mapping):
            same = value["currency"] == one.field.settings.get("currency")
            return Decimal(value["amount"]) if same else f"{value['amount']} {value['currency']}"
        if kind in _NUMERIC:
            return _number(value)
        if kind in {"date", "datetime"}:
            return self._moment(str(value), kind)
        if one.expression is not None and not one.field.options:
            return str(value)
        if self.names == "keys":
            return one.field.type.keyed(one.field, value)
        return one.field.type.shown(one.field, value, self.language)

    def _several(self, ids: Sequence[str], names: Sequence[str | None] | None) -> Cell:
        """Write the records that a field holds, by name as far as the reader sees them."""
        if self.names == "keys" or names is None:
            return "; ".join(ids)
        return "; ".join(name or one for one, name in zip(ids, names, strict=True))

    def _moment(self, text: str, kind: str) -> Cell:
        """Read a day or a moment; a moment is told in the reader's zone. The code of an error stays a text."""
        try:
            if kind == "date":
                return date.fromisoformat(text)
            return datetime.fromisoformat(text).astimezone(self.zone).replace(tzinfo=None)
        except ValueError:
            return text


def _number(value: Any) -> Cell:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)
