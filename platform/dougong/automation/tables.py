"""Tables of automation: runs of rules with their steps, score lines, round robins, effects on their way
out."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dougong.database import WORKSPACE


def _at(name: str = "at", **options: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), **options)  # type: ignore[arg-type]


rule_run = sa.Table(
    "rule_run",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("rule_id", sa.Text, nullable=False, comment="element id of the rule or button"),
    sa.Column("rule_key", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=True),
    sa.Column("record_version", sa.BigInteger, nullable=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column(
        "state",
        sa.Text,
        nullable=False,
        comment="done, waiting, retrying, failed, cut, skipped, retried, dismissed, running (over a set)",
    ),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column(
        "trace", JSONB, nullable=False, comment="why, the values seen, the rules that did not match and why"
    ),
    _at("due_at", nullable=True),
    sa.Column(
        "records", sa.BigInteger, nullable=True, comment="how many the clock chose; null for one event"
    ),
    sa.Column("records_done", sa.BigInteger, nullable=True),
    sa.Column("records_failed", sa.BigInteger, nullable=True),
    sa.Column("records_skipped", sa.BigInteger, nullable=True),
    sa.Index("ix_rule_run_rule", "rule_id", "id"),
    sa.Index("ix_rule_run_record", "record_id", "id"),
    sa.Index("ix_rule_run_app", "app_id", "id"),
)
sa.Index(
    "ix_rule_run_failed", rule_run.c.app_id, rule_run.c.id, postgresql_where=rule_run.c.state == "failed"
)

rule_run_step = sa.Table(
    "rule_run_step",
    WORKSPACE,
    sa.Column("run_id", sa.ForeignKey(rule_run.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column(
        "state",
        sa.Text,
        nullable=False,
        comment="done, waiting (in the outbox), retrying, failed, skipped, undone",
    ),
    sa.Column("result", JSONB, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="1"),
    sa.Column("within", sa.Integer, nullable=True, comment="position of the step that it stands inside of"),
    sa.Column(
        "entity_id", sa.Text, nullable=True, comment="of the record that it is about, if not the run's"
    ),
    sa.Column("record_id", UUID(as_uuid=True), nullable=True),
)

rule_wait = sa.Table(
    "rule_wait",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("rule_id", sa.Text, nullable=False, comment="element id of the rule or button"),
    sa.Column("rule_key", sa.Text, nullable=False),
    sa.Column("cause", sa.Text, nullable=False, comment="rule:<key> or button:<key>"),
    sa.Column("run_id", UUID(as_uuid=True), nullable=False, comment="the run that waits"),
    sa.Column("position", sa.Integer, nullable=False, comment="of the step that waits"),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who was behind it"),
    sa.Column("steps", JSONB, nullable=False, comment="what is left to do"),
    sa.Column("unless", sa.Text, nullable=True),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("old", JSONB, nullable=True),
    _at("due_at", nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting", comment="waiting, ended"),
)
sa.Index("ix_rule_wait_due", rule_wait.c.due_at, postgresql_where=rule_wait.c.state == "waiting")

rule_once = sa.Table(
    "rule_once",
    WORKSPACE,
    sa.Column("rule_id", sa.Text, primary_key=True),
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
)

rule_episode = sa.Table(
    "rule_episode",
    WORKSPACE,
    sa.Column("rule_id", sa.Text, primary_key=True),
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
)
"""Records on which a rule has acted and whose condition has held since."""

rule_schedule = sa.Table(
    "rule_schedule",
    WORKSPACE,
    sa.Column("rule_id", sa.Text, primary_key=True),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("schedule", JSONB, nullable=False, comment="as it was published"),
    _at("checked_until", nullable=False),
)

rule_effect = sa.Table(
    "rule_effect",
    WORKSPACE,
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("rule_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True, comment="the moment, or the date it follows"),
    sa.Column("run_id", UUID(as_uuid=True), nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="pending, done, failed, skipped"),
    sa.Column("error", sa.Text, nullable=True),
    _at(nullable=False),
    sa.Index("ix_rule_effect_run", "run_id", "state", "record_id"),
    sa.Index("ix_rule_effect_at", "at"),
)
"""What a rule does on a record for a period, once, whatever is run again."""

rule_score_line = sa.Table(
    "rule_score_line",
    WORKSPACE,
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("card_id", sa.Text, primary_key=True),
    sa.Column("line_id", sa.Text, primary_key=True),
    sa.Column("matched", sa.Boolean, nullable=False),
    sa.Column("points", sa.Numeric, nullable=False),
    sa.Column(
        "count", sa.Integer, nullable=False, server_default="0", comment="events counted by an event line"
    ),
    _at(nullable=False),
    sa.Column(
        "days",
        JSONB,
        nullable=False,
        server_default="{}",
        comment="events by day; of a condition the day since which it holds",
    ),
    sa.Column("changes_on", sa.Date, nullable=True, comment="when decay may give other points"),
    sa.Index("ix_rule_score_line_changes", "card_id", "changes_on"),
)

assignment_cursor = sa.Table(
    "assignment_cursor",
    WORKSPACE,
    sa.Column("app_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True, comment="the group whose members take turns"),
    sa.Column("person_id", UUID(as_uuid=True), nullable=False),
    _at(nullable=False),
    sa.Column(
        "shares", JSONB, nullable=False, server_default="{}", comment="what turns by weight owe, by person"
    ),
)

assignment = sa.Table(
    "assignment",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("field_id", sa.Text, nullable=False, comment="the member field that was set"),
    sa.Column("record_id", UUID(as_uuid=True), nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=False),
    sa.Column("cause", sa.Text, nullable=False, comment="rule:<key>, flow:<key> or button:<key>"),
    sa.Index("ix_assignment_person", "person_id", "entity_id", "at"),
    sa.Index("ix_assignment_record", "record_id"),
)
"""What rules, flows and buttons gave to whom."""

pool_event = sa.Table(
    "pool_event",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("pool_id", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who claimed it, had it, or was told"),
    sa.Column("kind", sa.Text, nullable=False, comment="claimed, released, recycled, warned"),
    sa.Column("day", sa.Date, nullable=True, comment="warned: the last day of protection"),
    sa.Column("days_before", sa.Integer, nullable=True, comment="warned: so many days before it"),
    sa.Column("reason", sa.Text, nullable=True, comment="released: what its owner said"),
    sa.Index("ix_pool_event_record", "record_id", "id"),
    sa.Index("ix_pool_event_person", "person_id", "kind", "at"),
    sa.Index(
        "uq_pool_event_warned",
        "pool_id",
        "record_id",
        "day",
        "days_before",
        unique=True,
        postgresql_where=sa.column("kind") == "warned",
    ),
)

sequence_enrolment = sa.Table(
    "sequence_enrolment",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("sequence_id", sa.Text, nullable=False, comment="element id of the sequence"),
    sa.Column("version", sa.Integer, nullable=False, comment="of the app when the record entered"),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who was behind it"),
    sa.Column("cause", sa.Text, nullable=False, comment="rule:<key>, button:<key>, hand …"),
    sa.Column("state", sa.Text, nullable=False, comment="running, paused, finished, exited, stopped"),
    sa.Column("step", sa.Text, nullable=True, comment="key of the step that comes next"),
    _at("due_at", nullable=True),
    sa.Column("exit", sa.Text, nullable=True, comment="exited: key of the exit"),
    sa.Column(
        "why",
        sa.Text,
        nullable=True,
        comment="paused: hand, failed; stopped: hand, left, deleted, removed",
    ),
    sa.Column("error", sa.Text, nullable=True, comment="paused as a step failed: what was wrong"),
    _at("ended_at", nullable=True),
    sa.Index("ix_sequence_enrolment_record", "record_id", "id"),
    sa.Index("ix_sequence_enrolment_sequence", "sequence_id", "state", "id"),
)
sa.Index(
    "ix_sequence_enrolment_due",
    sequence_enrolment.c.sequence_id,
    sequence_enrolment.c.due_at,
    sequence_enrolment.c.id,
    postgresql_where=sequence_enrolment.c.state == "running",
)
sa.Index(
    "uq_sequence_enrolment_open",
    sequence_enrolment.c.sequence_id,
    sequence_enrolment.c.record_id,
    unique=True,
    postgresql_where=sequence_enrolment.c.ended_at.is_(None),
)

sequence_event = sa.Table(
    "sequence_event",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column("enrolment_id", sa.ForeignKey(sequence_enrolment.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("sequence_id", sa.Text, nullable=False),
    sa.Column(
        "kind",
        sa.Text,
        nullable=False,
        comment="enrolled, done, skipped, failed, paused, resumed, finished, exited, stopped",
    ),
    sa.Column("step", sa.Text, nullable=True),
    sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who did it by hand"),
    sa.Column("run_id", UUID(as_uuid=True), nullable=True, comment="the run of what was done"),
    sa.Index("ix_sequence_event_enrolment", "enrolment_id", "id"),
    sa.Index("ix_sequence_event_sequence", "sequence_id", "kind", "step"),
    sa.Index(
        "uq_sequence_event_step",
        "enrolment_id",
        "step",
        unique=True,
        postgresql_where=sa.column("kind").in_(("done", "skipped")),
    ),
)
"""What happened to a record in a sequence; each step is done or skipped once."""

outbox = sa.Table(
    "outbox",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    _at(nullable=False),
    sa.Column(
        "effects", JSONB, nullable=False, comment="outside effects of one transaction, each with its key"
    ),
    _at("done_at", nullable=True),
)
sa.Index("ix_outbox_open", outbox.c.at, postgresql_where=outbox.c.done_at.is_(None))
