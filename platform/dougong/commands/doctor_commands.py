"""Commands that look for what is wrong with the data of a server."""

from __future__ import annotations

from typing import Annotated

import typer

from dougong.actions.check_flows import check_flows
from dougong.commands.root import cli, command_context, running_database, told_errors
from dougong.settings import settings

_REPORT = "Keep a copy of the database and report this; then end the request as an administrator and start it again."
_TOLD = {
    "seat_after_end": ("Somebody is still asked although the request has ended.", _REPORT),
    "open_after_end": ("A step, a token or a timer is still open although the request has ended.", _REPORT),
    "seat_at_closed_step": ("Somebody is still asked although the step is closed.", _REPORT),
    "timer_at_closed_step": ("A timer still runs although the step is closed.", _REPORT),
    "tokens_and_steps": ("A token stands in no open step, or an open step has no token.", _REPORT),
    "join_count": ("A join has counted more branches than its split has.", _REPORT),
    "effect_twice": (
        "One effect outside of the database was asked for twice.",
        "It is carried out once all the same, as its key is the same; report this.",
    ),
    "history_gap": (
        "The history has a gap, or does not end where the request says.",
        "Somebody has changed rows of flow_event: restore them from a backup, or report this.",
    ),
    "stuck": (
        "Nothing lets this step go on: nobody is asked, no timer runs, no incident is open.",
        "Put the request at a step as an administrator (jump), or end it; and report this.",
    ),
    "timer_late": (
        "A timer should have fired long ago.",
        "See that a worker is running (`dougong serve`, or `dougong worker`) and what its log says.",
    ),
}
"""What each rule says is wrong, and what to do."""


@cli.command()
def doctor(
    flows: Annotated[bool, typer.Option("--flows", help="Check all requests of flows.")] = False,
) -> None:
    """Say what is wrong with the data, where, and what to do; ends with code 1 when something is."""
    if not flows:
        typer.echo("Say what to check: --flows.", err=True)
        raise typer.Exit(2)
    with told_errors(), running_database(settings()) as database, command_context(database) as context:
        found = check_flows(context)
    for one in found:
        part = f", part {one.part}" if one.part else ""
        wrong, remedy = _TOLD[one.rule]
        typer.secho(f"{one.rule}: {wrong}", fg="red")
        typer.echo(f"  app {one.app}, flow {one.flow}, record {one.record}, request {one.instance}{part}")
        typer.echo(f"  {remedy}")
    typer.echo(f"{len(found)} findings" if found else "All requests are sound.")
    if found:
        raise typer.Exit(1)
