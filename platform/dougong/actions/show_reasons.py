"""Show why a record has the values it has: for its owner, its state, its score, its days in a pool and what rules have
set, who or what gave the value that stands there now, when, and for which reason.

Nothing is told of fields that the reader does not read, nor of those whose changes the document does not tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions import pool_reasons
from dougong.automation import assignments, scores
from dougong.automation.reasons import reason
from dougong.automation.tables import rule_run, rule_run_step
from dougong.context import Context
from dougong.metadata import App
from dougong.metadata.actors import described_actor
from dougong.records import timeline
from dougong_model import localised

_LOOKED_AT = 500
_BY_THE_APP = frozenset({"rule", "scorecard", "flow", "button", "pool"})

Told = tuple[datetime, str]


def show_reasons(context: Context, app: App, entity: str, record: UUID) -> list[dict[str, Any]]:
    """Return `{"field", "new", "at", "actor", "why"}` for each value that has a reason, as fields stand in the entity.

    `new` is the value with its label; `why` are sentences in the reader's language. Raises NotFound.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    readable = timeline.readable_fields(context, scope, record)
    always = {"owner", *_states(app, entity)}
    last: dict[str, dict[str, Any]] = {}
    for item in timeline.changes(context, app, scope, record, None, _LOOKED_AT, readable):
        for change in item["changes"]:
            last.setdefault(
                change["field"], {**change, **{name: item[name] for name in ("at", "actor", "cause")}}
            )
    days = pool_reasons.of_days(context, app, entity, record, readable)
    for one in last.values():
        if one["field"] in days:
            # Whoever wrote the record, its days are the pool's.
            one["cause"] = days[one["field"]].cause
            one["actor"] = described_actor(app, "rule:pool", one["cause"], context.language)
    given = [
        one
        for one in last.values()
        if (one["new"] is not None and one["field"] in always)
        or (one["field"] in days and days[one["field"]].why)
        or (
            one["cause"].partition(":")[0] in _BY_THE_APP
            and (one["new"] is not None or one["field"] == "owner")
        )
    ]
    if "owner" in readable and "owner" not in last:
        given += _never_given(context, app, entity, record)
    runs = _runs(context, app, record, {one["at"] for one in given})
    assigned = assignments.told(context, app, entity, [row.id for row in runs.values()], readable)
    order = {key: at for at, key in enumerate(scope.shape.fields)}
    lines = _score_lines(context, app, entity, record)
    handed = pool_reasons.of_owner(context, app, entity, record)
    found = []
    for one in sorted(given, key=lambda one: order.get(one["field"], len(order))):
        kind, _, key = one["cause"].partition(":")
        run = runs.get((one["at"], key)) if kind in ("rule", "button") else None
        why: list[str] = []
        if run is not None:
            said = reason(app, key, run.trace.get("why"), context.language)
            why = [*([said] if said else []), *_of_owner(one, assigned.get(run.id, []))]
        elif kind == "scorecard":
            why = lines
        elif kind == "pool":
            why = (
                days[one["field"]].why if one["field"] in days else _of_owner(one, handed.get(one["at"], []))
            )
        found.append(
            {**{name: value for name, value in one.items() if name not in ("old", "old_label")}, "why": why}
        )
    return found


def _never_given(context: Context, app: App, entity: str, record: UUID) -> list[dict[str, Any]]:
    """Return, of a record that nobody has ever had, the last time that a rule or button sought somebody in vain."""
    step = rule_run_step
    sought = (
        sa.select(rule_run)
        .join(step, step.c.run_id == rule_run.c.id)
        .where(
            rule_run.c.record_id == record,
            rule_run.c.app_id == app.id,
            rule_run.c.state.in_(("done", "waiting", "retrying")),
            step.c.kind == "Assign",
            step.c.state == "done",
            step.c.result["field"].astext == "owner",
            step.c.result["person"].astext.is_(None),
        )
        .order_by(rule_run.c.id.desc())
        .limit(1)
    )
    return [
        {
            "field": "owner",
            "label": localised(app.entities[entity].fields["owner"].label, context.language),
            "new": None,
            "at": row.at,
            "actor": described_actor(app, cause, cause, context.language),
            "cause": cause,
        }
        for row in context.conn.execute(sought)
        for cause in [f"{'rule' if row.rule_key in app.documents('rule') else 'button'}:{row.rule_key}"]
    ]


def _states(app: App, entity: str) -> set[str]:
    states = app.entities[entity].entity.states
    return set() if states is None else {states.field}


def _of_owner(one: Mapping[str, Any], said: list[str]) -> list[str]:
    """Return why a rule or pool gave a record to whom it did, where that is what is asked."""
    return said if one["field"] == "owner" else []


def _runs(context: Context, app: App, record: UUID, moments: set[datetime]) -> dict[Told, sa.Row[Any]]:
    """Return the runs of rules and buttons on a record that did something at these moments, by moment and key."""
    if not moments:
        return {}
    rows = context.conn.execute(
        sa.select(rule_run).where(
            rule_run.c.record_id == record,
            rule_run.c.app_id == app.id,
            rule_run.c.at.in_(list(moments)),
            rule_run.c.state.in_(("done", "waiting", "retrying")),
        )
    )
    return {(row.at, row.rule_key): row for row in rows}


def _score_lines(context: Context, app: App, entity: str, record: UUID) -> list[str]:
    """Return the lines that give a record its score, each with its points."""
    score = scores.score_of(context.conn, app, entity, record)
    lines = score["lines"] if score else ()
    return [_line_told(context, line) for line in lines if line["given"] != "0" or line["since"]]


_LESS = {"en": "{0} {1} of {2}, since {3}", "zh": "{0} {1}（原 {2}，自 {3}）"}


def _line_told(context: Context, line: Mapping[str, Any]) -> str:
    reason, given = localised(line["reason"], context.language), _signed(line["given"])
    if line["since"] is None or line["given"] == line["whole"]:
        return f"{reason} {given}"
    language = "zh" if context.language.startswith("zh") else "en"
    return _LESS[language].format(reason, given, line["whole"], line["since"])


def _signed(points: str) -> str:
    return points if points.startswith("-") else f"+{points}"
