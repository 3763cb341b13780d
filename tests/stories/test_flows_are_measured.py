"""Process analytics: times at each step, overdue seats, the load of people, rework; by period and under rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong.processes.tables import flow_instance, flow_seat, flow_visit
from tests.stories.test_flows_in_full import DIRECTOR, LEAD, Play, decide
from tests.stories.test_flows_in_full import play as play
from tests.world import Person

FIGURES = "/apps/desk/flows/approval/analytics"
HOUR = 3600


@pytest.fixture
def desk(play: Any) -> Play:
    made: Play = play("start lead, lead director, director end", lead=LEAD, director=DIRECTOR)
    return made


def took(desk: Play, made: dict[str, Any], node: str, hours: float, due: float | None = None) -> None:
    """Let the first visit of a node, and its seats, have begun so many hours before it ended, or before now."""
    with desk.world.transaction() as context:
        visit = context.conn.execute(
            sa.select(flow_visit)
            .where(flow_visit.c.instance_id == UUID(desk.instance(made)["id"]), flow_visit.c.node == node)
            .order_by(flow_visit.c.ordinal)
            .limit(1)
        ).one()
        begun = (visit.finished_at or datetime.now(UTC)) - timedelta(hours=hours)
        context.conn.execute(
            sa.update(flow_visit).where(flow_visit.c.id == visit.id).values(started_at=begun)
        )
        given = {"opened_at": begun} | ({"due_at": begun + timedelta(hours=due)} if due else {})
        context.conn.execute(sa.update(flow_seat).where(flow_seat.c.visit_id == visit.id).values(given))


def test_steps_people_and_rework_are_counted(desk: Play) -> None:
    """Three requests: one approved, one sent back once and waiting again, one waiting at the lead too long."""
    first = desk.submit()
    decide(desk.lead, "approve")
    decide(desk.director, "approve")
    second = desk.submit()
    decide(desk.lead, "approve")
    decide(desk.director, "return", to="lead")
    third = desk.submit()
    took(desk, first, "lead", 2)
    took(desk, second, "lead", 4)
    took(desk, first, "director", 10, due=8)
    took(desk, third, "lead", 30, due=24)
    found = desk.world.admin.get(FIGURES)
    total = found["total"]
    assert (total["started"], total["running"], total["approved"], total["reworked"]) == (3, 2, 1, 1)
    assert total["rework"] == pytest.approx(1 / 3)
    lead, director = (one for one in found["nodes"] if one["node"] in ("lead", "director"))
    assert (lead["node"], lead["done"], lead["open"], lead["again"], lead["overdue"]) == ("lead", 2, 2, 1, 1)
    assert lead["mean"] == pytest.approx(3 * HOUR, abs=60)
    assert lead["p90"] == pytest.approx(3.8 * HOUR, abs=60)
    assert lead["rework"] == 0.25
    assert (director["done"], director["overdue"]) == (2, 1)
    assert director["mean"] == pytest.approx(5 * HOUR, abs=60)
    people = {one["person"]["name"]: one for one in found["people"]}
    assert (people["李组长"]["open"], people["李组长"]["decided"], people["李组长"]["overdue"]) == (2, 2, 1)
    assert people["赵总监"]["mean"] == pytest.approx(5 * HOUR, abs=120)
    assert "王小明" not in people


def test_a_period_and_the_rights_of_who_looks_narrow_it(desk: Play) -> None:
    """A request of last year is not counted this month; who sees no record is told nothing of it."""
    old = desk.submit()
    desk.submit()
    with desk.world.transaction() as context:
        context.conn.execute(
            sa.update(flow_instance)
            .where(flow_instance.c.id == UUID(desk.instance(old)["id"]))
            .values(started_at=datetime(2025, 5, 1, tzinfo=UTC))
        )
    admin = desk.world.admin
    assert admin.get(FIGURES)["total"]["started"] == 1
    assert admin.get(FIGURES, **{"from": "2025-05-01", "to": "2025-05-01"})["total"]["started"] == 1
    assert admin.get(FIGURES, **{"from": "2025-05-02", "to": "2025-06-01"})["total"]["started"] == 0
    admin.get(FIGURES, status=422, **{"from": "2025-06-02", "to": "2025-06-01"})
    assert desk.employee.get(FIGURES)["total"]["started"] == 1
    mine = desk.stranger.get(FIGURES)
    assert (mine["total"]["started"], mine["nodes"], mine["people"]) == (0, [], [])
    nobody = desk.world.person("nobody", "外人")
    nobody.get(FIGURES, status=403)


def test_the_load_of_people_is_told_to_their_superiors(desk: Play) -> None:
    """The employee reads how long the steps take, not how fast her lead is; he reads of himself, his superior of him."""
    chief = desk.world.person("chief", "陈主任", roles={"desk": ["director"]})
    desk.world.admin.patch(f"/people/{desk.lead.id}", {"supervisor": chief.id})
    desk.submit()
    decide(desk.lead, "approve")

    def told(reader: Person) -> list[str]:
        found = reader.get(FIGURES)
        assert [one["node"] for one in found["nodes"]] == ["lead", "director"]
        return [one["person"]["name"] for one in found["people"]]

    assert told(desk.employee) == []
    assert sorted(told(chief)) == sorted(["李组长", "陈主任"])
    assert told(desk.lead) == ["李组长"]
    assert sorted(told(desk.world.admin)) == sorted(["李组长", "赵总监", "陈主任"])
