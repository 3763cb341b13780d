"""The engine alone: an approval from start to end in memory, by `advance` and by SpiffWorkflow.

Both play the same: a person's task, a gateway that reads the amount, an automatic step, the end.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from dougong_flow import (
    Complete,
    Decide,
    InstanceState,
    Organisation,
    Surroundings,
    Verb,
    advance,
    begin,
    parse_flow,
)
from dougong_formula import NUMBER, TEXT, Member, PlainVocabulary, record_of
from dougong_model import uuid_of

TO_SPIFF = 5.0
REP, LEAD, DEAL = UUID(int=1), UUID(int=2), UUID(int=3)
DOCUMENT: dict[str, Any] = {
    "format": 1,
    "id": "fl0bench",
    "key": "approval",
    "entity": "deal",
    "name": {"en": "Approval"},
    "start": {"on": "button"},
    "nodes": [
        {"id": "n0000001", "key": "lead", "kind": "approve", "who": [{"supervisor": 1}]},
        {"id": "n0000002", "key": "amount", "kind": "exclusive"},
        {"id": "n0000003", "key": "large", "kind": "action", "do": [{"SetFields": {"status": '"large"'}}]},
        {"id": "n0000004", "key": "small", "kind": "action", "do": [{"SetFields": {"status": '"small"'}}]},
        {"id": "n0000005", "key": "end", "kind": "end"},
    ],
    "edges": [
        {"from": "start", "to": "lead"},
        {"from": "lead", "to": "amount", "on": "approved"},
        {"from": "amount", "to": "large", "when": "amount >= 1000"},
        {"from": "amount", "to": "small", "default": True},
        {"from": "large", "to": "end"},
        {"from": "small", "to": "end"},
    ],
}
BPMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="bench" id="d">
  <process id="approval" isExecutable="true">
    <startEvent id="start"><outgoing>f1</outgoing></startEvent>
    <manualTask id="lead"><incoming>f1</incoming><outgoing>f2</outgoing></manualTask>
    <exclusiveGateway id="amount" default="f4">
      <incoming>f2</incoming><outgoing>f3</outgoing><outgoing>f4</outgoing>
    </exclusiveGateway>
    <scriptTask id="large"><incoming>f3</incoming><outgoing>f5</outgoing><script>status = 'large'</script></scriptTask>
    <scriptTask id="small"><incoming>f4</incoming><outgoing>f6</outgoing><script>status = 'small'</script></scriptTask>
    <endEvent id="end"><incoming>f5</incoming><incoming>f6</incoming></endEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="lead"/>
    <sequenceFlow id="f2" sourceRef="lead" targetRef="amount"/>
    <sequenceFlow id="f3" sourceRef="amount" targetRef="large">
      <conditionExpression>amount &gt;= 1000</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f4" sourceRef="amount" targetRef="small"/>
    <sequenceFlow id="f5" sourceRef="large" targetRef="end"/>
    <sequenceFlow id="f6" sourceRef="small" targetRef="end"/>
  </process>
</definitions>
"""


def _ours() -> Callable[[int], None]:
    """Return what plays one approval with our engine."""
    vocabulary = PlainVocabulary(
        root="deal",
        prefixes={"user": record_of("@user"), "settings": record_of("@settings")},
        entities={
            "deal": {
                one.key: one
                for one in (
                    Member("id", record_of("deal")),
                    Member("amount", NUMBER),
                    Member("status", TEXT),
                    Member("owner", record_of("@person")),
                )
            },
            "@person": {},
            "@user": {},
            "@settings": {},
        },
    )
    flow = parse_flow(DOCUMENT, vocabulary)
    company = Organisation(
        active=frozenset({REP, LEAD}),
        supervisors={REP: LEAD},
        roles={},
        teams={},
        administrators=(LEAD,),
        departments={},
        parents={},
        heads={},
    )
    # Ids are an argument of the engine, as the record and the people are.
    new_id = partial(next, itertools.cycle([uuid_of(number) for number in range(10, 10_010)]))
    now = datetime(2026, 11, 23, tzinfo=UTC)

    def play(amount: int) -> None:
        around = Surroundings(
            record={"id": DEAL, "amount": Decimal(amount), "version": Decimal(1), "user": {"id": REP}},
            organisation=company,
            new_id=new_id,
        )
        step = begin(
            flow,
            instance=new_id(),
            version=1,
            record=DEAL,
            initiator=REP,
            now=now,
            surroundings=around,
        )
        while step.acting:
            step = advance(flow, step.instance, Complete(visit=step.acting[0]), now, around)
        (seat,) = step.instance.open_seats()
        decide = Decide(seat=seat.id, person=LEAD, verb=Verb.APPROVE)
        step = advance(flow, step.instance, decide, now, around)
        assert step.effects
        while step.acting:
            step = advance(flow, step.instance, Complete(visit=step.acting[0]), now, around)
        assert step.instance.state is InstanceState.APPROVED

    return play


def _spiff() -> Callable[[int], None] | None:
    """Return what plays it with SpiffWorkflow, or None where it is not installed."""
    if importlib.util.find_spec("SpiffWorkflow") is None:
        return None
    parsing = importlib.import_module("SpiffWorkflow.bpmn.parser")
    workflows = importlib.import_module("SpiffWorkflow.bpmn.workflow")
    states = importlib.import_module("SpiffWorkflow.util.task").TaskState
    parser = parsing.BpmnParser()
    parser.add_bpmn_io(io.BytesIO(BPMN))
    spec = parser.get_spec("approval")

    def play(amount: int) -> None:
        workflow = workflows.BpmnWorkflow(spec)
        workflow.do_engine_steps()
        (task,) = workflow.get_tasks(state=states.READY, manual=True)
        task.data["amount"] = amount
        task.run()
        workflow.do_engine_steps()
        assert workflow.is_completed()
        assert workflow.data["status"] == ("large" if amount >= 1000 else "small")

    return play


def _rate(play: Callable[[int], None], times: int) -> float:
    begun = time.process_time()
    for at in range(times):
        play(10 if at % 2 else 5000)
    return times / (time.process_time() - begun)


def measure(times: int = 2_000) -> dict[str, float]:
    """Return instances in a second of processor time by `advance` and, where it is installed, `spiff`: the best of
    three.
    """
    players = {"advance": _ours()}
    spiff = _spiff()
    if spiff is not None:
        players["spiff"] = spiff
    return {
        name: max(rates)
        for name, rates in {
            name: [_rate(play, times if name == "advance" else max(times // 5, 1)) for _ in range(3)]
            for name, play in players.items()
        }.items()
    }
