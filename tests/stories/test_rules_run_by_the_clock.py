"""Rules act when it is time: every morning, days before a date, after a silence; once for each, whatever happens."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong.actions import run_set as running
from dougong.actions.end_waits import end_waits
from dougong.actions.run_schedules import run_schedules
from dougong.actions.run_set import end_abandoned, run_set
from dougong.automation.tables import rule_effect, rule_schedule
from dougong.jobs.worker import run_waiting
from dougong.metadata import published
from dougong.metadata.references import renamed
from tests.stories.contracts import BASE, Clock, documents, rule
from tests.world import World

EVERY_MORNING = {"schedule": {"cron": "0 8 * * *"}}


def test_every_morning_each_record_that_meets_the_condition(world: World) -> None:
    """At eight the large ones are counted, once a day; a look at any other time finds nothing."""
    clock = Clock(world, rule("large", 1, on=EVERY_MORNING, when="amount > 100"))
    large, small = clock.made(amount="200"), clock.made(amount="50")
    assert clock.strike(clock.moment(1, "07:59")) == 0 or clock.acts(large) == [1]
    before = clock.acts(large)[0]
    assert clock.strike(clock.moment(1)) == 1
    assert clock.strike(clock.moment(1, "08:30")) == 0
    assert clock.acts(large, small) == [before + 1, 0]
    run = clock.runs("large")[-1]
    assert (run["state"], run["event"], run["records"]) == (
        "done",
        "schedule.due",
        {"chosen": 1, "done": 1, "failed": 0, "skipped": 0},
    )
    assert datetime.fromisoformat(run["due_at"]) == clock.moment(1).astimezone(UTC)


@pytest.mark.parametrize(("policy", "times"), [("once", 1), ("each", 3), ("none", 0)])
def test_what_was_missed_while_the_server_was_away(world: World, policy: str, times: int) -> None:
    """Three mornings nobody worked: the rule says what becomes of them."""
    clock = Clock(world, rule("daily", 1, on={"schedule": {**EVERY_MORNING["schedule"], "catch_up": policy}}))
    clock.strike(clock.moment(1))
    record = clock.made()
    clock.strike(clock.moment(4, "12:00"))
    assert clock.acts(record) == [times]


def test_days_before_a_date_and_again_when_the_date_moves(world: World) -> None:
    """Ten days before it ends, as the setting says; extended, it is told again before the new end."""
    relative = {"field": "ends_on", "offset": "0 - settings.warn", "at": "08:20"}
    clock = Clock(world, rule("ending", 1, on={"schedule": {"relative": relative}}))
    soon = clock.made(ends_on=str(clock.day(11)))
    later = clock.made(ends_on=str(clock.day(12)))
    never = clock.made()
    clock.strike(clock.moment(1, "08:20"))
    clock.strike(clock.moment(1, "09:00"))
    assert clock.acts(soon, later, never) == [1, 0, 0]
    clock.strike(clock.moment(5, "07:00"))  # four mornings late
    assert clock.acts(soon, later, never) == [1, 1, 0]
    clock.change(soon, ends_on=str(clock.day(20)))
    clock.strike(clock.moment(10, "08:30"))
    assert clock.acts(soon, later, never) == [2, 1, 0]


def test_hours_after_a_moment(world: World) -> None:
    """A day after the start, to the minute."""
    relative = {"field": "starts_at", "offset": 24, "unit": "hour"}
    clock = Clock(world, rule("started", 1, on={"schedule": {"relative": relative}}))
    record = clock.made(starts_at=clock.moment(1, "10:00").astimezone(UTC).isoformat())
    clock.strike(clock.moment(2, "09:59"))
    assert clock.acts(record) == [0]
    assert clock.strike(clock.moment(2, "10:00")) == 1
    clock.strike(clock.moment(2, "10:01"))
    assert clock.acts(record) == [1]
    assert len(clock.runs("started")) == 1


def test_working_days_before_a_date(world: World) -> None:
    """Whoever ends on a Monday is told on the Friday before."""
    relative = {"field": "ends_on", "offset": -1, "unit": "working_day", "at": "08:00"}
    clock = Clock(world, rule("ending", 1, on={"schedule": {"relative": relative}}))
    monday = next(clock.day(days) for days in range(7, 14) if clock.day(days).weekday() == 0)
    record = clock.made(ends_on=str(monday))
    friday = (monday - clock.today).days - 3
    clock.strike(clock.moment(friday, "07:00"))
    assert clock.acts(record) == [0]
    clock.strike(clock.moment(friday, "08:00"))
    assert clock.acts(record) == [1]


def test_a_silence_is_told_once_until_somebody_speaks(world: World) -> None:
    """Five days without a call: once; after the next call the days are counted anew."""
    inactive = {"days": 5, "of": ["calls", "stage"], "at": "08:00"}
    clock = Clock(world, rule("silent", 1, on={"schedule": {"inactive": inactive}}))
    record = clock.made()
    clock.strike(clock.moment(4))
    assert clock.acts(record) == [0]
    clock.strike(clock.moment(5))
    clock.strike(clock.moment(6))
    assert clock.acts(record) == [1]
    call = clock.made("call", contract=record)
    _at(world, "call", call, clock.moment(7, "10:00"))
    clock.strike(clock.moment(8))
    assert clock.acts(record) == [1]
    clock.strike(clock.moment(13))
    assert clock.acts(record) == [2]


def _at(world: World, entity: str, record: str, moment: datetime) -> None:
    """Let a record be as if it had been entered at a moment."""
    with world.transaction() as context:
        table = published(context.conn, "contracts").entities[entity].table
        context.conn.execute(sa.update(table).where(table.c.id == UUID(record)).values(created_at=moment))


def test_conditions_over_children_absence_and_windows(world: World) -> None:
    """Large ones without a good call in a month: one question to the database, made from the rule."""
    when = 'amount > 100 AND COUNTIF(calls, good AND created_at > NOW() - 30) = 0 AND stage <> "over"'
    clock = Clock(world, rule("quiet", 1, on=EVERY_MORNING, when=when, once_per="record"))
    quiet, called, small = clock.made(amount="200"), clock.made(amount="200"), clock.made(amount="20")
    clock.made("call", contract=called, good=True)
    clock.made("call", contract=quiet, good=False)
    clock.strike(clock.moment(1))
    clock.strike(clock.moment(2))
    assert clock.acts(quiet, called, small) == [1, 0, 0]
    clock.strike(clock.moment(40))
    assert clock.acts(quiet, called, small) == [1, 1, 0]


def test_an_episode_ends_when_the_condition_is_false_at_a_look(world: World) -> None:
    """Once while it is large; small in between and large again: once more."""
    clock = Clock(world, rule("large", 1, on=EVERY_MORNING, when="amount > 100", once_per="episode"))
    record = clock.made(amount="200")
    for day in (1, 2, 3):
        clock.strike(clock.moment(day))
    assert clock.acts(record) == [1]
    clock.change(record, amount="10")
    clock.strike(clock.moment(4))
    clock.change(record, amount="300")
    clock.strike(clock.moment(5))
    assert clock.acts(record) == [2]


def test_an_episode_of_an_event_rule(world: World) -> None:
    """Acts when the amount becomes large, not at every change while it is; whatever field makes it small again."""
    on = {"created": True, "changed": {"fields": ["amount"]}}
    clock = Clock(world, rule("large", 1, on=on, when='amount > 100 AND name <> "X"', once_per="episode"))
    record = clock.made(amount="200")
    clock.change(record, amount="201")
    clock.change(record, amount="202")
    assert clock.acts(record) == [1]
    clock.change(record, name="X")
    clock.change(record, name="Y")
    clock.change(record, amount="203")
    assert clock.acts(record) == [2]
    clock.change(record, amount="1")
    clock.change(record, amount="400")
    assert clock.acts(record) == [3]


def test_one_that_fails_stops_no_other_and_is_tried_again(world: World) -> None:
    """The run says which failed and why, in the reader's language; made right, it is run again."""
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING))
    clock.strike(clock.moment(0, "23:59"))
    good = [clock.made() for _ in range(7)]
    bad = clock.made(acts="99")
    clock.strike(clock.moment(1))
    assert clock.acts(*good, bad) == [*[1] * 7, 99]
    run = clock.runs("daily")[-1]
    assert run["state"] == "failed"
    assert run["records"] == {"chosen": 8, "done": 7, "failed": 1, "skipped": 0}
    listed = clock.admin.get(f"/runs/{run['id']}/records", state="failed")["items"]
    assert [one["record"] for one in listed] == [bad]
    assert "够了。" in listed[0]["error"]
    assert listed[0]["title"] == "N"
    assert len(clock.admin.get(f"/runs/{run['id']}/records")["items"]) == 8
    own = clock.admin.get(f"{BASE}/contract/records/{bad}/runs")["items"]
    assert [(one["id"], one["state"]) for one in own if one["event"] == "schedule.due"] == [
        (run["id"], "failed")
    ]
    clock.admin.post(f"/runs/{run['id']}/retry")
    clock.strike(clock.moment(1, "08:01"))
    assert clock.runs("daily")[-1]["records"]["failed"] == 1
    clock.change(bad, acts="5")
    clock.admin.post(f"/runs/{run['id']}/retry")
    clock.strike(clock.moment(1, "08:02"))
    assert clock.acts(bad, good[0]) == [6, 1]
    assert clock.runs("daily")[-1]["state"] == "done"
    clock.admin.post(f"/runs/{run['id']}/retry", status=409)


