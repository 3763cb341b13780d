"""Flow instances and seats as system entities: lists, reports and measures read them like others."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from dougong.processes.tables import flow_instance, flow_seat
from dougong.system_entities import SystemEntity, SystemField, fields, register


def _instances(rows: sa.FromClause, app: str, entities: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return that instances are those of an app."""
    return rows.c.app_id == app


def _seats(rows: sa.FromClause, app: str, entities: Sequence[str]) -> sa.ColumnElement[bool]:
    """Return that seats belong to instances of an app."""
    return rows.c.instance_id.in_(sa.select(flow_instance.c.id).where(flow_instance.c.app_id == app))


FLOW_INSTANCE = register(
    SystemEntity(
        key="flow_instance",
        name={"en": "Flow instance", "zh": "流程实例"},
        table=flow_instance,
        title="flow",
        of_app=_instances,
        rows="initiator = user.id",
        fields=fields(
            SystemField(
                key="flow",
                column=flow_instance.c.flow,
                type="text",
                label={"en": "Flow", "zh": "流程"},
                search=True,
            ),
            SystemField(
                key="entity", column=flow_instance.c.entity, type="text", label={"en": "Entity", "zh": "对象"}
            ),
            SystemField(
                key="initiator",
                column=flow_instance.c.initiator_id,
                type="member",
                entity="person",
                label={"en": "Initiator", "zh": "发起人"},
            ),
            SystemField(
                key="state", column=flow_instance.c.state, type="text", label={"en": "State", "zh": "状态"}
            ),
            SystemField(
                key="outcome",
                column=flow_instance.c.outcome,
                type="text",
                label={"en": "Outcome", "zh": "结果"},
            ),
            SystemField(
                key="started_at",
                column=flow_instance.c.started_at,
                type="datetime",
                label={"en": "Started at", "zh": "发起时间"},
            ),
            SystemField(
                key="finished_at",
                column=flow_instance.c.finished_at,
                type="datetime",
                label={"en": "Finished at", "zh": "结束时间"},
            ),
        ),
    )
)

SEAT = register(
    SystemEntity(
        key="seat",
        name={"en": "Seat", "zh": "审批席位"},
        table=flow_seat,
        title="state",
        of_app=_seats,
        rows="person = user.id",
        fields=fields(
            SystemField(
                key="instance",
                column=flow_seat.c.instance_id,
                type="reference",
                entity="flow_instance",
                label={"en": "Flow instance", "zh": "流程实例"},
            ),
            SystemField(
                key="person",
                column=flow_seat.c.person_id,
                type="member",
                entity="person",
                label={"en": "Person", "zh": "审批人"},
            ),
            SystemField(
                key="state", column=flow_seat.c.state, type="text", label={"en": "State", "zh": "状态"}
            ),
            SystemField(
                key="verb", column=flow_seat.c.verb, type="text", label={"en": "Decision", "zh": "意见"}
            ),
            SystemField(
                key="comment",
                column=flow_seat.c.comment,
                type="long_text",
                label={"en": "Comment", "zh": "说明"},
            ),
            SystemField(
                key="opened_at",
                column=flow_seat.c.opened_at,
                type="datetime",
                label={"en": "Opened at", "zh": "到达时间"},
            ),
            SystemField(
                key="decided_at",
                column=flow_seat.c.decided_at,
                type="datetime",
                label={"en": "Decided at", "zh": "处理时间"},
            ),
        ),
    )
)
