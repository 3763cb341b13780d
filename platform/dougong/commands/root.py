"""The root command, and the database that every subcommand works on."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import sqlalchemy as sa
import typer

from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.errors import DougongError
from dougong.logs import configure
from dougong.settings import Settings, settings

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Dougong 斗拱: build and run business apps.",
)


@contextmanager
def running_database(ours: Settings, *, share: bool = True) -> Iterator[Database]:
    """Lend the database of DATABASE_URL, or the embedded one of our folder.

    The embedded server runs as long as the block; one that `dougong serve` runs already is shared, unless
    `share` is false.
    """
    configure(ours.dougong_log, ours.dougong_log_level)
    with contextlib.ExitStack() as ends:
        url = ours.database_url or _embedded_url(ours, ends, share)
        os.environ["DATABASE_URL"] = url
        settings.cache_clear()
        database = Database(url, ours.workspace_schema, threads=ours.dougong_threads)
        ends.callback(database.close)
        yield database


def _embedded_url(ours: Settings, ends: contextlib.ExitStack, share: bool) -> str:
    embedded = EmbeddedPostgres(ours.home / "postgresql")
    if share and embedded.running():
        return embedded.url
    url = embedded.start()
    embedded.keep_running()
    ends.callback(embedded.stop)
    return url


@contextmanager
def command_context(database: Database) -> Iterator[Context]:
    """Open a transaction as the named system principal of the command line."""
    with database.begin() as conn:
        yield Context(
            conn=conn,
            principal=system_principal("command_line"),
            now=datetime.now(UTC),
            zone=ZoneInfo("UTC"),
            cause="command_line",
        )


@contextmanager
def told_errors() -> Iterator[None]:
    """Print an error of ours as a sentence and its places, and end with code 1."""
    try:
        yield
    except DougongError as error:
        typer.secho(error.detail or error.title, fg="red", err=True)
        for problem in error.problems:
            place = ":".join(part for part in (problem.file, problem.pointer) if part)
            typer.echo(
                f"  {place}  {problem.message}" + (f"  ({problem.hint})" if problem.hint else ""), err=True
            )
        raise typer.Exit(1) from error
    except sa.exc.ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
            raise
        typer.secho("The database is not of this version. Run `dougong migrate` first.", fg="red", err=True)
        raise typer.Exit(1) from error
