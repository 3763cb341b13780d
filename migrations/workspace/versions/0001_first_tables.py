"""first tables."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply this step; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "app",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column(
            "live_version",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="0 until it is published for the first time",
        ),
        sa.Column(
            "digest", sa.Text(), server_default="", nullable=False, comment="of the live version's documents"
        ),
        sa.Column(
            "revision",
            sa.Integer(),
            server_default="1",
            nullable=False,
            comment="counts changes of the draft",
        ),
        sa.Column("settings_revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_app")),
        sa.UniqueConstraint("id", name=op.f("uq_app_id")),
    )
    op.create_table(
        "assignment_cursor",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the group whose members take turns"),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("app_id", "name", name=op.f("pk_assignment_cursor")),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("author_id", sa.UUID(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mentions", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_record", "comment", ["record_id", "id"], unique=False)
    op.create_table(
        "connection",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="key of the app's connection document"),
        sa.Column("connector", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True, comment="sealed; never read out"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
        sa.UniqueConstraint("app_id", "key", name=op.f("uq_connection_app_id_key")),
    )
    op.create_table(
        "counter",
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False, comment="'' | 2026 | 2026-11 | 2026-11-22"),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("field_id", "period", name=op.f("pk_counter")),
    )
    op.create_table(
        "delivery",
        sa.Column("key", sa.Text(), nullable=False, comment="key of the effect: it is sent once"),
        sa.Column("connection_id", sa.UUID(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="done, failed"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_delivery")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("head_id", sa.UUID(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"], ["person.id"], name=op.f("fk_department_head_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    op.create_index(op.f("ix_department_parent_id"), "department", ["parent_id"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False, comment="principal label"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    op.create_index(op.f("ix_file_uploaded_by"), "file", ["uploaded_by"], unique=False)
    op.create_table(
        "flow_definition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False, comment="element id of the app"),
        sa.Column("flow_id", sa.Text(), nullable=False, comment="element id of the flow"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False, comment="SHA-256 of the document in canonical form"),
        sa.Column("graph", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_definition")),
        sa.UniqueConstraint("app_id", "flow_id", "hash", name=op.f("uq_flow_definition_app_id_flow_id_hash")),
        sa.UniqueConstraint(
            "app_id", "flow_id", "version", name=op.f("uq_flow_definition_app_id_flow_id_version")
        ),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.UUID(), nullable=False, comment="version 7: ordered by time"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="create, update, delete, restore"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("batch", sa.UUID(), nullable=True),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="field id → [old, new], JSON values",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index(
        "ix_history_batch", "history", ["batch"], unique=False, postgresql_where=sa.text("batch IS NOT NULL")
    )
    op.create_index("ix_history_record", "history", ["record_id", "id"], unique=False)
    op.create_table(
        "hook",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("app_key", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False, comment="what rules and score cards see as event.name"),
        sa.Column(
            "mapping",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="field key: path into the received JSON",
        ),
        sa.Column(
            "match",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="fields that find an existing record",
        ),
        sa.Column("secret", sa.LargeBinary(), nullable=False, comment="sealed; the key of the signature"),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_hook_token_hash")),
    )
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_at"), "idempotency", ["at"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), server_default="CNY", nullable=False),
        sa.Column("zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("language", sa.Text(), server_default="zh", nullable=False),
        sa.Column(
            "revision",
            sa.BigInteger(),
            server_default="1",
            nullable=False,
            comment="rises with every change of people, roles held or shares: whoever caches rights compares it",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "effects",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="outside effects of one transaction, each with its key",
        ),
        sa.Column(
            "live",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what open screens are told after the commit",
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_open", "outbox", ["at"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_table(
        "position",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("name", name=op.f("uq_position_name")),
    )
    op.create_table(
        "public_link",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False, comment="element id of the form"),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("answers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_by", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_link")),
        sa.UniqueConstraint("token", name=op.f("uq_public_link_token")),
    )
    op.create_index("ix_public_link_form", "public_link", ["app_id", "form_id"], unique=False)
    op.create_table(
        "rate",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "window_start", name=op.f("pk_rate")),
    )
    op.create_table(
        "record_share",
        sa.Column("entity_id", sa.Text(), nullable=False, comment="element id of the entity"),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column(
            "holder", sa.Text(), nullable=False, comment="person:<uuid>, department:<uuid>, team:<uuid>"
        ),
        sa.Column("source", sa.Text(), nullable=False, comment="why: seat:<id>, person:<uuid>, pool:<key>"),
        sa.Column("rights", postgresql.ARRAY(sa.Text()), nullable=False, comment="see, change"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", "record_id", "holder", "source", name=op.f("pk_record_share")),
    )
    op.create_index("ix_record_share_holder", "record_share", ["holder", "entity_id"], unique=False)
    op.create_table(
        "removed_element",
        sa.Column("table_name", sa.Text(), nullable=False, comment="the table it stood in, or its own name"),
        sa.Column(
            "column_name", sa.Text(), server_default="", nullable=False, comment="empty for a whole table"
        ),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "column_name", name=op.f("pk_removed_element")),
    )
    op.create_index(op.f("ix_removed_element_at"), "removed_element", ["at"], unique=False)
    op.create_table(
        "rule_once",
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "record_id", name=op.f("pk_rule_once")),
    )
    op.create_table(
        "rule_run",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False, comment="element id of the rule or button"),
        sa.Column("rule_key", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=True),
        sa.Column("record_version", sa.BigInteger(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="done, failed, cut, skipped"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column(
            "trace",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="why, the values seen, the rules that did not match and why",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_run")),
    )
    op.create_index("ix_rule_run_record", "rule_run", ["record_id", "id"], unique=False)
    op.create_index("ix_rule_run_rule", "rule_run", ["rule_id", "id"], unique=False)
    op.create_table(
        "rule_score_line",
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("card_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("matched", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=False),
        sa.Column(
            "count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="events counted by an event line",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "card_id", "line_id", name=op.f("pk_rule_score_line")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_entity", "saved_view", ["app", "entity_id"], unique=False)
    op.create_table(
        "state_log",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("days", sa.Numeric(precision=38, scale=10), nullable=True),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_log")),
    )
    op.create_index("ix_state_log_entity", "state_log", ["entity_id", "state"], unique=False)
    op.create_index("ix_state_log_record", "state_log", ["record_id", "field_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "user_job",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("app", sa.Text(), nullable=True),
        sa.Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, running, done, failed, cancelled"),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("cancel", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_job")),
    )
    op.create_index(op.f("ix_user_job_person_id"), "user_job", ["person_id"], unique=False)
    op.create_table(
        "app_draft",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["app"], ["app.key"], name=op.f("fk_app_draft_app"), onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("app", "kind", "key", name=op.f("pk_app_draft")),
    )
    op.create_table(
        "app_setting",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["app"], ["app.key"], name=op.f("fk_app_setting_app"), onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("app", "key", name=op.f("pk_app_setting")),
    )
    op.create_table(
        "app_version",
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False, comment="[[kind, key, document], …]"),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["app"], ["app.key"], name=op.f("fk_app_version_app"), onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("app", "version", name=op.f("pk_app_version")),
    )
    op.create_table(
        "file_use",
        sa.Column("file_id", sa.UUID(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False, comment="element id of the entity"),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False, comment="element id of the field"),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_file_use_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "entity_id", "record_id", "field_id", name=op.f("pk_file_use")),
    )
    op.create_index("ix_file_use_record", "file_use", ["record_id", "field_id"], unique=False)
    op.create_table(
        "hook_delivery",
        sa.Column("hook_id", sa.UUID(), nullable=False),
        sa.Column(
            "delivery",
            sa.Text(),
            nullable=False,
            comment="the sender's id of this delivery: a second one is a replay",
        ),
        sa.Column("record_id", sa.UUID(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hook_id"], ["hook.id"], name=op.f("fk_hook_delivery_hook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hook_id", "delivery", name=op.f("pk_hook_delivery")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("name_pinyin", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("email", sa.Text(collation="C"), nullable=True),
        sa.Column("phone", sa.Text(collation="C"), nullable=True),
        sa.Column("language", sa.Text(), server_default="zh", nullable=False),
        sa.Column("zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("theme", sa.Text(), server_default="system", nullable=False),
        sa.Column("department_id", sa.UUID(), nullable=True),
        sa.Column("supervisor_id", sa.UUID(), nullable=True),
        sa.Column("administrator", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_person_department_id")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_person_supervisor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_department_id"), "person", ["department_id"], unique=False)
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_index(op.f("ix_person_supervisor_id"), "person", ["supervisor_id"], unique=False)
    op.create_table(
        "rule_run_step",
        sa.Column("run_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="done, waiting (in the outbox), failed, skipped"
        ),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["rule_run.id"], name=op.f("fk_rule_run_step_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_rule_run_step")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column(
            "scopes", postgresql.ARRAY(sa.Text()), nullable=False, comment="read, write, design, administer"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_api_token_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_token_hash")),
    )
    op.create_index(op.f("ix_api_token_person_id"), "api_token", ["person_id"], unique=False)
    op.create_table(
        "flow_instance",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("definition_id", sa.BigInteger(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False, comment="element id of the entity"),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("record_id", sa.UUID(), nullable=False),
        sa.Column("initiator_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["flow_definition.id"], name=op.f("fk_flow_instance_definition_id")
        ),
        sa.ForeignKeyConstraint(["initiator_id"], ["person.id"], name=op.f("fk_flow_instance_initiator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_instance")),
    )
    op.create_index(op.f("ix_flow_instance_definition_id"), "flow_instance", ["definition_id"], unique=False)
    op.create_index(
        "ix_flow_instance_initiator", "flow_instance", ["initiator_id", "started_at"], unique=False
    )
    op.create_index(
        "ix_flow_instance_record", "flow_instance", ["app_id", "entity_id", "record_id"], unique=False
    )
    op.create_index(
        "uq_flow_instance_running",
        "flow_instance",
        ["app_id", "entity_id", "record_id", "flow"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "app",
            sa.Text(),
            nullable=True,
            comment="where it leads: keys of app and entity, id of the record",
        ),
        sa.Column("entity", sa.Text(), nullable=True),
        sa.Column("record_id", sa.UUID(), nullable=True),
        sa.Column("cause", sa.Text(), server_default="", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_person", "notice", ["person_id", "id"], unique=False)
    op.create_index(
        "ix_notice_unread", "notice", ["person_id"], unique=False, postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_table(
        "person_position",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("position_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_position_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_person_position_position_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "position_id", name=op.f("pk_person_position")),
    )
    op.create_table(
        "role_member",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column(
            "role_id",
            sa.Text(),
            nullable=False,
            comment="element id of the role, so a renamed role keeps its members",
        ),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_member_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("app_id", "role_id", "person_id", name=op.f("pk_role_member")),
    )
    op.create_index(op.f("ix_role_member_person_id"), "role_member", ["person_id"], unique=False)
    op.create_table(
        "team_member",
        sa.Column("team_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_team_member_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_member_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name=op.f("pk_team_member")),
    )
    op.create_table(
        "flow_event",
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column(
            "sequence", sa.Integer(), nullable=False, comment="1, 2, 3 … without a gap in each instance"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column("on_behalf_of_id", sa.UUID(), nullable=True),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("visit_id", sa.UUID(), nullable=True),
        sa.Column("seat_id", sa.UUID(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_flow_event_actor_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_event_instance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["person.id"], name=op.f("fk_flow_event_on_behalf_of_id")
        ),
        sa.PrimaryKeyConstraint("instance_id", "sequence", name=op.f("pk_flow_event")),
    )
    op.create_table(
        "flow_region",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.UUID(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_region_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_region")),
    )
    op.create_index("ix_flow_region_instance", "flow_region", ["instance_id"], unique=False)
    op.create_table(
        "flow_token",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("edge_in", sa.Text(), nullable=True),
        sa.Column("region_id", sa.UUID(), nullable=True),
        sa.Column("last_visit_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_token_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_token")),
    )
    op.create_index("ix_flow_token_instance", "flow_token", ["instance_id"], unique=False)
    op.create_table(
        "flow_visit",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.UUID(), nullable=True),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("trace", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("record_version", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_visit_instance_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_visit")),
    )
    op.create_index("ix_flow_visit_instance", "flow_visit", ["instance_id"], unique=False)
    op.create_table(
        "flow_incident",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["flow_instance.id"],
            name=op.f("fk_flow_incident_instance_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["person.id"], name=op.f("fk_flow_incident_resolved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["flow_visit.id"], name=op.f("fk_flow_incident_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_incident")),
    )
    op.create_index("ix_flow_incident_instance", "flow_incident", ["instance_id"], unique=False)
    op.create_index(
        "ix_flow_incident_open",
        "flow_incident",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "flow_seat",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.UUID(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parent_seat_id", sa.UUID(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_flow_seat_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_seat_instance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_flow_seat_person_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["flow_visit.id"], name=op.f("fk_flow_seat_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_seat")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_flow_seat_visit_id_person_id")),
    )
    op.create_index(
        "ix_flow_seat_done",
        "flow_seat",
        ["person_id", "decided_at"],
        unique=False,
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index("ix_flow_seat_instance", "flow_seat", ["instance_id"], unique=False)
    op.create_index(
        "ix_flow_seat_open",
        "flow_seat",
        ["person_id", "opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "flow_timer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "frozen_left", sa.Integer(), nullable=True, comment="seconds left while the instance is halted"
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name=op.f("fk_flow_timer_instance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["flow_visit.id"], name=op.f("fk_flow_timer_visit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_timer")),
    )
    op.create_index(
        "ix_flow_timer_due",
        "flow_timer",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("fired_at IS NULL"),
    )
    op.create_index("ix_flow_timer_instance", "flow_timer", ["instance_id"], unique=False)
    op.create_foreign_key("fk_department_head_id", "department", "person", ["head_id"], ["id"])


def downgrade() -> None:
    """Take this step back."""
    op.drop_constraint("fk_department_head_id", "department", type_="foreignkey")
    op.drop_index("ix_flow_timer_instance", table_name="flow_timer")
    op.drop_index("ix_flow_timer_due", table_name="flow_timer", postgresql_where=sa.text("fired_at IS NULL"))
    op.drop_table("flow_timer")
    op.drop_index("ix_flow_seat_open", table_name="flow_seat", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_flow_seat_instance", table_name="flow_seat")
    op.drop_index("ix_flow_seat_done", table_name="flow_seat", postgresql_where=sa.text("state = 'done'"))
    op.drop_table("flow_seat")
    op.drop_index(
        "ix_flow_incident_open", table_name="flow_incident", postgresql_where=sa.text("resolved_at IS NULL")
    )
    op.drop_index("ix_flow_incident_instance", table_name="flow_incident")
    op.drop_table("flow_incident")
    op.drop_index("ix_flow_visit_instance", table_name="flow_visit")
    op.drop_table("flow_visit")
    op.drop_index("ix_flow_token_instance", table_name="flow_token")
    op.drop_table("flow_token")
    op.drop_index("ix_flow_region_instance", table_name="flow_region")
    op.drop_table("flow_region")
    op.drop_table("flow_event")
    op.drop_table("team_member")
    op.drop_index(op.f("ix_role_member_person_id"), table_name="role_member")
    op.drop_table("role_member")
    op.drop_table("person_position")
    op.drop_index("ix_notice_unread", table_name="notice", postgresql_where=sa.text("read_at IS NULL"))
    op.drop_index("ix_notice_person", table_name="notice")
    op.drop_table("notice")
    op.drop_index(
        "uq_flow_instance_running", table_name="flow_instance", postgresql_where=sa.text("state = 'running'")
    )
    op.drop_index("ix_flow_instance_record", table_name="flow_instance")
    op.drop_index("ix_flow_instance_initiator", table_name="flow_instance")
    op.drop_index(op.f("ix_flow_instance_definition_id"), table_name="flow_instance")
    op.drop_table("flow_instance")
    op.drop_index(op.f("ix_api_token_person_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("rule_run_step")
    op.drop_index(op.f("ix_person_supervisor_id"), table_name="person")
    op.drop_index(op.f("ix_person_name"), table_name="person")
    op.drop_index(op.f("ix_person_department_id"), table_name="person")
    op.drop_table("person")
    op.drop_table("hook_delivery")
    op.drop_index("ix_file_use_record", table_name="file_use")
    op.drop_table("file_use")
    op.drop_table("app_version")
    op.drop_table("app_setting")
    op.drop_table("app_draft")
    op.drop_index(op.f("ix_user_job_person_id"), table_name="user_job")
    op.drop_table("user_job")
    op.drop_table("team")
    op.drop_index("ix_state_log_record", table_name="state_log")
    op.drop_index("ix_state_log_entity", table_name="state_log")
    op.drop_table("state_log")
    op.drop_index("ix_saved_view_entity", table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_table("rule_score_line")
    op.drop_index("ix_rule_run_rule", table_name="rule_run")
    op.drop_index("ix_rule_run_record", table_name="rule_run")
    op.drop_table("rule_run")
    op.drop_table("rule_once")
    op.drop_index(op.f("ix_removed_element_at"), table_name="removed_element")
    op.drop_table("removed_element")
    op.drop_index("ix_record_share_holder", table_name="record_share")
    op.drop_table("record_share")
    op.drop_table("rate")
    op.drop_index("ix_public_link_form", table_name="public_link")
    op.drop_table("public_link")
    op.drop_table("position")
    op.drop_index("ix_outbox_open", table_name="outbox", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_table("outbox")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_idempotency_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_table("hook")
    op.drop_index("ix_history_record", table_name="history")
    op.drop_index("ix_history_batch", table_name="history", postgresql_where=sa.text("batch IS NOT NULL"))
    op.drop_table("history")
    op.drop_table("flow_definition")
    op.drop_index(op.f("ix_file_uploaded_by"), table_name="file")
    op.drop_table("file")
    op.drop_index(op.f("ix_department_parent_id"), table_name="department")
    op.drop_table("department")
    op.drop_table("delivery")
    op.drop_table("counter")
    op.drop_table("connection")
    op.drop_index("ix_comment_record", table_name="comment")
    op.drop_table("comment")
    op.drop_table("assignment_cursor")
    op.drop_table("app")
