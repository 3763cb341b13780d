"""All benches in order, in one table: `python -m bench [names] [--small]`.

What each measures and its floor stand in its own module; docs/explanation/performance.md tells the figures of
one run and what they teach. Exits with 1 when a bound is missed. `--small` only shows that everything runs.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bench import (
    conditions,
    decision_tables,
    flow_decisions,
    flow_engine,
    flow_inbox,
    insight,
    large,
    leads,
    pages,
    records,
    scheduled_rules,
    screens,
    scripts,
    search,
    sheets,
    stored,
)
from dougong.collector import settle
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: ours, what it is held against, and the bound on it or on their ratio."""

    what: str
    ours: float
    unit: str = "/s"
    floor: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Return ours to floor."""
        return self.ours / self.floor if self.floor else None

    @property
    def good(self) -> bool | None:
        """Say whether the bound is kept; None without one."""
        value = self.ours if self.ratio is None else self.ratio
        if self.least is None and self.most is None:
            return None
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def line(self) -> str:
        """Write the line."""
        bound = (
            f"≥ {self.least:,g}"
            if self.least is not None
            else f"≤ {self.most:,g}"
            if self.most is not None
            else ""
        )
        verdict = {True: "ok", False: "MISS", None: ""}[self.good]
        floor = "" if self.floor is None else f"{self.floor:,.4g}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        return f"{self.what:46}{self.ours:>14,.4g} {self.unit:6}{floor:>12}{ratio:>8}{bound:>14}  {verdict}"


def record_figures(small: bool) -> Iterator[Figure]:
    """Records over HTTP at 100,000 rows, then the list and a new field at 1,000,000."""
    rows, seconds, rounds, many = (600, 0.3, 1, 1_200) if small else (100_000, 1.0, 10, 1_000_000)
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dougong-bench-")))
        home.chmod(0o755)
        postgres = EmbeddedPostgres(home / "postgresql")
        url = postgres.start()
        stack.callback(postgres.stop)
        scene = records.Scene(url, rows)
        stack.callback(scene.database.close)
        floor = stack.enter_context(
            records.serving(
                "bench.floor_app:app", records.free_port(), {"FLOOR_DATABASE_URL": url}, factory=False
            )
        )
        environment = {"DATABASE_URL": url, "DOUGONG_HOME": str(home)}
        ours = stack.enter_context(
            records.serving("dougong.api.server:create_app", records.free_port(), environment, factory=True)
        )
        yield from _against(records.measured(scene, ours, floor, seconds, rounds))
        imported = records.imported(scene, home, 300 if small else 20_000)
        yield Figure(what="CSV import, rules off", ours=imported, unit="rows/s", least=records.IMPORT_FLOOR)
        large.grow(scene, many)
        yield from _against(large.lists(scene, ours, floor, seconds, rounds), f" of {many:,}")
        yield Figure(
            what=f"publish a new field on {many:,} rows",
            ours=large.new_field(scene, ours),
            unit="s",
            most=large.FIELD_BOUND,
        )


def _against(rates: dict[str, float], suffix: str = "") -> Iterator[Figure]:
    for name, value in rates.items():
        if name.startswith(("floor ", "raw ")):
            continue
        if name.startswith("batch"):
            yield Figure(what=name, ours=value, unit="rows/s", least=records.BATCH_FLOOR)
            continue
        base = name.removesuffix(", restricted")
        floor = rates[f"floor {name}"] if base == name else rates[base]
        against = "" if base == name else " (to administrator)"
        yield Figure(what=name + suffix + against, ours=value, floor=floor, least=records.FLOORS.get(name))
        if f"raw {name}" in rates:
            yield Figure(what=f"{name}{suffix} (to the raw route)", ours=value, floor=rates[f"raw {name}"])


def page_figures(small: bool) -> Iterator[Figure]:
    """List, board and grouped list of 1,000,000 rows with thirty fields, as a restricted role."""
    sizes = (2_000, 0.3, 1) if small else (pages.ROWS, 2.0, 5)
    for kind, page, ours, floor in pages.measured(*sizes):
        if kind == "sql":
            yield Figure(
                what=f"{page} of 30 fields: SQL, to by hand",
                ours=ours * 1000,
                unit="ms",
                floor=floor * 1000,
                most=None if small else pages.SQL_BOUND,
            )
        else:
            # So many in a second: at most 1.5 times as long is at least two thirds as many.
            least = None if small else 1 / pages.REQUEST_BOUND
            yield Figure(what=f"{page} of 30 fields: requests", ours=ours, floor=floor, least=least)


def import_figures(small: bool) -> Iterator[Figure]:
    """The import of records alone, in a minute instead of the ten of all that `records` measures."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = EmbeddedPostgres(home / "postgresql")
        scene = records.Scene(postgres.start(), 600)
        try:
            count, rounds = (300, 1) if small else (20_000, 5)
            rates = [records.imported(scene, home, count) for _ in range(rounds)]
            by_hand = [records.copied(scene, count) for _ in range(rounds)]
        finally:
            scene.database.close()
            postgres.stop()
    yield Figure(
        what="CSV import, rules off, median of 5",
        ours=statistics.median(rates),
        unit="rows/s",
        least=records.IMPORT_FLOOR,
    )
    yield Figure(
        what="  to values read and copied by hand",
        ours=statistics.median(rates),
        unit="rows/s",
        floor=statistics.median(by_hand),
    )


