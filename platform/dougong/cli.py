"""The command line: run, set up and administer a server; documented in docs/reference/command-line.md."""

from __future__ import annotations

from dougong.commands import app_commands, doctor_commands, server_commands
from dougong.commands.root import cli

__all__ = ["app_commands", "cli", "doctor_commands", "main", "server_commands"]


def main() -> None:
    """Run the command line."""
    cli()
