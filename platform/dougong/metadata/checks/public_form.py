"""Check of a form's page for anybody: what it asks, keeps, and lets visitors choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.metadata.checks.form_values import check_values
from dougong.metadata.checks.surroundings import Surroundings
from dougong_form import Entity, Field
from dougong_formula import BOOLEAN
from dougong_model import Problem, Severity

_CONSENTS = frozenset({"switch", "date", "datetime"})


def check_public(
    public: Mapping[str, Any] | None, entity: Entity, shown: Iterable[str], around: Surroundings
) -> Iterator[Problem]:
    """Yield what is wrong with the `public` part of a form that shows some fields."""
    if public is None:
        return
    for member in ("fields", "prefill", "track"):
        yield from around.unknown_fields(entity.key, public.get(member, ()), f"/public/{member}")
    for name, pointer in (
        (public.get("consent_field"), "/public/consent_field"),
        ((public.get("once") or {}).get("field"), "/public/once/field"),
    ):
        yield from around.unknown_fields(entity.key, [] if name is None else [name], pointer)
    yield from check_values(public.get("values", {}), "/public/values", entity, around)
    yield from _choices(public.get("choices", {}), entity, around)
    yield from _unasked(public, entity, around)
    yield from _consent(public, entity, around)
    yield from _unfilled(public, entity, set(shown), around)


def _choices(choices: Mapping[str, Any], entity: Entity, around: Surroundings) -> Iterator[Problem]:
    for key, told in choices.items():
        field = entity.fields.get(key)
        pointer = f"/public/choices/{key}"
        if field is None:
            message = f"There is no field “{key}” in {entity.key}."
            yield Problem(code="unknown_field", pointer=pointer, message=message)
            continue
        if field.type.visitors != "chosen":
            yield Problem(
                code="field_kind", pointer=pointer, message=f"“{around.name_of(field)}” points to no record."
            )
            continue
        people = field.entity == "person"
        yield from around.unknown("role", told.get("roles", ()), f"{pointer}/roles")
        if "roles" in told and not people:
            yield Problem(
                code="field_kind",
                pointer=f"{pointer}/roles",
                message=f"“{around.name_of(field)}” is no person.",
            )
        if not {"roles", "records", *(() if people else ("filter",))} & set(told):
            yield _unsaid(pointer, people=people)
        if field.entity is not None:
            yield from around.expression(
                told.get("filter"), f"{pointer}/filter", field.entity, "settings", expected=BOOLEAN
            )


def _unsaid(pointer: str, *, people: bool) -> Problem:
    if people:
        return Problem(
            code="choices_missing",
            pointer=pointer,
            message="It is not said which people visitors may choose.",
            hint="Name roles or people.",
        )
    return Problem(
        code="choices_missing",
        pointer=pointer,
        message="It is not said which records visitors may choose.",
        hint="Give a condition or name records.",
    )


def _unasked(public: Mapping[str, Any], entity: Entity, around: Surroundings) -> Iterator[Problem]:
    """Yield a warning for every field that the page is meant to ask or keep and does not."""
    chosen = public.get("choices", {})
    for index, key in enumerate(public.get("fields", ())):
        field = entity.fields.get(key)
        if field is None:
            continue
        name = around.name_of(field)
        if _closed(field) or field.type.visitors in ("brought", "never"):
            yield _warning("not_asked", f"/public/fields/{index}", f"Visitors cannot be asked for “{name}”.")
        elif field.type.visitors == "chosen" and key not in chosen:
            yield _warning(
                "choices_missing",
                f"/public/fields/{index}",
                f"“{name}” is not asked until it is said which records visitors may choose.",
            )
    for index, key in enumerate(public.get("track", ())):
        field = entity.fields.get(key)
        if field is not None and (_closed(field) or field.type.visitors not in ("asked", "brought")):
            yield _warning(
                "not_asked", f"/public/track/{index}", f"An address cannot fill “{around.name_of(field)}”."
            )


def _closed(field: Field) -> bool:
    return field.computed or field.read_only


def _consent(public: Mapping[str, Any], entity: Entity, around: Surroundings) -> Iterator[Problem]:
    field = entity.fields.get(str(public.get("consent_field")))
    if field is not None and field.type.name not in _CONSENTS:
        yield Problem(
            code="field_kind",
            pointer="/public/consent_field",
            message=f"“{around.name_of(field)}” cannot keep a consent.",
            hint="Choose a switch, a date or a date with time.",
        )


def _unfilled(
    public: Mapping[str, Any], entity: Entity, shown: set[str], around: Surroundings
) -> Iterator[Problem]:
    """Yield a warning for required fields that an answer cannot have."""
    chosen = public.get("choices", {})
    asked = {
        key
        for key in shown & set(public.get("fields", shown))
        if key not in entity.fields or entity.fields[key].type.visitors != "chosen" or key in chosen
    }
    filled = asked | set(public.get("values", ()))
    for key in entity.required:
        field = entity.fields[key]
        given = key in filled or "default" in field.settings or field.schema.get("default") is not None
        if not given and not field.computed and field.type.name != "auto_number":
            yield _warning(
                "required_missing",
                "/public",
                f"“{around.name_of(field)}” is required but this public form cannot fill it.",
            )


def _warning(code: str, pointer: str, message: str) -> Problem:
    return Problem(code=code, pointer=pointer, severity=Severity.WARNING, message=message)
