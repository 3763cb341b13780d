"""Definitions: the rules, score cards, decision tables, pools, sequences and buttons of an app, compiled once per version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.access.kept import kept
from dougong.access.shapes import has_entity, shape_of
from dougong.metadata import App, Button
from dougong.metadata.asked_by_steps import messages_of, open_forms_of
from dougong.metadata.connectors import channels_of
from dougong_flow import FlowVocabulary
from dougong_formula import Template, Type, Vocabulary, parse_expression, parse_template, to_python
from dougong_model import Effect
from dougong_rule import (
    Assignment,
    Card,
    Condition,
    DecisionTable,
    Pool,
    RuleIndex,
    RuleVocabulary,
    Selector,
    Sequence,
    Surroundings,
    parse_assignment,
    parse_decision_table,
    parse_event_rule,
    parse_people,
    parse_pool,
    parse_score_card,
    parse_sequence,
    parse_steps,
)
from dougong_rule.definition import Pick

KINDS = ("form", "flow", "role", "message", "table", "connection", "pool", "sequence")


@dataclass(frozen=True, slots=True)
class AppEntities:
    """The vocabularies of an app, for the engine that reads rule documents."""

    app: App

    def vocabulary(self, entity: str) -> Vocabulary | None:
        """Return the vocabulary of an entity with `user` and `settings`; None if unknown."""
        if not has_entity(self.app, entity):
            return None
        return FlowVocabulary(self.app.vocabulary(entity, "user", "settings"))


def surroundings_of(app: App) -> Surroundings:
    """Return what the rule documents of an app may speak of."""

    def make() -> Surroundings:
        shapes = {key: shape_of(app, key) for key in app.entities}
        return Surroundings(
            entities=AppEntities(app),
            keys={kind: frozenset(app.documents(kind)) for kind in KINDS},
            writable={
                key: frozenset(one.key for one in shape.fields.values() if _settable(one.field))
                for key, shape in shapes.items()
            },
            references={
                key: {one.key: str(one.target) for one in shape.fields.values() if one.is_reference}
                for key, shape in shapes.items()
            },
            attachments={
                key: {one.key for one in shape.fields.values() if one.holds_files}
                for key, shape in shapes.items()
            },
            states={
                key: compiled.states.machine.field
                for key, compiled in app.entities.items()
                if compiled.states is not None
            },
            unique={key: one.entity.unique for key, one in app.entities.items()},
            channels=channels_of(app.documents("connection")),
            spoken_of={
                key: str(one["entity"]) for key, one in app.documents("message").items() if one.get("entity")
            },
            comparable={
                key: frozenset(
                    {one.key for one in shape.fields.values() if one.columns and one.field.type.keys}
                    | {"owner"}
                )
                for key, shape in shapes.items()
            },
            matched={
                key: one.entity.duplicates.match
                for key, one in app.entities.items()
                if one.entity.duplicates is not None
            },
            open_forms=open_forms_of(app.documents("form")),
            signals=messages_of(app.documents("flow")),
            sequences={key: str(one["entity"]) for key, one in app.documents("sequence").items()},
            sub_tables={
                key: {name: str(field.entity) for name, field in one.entity.sub_tables.items()}
                for key, one in app.entities.items()
            },
        )

    return kept(app, "rule surroundings", make)


def _settable(field: Any) -> bool:
    """Rules may set what a person's form cannot (read-only fields), but nothing computed or kept by the
    system."""
    system = field.id == field.key and field.read_only
    return not (
        field.computed or system or field.type.holds_files or field.type.name in {"auto_number", "sub_table"}
    )


def rules_of(app: App) -> RuleIndex:
    """Return the enabled event rules of an app, indexed."""
    return kept(
        app,
        "rules",
        lambda: RuleIndex(
            parse_event_rule(document, surroundings_of(app)) for document in app.documents("rule").values()
        ),
    )


def cards_of(app: App) -> tuple[Card, ...]:
    """Return the enabled score cards of an app."""
    return kept(
        app,
        "score cards",
        lambda: tuple(
            card
            for document in app.documents("scorecard").values()
            if (card := parse_score_card(document, surroundings_of(app))).enabled
        ),
    )


def pools_of(app: App) -> Mapping[str, tuple[Pool, ...]]:
    """Return the pools of an app by entity, in the order of their keys; those switched off keep their days."""

    def make() -> Mapping[str, tuple[Pool, ...]]:
        found: dict[str, tuple[Pool, ...]] = {}
        for _, document in sorted(app.documents("pool").items()):
            pool = parse_pool(document, surroundings_of(app))
            found[pool.entity] = (*found.get(pool.entity, ()), pool)
        return found

    return kept(app, "pools", make)


def sequences_of(app: App) -> Mapping[str, Sequence]:
    """Return the sequences of an app by key; those switched off hold what is in them."""
    return kept(
        app,
        "sequences",
        lambda: {
            key: parse_sequence(document, surroundings_of(app))
            for key, document in sorted(app.documents("sequence").items())
        },
    )


def tables_of(app: App) -> Mapping[str, DecisionTable]:
    """Return the decision tables of an app by key."""
    return kept(
        app,
        "decision tables",
        lambda: {
            key: parse_decision_table(document, surroundings_of(app))
            for key, document in app.documents("table").items()
        },
    )


def button_steps(app: App, entity: str, button: Button) -> tuple[Effect, ...]:
    """Return the steps of a button as effects."""
    return kept(
        app,
        ("button", entity, button.key),
        lambda: parse_steps(list(button.do), entity, surroundings_of(app)),
    )


def expression(
    app: App, entity: str, text: str, expected: Type | None = None, parent: str | None = None
) -> Condition:
    """Return a rule's expression over an entity, typed and compiled once per version of the app.

    `parent` is the entity of the record that the step around it is about, inside steps that go through others.
    """

    def make() -> Condition:
        parsed = parse_expression(text, vocabulary_of(app, entity, parent), expected)
        return Condition(text=text, expression=parsed, value=to_python(parsed))

    return kept(app, ("expression", entity, text, expected, parent), make)


def assignment(app: App, entity: str, body: Mapping[str, Any], parent: str | None = None) -> Assignment:
    """Return how a step assigns, compiled once per version of the app."""
    return kept(
        app,
        ("assignment", entity, repr(body), parent),
        lambda: parse_assignment(body, entity, surroundings_of(app), parent=parent),
    )


def template(app: App, entity: str, text: str, parent: str | None = None) -> Template:
    """Return a text with `{{ … }}` over an entity, typed and compiled once per version of the app."""
    return kept(
        app,
        ("template", entity, text, parent),
        lambda: parse_template(text, vocabulary_of(app, entity, parent)),
    )


def selectors(
    app: App, entity: str, body: Any, pick: Pick, parent: str | None = None
) -> tuple[Selector, ...]:
    """Return the people selectors of a step, compiled once per version of the app."""
    return kept(
        app,
        ("selectors", entity, repr(body), pick, parent),
        lambda: parse_people(body, entity, surroundings_of(app), pick=pick, parent=parent),
    )


def vocabulary_of(app: App, entity: str, parent: str | None = None) -> Vocabulary:
    """Return the names of a step of a rule, a button or a flow: what each may use was checked at publish."""
    return RuleVocabulary(FlowVocabulary(app.vocabulary(entity, "user", "settings")), parent=parent)
