"""Rules on a record: its buttons, its score with the reasons, and what rules have done to it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints
from starlette.responses import Response

from dougong.actions.press_button import press_button
from dougong.actions.preview_message import preview_message
from dougong.actions.run_set import count_now, start_now
from dougong.actions.schedule_times import schedule_times
from dougong.actions.show_reasons import show_reasons
from dougong.api.answers.base import answered
from dougong.api.answers.history import Reasons
from dougong.api.answers.records import ActionAnswer, Score
from dougong.api.answers.rules import DueRecords, MessagePreview, ScheduleTimes
from dougong.api.answers.runs import RunPage, StartedRun
from dougong.api.bodies import Closed
from dougong.api.deps import DesignerContext, IdempotencyKey, MemberContext, answer_once
from dougong.api.opening import ContextRoute
from dougong.api.problems import item
from dougong.api.routes.runs import page
from dougong.api.run_titles import with_titles
from dougong.automation import runs, scores
from dougong.automation.runs import Wanted
from dougong.errors import NotFound
from dougong.idempotency import Answer
from dougong.metadata import published
from dougong.records.read import get_in
from dougong.records.shown import shown_in

router = APIRouter(route_class=ContextRoute, tags=["Rules"])
_RECORD = "/apps/{app}/entities/{entity}/records/{record}"


class Press(Closed):
    """What goes with the pressing of a button: values that are saved first."""

    values: dict[str, Any] = Field(default_factory=dict)


Texts = dict[
    Annotated[str, StringConstraints(max_length=8)], Annotated[str, StringConstraints(max_length=20_000)]
]


class Preview(Closed):
    """The texts of a message by language, and the record that they are filled in for."""

    entity: str = Field(max_length=48)
    record: UUID
    subject: Texts = Field(default_factory=dict)
    body: Texts = Field(default_factory=dict)


class ScheduleQuestion(Closed):
    """The member `on.schedule` of a rule on an entity of the draft."""

    entity: str = Field(max_length=100)
    schedule: dict[str, Any]


@router.post(_RECORD + "/actions/{action}", responses=answered(ActionAnswer))
def press(
    context: MemberContext,
    request: Request,
    app: str,
    entity: str,
    record: UUID,
    action: str,
    body: Press | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Press a button; `{"record", "effects", "open": {"app", "entity", "id"} or null, "link"}`."""
    live = published(context.conn, app)
    given = body or Press()

    def act() -> Answer:
        pressed = press_button(context, live, entity, record, action, given.values)
        shown = shown_in(context, live, entity, record)
        opened = (
            None if pressed.open is None else {"app": app, "entity": pressed.open[0], "id": pressed.open[1]}
        )
        return Answer(
            200,
            orjson.dumps(
                {
                    "record": orjson.Fragment(shown),
                    "effects": pressed.effects,
                    "open": opened,
                    "link": pressed.link,
                },
                default=str,
            ),
        )

    return answer_once(context, key, orjson.dumps([request.url.path, given.model_dump()]), act)


@router.get(_RECORD + "/score", responses=answered(Score))
def read_score(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return a record's score: total, maximum, band, and a reason for every line, matched or not."""
    live = published(context.conn, app)
    get_in(context, live, entity, record)
    found = scores.score_of(context.conn, live, entity, record)
    if found is None:
        raise NotFound("No score card looks at these records.")
    return found


@router.get(_RECORD + "/reasons", responses=answered(Reasons))
def record_reasons(context: MemberContext, app: str, entity: str, record: UUID) -> dict[str, Any]:
    """Return why a record has its owner, its state, its score and what rules have set, of what the reader reads."""
    live = published(context.conn, app)
    return {"items": show_reasons(context, live, entity, record)}


@router.get(_RECORD + "/runs", responses=answered(RunPage))
def record_runs(
    context: MemberContext, app: str, entity: str, record: UUID, cursor: UUID | None = None
) -> dict[str, Any]:
    """Return what rules have done to a record, newest first; to those who may change the app, with values."""
    live = published(context.conn, app)
    get_in(context, live, entity, record)
    items = runs.listed(context, live, Wanted(record=record), after=cursor)
    if not context.principal.administrator:
        items = [_bare(item) for item in items]
    return page(with_titles(context, live, items))


def _bare(run: dict[str, Any]) -> dict[str, Any]:
    """Return a run without the values it saw and set, which its reader may not be allowed to read."""
    steps = [{**step, "result": {}} for step in run["steps"]]
    return {**run, "values": {}, "not_matched": [], "steps": steps}


@router.get("/apps/{app}/rules/{rule}/runs", responses=answered(RunPage))
def rule_runs(context: DesignerContext, app: str, rule: str, cursor: UUID | None = None) -> dict[str, Any]:
    """Return the runs of one rule, newest first; a rule that is not published yet has none."""
    live = published(context.conn, app)
    document = live.documents("rule").get(rule)
    if document is None:
        return page([])
    found = runs.listed(context, live, Wanted(rule=str(document["id"])), after=cursor)
    return page(with_titles(context, live, found))


@router.post("/apps/{app}/messages/preview", responses=answered(MessagePreview))
def preview(context: DesignerContext, app: str, body: Preview) -> dict[str, Any]:
    """Return the texts of a message filled in for a record, as the caller may read it; nothing is sent."""
    texts = {"subject": body.subject, "body": body.body}
    return preview_message(context, published(context.conn, app), body.entity, body.record, texts)


@router.post("/apps/{app}/rules/{rule}/run", responses=answered(StartedRun))
def run_rule_now(context: DesignerContext, app: str, rule: str) -> dict[str, Any]:
    """Let a rule with a schedule act now on the records that meet its condition; jobs do it, the run tells how far
    they are.
    """
    return {"run": start_now(context, published(context.conn, app), rule)}


@router.get("/apps/{app}/rules/{rule}/due", responses=answered(DueRecords))
def read_due_records(context: DesignerContext, app: str, rule: str) -> dict[str, Any]:
    """Return on how many records a rule with a schedule would act if it were run now; null before it is published."""
    return {"records": count_now(context, published(context.conn, app), rule)}


@router.post("/apps/{app}/schedule-times", responses=answered(ScheduleTimes))
def read_schedule_times(context: DesignerContext, app: str, body: ScheduleQuestion) -> dict[str, Any]:
    """Return the next ten times of a schedule that is being edited, or what is wrong with it."""
    found = schedule_times(context, app, body.entity, body.schedule)
    return {
        "zone": found.zone,
        "times": [{"at": one.at, "first": one.first, "last": one.last} for one in found.times],
        "problems": [item(one, context.language) for one in found.problems],
    }
