"""Linkage: what a form shows, requires, locks and sets for given values; the server has the last word."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong_form.definition import Entity
from dougong_form.form import Form
from dougong_formula import BOOLEAN, Expression, Vocabulary, parse_expression, to_python
from dougong_model import FormulaErrorValue, Problem, Value

MOST_PASSES = 8
"""Rules may set values that other rules ask about; they are played again until nothing changes, so often."""

Evaluator = Callable[[Mapping[str, Any]], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledLinkage:
    """One rule with its expressions typed; the trees are for the browser."""

    when: Expression | None
    holds: Evaluator | None
    show: tuple[str, ...]
    hide: tuple[str, ...]
    require: tuple[str, ...]
    lock: tuple[str, ...]
    set: Mapping[str, Expression]
    values: Mapping[str, Evaluator]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledForm:
    """A form with its expressions typed; fields in `shown_by_rule` are hidden until a rule shows them."""

    form: Form
    linkage: tuple[CompiledLinkage, ...]
    defaults: Mapping[str, Expression]
    shown_by_rule: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What a form looks like for given values; `values` are those that rules set, in formula form."""

    hidden: frozenset[str]
    required: frozenset[str]
    locked: frozenset[str]
    values: Mapping[str, Value]

    def missing(self, scope: Mapping[str, Any]) -> list[Problem]:
        """Return a problem for every field that is required now, shown, and blank."""
        return [
            Problem(code="required", pointer=f"/{key}", message="This is required here.")
            for key in sorted(self.required - self.hidden)
            if scope.get(key) in (None, "", (), [])
        ]


def compile_form(form: Form, entity: Entity, vocabulary: Vocabulary) -> CompiledForm:
    """Type the expressions of a form; raises FormulaError for the first that fails.

    A set value must have the type of its field; `entity` supplies it.
    """

    def typed(key: str, text: str) -> Expression:
        field = entity.fields.get(key)
        return parse_expression(text, vocabulary, None if field is None else field.type.formula_type(field))

    rules = []
    for rule in form.linkage:
        when = None if rule.when is None else parse_expression(rule.when, vocabulary, BOOLEAN)
        values = {key: typed(key, text) for key, text in rule.set.items()}
        rules.append(
            CompiledLinkage(
                when=when,
                holds=None if when is None else to_python(when),
                show=rule.show,
                hide=rule.hide,
                require=rule.require,
                lock=rule.lock,
                set=values,
                values={key: to_python(expression) for key, expression in values.items()},
            )
        )
    return CompiledForm(
        form=form,
        linkage=tuple(rules),
        defaults={key: typed(key, text) for key, text in form.defaults.items()},
        shown_by_rule=frozenset(key for rule in form.linkage for key in rule.show),
    )


def form_state(form: CompiledForm, scope: Mapping[str, Any]) -> FormState:
    """Return the state of a form for a record's values (field keys and reserved names, formula values).

    A rule-set value that is an error is taken as blank. Rules are played in order, again until quiet. Of the
    record only what the rules ask for is looked at.
    """
    current = ChainMap[str, Any]({}, scope)  # type: ignore[arg-type]
    changed: dict[str, Value] = {}
    for _ in range(MOST_PASSES):
        holding = [rule for rule in form.linkage if rule.holds is None or rule.holds(current) is True]
        before = dict(changed)
        changed = {}
        for rule in holding:
            for key, evaluate in rule.values.items():
                value = evaluate(current)
                changed[key] = current[key] = None if isinstance(value, FormulaErrorValue) else value
        if changed == before:
            break
    shown = {key for rule in holding for key in rule.show}
    hidden = (form.shown_by_rule - shown) | {key for rule in holding for key in rule.hide}
    return FormState(
        hidden=frozenset(hidden),
        required=frozenset(key for rule in holding for key in rule.require),
        locked=frozenset(key for rule in holding for key in rule.lock),
        values=changed,
    )
