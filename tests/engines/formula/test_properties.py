"""Rules that hold for every text, tree and expression, whatever they are."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dougong_formula import (
    FormulaError,
    complete,
    describe,
    parse,
    parse_expression,
    parse_template,
    to_json,
    to_python,
)
from dougong_formula.parse import children
from dougong_formula.tree import Tree
from tests.engines.formula.cases import VOCABULARY
from tests.engines.formula.expressions import expressions
from tests.engines.formula.trees import placeless, trees

KINDS = st.sampled_from(["number", "text", "boolean", "date", "datetime"])
FORMULAS = KINDS.flatmap(expressions)
WRITTEN = trees()
PIECES = st.sampled_from(
    ["this.", "parent.", "SUM(lines, ", "user", '"', "(", ")", ",", "{{", "}}", "NOT ", "，", "1"]
)
ANY_TEXT = st.one_of(
    st.text(max_size=40), st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)
)


@given(WRITTEN)
def test_a_written_tree_is_read_as_it_was(pair: tuple[Tree, str]) -> None:
    tree, text = pair
    assert placeless(parse(text)) == tree


@given(WRITTEN)
def test_a_part_of_a_tree_stands_where_its_place_says(pair: tuple[Tree, str]) -> None:
    _, text = pair
    for part in children(parse(text)):
        place = part.place
        assert placeless(parse(text[place.position : place.position + place.length])) == placeless(part)


@given(ANY_TEXT)
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    for read in (
        parse,
        lambda text: parse_expression(text, VOCABULARY),
        lambda text: parse_template(text, VOCABULARY),
    ):
        try:
            read(text)
        except FormulaError as refusal:
            for problem in refusal.problems:
                assert problem.message
                assert 0 <= problem.position <= problem.position + problem.length <= len(text)


@given(WRITTEN)
def test_any_tree_is_typed_or_refused_and_what_is_typed_runs(pair: tuple[Tree, str]) -> None:
    _, text = pair
    try:
        expression = parse_expression(text, VOCABULARY)
    except FormulaError as refusal:
        (problem,) = refusal.problems
        assert problem.message
        assert 0 <= problem.position <= problem.position + problem.length <= len(text)
    else:
        to_python(expression)({})
        assert json.dumps(to_json(expression))


@given(FORMULAS)
def test_every_expression_reads_in_plain_words(text: str) -> None:
    expression = parse_expression(text, VOCABULARY)
    for language in ("en", "zh-CN"):
        assert describe(expression, language, VOCABULARY).strip()


@given(st.one_of(FORMULAS, ANY_TEXT, WRITTEN.map(lambda pair: pair[1])), st.integers(0, 200))
def test_completion_answers_at_any_place_of_any_text(text: str, position: int) -> None:
    for completion in complete(text, position, VOCABULARY):
        assert completion.insert