def test_what_does_not_hold_any_more_is_left_out(world: World) -> None:
    """Between the choice and the act somebody made it small: nothing is done to it."""
    clock = Clock(world, rule("large", 1, on=EVERY_MORNING, when="amount > 100"))
    clock.strike(clock.moment(0, "23:59"))
    changed, gone, kept = (clock.made(amount="200") for _ in range(3))
    run_schedules(world.database, clock.moment(1).astimezone(UTC))
    clock.change(changed, amount="1")
    version = clock.admin.get(f"{BASE}/contract/records/{gone}")["version"]
    clock.admin.delete(f"{BASE}/contract/records/{gone}", **{"If-Match": f'"{version}"'})
    clock.strike(clock.moment(1))
    assert clock.acts(changed, kept) == [0, 1]
    assert clock.runs("large")[-1]["records"] == {"chosen": 3, "done": 1, "failed": 0, "skipped": 2}


def test_a_record_may_stop_where_others_go_on(world: World) -> None:
    """Of a set, the large ones end at the stop; what stands behind it is done for the others."""
    count = {"SetFields": {"acts": "acts + 1"}}
    stop = {"Branch": {"ways": [{"when": "amount > 100", "do": [{"Stop": {}}]}]}}
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING, do=[count, stop, count]))
    clock.strike(clock.moment(0, "23:59"))
    large, small = clock.made(amount="200"), clock.made(amount="20")
    clock.strike(clock.moment(1))
    assert clock.acts(large, small) == [1, 2]
    assert clock.runs("daily")[-1]["records"]["done"] == 2


