"""The plan tells every right that a new version would widen, however it is dressed up."""

from __future__ import annotations

from typing import Any

import pytest

from dougong.access import compare

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


def test_a_grant_that_moves_to_another_role_is_new_there() -> None:
    """The id of a grant does not carry rights from one role to another."""
    (widening,) = compare(roles(GRANT), roles(GRANT, role="ro000002"))
    assert widening.actions == ("see", "change")
