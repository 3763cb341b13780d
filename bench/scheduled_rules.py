"""Scheduled rules: how their set is chosen of many rows, how fast they act on it, and how events find their rules.

The set is held against what a person would write for the same condition, in turn on one connection; `python -m
bench rules`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.actions.choose_records import count_statement, values_of
from dougong.actions.initialise import initialise_workspace
from dougong.actions.install_app import install_tree
from dougong.actions.run_set import run_set, start_set
from dougong.actions.upgrade_database import upgrade_database
from dougong.automation.definitions import rules_of
from dougong.context import Context, system_principal
from dougong.database import Database, driver_connection
from dougong.embedded import EmbeddedPostgres
from dougong.metadata import App, published
from dougong.metadata.documents import Document, Tree
from dougong.plans import Plan, compile_plan
from dougong_formula import NUMBER, Member, PlainVocabulary, Vocabulary
from dougong_model import Event, uuid7
from dougong_rule import (
    Due,
    EventRule,
    Phase,
    RuleIndex,
    Surroundings,
    parse_event_rule,
)

ROWS = 1_000_000
ACTED = 50_000
ROUNDS = 7
SELECT_BOUND = 1.2
ACT_FLOOR = 1_000.0
MATCH_BOUND = 1.0
RULES = 1_000
_ZONE = ZoneInfo("Asia/Shanghai")
_SCHEMA = "ws_main"
_ONE_IN = 200
"""One contract of so many ends on each day."""


def _prop(identity: str, kind: str, **own: Any) -> dict[str, Any]:
    return {"x-dougong": {"id": identity, "type": kind, "label": {"en": identity}, **own}}


def _document(kind: str, identity: str, key: str, **members: Any) -> Document:
    body = {"format": 1, "id": identity, "key": key, "name": {"en": key}, **members}
    return Document(kind=kind, key=key, body=body)


def _rule(number: int, key: str, schedule: dict[str, Any], when: str | None = None) -> Document:
    steps = [{"SetFields": {"acts": "acts + 1"}}]
    more = {} if when is None else {"when": when}
    return _document(
        "rule", f"sr00001{number}", key, entity="contract", on={"schedule": schedule}, do=steps, **more
    )


def documents() -> tuple[Document, ...]:
    """Return an app of contracts and their calls, with the rules that are measured."""
    back = {"key": "calls", "label": {"en": "Calls"}}
    contract = {
        "name": _prop("sr000002", "text"),
        "amount": _prop("sr000003", "number"),
        "ends_on": _prop("sr000004", "date"),
        "acts": _prop("sr000005", "number"),
    }
    call = {
        "name": _prop("sr000007", "text"),
        "contract": _prop("sr000008", "reference", entity="contract", inverse=back),
        "made_on": _prop("sr000009", "date"),
    }
    app = {"format": 1, "id": "sr00000a", "key": "clock", "version": "1.0.0", "name": {"en": "Clock"}}
    every_day = {"cron": "0 8 * * *"}
    return (
        Document(kind="app", key="app", body=app),
        _document(
            "entity",
            "sr000001",
            "contract",
            title="name",
            schema={"type": "object", "required": [], "properties": contract},
            indexes=[["ends_on"]],
        ),
        _document(
            "entity",
            "sr000006",
            "call",
            title="name",
            schema={"type": "object", "required": [], "properties": call},
        ),
        _rule(1, "ending", {"relative": {"field": "ends_on", "offset": -30, "at": "00:00"}}),
        _rule(2, "large", every_day, "amount > 89000"),
        _rule(3, "quiet", every_day, "amount > 80000 AND COUNTIF(calls, made_on > TODAY() - 30) = 0"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What it took to count a set: ours, and by hand; seconds."""

    rule: str
    ours: float
    by_hand: float


