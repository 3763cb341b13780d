"""The plan tells every right that a new version would widen, however it is dressed up."""

from __future__ import annotations

from typing import Any

import pytest

from dougong.access import compare
from dougong.access.closed_fields import closed_fields
from dougong.access.compare import compare_rows

GRANT: dict[str, Any] = {
    "id": "gr000001",
    "entity": "lead",
    "actions": ["see", "change"],
    "rows": "owner = user.id",
    "fields": {"read": ["name", "score"], "write": ["name"]},
}


def roles(*grants: dict[str, Any], role: str = "ro000001") -> dict[str, dict[str, Any]]:
    """One role with these grants."""
    return {"rep": {"id": role, "key": "rep", "grants": list(grants)}}


def test_the_same_rights_widen_nothing() -> None:
    """Nor does taking rights away."""
    assert compare(roles(GRANT), roles(GRANT)) == []
    assert compare(roles(GRANT), roles({**GRANT, "actions": ["see"], "fields": {"read": ["name"]}})) == []


@pytest.mark.parametrize(
    ("change", "gained"),
    [
        ({"actions": ["see", "change", "delete"]}, {"actions": ("delete",)}),
        ({"fields": {"read": ["name", "score", "cost"], "write": ["name"]}}, {"fields": ("cost",)}),
        ({"fields": {"read": ["name"], "write": ["name", "score"]}}, {"fields": ("score",)}),
        ({"fields": {"read": "*", "write": ["name"]}}, {"fields": ("*",)}),
        ({"rows": "TRUE"}, {"rows": "TRUE"}),
        ({"entity": "salary"}, {"what": "entity:salary"}),
    ],
)
def test_each_way_to_widen_is_told(change: dict[str, Any], gained: dict[str, Any]) -> None:
    """More actions, fields read or written, other rows, another entity under the same id."""
    (widening,) = compare(roles(GRANT), roles({**GRANT, **change}))
    assert {name: getattr(widening, name) for name in gained} == gained


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("owner = user.id", "owner  =  user.id", "same"),
        ("a = 1 OR b = 2", "(b = 2) OR a = 1", "same"),
        (None, "owner = user.id", "narrower"),
        ("owner = user.id", None, "wider"),
        ("owner = user.id", "TRUE", "wider"),
        ("owner = user.id", "owner = user.id OR owner IN user.reports", "wider"),
        ("owner = user.id OR owner IN user.reports", "owner IN user.reports", "narrower"),
        ("owner = user.id", "owner = user.id AND open", "narrower"),
        ("owner = user.id AND open", "open", "wider"),
        ("owner = user.id", "department IN user.departments", "other"),
        ("a = 1 OR b = 2", "a = 1 OR c = 3", "other"),
        ("a = 1", "a = ? OR b = 2", "other"),
    ],
)
def test_records_are_compared_by_what_their_conditions_join(
    old: str | None, new: str | None, change: str
) -> None:
    """What cannot be told from the formulas is called other, and looked at like what is wider."""
    assert compare_rows(old, new) == change


def test_a_grant_that_only_opens_fewer_records_asks_for_nothing() -> None:
    """It is told all the same; one more action beside it does ask."""
    narrower = {**GRANT, "rows": "owner = user.id AND open"}
    (told,) = compare(roles(GRANT), roles(narrower))
    assert (told.row_change, told.widens) == ("narrower", False)
    (told,) = compare(roles(GRANT), roles({**narrower, "actions": ["see", "change", "delete"]}))
    assert told.widens


def test_a_grant_that_moves_to_another_role_is_new_there() -> None:
    """The id of a grant does not carry rights from one role to another."""
    (widening,) = compare(roles(GRANT), roles(GRANT, role="ro000002"))
    assert widening.actions == ("see", "change")


def entity(*fields: str, **more: Any) -> dict[str, dict[str, Any]]:
    """A lead with these fields, whose ids are like their keys."""
    properties = {key: {"type": "string", "x-dougong": {"id": f"fi_{key}", **more}} for key in fields}
    return {"lead": {"id": "en000001", "key": "lead", "schema": {"properties": properties}}}


def test_a_new_field_that_a_role_may_not_fill_in_is_told() -> None:
    """A role whose grants name their fields does not get the new one; a role of every field does."""
    held = {
        **roles(GRANT),
        "director": {
            "id": "ro2",
            "key": "director",
            "grants": [{"id": "gr2", "entity": "lead", "actions": ["change"]}],
        },
        "reader": {
            "id": "ro3",
            "key": "reader",
            "grants": [{"id": "gr3", "entity": "lead", "actions": ["see"]}],
        },
    }
    (told,) = closed_fields(entity("name"), entity("name", "wechat"), held)
    assert (told.entity, told.key, told.open, told.closed) == ("lead", "wechat", ("director",), ("rep",))


def test_a_field_that_is_named_or_computed_or_of_a_new_entity_is_not_told() -> None:
    """Nor is one that was there before under another key."""
    named = {**GRANT, "fields": {"read": "*", "write": ["name", "wechat"]}}
    assert closed_fields(entity("name"), entity("name", "wechat"), roles(named)) == []
    computed = entity("name", "score")
    computed["lead"]["schema"]["properties"]["score"]["readOnly"] = True
    assert closed_fields(entity("name"), computed, roles(GRANT)) == []
    assert closed_fields({}, entity("wechat"), roles(GRANT)) == []
    renamed = entity("name")
    renamed["lead"]["schema"]["properties"] = {
        "title": renamed["lead"]["schema"]["properties"]["name"],
    }
    assert closed_fields(entity("name"), renamed, roles(GRANT)) == []
