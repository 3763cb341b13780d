"""Tables: the one list of modules that declare platform tables, for migrations and for their check."""

from __future__ import annotations

from importlib import import_module

MODULES = (
    "dougong.idempotency",
    "dougong.rates",
    "dougong.workspace",
    "dougong.working_calendar",
    "dougong.currency_rates",
    "dougong.identity.tables",
    "dougong.files.tables",
    "dougong.metadata.tables",
    "dougong.notify.tables",
    "dougong.access.tables",
    "dougong.access.public_links",
    "dougong.access.answer_marks",
    "dougong.access.short_links",
    "dougong.records.tables",
    "dougong.records.view_tables",
    "dougong.records.unfinished",
    "dougong.processes.tables",
    "dougong.automation.tables",
    "dougong.connect.tables",
    "dougong.user_jobs",
)


def import_all() -> None:
    """Import every module that declares tables, so that the metadata is complete."""
    for name in MODULES:
        import_module(name)
