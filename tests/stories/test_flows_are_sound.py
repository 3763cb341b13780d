"""The sweep over all requests finds what is broken in their rows, says where, and finds nothing in sound ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from dougong.automation.tables import outbox
from dougong.cli import cli
from dougong.processes.tables import (
    flow_event,
    flow_instance,
    flow_region,
    flow_seat,
    flow_timer,
    flow_token,
    flow_visit,
)
from dougong.settings import settings
from tests.stories.test_purchase_approval import Desk
from tests.world import World

Break = Callable[[sa.Connection, UUID], None]


def _set(table: sa.Table, **values: Any) -> Break:
    def change(conn: sa.Connection, instance: UUID) -> None:
        column = table.c.id if table is flow_instance else table.c.instance_id
        conn.execute(sa.update(table).where(column == instance).values(**values))

    return change


def _add(table: sa.Table, **values: Any) -> Break:
    def change(conn: sa.Connection, instance: UUID) -> None:
        visit = conn.scalar(sa.select(flow_visit.c.id).where(flow_visit.c.instance_id == instance).limit(1))
        given = {"visit_id": visit} if "visit_id" in table.c else {}
        row = {"id": uuid4(), "instance_id": instance, "ordinal": 99, **given, **values}
        conn.execute(sa.insert(table).values(row))

    return change


def _drop_line(conn: sa.Connection, instance: UUID) -> None:
    conn.execute(
        sa.delete(flow_event).where(flow_event.c.instance_id == instance, flow_event.c.sequence == 2)
    )


def _ask_twice(conn: sa.Connection, instance: UUID) -> None:
    for _ in range(2):
        effects = [{"key": f"flow:{instance}:m0000001:0/0"}]
        conn.execute(sa.insert(outbox).values(id=uuid4(), at=datetime.now(UTC), effects=effects))


PAST = datetime.now(UTC) - timedelta(days=1)
TIMER = {"kind": "limit", "due_at": PAST}

BROKEN: dict[str, tuple[bool, Break, set[str]]] = {
    "a seat is left open": (True, _set(flow_seat, state="open"), {"seat_after_end", "seat_at_closed_step"}),
    "a step is left open": (True, _set(flow_visit, state="open"), {"open_after_end", "tokens_and_steps"}),
    "a timer is left": (True, _add(flow_timer, **TIMER), {"open_after_end", "timer_at_closed_step"}),
    "a token is lost": (False, _set(flow_token, state="consumed"), {"tokens_and_steps"}),
    "a seat is lost": (False, _set(flow_seat, state="cancelled_by_end"), {"stuck"}),
    "a line is gone": (False, _drop_line, {"history_gap"}),
    "a line was not written": (False, _set(flow_instance, sequence=99), {"history_gap"}),
    "a join counts more": (
        False,
        _add(flow_region, node="split", round=1, expected=2, arrived=3),
        {"join_count"},
    ),
    "nobody fires timers": (False, _add(flow_timer, **TIMER), {"timer_late", "timer_at_closed_step"}),
    "an effect is asked for twice": (False, _ask_twice, {"effect_twice"}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_found(world: World, what: str) -> None:
    """A request is sound until its rows are changed behind our back; then the finding names it."""
    ended, destroy, codes = BROKEN[what]
    desk = Desk(world)
    made, other = desk.submit(), desk.submit()
    if ended:
        desk.lead.post(f"/seats/{desk.instance(made)['visits'][-1]['seats'][0]['id']}/approve")
    instance = UUID(desk.instance(made)["id"])
    assert world.unsound() == []
    with world.transaction() as context:
        destroy(context.conn, instance)
    found = world.unsound()
    assert {one.rule for one in found} == codes
    assert {str(one.record) for one in found} == {made["id"]} != {other["id"]}
    code, told = _doctor(world)
    assert code == 1
    assert f"request {instance}" in told
    assert all(f"{one}: " in told for one in codes)
    with world.transaction() as context:
        context.conn.execute(sa.delete(outbox))
        context.conn.execute(sa.delete(flow_instance).where(flow_instance.c.id == instance))
    assert _doctor(world) == (0, "All requests are sound.\n")


def _doctor(world: World) -> tuple[int, str]:
    """Run `dougong doctor --flows` on the world's database; return its code and what it prints."""
    url = world.database.url.render_as_string(hide_password=False)
    settings.cache_clear()
    result = CliRunner().invoke(cli, ["doctor", "--flows"], env={"DATABASE_URL": url})
    settings.cache_clear()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.stdout
