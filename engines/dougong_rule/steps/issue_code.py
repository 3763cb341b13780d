"""IssueCode: give the record at hand a short link, whose code leads to a form, a record or an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import DATETIME, TEXT
from dougong_rule.steps.update import target_entity
from dougong_rule.steps.values import check_values
from dougong_rule.surroundings import Reading

TARGETS = ("form", "record", "address")


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`into` is the field that keeps the link, `code` one that keeps its code alone.

    It leads to a public `form`, whose answers all get `values`; to a `record`; or to an `address`, an expression that
    gives a text. `until` is when it ends.
    """
    for name in ("into", "code"):
        if name in body or name == "into":
            _check_text_field(body.get(name), f"{pointer}/{name}", reading)
    if sum(kind in body for kind in TARGETS) != 1:
        reading.refuse(pointer, "link_target", "Say where the link leads: one of form, record, address.")
    if "form" in body:
        _check_form(body, pointer, reading)
    elif "values" in body:
        reading.refuse(f"{pointer}/values", "link_values", "Only a form takes values from its link.")
    if "record" in body:
        target_entity(body, pointer, reading)
    if "address" in body:
        reading.expression(body["address"], f"{pointer}/address", TEXT)
    if "until" in body:
        reading.expression(body["until"], f"{pointer}/until", DATETIME)


def _check_text_field(key: object, pointer: str, reading: Reading) -> None:
    if reading.vocabulary is None:
        return
    member = reading.vocabulary.members(reading.entity).get(str(key))
    writable = reading.surroundings.writable.get(reading.entity, ())
    if member is None or member.type != TEXT or member.options or key not in writable:
        reading.refuse(pointer, "text_field_expected", f"“{key}” is no field that a text can be set in.")


def _check_form(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    form = reading.key_of("form", body["form"], f"{pointer}/form")
    if not form:
        return
    entity = reading.surroundings.open_forms.get(form)
    if entity is None:
        reading.refuse(f"{pointer}/form", "form_not_public", f"The form “{form}” is not open to the public.")
    elif "values" in body:
        check_values(entity, body["values"], f"{pointer}/values", reading)
