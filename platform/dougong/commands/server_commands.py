"""Commands that run and set up a server."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from dougong.access.public_links import links_of
from dougong.actions.initialise import choose_basics, initialise_workspace, make_administrator
from dougong.actions.upgrade_database import upgrade_database
from dougong.commands.app_commands import install_with_data, sign_in_of
from dougong.commands.root import cli, command_context, running_database, told_errors
from dougong.commands.supervision import Supervised, end_with_parent, listen, run_until_stopped
from dougong.context import Context
from dougong.database import Database
from dougong.identity.accounts import issue_setup_token, needs_setup
from dougong.jobs.worker import run_worker
from dougong.logs import log
from dougong.metadata.drafts import app_rows
from dougong.metadata.published import published_apps
from dougong.settings import Settings, settings
from dougong.workspace import UNNAMED

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Web = Annotated[int, typer.Option(help="Number of web processes.")]


def prepare(database: Database, ours: Settings) -> None:
    """Migrate, and give a new workspace its organisation."""
    upgrade_database(database)
    with command_context(database) as context:
        initialise_workspace(context, workspace=ours.dougong_workspace, name=UNNAMED)


@cli.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    web: Web = 2,
    demo: Annotated[bool, typer.Option(help="On the first start, install the CRM with demo data.")] = False,
) -> None:
    """Run everything: web, worker, and an embedded database unless DATABASE_URL is set."""
    if "PUBLIC_URL" not in os.environ:
        os.environ["PUBLIC_URL"] = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
        settings.cache_clear()
    ours = settings()
    with told_errors(), running_database(ours, share=False) as database:
        prepare(database, ours)
        if demo:
            _demo(database, ours)
        else:
            _tell_setup(database, ours)
        database.close()
        with listen(host, port) as listening:
            children = [*_web_processes(listening, web), Supervised(["worker", "--with-parent"])]
            _say(ours, f"\n  Dougong is running on http://{host}:{port}\n")
            run_until_stopped(children)


def _web_processes(listening: socket.socket, number: int) -> list[Supervised]:
    arguments = ["web-process", str(listening.fileno())]
    return [Supervised(arguments, listening=listening) for _ in range(max(number, 1))]


@cli.command()
def web(host: Host = "127.0.0.1", port: Port = 8000, processes: Web = 2) -> None:
    """Run the web part alone, over DATABASE_URL."""
    with told_errors():
        _need_database(settings())
        with listen(host, port) as listening:
            run_until_stopped(_web_processes(listening, processes))


@cli.command(hidden=True)
def web_process(
    descriptor: Annotated[int, typer.Argument(help="Of the socket that the parent opened.")],
) -> None:
    """Run one web process, a child of `serve` or `web`."""
    end_with_parent()
    proxies = settings().dougong_trusted_proxies
    config = uvicorn.Config(
        "dougong.api.server:create_app",
        factory=True,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=20,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


@cli.command()
def worker(
    with_parent: Annotated[bool, typer.Option(hidden=True, help="End when standard input ends.")] = False,
) -> None:
    """Run the worker alone, over DATABASE_URL."""
    if with_parent:
        end_with_parent()
    with told_errors():
        _need_database(settings())
        run_worker(settings())


def _need_database(ours: Settings) -> None:
    if ours.database_url is None:
        typer.secho("Set DATABASE_URL, or use `dougong serve`.", fg="red", err=True)
        raise typer.Exit(1)


@cli.command()
def migrate() -> None:
    """Bring the database to this version."""
    ours = settings()
    with told_errors(), running_database(ours) as database:
        prepare(database, ours)
    typer.echo("The database is up to date.")


def _demo(database: Database, ours: Settings) -> None:
    """On the first start make an administrator and a company with a story; tell each time how to sign in."""
    note = ours.home / "sign-in.txt"
    with command_context(database) as context:
        fresh = needs_setup(context.conn)
        if fresh:
            password = f"demo-{secrets.token_urlsafe(6)}"
            make_administrator(
                context,
                login="admin",
                name="管理员",
                password=password,
                language="zh",
                workspace=ours.dougong_workspace,
            )
            people = [("admin", "Administrator", "")]
            if "crm" not in {row.key for row in app_rows(context.conn)}:
                _say(ours, "  First start: installing the CRM with demo data …")
                people += install_with_data(context, "crm", key="crm", demo_password=password).people
            note.parent.mkdir(parents=True, exist_ok=True)
            note.touch(mode=0o600)
            note.write_text(sign_in_of(people, password))
        forms = _public_forms(context, ours)
    if note.exists():
        _say(ours, f"\n  Sign in as one of these people (kept in {note}):\n{note.read_text()}")
    if forms:
        told = [f"  {name}: {address}" for name, address in forms]
        _say(ours, "\n".join(["  Forms open to visitors:", *told]))


def _public_forms(context: Context, ours: Settings) -> list[tuple[str, str]]:
    """Return app and name of each form that visitors may fill, with its first open address."""
    found = []
    for app in published_apps(context.conn):
        for form in app.forms.values():
            links = links_of(context.conn, app.id, form.form.id) if form.form.public else []
            address = next((link.token for link in links if link.state(context.now) == "open"), None)
            if address is not None:
                name = f"{_english(app.document['name'])} › {_english(form.form.name)}"
                found.append((name, f"{ours.public_url.rstrip('/')}/f/{address}"))
    return found


def _english(text: Mapping[str, str]) -> str:
    return text.get("en") or next(iter(text.values()), "")


def _tell_setup(database: Database, ours: Settings) -> None:
    with command_context(database) as context:
        if needs_setup(context.conn):
            token = issue_setup_token(context.conn, context.now)
            _say(
                ours,
                f"\n  First run. Create the administrator here:\n  {ours.public_url}/setup?token={token}\n",
            )


def _say(ours: Settings, text: str) -> None:
    """Tell whoever starts the server; among JSON lines as one of them, so that the stream stays JSON."""
    if ours.dougong_log == "json":
        log.info("started", told=text.strip())
    else:
        typer.echo(text)


@cli.command()
def init(
    admin_login: Annotated[str, typer.Option(help="Login name of the first administrator.")],
    admin_password_file: Annotated[
        Path, typer.Option(help="File whose first line is his password.", exists=True)
    ],
    admin_name: Annotated[str, typer.Option(help="His name.")] = "",
    language: Annotated[str, typer.Option(help="Language of the workspace: zh or en.")] = "zh",
    currency: Annotated[
        str | None, typer.Option(help="Currency that amounts are kept in, such as CNY or USD; for good.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, such as Asia/Shanghai.")] = None,
    template: Annotated[str | None, typer.Option(help="App template to install, for example crm.")] = None,
    demo: Annotated[bool, typer.Option(help="Install the template's demo data too.")] = False,
) -> None:
    """Set up a server without a browser."""
    ours = settings()
    password = admin_password_file.read_text().splitlines()[0]
    with told_errors(), running_database(ours) as database:
        upgrade_database(database)
        with command_context(database) as context:
            initialise_workspace(context, workspace=ours.dougong_workspace, name="Dougong")
            choose_basics(context, language=language, zone=zone, currency=currency)
            make_administrator(
                context,
                login=admin_login,
                name=admin_name or admin_login,
                password=password,
                language=language,
                workspace=ours.dougong_workspace,
            )
        if template:
            with command_context(database) as context:
                install_with_data(context, template, key=template, demo_password=password if demo else None)
    typer.echo(f"Ready. Sign in as “{admin_login}”.")
