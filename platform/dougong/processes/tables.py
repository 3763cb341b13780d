"""Tables of flows: pinned definitions, and one table for each part of an instance.

Columns carry the names of the engine's parts, with `_id` where they refer to another row; `ordinal` keeps
the order in which parts were made. Nothing is deleted; partial indexes keep the open few apart from the many.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dougong.database import WORKSPACE
from dougong.files.tables import file
from dougong.identity.tables import person


def _at(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str = "id") -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), primary_key=True)


def _uuid(name: str) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=True)


def _person(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.ForeignKey(person.c.id), nullable=nullable)


def _ordinal() -> sa.Column[object]:
    return sa.Column("ordinal", sa.Integer, nullable=False)


flow_definition = sa.Table(
    "flow_definition",
    WORKSPACE,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("app_id", sa.Text, nullable=False, comment="element id of the app"),
    sa.Column("flow_id", sa.Text, nullable=False, comment="element id of the flow"),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False, comment="SHA-256 of the document in canonical form"),
    sa.Column("graph", JSONB, nullable=False),
    _at("at", nullable=False),
    sa.UniqueConstraint("app_id", "flow_id", "version"),
    sa.UniqueConstraint("app_id", "flow_id", "hash"),
)

flow_instance = sa.Table(
    "flow_instance",
    WORKSPACE,
    _id(),
    sa.Column("definition_id", sa.ForeignKey(flow_definition.c.id), nullable=False, index=True),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False, comment="element id of the entity"),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=False),
    _person("initiator_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=True),
    _at("started_at", nullable=False),
    _at("finished_at"),
    sa.Column("sequence", sa.Integer, nullable=False),
    _uuid("previous_id"),
    sa.Column("entering", sa.Text, nullable=True, comment="state that the record enters when approved"),
    sa.Column("parent_id", UUID(as_uuid=True), nullable=True, comment="instance whose sub-flow it is"),
    _uuid("parent_visit_id"),
    _at("suspended_at"),
    sa.Column("chosen", JSONB, nullable=False, server_default="{}", comment="people picked, by node"),
    sa.Index("ix_flow_instance_record", "app_id", "entity_id", "record_id"),
    sa.Index("ix_flow_instance_initiator", "initiator_id", "started_at"),
    sa.Index(
        "uq_flow_instance_running",
        "app_id",
        "entity_id",
        "record_id",
        "flow",
        unique=True,
        postgresql_where=sa.literal_column("state = 'running'"),
    ),
)


def _instance() -> sa.Column[object]:
    return sa.Column("instance_id", sa.ForeignKey(flow_instance.c.id, ondelete="CASCADE"), nullable=False)


flow_region = sa.Table(
    "flow_region",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    sa.Column("node", sa.Text, nullable=False),
    _uuid("parent_id"),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("expected", sa.Integer, nullable=False),
    sa.Column("arrived", sa.Integer, nullable=False),
    sa.Column("visit_id", UUID(as_uuid=True), nullable=True, comment="visit of the split"),
    sa.Column("joined_id", UUID(as_uuid=True), nullable=True, comment="token that left the join"),
    sa.Column("fired_by_id", UUID(as_uuid=True), nullable=True, comment="token that opened the join"),
    sa.Index("ix_flow_region_instance", "instance_id"),
)

flow_token = sa.Table(
    "flow_token",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("edge_in", sa.Text, nullable=True),
    _uuid("region_id"),
    sa.Column("branch", sa.Text, nullable=True, comment="edge by which its branch left the split"),
    _uuid("visit_id"),
    _uuid("last_visit_id"),
    sa.Index("ix_flow_token_instance", "instance_id"),
)

flow_visit = sa.Table(
    "flow_visit",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    _uuid("token_id"),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _at("started_at", nullable=False),
    _at("finished_at"),
    sa.Column("outcome", sa.Text, nullable=True),
    sa.Column("trace", JSONB, nullable=False),
    sa.Column("record_version", sa.BigInteger, nullable=True),
    _uuid("previous_id"),
    sa.Column("waits_for", sa.Text, nullable=True, comment="join, record, message:… or webhook:…"),
    sa.Column("children", JSONB, nullable=False, server_default="[]", comment="sub-flows started"),
    sa.Column("jump_back", JSONB, nullable=True),
    sa.Index("ix_flow_visit_instance", "instance_id"),
    sa.Index(
        "ix_flow_visit_waiting",
        "waits_for",
        postgresql_where=sa.literal_column("state = 'open' AND waits_for IS NOT NULL"),
    ),
)

flow_seat = sa.Table(
    "flow_seat",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    sa.Column("visit_id", sa.ForeignKey(flow_visit.c.id, ondelete="CASCADE"), nullable=False),
    _person("person_id"),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    _at("opened_at", nullable=False),
    sa.Column("verb", sa.Text, nullable=True),
    sa.Column("comment", sa.Text, nullable=True),
    _at("decided_at"),
    _person("decided_by_id", nullable=True),
    _at("due_at"),
    _uuid("parent_seat_id"),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("transfers", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reminders", sa.Integer, nullable=False, server_default="0"),
    _at("reminded_at"),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0", comment="raised by every change"),
    sa.Index(
        "uq_flow_seat_person",
        "visit_id",
        "person_id",
        unique=True,
        postgresql_where=sa.literal_column("origin <> 'copy'"),
    ),
    sa.Index(
        "ix_flow_seat_copied",
        "person_id",
        "opened_at",
        postgresql_where=sa.literal_column("state = 'copied'"),
    ),
    sa.Index("ix_flow_seat_instance", "instance_id"),
    sa.Index(
        "ix_flow_seat_open", "person_id", "opened_at", postgresql_where=sa.literal_column("state = 'open'")
    ),
    sa.Index(
        "ix_flow_seat_done",
        "person_id",
        sa.literal_column("coalesce(decided_at, opened_at)"),
        postgresql_where=sa.literal_column("state IN ('done', 'waiting_added', 'waiting_delegate')"),
    ),
)

flow_timer = sa.Table(
    "flow_timer",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    sa.Column("visit_id", sa.ForeignKey(flow_visit.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    _at("due_at", nullable=False),
    _at("fired_at"),
    sa.Column("frozen_left", sa.Integer, nullable=True, comment="seconds left while the instance is halted"),
    _at("cancelled_at"),
    sa.Column("step", sa.Integer, nullable=False, server_default="0", comment="place of the limit's step"),
    sa.Column("times", sa.Integer, nullable=False, server_default="0", comment="how often it fired before"),
    sa.Index("ix_flow_timer_instance", "instance_id"),
    sa.Index(
        "ix_flow_timer_due",
        "due_at",
        postgresql_where=sa.literal_column(
            "fired_at IS NULL AND cancelled_at IS NULL AND frozen_left IS NULL"
        ),
    ),
)

flow_incident = sa.Table(
    "flow_incident",
    WORKSPACE,
    _id(),
    _instance(),
    _ordinal(),
    sa.Column("visit_id", sa.ForeignKey(flow_visit.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    _at("opened_at", nullable=False),
    _at("resolved_at"),
    _person("resolved_by_id", nullable=True),
    sa.Index("ix_flow_incident_instance", "instance_id"),
    sa.Index("ix_flow_incident_open", "opened_at", postgresql_where=sa.literal_column("resolved_at IS NULL")),
)

flow_proxy = sa.Table(
    "flow_proxy",
    WORKSPACE,
    _id(),
    _person("person_id"),
    _person("proxy_id"),
    _at("starts_at", nullable=False),
    _at("ends_at", nullable=False),
    _at("created_at", nullable=False),
    sa.Index("ix_flow_proxy_person", "person_id", "ends_at"),
    sa.Index("ix_flow_proxy_proxy", "proxy_id", "ends_at"),
)

flow_event = sa.Table(
    "flow_event",
    WORKSPACE,
    sa.Column("instance_id", sa.ForeignKey(flow_instance.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("sequence", sa.Integer, primary_key=True, comment="1, 2, 3 … without a gap in each instance"),
    _at("at", nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    _person("actor_id", nullable=True),
    _person("on_behalf_of_id", nullable=True),
    sa.Column("node", sa.Text, nullable=True),
    _uuid("visit_id"),
    _uuid("seat_id"),
    sa.Column("payload", JSONB, nullable=False),
)

flow_decision_file = sa.Table(
    "flow_decision_file",
    WORKSPACE,
    sa.Column("file_id", sa.ForeignKey(file.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("instance_id", UUID(as_uuid=True), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("role", sa.Text, nullable=False, comment="signature or attachment"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.ForeignKeyConstraint(
        ["instance_id", "sequence"], [flow_event.c.instance_id, flow_event.c.sequence], ondelete="CASCADE"
    ),
    sa.Index("ix_flow_decision_file_event", "instance_id", "sequence"),
)

REFERENCES = frozenset(
    {
        "instance",
        "visit",
        "person",
        "token",
        "region",
        "last_visit",
        "parent",
        "parent_seat",
        "decided_by",
        "resolved_by",
        "record",
        "initiator",
        "previous",
        "actor",
        "on_behalf_of",
        "seat",
        "parent_visit",
        "joined",
        "fired_by",
    }
)
"""Members of the engine's parts that refer to a row: their columns carry `_id`."""


def column_name(member: str) -> str:
    """Return the column of a part's member."""
    return f"{member}_id" if member in REFERENCES else member


def member_name(column: str) -> str:
    """Return the member of a part that a column holds."""
    member = column.removesuffix("_id")
    return member if member in REFERENCES else column


PART_TABLES = {
    "regions": flow_region,
    "tokens": flow_token,
    "visits": flow_visit,
    "seats": flow_seat,
    "timers": flow_timer,
    "incidents": flow_incident,
}
"""Table of each part, in an order in which no row precedes what it refers to."""