def test_two_workers_and_a_rerun_neither_lose_nor_double(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several jobs on one set, and several looks at one moment: each record once."""
    monkeypatch.setattr(running, "BATCH", 7)
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING))
    clock.strike(clock.moment(0, "23:59"))
    items = [{"op": "create", "values": {"name": f"N{at}"}} for at in range(100)]
    clock.admin.post(f"{BASE}/contract/records/batch", {"items": items, "atomic": True})
    moment = clock.moment(1).astimezone(UTC)
    with ThreadPoolExecutor(4) as pool:
        looks = list(pool.map(lambda _: run_schedules(world.database, moment), range(4)))
    assert sum(looks) == 1
    run = UUID(clock.runs("daily")[-1]["id"])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: run_set(world.database, run), range(4)))
    clock.strike(clock.moment(1, "08:10"))
    assert clock.runs("daily")[-1]["records"] == {"chosen": 100, "done": 100, "failed": 0, "skipped": 0}
    found = clock.admin.get(f"{BASE}/contract/records", limit=200)["items"]
    assert [int(one["values"]["acts"]) for one in found] == [1] * 100


def test_a_worker_that_dies_in_a_batch_leaves_nothing_half_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction is undone whole; the next worker goes on where the last batch ended."""
    monkeypatch.setattr(running, "BATCH", 3)
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING))
    clock.strike(clock.moment(0, "23:59"))
    records = [clock.made() for _ in range(8)]
    run_schedules(world.database, clock.moment(1).astimezone(UTC))
    run = UUID(clock.runs("daily")[-1]["id"])
    kept, batches = running.sets.note_outcome, []

    def dies(*given: Any) -> None:
        batches.append(1)
        if len(batches) == 2:
            raise SystemExit
        kept(*given)

    monkeypatch.setattr(running.sets, "note_outcome", dies)
    with pytest.raises(SystemExit):
        run_set(world.database, run)
    assert sorted(clock.acts(*records)) == [0] * 5 + [1] * 3
    run_set(world.database, run)
    assert clock.acts(*records) == [1] * 8


