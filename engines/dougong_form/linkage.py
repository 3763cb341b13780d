"""Linkage: what a form shows, requires, locks, sets, offers and says; the server has the last word."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dougong_form.definition import Entity
from dougong_form.form import Form, Remark, Variant
from dougong_formula import BOOLEAN, Expression, Vocabulary, parse_expression, to_python
from dougong_model import FormulaErrorValue, Problem, Value, localised

MOST_PASSES = 8
"""Rules may set values that other rules ask about; they are played again until nothing changes, so often."""

FORM_PREFIX = "form"
"""Under this name a picker's condition speaks of the record that is filled in."""

_CARRIED = ("user", "settings", "$today", "$now", "$zone", "$holidays", "$workdays")
_BLANK: tuple[Any, ...] = (None, "", (), [])

Evaluator = Callable[[Mapping[str, Any]], Value]
Pickers = Callable[[str], Vocabulary]
"""Gives the names of a picker's condition: those of its entity, and `form` for the record filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """An expression of a form; its tree is for the browser."""

    expression: Expression
    evaluate: Evaluator


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
    offer: Mapping[str, tuple[str, ...]]
    pick: Mapping[str, Typed]
    refuse: Remark | None
    warn: Remark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFill:
    """What a chosen record fills in, with its expressions typed."""

    field: str
    set: Mapping[str, Typed]
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledForm:
    """A form with its expressions typed; fields in `shown_by_rule` are hidden until a rule shows them.

    `filters` are the conditions of pickers that always hold.
    """

    form: Form
    linkage: tuple[CompiledLinkage, ...]
    defaults: Mapping[str, Expression]
    shown_by_rule: frozenset[str]
    fill: tuple[CompiledFill, ...] = ()
    filters: Mapping[str, Typed] = field(default_factory=dict)

    def varied(self, key: str) -> CompiledForm:
        """Return the form in one of its variants, which is a rule that always holds; raises KeyError."""
        variant = next((one for one in self.form.variants if one.key == key), None)
        if variant is None:
            raise KeyError(key)
        return replace(self, linkage=(*self.linkage, _rule_of(variant)))

    def at_step(self, edit: Collection[str]) -> CompiledForm:
        """Return the form as a step of a flow shows it: what may be filled in there is never hidden, and
        nothing else is required.
        """
        rules = tuple(
            replace(
                rule,
                hide=tuple(key for key in rule.hide if key not in edit),
                require=tuple(key for key in rule.require if key in edit),
            )
            for rule in self.linkage
        )
        return replace(self, linkage=rules, shown_by_rule=self.shown_by_rule.difference(edit))

    @property
    def narrows(self) -> bool:
        """Say whether what may be chosen in a field can depend on others."""
        return bool(self.filters) or any(rule.offer or rule.pick for rule in self.linkage)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What a form looks like for given values; `values` are those that rules set, in formula form.

    `offered` are the choices left of narrowed fields, `picked` the conditions on what references point to.
    """

    hidden: frozenset[str]
    required: frozenset[str]
    locked: frozenset[str]
    values: Mapping[str, Value]
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    picked: Mapping[str, tuple[Evaluator, ...]] = field(default_factory=dict)
    refused: tuple[Remark, ...] = ()
    warned: tuple[Remark, ...] = ()

    def missing(self, scope: Mapping[str, Any]) -> list[Problem]:
        """Return a problem for every field that is required now, shown, and blank."""
        return [
            Problem(code="required", pointer=f"/{key}", message="This is required here.")
            for key in sorted(self.required - self.hidden)
            if scope.get(key) in _BLANK
        ]

    def misfits(self, scope: Mapping[str, Any]) -> list[Problem]:
        """Return a problem for every shown field whose value is not among what the form offers now; of several
        records for each that is not.
        """
        found = []
        for key, choices in self.offered.items():
            value = scope.get(key)
            chosen: Collection[Any] = value if isinstance(value, list | tuple) else (value,)
            if key not in self.hidden and value not in _BLANK and not choices.issuperset(chosen):
                found.append(Problem(code="not_offered", pointer=f"/{key}", message=_NOT_OFFERED))
        around = {FORM_PREFIX: scope, **{name: scope[name] for name in _CARRIED if name in scope}}
        for key, conditions in self.picked.items():
            value = None if key in self.hidden else scope.get(key)
            for place, target in _targets(key, value):
                names = ChainMap[str, Any](around, target)  # type: ignore[arg-type]
                if not all(holds(names) is True for holds in conditions):
                    found.append(Problem(code="not_offered", pointer=place, message=_NOT_PICKED))
        return found

    def refusals(self, language: str) -> list[Problem]:
        """Return what the form refuses a record for as it is."""
        return said(self.refused, "form_refused", language)

    def warnings(self, language: str) -> list[Problem]:
        """Return what the form warns of and yet takes."""
        return said(self.warned, "form_warned", language)


