"""Let flows branch, wait, keep time and hand seats on: what a token, a visit, a seat and a timer know besides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_DUE = "fired_at IS NULL AND cancelled_at IS NULL AND frozen_left IS NULL"


def _uuid(name: str, comment: str | None = None) -> sa.Column[object]:
    return sa.Column(name, UUID(as_uuid=True), nullable=True, comment=comment)


def _at(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _count(name: str, comment: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0", comment=comment)


def _added() -> dict[str, list[sa.Column[object]]]:
    """Return the new columns, by table."""
    return {
        "flow_instance": [
            _uuid("parent_id", "instance whose sub-flow it is"),
            _uuid("parent_visit_id"),
            _at("suspended_at"),
            sa.Column("chosen", JSONB, nullable=False, server_default="{}", comment="people picked, by node"),
        ],
        "flow_region": [
            _uuid("visit_id", "visit of the split"),
            _uuid("joined_id", "token that left the join"),
            _uuid("fired_by_id", "token that opened the join"),
        ],
        "flow_token": [
            sa.Column("branch", sa.Text, nullable=True, comment="edge by which its branch left the split"),
            _uuid("visit_id"),
        ],
        "flow_visit": [
            _uuid("previous_id"),
            sa.Column("waits_for", sa.Text, nullable=True, comment="join, record, message:… or webhook:…"),
            sa.Column("children", JSONB, nullable=False, server_default="[]", comment="sub-flows started"),
            sa.Column("jump_back", JSONB, nullable=True),
        ],
        "flow_seat": [
            _count("transfers"),
            _count("reminders"),
            _at("reminded_at"),
            _count("revision", "raised by every change"),
        ],
        "flow_timer": [
            _at("cancelled_at"),
            _count("step", "place of the limit's step"),
            _count("times", "how often it fired before"),
        ],
    }


def upgrade() -> None:
    """Add the columns, give what runs its present and previous visits, and keep the proxies of people."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.add_column(
        "person",
        sa.Column("successor_id", UUID(as_uuid=True), nullable=True, comment="who took over when he left"),
    )
    op.create_foreign_key("fk_person_successor_id", "person", "person", ["successor_id"], ["id"])
    _know_visits()
    op.drop_constraint("uq_flow_seat_visit_id_person_id", "flow_seat", type_="unique")
    op.create_index(
        "uq_flow_seat_person",
        "flow_seat",
        ["visit_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("origin <> 'copy'"),
    )
    op.create_index(
        "ix_flow_seat_copied",
        "flow_seat",
        ["person_id", "opened_at"],
        postgresql_where=sa.text("state = 'copied'"),
    )
    op.create_index(
        "ix_flow_visit_waiting",
        "flow_visit",
        ["waits_for"],
        postgresql_where=sa.text("state = 'open' AND waits_for IS NOT NULL"),
    )
    op.drop_index("ix_flow_timer_due", "flow_timer")
    op.create_index("ix_flow_timer_due", "flow_timer", ["due_at"], postgresql_where=sa.text(_DUE))
    op.create_table(
        "flow_proxy",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("proxy_id", UUID(as_uuid=True), nullable=False),
        _at("starts_at", nullable=False),
        _at("ends_at", nullable=False),
        _at("created_at", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_flow_proxy_person_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["person.id"], name=op.f("fk_flow_proxy_proxy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_proxy")),
    )
    op.create_index("ix_flow_proxy_person", "flow_proxy", ["person_id", "ends_at"])
    op.create_index("ix_flow_proxy_proxy", "flow_proxy", ["proxy_id", "ends_at"])


def _know_visits() -> None:
    """Until now an instance had one token, so each visit follows the one before; a submission begins anew."""
    op.execute(
        "UPDATE flow_token SET visit_id = flow_visit.id FROM flow_visit"
        " WHERE flow_visit.token_id = flow_token.id AND flow_visit.node = flow_token.node"
        " AND flow_visit.round = flow_token.round"
    )
    op.execute(
        "UPDATE flow_visit SET previous_id = before.id FROM ("
        " SELECT id AS this, lag(id) OVER (PARTITION BY instance_id ORDER BY ordinal) AS id FROM flow_visit"
        ") AS before WHERE before.this = flow_visit.id AND flow_visit.node <> 'start'"
    )


def downgrade() -> None:
    """Take it all away; copies and waiting people go with it."""
    op.drop_table("flow_proxy")
    op.drop_index("ix_flow_timer_due", "flow_timer")
    op.drop_index("ix_flow_visit_waiting", "flow_visit")
    op.drop_index("ix_flow_seat_copied", "flow_seat")
    op.drop_index("uq_flow_seat_person", "flow_seat")
    op.execute("DELETE FROM flow_seat WHERE origin = 'copy'")
    op.create_unique_constraint("uq_flow_seat_visit_id_person_id", "flow_seat", ["visit_id", "person_id"])
    op.drop_column("person", "successor_id")
    for table, columns in _added().items():
        for column in columns:
            op.drop_column(table, column.name)
    op.create_index(
        "ix_flow_timer_due", "flow_timer", ["due_at"], postgresql_where=sa.text("fired_at IS NULL")
    )
