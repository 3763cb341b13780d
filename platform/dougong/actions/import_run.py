"""One run of an import over one file: rows are read, matched with what is there, saved a thousand at a time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.actions.import_faults import RowFaults
from dougong.actions.import_wish import ImportWish
from dougong.actions.piecewise import piecewise
from dougong.actions.save_record import Wish, save_records
from dougong.context import Context
from dougong.database import meanwhile
from dougong.files.store import store
from dougong.messages import headed, translated
from dougong.metadata import App
from dougong.records.import_names import PROBLEMS, problems_column
from dougong.records.importing import CellProblem, Reader, ReadRow, matches
from dougong.records.load import load
from dougong.records.titles import titles
from dougong.settings import Settings
from dougong.sheets.table import Table
from dougong.sheets.written import table_bytes
from dougong.user_jobs import UserJob
from dougong_form import ValueRefused
from dougong_model import Problem, localised, uuid7s

CHUNK = 1000
PROGRESS_SECONDS = 0.5
"""How often a run tells how far it is, and looks whether it is to end: each time is a commit of its own."""
MOST_PROBLEMS = 1000
MOST_SAME = 100
_REFUSED = {"en": "Refused rows", "zh": "未导入的行"}


@dataclass(slots=True)
class _Row(ReadRow):
    """One row on its way: what was read of it, the record that it is found to be, what it asks for."""

    same: tuple[UUID, int] | None = None
    wish: Wish | None = None


class _Ahead:
    """Chunks of rows, one of which may be read before it is asked for, in a moment that is there anyway."""

    def __init__(self, coming: Iterator[list[_Row]]) -> None:
        self._coming = coming
        self._next: Future[list[_Row]] | None = None

    def fetch(self) -> None:
        """Read the next chunk; what goes wrong with it is told when it is asked for."""
        self._next = Future()
        try:
            self._next.set_result(next(self._coming, []))
        except Exception as error:
            self._next.set_exception(error)

    def __iter__(self) -> Iterator[list[_Row]]:
        while True:
            if self._next is None:
                self.fetch()
            assert self._next is not None
            chunk, self._next = self._next.result(), None
            if not chunk:
                return
            yield chunk


def _wished(row: _Row) -> Wish:
    """Return what a row that has been matched asks for."""
    assert row.wish is not None
    return row.wish


class Import:
    """One run over one file."""

    def __init__(
        self,
        context: Context,
        settings: Settings,
        scope: Scope,
        wish: ImportWish,
        table: Table,
        job: UserJob,
    ) -> None:
        self.context, self.settings, self.scope, self.wish = context, settings, scope, wish
        self.app: App = scope.app
        self.entity, self.table, self.job = scope.entity, table, job
        self.reader = self._new_reader()
        self.created = self.updated = self.skipped = self.failed = 0
        self.made: Counter[str] = Counter()
        self.same: list[tuple[int, UUID]] = []
        self.same_count = 0
        self.repeated: list[tuple[int, int]] = []
        self.repeated_count = 0
        self.problems: list[CellProblem] = []
        self.refused_rows: list[_Row] = []
        self.later: list[_Row] = []
        self.matching = wish.matching(scope)
        self.keys: list[dict[tuple[Any, ...], int]] = [{} for _ in self.matching]
        self.faults = RowFaults(scope.app, scope, context.language, rules=wish.rules)
        self.ahead = _Ahead(
            self._read([_Row(number, cells) for number, cells in chunk]) for chunk in chunks(table.rows())
        )

    def run(self) -> dict[str, Any]:
        """Import every row and return the job's result."""
        total = self.table.count()
        done = 0
        self.job.progress(0, total)
        told = time.monotonic()
        self.reader.expect(cells for _number, cells in self.table.rows())
        for chunk in self.ahead:
            self._chunk(chunk)
            done += len(chunk)
            if time.monotonic() - told > PROGRESS_SECONDS:
                self.job.progress(done, total)
                told = time.monotonic()
        self.job.progress(done, total)
        self._link()
        return {
            "created": self.created,
            "updated": self.updated,
            "skipped": self.skipped,
            "failed": self.failed,
            "problems": [one.as_json() for one in self.problems[:MOST_PROBLEMS]],
            "unknown_values": self.reader.unknown_values(),
            "meanings": self.reader.given_meanings(),
            "error_file": self._error_file(),
            "dry_run": self.wish.dry_run,
            "rows": total,
            "same": {"count": self.same_count, "items": self._same_items()},
            "repeated": {
                "count": self.repeated_count,
                "items": [{"row": row, "first": first} for row, first in self.repeated],
            },
            "made": [{"field": key, "count": count} for key, count in self.made.items()],
        }

    def _same_items(self) -> list[dict[str, Any]]:
        """Name the records that rows were found to be, as far as the person sees them."""
        named = titles(self.context, self.app, self.entity, {record for _, record in self.same}, self.scope)
        return [{"row": row, "id": str(record), "title": named.get(record, "")} for row, record in self.same]

    def _new_reader(self) -> Reader:
        wish = self.wish
        return Reader(
            self.context,
            self.app,
            self.scope,
            wish.mapping,
            wish.values,
            self.table.columns,
            create=wish.create_missing,
            workbook=self.table.kind == "xlsx",
        )

    def _read(self, rows: list[_Row]) -> list[_Row]:
        self.reader.read(rows)
        return rows

    def _chunk(self, rows: list[_Row]) -> None:
        self._tell_further([row for row in rows if row.problems])
        accepted = self._matched(self._without_problems(rows))
        self._make_missing([row for row in accepted if row.missing])
        accepted = self._without_problems(accepted)
        for row, identity in zip(accepted, uuid7s(len(accepted)), strict=True):
            row.wish = self._wish(row, identity)
        with meanwhile(self.context.conn, self.ahead.fetch):
            piecewise(self.context.conn, accepted, self._save_together, self._refuse_by)

    def _tell_further(self, rows: Sequence[_Row]) -> None:
        """Add to rows with cells that cannot be read what else is known to be wrong with them."""
        if not rows:
            return
        found = {} if self.wish.policy == "create" else self._found(rows)
        keys = {key for some in self.matching for key in some}
        for row in rows:
            told = self._told_of(row)
            further = self.faults.values(row.values, told)
            row.problems += [self._cell_problem(row, problem) for problem in further]
            # A row whose keys cannot be read may be a record that is there, which has what the row lacks.
            if self.wish.policy == "create" or row.number in found or told.isdisjoint(keys):
                self._tell_lacking(row, creates=row.number not in found)

    def _tell_lacking(self, row: _Row, *, creates: bool) -> None:
        """Add to a row that is refused the required fields that it leaves blank."""
        if creates or self.wish.policy != "fill":
            lacking = self.faults.lacking(row.values, self._told_of(row), creates=creates)
            row.problems += [self._cell_problem(row, problem) for problem in lacking]

    @staticmethod
    def _told_of(row: _Row) -> set[str]:
        return {*(one.field for one in row.problems), *row.waiting, *row.missing}

    def _without_problems(self, rows: Sequence[_Row]) -> list[_Row]:
        """Refuse the rows that have problems and return the others."""
        for row in rows:
            if row.problems:
                self._refuse(row)
        return [row for row in rows if not row.problems]

    def _wish(self, row: _Row, identity: UUID) -> Wish:
        if row.same is not None:
            record, version = row.same
            return Wish(kind="update", id=record, values=row.values, expected_version=version)
        values = {key: value for key, value in row.values.items() if value is not None}
        return Wish(kind="create", id=identity, values=values)

    def _make_missing(self, rows: Sequence[_Row]) -> None:
        """Make the records that rows refer to by names which nothing has, once for each name."""
        wanted: dict[str, dict[str, list[_Row]]] = {}
        for row in rows:
            for key, text in row.missing.items():
                for name in self.reader.lacking(key, text):
                    wanted.setdefault(key, {}).setdefault(name, []).append(row)
        for key, names in wanted.items():
            self._make(key, names)
        for row in rows:
            row.values |= {key: self.reader.meant(key, text) for key, text in row.missing.items()}

    def _make(self, key: str, names: Mapping[str, Sequence[_Row]]) -> None:
        target, finder = str(self.scope.shape.fields[key].target), self.reader.targets[key]
        title = self.app.entities[target].entity.title
        asked = []
        for text, identity in zip(names, uuid7s(len(names)), strict=True):
            # Another row, or another spelling, may have made it already.
            if not isinstance(finder.find(text), UUID):
                asked.append((text, Wish(kind="create", id=identity, values={title: text})))
                finder.add(text, identity)

        def together(some: Sequence[tuple[str, Wish]]) -> None:
            applied = save_records(
                self.context,
                self.app,
                target,
                [wish for _, wish in some],
                rules=self.wish.rules,
                leave_out=True,
                batch=self.job.id,
            )
            refused = applied.refused or {}
            for place, (text, wish) in enumerate(some):
                if place in refused:
                    refuse((text, wish), refused[place], "The row is refused.")
                else:
                    self.made[key] += 1

        def refuse(one: tuple[str, Wish], problems: Sequence[Problem], otherwise: str) -> None:
            finder.forget(one[0])
            told = problems[0].message if problems else otherwise
            for row in names[one[0]]:
                column = self.reader.column_of(key)
                row.problems.append(
                    CellProblem(
                        row.number, column, key, one[0], "not_made", f"“{one[0][:60]}” cannot be made: {told}"
                    )
                )

        for start in range(0, len(asked), CHUNK):
            piecewise(self.context.conn, asked[start : start + CHUNK], together, refuse)

    def _matched(self, rows: Sequence[_Row]) -> list[_Row]:
        """Decide what each row does: change the record it is found to be, be left out, or make a new one."""
        if not self.matching:
            return list(rows)
        found = self._found(rows)
        present = self._present([one for records in found.values() for one, _ in records])
        accepted = []
        for row in rows:
            same = found.get(row.number, [])
            if same:
                self.same_count += 1
                if len(self.same) < MOST_SAME:
                    self.same.append((row.number, same[0][0]))
            first = self._first(row)
            if first is not None:
                self.repeated_count += 1
                if len(self.repeated) < MOST_SAME:
                    self.repeated.append((row.number, first))
            if not self._stands(row, same, first):
                continue
            if same and self.wish.policy != "create":
                row.same = same[0]
                if self.wish.policy == "fill":
                    _only_blanks(row, present.get(row.same[0], {}))
            accepted.append(row)
        return accepted

    def _stands(self, row: _Row, same: Sequence[tuple[UUID, int]], first: int | None) -> bool:
        """Say whether a row goes on: alone among the rows, with at most one record, not to be left out."""
        if self.wish.policy == "create":
            return True
        skip = self.wish.policy == "skip"
        if skip and (same or first is not None):
            self.skipped += 1
            return False
        if first is not None:
            self._refuse(row, "", "repeated", f"Row {first} has the same match keys already.")
            return False
        if len(same) > 1:
            self._refuse(row, "", "ambiguous", "More than one record has these match keys.")
            return False
        return True

    def _first(self, row: _Row) -> int | None:
        """Return the row before this one that has the same keys, if any; the first of them is kept."""
        found = None
        for known, keys in zip(self.keys, self.matching, strict=True):
            key = self._match_key(row, keys)
            if not any(part in (None, "") for part in key):
                first = known.setdefault(key, row.number)
                found = first if first != row.number and found is None else found
        return found

    def _found(self, rows: Sequence[_Row]) -> dict[int, list[tuple[UUID, int]]]:
        """Return the records that rows are found to be, by the first list of keys that finds any."""
        found: dict[int, list[tuple[UUID, int]]] = {}
        for keys in self.matching:
            asked = {row.number: self._match_key(row, keys) for row in rows if row.number not in found}
            wanted = [
                key for key in dict.fromkeys(asked.values()) if not any(part in (None, "") for part in key)
            ]
            known = matches(self.context, self.scope, keys, wanted)
            found |= {number: known[key] for number, key in asked.items() if key in known}
        return found

    def _present(self, records: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
        """Return what records hold, where only their blanks are to be filled."""
        if self.wish.policy != "fill" or not records:
            return {}
        return load(self.context, self.app, self.entity, records)

    def _match_key(self, row: _Row, keys: Sequence[str]) -> tuple[Any, ...]:
        found = []
        for key in keys:
            shape = self.scope.shape.fields[key]
            value = row.values.get(key)
            try:
                parsed = None if value is None else shape.field.type.parse(shape.field, value)
            except ValueRefused:
                parsed = None
            found.append(shape.field.type.to_columns(shape.field, parsed)[0])
        return tuple(found)

    def _save_together(self, rows: Sequence[_Row]) -> None:
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
        made, self.reader = self.reader, again
        for row in self.later:
            row.values = {}
            for key, text in row.waiting.items():
                lacking = again.lacking(key, text)
                if lacking and key in self.wish.create_missing:
                    row.missing[key] = text
                    continue
                for name in lacking:
                    self._unlinked(made, row, key, name)
                meant = again.meant(key, text)
                if meant:
                    row.values[key] = meant
        self._make_missing([row for row in self.later if row.missing])
        self.reader = made
        for row in self.later:
            self.problems += row.problems
            row.wish = Wish(kind="update", id=_wished(row).id, values=row.values)
        linked = [row for row in self.later if _wished(row).values]
        for start in range(0, len(linked), CHUNK):
            some = linked[start : start + CHUNK]
            piecewise(self.context.conn, some, self._link_together, self._leave_unlinked)

    def _unlinked(self, reader: Reader, row: _Row, key: str, text: str) -> None:
        column = reader.column_of(key)
        reader.note_unknown(key, text)
        message = f"There is no “{text[:60]}”; the row is in without it."
        self.problems.append(CellProblem(row.number, column, key, text, "unknown_reference", message))

    def _link_together(self, rows: Sequence[_Row]) -> None:
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
            self._tell_lacking(row, creates=row.same is None)
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
        """Keep the refused rows with their problems, to be mended and imported again, as they were given."""
        if not self.refused_rows or self.wish.dry_run:
            return None
        before = problems_column(self.scope, self.table.columns)
        kept = [place for place, column in enumerate(self.table.columns) if column != before]
        told = localised(PROBLEMS, self.context.language)
        head = [*(self.table.columns[place] for place in kept), told]
        body = (
            [*(row.cells[place] for place in kept), "; ".join(self._told(one) for one in row.problems)]
            for row in sorted(self.refused_rows, key=lambda row: row.number)
        )
        made = store(
            self.context.conn,
            self.settings.home,
            BytesIO(table_bytes(self.table.kind, [head, *body], self.table.separator)),
            name=f"{localised(_REFUSED, self.context.language)}.{self.table.kind}",
            actor=self.context.principal.uploader,
            now=self.context.now,
            limit=self.settings.dougong_file_limit * 2,
        )
        return str(made["id"])


def _only_blanks(row: _Row, held: Mapping[str, Any]) -> None:
    """Leave of a row what its record does not have yet."""
    blank: tuple[Any, ...] = (None, "", (), [])
    free = {key for key in {**row.values, **row.waiting, **row.missing} if held.get(key) in blank}
    row.values = {key: value for key, value in row.values.items() if value is not None and key in free}
    row.waiting = {key: text for key, text in row.waiting.items() if key in free}
    row.missing = {key: text for key, text in row.missing.items() if key in free}


def chunks(rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[list[tuple[int, Sequence[str]]]]:
    """Yield rows a chunk at a time."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
