"""Expressions: parsed for an editor with errors, remedies and completions; their names; tried on a record."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from dougong.access import scope_for, vocabulary
from dougong.api.answers.base import answered
from dougong.api.answers.expressions import ExpressionNames, ExpressionTrial, ParsedExpression
from dougong.api.bodies import Closed
from dougong.api.deps import ReaderContext
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import NotAllowed, NotFound
from dougong.messages import translated
from dougong.metadata.checks import Surroundings
from dougong.metadata.checks.computed import cycle_of
from dougong.metadata.drafts import draft_documents
from dougong.metadata.published import published
from dougong.metadata.references import readable_of
from dougong.metadata.vocabulary import AppVocabulary
from dougong.records.titles import titles
from dougong.records.trying import try_expression
from dougong_flow import FlowVocabulary
from dougong_formula import (
    BOOLEAN,
    Completion,
    Expression,
    FormulaError,
    FormulaProblem,
    Type,
    Vocabulary,
    complete,
    describe,
    names_at,
    parse_expression,
    parse_template,
    records_named,
    remedies,
    to_json,
)
from dougong_model import localised
from dougong_rule import RuleVocabulary

router = APIRouter(route_class=ContextRoute, tags=["Expressions"])

Place = Literal["filter", "formula", "linkage", "rule", "grant", "gateway", "measure", "message"]

_PREFIXES: dict[str, tuple[str, ...]] = {
    "filter": ("user", "settings"),
    "formula": ("settings",),
    "linkage": ("user", "settings"),
    "rule": ("user", "settings"),
    "grant": ("user",),
    "gateway": ("user", "settings"),
    "measure": ("settings",),
    "message": ("user", "settings"),
}
_CONDITIONS = frozenset({"filter", "grant"})


class Setting(Closed):
    """Where an expression stands: the entity whose fields stand bare, and what it is for; `form` is the entity
    that is filled in where a picker's condition speaks of it as `form.`, `parent` that of the record around a
    step which goes through others.
    """

    app: str = Field(max_length=48)
    entity: str = Field(max_length=100)
    context: Place = "filter"
    draft: bool = False
    form: str | None = Field(default=None, max_length=100)
    parent: str | None = Field(default=None, max_length=100)


class Question(Setting):
    """An expression, and where the cursor is in it.

    `field` is the computed field of the draft that the text is for: a key of `entity`, or
    `entity.key` of another one that rolls up these rows.
    """

    text: str = Field(max_length=8000)
    position: int | None = Field(default=None, ge=0, le=8000)
    field: str | None = Field(default=None, max_length=200)


class NamesQuestion(Setting):
    """Which names stand behind a path, or bare."""

    path: list[Annotated[str, StringConstraints(max_length=100)]] = Field(default=[], max_length=8)


class TrialQuestion(Setting):
    """An expression, and the record that it is tried on."""

    text: str = Field(max_length=8000)
    record: UUID


@router.post("/expressions/parse", responses=answered(ParsedExpression))
def post_parse(body: Question, context: ReaderContext) -> dict[str, Any]:
    """Read an expression; names are those the caller may use: his own rights, or the draft for a designer."""
    around = _draft(body, context)
    names = _vocabulary(body, context, around)
    expression, errors = _parsed(body, names)
    if expression is not None and around is not None and body.field:
        entity, _dot, key = body.field.rpartition(".")
        cycle = cycle_of(around, (entity or body.entity, key), expression, context.language)
        expression, errors = (expression, ()) if cycle is None else (None, (cycle,))
    completions = [] if body.position is None else complete(body.text, body.position, names)
    language = context.language
    return {
        "tree": None if expression is None else to_json(expression),
        "type": None if expression is None else expression.type.kind,
        "reading": None if expression is None else _read(context, body.app, expression, names),
        "errors": [_problem(body, one, names, language) for one in errors],
        "completions": _completed(completions, language),
    }


def _read(context: Context, key: str, expression: Expression, names: Vocabulary) -> dict[str, str]:
    """Read an expression in every language; records that the caller sees are called by their titles."""
    told: dict[UUID, str] = {}
    for entity, ids in records_named(expression).items():
        # What has never been published has no records either.
        with suppress(NotFound):
            told |= titles(context, published(context.conn, key), entity, ids)
    return {one: describe(expression, one, names, told) for one in ("en", "zh")}


@router.post("/expressions/names", responses=answered(ExpressionNames))
def post_names(body: NamesQuestion, context: ReaderContext) -> dict[str, Any]:
    """List the names that may be written, to be clicked: bare ones, or those behind a path or a list."""
    names = _vocabulary(body, context, _draft(body, context))
    return {"items": _completed(names_at(tuple(body.path), names), context.language)}


@router.post("/expressions/try", responses=answered(ExpressionTrial, NotFound))
def post_trial(body: TrialQuestion, context: ReaderContext) -> dict[str, Any]:
    """Tell what an expression comes to on a record, under the caller's rights and by what is published."""
    app = published(context.conn, body.app)
    expected = BOOLEAN if body.context in _CONDITIONS else None
    try:
        trial = try_expression(context, app, body.entity, body.text, body.record, expected)
    except FormulaError as error:
        problem = error.problems[0]
        return {"fault": translated(problem.message, context.language), "code": problem.code}
    return {
        "value": trial.value,
        "type": trial.type.kind,
        "titles": list(trial.titles),
        "parts": [
            {"position": one.position, "length": one.length, "value": one.value} for one in trial.parts
        ],
    }


