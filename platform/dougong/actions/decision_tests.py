"""Tests of decision tables and score cards: what they give for a record, compared with what is expected of them.

What a table gives is told as expressions, as its rows are written: no document names a person or a team by an id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.automation import scores
from dougong.automation.definitions import expression
from dougong.identity.home import home_zone
from dougong.messages import translated
from dougong_model import Value, localised, number_text
from dougong_rule import (
    Card,
    Condition,
    Decision,
    DecisionTable,
    Kept,
    ScoreResult,
    decide,
    evaluate_card,
)
from dougong_rule.written_cells import quoted

Json = dict[str, Any]

_MOST_COUNTED = 1000
_SETTING = re.compile(r"settings\.[a-z0-9_]+\Z")


def difference(about: str, expected: Any, found: Any, key: str | None = None) -> Json:
    """Return one difference as JSON: what was expected of something, and what came."""
    return {"about": about, "key": key, "expected": expected, "found": found}


def table_expectation(act: Act, table: DecisionTable, record: UUID) -> Json:
    """Return what a table gives for a record, as what is expected of it."""
    decision = decide(table, act.scope(table.entity, record))
    outcome = _outcome(decision)
    return {"outcome": outcome, **({"outputs": _given(table, decision)} if outcome == "done" else {})}


def table_differences(
    act: Act, table: DecisionTable, record: UUID, expected: Mapping[str, Any]
) -> tuple[list[Json], str]:
    """Return in what a table differs from what is expected of it for a record, and which of its rows match."""
    scope = act.scope(table.entity, record)
    decision = decide(table, scope)
    outcome = _outcome(decision)
    differing = []
    if outcome != expected["outcome"]:
        differing.append(difference("outcome", expected["outcome"], outcome))
    given = None if decision.conflict else _given(table, decision)
    for key, text in expected.get("outputs", {}).items():
        values = [expression(act.app, table.entity, one).value(scope) for one in _listed(text)]
        value = decision.outputs.get(key)
        found = None if given is None else given.get(key)
        wanted = _compared(_listed(text), values)
        if found is None or wanted != _compared(
            _listed(found), value if isinstance(value, tuple) else [value]
        ):
            differing.append(difference("output", text, found, key))
    return differing, _rows_told(decision, act.context.language)


def _outcome(decision: Decision) -> str:
    return "failed" if decision.conflict else "done" if decision.numbers else "skipped"


def _given(table: DecisionTable, decision: Decision) -> dict[str, str | list[str]]:
    """Return what the outputs of a table give, by key, as its rows are written."""
    matched = set(decision.numbers)
    rows = [table.rows[at] for at in table.order if at + 1 in matched]
    given: dict[str, str | list[str]] = {}
    for at, output in enumerate(table.outputs):
        value = decision.outputs[output.key]
        cells = [row.outputs[at] for row in rows]
        if isinstance(value, tuple) and table.gives_list:
            given[output.key] = [_written(one, cell) for one, cell in zip(value, cells, strict=True)]
        else:
            given[output.key] = _written(value, cells[0] if cells else None)
    return given


def _written(value: Value, cell: Condition | None) -> str:
    """Return a value as an expression: a setting, and what only a name stands for, as the cell writes it."""
    text = "" if cell is None else cell.text.strip()
    if _SETTING.match(text):
        return text
    match value:
        case None:
            return quoted("")
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal() | int():
            return number_text(value)
        case str():
            return quoted(value)
        case date() if not isinstance(value, datetime):
            return f"DATE({value.year}, {value.month}, {value.day})"
    return text or quoted(str(value))


def _listed(text: Any) -> list[str]:
    return text if isinstance(text, list) else [text]


def _compared(texts: Sequence[str], values: Sequence[Any]) -> list[Any]:
    """Return values as they are compared; settings that are not filled in are told apart by their names."""
    plain = [_plain(one) for one in values]
    return [
        text if value is None and _SETTING.match(text) else value
        for text, value in zip(texts, plain, strict=True)
    ]


def _plain(value: Any) -> Any:
    """Return a value as it is compared: records by id, an empty text as blank."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, UUID) else None if value == "" else value


def _rows_told(decision: Decision, language: str) -> str:
    numbers = ", ".join(map(str, decision.numbers))
    if not numbers:
        return translated("No row matches.", language)
    one = len(decision.numbers) == 1
    told = f"The row that matches: {numbers}." if one else f"The rows that match: {numbers}."
    return translated(told, language)


def card_expectation(act: Act, card: Card, record: UUID) -> Json:
    """Return the members of a test of a card made of a record: what has happened to it, and what is expected."""
    kept = scores.kept_lines(act.context.conn, card, [record], home_zone(act.context.conn))[record]
    counting = [line.id for line in card.lines if line.trigger is not None]
    happened = {
        line: min(kept[line].count, _MOST_COUNTED) for line in counting if line in kept and kept[line].count
    }
    result = _scored(act, card, record, happened)
    expected = {"score": number_text(result.total), **({"band": _band(result)} if card.bands else {})}
    return {**({"happened": happened} if happened else {}), "expect": expected}


def card_differences(
    act: Act, card: Card, record: UUID, test: Mapping[str, Any]
) -> tuple[list[Json], str | None]:
    """Return in what a card differs from what a test expects for a record, and the lines that give points."""
    result, expected = _scored(act, card, record, test.get("happened", {})), test["expect"]
    differing = []
    if Decimal(str(expected["score"])) != result.total:
        differing.append(difference("score", expected["score"], number_text(result.total)))
    if "band" in expected and expected["band"] != _band(result):
        differing.append(difference("band", expected["band"], _band(result)))
    language = act.context.language
    lines = [
        f"{localised(one.line.reason, language)}: {number_text(one.points)}"
        for one in result.lines
        if one.points
    ]
    return differing, " · ".join(lines) or None


def _scored(act: Act, card: Card, record: UUID, happened: Mapping[str, int]) -> ScoreResult:
    """Read a card for a record to which so much has happened, by line, today."""
    today = act.context.now.astimezone(home_zone(act.context.conn)).date()
    kept = {line: Kept().more(count, today) for line, count in happened.items()}
    return evaluate_card(card, act.scope(card.entity, record), kept, today)


def _band(result: ScoreResult) -> str | None:
    return None if result.band is None else result.band.key
