"""Show nurturing: what happened to a record in sequences, as entries of its timeline in the reader's language."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from dougong.automation import sequences
from dougong.automation.definitions import sequences_of
from dougong.context import Context
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.records.timeline import Before, Item
from dougong_model import localised
from dougong_rule.sequences import Sequence as Steps

_SAID = {
    "enrolled": {"en": "Entered", "zh": "已进入"},
    "done": {"en": "Step done: {step}", "zh": "已执行步骤：{step}"},
    "skipped": {"en": "Step left out: {step}", "zh": "已跳过步骤：{step}"},
    "failed": {"en": "Step failed: {step}", "zh": "步骤失败：{step}"},
    "paused": {"en": "Paused", "zh": "已暂停"},
    "resumed": {"en": "Resumed", "zh": "已恢复"},
    "finished": {"en": "All steps done", "zh": "已完成全部步骤"},
    "exited": {"en": "Left: {exit}", "zh": "已退出：{exit}"},
    "stopped": {"en": "Stopped", "zh": "已停止"},
}


def nurturing(context: Context, app: App, record: UUID, before: Before, most: int) -> list[Item]:
    """Return at most so many entries of what happened to a record in the sequences of the app, newest first."""
    present = {one.id: one for one in sequences_of(app).values()}
    rows = sequences.happened(context.conn, app.id, record, None if before is None else before[0], most)
    people = names_of(context.conn, [row.person_id for row in rows if row.person_id])
    return [
        {
            "id": str(row.id),
            "at": row.at,
            "kind": "sequence",
            "cause": f"sequence:{found.key}",
            "actor": {"id": None, "kind": "sequence", "key": found.key, "name": _name(context, found)},
            "text": _text(context, found, row, people.get(row.person_id, "")),
        }
        for row in rows
        if (found := present.get(row.sequence_id)) is not None
    ]


def _name(context: Context, found: Steps) -> str:
    return localised(found.name, context.language) or found.key


def _text(context: Context, found: Steps, row: sa.Row[tuple[object, ...]], person: str) -> str:
    steps = {one.key: one.name for one in found.steps}
    exits = {one.key: one.name for one in found.exits}
    said = localised(_SAID[row.kind], context.language).format(
        step=localised(steps.get(row.step), context.language) or row.step,
        exit=localised(exits.get(row.exit), context.language) or row.exit,
    )
    return f"{said} · {person}" if person else said
