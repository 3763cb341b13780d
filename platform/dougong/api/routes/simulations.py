"""Simulations: what a rule, a decision table or a score card of the draft would do; nothing is kept or sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dougong.actions.keep_test import proposed_test
from dougong.actions.rule_tests import run_drafted
from dougong.actions.simulate import MOST_DAYS, Kind, simulate_one, start_simulation
from dougong.api.answers.base import answered
from dougong.api.answers.simulations import SimulationStarted, TestProposal, TestResults
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext
from dougong.api.opening import ContextRoute
from dougong.metadata import published

router = APIRouter(route_class=ContextRoute, tags=["Rules"])


class Simulation(Closed):
    """What is simulated, and on what: a record, the events of the last `days`, or the records of a `filter`.

    The first that is given counts; a filter that is absent takes any record.
    """

    kind: Kind
    key: Annotated[str, Field(max_length=48)]
    record: UUID | None = None
    days: Annotated[int | None, Field(ge=1, le=MOST_DAYS)] = None
    filter: Annotated[str | None, Field(max_length=8000)] = None


@router.post("/apps/{app}/simulations", responses=answered(SimulationStarted))
def simulate(context: DesignerContext, app: str, body: Simulation) -> dict[str, Any]:
    """Tell what a document of the draft would do: to a record at once, to many in a job."""
    live = published(context.conn, app)
    if body.record is not None:
        return {"job": None, "result": simulate_one(context, live, body.kind, body.key, body.record)}
    started = start_simulation(context, live, body.kind, body.key, days=body.days, condition=body.filter)
    return {"job": started, "result": None}


class Kept(Closed):
    """The record on which a document was simulated."""

    record: UUID


Folder = Literal["rules", "tables", "scorecards"]
_KINDS: Mapping[Folder, Kind] = {"rules": "rule", "tables": "table", "scorecards": "scorecard"}


@router.post("/apps/{app}/{folder}/{key}/tests", responses=answered(TestResults))
def run_tests(context: DesignerContext, app: str, folder: Folder, key: str) -> dict[str, Any]:
    """Run the tests of a document of the draft, everything around it as published; all of it is undone."""
    live = published(context.conn, app)
    return {"items": [one.told() for one in run_drafted(context, live, _KINDS[folder], key)]}


@router.post("/apps/{app}/{folder}/{key}/test-proposal", responses=answered(TestProposal))
def propose_test(context: DesignerContext, app: str, folder: Folder, key: str, body: Kept) -> dict[str, Any]:
    """Turn the simulation of a document of the draft on a record into a test: its sample, and what is expected."""
    return proposed_test(context, published(context.conn, app), _KINDS[folder], key, body.record)
