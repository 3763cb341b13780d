"""Check of flows, rules, score cards, decision tables, pools and sequences by their engines; and rings of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dougong.metadata.checks.rule_tests import (
    card_expectation,
    check_tests,
    rule_expectation,
    table_expectation,
)
from dougong.metadata.checks.surroundings import Surroundings
from dougong.metadata.variants import misnamed, steps_of, with_variants
from dougong_flow import DecisionStep, Flow, FlowVocabulary, SubFlow, entity_of, parse_flow, warn
from dougong_model import DocumentError, Problem, Severity
from dougong_rule import (
    FLOW_STEPS,
    Pool,
    parse_decision_table,
    parse_event_rule,
    parse_pool,
    parse_score_card,
    parse_sequence,
    parse_steps,
    warn_table,
)


def check_flow(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a flow."""
    entity = str(body.get("entity"))
    vocabulary = around.vocabulary_of(entity)
    if vocabulary is None:
        yield from around.unknown("entity", [] if entity in around.of("entity") else [entity], "/entity")
        return
    forms = around.of("form")
    yield from misnamed(body, forms)
    flow, found = None, list[Problem]()
    try:
        flow = parse_flow(
            with_variants(body, forms),
            vocabulary,
            tuple(around.of("role")),
            unspoken=around.entities[entity].files if entity in around.entities else (),
        )
        found += warn(flow)
    except DocumentError as error:
        found += error.problems
    steps = list(_steps(body, entity, around))
    # The reader of flows reads values too; what the reader of steps tells of a place says more, and is told once.
    told = {one.pointer for one in steps}
    yield from (one for one in found if one.pointer not in told)
    yield from steps
    if flow is not None:
        yield from _named_below(flow, around)
        yield from _silent(flow, around)
    for pointer, step in steps_of(body):
        yield from around.unknown("form", [step["form"]] if "form" in step else [], f"{pointer}/form")


