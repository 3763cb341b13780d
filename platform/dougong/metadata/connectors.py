"""Connectors: which kinds of other systems this installation knows, found by their entry points.

The check of connection documents needs their names and settings; what they do is known to connect, which
stands above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any, Protocol

import jsonschema_rs

from dougong.metadata.schema_words import told
from dougong_model import Problem

GROUP = "dougong.connectors"


class Described(Protocol):
    """What is asked of a connector here: its name, what its settings are, and what it can do."""

    @property
    def name(self) -> str: ...

    @property
    def settings_schema(self) -> Mapping[str, Any]: ...

    @property
    def actions(self) -> Mapping[str, Any]: ...


@lru_cache(maxsize=1)
def installed() -> Mapping[str, Described]:
    """Return every installed connector by name; two of one name are an installation error."""
    found: dict[str, Described] = {}
    for point in entry_points(group=GROUP):
        connector = point.load()
        if connector.name in found:
            raise ValueError(f"two connectors are called {connector.name}")
        found[connector.name] = connector
    return found


def settings_problems(connector: Described, settings: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """Yield how settings depart from the schema of their connector; `pointer` is where they stand."""
    validator = jsonschema_rs.Draft202012Validator(dict(connector.settings_schema))
    for error in validator.iter_errors(dict(settings)):
        for one in told(error):
            yield Problem(
                code=one.code, pointer=f"{pointer}{one.pointer}", message=one.message, hint=one.hint
            )
