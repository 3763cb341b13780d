"""Check of app.json and of pages: what the menu and the settings name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_model import Problem

_TARGETS = ("dashboard", "page", "form")


def check_app(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with app.json."""
    if "start" in body:
        yield from around.unknown("page", [body["start"]], "/start")
    seen: set[str] = set()
    for index, setting in enumerate(body.get("settings", ())):
        if setting["key"] in seen:
            yield Problem(
                code="duplicate_key",
                pointer=f"/settings/{index}/key",
                message=f"The setting “{setting['key']}” stands twice.",
            )
        seen.add(setting["key"])
    modules = {one["key"] for one in body.get("modules", ())}
    for key, entity in around.of("entity").items():
        module = entity.get("module")
        if module is not None and modules and module not in modules:
            yield Problem(
                code="unknown_reference",
                file=f"entities/{key}.json",
                pointer="/module",
                message=f"There is no module “{module}” in app.json.",
            )


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a page."""
    yield from _items(body.get("items", ()), "/items", around)


def _items(items: Any, pointer: str, around: Surroundings) -> Iterator[Problem]:
    for index, item in enumerate(items):
        here = f"{pointer}/{index}"
        for kind in _TARGETS:
            if kind in item:
                yield from around.unknown(kind, [item[kind]], f"{here}/{kind}")
        if "entity" in item and not around.knows_entity(item["entity"]):
            yield from around.unknown("entity", [item["entity"]], f"{here}/entity")
        yield from around.unknown("view", item.get("views", ()), f"{here}/views")
        yield from around.unknown("role", item.get("roles", ()), f"{here}/roles")
        yield from _items(item.get("items", ()), f"{here}/items", around)
