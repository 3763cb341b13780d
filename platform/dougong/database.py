"""Database: one engine for transactions, one autocommit pool for reads, and the two schemas' metadata.

Platform tables stand in schema `dougong`; a workspace's tables are declared in schema `ws` and found in
`ws_<key>` by SQLAlchemy's schema translation. Identifiers never come from requests: tables and columns are
Table objects of the code or of a published app, whose physical names are built by `physical_name`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

import orjson
import psycopg
import sqlalchemy as sa
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool, PoolTimeout
from sqlalchemy.dialects import postgresql

from dougong.driver import DriverConnection
from dougong.errors import Unavailable
from dougong_model import is_id

PLATFORM_SCHEMA = "dougong"
WORKSPACE_SCHEMA = "ws"
_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

PLATFORM = sa.MetaData(schema=PLATFORM_SCHEMA, naming_convention=_NAMES)
"""Tables shared by all workspaces: accounts, sessions, workspaces."""

WORKSPACE = sa.MetaData(schema=WORKSPACE_SCHEMA, naming_convention=_NAMES)
"""Tables of the platform inside each workspace. Entity tables of apps have a MetaData of their own."""

DIALECT = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]

# The job queue's functions name its tables without a schema; our own statements always name theirs.
_QUEUE_PATH = f"-c search_path={PLATFORM_SCHEMA}"

T = TypeVar("T")

_MEANWHILE = "dougong.meanwhile"
_FOLLOWING = "following"
_NOTES: WeakKeyDictionary[sa.Connection, dict[Hashable, Any]] = WeakKeyDictionary()


class Closing(Protocol):
    """What works beside the transactions of a database and is stopped with it."""

    def close(self) -> None:
        """Stop."""


def physical_name(prefix: str, element_id: str) -> str:
    """Return the physical name of an element, `e_<id>` or `f_<id>`: the only way an identifier is made."""
    if prefix not in {"e", "f", "l", "v", "gone"} or not is_id(element_id):
        raise ValueError(f"not an element id: {element_id!r}")
    return f"{prefix}_{element_id}"


class Database:
    """The connections of one process to one workspace's database.

    `begin()` opens a transaction (SQLAlchemy); `reader()` lends an autocommit psycopg connection for the
    compiled reads; both translate the schema `ws`. At most `threads` connections of each kind.
    """

    def __init__(
        self, url: str, workspace_schema: str, *, threads: int = 12, replica_url: str | None = None
    ) -> None:
        self.url = sa.make_url(url).set(drivername="postgresql+psycopg")
        self.workspace_schema = workspace_schema
        self.translate = {WORKSPACE_SCHEMA: workspace_schema}
        self.engine = sa.create_engine(
            self.url,
            pool_size=threads,
            max_overflow=2,
            pool_timeout=5,
            pool_use_lifo=True,  # whoever was used last has prepared what is asked for
            connect_args={
                "connect_timeout": 3,
                "options": f"-c timezone=UTC -c statement_timeout=60000 {_QUEUE_PATH}",
            },
            json_serializer=lambda value: orjson.dumps(value, default=str).decode(),
            json_deserializer=orjson.loads,
            execution_options={"schema_translate_map": self.translate},
        )
        sa.event.listen(self.engine, "do_connect", _connect)
        sa.event.listen(self.engine, "checkout", _refuse_ended)
        self._idle: list[sa.Connection] = []
        self._most_idle = threads
        self._readers = self._pool(url, threads)
        self._replica = self._pool(replica_url, threads) if replica_url else self._readers
        self._reports = self._replica_engine(replica_url, threads) if replica_url else None
        self.beside: dict[type, Closing] = {}

    def _pool(self, url: str, threads: int) -> ConnectionPool[DriverConnection]:
        conninfo = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return ConnectionPool(
            conninfo,
            connection_class=DriverConnection,
            min_size=1,
            max_size=threads,
            open=False,
            # There are as many connections as threads, so only a database that is away keeps anybody waiting.
            timeout=2,
            reconnect_timeout=3,
            kwargs={
                "autocommit": True,
                "row_factory": tuple_row,
                "connect_timeout": 3,
                "options": "-c timezone=UTC -c statement_timeout=30000",
                "prepare_threshold": 3,
            },
        )

    def _replica_engine(self, url: str, threads: int) -> sa.Engine:
        engine = sa.create_engine(
            sa.make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=threads,
            max_overflow=2,
            pool_pre_ping=True,
            pool_timeout=5,
            connect_args={
                "connect_timeout": 3,
                "options": f"-c timezone=UTC -c statement_timeout=60000 {_QUEUE_PATH}",
            },
            execution_options={"schema_translate_map": self.translate},
        )
        sa.event.listen(engine, "do_connect", _connect)
        return engine

    @property
    def has_replica(self) -> bool:
        """Say whether there is a read replica besides the primary."""
        return self._reports is not None

    @property
    def open_transactions(self) -> int:
        """Return how many connections transactions of this process hold at this moment."""
        pool = self.engine.pool
        assert isinstance(pool, sa.QueuePool)
        return pool.checkedout() - len(self._idle)

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """Open a read-only transaction over one snapshot of the replica; reports run in it."""
        if self._reports is None:
            raise ValueError("there is no replica")
        try:
            with self._reports.connect() as plain:
                connection = plain.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
                with connection.begin():
                    yield connection
        except (sa.exc.TimeoutError, sa.exc.InterfaceError, sa.exc.OperationalError) as error:
            raise Unavailable(
                "The read replica does not answer. Try again in a moment.", headers={"Retry-After": "2"}
            ) from error

    @contextmanager
    def begin(self, *, keep: bool = True) -> Iterator[sa.Connection]:
        """Open a transaction that commits when the block ends well, and only then.

        With `keep` false nothing is kept: a dry run sees what would be and leaves no trace.
        """
        try:
            following: list[Callable[[Database], None]] = []
            with self._connection() as connection, connection.begin() as transaction:
                _NOTES[connection] = {_FOLLOWING: following}  # those of the transaction before are gone
                yield connection
                if not keep:
                    transaction.rollback()
                    following.clear()
            for follow in following:
                follow(self)
        except (sa.exc.TimeoutError, sa.exc.InterfaceError) as error:
            raise Unavailable(
                "All database connections are in use. Try again in a moment.", headers={"Retry-After": "1"}
            ) from error
        except sa.exc.OperationalError as error:
            raise _unavailable(error.orig) from error
        except psycopg.OperationalError as error:  # of what runs on the driver's own cursor
            raise _unavailable(error) from error

    @contextmanager
    def _connection(self) -> Iterator[sa.Connection]:
        """Lend the connection that was given back last: it has most prepared. One whose block fails goes back to the pool,
        which makes it good or drops it.
        """
        connection = self._lent()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < self._most_idle:
            self._idle.append(connection)
        else:
            connection.close()

    def _lent(self) -> sa.Connection:
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # somebody else was quicker
                break
            if not driver_connection(connection).has_ended:
                return connection
            connection.invalidate()
            connection.close()
        return self.engine.connect()

    @contextmanager
    def reader(self, *, replica: bool = False) -> Iterator[DriverConnection]:
        """Lend an autocommit connection for one compiled read."""
        pool = self._replica if replica else self._readers
        if pool.closed:
            pool.open()
        try:
            with pool.connection() as connection:
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise Unavailable(
                "The database does not answer. Try again in a moment.", headers={"Retry-After": "2"}
            ) from error

    def compiled(self, statement: sa.Select[Any] | sa.CompoundSelect[Any]) -> tuple[str, dict[str, Any]]:
        """Return the SQL text of a statement for a raw psycopg cursor, and the values it binds."""
        compiled = statement.compile(
            dialect=DIALECT,
            compile_kwargs={"render_postcompile": True},
            schema_translate_map=self.translate,
            render_schema_translate=True,
        )
        return str(compiled), dict(compiled.params)

    def close(self) -> None:
        """Close every connection, after what works beside the transactions has stopped."""
        for one in self.beside.values():
            one.close()
        self._readers.close()
        if self._replica is not self._readers:
            self._replica.close()
        if self._reports is not None:
            self._reports.dispose()
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()


def _connect(_dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> DriverConnection:
    return DriverConnection.connect(*arguments, **named)


def _refuse_ended(connection: DriverConnection, *_about: object) -> None:
    """Let the pool replace a connection that the server has ended."""
    if connection.has_ended:
        raise sa.exc.DisconnectionError("the server has ended this connection")


class Deadlocked(Unavailable):
    """Transactions waited for each other, or one changed what this one had read, and this one was ended; done again,
    it has its turn.
    """


def _unavailable(error: BaseException | None) -> Exception:
    if isinstance(error, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
        return Deadlocked(
            "Somebody else holds what this needs, or it took too long. Try again in a moment.",
            headers={"Retry-After": "1"},
        )
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.QueryCanceled):
        return Unavailable(
            "Somebody else holds what this needs, or it took too long. Try again in a moment.",
            headers={"Retry-After": "1"},
        )
    return Unavailable("The database does not answer. Try again in a moment.", headers={"Retry-After": "2"})


def driver_connection(connection: sa.Connection) -> DriverConnection:
    """Return the psycopg connection under a SQLAlchemy one, inside the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, DriverConnection)
    return raw


