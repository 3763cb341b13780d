"""Commands for apps: list, install, export, import, check, plan, publish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from dougong.actions.install_app import install_app, install_tree
from dougong.actions.plan_app import plan_app
from dougong.actions.publish_app import publish_app
from dougong.actions.recompute import ids_of, recompute, with_following
from dougong.actions.seed_demo import Seeded, seed_app
from dougong.commands.root import cli, command_context, running_database, told_errors
from dougong.context import Context
from dougong.errors import BadRequest
from dougong.metadata.check import check_documents
from dougong.metadata.documents import files_of, tree_of_folder, tree_of_zip, zipped
from dougong.metadata.drafts import app_rows, draft_documents, replace_draft
from dougong.metadata.published import published
from dougong.settings import settings
from dougong_model import Problem, Severity

apps = typer.Typer(no_args_is_help=True, help="Install, check and carry apps.")
cli.add_typer(apps, name="app")

Key = Annotated[str, typer.Argument(help="Key of the app.")]
Folder = Annotated[Path, typer.Argument(help="Folder or zip of an app.", exists=True)]


def install_with_data(
    context: Context, template: str, *, key: str, demo: bool = False, demo_password: str | None = None
) -> Seeded:
    """Install a template, and its demo data when that or a password for its people is asked for."""
    return seed_app(context, install_app(context, template, key), demo=demo, demo_password=demo_password)


def sign_in_of(people: Iterable[tuple[str, str, str]], password: str) -> str:
    """Return the lines that tell how demo people, given as login, name and roles, sign in."""
    lines = [f"  {login:14} {' · '.join(filter(None, names))}" for login, *names in people]
    return "\n".join([f"  Password of everybody here: {password}", *lines]) + "\n"


@apps.command("list")
def list_apps() -> None:
    """List installed apps with their live versions."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        for row in app_rows(context.conn):
            typer.echo(f"{row.key:20} version {row.live_version}")


@apps.command("install")
def install(
    template: Annotated[str, typer.Argument(help="Key of a template, for example crm.")],
    key: Annotated[str | None, typer.Option(help="Key of the installed app.")] = None,
    demo: Annotated[bool, typer.Option(help="Load its demo data too; tells how its people sign in.")] = False,
    demo_password: Annotated[
        str | None, typer.Option(help="Load demo data; its people sign in with this.")
    ] = None,
) -> None:
    """Install an app from the catalog."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        seeded = install_with_data(
            context, template, key=key or template, demo=demo, demo_password=demo_password
        )
    typer.echo(f"Installed {template}.")
    if seeded.password:
        typer.echo(sign_in_of(seeded.people, seeded.password))


@apps.command("export")
def export(key: Key, target: Annotated[Path, typer.Argument(help="Folder, or file ending in .zip.")]) -> None:
    """Write the documents of an app's live version; the same documents give the same bytes."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        documents = published(context.conn, key).all_documents
    if target.suffix == ".zip":
        target.write_bytes(zipped(documents))
    else:
        for name, content in files_of(documents).items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    typer.echo(f"Wrote {len(documents)} documents to {target}.")


@apps.command("import")
def import_app(
    source: Folder,
    key: Annotated[str | None, typer.Option(help="Key of the app, when it shall be another.")] = None,
) -> None:
    """Install an app from a folder or zip; an app that is there gets the documents as its draft."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        tree = tree_of_zip(source.read_bytes()) if source.is_file() else tree_of_folder(source)
        wanted = key or str(tree.app["key"])
        if wanted in {row.key for row in app_rows(context.conn)}:
            replace_draft(context, wanted, tree.documents)
            typer.echo(f"The draft of {wanted} holds these documents now. Next: dougong app plan {wanted}")
        else:
            seed_app(context, install_tree(context, tree, key=key), demo_password=None)
            typer.echo(f"Installed {wanted}.")


@apps.command("check")
def check(
    source: Annotated[str, typer.Argument(help="Folder of an app, or key of an installed one.")],
) -> None:
    """Report what is wrong with an app's documents: file, place, message, hint."""
    with told_errors():
        if Path(source).is_dir():
            documents = tree_of_folder(Path(source)).documents
        else:
            with running_database(settings()) as database, command_context(database) as context:
                documents = draft_documents(context.conn, source)
        problems = check_documents(documents)
        errors = _told(problems)
        typer.echo(f"{len(documents)} documents, {errors} errors, {len(problems) - errors} warnings")
        if errors:
            raise typer.Exit(1)


@apps.command("plan")
def plan(key: Key) -> None:
    """Show what publishing the draft would do."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        made = plan_app(context, key)
        for step in made.steps:
            mark = {"ok": "✓", "notice": "!", "danger": "‼"}[step.severity]
            detail = step.detail.get("en")
            typer.echo(
                f"{mark} {step.title['en']}"
                + (f"  {detail}" if detail else "")
                + (f"  [accept {step.accept}]" if step.accept else "")
            )
    if _told(made.problems):
        raise typer.Exit(1)
    typer.echo(f"plan {made.hash}")


def _told(problems: Sequence[Problem]) -> int:
    """Print problems of documents with their places; return how many of them forbid publishing."""
    for one in problems:
        typer.echo(
            f"{one.severity.value:8} {one.file}{one.pointer}  {one.message}"
            + (f"  {one.hint}" if one.hint else "")
        )
    return sum(one.severity is Severity.ERROR for one in problems)


@apps.command("publish")
def publish(
    key: Key,
    plan_hash: Annotated[str, typer.Option("--plan", help="Hash that `app plan` printed.")],
    accept: Annotated[list[str] | None, typer.Option(help="Marked steps you accept.")] = None,
    note: Annotated[str, typer.Option(help="A note for the list of versions.")] = "",
) -> None:
    """Publish the draft as planned."""
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        version = publish_app(context, key, plan_hash, accept or [], note)
    typer.echo(f"Published version {version}.")


@apps.command("recompute")
def recompute_stored(
    key: Key,
    fields: Annotated[
        list[str] | None, typer.Option("--field", help="A stored field, as entity.field; all unless named.")
    ] = None,
) -> None:
    """Compute stored fields, and those made of them, anew for every record."""
    with told_errors(), running_database(settings()) as database:
        with command_context(database) as context:
            app = published(context.conn, key)
        places = [_place(one) for one in fields] if fields else list(app.stored_graph.stored)
        if not places:
            typer.echo("This app has no stored fields.")
            return
        wanted = ids_of(app, with_following(app, places))
        result = recompute(database, key, wanted, _tell_progress)
    typer.echo(
        f"\nComputed {result['fields']} fields over {result['records']} records; "
        f"{result['changed']} had other values."
    )


def _place(name: str) -> tuple[str, str]:
    entity, dot, field = name.partition(".")
    if not dot:
        raise BadRequest(f"A field is named entity.field, not “{name[:60]}”.")
    return entity, field


def _tell_progress(done: int, total: int) -> None:
    typer.echo(f"\r{done} of {total} records", nl=False)
