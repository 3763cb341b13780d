"""Documents to forms; every fault is told, with its pointer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dougong_form.definition import Entity
from dougong_form.form import Fill, Form, Linkage, Remark, Variant, field_items
from dougong_form.system_fields import SYSTEM_COLUMNS
from dougong_model import DocumentError, Problem

_NAMING = ("show", "hide", "require", "lock", "set", "offer", "pick")
"""Members of a rule that name fields, as a list or as keys."""
_REMARKS = ("refuse", "warn")
_RIGHTS = ("edit", "read", "hide", "require")
"""Members of a variant that name fields."""


def parse_form(document: Mapping[str, Any], entity: Entity) -> Form:
    """Read a form document over an entity; raises DocumentError with every problem found."""
    form, problems = read_form(document, entity)
    if problems:
        raise DocumentError(problems)
    return form


def read_form(document: Mapping[str, Any], entity: Entity) -> tuple[Form, list[Problem]]:
    """Return a form as its document says it, unknown fields included, and every problem of it."""
    items = [(pointer, item) for pointer, item in field_items(document.get("layout", ()), "/layout")]
    rules = document.get("linkage", ())
    variants = document.get("variants", ())
    problems = [
        *_unknown(document, items, rules, entity),
        *_unfit(rules, items, entity),
        *_contradictory(variants),
    ]
    form = Form(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        entity=entity.key,
        name=document.get("name", {}),
        default=bool(document.get("default")),
        layout=tuple(document.get("layout", ())),
        fields=tuple(dict.fromkeys(str(item["field"]) for _pointer, item in items)),
        linkage=tuple(_rule(one) for one in rules),
        fill=tuple(
            Fill(field=str(one["field"]), set=dict(one.get("set", {})), over=not one.get("keep"))
            for one in document.get("fill", ())
        ),
        clear_hidden=tuple(document.get("clear_hidden", ())),
        row_forms={str(item["field"]): str(item["row_form"]) for _at, item in items if "row_form" in item},
        variants=tuple(_variant(one) for one in variants),
        filters={str(item["field"]): str(item["filter"]) for _at, item in items if "filter" in item},
        defaults=dict(document.get("defaults", {})),
        public=document.get("public"),
        document=document,
    )
    return form, problems


def _rule(one: Mapping[str, Any]) -> Linkage:
    return Linkage(
        when=one.get("when"),
        show=tuple(one.get("show", ())),
        hide=tuple(one.get("hide", ())),
        require=tuple(one.get("require", ())),
        lock=tuple(one.get("lock", ())),
        set=dict(one.get("set", {})),
        offer={key: tuple(choices) for key, choices in one.get("offer", {}).items()},
        pick=dict(one.get("pick", {})),
        refuse=_remark(one.get("refuse")),
        warn=_remark(one.get("warn")),
    )


def _variant(one: Mapping[str, Any]) -> Variant:
    return Variant(
        key=str(one["key"]),
        name=one.get("name", {}),
        device=one.get("device"),
        edit=tuple(one.get("edit", ())),
        read=tuple(one.get("read", ())),
        hide=tuple(one.get("hide", ())),
        require=tuple(one.get("require", ())),
    )


def _remark(one: Mapping[str, Any] | None) -> Remark | None:
    return None if one is None else Remark(text=one.get("text", {}), field=one.get("field"))


def _unknown(
    document: Mapping[str, Any],
    items: Iterable[tuple[str, Mapping[str, Any]]],
    rules: Iterable[Mapping[str, Any]],
    entity: Entity,
) -> Iterator[Problem]:
    """Yield a problem for every field that is named and does not exist."""
    known = set(entity.fields) | set(SYSTEM_COLUMNS)

    def lacking(names: Iterable[Any], pointer: str) -> Iterator[Problem]:
        for name in names:
            if name not in known:
                yield Problem(
                    code="unknown_field",
                    pointer=pointer,
                    message=f"There is no field “{name}” in {entity.key}.",
                )

    for pointer, item in items:
        yield from lacking([item["field"]], f"{pointer}/field")
    for index, one in enumerate(rules):
        for member in _NAMING:
            yield from lacking(one.get(member, ()), f"/linkage/{index}/{member}")
        for member in _REMARKS:
            at = one.get(member, {}).get("field")
            yield from lacking([] if at is None else [at], f"/linkage/{index}/{member}/field")
    for index, one in enumerate(document.get("fill", ())):
        yield from lacking([one.get("field")], f"/fill/{index}/field")
        yield from lacking(one.get("set", ()), f"/fill/{index}/set")
    yield from lacking(document.get("clear_hidden", ()), "/clear_hidden")
    for index, one in enumerate(document.get("variants", ())):
        for member in _RIGHTS:
            yield from lacking(one.get(member, ()), f"/variants/{index}/{member}")


def _unfit(
    rules: Iterable[Mapping[str, Any]], items: Iterable[tuple[str, Mapping[str, Any]]], entity: Entity
) -> Iterator[Problem]:
    """Yield a problem for choices that a field does not have, and for pickers and rows of other fields."""
    for index, one in enumerate(rules):
        for key, choices in one.get("offer", {}).items():
            field = entity.fields.get(key)
            if field is not None:
                known: Collection[str] = {option.key for option in field.options}
                yield from _choices(choices, known, f"/linkage/{index}/offer/{key}")
        for key in one.get("pick", {}):
            field = entity.fields.get(key)
            if field is not None and (field.entity is None or field.type.name == "sub_table"):
                yield _misplaced(f"/linkage/{index}/pick/{key}", f"“{key}” points to no record.")
    for pointer, item in items:
        field = entity.fields.get(str(item["field"]))
        if "row_form" in item and field is not None and field.type.name != "sub_table":
            yield _misplaced(f"{pointer}/row_form", f"“{field.key}” is no sub-table.")


def _contradictory(variants: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield a problem for variants of one key, and for fields that are hidden and to be filled in at once."""
    known: set[str] = set()
    for index, one in enumerate(variants):
        if one["key"] in known:
            message = f"“{one['key']}” stands twice."
            yield Problem(code="duplicate_key", pointer=f"/variants/{index}/key", message=message)
        known.add(one["key"])
        filled = {*one.get("edit", ()), *one.get("require", ())}
        for key in sorted(filled.intersection(one.get("hide", ()))):
            yield Problem(
                code="hidden_field",
                pointer=f"/variants/{index}/hide",
                message=f"“{key}” is hidden and to be filled in at once.",
            )


def _choices(choices: Iterable[str], known: Collection[str], pointer: str) -> Iterator[Problem]:
    for place, choice in enumerate(choices):
        if choice not in known:
            yield Problem(
                code="unknown_option",
                pointer=f"{pointer}/{place}",
                message=f"There is no choice “{choice}”.",
                hint="One of: " + ", ".join(sorted(known)) if known else None,
            )


def _misplaced(pointer: str, message: str) -> Problem:
    return Problem(code="field_kind", pointer=pointer, message=message)
