"""Decision tables: every hit policy by examples, the compiled table against its rows read one by one, and the
analysis against all combinations of small domains.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dougong_model import DocumentError, ErrorCode, FormulaErrorValue, Severity
from dougong_rule import DecisionTable, HitPolicy, decide, parse_decision_table, warn_table
from dougong_rule.definition import Collect
from tests.engines.rule.lead import SURROUNDINGS

EXAMPLES = sorted((Path(__file__).parent / "decision_tables").glob("*.json"))
CONFLICT = FormulaErrorValue(ErrorCode.VALUE)


def table(body: Mapping[str, Any]) -> DecisionTable:
    """Read a table written short: inputs by their keys, rows as [in, out]."""
    document = {
        "format": 1,
        "id": "ta000001",
        "key": "region",
        "entity": "lead",
        "name": {"en": "Table"},
        **body,
        "inputs": [
            {"key": f"{at}", "expression": one, "label": {"en": one}} for at, one in enumerate(body["inputs"])
        ],
        "rows": [{"id": f"row{at}", "in": cells, "out": out} for at, (cells, out) in enumerate(body["rows"])],
    }
    return parse_decision_table(document, SURROUNDINGS)


def value(key: str, written: Any) -> Any:
    """Return a value of an example as a record holds it."""
    if key == "starts" and written is not None:
        return date.fromisoformat(written)
    return Decimal(str(written)) if isinstance(written, int) and not isinstance(written, bool) else written


def plain(found: Any) -> Any:
    if isinstance(found, tuple):
        return [plain(one) for one in found]
    return int(found) if isinstance(found, Decimal) else found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_answers_and_warns_as_it_says(path: Path) -> None:
    example = json.loads(path.read_text("utf-8"))
    read = table(example["table"])
    for case in example["cases"]:
        decision = decide(read, {key: value(key, one) for key, one in case["given"].items()})
        assert decision.conflict is ("conflict" in case), case
        if decision.conflict:
            assert list(decision.numbers) == case["conflict"]
            assert set(decision.outputs.values()) == {CONFLICT}
        else:
            assert {key: plain(one) for key, one in decision.outputs.items()} == case["outputs"], case
    warnings = warn_table(read)
    assert {one.severity for one in warnings} <= {Severity.WARNING}
    assert [[one.pointer, one.code, one.message] for one in warnings] == example["warnings"]


def test_there_is_an_example_of_every_policy() -> None:
    bodies = [json.loads(path.read_text("utf-8"))["table"] for path in EXAMPLES]
    assert {body["hit"] for body in bodies} == {one.value for one in HitPolicy}
    assert {body["collect"] for body in bodies if "collect" in body} == {one.value for one in Collect}


def test_an_example_is_said_in_the_words_of_its_reader() -> None:
    rows = [[['"East"', "TRUE"], ["1"]], [['"East", "North"', "TRUE"], ["2"]]]
    body = {
        "hit": "unique",
        "inputs": ["region", "demo"],
        "outputs": [{"key": "a", "label": {"en": "A"}}],
        "rows": rows,
    }
    told = [one.message for one in warn_table(table(body), "zh")]
    assert told[:2] == [
        "Rows 1 and 2 both match when region = East区，demo = 是.",
        "No row matches when region = East区，demo = 否.",
    ]


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        ([{"key": "a"}], ("/outputs", "values_expected")),
        ([{"key": "a", "values": ['"x"']}], ("/rows/1/out/0", "unlisted_value")),
        ([{"key": "a", "values": ['"x"', "nonsense"]}], ("/outputs/0/values/1", "unknown_name")),
        ([{"key": "a", "values": "x"}], ("/outputs/0/values", "list_expected")),
    ],
)
def test_a_priority_needs_the_order_of_what_can_come_out(
    outputs: list[dict[str, Any]], told: tuple[str, str]
) -> None:
    rows = [[["> 1"], ['"x"']], [["> 2"], ['"y"']]]
    with pytest.raises(DocumentError) as refused:
        table({"hit": "priority", "inputs": ["employees"], "outputs": outputs, "rows": rows})
    assert told in [(one.pointer, one.code) for one in refused.value.problems]


NUMBERS = [None, *(Decimal(half) / 2 for half in range(-2, 11))]
DAYS = [None, *(date(2026, 1, 1) + timedelta(days=at) for at in range(6))]
DOMAINS: Mapping[str, list[Any]] = {
    "employees": NUMBERS,
    "region": [None, "East", "North", "South"],
    "demo": [False, True],
    "starts": DAYS,
    "channel": [None, "web", "fair", "anything else"],
}
FIXED = {
    "employees": st.one_of(
        st.just("-"),
        st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">=", "=", "<>"]), st.integers(0, 4)),
        st.builds(
            "{}{}..{}{}".format,
            st.sampled_from("[("),
            st.integers(0, 2),
            st.integers(1, 4),
            st.sampled_from("])"),
        ),
        st.sampled_from(["1", "1, 3", "NOT(2)", "NOT([1..3])", "NOT(<= 2)"]),
    ),
    "region": st.sampled_from(["-", '"East"', '"North", "South"', 'NOT("East")', '<> "South"']),
    "demo": st.sampled_from(["-", "TRUE", "FALSE", "NOT(TRUE)"]),
    "starts": st.sampled_from(
        ["-", '>= "2026-01-03"', "< DATE(2026, 1, 3)", '["2026-01-02".."2026-01-04")', 'NOT("2026-01-05")']
    ),
    "channel": st.sampled_from(["-", '"web"', 'NOT("web", "fair")', '= ""', '<> "fair"']),
}
ASKED = {
    "employees": ["> score", ">= 0 AND MOD(input, 2) = 0", "[score..4]"],
    "region": ["company", '<> "South" AND LEN(input) > 4'],
    "demo": ["score > 2"],
    "starts": ['> "2026-01-01" AND DAY(input) > 3'],
    "channel": ["company", 'NOT("web", company)'],
}


@st.composite
def tables(draw: st.DrawFn, asked: bool) -> DecisionTable:
    inputs = draw(st.lists(st.sampled_from(sorted(DOMAINS)), min_size=1, max_size=3))
    cell = {
        key: st.one_of(FIXED[key], st.sampled_from(ASKED[key])) if asked else FIXED[key] for key in inputs
    }
    rows = draw(
        st.lists(
            st.tuples(st.tuples(*(cell[key] for key in inputs)), st.tuples(st.sampled_from("123"))),
            min_size=1,
            max_size=5,
        )
    )
    return table(
        {
            "hit": draw(st.sampled_from([one.value for one in HitPolicy])),
            "collect": draw(st.sampled_from([one.value for one in Collect])),
            "inputs": inputs,
            "outputs": [{"key": "out", "values": ["2", "3", "1"]}],
            "rows": [[list(cells), list(out)] for cells, out in rows],
        }
    )


def scopes(read: DecisionTable) -> Iterator[dict[str, Any]]:
    """Go through all combinations of the small domains of a table's inputs."""
    keys = sorted({entry.value.text for entry in read.inputs})
    for values in itertools.product(*(DOMAINS[key] for key in keys)):
        yield {"score": Decimal(2), "company": "web", **dict(zip(keys, values, strict=True))}


