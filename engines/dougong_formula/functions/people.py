"""People: the current user, supervisors, departments, roles; rewritten into paths."""

from __future__ import annotations

from decimal import Decimal

from dougong_formula.checking import Checker
from dougong_formula.errors import formula_error
from dougong_formula.functions.definition import Function, special
from dougong_formula.operators import membership
from dougong_formula.tree import Call as CallTree
from dougong_formula.tree import Path, Place, Tree
from dougong_formula.typed import Literal, Node
from dougong_formula.types import TEXT

_MAX_LEVELS = 10


def _path(checker: Checker, base: Tree, names: tuple[str, ...], place: Place) -> Node:
    if not isinstance(base, Path):
        raise formula_error(
            "type_mismatch",
            base.place.position,
            base.place.length,
            "A person is expected: a field or user.",
            "For example owner or user.",
        )
    return checker.path(Path(place, base.names + names, base.places + (base.place,) * len(names)))


def _levels(checker: Checker, tree: Tree) -> int:
    node = checker.node(tree)
    value = node.value if isinstance(node, Literal) else None
    if not isinstance(value, Decimal) or value != int(value) or not 0 <= value <= _MAX_LEVELS:
        raise formula_error(
            "bad_literal",
            node.place.position,
            node.place.length,
            f"The level is a whole number from 0 to {_MAX_LEVELS}, written in the formula.",
        )
    return int(value)


def _user(checker: Checker, call: CallTree) -> Node:
    checker.arguments(call, 0, 0, "USER()")
    return checker.path(Path(call.place, ("user", "id"), (call.name_place, call.name_place)))


def _supervisor(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 1, 2, "SUPERVISOR(person, [level])")
    levels = _levels(checker, parts[1]) if len(parts) == 2 else 1
    return _path(checker, parts[0], ("supervisor",) * levels, call.place)


def _department(checker: Checker, call: CallTree) -> Node:
    parts = checker.arguments(call, 1, 2, "DEPT(person, [level])")
    levels = _levels(checker, parts[1]) if len(parts) == 2 else 0
    return _path(checker, parts[0], ("department",) + ("parent",) * levels, call.place)


def _has_role(checker: Checker, call: CallTree) -> Node:
    person, role = checker.arguments(call, 2, 2, "HASROLE(user, role)")
    roles = _path(checker, person, ("roles",), call.place)
    return membership(checker, checker.of_type(role, TEXT), [roles], call.place)


FUNCTIONS: tuple[Function, ...] = (
    special(
        "USER",
        "people",
        "USER()",
        _user,
        help=("The current user.", "当前用户。"),
        examples=(("USER()", ""),),
        reading=("the current user", "当前用户"),
    ),
    special(
        "SUPERVISOR",
        "people",
        "SUPERVISOR(person, [level])",
        _supervisor,
        help=("The supervisor of a person, some levels up.", "某人的上级，可指定级数。"),
        examples=(("SUPERVISOR(owner, 2)", ""),),
    ),
    special(
        "DEPT",
        "people",
        "DEPT(person, [level])",
        _department,
        help=("The department of a person, or one some levels above it.", "某人的部门，可指定上溯级数。"),
        examples=(("DEPT(owner, 1)", ""),),
    ),
    special(
        "HASROLE",
        "people",
        "HASROLE(user, role)",
        _has_role,
        help=("TRUE when the user has a role.", "用户拥有某角色时为真。"),
        examples=(('HASROLE(user, "manager")', ""),),
    ),
)
