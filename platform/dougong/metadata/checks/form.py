"""Check of forms: fields of the layout, linkage, defaults, pickers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.metadata.checks.form_values import ASKED, check_values
from dougong.metadata.checks.public_form import check_public
from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Entity, Field, Form, field_items, read_form
from dougong_formula import BOOLEAN
from dougong_model import Problem, Severity


def check(body: Mapping[str, Any], around: Surroundings) -> Iterator[Problem]:
    """Yield what is wrong with a form."""
    key = str(body.get("entity"))
    entity = around.entities.get(key)
    if entity is None:
        yield from around.unknown("entity", [] if key in around.of("entity") else [key], "/entity")
        return
    form, faults = read_form(body, entity)
    yield from faults
    for index, rule in enumerate(form.linkage):
        pointer = f"/linkage/{index}"
        yield from around.expression(rule.when, f"{pointer}/when", key, *ASKED, expected=BOOLEAN)
        yield from check_values(rule.set, f"{pointer}/set", entity, around)
        for name, text in rule.pick.items():
            yield from _picker(text, f"{pointer}/pick/{name}", entity.fields.get(name), entity, around)
    yield from _fills(form, entity, around)
    yield from _cleared(form, entity)
    yield from check_values(form.defaults, "/defaults", entity, around)
    for pointer, item in field_items(form.layout, "/layout"):
        field = entity.fields.get(item["field"])
        if field is not None:
            yield from _item(item, pointer, field, entity, around)
    yield from check_public(body.get("public"), entity, form.fields, around)


def _picker(
    text: str, pointer: str, field: Field | None, entity: Entity, around: Surroundings
) -> Iterator[Problem]:
    if field is not None and field.entity is not None:
        yield from around.expression(text, pointer, field.entity, *ASKED, expected=BOOLEAN, form=entity.key)


def _fills(form: Form, entity: Entity, around: Surroundings) -> Iterator[Problem]:
    for index, one in enumerate(form.fill):
        field = entity.fields.get(one.field)
        if field is not None and (field.entity is None or field.type.name == "sub_table"):
            yield Problem(
                code="field_kind",
                pointer=f"/fill/{index}/field",
                message=f"“{one.field}” points to no record.",
            )
        yield from check_values(one.set, f"/fill/{index}/set", entity, around)


def _cleared(form: Form, entity: Entity) -> Iterator[Problem]:
    """Yield a warning for a required field that the form empties: no record could be saved then."""
    for index, key in enumerate(form.clear_hidden):
        if key in entity.required:
            yield Problem(
                code="required_missing",
                pointer=f"/clear_hidden/{index}",
                severity=Severity.WARNING,
                message=f"“{key}” is required: while it is hidden and emptied nothing can be saved.",
            )


def _item(
    item: Mapping[str, Any], pointer: str, field: Field, entity: Entity, around: Surroundings
) -> Iterator[Problem]:
    target = field.entity
    if "filter" in item:
        yield from _picker(item["filter"], f"{pointer}/filter", field, entity, around)
    if target is not None and field.type.name == "sub_table":
        yield from around.unknown_fields(target, item.get("columns", ()), f"{pointer}/columns")
        yield from around.unknown_fields(target, item.get("totals", ()), f"{pointer}/totals")
        yield from _row_form(item.get("row_form"), f"{pointer}/row_form", target, around)


def _row_form(key: str | None, pointer: str, child: str, around: Surroundings) -> Iterator[Problem]:
    if key is None:
        return
    yield from around.unknown("form", [key], pointer)
    other = around.of("form").get(key)
    if other is not None and other.get("entity") != child:
        yield Problem(
            code="wrong_entity", pointer=pointer, message=f"The form “{key}” is not of the rows' entity."
        )
