"""The contract of a connector: a Python package with an entry point in the group `dougong.connectors`.

A connector is given the guarded HTTP client, its settings and its secret; never a connection to the database.
Schemas are JSON Schema 2020-12.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.connect.outbound import Outbound
from dougong_model import EffectClass

Text = Mapping[str, str]


class ConnectorError(Exception):
    """The other system refused or did not answer; `again` says whether a later attempt may succeed."""

    def __init__(self, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of an action: what it is given, and the stable key by which the other side can know a
    repeat."""

    http: Outbound
    settings: Mapping[str, Any]
    secret: str | None
    input: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a connector does. `run` returns the output; it raises ConnectorError."""

    name: str
    label: Text
    run: Callable[[Call], Mapping[str, Any]]
    input_schema: Mapping[str, Any] = field(default_factory=dict)
    output_schema: Mapping[str, Any] = field(default_factory=dict)
    effect_class: EffectClass = EffectClass.OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorTrigger:
    """Something a connector tells us: an event `connector.<name>.<trigger>` or `hook.received`."""

    name: str
    label: Text
    output_schema: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One kind of other system. `secret_label` says what its secret is; without one it takes none.

    A property of `settings_schema` may say by `x-label` what people call it, in each language. `channel` (`mail`,
    `sms` or `chat`) says that its action `send` takes messages: `to`, `subject`, `text` and `mentions`.
    """

    name: str
    label: Text
    help: Text
    settings_schema: Mapping[str, Any]
    actions: Mapping[str, Action] = field(default_factory=dict)
    triggers: Mapping[str, ConnectorTrigger] = field(default_factory=dict)
    test: Callable[[Call], Mapping[str, Any]] | None = None
    secret_label: Text | None = None
    secret_required: bool = False
    channel: str | None = None
