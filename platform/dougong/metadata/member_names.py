"""Member names: what a member of a document holds by its name, in whatever kind of document it stands."""

from __future__ import annotations

KEYS = {
    "form": "form",
    "row_form": "form",
    "flow": "flow",
    "approval": "flow",
    "role": "role",
    "button": "button",
    "dataset": "dataset",
    "metric": "metric",
    "dashboard": "dashboard",
    "page": "page",
    "message": "message",
    "table": "table",
    "sequence": "sequence",
    "connection": "connection",
    "notify_by": "connection",
    "view": "view",
    "views": "view",
    "roles": "role",
    "start": "page",
    "by": "role",
    "admins": "role",
    "give_back_to": "pool",
    "source": "entity",
    "parent": "entity",
    "entity": "entity",
}
"""Members that hold the key of a document, and of which kind."""
FIELDS = frozenset(
    {
        "field",
        "group",
        "sum",
        "into",
        "band_into",
        "card",
        "sort",
        "show",
        "hide",
        "require",
        "lock",
        "clear_hidden",
        "required",
        "unique",
        "indexes",
        "match",
        "similar",
        "fields",
        "prefill",
        "track",
        "edit",
        "read",
        "write",
        "columns",
        "consent_field",
        "of",
        "changed",
        "deadline",
        "start_field",
        "end_field",
        "colour_field",
        "picture_field",
        "parent_field",
        "after_field",
        "progress_field",
        "place_field",
        "rows_field",
        "claimed_at",
        "recycle_on",
        "active_at",
        "pool_field",
    }
)
"""Members that hold keys of fields of the entity around."""
FIELD_KEYED = frozenset({"set", "back", "defaults", "values", "totals", "SetFields"})
"""Members whose own members are named by fields."""
EXPRESSIONS = frozenset(
    {
        "when",
        "filter",
        "rows",
        "formula",
        "value",
        "available_when",
        "due",
        "numerator",
        "denominator",
        "expression",
        "team",
        "person",
        "of",
        "date",
        "record",
        "target",
        "default",
        "offset",
        "days",
        "hours",
        "work_days",
        "address",
        "consent",
        "until",
        "unless",
        "weight",
        "extend_days",
        "max_days",
        "first_contact_hours",
        "keep_when",
        "hold",
        "counts",
        "department_hold",
        "per_day",
        "every_hours",
        "again_after_hours",
    }
)
"""Members that hold an expression."""
TEMPLATES = frozenset({"subject", "body", "pattern", "message"})
"""Members that hold a text with expressions in it."""
STEPS = frozenset(
    {"Convert", "Create", "CreateTodo", "Find", "IssueCode", "Merge", "SignalFlow", "Update", "Upsert"}
)
"""Steps that write to an entity that they name."""
THROUGH = frozenset({"ForEach", "CreateLines"})
"""Steps that go through other records: what stands inside speaks of these, and of the one around as `parent`."""
TAGGING = frozenset({"Tag", "Untag"})
"""Steps whose texts are choices of a field."""
TODO = "todo"
"""The system entity of tasks."""
ALIASED = frozenset({"dimensions", "values"})
"""Members of a part of a dataset that give expressions over its source names of their own."""
OPAQUE = frozenset(
    {"name", "label", "title", "description", "origin", "help", "options", "format", "id", "key"}
)
"""Members that name nothing."""
