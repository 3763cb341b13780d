"""Check of app.json and of pages: what the menu, the home page and the settings name."""

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
    for index, block in enumerate(body.get("home", ())):
        yield from _home_block(block, f"/home/{index}", around)
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


def _home_block(block: Mapping[str, Any], here: str, around: Surroundings) -> Iterator[Problem]:
    entity = block["entity"]
    if not around.knows_entity(entity):
        yield from around.unknown("entity", [entity], f"{here}/entity")
        return
    yield from around.unknown("view", [block["view"]], f"{here}/view")
    listed = around.of("view").get(block["view"], {}).get("entity", entity)
    if listed != entity:
        yield Problem(
            code="other_entity",
            pointer=f"{here}/view",
            message=f"The view “{block['view']}” lists {listed}, not {entity}.",
        )
    yield from around.unknown_fields(entity, block.get("fields", ()), f"{here}/fields")
    if "deadline" not in block:
        return
    found = around.unknown_fields(entity, [block["deadline"]], f"{here}/deadline")
    member = around.names.members(entity).get(block["deadline"])
    if not found and (member is None or member.type.kind not in ("date", "datetime")):
        yield Problem(code="not_a_date", pointer=f"{here}/deadline", message="A deadline is a date.")
    yield from found


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
