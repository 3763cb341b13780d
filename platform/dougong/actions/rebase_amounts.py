"""Rebase amounts: after rates of a currency were mended, what stored amounts in it are worth is computed anew.

Another rate leaves what was written as it is; this is for when it was wrong, and an administrator asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong import user_jobs
from dougong.actions.recompute import start_filling
from dougong.context import Context
from dougong.currency_rates import rates_of
from dougong.errors import NotFound
from dougong.identity.home import system_transaction
from dougong.metadata import App, published, published_apps
from dougong.records.base_amounts import Amounts, amounts_of, hold_amounts, rebase
from dougong.records.stored_values import Touch, refresh_touched
from dougong.settings import Settings
from dougong.user_jobs import UserJob

KIND = "rebase_amounts"
ROWS_AT_ONCE = 2_000


def start_rebase(context: Context, currency: str) -> UUID:
    """Start computing the base amounts of a currency anew; raises NotFound when it has no rates."""
    if not rates_of(context.conn, [currency]):
        raise NotFound(f"There are no rates of “{currency[:20]}”.")
    return user_jobs.start(context, KIND, {"currency": currency})


def rebase_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Go through the amounts of every app, in transactions of some thousand records each."""
    currency = str(job.arguments["currency"])
    with system_transaction(job.database, KIND) as context:
        fields = [(app.key, one) for app in published_apps(context.conn) for one in amounts_of(app)]
    seen = changed = 0
    for app_key, amounts in fields:
        after: UUID | None = None
        while True:
            with system_transaction(job.database, KIND) as context:
                app = published(context.conn, app_key)
                ids = (
                    hold_amounts(context, app, amounts, currency, after, ROWS_AT_ONCE)
                    if _there(app, amounts)
                    else []
                )
                changed += len(_rebased(context, app, amounts, currency, ids)) if ids else 0
            seen += len(ids)
            job.progress(seen)
            if len(ids) < ROWS_AT_ONCE:
                break
            after = ids[-1]
    return {"records": seen, "changed": changed, "currency": currency}


def _there(app: App, amounts: Amounts) -> bool:
    """Say whether a field is still what it was when the job began."""
    return amounts in amounts_of(app)


def _rebased(context: Context, app: App, amounts: Amounts, currency: str, ids: list[UUID]) -> list[UUID]:
    """Rebase amounts that are held, and compute what is made of them."""
    changed = rebase(context, app, amounts, currency, ids, context.zone)
    touches = [Touch(entity=amounts.entity, id=one, keys=frozenset({amounts.field})) for one in changed]
    found = refresh_touched(context, app, touches)
    if found.left:
        start_filling(context, app, found.left)
    return changed