class Scene:
    """A database of contracts, filled."""

    def __init__(self, url: str, rows: int) -> None:
        self.url, self.rows = url, rows
        self.database = Database(url, _SCHEMA, threads=4)
        upgrade_database(self.database)
        with self.context() as context:
            initialise_workspace(context, workspace="main", name="bench")
            install_tree(context, Tree(documents=documents(), data={}))
            context.conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
            self._fill(context.conn, published(context.conn, "clock"))
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(sa.text("VACUUM ANALYZE"))

    @contextmanager
    def context(self) -> Iterator[Context]:
        """Open a transaction as the system."""
        with self.database.begin() as conn:
            yield Context(conn=conn, principal=system_principal("bench"), now=datetime.now(UTC), zone=_ZONE)

    def _fill(self, conn: sa.Connection, app: App) -> None:
        contract, call = app.entities["contract"], app.entities["call"]
        today = sa.literal(datetime.now(_ZONE).date(), sa.Date)
        number = sa.func.generate_series(1, self.rows).table_valued("n", name="s").render_derived().c.n
        given: dict[Any, Any] = {
            contract.table.c.id: _identity(number),
            contract.columns["name"][0]: sa.func.concat("Contract ", number),
            contract.columns["amount"][0]: sa.cast(number * 1009 % 90_000, sa.Numeric),
            contract.columns["ends_on"][0]: today + number % _ONE_IN,
        }
        conn.execute(sa.insert(contract.table).from_select(list(given), sa.select(*given.values())))
        given = {
            call.table.c.id: sa.func.gen_random_uuid(),
            call.columns["contract"][0]: _identity(number * 1009 % self.rows + 1),
            call.columns["made_on"][0]: today - number % 90,
        }
        conn.execute(sa.insert(call.table).from_select(list(given), sa.select(*given.values())))

    def choices(self, rounds: int) -> Iterator[Choice]:
        """Count the set of each rule, ours and by hand in turn; the best of some rounds."""
        with self.context() as context:
            app = published(context.conn, "clock")
            today = context.today
            for rule in rules_of(app).rules:
                values = {
                    **values_of(context, app, rule, uuid7(), self._due(), whole_day=True),
                    "day": today + timedelta(days=30),
                    "since": today - timedelta(days=30),
                }
                plans = [
                    compile_plan(one, _SCHEMA)
                    for one in (count_statement(app, rule), _BY_HAND[rule.key](app))
                ]
                counts = [self._run(context, plan, values)[0] for plan in plans]
                assert counts[0] == counts[1] > 0, (rule.key, counts)
                best = [float("inf"), float("inf")]
                for _ in range(rounds):
                    for place, plan in enumerate(plans):
                        best[place] = min(best[place], self._run(context, plan, values)[1])
                yield Choice(rule=rule.key, ours=best[0], by_hand=best[1])

    @staticmethod
    def _run(context: Context, plan: Plan, values: dict[str, Any]) -> tuple[int, float]:
        begun = time.perf_counter()
        row = plan.run(driver_connection(context.conn), values)
        assert row is not None
        return int(row[0]), time.perf_counter() - begun

    @staticmethod
    def _due() -> Due:
        now = datetime.now(UTC)
        return Due(at=now, since=now - timedelta(days=1))

    def acts(self, records: int, workers: int) -> float:
        """Let a rule act on so many records, by so many processes; returns records a second."""
        with self.context() as context:
            app = published(context.conn, "clock")
            table = app.entities["contract"].table
            least = sa.select(table.c.id).order_by(table.c.id).offset(records).limit(1)
            last = context.conn.execute(least).scalar_one_or_none()
            amount = app.entities["contract"].columns["amount"][0]
            wanted = sa.true() if last is None else table.c.id < last
            context.conn.execute(sa.update(table).values({amount: 0}).where(amount > 0, sa.not_(wanted)))
            context.conn.execute(sa.update(table).values({amount: 90_000}).where(wanted))
        with self.context() as context:
            run = start_set(context, app, self._named(app, "large"), self._due(), actor="system:bench")
        assert run is not None
        begun = time.perf_counter()
        if workers == 1:
            run_set(self.database, run)
        else:
            self._beside(run, workers)
        return records / (time.perf_counter() - begun)

    def _beside(self, run: UUID, workers: int) -> None:
        command = [sys.executable, "-m", "bench.scheduled_rules", self.url, str(run)]
        working = [subprocess.Popen(command, env=dict(os.environ)) for _ in range(workers)]
        for one in working:
            assert one.wait() == 0

    @staticmethod
    def _named(app: App, key: str) -> EventRule:
        return next(rule for rule in rules_of(app).rules if rule.key == key)


