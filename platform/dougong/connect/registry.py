"""The connectors of this installation, as this room uses them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dougong.connect.contract import Connector
from dougong.metadata.connectors import GROUP, installed


@lru_cache(maxsize=1)
def connectors() -> Mapping[str, Connector]:
    """Return every installed connector by name; anything else in the group is an installation error."""
    found: dict[str, Connector] = {}
    for name, connector in installed().items():
        if not isinstance(connector, Connector):
            raise TypeError(f"what is called {name} in {GROUP} is not a Connector")
        found[name] = connector
    return found