def hits(read: DecisionTable, scope: Mapping[str, Any]) -> list[int]:
    """Return the rows that are true, asking every cell by itself."""
    seen = [entry.value.value(scope) for entry in read.inputs]
    return [
        at
        for at, row in enumerate(read.rows)
        if all(
            cell.test is None or cell.test.holds({**scope, "input": value})
            for cell, value in zip(row.cells, seen, strict=True)
        )
    ]


def answered(read: DecisionTable, scope: Mapping[str, Any]) -> Any:
    """Put outputs together by the words of the policies."""
    values = [read.rows[at].outputs[0].value(scope) for at in hits(read, scope)]
    match read.hit:
        case HitPolicy.RULE_ORDER:
            return tuple(values)
        case HitPolicy.COLLECT:
            return {
                Collect.LIST: lambda: tuple(values),
                Collect.SUM: lambda: sum(values),
                Collect.COUNT: lambda: len(values),
                Collect.MIN: lambda: min(values, default=None),
                Collect.MAX: lambda: max(values, default=None),
            }[read.collect]()
        case HitPolicy.UNIQUE if len(values) > 1:
            return CONFLICT
        case HitPolicy.ANY if len(set(values)) > 1:
            return CONFLICT
        case HitPolicy.PRIORITY:
            return min(values, key=[2, 3, 1].index, default=None)
    return values[0] if values else None


@settings(max_examples=150, deadline=None)
@given(tables(asked=True))
def test_a_compiled_table_answers_as_its_rows_read_one_by_one(read: DecisionTable) -> None:
    for scope in itertools.islice(scopes(read), 0, None, 3):
        decision = decide(read, scope)
        assert decision.outputs == {"out": answered(read, scope)}, scope
        assert decision.conflict is (decision.outputs["out"] == CONFLICT)
        true = hits(read, scope)
        looked_at = true[:1] if read.hit is HitPolicy.FIRST else true
        assert [number - 1 for number in decision.numbers] == looked_at
        assert all((trace.failed is None) is trace.matched for trace in decision.rows)