def _identity(number: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.lpad(sa.func.to_hex(number), 32, "0"), sa.Uuid)


def _counted(app: App, *wanted: Any) -> sa.Select[Any]:
    table = app.entities["contract"].table
    return sa.select(sa.func.count()).select_from(table).where(table.c.deleted_at.is_(None), *wanted)


def _ending(app: App) -> sa.Select[Any]:
    return _counted(app, app.entities["contract"].columns["ends_on"][0] == sa.bindparam("day", type_=sa.Date))


def _large(app: App) -> sa.Select[Any]:
    return _counted(app, app.entities["contract"].columns["amount"][0] > 89_000)


def _quiet(app: App) -> sa.Select[Any]:
    contract, call = app.entities["contract"], app.entities["call"]
    recent = sa.exists().where(
        call.columns["contract"][0] == contract.table.c.id,
        call.columns["made_on"][0] > sa.bindparam("since", type_=sa.Date),
        call.table.c.deleted_at.is_(None),
    )
    return _counted(app, contract.columns["amount"][0] > 80_000, sa.not_(recent))


_BY_HAND: dict[str, Callable[[App], sa.Select[Any]]] = {"ending": _ending, "large": _large, "quiet": _quiet}


@contextmanager
def scene(rows: int) -> Iterator[Scene]:
    """Serve a database of contracts."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        try:
            made = Scene(sa.make_url(server.start()).render_as_string(hide_password=False), rows)
            try:
                yield made
            finally:
                made.database.close()
        finally:
            server.stop()


class _Wide:
    """An entity with many number fields."""

    def vocabulary(self, entity: str) -> Vocabulary | None:
        """Return the names of the entity."""
        members = {f"n{place}": Member(f"n{place}", NUMBER) for place in range(100)}
        return PlainVocabulary(root=entity, entities={entity: members})


def matching(rules: int, times: int) -> dict[str, float]:
    """Return the milliseconds in which an event finds its rules among so many and asks their conditions: each
    rule waits for one of a hundred fields and two are changed, and every rule waits for any change.
    """
    found = {}
    for name, narrow in (("rules that wait for a field", True), ("rules that wait for any change", False)):
        index = RuleIndex(_waiting(place, narrow) for place in range(rules))
        changed = {"n1": (1, 2), "n2": (1, 2)}
        event = Event(
            id=uuid7(),
            kind="record.changed",
            at=datetime.now(UTC),
            entity="wide",
            record=uuid7(),
            principal="bench",
            cause="bench",
            changed=changed,
        )
        record = {f"n{place}": Decimal(place) for place in range(100)}
        best = float("inf")
        for _ in range(times):
            begun = time.perf_counter()
            for rule, _ in index.candidates(Phase.AFTER, [event]):
                rule.holds(record)
            best = min(best, time.perf_counter() - begun)
        found[name] = best * 1000
    return found


def _waiting(place: int, narrow: bool) -> EventRule:
    field = f"n{place % 100}"
    document = {
        "format": 1,
        "id": f"wr{place:06}",
        "key": f"rule_{place}",
        "name": {"en": "A rule"},
        "entity": "wide",
        "on": {"changed": {"fields": [field]} if narrow else True},
        "when": f"{field} > {place + 1000}",
        "do": [{"SetFields": {field: "1"}}],
    }
    return parse_event_rule(document, Surroundings(entities=_Wide(), writable={"wide": {field}}))


if __name__ == "__main__":
    one = Database(sys.argv[1], _SCHEMA, threads=2)
    run_set(one, UUID(sys.argv[2]))
    one.close()
