"""Compare: what rights a new version of an app would widen; the plan shows each for confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dougong_formula import FormulaError, operands


class RowChange(StrEnum):
    """How the records that a grant opens change; `other` when neither set is known to hold the other."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """One change of a role's rights. `what` is the element, such as `entity:lead`; `rows` the formula from now on.

    `everybody`: the role is to be had by every member, with all that it grants.
    """

    id: str
    role: str
    what: str
    actions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    rows: str | None = None
    everybody: bool = False
    row_change: RowChange = RowChange.SAME

    @property
    def widens(self) -> bool:
        """Say whether anybody may do or see more than before: what only narrows needs no consent."""
        grows = self.row_change in (RowChange.WIDER, RowChange.OTHER)
        return self.everybody or bool(self.actions or self.fields) or grows


def compare(
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Mapping[str, Any]],
    ids: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> list[Widening]:
    """Compare the role documents of two versions (by key) and return every right that widens, and every grant
    that opens fewer records than before.

    A grant is the same when role, id and element are; one that is new, has more actions, readable or
    writable fields, or other rows, widens; so does a role that becomes everybody's. `ids` give the id of each
    element (`entity:lead`) before and after, so that a renamed element is the same one.
    """
    old_ids, new_ids = ids
    known = {
        _place(role, grant, old_ids): grant for role in before.values() for grant in role.get("grants", ())
    }
    shared = {role["id"] for role in before.values() if role.get("default")}
    found = []
    for role in after.values():
        if role.get("default") and role["id"] not in shared:
            found.append(
                Widening(id=role["id"], role=role["key"], what=f"role:{role['key']}", everybody=True)
            )
        for grant in role.get("grants", ()):
            widening = _widening(role["key"], known.get(_place(role, grant, new_ids)), grant)
            if widening is not None:
                found.append(widening)
    return found


def _place(role: Mapping[str, Any], grant: Mapping[str, Any], ids: Mapping[str, str]) -> tuple[str, str, str]:
    element = _element(grant)
    return role["id"], grant["id"], ids.get(element, element)


def _element(grant: Mapping[str, Any]) -> str:
    kind = next((kind for kind in grant if kind not in {"id", "actions", "rows", "fields"}), "element")
    return f"{kind}:{grant.get(kind)}"


def _widening(role: str, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Widening | None:
    what = _element(new)
    if old is None:
        return Widening(
            id=new["id"], role=role, what=what, actions=tuple(new.get("actions", ())), rows=new.get("rows")
        )
    actions = tuple(action for action in new.get("actions", ()) if action not in old.get("actions", ()))
    fields = tuple(sorted({*_gained(old, new, "read", "write"), *_gained(old, new, "write")}))
    row_change = compare_rows(old.get("rows"), new.get("rows"))
    if not actions and not fields and row_change is RowChange.SAME:
        return None
    return Widening(
        id=new["id"],
        role=role,
        what=what,
        actions=actions,
        fields=fields,
        rows=None if row_change is RowChange.SAME else new.get("rows"),
        row_change=row_change,
    )


def compare_rows(old: str | None, new: str | None) -> RowChange:
    """Compare two row formulas by what they join: one more OR is wider, one more AND narrower; None is every row.

    What cannot be told from the texts is `other`, which is to be looked at like what is wider.
    """
    if old == new:
        return RowChange.SAME
    if old is None or new is None:
        return RowChange.NARROWER if old is None else RowChange.WIDER
    try:
        for joint, more in (("OR", RowChange.WIDER), ("AND", RowChange.NARROWER)):
            before, after = operands(old, joint), operands(new, joint)
            if before == after:
                return RowChange.SAME
            if before < after:
                return more
            if after < before:
                return RowChange.NARROWER if more is RowChange.WIDER else RowChange.WIDER
    except FormulaError:
        return RowChange.OTHER
    return RowChange.WIDER if new.strip().upper() == "TRUE" else RowChange.OTHER


def _gained(old: Mapping[str, Any], new: Mapping[str, Any], *rights: str) -> set[str]:
    """Fields that a grant newly opens by one of some rights (what may be written may be read)."""
    had = _fields(old, rights)
    return set() if "*" in had else _fields(new, rights) - had


def _fields(grant: Mapping[str, Any], rights: tuple[str, ...]) -> set[str]:
    fields = grant.get("fields")
    if fields is None:
        return {"*"}
    return {name for right in rights for name in _listed(fields.get(right, ()))}


def _listed(names: str | Iterable[str]) -> Iterable[str]:
    return (names,) if isinstance(names, str) else names