@pytest.mark.parametrize("hit", list(HitPolicy))
@pytest.mark.parametrize("odd", [CONFLICT, ["a"], True, 7, "words"], ids=str)
def test_a_value_of_another_type_is_asked_about_like_any_other(hit: HitPolicy, odd: Any) -> None:
    body = {"hit": hit, "outputs": [{"key": "out", "values": ["2", "3", "1"]}]}
    for key, cells in {
        "employees": ["> 1", "NOT(3)"],
        "region": ['"East"', 'NOT("East")'],
        "demo": ["TRUE", "FALSE"],
        "starts": ['> "2026-01-01"', "-"],
    }.items():
        rows = [[[cell], [str(at)]] for at, cell in enumerate(cells, start=1)]
        read = table({**body, "inputs": [key], "rows": rows})
        assert decide(read, {key: odd}).outputs == {"out": answered(read, {key: odd})}, key


@settings(max_examples=200, deadline=None)
@given(tables(asked=False))
def test_the_analysis_agrees_with_all_combinations(read: DecisionTable) -> None:
    taken = [(scope, hits(read, scope)) for scope in scopes(read)]
    told = warn_table(read)
    found = {code: {one.pointer for one in told if one.code == code} for code in (one.code for one in told)}

    true = {at for _, rows in taken for at in rows}
    assert found.pop("never_true", set()) == {f"/rows/{at}" for at in range(len(read.rows)) if at not in true}

    winners = {min(rows, key=read.order.index) for _, rows in taken if rows}
    unreached = true - winners if read.hit in (HitPolicy.FIRST, HitPolicy.PRIORITY) else set()
    assert found.pop("never_reached", set()) == {f"/rows/{at}" for at in unreached}

    lists = read.hit in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER)
    assert bool(found.pop("gap", ())) is (not lists and any(not rows for _, rows in taken))

    out = [row.outputs[0].value({}) for row in read.rows]
    overlaps = {
        (first, second)
        for _, rows in taken
        for first, second in itertools.combinations(rows, 2)
        if read.hit is HitPolicy.UNIQUE or (read.hit is HitPolicy.ANY and out[first] != out[second])
    }
    named = {
        tuple(int(one) - 1 for one in re.findall(r"\d+", message.message)[:2])
        for message in told
        if message.code == "overlap"
    }
    found.pop("overlap", None)
    assert named == overlaps
    assert found == {}

    for problem in told:
        if problem.code in ("overlap", "gap", "never_reached"):
            rows = hits(read, example(read, problem.message))
            numbers = [
                int(one) - 1
                for one in re.findall(r"[Rr]ows? (\d+)|and (\d+)", problem.message)
                for one in one
                if one
            ]
            assert set(numbers) <= set(rows), problem
            assert bool(rows) is (problem.code != "gap"), problem


def example(read: DecisionTable, message: str) -> dict[str, Any]:
    """Read the example of a warning."""
    scope: dict[str, Any] = {entry.value.text: DOMAINS[entry.value.text][-1] for entry in read.inputs}
    for key in re.findall(r"(\w+) is blank", message):
        scope[key] = None
    for key in re.findall(r"(\w+) is something else", message):
        scope[key] = "…"
    for key, written in re.findall(r'(\w+) = ("[^"]*"|[-\w.]+?)(?=,|\.$)', message):
        if key == "starts":
            scope[key] = date.fromisoformat(written)
        elif written.startswith('"'):
            scope[key] = written[1:-1]
        else:
            kinds = {"demo": "Yes".__eq__, "region": str, "employees": Decimal}
            scope[key] = kinds[key](written)
    return scope


@pytest.mark.parametrize("asked", ["> score", ">= 0 AND MOD(input, 2) = 0"])
def test_of_what_is_not_compared_with_constants_nothing_is_told(asked: str) -> None:
    rows = [[[asked], ["1"]], [["-"], ["2"]], [[asked], ["3"]]]
    for hit in ("unique", "first"):
        told = warn_table(
            table({"hit": hit, "inputs": ["employees"], "outputs": [{"key": "a"}], "rows": rows})
        )
        assert [one.code for one in told] == (["never_reached"] if hit == "first" else [])


def test_a_table_too_wide_to_look_through_says_so() -> None:
    keys = ["employees", "score", "LEN(company)", "LEN(channel)", "LEN(status)", "LEN(quality)"]
    rows = [[[f"<> {(at * (column + 3)) % 23}" for column in range(len(keys))], ["1"]] for at in range(1, 23)]
    told = warn_table(table({"hit": "first", "inputs": keys, "outputs": [{"key": "a"}], "rows": rows}))
    assert ("/rows", "not_analysed") in [(one.pointer, one.code) for one in told]
