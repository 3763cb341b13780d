"""Expressions: parsed for an editor, with type, plain reading, errors with positions and completions."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from dougong.access import scope_for, vocabulary
from dougong.api.answers.base import answered
from dougong.api.answers.builder import ParsedExpression
from dougong.api.bodies import Closed
from dougong.api.deps import ReaderContext
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import NotAllowed
from dougong.messages import translated
from dougong.metadata.drafts import draft_documents
from dougong.metadata.published import published
from dougong.metadata.references import names_of
from dougong.metadata.vocabulary import AppVocabulary
from dougong_flow import FlowVocabulary
from dougong_formula import (
    BOOLEAN,
    Expression,
    FormulaError,
    FormulaProblem,
    Type,
    Vocabulary,
    complete,
    describe,
    parse_expression,
    parse_template,
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


class Question(Closed):
    """An expression, the entity whose fields stand bare, and what it is for; `form` is the entity that is
    filled in where a picker's condition speaks of it as `form.`.
    """

    app: str = Field(max_length=48)
    entity: str = Field(max_length=100)
    text: str = Field(max_length=8000)
    position: int | None = Field(default=None, ge=0, le=8000)
    context: Place = "filter"
    draft: bool = False
    form: str | None = Field(default=None, max_length=100)


@router.post("/expressions/parse", responses=answered(ParsedExpression))
def post_parse(body: Question, context: ReaderContext) -> dict[str, Any]:
    """Read an expression; names are those the caller may use: his own rights, or the draft for a designer."""
    names = _vocabulary(body, context)
    expression, errors = _parsed(body, names)
    completions = [] if body.position is None else complete(body.text, body.position, names)
    language = context.language
    return {
        "tree": None if expression is None else to_json(expression),
        "type": None if expression is None else expression.type.kind,
        "reading": None
        if expression is None
        else {one: describe(expression, one, names) for one in ("en", "zh")},
        "errors": [
            {
                "position": one.position,
                "length": one.length,
                "code": one.code,
                "message": translated(one.message, language),
                "hint": one.hint and translated(one.hint, language),
            }
            for one in errors
        ],
        "completions": [
            {
                "key": one.key,
                "label": localised(one.label, language),
                "kind": one.kind,
                "insert": one.insert,
                "help": localised(one.help, language),
            }
            for one in completions
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


def _vocabulary(body: Question, context: Context) -> Vocabulary:
    if not body.draft:
        return vocabulary(scope_for(context, published(context.conn, body.app), body.entity))
    if not context.principal.holds("design"):
        raise NotAllowed("Only somebody with the right to design this app may ask about its draft.")
    names = names_of(draft_documents(context.conn, body.app))
    base = AppVocabulary(names, body.entity, *_PREFIXES[body.context], form=body.form)
    if body.context == "rule":
        return RuleVocabulary(base)
    if body.context == "gateway":
        return FlowVocabulary(base)
    return base
