"""Import records from a CSV file: preview, dry run and the import itself, as a job of one transaction.

A dry run does all that an import does and takes it back at the end, so it finds what the import would find.
Rows that are refused are left out and returned in an error file; the others are written together, under one
batch id. A job that is cancelled or cut short leaves nothing behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access import Scope
from dougong.actions.save_record import Wish, own_entity, save_records
from dougong.context import Context
from dougong.errors import BadRequest, DougongError, Invalid, NotFound
from dougong.files.store import describe, open_file, store
from dougong.identity.sessions import read_principal
from dougong.identity.tables import person
from dougong.messages import headed, translated
from dougong.metadata import App, published
from dougong.records.csv_files import CsvFile, neutral, written
from dougong.records.importing import CellProblem, Reader, matches, suggested_mapping
from dougong.records.query import unknown_name
from dougong.records.read import scope_in, see
from dougong.settings import Settings
from dougong.user_jobs import UserJob
from dougong_form import ValueRefused, escape
from dougong_model import Problem, uuid7s

KIND = "import_records"
CHUNK = 1000
PROGRESS_SECONDS = 0.5
"""How often a run tells how far it is, and looks whether it is to end: each time is a commit of its own."""
MOST_PROBLEMS = 1000
_SAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """What is asked of an import; `mapping` gives each column the fields it fills."""

    file: UUID
    mapping: Mapping[str, Sequence[str]]
    values: Mapping[str, Mapping[str, str]]
    match: Sequence[str]
    dry_run: bool
    rules: bool

    def as_arguments(self, entity: str) -> dict[str, Any]:
        """Return the wish as the job keeps it."""
        return {
            "entity": entity,
            "file": str(self.file),
            "mapping": {key: list(one) for key, one in self.mapping.items()},
            "values": {key: dict(one) for key, one in self.values.items()},
            "match": list(self.match),
            "dry_run": self.dry_run,
            "rules": self.rules,
        }


def _import_scope(context: Context, app: App, entity: str) -> Scope:
    own_entity(app, entity)
    scope = see(scope_in(context, app, entity))
    scope.require("import")
    return scope


def _file(context: Context, settings: Settings, identity: UUID) -> CsvFile:
    """Open an upload of the caller's own."""
    found = describe(context.conn, [identity]).get(identity)
    if found is None or found["uploaded_by"] != context.principal.uploader:
        raise NotFound.at("/file", "There is no such upload of yours.")
    return CsvFile(open_file(settings.home, identity))


def preview_import(context: Context, settings: Settings, app: App, entity: str, file: UUID) -> dict[str, Any]:
    """Return the columns of a file with samples and the field that each most likely means, and its rows."""
    scope = _import_scope(context, app, entity)
    table = _file(context, settings, file)
    samples: dict[str, list[str]] = {column: [] for column in table.columns}
    count = 0
    for count, (_number, cells) in enumerate(table.rows(), 1):  # noqa: B007 - the last count is the answer
        for found, cell in zip(samples.values(), cells, strict=True):
            if len(found) < _SAMPLES and cell.strip() and cell not in found:
                found.append(cell[:100])
    suggested = suggested_mapping(scope, table.columns)
    return {
        "rows": count,
        "columns": [
            {"name": column, "samples": samples[column], "suggested": suggested[column]}
            for column in table.columns
        ],
    }


def start_import(context: Context, settings: Settings, app: App, entity: str, wish: ImportWish) -> UUID:
    """Check what is asked and start the job; raises BadRequest for names that do not exist."""
    scope = _import_scope(context, app, entity)
    table = _file(context, settings, wish.file)
    for column in wish.mapping:
        if column not in table.columns:
            message = f"The file has no column “{column[:60]}”."
            raise BadRequest.at(f"/mapping/{escape(column[:60])}", message, code="unknown_column")
    _check_match(scope, wish)
    Reader(context, app, scope, wish.mapping, wish.values, table.columns)
    return user_jobs.start(context, KIND, wish.as_arguments(entity), app=app.key)


def _check_match(scope: Scope, wish: ImportWish) -> None:
    mapped = {key for keys in wish.mapping.values() for key in keys}
    for place, key in enumerate(wish.match):
        shape = scope.shape.fields.get(key)
        if shape is None or scope.read.get(key, ()) is not None or len(shape.columns) != 1:
            raise unknown_name(f"/match/{place}", key)
        if key not in mapped:
            message = f"The match key “{key}” is filled by no column."
            raise BadRequest.at(f"/match/{place}", message, code="not_filled")


