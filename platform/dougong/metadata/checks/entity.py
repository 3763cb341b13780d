"""Check of entities: expressions, references, sub-tables, buttons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Entity, Field, Transition
from dougong_formula import BOOLEAN, FormulaError, parse_template
from dougong_model import DocumentError, Problem, Severity
from dougong_rule import parse_steps


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with an entity that could be parsed."""
    entity = around.entities.get(str(body.get("key")))
    if entity is None:
        return
    for key, field in entity.fields.items():
        yield from _field(entity, field, f"/schema/properties/{key}", around)
    yield from _parent(entity, around)
    for index, transition in enumerate(entity.states.transitions if entity.states else ()):
        pointer = f"/states/transitions/{index}"
        yield from around.expression(
            transition.when, f"{pointer}/when", entity.key, "user", "settings", expected=BOOLEAN
        )
        roles = [one for one in transition.by if one not in ("flow", "rule")]
        yield from around.unknown("role", roles, f"{pointer}/by")
        yield from _approval(transition, f"{pointer}/approval", entity, around)
    for index, button in enumerate(body.get("buttons", ())):
        yield from _button(button, f"/buttons/{index}", entity, around)
    yield from _unreachable_states(entity)


def _approval(
    transition: Transition, pointer: str, entity: Entity, around: Surroundings
) -> Iterator[Problem]:
    """Yield why the approval of a step could never be asked for."""
    if transition.approval is None:
        return
    flow = around.of("flow").get(transition.approval)
    if flow is None:
        yield from around.unknown("flow", [transition.approval], pointer)
    elif flow.get("entity") != entity.key or flow.get("start", {}).get("on") != "button":
        yield Problem(
            code="approval",
            pointer=pointer,
            message=f"The flow “{transition.approval}” is not asked for on a record of “{entity.key}”.",
            hint="Choose a flow of this entity that a person starts.",
        )


def _dates(entity: Entity, field: Field, around: Surroundings) -> bool:
    """Say whether the date of a field's rate is one, of its entity or of the one above."""
    above = around.entities.get(entity.parent or "")
    holders = [one for one in (entity, above) if one is not None]
    named = [one.fields[key] for one in holders if (key := str(field.settings["rate_date"])) in one.fields]
    return any(one.type.name in ("date", "datetime") for one in named)


def _field(entity: Entity, field: Field, pointer: str, around: Surroundings) -> Iterator[Problem]:
    own = f"{pointer}/x-dougong"
    target = field.entity
    if target is not None and not around.knows_entity(target):
        yield Problem(
            code="unknown_reference",
            pointer=f"{own}/entity",
            message=f"There is no entity “{target}”.",
            hint="Entities: " + ", ".join(around.entities),
        )
        return
    if field.type.name == "tree_parent" and target != entity.key:
        yield Problem(
            code="not_a_tree",
            pointer=f"{own}/entity",
            message="The parent in a tree is a record of the same list.",
            hint=f"Choose “{entity.key}” as the list it points to.",
        )
    if field.type.name == "lookup" and "result" not in field.settings:
        yield Problem(
            code="lookup",
            pointer=f"{own}/formula",
            message="This path does not lead through references to one value.",
            hint="Choose a text, a number, a date, a switch or a choice of the linked record.",
        )
        return
    if field.type.name == "sub_table":
        child = around.entities.get(target or "")
        if child is not None and child.parent != entity.key:
            yield Problem(
                code="not_a_child",
                pointer=f"{own}/entity",
                message=f"“{target}” is not a sub-table of {entity.key}.",
                hint=f"Say in its general settings that it is part of “{entity.key}”.",
            )
    if field.settings.get("rate_date") is not None and not _dates(entity, field, around):
        yield Problem(
            code="unknown_reference",
            pointer=f"{own}/rate_date",
            message="“rate_date” names a date field of this entity, or of the one its rows belong to.",
        )
    if field.computed and field.type.named:
        text = field.type.expression(field)
        member = "of" if field.type.name == "roll_up" else "formula"
        yield from around.expression(
            text, f"{own}/{member}", entity.key, "settings", expected=field.type.formula_type(field)
        )
    if "default" in field.settings:
        yield from around.expression(
            field.settings["default"],
            f"{own}/default",
            entity.key,
            "user",
            "settings",
            expected=field.type.formula_type(field),
        )
    check_ = field.settings.get("check")
    if check_ is not None:
        yield from around.expression(
            check_.get("when"), f"{own}/check/when", entity.key, "user", "settings", expected=BOOLEAN
        )
    inverse = field.settings.get("inverse")
    other = around.entities.get(target or "")
    if inverse and other is not None and inverse["key"] in other.fields:
        yield Problem(
            code="duplicate_key",
            pointer=f"{own}/inverse/key",
            message=f"“{target}” already has a field “{inverse['key']}”.",
        )


def _parent(entity: Entity, around: Surroundings) -> Iterator[Problem]:
    if entity.parent is None:
        return
    parent = around.entities.get(entity.parent)
    if parent is None:
        yield from around.unknown("entity", [entity.parent], "/parent")
    elif not any(one.entity == entity.key for one in parent.sub_tables.values()):
        yield Problem(
            code="no_sub_table",
            pointer="/parent",
            message=f"“{entity.parent}” has no sub-table field for “{entity.key}”.",
            hint="Add a sub-table field to it.",
        )


def _button(body: Mapping[str, Any], pointer: str, entity: Entity, around: Surroundings) -> Iterator[Problem]:
    yield from around.expression(
        body.get("available_when"),
        f"{pointer}/available_when",
        entity.key,
        "user",
        "settings",
        expected=BOOLEAN,
    )
    try:
        if "do" in body:
            parse_steps(body["do"], entity.key, around.rules, pointer=f"{pointer}/do")
    except DocumentError as error:
        yield from error.problems
    if "link" in body:
        yield from _link(body["link"], f"{pointer}/link", entity, around)


def _link(text: str, pointer: str, entity: Entity, around: Surroundings) -> Iterator[Problem]:
    """An address is filled in from what its reader sees of the record, which is known for its own fields alone."""
    vocabulary = around.vocabulary_of(entity.key)
    if vocabulary is None:
        return
    try:
        used = parse_template(text, vocabulary).references
    except FormulaError as error:
        yield from (one.to_problem(pointer) for one in error.problems)
        return
    if any(other != entity.key for other, _ in used):
        yield Problem(
            code="link_field",
            pointer=pointer,
            message="An address is filled in from the record's own fields.",
            hint="Add a lookup field for what another record holds.",
        )


def _unreachable_states(entity: Entity) -> Iterator[Problem]:
    machine = entity.states
    if machine is None or machine.initial is None or not machine.transitions:
        return
    reached = set(machine.starts)
    for _ in machine.transitions:
        reached |= {
            one.target for one in machine.transitions if "*" in one.sources or reached & set(one.sources)
        }
    for option in entity.fields[machine.field].options:
        if option.key not in reached:
            yield Problem(
                code="unreachable_state",
                pointer="/states/transitions",
                severity=Severity.WARNING,
                message=f"No transition leads to the state “{option.key}”.",
            )
