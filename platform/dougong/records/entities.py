"""Comments and the log of states as system entities.

Open to administrators and to roles that are granted them.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from dougong.records.tables import comment, state_log
from dougong.system_entities import SystemEntity, SystemField, fields, register


def _of_app(rows: sa.FromClause, app: str, entities: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return that rows are about records of an app's entities."""
    return rows.c.entity_id == sa.any_(sa.literal(list(entities), sa.ARRAY(sa.Text)))


STATE_LOG = register(
    SystemEntity(
        key="state_log",
        name={"en": "State log", "zh": "状态记录"},
        table=state_log,
        title="state",
        of_app=_of_app,
        fields=fields(
            SystemField(
                key="entity", column=state_log.c.entity_id, type="text", label={"en": "Entity", "zh": "对象"}
            ),
            SystemField(
                key="state", column=state_log.c.state, type="text", label={"en": "State", "zh": "状态"}
            ),
            SystemField(
                key="entered_at",
                column=state_log.c.entered_at,
                type="datetime",
                label={"en": "Entered at", "zh": "进入时间"},
            ),
            SystemField(
                key="left_at",
                column=state_log.c.left_at,
                type="datetime",
                label={"en": "Left at", "zh": "离开时间"},
            ),
            SystemField(
                key="days", column=state_log.c.days, type="number", label={"en": "Days", "zh": "天数"}
            ),
            SystemField(
                key="person",
                column=state_log.c.person_id,
                type="member",
                entity="person",
                label={"en": "Person", "zh": "操作人"},
            ),
        ),
    )
)

COMMENT = register(
    SystemEntity(
        key="comment",
        name={"en": "Comment", "zh": "评论"},
        table=comment,
        title="text",
        of_app=_of_app,
        fields=fields(
            SystemField(
                key="text", column=comment.c.text, type="long_text", label={"en": "Text", "zh": "内容"}
            ),
            SystemField(
                key="author",
                column=comment.c.author_id,
                type="member",
                entity="person",
                label={"en": "Author", "zh": "作者"},
            ),
            SystemField(key="at", column=comment.c.at, type="datetime", label={"en": "At", "zh": "时间"}),
        ),
    )
)