def _steps(body: Mapping[str, Any], entity: str, around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with the steps of action nodes, and with those that take them back."""
    rules = replace(around.rules, entities=_FlowNames(around))
    for index, node in enumerate(body.get("nodes", ())):
        for member in ("do", "compensate"):
            if member in node:
                try:
                    parse_steps(
                        node[member],
                        entity,
                        rules,
                        pointer=f"/nodes/{index}/{member}",
                        allowed=FLOW_STEPS,
                    )
                except DocumentError as error:
                    yield from error.problems


def _named_below(flow: Flow, around: Surroundings) -> Iterator[Problem]:
    """Yield sub-flows and decision tables that are not there, or not for records of the kind at hand."""
    flows, tables = around.of("flow"), around.of("table")
    for key, node in flow.nodes.items():
        place = flow.pointers[key]
        if isinstance(node, SubFlow):
            yield from around.unknown("flow", [node.flow], f"{place}/flow")
            wanted = flows.get(node.flow, {}).get("entity", entity_of(node, flow.entity))
            if wanted != entity_of(node, flow.entity):
                yield Problem(
                    code="wrong_entity",
                    pointer=f"{place}/flow",
                    message=f"The flow “{node.flow}” does not run on these records.",
                    hint="Choose a flow of these records, or the list of records that it runs on.",
                )
            elif node.flow == flow.key and node.each is None:
                yield Problem(
                    code="own_sub_flow",
                    pointer=f"{place}/flow",
                    message="A flow cannot start itself again on its own record.",
                )
        if isinstance(node, DecisionStep):
            yield from around.unknown("table", [node.table], f"{place}/table")
            table = tables.get(node.table)
            if table is None:
                continue
            if table.get("entity") != flow.entity:
                yield Problem(
                    code="wrong_entity",
                    pointer=f"{place}/table",
                    message=f"The decision table “{node.table}” is not of the flow's entity.",
                )
            if node.set and _gives_list(table):
                yield Problem(
                    code="list_output",
                    pointer=f"{place}/set",
                    message=f"The decision table “{node.table}” gives lists, which no field takes here.",
                    hint="Let it take one row, or collect a number; or write nothing of it into the record.",
                )
            known = {str(output.get("key")) for output in table.get("outputs", ())}
            for field, output in node.set.items():
                if output not in known:
                    yield Problem(
                        code="unknown_output",
                        pointer=f"{place}/set/{field}",
                        message=f"The decision table has no output “{output}”.",
                    )


def _silent(flow: Flow, around: Surroundings) -> Iterator[Problem]:
    """Yield connections by which nobody can be told anything."""
    for index, key in enumerate(flow.notify_by):
        if key not in around.rules.channels:
            yield Problem(
                code="no_channel",
                pointer=f"/notify_by/{index}",
                message=f"The connection “{key}” sends no messages.",
            )


def _gives_list(table: Mapping[str, Any]) -> bool:
    """Say whether a decision table answers with a list of what all its rows say."""
    hit = table.get("hit")
    return hit == "rule_order" or (hit == "collect" and table.get("collect", "list") == "list")


class _FlowNames:
    """The vocabularies of entities with `flow`, for the steps of a flow."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def vocabulary(self, entity: str) -> FlowVocabulary | None:
        """Return the vocabulary with an entity's fields bare and the running flow's names."""
        base = self._around.vocabulary_of(entity)
        return None if base is None else FlowVocabulary(base)


def _read(read: Callable[[], object]) -> list[Problem]:
    try:
        read()
    except DocumentError as error:
        return list(error.problems)
    return []


def check_rule(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with an event rule and its tests."""
    yield from _read(lambda: parse_event_rule(body, around.rules))
    yield from check_tests(body, around, rule_expectation(body, around))


def check_scorecard(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a score card and its tests."""
    try:
        card = parse_score_card(body, around.rules)
    except DocumentError as error:
        yield from error.problems
    else:
        yield from check_tests(body, around, card_expectation(card))


def check_table(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a decision table and its tests, and warn of rows that overlap, are never reached, or
    leave gaps.
    """
    try:
        table = parse_decision_table(body, around.rules)
    except DocumentError as error:
        yield from error.problems
    else:
        yield from warn_table(table, around.language)
        yield from check_tests(body, around, table_expectation(table, around))


def check_pool(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a pool; what it keeps is closed to people, or its days would say what they like."""
    try:
        pool = parse_pool(body, around.rules)
    except DocumentError as error:
        yield from error.problems
        return
    fields = around.entities[pool.entity].fields if pool.entity in around.entities else {}
    for member in ("claimed_at", "recycle_on", "pool_field"):
        field = fields.get(str(body.get(member)))
        if field is not None and not field.read_only:
            yield Problem(
                code="not_read_only",
                pointer=f"/{member}",
                message=f"“{around.name_of(field)}” is kept by the pool: make it read-only.",
            )
    yield from _hidden(pool, around)
    others = [
        other
        for other in around.of("pool").values()
        if other is not body and other.get("entity") == pool.entity
    ]
    same = [
        one
        for one in others
        if not {"when", "pool_value"} & one.keys() | {"when", "pool_value"} & body.keys()
    ]
    if pool.pool_value is not None:
        same += [one for one in others if one.get("pool_value") == pool.pool_value]
    if same:
        yield Problem(
            code="same_records",
            pointer="/when",
            message=f"The pool “{same[0].get('key')}” is about the same records.",
            hint="Say which records each of them is about.",
        )
    for at, key in enumerate(pool.give_back_to):
        there = around.of("pool").get(key, {})
        if (there.get("entity"), there.get("pool_field")) != (pool.entity, pool.pool_field):
            yield Problem(
                code="other_pool",
                pointer=f"/give_back_to/{at}",
                message=f"The pool “{key}” does not keep its records by the same field.",
            )


def _hidden(pool: Pool, around: Surroundings) -> Iterator[Problem]:
    """Yield fields that a pool cannot hide: what names a record, or says whose it is, is read by whoever sees it."""
    entity = around.entities[pool.entity]
    for at, key in enumerate(pool.hide):
        field = entity.fields.get(key)
        if field is None:
            message = f"There is no field “{key}” in {pool.entity}."
            yield Problem(code="unknown_field", pointer=f"/hide/{at}", message=message)
        elif key == entity.title or field.type.name == "sub_table":
            message = f"“{around.name_of(field)}” cannot be hidden: records are called by it, or it has rows."
            yield Problem(code="not_hidden", pointer=f"/hide/{at}", message=message)


def check_sequence(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a sequence."""
    yield from _read(lambda: parse_sequence(body, around.rules))


def looping_rules(around: Surroundings) -> list[Problem]:
    """Warn of rules that may set each other off for ever: the loop guard would cut them."""
    rules = around.of("rule")
    leads = {key: {other for other, body in rules.items() if _sets_off(rules[key], body)} for key in rules}
    problems = []
    for key in rules:
        reached, todo = set[str](), list(leads[key])
        while todo:
            following = todo.pop()
            if following not in reached:
                reached.add(following)
                todo += leads[following]
        if key in reached:
            problems.append(
                Problem(
                    code="loop",
                    file=f"rules/{key}.json",
                    pointer="/do",
                    severity=Severity.WARNING,
                    message=f"The rule “{key}” may set itself off again.",
                    hint="Narrow its condition, or name the fields whose change it reacts to.",
                )
            )
    return problems


def _sets_off(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Say whether steps of one rule are events of another that runs after the save."""
    events = second.get("on")
    if not isinstance(events, Mapping) or second.get("phase") == "before" or first.get("phase") == "before":
        return False
    for step in first.get("do", ()):
        kind, body = next(iter(step.items()))
        if kind == "SetFields" and first.get("entity") == second.get("entity") and "changed" in events:
            watched = events["changed"]
            fields = watched.get("fields") if isinstance(watched, Mapping) else None
            named = {fields} if isinstance(fields, str) else set(fields or ())
            if not named or any(_may_become(body[field], watched) for field in named & set(body)):
                return True
        if kind == "Create" and "created" in events and body.get("entity") == second.get("entity"):
            return True
    return False


def _may_become(text: str, watched: Mapping[str, Any]) -> bool:
    """Say whether what an expression gives may be one of the values for whose coming a rule waits (`to`)."""
    to = watched.get("to")
    constant = text[1:-1] if text[:1] == text[-1:] == '"' and '"' not in text[1:-1] else None
    return to is None or constant is None or constant in (to if isinstance(to, list) else [to])
