"""Kinds of user job: which verb does which long work. A new kind is a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dougong.actions import (
    export_file,
    find_similar,
    import_records,
    migrate_flows,
    rebase_amounts,
    recompute,
    simulate,
    undo_import,
)
from dougong.settings import Settings
from dougong.user_jobs import UserJob

Run = Callable[[UserJob, Settings], Mapping[str, Any]]
"""Does the work in transactions of its own and returns the job's result; raises JobCancelled when told to
end."""

KINDS: Mapping[str, Run] = {
    import_records.KIND: import_records.import_job,
    export_file.KIND: export_file.export_job,
    find_similar.KIND: find_similar.find_similar_job,
    undo_import.KIND: undo_import.undo_job,
    rebase_amounts.KIND: rebase_amounts.rebase_job,
    recompute.KIND: recompute.recompute_job,
    migrate_flows.KIND: migrate_flows.migrate_job,
    migrate_flows.REVERT_KIND: migrate_flows.revert_job,
    simulate.KIND: simulate.simulate_job,
}
