"""Parts: the conditions of a formula that stand side by side, taken for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dougong_formula.typed import Aggregate, Call, Expression, Field, Node, below
from dougong_formula.types import BOOLEAN


def part_of(condition: Expression, allowed: Callable[[str, str], bool]) -> Expression | None:
    """Return what holds wherever a condition holds and asks only for fields that are allowed, or None.

    Of conditions joined by AND those are taken that have no aggregate and of whose paths every step, given
    as entity and key where the entity is known, is allowed.
    """
    parts = [one for one in _joined(condition.tree) if _fits(one, allowed)]
    if not parts:
        return None
    tree = parts[0] if len(parts) == 1 else Call(BOOLEAN, "AND", tuple(parts), condition.tree.place)
    return replace(condition, tree=tree)


def _joined(node: Node) -> Iterator[Node]:
    if isinstance(node, Call) and node.function == "AND":
        for part in node.arguments:
            yield from _joined(part)
    else:
        yield node


def _fits(node: Node, allowed: Callable[[str, str], bool]) -> bool:
    match node:
        case Aggregate():
            return False
        case Field():
            return len(node.path) == 1 and not node.type.is_record_list and allowed(node.entity, node.path[0])
        case _:
            return all(_fits(part, allowed) for part in below(node))
