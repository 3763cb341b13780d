"""Conversion: the values of a field that becomes one of another type, one by one."""

from __future__ import annotations

import math
from typing import Any

import jsonschema_rs

from dougong_form.definition import Field, Surroundings, ValueRefused
from dougong_form.validate import FORMATS, refusal, value_schema
from dougong_model import Value


def stays(old: Field, new: Field) -> bool:
    """Say whether every stored value of a field is one of its new definition as it stands, none being read."""
    if [(one.suffix, one.kind) for one in old.columns] != [(one.suffix, one.kind) for one in new.columns]:
        return False
    if old.type.links != new.type.links:
        return False
    if old.type.name == new.type.name:
        return True
    before, after = value_schema(old), value_schema(new)
    fits = before.get("maxLength", 0) <= after.get("maxLength", math.inf)
    return new.type.name in old.type.widens and fits and not {"pattern", "minLength"} & after.keys()


class Conversion:
    """The way from the values of one field to those of another; both hold stored values."""

    def __init__(self, old: Field, new: Field, around: Surroundings) -> None:
        self.old, self.new, self._around = old, new, around
        self._shape = jsonschema_rs.Draft202012Validator(
            value_schema(new), formats=FORMATS, validate_formats=True
        )

    def __call__(self, value: Value) -> Value:
        """Return the value in the new type; nothing stays nothing. Raises ValueRefused for what does not fit."""
        if value is None or value == ():
            return None
        json = self.json(value)
        if json is None or (json == [] and (self.new.type.links or self.new.columns[0].kind == "text[]")):
            return None
        error = None if self._shape.is_valid(json) else next(self._shape.iter_errors(json), None)
        if error is not None:
            raise refusal(error)
        return self.new.type.parse(self.new, json)

    def json(self, value: Value) -> Any:
        """Return the value in the JSON form of the new type, its bounds not looked at."""
        return self.new.type.from_other(self.new, self.old, value, self._around)

    def words(self, value: Value) -> str:
        """Return the text that people know the old value by; blank where it has none."""
        if value is None:
            return ""
        try:
            return self.old.type.words(self.old, value, self._around)
        except ValueRefused:
            return str(value)