def test_a_run_that_its_jobs_have_given_up_fails(world: World) -> None:
    """It does not stand as running for ever: what is left of it failed, and is done when it is tried again."""
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING))
    clock.strike(clock.moment(0, "23:59"))
    records = [clock.made() for _ in range(3)]
    moment = clock.moment(1).astimezone(UTC)
    run_schedules(world.database, moment)
    run = clock.runs("daily")[-1]
    assert end_abandoned(world.database, moment + timedelta(hours=1)) == 0
    with world.database.begin() as conn:
        jobs = sa.table("procrastinate_jobs", sa.column("status"), sa.column("task_name"), schema="dougong")
        conn.execute(sa.update(jobs).where(jobs.c.task_name == "run_set").values(status=sa.text("'failed'")))
    assert end_abandoned(world.database, moment + timedelta(minutes=1)) == 0
    assert end_abandoned(world.database, moment + timedelta(hours=1)) == 1
    after = clock.runs("daily")[-1]
    assert (after["state"], after["records"]["failed"]) == ("failed", 3)
    clock.admin.post(f"/runs/{run['id']}/retry", {})
    run_waiting(world.database, world.settings)
    assert (clock.runs("daily")[-1]["state"], clock.acts(*records)) == ("done", [1] * 3)


def test_a_schedule_begins_with_its_version_and_a_rule_is_run_by_hand(world: World) -> None:
    """Published now, it does not act for yesterday; the builder lets it run now, and others may not."""
    clock = Clock(
        world,
        rule("ending", 1, on={"schedule": {"relative": {"field": "ends_on", "offset": -3, "at": "23:59"}}}),
    )
    record, past = clock.made(ends_on=str(clock.day(3))), clock.made(ends_on=str(clock.day(1)))
    assert clock.admin.get("/apps/contracts/rules/ending/due") == {"records": 1}
    assert clock.admin.get("/apps/contracts/rules/not_published/due") == {"records": None}
    run = clock.admin.post("/apps/contracts/rules/ending/run")
    assert clock.admin.get(f"/runs/{run['run']}")["actor"]["id"] == clock.admin.id
    clock.strike(datetime.now(UTC))
    assert clock.acts(record, past) == [1, 0]
    assert clock.admin.get(f"/runs/{run['run']}")["state"] == "done"
    clock.strike(clock.moment(0, "23:59"))
    assert clock.acts(record, past) == [1, 0]
    clock.admin.post("/apps/contracts/rules/no_more/run", status=404)
    world.person("eve").post("/apps/contracts/rules/ending/run", status=403)


