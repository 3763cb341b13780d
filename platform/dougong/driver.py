"""Driver: the connections that both pools keep, quick at what every request does.

Psycopg runs all it does as generators of a cursor, ready for pipelines, notices and interruptions. That costs Python
more than PostgreSQL needs for a small statement. A statement that psycopg has prepared is therefore one call of libpq, and
what nobody waits for (the begin of a transaction, its end, a statement that is only asked) travels with the next that
somebody does wait for, as one pipeline; whatever is out of the ordinary stays with psycopg.
"""

from __future__ import annotations

import select
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import psycopg
from psycopg import abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]


@dataclass(slots=True)
class Answer:
    """The answer to a statement that was only asked: sending it is put off until somebody waits for this or another one."""

    connection: DriverConnection
    name: bytes
    given: Sequence[Any]
    formats: Sequence[Any] | None
    found: list[Row] | None = None

    def rows(self) -> list[Row]:
        """Return the rows, none for a statement that has none to give; errors are psycopg's, also those of what was
        asked before.
        """
        if self.found is None:
            self.connection.send_asked()
        if self.found is None:
            raise psycopg.errors.NoActiveSqlTransaction
        return self.found


class DriverConnection(psycopg.Connection[Any]):
    """A connection of psycopg that runs prepared statements, begins and commits without a cursor."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asked: list[Answer] = []

    def commit(self) -> None:
        """Commit the transaction with what was asked in it; errors are psycopg's."""
        if self._num_transactions or self._tpc or self.pgconn.pipeline_status != PipelineStatus.OFF:
            super().commit()
        elif self._asked:
            with self.lock:
                self._send_asked(b"COMMIT")
        elif self.pgconn.transaction_status != TransactionStatus.IDLE:
            self._do(b"COMMIT")

    def rollback(self) -> None:
        """Roll the transaction back, if there is one, without what was asked and not yet sent; errors are psycopg's."""
        self._asked.clear()
        if self._num_transactions or self._tpc or self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().rollback()

    def wait(self, *given: Any, **named: Any) -> Any:
        """Wait for what psycopg itself does, after what was asked before it."""
        if self._asked:
            self._send_asked()
        return super().wait(*given, **named)

    @property
    def prepared_names(self) -> OrderedDict[tuple[bytes, tuple[int, ...]], bytes] | None:
        """Return the names of the statements that psycopg has prepared, by text and types of parameters.

        It tells this nowhere else; None for a version that keeps it otherwise: its cursors then run everything.
        """
        return getattr(self._prepared, "_names", None)

    @cached_property
    def _adapter(self) -> abc.Transformer:
        """Return what turns values into PostgreSQL's and back; it remembers how, by their types."""
        return Transformer(self)

    @property
    def has_ended(self) -> bool:
        """Say whether the server has ended this connection, without asking it.

        Nothing is sent on an idle connection, so one that has something to read has been told its end.
        """
        return self.closed or bool(self._socket.poll(0))

    @cached_property
    def _socket(self) -> select.poll:
        """Return what waits until the server has answered."""
        return self._poll(select.POLLIN)

    @cached_property
    def _either_way(self) -> select.poll:
        """Return what waits until the server has answered or takes more."""
        return self._poll(select.POLLIN | select.POLLOUT)

    def _poll(self, events: int) -> select.poll:
        found = select.poll()
        found.register(self.pgconn.socket, events)
        return found

    def run_prepared(
        self, text: bytes, arguments: Sequence[Any], most: int | None = None
    ) -> list[Row] | None:
        """Run a statement that psycopg has prepared on this connection, and return its rows, or so many at most; None
        when it has not: then a cursor does.
        """
        one = self._prepared_one(text, arguments)
        if one is None:
            return None
        pgconn = self.pgconn
        with self.lock:
            if self._asked or (not self.autocommit and pgconn.transaction_status == TransactionStatus.IDLE):
                self._asked.append(one)
                self._send_asked()
                return one.found
            result = self._exec(one)
        return self._rows(result, most)

    def ask_prepared(self, text: bytes, arguments: Sequence[Any]) -> Answer | None:
        """Have a statement that psycopg has prepared sent with the next that somebody waits for, or the commit; None
        when it has not, or there are no transactions here.
        """
        one = None if self.autocommit else self._prepared_one(text, arguments)
        if one is not None:
            self._asked.append(one)
        return one

    def send_asked(self) -> None:
        """Send what was asked and wait for the answers."""
        with self.lock:
            self._send_asked()

    def _prepared_one(self, text: bytes, arguments: Sequence[Any]) -> Answer | None:
        names = self.prepared_names
        if not names or self.pgconn.pipeline_status != PipelineStatus.OFF:
            return None
        adapter = self._adapter
        given = adapter.dump_sequence(arguments, [PyFormat.AUTO] * len(arguments))
        key = (text, adapter.types or ())
        name = names.get(key)
        if name is None:
            return None
        names.move_to_end(key)  # those used least recently are given up
        return Answer(self, name, given, adapter.formats)

    def _send_asked(self, end: bytes | None = None) -> None:
        """Send what was asked in one pipeline, with the begin of its transaction before and its end after; the lock is held."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        pgconn = self.pgconn
        begins = pgconn.transaction_status == TransactionStatus.IDLE
        if not begins and not end and len(asked) == 1:
            asked[0].found = self._rows(self._exec(asked[0]))
            return
        pgconn.enter_pipeline_mode()
        try:
            if begins:
                pgconn.send_query_params(self._get_tx_start_command(), None)
            for one in asked:
                pgconn.send_query_prepared(one.name, one.given, one.formats)
            if end:
                pgconn.send_query_params(end, None)
            pgconn.pipeline_sync()
            while pgconn.flush():  # the server takes more when what it says is read
                self._either_way.poll()
                pgconn.consume_input()
            results = []
            for _ in range(begins + len(asked) + bool(end)):
                results.append(self._next_result())
                self._next_result()  # the end of one statement's results
            self._next_result()  # the end of the pipeline
            pgconn.exit_pipeline_mode()
        except BaseException:
            pgconn.finish()  # what is still to come would be taken for the answer to something else
            raise
        rows = [self._rows(result) for result in results]
        for one, found in zip(asked, rows[begins:], strict=False):
            one.found = found

    def _exec(self, one: Answer) -> PGresult:
        return self.pgconn.exec_prepared(one.name, one.given, one.formats)

    def _next_result(self) -> PGresult | None:
        pgconn = self.pgconn
        while pgconn.is_busy():
            self._socket.poll()
            pgconn.consume_input()
        return pgconn.get_result()

    def _rows(self, result: PGresult | None, most: int | None = None) -> list[Row]:
        if result is not None and result.status == ExecStatus.TUPLES_OK:
            adapter = self._adapter
            adapter.set_pgresult(result)
            return adapter.load_rows(0, result.ntuples if most is None else min(most, result.ntuples), tuple)
        if result is None or result.status != ExecStatus.COMMAND_OK:
            self._fail(result)
        return []

    def _do(self, command: bytes) -> None:
        with self.lock:
            result = self.pgconn.exec_(command)
        if result.status != ExecStatus.COMMAND_OK:
            self._fail(result)

    def _fail(self, result: PGresult | None) -> NoReturn:
        if result is None or self.pgconn.status != ConnStatus.OK:
            raise psycopg.OperationalError(self.pgconn.get_error_message())
        raise psycopg.errors.error_from_result(result, encoding=self.info.encoding)