def sheet_figures(small: bool) -> Iterator[Figure]:
    """A workbook of 100,000 rows comes in, a list of 1,000,000 goes out."""
    brought, taken = (500, 1_200) if small else (100_000, 1_000_000)
    yield Figure(
        what=f"unpack a workbook, {brought:,} rows × 10",
        ours=sheets.unpacked(brought),
        unit="s",
        most=None if small else sheets.SECONDS_BOUND,
    )
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = EmbeddedPostgres(home / "postgresql")
        scene = records.Scene(postgres.start(), 600)
        try:
            large.grow(scene, taken)
            for kind in ("csv", "xlsx"):
                rate, memory = sheets.exported(scene, home, kind)
                yield Figure(what=f"export {taken:,} rows as {kind}", ours=rate, unit="rows/s")
                yield Figure(what="  memory it takes", ours=memory, unit="MB", most=sheets.MEMORY_BOUND)
        finally:
            scene.database.close()
            postgres.stop()


def insight_figures(small: bool) -> Iterator[Figure]:
    """Group and sum over 1,000,000 rows."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        database = Database(
            sa.make_url(server.start()).render_as_string(hide_password=False), "ws_main", threads=4
        )
        try:
            results = insight.measure(database, 2_000 if small else insight.ROWS)
        finally:
            database.close()
            server.stop()
    for name, (ours, theirs) in results.items():
        alone = theirs != theirs  # the dashboard has nothing to be held against
        yield Figure(
            what=f"report: {name}",
            ours=ours * 1000,
            unit="ms",
            floor=None if alone else theirs * 1000,
            most=None if alone else insight.LIMIT,
        )


def flow_figures(small: bool) -> Iterator[Figure]:
    """Start and decide of approvals, timers of two workers, the inbox over many; the engine alone."""
    rates = flow_decisions.run(*((20, 400) if small else (flow_decisions.PAIRS, flow_decisions.PARKED)))
    plain = rates["plain"]
    yield Figure(
        what="start + decide, plain",
        ours=plain,
        unit="pairs/s",
        least=None if small else flow_decisions.FLOOR,
    )
    to_sql = None if small else flow_decisions.TO_SQL
    yield Figure(what="  to bare SQL", ours=plain, unit="pairs/s", floor=rates["floor"], least=to_sql)
    yield Figure(what="  to all its work by hand", ours=plain, unit="pairs/s", floor=rates["whole floor"])
    yield Figure(what="start + decide, approval", ours=rates["approval"], unit="pairs/s")
    yield Figure(what="start + decide over HTTP, plain", ours=rates["http"], unit="pairs/s")
    yield Figure(what="timers, one worker", ours=rates["timers 1"])
    yield Figure(what="  two workers to one", ours=rates["timers 2"], floor=rates["timers 1"])
    yield Figure(
        what="inbox page, time to SQL by hand",
        ours=1000 / rates["inbox page"],
        unit="ms",
        floor=1000 / rates["inbox by hand"],
        most=None if small else flow_inbox.BOUND,
    )
    alone = flow_engine.measure(50 if small else 2_000)
    yield Figure(what="approvals by advance alone", ours=alone["advance"])
    if "spiff" in alone:
        least = None if small else flow_engine.TO_SPIFF
        yield Figure(what="  to SpiffWorkflow", ours=alone["advance"], floor=alone["spiff"], least=least)


def condition_figures(small: bool) -> Iterator[Figure]:
    """Compiled conditions."""
    for name, rate in conditions.measure(10_000 if small else 1_000_000).items():
        yield Figure(what=f"condition of {name}", ours=rate, least=conditions.FLOOR)


def decision_figures(small: bool) -> Iterator[Figure]:
    """A decision table of 20 rows, against a loop written by hand and zen-engine."""
    rates = decision_tables.measure(2_000 if small else 200_000)
    ours = rates["table"]
    yield Figure(what="decision table, 20 rows", ours=ours, least=None if small else decision_tables.FLOOR)
    bounds = {"loop": decision_tables.TO_LOOP, "zen": decision_tables.TO_ZEN}
    for name, what in (("loop", "  to a loop written by hand"), ("zen", "  to zen-engine")):
        if name in rates:
            yield Figure(what=what, ours=ours, floor=rates[name], least=None if small else bounds[name])


def rule_figures(small: bool) -> Iterator[Figure]:
    """Rules that the clock starts over 1,000,000 rows, and events that find theirs among 1,000."""
    rows, acted, rounds = (2_000, 600, 1) if small else (scheduled_rules.ROWS, scheduled_rules.ACTED, 7)
    for name, spent in scheduled_rules.matching(
        50 if small else scheduled_rules.RULES, 3 if small else 200
    ).items():
        bound = None if small else scheduled_rules.MATCH_BOUND
        yield Figure(what=f"an event among 1,000 {name}", ours=spent, unit="ms", most=bound)
    with scheduled_rules.scene(rows) as scene:
        for choice in scene.choices(rounds):
            yield Figure(
                what=f"a set of {rows:,} rows: {choice.rule}",
                ours=choice.ours * 1000,
                unit="ms",
                floor=choice.by_hand * 1000,
                most=None if small else scheduled_rules.SELECT_BOUND,
            )
        for workers in (1, 2):
            yield Figure(
                what=f"SetFields on a set, {workers} worker{'s' * (workers > 1)}",
                ours=scene.acts(acted, workers),
                unit="rows/s",
                least=None if small else scheduled_rules.ACT_FLOOR,
            )


def lead_figures(small: bool) -> Iterator[Figure]:
    """Leads imported with rules."""
    for name, rate in leads.measure(50 if small else 5_000).items():
        yield Figure(what=f"CSV import of leads, {name}", ours=rate, unit="rows/s")


def stored_figures(small: bool) -> Iterator[Figure]:
    """Lists by stored and computed sums."""
    sizes = (500, 2_000) if small else (stored.CUSTOMERS, stored.ORDERS)
    for name, ours, theirs in stored.measure(*sizes):
        alone = theirs != theirs
        yield Figure(what=name, ours=ours * 1000, unit="ms", floor=None if alone else theirs * 1000)


def screen_figures(small: bool) -> Iterator[Figure]:
    """Keys, scroll steps, a board and a slow phone, in a browser; nothing where there is none."""
    sizes = {"cards": 300, "listed": 100} if small else {"cards": 50_000, "listed": 10_000}
    for one in screens.measured(**sizes, times=1 if small else 2):
        bound = {} if small else {"least": one.least, "most": one.most}
        yield Figure(what=one.what, ours=one.ours, unit=one.unit, floor=one.floor, **bound)


def search_figures(small: bool) -> Iterator[Figure]:
    """Search over everything, in 1,000,000 leads."""
    with tempfile.TemporaryDirectory(prefix="dougong-bench-") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgresql")
        try:
            found = search.measured(server.start(), 2_000 if small else 1_000_000, 1 if small else 7)
        finally:
            server.stop()
    for name, seconds in found.items():
        yield Figure(what=name, ours=seconds * 1000, unit="ms", most=None if small else search.MOST * 1000)


def script_figures(small: bool) -> Iterator[Figure]:
    """Script of the first load."""
    del small
    for page, size in scripts.measure().items():
        yield Figure(what=f"script of {page}, gzip", ours=size, unit="KiB", most=scripts.BOUNDS[page])


BENCHES: dict[str, Callable[[bool], Iterator[Figure]]] = {
    "records": record_figures,
    "pages": page_figures,
    "imports": import_figures,
    "sheets": sheet_figures,
    "insight": insight_figures,
    "flows": flow_figures,
    "conditions": condition_figures,
    "decisions": decision_figures,
    "rules": rule_figures,
    "leads": lead_figures,
    "scripts": script_figures,
    "screens": screen_figures,
    "search": search_figures,
    "stored": stored_figures,
}


def main() -> int:
    """Run benches and print the table; the exit code says whether every bound is kept."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", help=f"of {', '.join(BENCHES)}; all without any")
    parser.add_argument("--small", action="store_true", help="tiny sizes: only shows that everything runs")
    options = parser.parse_args()
    settle()  # as every process of the platform does; function calls are measured in this one
    print(f"{'':46}{'ours':>14} {'':6}{'floor':>12}{'ratio':>8}{'bound':>14}")
    missed = 0
    # Without names all but `imports`, which `records` measures too.
    for name in options.names or (name for name in BENCHES if name != "imports"):
        for figure in BENCHES[name](options.small):
            print(figure.line(), flush=True)
            missed += figure.good is False
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
