"""Money: an amount and its currency, with the amount in the workspace currency beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_form.field_types.number import (
    DECIMAL_PATTERN,
    NUMBER,
    bounded,
    bounding,
    check_bounds,
    number_from_text,
)
from dougong_formula.types import NUMBER as NUMBER_TYPE
from dougong_formula.types import Type
from dougong_model import DECIMALS, Money, Problem, Value, normal_number, number_text

_CURRENCY = re.compile(
    r"\s*(?P<before>[A-Z]{3}|[¥￥$€£])?\s*(?P<amount>[^A-Z¥￥$€£]*?)\s*(?P<after>[A-Z]{3})?\s*\Z"
)
_SIGNS = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}


class MoneyType(FieldType):
    """Three columns: amount, currency, base amount; the writer fills the base amount by the rate."""

    name: ClassVar[str] = "money"
    group: ClassVar[str] = "number"
    label: ClassVar[Text] = {"en": "Money", "zh": "金额"}
    icon: ClassVar[str] = "currency"
    widget: ClassVar[str] = "money"
    operators: ClassVar[tuple[str, ...]] = NUMBER.operators
    conversions: ClassVar[frozenset[str]] = frozenset({"money", "number", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {
        "precision": {"type": "integer", "minimum": 0, "maximum": DECIMALS},
        "minimum": {"type": "string", "pattern": DECIMAL_PATTERN},
        "maximum": {"type": "string", "pattern": DECIMAL_PATTERN},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "rate_date": {"type": "string", "maxLength": 48},
    }

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (
            Column(kind="numeric"),
            Column(suffix="_currency", kind="text"),
            Column(suffix="_base", kind="numeric"),
        )

    def formula_type(self, field: Field) -> Type:
        return NUMBER_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["amount"],
            "properties": {
                "amount": {"type": "string", "format": "decimal", "maxLength": 82},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            },
            "additionalProperties": False,
        }

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return check_bounds(field, pointer)

    def parse(self, field: Field, json: Any) -> Value:
        currency = json.get("currency") or self._usual(field)
        return Money(amount=bounded(field, Decimal(json["amount"])), currency=currency)

    def parser(self, field: Field) -> Callable[[Any], Value]:
        bound = bounding(field)

        def money(json: Any) -> Value:
            currency = json.get("currency") or self._usual(field)
            return Money(amount=bound(Decimal(json["amount"])), currency=currency)

        return money

    def to_json(self, field: Field, value: Value) -> Any:
        if not isinstance(value, Money):
            return None
        return {"amount": number_text(value.amount), "currency": value.currency}

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (value.amount, value.currency, value.base) if isinstance(value, Money) else (None, None, None)

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        amount, currency, base = columns
        if amount is None:
            return None
        return Money(normal_number(amount), currency, None if base is None else normal_number(base))

    def from_text(self, field: Field, text: str) -> Any:
        found = _CURRENCY.match(text)
        amount = number_from_text(found["amount"] if found else text)
        if found is None or amount is None:
            return None
        sign = found["before"] or found["after"]
        if sign is not None and found["before"] and found["after"]:
            raise ValueRefused("money", "This names two currencies.")
        currency = _SIGNS.get(sign, sign) if sign else self._usual(field)
        return {"amount": amount, "currency": currency}

    def to_text(self, field: Field, value: Value) -> str:
        if not isinstance(value, Money):
            return ""
        amount = number_text(value.amount)
        same = value.currency == field.settings.get("currency")
        return amount if same else f"{amount} {value.currency}"

    def shown(self, field: Field, json: Any, language: str) -> str:
        same = json["currency"] == field.settings.get("currency")
        return str(json["amount"]) if same else f"{json['amount']} {json['currency']}"

    def quantity(self, field: Field, value: Value) -> Decimal | None:
        return value.amount if isinstance(value, Money) else None

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        number = other.type.quantity(other, value)
        if number is None:
            return self.from_text(field, other.type.words(other, value, around))
        return {"amount": number_text(number), "currency": self._usual(field)}

    def sample(self, field: Field) -> Any:
        currency = field.settings.get("currency")
        return {"amount": "1200"} if currency is None else {"amount": "1200", "currency": currency}

    def _usual(self, field: Field) -> str:
        """Return the currency of amounts that name none: the field's, which whoever runs the app fills in."""
        currency = field.settings.get("currency")
        if currency is None:
            raise ValueRefused("currency", "This amount needs a currency.")
        return str(currency)


MONEY = MoneyType()