def notify(connection: sa.Connection, channel: str, payload: str) -> None:
    """Send a NOTIFY when this transaction commits. Not for record writes: it serialises their commits."""
    connection.execute(sa.select(sa.func.pg_notify(channel, payload)))


def notes(connection: sa.Connection) -> dict[Hashable, Any]:
    """Return what a transaction notes for itself; the next one on the connection begins with none."""
    return _NOTES.setdefault(connection, {})


def after_commit(connection: sa.Connection, follow: Callable[[Database], None]) -> None:
    """Call something once the transaction of a connection from `Database.begin` has committed; it must not
    fail, and whoever waits for the transaction waits for it.
    """
    following: list[Callable[[Database], None]] | None = notes(connection).get(_FOLLOWING)
    if following is not None:
        following.append(follow)


@contextmanager
def meanwhile(connection: sa.Connection, work: Callable[[], None]) -> Iterator[None]:
    """Have something done when the block would only wait for PostgreSQL: once, or not at all if it never does.

    It must neither use the connection nor fail.
    """
    connection.info[_MEANWHILE] = work
    try:
        yield
    finally:
        connection.info.pop(_MEANWHILE, None)


def do_meanwhile(connection: sa.Connection) -> None:
    """Do what `meanwhile` was told, now that PostgreSQL is at work for this connection."""
    work: Callable[[], None] | None = connection.info.pop(_MEANWHILE, None)
    if work is not None:
        work()


@contextmanager
def taken_back(connection: sa.Connection) -> Iterator[None]:
    """Do something in a savepoint and take it back, with whatever was to follow its commit."""
    following: list[Callable[[Database], None]] = notes(connection).get(_FOLLOWING) or []
    before = len(following)
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        del following[before:]


def lock(connection: sa.Connection, *names: str) -> None:
    """Take a transaction-long advisory lock on a name, waiting for it."""
    key = sa.func.hashtextextended(":".join(names), 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def try_lock(connection: sa.Connection, *names: str) -> bool:
    """Take a transaction-long advisory lock on a name if nobody holds it."""
    key = sa.func.hashtextextended(":".join(names), 0)
    return bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(key))).scalar_one())


_MEMORIES: WeakKeyDictionary[sa.Engine, dict[Hashable, Any]] = WeakKeyDictionary()


def memory(conn: sa.Connection) -> dict[Hashable, Any]:
    """Return what this process remembers of the connection's database: compiled apps, principals, read shapes.

    It hangs on the engine, so two databases in one process never share it. What is kept there is keyed by
    the version or revision at which it was read; entries are immutable.
    """
    return _MEMORIES.setdefault(conn.engine, {})
