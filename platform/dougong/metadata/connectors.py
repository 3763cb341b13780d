"""Connectors: which kinds of other systems this installation knows: its own, and those found by their entry points.

The check of connection documents needs their names and settings; what they do is known to connect, which
stands above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol

import jsonschema_rs

from dougong.metadata.schema_words import told
from dougong_model import Problem

GROUP = "dougong.connectors"
_OWN = {
    "webhook_in": "dougong.connect.webhook_in:CONNECTOR",
    "webhook_out": "dougong.connect.webhook_out:CONNECTOR",
    "mail": "dougong.connect.mail:CONNECTOR",
    "sms_twilio": "dougong.connect.sms_twilio:CONNECTOR",
    "chat_dingtalk": "dougong.connect.chat_robots:DINGTALK",
    "chat_wecom": "dougong.connect.chat_robots:WECOM",
    "chat_feishu": "dougong.connect.chat_robots:FEISHU",
}
"""The connectors in the box, named as entry points are: what they do stands above this floor."""


class Described(Protocol):
    """What is asked of a connector here: its name, what its settings are, and what it can do."""

    @property
    def name(self) -> str: ...

    @property
    def settings_schema(self) -> Mapping[str, Any]: ...

    @property
    def actions(self) -> Mapping[str, Any]: ...

    @property
    def channel(self) -> str | None: ...


@lru_cache(maxsize=1)
def installed() -> Mapping[str, Described]:
    """Return every installed connector by name; two of one name are an installation error."""
    found: dict[str, Described] = {}
    own = [EntryPoint(name, value, GROUP) for name, value in _OWN.items()]
    named = {point.value: point for point in (*own, *entry_points(group=GROUP))}
    for point in named.values():
        connector = point.load()
        if connector.name in found:
            raise ValueError(f"two connectors are called {connector.name}")
        found[connector.name] = connector
    return found


def channels_of(connections: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return by what channel each connection sends messages; those are left out that send none."""
    kinds = {key: installed().get(str(one.get("connector"))) for key, one in connections.items()}
    return {key: kind.channel for key, kind in kinds.items() if kind is not None and kind.channel}


def actions_of(connections: Mapping[str, Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return what each connection can do; those of a connector that is not installed are left out."""
    kinds = {key: installed().get(str(one.get("connector"))) for key, one in connections.items()}
    return {key: frozenset(kind.actions) for key, kind in kinds.items() if kind is not None}


def settings_problems(connector: Described, settings: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
    """Yield how settings depart from the schema of their connector; `pointer` is where they stand."""
    validator = jsonschema_rs.Draft202012Validator(dict(connector.settings_schema))
    for error in validator.iter_errors(dict(settings)):
        for one in told(error):
            yield Problem(
                code=one.code, pointer=f"{pointer}{one.pointer}", message=one.message, hint=one.hint
            )
