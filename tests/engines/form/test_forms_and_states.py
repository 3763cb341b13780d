"""Linkage, checks and state machines, decided from values alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dougong_form import (
    CompiledForm,
    Entity,
    Form,
    Linkage,
    compile_checks,
    compile_form,
    compile_states,
    failed_checks,
    form_state,
    moves,
    parse_entity,
    parse_form,
    refused,
)
from dougong_formula import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    FormulaError,
    Member,
    PlainVocabulary,
    record_of,
)
from dougong_model import DocumentError


def prop(identity: str, type_: str, **more: Any) -> dict[str, Any]:
    """Return one property of an entity's schema."""
    return {"x-dougong": {"id": identity, "type": type_, "label": {"en": type_}, **more}}


DOCUMENT: dict[str, Any] = {
    "id": "request0",
    "key": "request",
    "name": {"en": "Request"},
    "title": "subject",
    "schema": {
        "required": ["subject"],
        "properties": {
            "subject": prop("subject0", "text"),
            "urgent": prop("urgent00", "switch"),
            "reason": prop("reason00", "text"),
            "amount": prop("amount00", "number"),
            "approver": prop("approver", "text"),
            "due": prop(
                "due00000",
                "date",
                check={"when": "due >= TODAY()", "message": {"en": "Too late.", "zh": "太晚。"}},
            ),
            "status": prop(
                "status00",
                "select",
                options=[{"key": key, "label": {"en": key}} for key in ("draft", "open", "won", "lost")],
            ),
        },
    },
    "states": {
        "field": "status",
        "initial": "draft",
        "transitions": [
            {"from": "draft", "to": "open", "require": ["amount"]},
            {"from": ["open"], "to": "won", "when": "amount > 100", "by": ["flow", "boss"]},
            {"from": "*", "to": "lost"},
        ],
    },
}


@pytest.fixture
def entity() -> Entity:
    """The parsed entity."""
    return parse_entity(DOCUMENT)


def vocabulary() -> PlainVocabulary:
    """Names of the entity's fields."""
    types = {
        "subject": TEXT,
        "urgent": BOOLEAN,
        "reason": TEXT,
        "amount": NUMBER,
        "approver": TEXT,
        "due": DATE,
        "status": TEXT,
    }
    return PlainVocabulary(
        root="request", entities={"request": {key: Member(key, one) for key, one in types.items()}}
    )


SCOPE: dict[str, Any] = {
    "subject": "Bolts",
    "urgent": None,
    "reason": None,
    "amount": None,
    "approver": None,
    "due": None,
    "status": "draft",
    "$today": date(2026, 3, 1),
}


def test_linkage_shows_requires_locks_and_sets(entity: Entity) -> None:
    """What rules set is seen by other rules."""
    form = parse_form(
        {
            "id": "form0000",
            "key": "main",
            "entity": "request",
            "name": {"en": "Main"},
            "layout": [{"items": [{"field": "subject"}, {"field": "reason"}]}],
            "linkage": [
                {"when": "urgent", "show": ["reason"], "require": ["reason"]},
                {"when": "amount > 100", "set": {"approver": '"boss"'}},
                {"when": 'approver = "boss"', "lock": ["due"]},
            ],
        },
        entity,
    )
    compiled = compile_form(form, entity, vocabulary())
    calm = form_state(compiled, SCOPE)
    assert calm.hidden == {"reason"}
    assert calm.required == set()
    assert calm.locked == set()
    assert dict(calm.values) == {}
    busy = form_state(compiled, {**SCOPE, "urgent": True, "amount": Decimal(500)})
    assert busy.hidden == set()
    assert busy.values == {"approver": "boss"}
    assert busy.locked == {"due"}
    assert [one.pointer for one in busy.missing(SCOPE)] == ["/reason"]


def form_of(entity: Entity, **members: Any) -> CompiledForm:
    """Return a compiled form of the entity with some members."""
    body = {
        "id": "form0000",
        "key": "main",
        "name": {"en": "Main"},
        "layout": [{"field": "subject"}],
        **members,
    }
    return compile_form(parse_form(body, entity), entity, vocabulary())


