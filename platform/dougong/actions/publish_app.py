"""Publish an app: carry out the plan that its builder has seen, and tell the open screens."""

from __future__ import annotations

from collections.abc import Collection

from dougong.access.public_links import open_new_forms
from dougong.actions.plan_app import plan_app
from dougong.actions.recompute import fill_published
from dougong.automation.schedules import keep_schedules
from dougong.context import Context
from dougong.database import WORKSPACE_SCHEMA
from dougong.metadata import published
from dougong.metadata.drafts import app_row
from dougong.metadata.plan import live_app
from dougong.metadata.publish import publish
from dougong.notify.live import announce
from dougong.processes.definitions import carry_over


def publish_app(context: Context, key: str, plan: str, accept: Collection[str] = (), note: str = "") -> int:
    """Publish the draft if the plan is still the one of this hash; returns the version.

    Raises Conflict when draft or live version changed since, Invalid for errors and steps not accepted.
    """
    before = live_app(context.conn, app_row(context.conn, key))
    version = publish(context, key, plan_app(context, key), plan, accept, note)
    if before is not None:
        carry_over(context.conn, before, published(context.conn, key))
    fill_published(context, before, published(context.conn, key))
    follow_publishing(context, key, version)
    return version


def follow_publishing(context: Context, key: str, version: int) -> None:
    """Open the forms that are public since this version, let its schedules count, and tell the screens."""
    app = published(context.conn, key)
    open_new_forms(context, app)
    keep_schedules(context, app)
    announce_app(context, key, version)


def announce_app(context: Context, key: str, version: int) -> None:
    """Tell every open screen that an app has another version; 0 says that it is gone."""
    schema = context.conn.get_execution_options()["schema_translate_map"][WORKSPACE_SCHEMA]
    announce(context.conn, schema, [{"event": "app", "key": key, "version": version}])