def import_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Run the import that a person started, as that person."""
    arguments = job.arguments
    with job.database.begin(keep=not arguments["dry_run"]) as conn:
        context = _context(conn, job)
        app = published(conn, str(job.app))
        wish = ImportWish(
            file=UUID(arguments["file"]),
            mapping=arguments["mapping"],
            values=arguments["values"],
            match=arguments["match"],
            dry_run=arguments["dry_run"],
            rules=arguments["rules"],
        )
        result = Import(context, settings, app, arguments["entity"], wish, job).run()
        if not wish.dry_run:
            # The end of the job commits with its rows: cut short after it, the job is not run again.
            user_jobs.finish(conn, job.id, "done", result=result)
    return result


def _context(conn: sa.Connection, job: UserJob) -> Context:
    if job.person is None:
        raise Invalid("An import needs a person.")
    row = conn.execute(sa.select(person.c.zone, person.c.language).where(person.c.id == job.person)).one()
    return Context(
        conn=conn,
        principal=read_principal(conn, job.person),
        now=datetime.now(UTC),
        zone=ZoneInfo(row.zone),
        language=row.language,
        cause=f"import:{job.id}",
    )


@dataclass(slots=True)
class _Row:
    """One row on its way: where it stands, its cells and values, and what it still waits for."""

    number: int
    cells: Sequence[str]
    values: dict[str, Any]
    waiting: dict[str, str]
    problems: list[CellProblem] = field(default_factory=list)
    wish: Wish | None = None


_Save = Callable[[list[_Row]], None]
_Refuse = Callable[[_Row, Sequence[Problem], str], None]


def _wished(row: _Row) -> Wish:
    """Return what a row that has been matched asks for."""
    assert row.wish is not None
    return row.wish


class Import:
    """One run over one file."""

    def __init__(
        self, context: Context, settings: Settings, app: App, entity: str, wish: ImportWish, job: UserJob
    ) -> None:
        self.context, self.settings, self.app, self.entity, self.wish, self.job = (
            context,
            settings,
            app,
            entity,
            wish,
            job,
        )
        self.scope = _import_scope(context, app, entity)
        self.table = _file(context, settings, wish.file)
        self.reader = self._new_reader()
        self.created = self.updated = self.failed = 0
        self.problems: list[CellProblem] = []
        self.refused_rows: list[_Row] = []
        self.later: list[_Row] = []
        self.keys: dict[tuple[Any, ...], int] = {}

    def run(self) -> dict[str, Any]:
        """Import every row and return the job's result."""
        total = self.table.count()
        done = 0
        self.job.progress(0, total)
        told = time.monotonic()
        self.reader.expect(cells for _number, cells in self.table.rows())
        for chunk in _chunks(self.table.rows()):
            self._chunk([self._read(number, cells) for number, cells in chunk])
            done += len(chunk)
            if time.monotonic() - told > PROGRESS_SECONDS:
                self.job.progress(done, total)
                told = time.monotonic()
        self.job.progress(done, total)
        self._link()
        return {
            "created": self.created,
            "updated": self.updated,
            "failed": self.failed,
            "problems": [one.as_json() for one in self.problems[:MOST_PROBLEMS]],
            "unknown_values": self.reader.unknown_values(),
            "error_file": self._error_file(),
            "dry_run": self.wish.dry_run,
            "rows": total,
        }

    def _new_reader(self) -> Reader:
        wish = self.wish
        return Reader(self.context, self.app, self.scope, wish.mapping, wish.values, self.table.columns)

    def _read(self, number: int, cells: Sequence[str]) -> _Row:
        values, problems, waiting = self.reader.read(number, cells)
        return _Row(number, cells, values, waiting, problems)

    def _chunk(self, rows: list[_Row]) -> None:
        good = [row for row in rows if not row.problems]
        for row in rows:
            if row.problems:
                self._refuse(row)
        good = self._matched(good)
        self._save(good, self._save_together, self._refuse_by)

    def _matched(self, rows: list[_Row]) -> list[_Row]:
        """Decide what each row does: change the record its match keys find, or make a new one."""
        known: dict[tuple[Any, ...], list[tuple[UUID, int]]] = {}
        keys = {row.number: self._match_key(row) for row in rows} if self.wish.match else {}
        if self.wish.match:
            wanted = [key for key in dict.fromkeys(keys.values()) if None not in key]
            known = matches(self.context, self.scope, self.wish.match, wanted)
        accepted = []
        for row, identity in zip(rows, uuid7s(len(rows)), strict=True):
            key = keys.get(row.number, ())
            first = self.keys.setdefault(key, row.number) if key and None not in key else row.number
            if first != row.number:
                self._refuse(row, "", "repeated", f"Row {first} has the same match keys already.")
                continue
            found = known.get(key, [])
            if len(found) > 1:
                self._refuse(row, "", "ambiguous", "More than one record has these match keys.")
                continue
            if found:
                row.wish = Wish(
                    kind="update", id=found[0][0], values=row.values, expected_version=found[0][1]
                )
            else:
                values = {key: value for key, value in row.values.items() if value is not None}
                row.wish = Wish(kind="create", id=identity, values=values)
            accepted.append(row)
        return accepted

    def _match_key(self, row: _Row) -> tuple[Any, ...]:
        found = []
        for key in self.wish.match:
            shape = self.scope.shape.fields[key]
            value = row.values.get(key)
            try:
                parsed = None if value is None else shape.field.type.parse(shape.field, value)
            except ValueRefused:
                parsed = None
            found.append(shape.field.type.to_columns(shape.field, parsed)[0])
        return tuple(found)

    def _save(self, rows: list[_Row], together: _Save, refuse: _Refuse) -> None:
        """Save rows together; when the database refuses them, each alone, to find the one it refuses."""
        if not rows:
            return
        savepoint = self.context.conn.begin_nested()
        try:
            together(rows)
        except DougongError as error:
            savepoint.rollback()
            if error.status >= 500:
                raise
            if len(rows) == 1:
                refuse(rows[0], error.problems, error.detail or error.title)
                return
            half = len(rows) // 2
            self._save(rows[:half], together, refuse)
            self._save(rows[half:], together, refuse)
            return
        savepoint.commit()

    def _save_together(self, rows: list[_Row]) -> None:
        # Changes before creations: each kind is then one set for the writer.
        ordered = sorted(rows, key=lambda row: _wished(row).kind == "create")
        applied = save_records(
            self.context,
            self.app,
            self.entity,
            [_wished(row) for row in ordered],
            rules=self.wish.rules,
            leave_out=True,
            batch=self.job.id,
            action="import",
        )
        refused = applied.refused or {}
        for place, row in enumerate(ordered):
            if place in refused:
                self._refuse_by(row, refused[place], "The row is refused.")
                continue
            if _wished(row).kind == "create":
                self.created += 1
            else:
                self.updated += 1
            if row.waiting:
                self.later.append(row)

    def _link(self) -> None:
        """Fill references to rows of the same file, now that all of them are there."""
        if not self.later:
            return
        again = self._new_reader()
        again.expect(row.cells for row in self.later)
        for row in self.later:
            values: dict[str, Any] = {}
            for key, text in row.waiting.items():
                found = again.targets[key].find(text)
                if isinstance(found, UUID):
                    values[key] = str(found)
                else:
                    column = again.column_of(key)
                    self.reader.note_unknown(key, text)
                    self.problems.append(
                        CellProblem(
                            row.number,
                            column,
                            key,
                            text,
                            "unknown_reference",
                            f"There is no “{text[:60]}”; the row is in without it.",
                        )
                    )
            row.wish = Wish(kind="update", id=_wished(row).id, values=values)
        linked = [row for row in self.later if _wished(row).values]
        for start in range(0, len(linked), CHUNK):
            self._save(linked[start : start + CHUNK], self._link_together, self._leave_unlinked)

    def _link_together(self, rows: list[_Row]) -> None:
        applied = save_records(
            self.context,
            self.app,
            self.entity,
            [_wished(row) for row in rows],
            rules=False,
            leave_out=True,
            batch=self.job.id,
            action="import",
        )
        for place, problems in (applied.refused or {}).items():
            self._leave_unlinked(rows[place], problems, "The row is refused.")

    def _leave_unlinked(self, row: _Row, problems: Sequence[Problem], otherwise: str) -> None:
        """Tell that a row is in, but without the references that were refused."""
        found = problems or [Problem(code="refused", pointer="", message=otherwise)]
        self.problems += [self._cell_problem(row, problem) for problem in found]

    def _refuse(self, row: _Row, column: str = "", code: str = "", message: str = "") -> None:
        if code:
            row.problems.append(CellProblem(row.number, column, "", "", code, message))
        self.failed += 1
        self.problems += row.problems
        self.refused_rows.append(row)

    def _refuse_by(self, row: _Row, problems: Sequence[Problem], otherwise: str) -> None:
        row.problems += [self._cell_problem(row, problem) for problem in problems]
        if row.problems:
            self._refuse(row)
        else:
            self._refuse(row, "", "refused", otherwise)

    def _cell_problem(self, row: _Row, problem: Problem) -> CellProblem:
        key = problem.pointer.rsplit("/", 1)[-1]
        column = self.reader.column_of(key)
        return CellProblem(row.number, column, key, self._cell(row, column), problem.code, problem.message)

    def _cell(self, row: _Row, column: str) -> str:
        return row.cells[self.table.columns.index(column)] if column else ""

    def _told(self, problem: CellProblem) -> str:
        message = translated(problem.message, self.context.language)
        place = problem.column or problem.field
        return headed(place, message, self.context.language) if place else message

    def _error_file(self) -> str | None:
        """Keep the refused rows with their problems, to be mended and imported again."""
        if not self.refused_rows or self.wish.dry_run:
            return None
        head = [*map(neutral, self.table.columns), "problems"]
        body = (
            [*map(neutral, row.cells), neutral("; ".join(self._told(one) for one in row.problems))]
            for row in sorted(self.refused_rows, key=lambda row: row.number)
        )
        text = "\ufeff" + written([head, *body])
        kept = store(
            self.context.conn,
            self.settings.home,
            BytesIO(text.encode()),
            name="import-problems.csv",
            actor=self.context.principal.uploader,
            now=self.context.now,
            limit=self.settings.dougong_file_limit,
        )
        return str(kept["id"])


def _chunks(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[list[tuple[int, Sequence[str]]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
