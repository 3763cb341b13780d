"""Tests of rules, decision tables and score cards: a simulation that was kept is carried out again, and what comes of
it compared with what is expected.

Each test makes its own record, at its own moment, in a savepoint that is taken back; nothing is kept or sent. The
numbers of the settings and the people are those of the workspace as it is.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access.shapes import shape_of
from dougong.actions.act import Act
from dougong.actions.apply import apply, new_act
from dougong.actions.decision_tests import card_differences, difference, table_differences
from dougong.actions.simulate import KINDS, Case, Definition, Kind, Simulation, drafted, parse
from dougong.actions.values import field_value
from dougong.automation.definitions import expression
from dougong.context import Context, system_principal
from dougong.database import taken_back
from dougong.errors import DougongError, Invalid
from dougong.messages import translated
from dougong.metadata import App
from dougong.metadata.drafts import read_document
from dougong.metadata.schemas import shape_problems
from dougong.records.changes import Change
from dougong.records.rows import json_value
from dougong_formula import BOOLEAN, FormulaError
from dougong_model import Value, uuid7
from dougong_rule import Card, DecisionTable, EventRule

Json = dict[str, Any]

TEST_SECONDS = 5
"""So long a statement of a test may take."""
ALL_SECONDS = 20
"""So long all tests of an app may take: what is not begun then counts as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of one test of a document; `differences` from what was expected, `error` when it could not be run."""

    kind: Kind
    key: str
    place: int
    test: Mapping[str, Any]
    differences: tuple[Json, ...]
    why: str | None
    error: str | None
    milliseconds: int

    @property
    def passed(self) -> bool:
        """Say whether all was as expected."""
        return not self.differences and self.error is None

    def told(self) -> Json:
        """Return it as JSON."""
        return {
            "kind": self.kind,
            "key": self.key,
            "place": self.place,
            "test": self.test["id"],
            "name": self.test["name"],
            "passed": self.passed,
            "differences": list(self.differences),
            "why": self.why,
            "error": self.error,
            "milliseconds": self.milliseconds,
        }


def run_drafted(context: Context, app: App, kind: Kind, key: str) -> list[Tested]:
    """Run the tests of a document of the draft, everything around it as published; raises Invalid for one with errors."""
    document = read_document(context.conn, app.key, kind, key).document.body
    if faults := shape_problems(kind, document):
        raise Invalid("The tests cannot be run as they stand.", problems=faults)
    drafted(context, app, kind, key)
    return list(_run(context, app, [(kind, document)]))


def run_published(context: Context, app: App) -> list[Tested]:
    """Run the tests of all rules, decision tables and score cards of an app that are switched on."""
    return list(
        _run(
            context,
            app,
            [
                (kind, one)
                for kind in KINDS
                for one in app.documents(kind).values()
                if one.get("enabled", True)
            ],
        )
    )


def _run(context: Context, app: App, documents: Sequence[tuple[Kind, Mapping[str, Any]]]) -> Iterator[Tested]:
    end = time.monotonic() + ALL_SECONDS
    for kind, document in documents:
        tests = document.get("tests", ())
        definition = parse(app, kind, document) if tests else None
        for place, test in enumerate(tests):
            assert definition is not None
            started = time.perf_counter()
            late = time.monotonic() > end
            differences, why, error = (
                ((), None, "The tests before it took too long.")
                if late
                else _tested(context, app, definition, test)
            )
            yield Tested(
                kind=kind,
                key=definition.key,
                place=place,
                test=test,
                differences=tuple(differences),
                why=why,
                error=None if error is None else translated(error, context.language),
                milliseconds=int((time.perf_counter() - started) * 1000),
            )


def _tested(
    context: Context, app: App, definition: Definition, test: Mapping[str, Any]
) -> tuple[list[Json], str | None, str | None]:
    """Run one test; returns the differences, why this came of it, and why it could not be run."""
    at = datetime.fromisoformat(test["at"]) if "at" in test else context.now
    context = context.with_(now=at, cause=f"test:{definition.key}")
    try:
        with taken_back(context.conn):
            context.conn.execute(
                sa.select(sa.func.set_config("statement_timeout", str(TEST_SECONDS * 1000), True))
            )
            maker = new_act(context.with_(principal=system_principal("rule_test")), app)
            act = new_act(context, app)
            act.observed = []
            record = _made(maker, definition.entity, test["given"], act.names)
            match definition:
                case EventRule() as rule:
                    found, why = _rule_differences(act, rule, record, test)
                case DecisionTable() as table:
                    found, why = table_differences(act, table, record, test["expect"])
                case Card() as card:
                    found, why = card_differences(act, card, record, test)
            return found, why, None
    except DougongError as error:
        return [], None, error.told
    except FormulaError as error:
        told = [translated(one.message, context.language) for one in error.problems]
        return [], None, "\n".join(told)
    except sa.exc.OperationalError:
        return [], None, f"It took longer than {TEST_SECONDS} seconds."


Names = Mapping[str, Any]


def _made(
    act: Act, entity: str, given: Mapping[str, Any], names: Names, more: Mapping[str, Value] | None = None
) -> UUID:
    """Make the record of a sample with those that it points to, and those of its lists; no rule reacts.

    `names` are those of whoever runs the tests, for the people that are given by expressions.
    """
    lists = {key: one for key, one in shape_of(act.app, entity).lists.items() if one.back and not one.link}
    own = {key: value for key, value in given.items() if key not in lists}
    record = uuid7()
    values = {**_values(act, entity, own, names), **(more or {})}
    change = Change(entity=entity, kind="create", id=record, values=values)
    apply(act.context, act.app, [change], rules=False, act=act)
    for key, listed in lists.items():
        for row in given.get(key, ()):
            _made(act, listed.entity, row, names, {listed.back: record})
    return record


def _values(act: Act, entity: str, given: Mapping[str, Any], names: Names) -> dict[str, Value]:
    """Return the values of a sample as records keep them; raises Invalid for those that do not fit."""
    plain = _plain(act, entity, given, names)
    read, problems = act.app.entities[entity].validator.read(plain, partial=True)
    if problems:
        raise Invalid("The record of the test cannot be made.", problems=problems)
    return read


def _plain(act: Act, entity: str, given: Mapping[str, Any], names: Names) -> Json:
    """Return the values of a sample as the API takes them: ids in place of records and people."""
    shape = shape_of(act.app, entity)
    plain: Json = {}
    for key, value in given.items():
        one = shape.fields.get(key)
        if one is not None and one.is_reference and isinstance(value, Mapping):
            plain[key] = str(_made(act, str(one.target), value, names))
        elif one is not None and one.is_reference and isinstance(value, str):
            found = expression(act.app, entity, value, one.field.type.formula_type(one.field)).value(names)
            identity = field_value(one.field, found, act.currency)
            plain[key] = None if identity is None else str(identity)
        elif key in shape.lists and shape.lists[key].sub_table and isinstance(value, list):
            plain[key] = [_plain(act, shape.lists[key].entity, row, names) for row in value]
        else:
            plain[key] = value
    return plain


def _case(act: Act, rule: EventRule, record: UUID, test: Mapping[str, Any]) -> Case:
    """Return what happened to the record: what changed in it, or the first event that the rule listens to."""
    before = test.get("before")
    if before:
        old = _json(act, rule.entity, _values(act, rule.entity, before, act.names))
        new = _json(act, rule.entity, {key: act.rows.stored(rule.entity, record).get(key) for key in before})
        changed = {key: (old[key], new[key]) for key in before}
        return Case(
            record=record, kind="record.changed", at=act.context.now, data={}, old=old, changed=changed
        )
    first = next(iter(rule.triggers), None)
    if first is None or first.event == "record.changed":
        return Case(record=record)
    data = {name: sorted(map(str, allowed))[0] for name, allowed in first.data.items() if allowed}
    states = act.app.entities[rule.entity].states
    if first.event == "state.entered" and states is not None:
        data["state"] = str(act.rows.stored(rule.entity, record).get(states.machine.field))
    return Case(record=record, kind=first.event, at=act.context.now, data=data)


def _json(act: Act, entity: str, values: Mapping[str, Value]) -> Json:
    fields = shape_of(act.app, entity).fields
    return {key: json_value(act.app, fields[key], value) for key, value in values.items()}


def _rule_differences(
    act: Act, rule: EventRule, record: UUID, test: Mapping[str, Any]
) -> tuple[list[Json], str | None]:
    """Return in what a rule differs from what a test expects of it, and why it acted or not."""
    item = Simulation(act.context, act.app, rule).told(act, _case(act, rule, record, test))
    return _differences(act, rule, record, item, test["expect"]), None if item is None else item["why"]


def _differences(
    act: Act, rule: EventRule, record: UUID, item: Json | None, expected: Mapping[str, Any]
) -> list[Json]:
    """Compare what a rule would do with what is expected of it."""
    state = "skipped" if item is None else item["state"]
    found: list[Json] = []

    def compare(about: str, wanted: Any, given: Any, key: str | None = None) -> None:
        if wanted != given:
            found.append(difference(about, wanted, given, key))

    compare("outcome", expected["outcome"], state)
    if item is not None and state == "failed" and expected["outcome"] != "failed":
        found[-1]["error"] = item["error"]
    wanted = _json(act, rule.entity, _values(act, rule.entity, expected.get("set", {}), act.names))
    stored = act.rows.stored(rule.entity, record)
    given = _json(act, rule.entity, {key: stored.get(key) for key in wanted})
    for key, value in wanted.items():
        compare("set", value, given[key], key)
    if "holds" in expected:
        condition = expression(act.app, rule.entity, expected["holds"], BOOLEAN)
        compare("holds", True, condition.holds(act.scope(rule.entity, record)), expected["holds"])
    made = Counter(one["entity"] for one in (item or {}).get("changes", ()) if one["kind"] == "create")
    for entity, count in expected.get("made", {}).items():
        compare("made", count, made[entity], entity)
    for member in ("told", "sent"):
        if member in expected:
            compare(member, expected[member], len((item or {}).get(member, ())))
    return found
