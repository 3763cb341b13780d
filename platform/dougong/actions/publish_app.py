"""Publish an app: carry out the plan that its builder has seen."""

from __future__ import annotations

from collections.abc import Collection

from dougong.actions.plan_app import plan_app
from dougong.context import Context
from dougong.metadata.publish import publish


def publish_app(context: Context, key: str, plan: str, accept: Collection[str] = (), note: str = "") -> int:
    """Publish the draft if the plan is still the one of this hash; returns the version.

    Raises Conflict when draft or live version changed since, Invalid for errors and steps not accepted.
    """
    return publish(context, key, plan_app(context, key), plan, accept, note)
