"""Publish an app: carry out the plan that its builder has seen, and tell the open screens."""

from __future__ import annotations

from collections.abc import Collection

from dougong.access.public_links import open_new_forms
from dougong.actions.plan_app import plan_app
from dougong.actions.recompute import fill_published
from dougong.actions.rule_tests import run_published
from dougong.automation.schedules import keep_schedules
from dougong.context import Context
from dougong.database import WORKSPACE_SCHEMA
from dougong.errors import Invalid
from dougong.metadata import published
from dougong.metadata.documents import path_of
from dougong.metadata.drafts import app_row
from dougong.metadata.plan import live_app
from dougong.metadata.publish import note_failed_tests, publish
from dougong.notify.live import announce
from dougong.processes.definitions import carry_over
from dougong_model import Problem, localised

TESTS = "tests"
"""What a publisher accepts by this word: that tests fail."""


def publish_app(context: Context, key: str, plan: str, accept: Collection[str] = (), note: str = "") -> int:
    """Publish the draft if the plan is still the one of this hash; returns the version.

    The tests of its rules, tables and cards run on the new version. Raises Conflict when draft or live version changed since,
    Invalid for errors, steps not accepted, and tests that fail, unless `accept` names TESTS and `note` says why.
    """
    before = live_app(context.conn, app_row(context.conn, key))
    version = publish(context, key, plan_app(context, key), plan, accept, note)
    _run_tests(context, key, version, accept, note)
    if before is not None:
        carry_over(context.conn, before, published(context.conn, key))
    fill_published(context, before, published(context.conn, key))
    follow_publishing(context, key, version)
    return version


def _run_tests(context: Context, key: str, version: int, accept: Collection[str], note: str) -> None:
    """Run the tests of all documents; raises Invalid with what differs, unless the publisher has accepted that."""
    app = published(context.conn, key)
    failing = [one for one in run_published(context, app) if not one.passed]
    if not failing:
        return
    if TESTS in accept and note.strip():
        note_failed_tests(context.conn, key, version, len(failing))
        return
    problems = [
        Problem(
            code="test_failed",
            file=path_of(one.kind, one.key),
            pointer=f"/tests/{one.place}",
            message=f"The test “{localised(one.test['name'], context.language)}” fails.",
        )
        for one in failing
    ]
    if TESTS in accept:
        raise Invalid("Say in the note why it is published although tests fail.", problems=problems)
    raise Invalid(
        "Tests fail.",
        problems=problems,
        extra={"accept": [TESTS], "tests": [one.told() for one in failing]},
    )


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