def _completed(completions: Iterable[Completion], language: str) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "label": localised(one.label, language),
            "kind": one.kind,
            "insert": one.insert,
            "help": localised(one.help, language),
        }
        for one in completions
    ]


def _problem(body: Question, problem: FormulaProblem, names: Vocabulary, language: str) -> dict[str, Any]:
    expected = BOOLEAN if body.context in _CONDITIONS else None
    # A template holds several expressions: no single one of them is at hand to be mended.
    found = (
        ()
        if body.context == "message"
        else remedies(body.text, problem, names, expected, measure=body.context == "measure")
    )
    return {
        "position": problem.position,
        "length": problem.length,
        "code": problem.code,
        "message": translated(problem.message, language),
        "hint": problem.hint and translated(problem.hint, language),
        "fixes": [
            {
                "position": one.position,
                "length": one.length,
                "insert": one.insert,
                "label": localised(one.label, language),
            }
            for one in found
        ],
    }


def _parsed(body: Question, names: Vocabulary) -> tuple[Expression | None, tuple[FormulaProblem, ...]]:
    expected: Type | None = BOOLEAN if body.context in _CONDITIONS else None
    if not body.text.strip():
        return None, ()
    try:
        if body.context == "message":
            parse_template(body.text, names)
            return None, ()
        return parse_expression(body.text, names, expected, measure=body.context == "measure"), ()
    except FormulaError as error:
        return None, error.problems


def _draft(body: Setting, context: Context) -> Surroundings | None:
    """Return what a draft's expressions may speak of, for who may design it; None where no draft is meant."""
    if not body.draft:
        return None
    if not context.principal.holds("design"):
        raise NotAllowed("Only somebody with the right to design this app may ask about its draft.")
    app, entities, tables = readable_of(draft_documents(context.conn, body.app))
    return Surroundings({"app": {"app": app}, "table": tables}, entities)


def _vocabulary(body: Setting, context: Context, around: Surroundings | None) -> Vocabulary:
    if around is None:
        return vocabulary(scope_for(context, published(context.conn, body.app), body.entity))
    base = AppVocabulary(around.names, body.entity, *_PREFIXES[body.context], form=body.form)
    if body.context == "rule":
        return RuleVocabulary(base, parent=body.parent)
    if body.context == "gateway":
        flow = FlowVocabulary(base)
        return flow if body.parent is None else RuleVocabulary(flow, parent=body.parent)
    return base
