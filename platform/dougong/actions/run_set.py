"""Run a set: a rule that the clock starts acts on every record that it has chosen, some hundred in a transaction.

Each record is done once for a period: it is chosen under a unique key, claimed by one worker, and settled in the
transaction that acts. A record that is refused stops none of the others.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.act import Act, Site
from dougong.actions.apply import new_act
from dougong.actions.choose_records import choose, count_chosen, still_chosen, values_of
from dougong.actions.events import event_about
from dougong.actions.reactions import first_times
from dougong.actions.steps import Stopped, Waits, keep_waiting
from dougong.automation import sets
from dougong.automation.definitions import rules_of
from dougong.automation.runs import Run, StepRun
from dougong.automation.sets import Outcome, SetRun
from dougong.context import Context, system_principal
from dougong.database import Database, Deadlocked
from dougong.errors import Conflict, DougongError, NotFound, Unavailable
from dougong.identity.home import at_home
from dougong.logs import log
from dougong.metadata import App
from dougong.processes.definitions import app_of
from dougong.queue import enqueue, living
from dougong_model import Effect, uuid7
from dougong_rule import SCHEDULE_DUE, Due, EventRule

BATCH = 500
ABANDONED_AFTER = timedelta(minutes=10)
WORKERS = 4
"""So many jobs at most work on one set at the same time."""
_FOR_ANOTHER_JOB = 4 * BATCH
_ATTEMPTS = 5
_TOGETHER = frozenset({"SetFields", "Create", "Update", "Delete", "CreateTodo"})
"""Steps whose changes for all records are saved as one set; others are taken for one record after another."""

_GONE = "The record does not exist any more."
_NO_MORE = "The condition does not hold for the record any more."
_ALREADY = "The rule has acted on the record already."
_NO_RULE = "The rule does not exist any more, or it is switched off."
_WRONG = "Something went wrong; the server's log says what."


class _Broken(Exception):
    """A fault of our own with some records, whose transaction was undone."""

    def __init__(self, records: Sequence[UUID]) -> None:
        super().__init__(f"{len(records)} records")
        self.records = records


def start_set(
    context: Context, app: App, rule: EventRule, due: Due, *, actor: str | None = None
) -> UUID | None:
    """Choose the records on which a rule is due and let jobs act on them; returns the run.

    None when nothing was chosen by a rule that looks all the time: there is nothing to tell. `actor`: somebody lets it
    act by hand, so that dates count that are due today at any time.
    """
    assert rule.schedule is not None
    by_hand = actor is not None
    run = uuid7()
    values = values_of(context, app, rule, run, due, whole_day=by_hand)
    chosen = choose(context, app, rule, values)
    if not chosen and rule.schedule.cron is None and not by_hand:
        return None
    sets.open_set(context, app, rule, run, due.at, chosen, actor or context.principal.label)
    _enqueue(context.conn, run, chosen)
    return run


def start_now(context: Context, app: App, key: str) -> UUID:
    """Let a rule that the clock starts act now on what meets its condition; returns the run, raises NotFound."""
    home, rule = _at_home(context), _scheduled(app, key)
    if rule is None:
        raise NotFound("There is no such rule with a schedule, or it is switched off.")
    run = start_set(home, app, rule, _due_now(home), actor=context.principal.label)
    assert run is not None
    return run


def count_now(context: Context, app: App, key: str) -> int | None:
    """Return on how many records a rule that the clock starts would act now; None while no such rule is published."""
    rule = _scheduled(app, key)
    if rule is None:
        return None
    home = _at_home(context)
    values = values_of(home, app, rule, uuid7(), _due_now(home), whole_day=True)
    return count_chosen(home, app, rule, values)


def _at_home(context: Context) -> Context:
    """Return the context in which the clock itself would ask, whoever asks."""
    return replace(at_home(context.conn, system_principal("run_set")), now=context.now)


def _scheduled(app: App, key: str) -> EventRule | None:
    return next((one for one in rules_of(app).rules if one.key == key and one.schedule is not None), None)


def _due_now(context: Context) -> Due:
    return Due(at=context.now, since=context.now - timedelta(days=1))


def run_again(context: Context, run: UUID) -> None:
    """Let a run over a set act again on the records on which it failed; raises Conflict when there are none."""
    failed = sets.try_again(context.conn, run)
    if not failed:
        raise Conflict("Only a run that failed can be tried again.")
    _enqueue(context.conn, run, failed)


def _enqueue(conn: sa.Connection, run: UUID, records: int) -> None:
    jobs = min(WORKERS, -(-records // _FOR_ANOTHER_JOB))
    for _ in range(jobs):
        enqueue(conn, "run_set", {"run": str(run)}, queue="long")


def run_set(database: Database, run: UUID) -> None:
    """Act on the records of a run until none is left to this worker.

    After a fault of our own the records of its transaction are taken one by one, and the faulty one is given up.
    """
    alone: list[UUID] = []
    while True:
        try:
            if alone:
                _batch(database, run, alone[:1])
                alone = alone[1:]
            elif not _batch(database, run):
                return
        except _Broken as broken:
            log.error("rule failed on a set", run=str(run), exc_info=broken.__cause__)
            if len(broken.records) == 1:
                _give_up(database, run, broken.records[0])
                alone = [one for one in alone if one != broken.records[0]]
            else:
                alone = list(broken.records)


def end_abandoned(database: Database, now: datetime) -> int:
    """Let runs fail that no job works on any more, as theirs were given up: what is left of them can be tried again.

    Returns how many.
    """
    with database.begin() as conn:
        worked_on = [UUID(one["run"]) for one in living(conn, "run_set")]
        found = sets.abandoned(conn, now - ABANDONED_AFTER, worked_on)
    for run in found:
        log.error("run over a set was given up by its jobs", run=str(run))
        left = True
        while left:
            with database.begin() as conn:
                claimed = sets.claim(conn, run, BATCH)
                context = at_home(conn, system_principal("run_set"))
                sets.note_outcome(context, run, Outcome(failed=dict.fromkeys(claimed, _WRONG)), ())
                left = bool(claimed)
                if not left:
                    sets.finish_set(conn, run)
    return len(found)


def _batch(database: Database, run: UUID, only: Sequence[UUID] = ()) -> bool:
    """Act on some records in one transaction, again when two workers waited for each other; False for none."""
    for attempt in range(_ATTEMPTS):
        try:
            with database.begin() as conn:
                found = sets.running_set(conn, run)
                if found is None:
                    return False
                claimed = sets.claim(conn, run, only or BATCH)
                if claimed:
                    _act_on(conn, found, claimed)
            if not claimed and not only:
                with database.begin() as conn:
                    sets.finish_set(conn, run)
                return False
            return True
        except Deadlocked:
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05 * 2**attempt)
    return True


def _give_up(database: Database, run: UUID, record: UUID) -> None:
    with database.begin() as conn:
        context = at_home(conn, system_principal("run_set"))
        if sets.claim(conn, run, [record]):
            sets.note_outcome(context, run, Outcome(failed={record: _WRONG}), ())


def _act_on(conn: sa.Connection, run: SetRun, records: Sequence[UUID]) -> None:
    context = at_home(conn, system_principal("run_set"))
    outcome = Outcome()
    steps: list[StepRun] = []
    try:
        app = app_of(conn, run.app_id)
        rule = next(one for one in rules_of(app).rules if one.id == run.rule_id and one.schedule)
    except (NotFound, StopIteration):
        outcome.skipped = dict.fromkeys(records, _NO_RULE)
    else:
        try:
            outcome, steps = _acted(context, app, rule, run, records)
        except (Unavailable, sa.exc.OperationalError):
            raise
        except Exception as fault:
            raise _Broken(records) from fault
    sets.note_outcome(context, run.id, outcome, steps)


def _acted(
    context: Context, app: App, rule: EventRule, run: SetRun, records: Sequence[UUID]
) -> tuple[Outcome, list[StepRun]]:
    """Act on the records that the rule would still choose, now that nobody else can change them."""
    outcome = Outcome()
    act = new_act(context.with_(cause=f"schedule:{rule.key}"), app)
    act.at_moment(run.chosen_at)
    there = act.rows.read(rule.entity, records, lock=True)
    asked = replace(context, now=run.chosen_at)
    values = values_of(asked, app, rule, run.id, Due(at=run.due_at, since=run.due_at))
    chosen = still_chosen(context, app, rule, values, list(there))
    for record in records:
        if record not in there:
            outcome.skipped[record] = _GONE
        elif record not in chosen:
            outcome.skipped[record] = _NO_MORE
    steps = [StepRun(kind=effect.kind) for effect in rule.steps]
    _piece(act, rule, run, [one for one in records if one in chosen], outcome, steps)
    act.finish()
    return outcome, steps


def _piece(
    act: Act, rule: EventRule, run: SetRun, records: Sequence[UUID], outcome: Outcome, steps: list[StepRun]
) -> None:
    """Act on records together; when that is refused, on each half, down to those that are."""
    if not records:
        return
    try:
        with act.undone_when_refused():
            acting = frozenset(first_times(act, rule, records))
            sites = [_site(act, rule, run, record) for record in records if record in acting]
            for position, effect in enumerate(rule.steps):
                here = [site.at(position) for site in sites]
                stopped = _step(act, effect, here, steps[position], rule, rule.steps[position + 1 :])
                sites = [site for site in sites if site.record not in stopped]
    except DougongError as error:
        if error.status >= 500:
            raise
        if len(records) == 1:
            outcome.failed[records[0]] = error.told
            return
        half = len(records) // 2
        _piece(act, rule, run, records[:half], outcome, steps)
        _piece(act, rule, run, records[half:], outcome, steps)
        return
    for record in records:
        if record in acting:
            outcome.done.append(record)
        else:
            outcome.skipped[record] = _ALREADY


def _step(
    act: Act, effect: Effect, sites: Iterable[Site], step: StepRun, rule: EventRule, rest: Sequence[Effect]
) -> set[UUID]:
    """Carry out a step on records; returns those on which nothing more is to be done now, as a step says stop or waits
    with the `rest`.
    """
    started = time.perf_counter()
    sites = [site for site in sites if site.record not in act.removed]
    stopped: set[UUID] = set()
    if sites:
        with act.together(sites[0]) if effect.kind in _TOGETHER else nullcontext():
            for site in sites:
                try:
                    act.carry_out(effect, site)
                except Stopped:
                    stopped.add(site.record)
                except Waits as wait:
                    _wait(act, rule, site, wait, rest)
                    stopped.add(site.record)
    step.milliseconds += int((time.perf_counter() - started) * 1000)
    return stopped


def _wait(act: Act, rule: EventRule, site: Site, wait: Waits, rest: Sequence[Effect]) -> None:
    """Keep what is left for a record, and let a run of its own tell that it waits: others of the set may not."""
    wait.position = 0
    step = StepRun(kind="Wait", state="waiting", result={"until": wait.due.isoformat()})
    run = Run(
        id=uuid7(),
        rule_id=rule.id,
        rule_key=rule.key,
        entity_id=act.app.entities[rule.entity].id,
        record=site.record,
        version=None,
        event=SCHEDULE_DUE,
        cause=act.context.cause,
        depth=0,
        state="waiting",
        trace={"why": "due"},
        steps=[step],
    )
    act.runs.append(run)
    keep_waiting(act, run, site, wait, [*wait.rest, *(effect.document for effect in rest)])


def _site(act: Act, rule: EventRule, run: SetRun, record: UUID) -> Site:
    event = event_about(act, rule.entity, record, SCHEDULE_DUE)
    return Site(
        entity=rule.entity,
        record=record,
        cause=f"rule:{rule.key}",
        key=f"{run.id}:{record}/0",
        depth=0,
        reserved={"old": None, "event": {"kind": SCHEDULE_DUE, "at": run.due_at, "cause": event.cause}},
        event=event,
    )
