"""Check of connections: a connector that is installed, and the settings that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong.metadata.connectors import installed, settings_problems
from dougong_model import Problem


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a connection."""
    name = str(body["connector"])
    usable = sorted(one.name for one in installed().values() if one.actions)
    connector = installed().get(name)
    if connector is None or not connector.actions:
        yield Problem(
            code="unknown_connector",
            pointer="/connector",
            message=f"There is no connector “{name}” that could be called.",
            hint="One of: " + ", ".join(usable),
        )
        return
    yield from settings_problems(connector, body.get("settings", {}), "/settings")
