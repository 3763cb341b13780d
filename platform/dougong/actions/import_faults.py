"""Faults of a row of an import that its own reading or saving did not come to: all are told together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from dougong.access import Scope
from dougong.actions.draft import BLANK
from dougong.automation.definitions import rules_of
from dougong.metadata import App
from dougong_form import constant_defaults
from dougong_model import Problem
from dougong_rule import Phase


class RowFaults:
    """What is known to be wrong with a row besides what it was refused for, without saving it.

    Values that do not fit their fields, and required fields that nothing will fill: no default, no state
    machine and, where rules run, no rule before the save.
    """

    def __init__(self, app: App, scope: Scope, language: str, *, rules: bool) -> None:
        self._compiled = app.entities[scope.entity]
        self._app, self._language, self._rules = app, language, rules

    def values(self, values: Mapping[str, Any], told: Collection[str]) -> Sequence[Problem]:
        """Return what is wrong with values that could be read, of fields of which nothing is `told` yet."""
        validator = self._compiled.validator
        given = {key: value for key, value in values.items() if value is not None and key not in told}
        _typed, problems = validator.read(given, partial=True)
        return list(validator.worded(problems, self._language))

    def lacking(self, values: Mapping[str, Any], told: Collection[str], *, creates: bool) -> list[Problem]:
        """Return the required fields that a row leaves blank; a change is asked only for what it holds."""
        wanted = self._wanted if creates else self._required & values.keys()
        return [
            Problem(code="required", pointer=f"/{key}", message="This is required.")
            for key in self._compiled.entity.required
            if key in wanted and key not in told and values.get(key) in BLANK
        ]

    @cached_property
    def _required(self) -> frozenset[str]:
        """Required fields that people fill."""
        fields = self._compiled.entity.fields
        asked = {
            key
            for key in self._compiled.entity.required
            if not fields[key].computed and fields[key].type.name != "auto_number"
        }
        return frozenset(asked - self._set_by_rules())

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """Required fields of a new record that only the row itself can fill."""
        compiled = self._compiled
        filled = {*compiled.defaults, *constant_defaults(compiled.entity)}
        if compiled.states is not None and compiled.states.machine.initial is not None:
            filled.add(compiled.states.machine.field)
        return self._required - filled

    def _set_by_rules(self) -> set[str]:
        if not self._rules:
            return set()
        return {
            key
            for rule in rules_of(self._app).rules
            if rule.phase is Phase.BEFORE and rule.entity == self._compiled.key
            for step in rule.steps
            if step.kind == "SetFields"
            for key in step.arguments
        }
