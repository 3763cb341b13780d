"""The connectors of this installation, found by their entry points."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import entry_points

from dougong.connect.contract import Connector

GROUP = "dougong.connectors"


@lru_cache(maxsize=1)
def connectors() -> Mapping[str, Connector]:
    """Return every installed connector by name; two of one name are an installation error."""
    found: dict[str, Connector] = {}
    for point in entry_points(group=GROUP):
        connector = point.load()
        if not isinstance(connector, Connector):
            raise TypeError(f"the entry point {point.name} in {GROUP} is not a Connector")
        if connector.name in found:
            raise ValueError(f"two connectors are called {connector.name}")
        found[connector.name] = connector
    return found