def test_linkage_narrows_choices_and_says_what_is_wrong(entity: Entity) -> None:
    """Of several rules that narrow a field the choices in all are left; refusals and warnings name their place."""
    form = form_of(
        entity,
        linkage=[
            {"when": "urgent", "offer": {"status": ["draft", "open"]}},
            {"when": "amount > 100", "offer": {"status": ["open", "won"]}},
            {
                "when": "amount < 0",
                "refuse": {"text": {"en": "Too little.", "zh": "太少。"}, "field": "amount"},
            },
            {"when": "ISBLANK(amount)", "warn": {"text": {"en": "No amount.", "zh": "没有金额。"}}},
        ],
    )
    calm = form_state(form, SCOPE)
    assert (calm.offered, calm.misfits(SCOPE), calm.refusals("en")) == ({}, [], [])
    assert [(one.pointer, one.message) for one in calm.warnings("zh")] == [("", "没有金额。")]
    both = {**SCOPE, "urgent": True, "amount": Decimal(500)}
    state = form_state(form, both)
    assert state.offered == {"status": {"open"}}
    assert [(one.code, one.pointer) for one in state.misfits(both)] == [("not_offered", "/status")]
    assert state.misfits({**both, "status": "open"}) == []
    poor = form_state(form, {**SCOPE, "amount": Decimal(-1)})
    assert [(one.pointer, one.message) for one in poor.refusals("en")] == [("/amount", "Too little.")]
    assert poor.warnings("en") == []


def test_a_picker_asks_the_record_that_is_filled_in() -> None:
    """`form.` in the condition of a picker is the record of the form, bare names are of the one picked."""
    request = parse_entity(
        {
            "id": "request0",
            "key": "request",
            "name": {},
            "title": "subject",
            "schema": {
                "properties": {
                    "subject": prop("subject0", "text"),
                    "contact": prop("contact0", "reference", entity="contact"),
                }
            },
        }
    )
    contact = record_of("contact")
    entities = {
        "request": {"subject": Member("subject", TEXT), "contact": Member("contact", contact)},
        "contact": {"id": Member("id", contact), "company": Member("company", TEXT)},
    }
    own = PlainVocabulary(root="request", entities=entities)
    picked = PlainVocabulary(root="contact", entities=entities, prefixes={"form": record_of("request")})
    body = {
        "layout": [{"field": "contact", "filter": "company = form.subject"}],
        "linkage": [{"when": 'subject = "A"', "pick": {"contact": "NOT(ISBLANK(company))"}}],
    }
    form = compile_form(parse_form(body, request), request, own, lambda _target: picked)

    def misfits(subject: str, company: str | None) -> list[str]:
        scope = {"subject": subject, "contact": {"id": 1, "company": company}}
        return [one.pointer for one in form_state(form, scope).misfits(scope)]

    assert misfits("A", "A") == []
    assert misfits("B", "A") == ["/contact"]
    assert form_state(form, {"subject": "A", "contact": None}).misfits({"contact": None}) == []


class Watched(Mapping[str, Any]):
    """A record whose lists are long: it notes what is looked at."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return SCOPE[key]

    def __iter__(self) -> Iterator[str]:
        return iter(SCOPE)

    def __len__(self) -> int:
        return len(SCOPE)

    def __contains__(self, key: object) -> bool:
        return key in SCOPE


def test_only_what_the_rules_ask_for_is_looked_at(entity: Entity) -> None:
    """A form with a rule about one field reads that field, and none of the record's lists."""
    rules = (Linkage(when="NOT(urgent)", set={"reason": '"-"'}),)
    form = Form(id="form0000", key="main", entity="request", name={}, linkage=rules)
    record = Watched()
    assert form_state(compile_form(form, entity, vocabulary()), record).values == {"reason": "-"}
    assert record.seen == {"urgent"}


def test_rules_that_chase_each_other_come_to_an_end(entity: Entity) -> None:
    """Two rules that undo each other do not hang the form."""
    form = Form(
        id="form0000",
        key="main",
        entity="request",
        name={},
        linkage=(
            Linkage(when="NOT(urgent)", set={"urgent": "TRUE"}),
            Linkage(when="urgent", set={"urgent": "FALSE"}),
        ),
    )
    state = form_state(compile_form(form, entity, vocabulary()), SCOPE)
    assert set(state.values) <= {"urgent"}


def test_a_form_that_sets_a_wrong_type_does_not_compile(entity: Entity) -> None:
    """A date is not set to a text."""
    form = Form(
        id="form0000", key="main", entity="request", name={}, linkage=(Linkage(set={"amount": '"many"'}),)
    )
    with pytest.raises(FormulaError):
        compile_form(form, entity, vocabulary())


def test_a_check_asks_only_about_what_is_written(entity: Entity) -> None:
    """A day that was in the future when it was entered stays valid; a new one must be."""
    checks = compile_checks(entity, vocabulary())
    past = {**SCOPE, "due": date(2026, 2, 1)}
    assert [one.message for one in failed_checks(checks, past, {"due"}, "zh")] == ["太晚。"]
    assert failed_checks(checks, past, {"subject"}) == []
    assert failed_checks(checks, SCOPE, {"due"}) == []


