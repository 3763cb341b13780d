"""Met condition: what came to be true of a record, in words: the condition read out, and what it speaks of."""

from __future__ import annotations

from dougong.access import Scope, vocabulary
from dougong.messages import headed
from dougong.records.titles import Card
from dougong_formula import Expression, describe
from dougong_model import localised

SHOWN = 3
"""So many values are told; the record has the others."""

_PLAIN = {"text", "number", "percent", "date", "rating", "auto_number"}


def spoken_of(scope: Scope, expression: Expression) -> tuple[str, ...]:
    """Return the fields of the record itself that a condition speaks of and that can be told in a word."""
    named = {key for entity, key in expression.references if entity == scope.entity}
    fields = scope.shape.fields
    simple = (
        key
        for key in sorted(named & set(scope.read) & set(fields))
        if fields[key].type in _PLAIN
        or fields[key].type == "select"
        or fields[key].is_money
        or (fields[key].is_reference and not fields[key].holds_links)
    )
    return tuple(simple)[:SHOWN]


def told_met(scope: Scope, expression: Expression, name: str, card: Card | None, language: str) -> str:
    """Return what came to be true: the reading, where the name is not it already, and the values now."""
    reading = describe(expression, language, vocabulary(scope))
    told = [] if reading == name else [reading]
    if card is not None:
        values = ((key, _value(scope, card, key, language)) for key in spoken_of(scope, expression))
        told += [headed(_label(scope, key, language), value, language) for key, value in values if value]
    return "\n".join(told)


def _label(scope: Scope, key: str, language: str) -> str:
    return localised(scope.shape.fields[key].field.label, language) or key


def _value(scope: Scope, card: Card, key: str, language: str) -> str:
    """Return a value in words; nothing for a blank, or a record that may not be seen."""
    one, value = scope.shape.fields[key], card.values.get(key)
    if value is None:
        return ""
    if one.is_reference:
        return str(card.labels.get(key) or "")
    if one.is_money:
        return f"{value['amount']} {value['currency']}"
    option = next((option for option in one.field.options if option.key == value), None)
    if option is not None:
        return localised(option.label, language)
    if one.expression is not None:
        return str(value)
    return one.field.type.to_text(one.field, one.field.type.parse(one.field, value))
