"""Constants that look like limits and are none that anybody could meet."""

from __future__ import annotations

INTERNAL = frozenset(
    {
        # How much work is done in one step, with nothing left out.
        "dougong.notify.screens.MOST_AT_ONCE",
        "dougong.notify.screens.IDLE_SECONDS",
        "dougong.actions.import_run.MOST_SAME",
        "dougong.notify.live._PAYLOAD_LIMIT",
        "dougong.notify.live._QUEUE_LIMIT",
        "dougong.notify.live._RECORD_LIMIT",
        "dougong.actions.act.LIVE_LIMIT",
        "dougong.actions.export_file._MOST_REMOVED",
        "dougong.records.state_times.MOST",
        "dougong.actions.undo_merge._MOST_TOLD",
        "dougong.actions.show_duplicate_groups._MOST_PAIRS",
        # What is kept in memory.
        "dougong.access.kept._LIMIT",
        "dougong.identity.sessions._KEPT_LIMIT",
        "dougong.records.reading._MOST_CALLERS",
        "dougong_form.field_types.cascade._MOST_TREES",
        "dougong.messages.catalogue._LONGEST",
        # How much of something is shown or looked at to give a hint.
        "dougong.metadata.schema_words._LONGEST",
        "dougong.actions.decision_tests._MOST_COUNTED",
        "dougong.metadata.naming.LONGEST",
        "dougong_flow.preview.LONGEST",
        "dougong_form.proposals.columns._LONGEST_CHOICE",
        "dougong_form.proposals.json_schema._DEEPEST",
        "dougong_form.proposals.schema_source._DEEPEST",
        "dougong_formula.complete._LIMIT",
        "dougong_formula.remedies._MOST",
        "dougong_formula.remedies._MOST_TRIED",
        "dougong.actions.show_related_requests.MOST",
        "dougong.records.trying._MOST_PARTS",
        "dougong.records.trying._MOST_ITEMS",
        "dougong.api.describe_app._HOME_LIMIT",
        # Guards of one computation, beyond which another way is taken or a document is no document.
        "dougong.actions.form_rules._MOST_PASSES",
        "dougong.api.proof_of_work.MOST",
        "dougong.records.similar._MOST_IN_A_BLOCK",
        "dougong.records.similar._LONGEST",
        "dougong.records.tokens._LONGEST",
        "dougong.records.tokens._MOST",
        "dougong.records.aggregate._LONGEST",
        "dougong_form.markup.DEEPEST",
        "dougong_form.markup._MOST_OPEN",
        "dougong_form.markup._MOST_MARKS",
        "dougong_form.markup._MOST_SPAN",
        "dougong_formula.functions.business._LIMIT",
        "dougong_formula.limits.MAX_SQL_NODES",
        "dougong_formula.patterns._MAX_REPEAT",
        # Of the processes of the server, which an administrator sees in its log.
        "dougong.commands.supervision._LONGEST_PAUSE",
        "dougong.connect.sealing._KEY_BYTES",
    }
)
