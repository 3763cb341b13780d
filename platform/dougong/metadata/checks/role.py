"""Check of roles: each grant opens something that exists, on rows and fields that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_formula import BOOLEAN
from dougong_model import Problem, Severity

_ELEMENTS = ("flow", "dashboard", "page", "form", "rule", "connection")
_ACTIONS = frozenset(
    {
        "see",
        "create",
        "change",
        "delete",
        "import",
        "export",
        "print",
        "share",
        "assign",
        "merge",
        "approve",
        "start",
        "run",
        "design",
    }
)


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a role."""
    grants = body.get("grants", ())
    if not grants:
        yield Problem(
            code="grants_nothing",
            pointer="/grants",
            severity=Severity.WARNING,
            message="This role opens nothing.",
        )
    for index, grant in enumerate(grants):
        pointer = f"/grants/{index}"
        yield from _grant(grant, pointer, around)
        for action in grant.get("actions", ()):
            if action not in _ACTIONS:
                yield Problem(
                    code="unknown_action",
                    pointer=f"{pointer}/actions",
                    message=f"There is no action “{action}”.",
                    hint="One of: " + ", ".join(sorted(_ACTIONS)),
                )


def _button(grant: Mapping[str, Any], pointer: str, around: Surroundings) -> Iterator[Problem]:
    """A button is granted by itself, whatever entity it stands on, and pressing it is to `run` it."""
    known = {button["key"] for one in around.of("entity").values() for button in one.get("buttons", ())}
    if grant["button"] not in known:
        yield Problem(
            code="unknown_reference",
            pointer=f"{pointer}/button",
            message=f"There is no button “{grant['button']}”.",
            hint="One of: " + ", ".join(sorted(known)) if known else None,
        )
    if "run" not in grant.get("actions", ()):
        yield Problem(
            code="grants_nothing",
            pointer=f"{pointer}/actions",
            severity=Severity.WARNING,
            message="Without “run” this grant lets nobody press the button.",
        )


def _grant(grant: Mapping[str, Any], pointer: str, around: Surroundings) -> Iterator[Problem]:
    for kind in _ELEMENTS:
        if kind in grant:
            yield from around.unknown(kind, [grant[kind]], f"{pointer}/{kind}")
    if "button" in grant:
        yield from _button(grant, pointer, around)
    if "entity" not in grant:
        if not any(kind in grant for kind in (*_ELEMENTS, "button", "app")):
            yield Problem(
                code="grants_nothing",
                pointer=pointer,
                severity=Severity.WARNING,
                message="This grant names nothing to open.",
                hint="Choose what it opens, such as a list.",
            )
        return
    entity = str(grant["entity"])
    if not around.knows_entity(entity):
        yield from around.unknown("entity", [entity], f"{pointer}/entity")
        return
    yield from around.expression(grant.get("rows"), f"{pointer}/rows", entity, "user", expected=BOOLEAN)
    fields = grant.get("fields", {})
    for member in ("read", "write", "hide"):
        keys = fields.get(member, ())
        if keys != "*":
            yield from around.unknown_fields(entity, keys, f"{pointer}/fields/{member}")
    declared = around.entities.get(entity)
    for index, key in enumerate(fields.get("write", ())):
        field = declared.fields.get(key) if declared is not None and fields["write"] != "*" else None
        if field is not None and field.computed:
            yield Problem(
                code="computed",
                pointer=f"{pointer}/fields/write/{index}",
                severity=Severity.WARNING,
                message=f"“{key}” is computed: nobody can write it.",
            )
    if "see" not in grant.get("actions", ()) and "create" not in grant.get("actions", ()):
        yield Problem(
            code="cannot_see",
            pointer=f"{pointer}/actions",
            severity=Severity.WARNING,
            message="Without “see” this grant opens nothing by itself.",
        )
