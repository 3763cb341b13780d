"""Rule names: what the rules, flows, sequences and buttons of an app are called, or were when they were deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.metadata import App
from dougong.metadata.published import earlier_documents

_KINDS = ("rule", "flow", "sequence")


class RuleName(NamedTuple):
    """The name of a rule, empty when none is known, and whether the rule is there no more."""

    name: Mapping[str, str]
    deleted: bool


class RuleNames:
    """The names of rules of an app, by their ids and by the keys of event rules.

    Versions that were published before are read, the latest first, until one has the rule that is asked for; what was
    found is kept as long as the app is published as it is.
    """

    def __init__(self, conn: sa.Connection, app: App) -> None:
        self._conn = conn
        self._app = app
        self._live = kept(app, "names of rules", lambda: dict(_named(_documents(app))))
        self._past: dict[tuple[str, str], Mapping[str, str]] = kept(app, "names of deleted rules", dict)

    def of_id(self, identity: str) -> RuleName:
        """Return the name of a rule, flow, sequence or button by its id."""
        return self._of("id", identity)

    def of_key(self, key: str) -> RuleName:
        """Return the name of an event rule by its key."""
        return self._of("key", key)

    def _of(self, by: str, value: str) -> RuleName:
        place = (by, value)
        if place in self._live:
            return RuleName(self._live[place], deleted=False)
        if place not in self._past:
            self._past[place] = self._last_name(place)
        return RuleName(self._past[place], deleted=True)

    def _last_name(self, place: tuple[str, str]) -> Mapping[str, str]:
        for documents in earlier_documents(self._conn, self._app.key, self._app.version):
            name = dict(_named((one.kind, one.key, one.body) for one in documents)).get(place)
            if name is not None:
                return name
        return {}


def _documents(app: App) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for kind in (*_KINDS, "entity"):
        for key, body in app.documents(kind).items():
            yield kind, key, body


def _named(
    documents: Iterable[tuple[str, str, Mapping[str, Any]]],
) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    """Yield the names of what can run, each under its id, those of event rules under their keys too."""
    for kind, key, body in documents:
        if kind in _KINDS:
            yield ("id", body["id"]), body.get("name", {})
            if kind == "rule":
                yield ("key", key), body.get("name", {})
        elif kind == "entity":
            for button in body.get("buttons", ()):
                yield ("id", button["id"]), button["label"]