def test_the_builder_sees_the_next_ten_times(world: World) -> None:
    """By the workspace's clock, for a schedule that is not saved yet; what cannot be says where and why."""
    clock = Clock(world)

    def times(schedule: dict[str, Any]) -> Any:
        return clock.admin.post(
            "/apps/contracts/schedule-times", {"entity": "contract", "schedule": schedule}
        )

    daily = times({"cron": "30 8 * * *"})
    assert daily["problems"] == []
    assert daily["zone"] == "Asia/Shanghai"
    at = [datetime.fromisoformat(one["at"]).astimezone(clock.moment(0).tzinfo) for one in daily["times"]]
    assert len(at) == 10
    assert {(one.hour, one.minute) for one in at} == {(8, 30)}
    assert all(later - one == timedelta(days=1) for one, later in itertools.pairwise(at))
    before = times({"relative": {"field": "ends_on", "offset": -30, "at": "08:00"}})["times"][0]
    day = datetime.fromisoformat(before["at"]).astimezone(clock.moment(0).tzinfo).date()
    assert before["first"] == before["last"] == str(day + timedelta(days=30))
    (wrong,) = times({"cron": "x"})["problems"]
    assert (wrong["pointer"], wrong["code"]) == ("/cron", "cron_shape")


def test_an_app_that_goes_and_comes_again_begins_anew(world: World) -> None:
    """What came due while it was away is not caught up."""
    daily = rule("daily", 1, on=EVERY_MORNING)
    clock = Clock(world, daily)
    with world.transaction() as context:
        context.conn.execute(sa.update(rule_schedule).values(checked_until=clock.moment(-3)))
    clock.admin.request("DELETE", "/apps/contracts", json={"confirm": "contracts"}).raise_for_status()
    clock = Clock(world, daily)
    clock.made()
    assert clock.strike(datetime.now(UTC)) == 0


def test_keys_that_a_schedule_names_are_changed_with_it() -> None:
    """Fields, lists and settings in a schedule follow when they get other keys."""
    relative = {"field": "ends_on", "offset": "0 - settings.warn", "at": "08:00"}
    inactive = {"days": "settings.warn", "of": ["calls", "starts_at"], "at": "08:00"}
    app = documents(
        rule("ending", 1, on={"schedule": {"relative": relative}}),
        rule("silent", 2, on={"schedule": {"inactive": inactive}}),
    )
    app = renamed(app, "field", "ends_on", "last_day", entity="contract")
    app = renamed(app, "field", "starts_at", "begin", entity="contract")
    app = renamed(app, "setting", "warn", "early")
    bodies = {
        one.key: one.body["on"]["schedule"] for one in app if one.kind == "rule" and one.key != "no_more"
    }
    assert bodies["ending"]["relative"] == {**relative, "field": "last_day", "offset": "0 - settings.early"}
    assert bodies["silent"]["inactive"] == {**inactive, "of": ["calls", "begin"], "days": "settings.early"}


def test_effects_are_kept_under_one_key(world: World) -> None:
    """Rule, record and period are one row, so the database itself refuses a second one."""
    clock = Clock(world, rule("daily", 1, on=EVERY_MORNING))
    clock.strike(clock.moment(0, "23:59"))
    clock.made()
    clock.strike(clock.moment(1))
    with world.transaction() as context:
        row = context.conn.execute(sa.select(rule_effect)).mappings().one()
        assert row["period"] == clock.moment(1).astimezone(UTC).isoformat()
        with pytest.raises(sa.exc.IntegrityError):
            context.conn.execute(sa.insert(rule_effect).values(**row))


def test_each_record_of_a_set_waits_for_itself(world: World) -> None:
    """The first step is done for all at eight, the rest two days later, unless the record needs it no more by then."""
    steps = [
        {"SetFields": {"acts": "acts + 1"}},
        {"Wait": {"for": {"days": 2}, "unless": "amount = 0"}},
        {"SetFields": {"acts": "acts + 10"}},
    ]
    clock = Clock(world, rule("patient", 1, on=EVERY_MORNING, do=steps))
    clock.strike(clock.moment(1, "07:59"))
    kept, settled = clock.made(amount="200"), clock.made(amount="300")
    clock.strike(clock.moment(1))
    assert clock.acts(kept, settled) == [1, 1]
    assert clock.runs("patient")[-1]["state"] == "waiting"
    clock.change(settled, amount="0")
    end_waits(world.database, datetime.now(UTC) + timedelta(days=1))
    assert clock.acts(kept, settled) == [1, 1]
    end_waits(world.database, datetime.now(UTC) + timedelta(days=3))
    end_waits(world.database, datetime.now(UTC) + timedelta(days=3))
    assert clock.acts(kept, settled) == [11, 1]