def test_states_say_what_is_missing(entity: Entity) -> None:
    """A step needs its fields, its condition, and somebody who may take it."""
    states = compile_states(entity, vocabulary())
    assert states is not None
    nobody: frozenset[str] = frozenset()
    assert [one.pointer for one in refused(states, SCOPE, "draft", "open", nobody)] == ["/amount"]
    rich = {**SCOPE, "amount": Decimal(200)}
    assert refused(states, rich, "draft", "open", nobody) == []
    assert [one.code for one in refused(states, rich, "open", "won", nobody)] == ["transition_by"]
    assert refused(states, rich, "open", "won", frozenset({"boss"})) == []
    poor = {**SCOPE, "amount": Decimal(50)}
    assert [one.code for one in refused(states, poor, "open", "won", frozenset({"flow"}))] == [
        "transition_when"
    ]
    (problem,) = refused(states, rich, "draft", "won", nobody)
    assert (problem.code, problem.hint) == ("transition", "From here: lost, open")
    assert refused(states, SCOPE, "won", "lost", nobody) == []
    assert refused(states, SCOPE, "won", "won", nobody) == []
    assert {move.transition.target: move.open for move in moves(states, rich, "draft", nobody)} == {
        "open": True,
        "lost": True,
    }


def broken(**changes: Any) -> set[tuple[str, str]]:
    """Return code and pointer of every problem of the document with some members replaced."""
    with pytest.raises(DocumentError) as caught:
        parse_entity({**DOCUMENT, **changes})
    return {(one.code, one.pointer) for one in caught.value.problems}


def test_every_fault_of_an_entity_is_told_at_once() -> None:
    """Not only the first."""
    schema = {
        "required": ["subject", "ghost"],
        "properties": {
            **DOCUMENT["schema"]["properties"],
            "user": prop("useruser", "text"),
            "again": prop("subject0", "text"),
            "odd": prop("oddodd00", "hologram"),
            "bare": {"type": "string"},
            "pick": prop("pickpick", "select"),
            "to": prop("toto0000", "reference"),
        },
    }
    found = broken(schema=schema, title="nothing", unique=[["ghost"]], states={"field": "amount"})
    assert found >= {
        ("unknown_field", "/schema/required/1"),
        ("field_key", "/schema/properties/user"),
        ("duplicate_id", "/schema/properties/again/x-dougong/id"),
        ("unknown_type", "/schema/properties/odd/x-dougong/type"),
        ("no_type", "/schema/properties/bare"),
        ("no_options", "/schema/properties/pick/x-dougong/options"),
        ("no_entity", "/schema/properties/to/x-dougong/entity"),
        ("unknown_field", "/title"),
        ("unknown_field", "/unique/0/0"),
        ("state_field", "/states/field"),
    }


def test_transitions_name_states_that_exist() -> None:
    """A step from or to an unknown state is told."""
    states = {"field": "status", "transitions": [{"from": "draft", "to": "gone", "require": ["ghost"]}]}
    assert broken(states=states) == {
        ("unknown_option", "/states/transitions/0/to"),
        ("unknown_field", "/states/transitions/0/require/0"),
    }


def test_a_form_names_fields_that_exist(entity: Entity) -> None:
    """However deep in the layout."""
    layout = [
        {"tabs": [{"tab": {"en": "T"}, "items": [{"section": {"en": "S"}, "items": [{"field": "ghost"}]}]}]}
    ]
    with pytest.raises(DocumentError) as caught:
        parse_form({"key": "f", "layout": layout, "linkage": [{"lock": ["phantom"]}]}, entity)
    assert [one.pointer for one in caught.value.problems] == [
        "/layout/0/tabs/0/items/0/items/0/field",
        "/linkage/0/lock",
    ]


def test_a_form_offers_choices_that_exist(entity: Entity) -> None:
    """Unknown choices, pickers of fields that point nowhere, rows of what has none: each is told at its place."""
    with pytest.raises(DocumentError) as caught:
        parse_form(
            {
                "layout": [{"field": "reason", "row_form": "line"}],
                "linkage": [
                    {"offer": {"status": ["gone"]}, "pick": {"amount": "TRUE"}, "warn": {"field": "x"}}
                ],
                "fill": [{"field": "nobody", "set": {"nothing": "1"}}],
                "clear_hidden": ["phantom"],
            },
            entity,
        )
    assert [one.pointer for one in caught.value.problems] == [
        "/linkage/0/warn/field",
        "/fill/0/field",
        "/fill/0/set",
        "/clear_hidden",
        "/linkage/0/offer/status/0",
        "/linkage/0/pick/amount",
        "/layout/0/row_form",
    ]