def _targets(key: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the records that a field holds, each with the place of its id in the record."""
    if isinstance(value, Mapping):
        yield f"/{key}", value
    elif isinstance(value, list | tuple):
        yield from ((f"/{key}/{place}", one) for place, one in enumerate(value) if isinstance(one, Mapping))


_NOT_OFFERED = "This choice is not offered here."
_NOT_PICKED = "This record is not offered here."


def said(remarks: Iterable[Remark], code: str, language: str) -> list[Problem]:
    """Return remarks as problems at their fields, in a language."""
    return [
        Problem(
            code=code,
            pointer="" if one.field is None else f"/{one.field}",
            message=localised(one.text, language),
        )
        for one in remarks
    ]


def compile_form(
    form: Form, entity: Entity, vocabulary: Vocabulary, pickers: Pickers | None = None
) -> CompiledForm:
    """Type the expressions of a form; raises FormulaError for the first that fails.

    A set value must have the type of its field; `entity` supplies it. Without `pickers` conditions on what
    references point to are left out.
    """

    def typed(key: str, text: str) -> Expression:
        found = entity.fields.get(key)
        return parse_expression(text, vocabulary, None if found is None else found.type.formula_type(found))

    def picking(conditions: Mapping[str, str]) -> dict[str, Typed]:
        found = {}
        for key, text in conditions.items():
            target = entity.fields[key].entity if key in entity.fields else None
            if pickers is not None and target is not None:
                found[key] = _typed(parse_expression(text, pickers(target), BOOLEAN))
        return found

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
                offer=rule.offer,
                pick=picking(rule.pick),
                refuse=rule.refuse,
                warn=rule.warn,
            )
        )
    return CompiledForm(
        form=form,
        linkage=tuple(rules),
        defaults={key: typed(key, text) for key, text in form.defaults.items()},
        shown_by_rule=frozenset(key for rule in form.linkage for key in rule.show),
        fill=tuple(
            CompiledFill(
                field=one.field,
                set={key: _typed(typed(key, text)) for key, text in one.set.items()},
                over=one.over,
            )
            for one in form.fill
        ),
        filters=picking(form.filters),
    )


def _rule_of(variant: Variant) -> CompiledLinkage:
    return CompiledLinkage(
        when=None,
        holds=None,
        show=(),
        hide=variant.hide,
        require=variant.require,
        lock=variant.read,
        set={},
        values={},
        offer={},
        pick={},
        refuse=None,
        warn=None,
    )


def _typed(expression: Expression) -> Typed:
    return Typed(expression=expression, evaluate=to_python(expression))


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
        offered=_offered(holding),
        picked=_picked(form, holding),
        refused=tuple(rule.refuse for rule in holding if rule.refuse is not None),
        warned=tuple(rule.warn for rule in holding if rule.warn is not None),
    )


def _offered(holding: Iterable[CompiledLinkage]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for rule in holding:
        for key, choices in rule.offer.items():
            found[key] = found.get(key, frozenset(choices)) & frozenset(choices)
    return found


def _picked(form: CompiledForm, holding: Iterable[CompiledLinkage]) -> dict[str, tuple[Evaluator, ...]]:
    found: dict[str, tuple[Evaluator, ...]] = {key: (one.evaluate,) for key, one in form.filters.items()}
    for rule in holding:
        for key, one in rule.pick.items():
            found[key] = (*found.get(key, ()), one.evaluate)
    return found
