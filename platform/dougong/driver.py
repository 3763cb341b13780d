"""Driver: the connections that both pools keep, quick at what every request does.

Psycopg runs all it does as generators of a cursor, ready for pipelines, notices and interruptions. That costs Python
more than PostgreSQL needs for a small statement. A statement that psycopg has prepared, the begin of a transaction and
its end are therefore one call of libpq each; whatever is out of the ordinary stays with psycopg.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import psycopg
from psycopg import abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult


class DriverConnection(psycopg.Connection[Any]):
    """A connection of psycopg that runs prepared statements, begins and commits without a cursor."""

    def commit(self) -> None:
        """Commit the transaction; errors are psycopg's."""
        if self._num_transactions or self._tpc or self.pgconn.pipeline_status != PipelineStatus.OFF:
            super().commit()
        elif self.pgconn.transaction_status != TransactionStatus.IDLE:
            self._do(b"COMMIT")

    def rollback(self) -> None:
        """Roll the transaction back, if there is one; errors are psycopg's."""
        if self._num_transactions or self._tpc or self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().rollback()

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

    def run_prepared(
        self, text: bytes, arguments: Sequence[Any], most: int | None = None
    ) -> list[tuple[Any, ...]] | None:
        """Run a statement that psycopg has prepared on this connection, and return its rows, or so many at most; None
        when it has not: then a cursor does.
        """
        names = self.prepared_names
        pgconn = self.pgconn
        if not names or pgconn.pipeline_status != PipelineStatus.OFF:
            return None
        adapter = self._adapter
        given = adapter.dump_sequence(arguments, [PyFormat.AUTO] * len(arguments))
        key = (text, adapter.types or ())
        name = names.get(key)
        if name is None:
            return None
        names.move_to_end(key)  # those used least recently are given up
        if not self.autocommit and pgconn.transaction_status == TransactionStatus.IDLE:
            self._do(self._get_tx_start_command())
        with self.lock:
            result = pgconn.exec_prepared(name, given, adapter.formats)  # type: ignore[arg-type]
        if result.status == ExecStatus.TUPLES_OK:
            adapter.set_pgresult(result)
            return adapter.load_rows(0, result.ntuples if most is None else min(most, result.ntuples), tuple)
        if result.status != ExecStatus.COMMAND_OK:
            self._fail(result)
        return []

    def _do(self, command: bytes) -> None:
        with self.lock:
            result = self.pgconn.exec_(command)
        if result.status != ExecStatus.COMMAND_OK:
            self._fail(result)

    def _fail(self, result: PGresult) -> None:
        if self.pgconn.status != ConnStatus.OK:
            raise psycopg.OperationalError(self.pgconn.get_error_message())
        raise psycopg.errors.error_from_result(result, encoding=self.info.encoding)
