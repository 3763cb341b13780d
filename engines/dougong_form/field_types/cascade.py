"""Cascade: a place in a tree of choices; the way to it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Option, Surroundings, Text, ValueRefused
from dougong_form.divisions import china
from dougong_form.field_types.multi_select import MULTI_SELECT
from dougong_form.field_types.select import check_options
from dougong_formula.types import TEXT as TEXT_TYPE
from dougong_formula.types import Type, list_of
from dougong_model import Problem, Value, localised

SOURCES: Mapping[str, Callable[[], tuple[Option, ...]]] = {"china": china}
"""Lists of choices that come with the product."""

DEEPEST = 8
_BETWEEN = re.compile(r"\s*[/>›|;；\\]\s*")
_ENDINGS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "盟",
)


@dataclass(frozen=True, slots=True)
class Tree:
    """Options by key, and the keys below each; "" stands above the first."""

    options: Mapping[str, Option]
    below: Mapping[str, tuple[str, ...]]

    def path(self, key: str) -> tuple[str, ...]:
        """Return the way to an option, itself last; () where it goes in a circle or leads to nothing."""
        way: list[str] = []
        while key:
            if key in way or key not in self.options:
                return ()
            way.append(key)
            key = self.options[key].parent
        return tuple(reversed(way))


def _grown(options: tuple[Option, ...]) -> Tree:
    below: dict[str, list[str]] = {}
    for one in options:
        below.setdefault(one.parent, []).append(one.key)
    return Tree({one.key: one for one in options}, {key: tuple(keys) for key, keys in below.items()})


_MOST_TREES = 500
_trees: dict[int, tuple[tuple[Option, ...], Tree]] = {}


def tree_of(options: tuple[Option, ...]) -> Tree:
    """Return the tree that a list of options makes; a list that is kept grows into a tree once."""
    held = _trees.get(id(options))
    if held is None or held[0] is not options:
        if len(_trees) >= _MOST_TREES:
            _trees.clear()
        held = _trees[id(options)] = (options, _grown(options))
    return held[1]


def names_of(option: Option) -> Iterator[str]:
    """Yield what people write for an option: its key, its labels, those of places without their kind."""
    yield option.key.casefold()
    for label in option.label.values():
        yield label.casefold()
        for ending in _ENDINGS:
            if label.endswith(ending) and len(label) > len(ending) + 1:
                yield label[: -len(ending)].casefold()
                break


class CascadeType(FieldType):
    """The way from the top of a tree of choices to the one chosen: a list of keys, `"zj" IN region` for all below it."""

    name: ClassVar[str] = "cascade"
    group: ClassVar[str] = "choice"
    label: ClassVar[Text] = {"en": "Cascade", "zh": "级联选择"}
    icon: ClassVar[str] = "list-tree"
    widget: ClassVar[str] = "cascade"
    operators: ClassVar[tuple[str, ...]] = MULTI_SELECT.operators
    conversions: ClassVar[frozenset[str]] = frozenset({"cascade", "select", "text", "long_text"})
    settings_schema: ClassVar[dict[str, Any]] = {"source": {"enum": list(SOURCES)}}

    def tree(self, field: Field) -> Tree:
        """Return the choices of a field: its own, or those of its source."""
        return tree_of(china()) if field.settings.get("source") == "china" else tree_of(field.options)

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="text[]"),)

    def formula_type(self, field: Field) -> Type:
        return list_of(TEXT_TYPE)

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": DEEPEST}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        if field.settings.get("source"):
            return []
        problems = check_options(field, pointer)
        tree = self.tree(field)
        for index, option in enumerate(field.options):
            if option.parent and not 0 < len(tree.path(option.key)) <= DEEPEST:
                problems.append(
                    Problem(
                        code="unknown_option",
                        pointer=f"{pointer}/x-dougong/options/{index}/parent",
                        message=f"The choice “{option.key}” does not hang on the tree.",
                        hint="Its “parent” is the key of another choice, and no choice stands below itself.",
                    )
                )
        return problems

    def parse(self, field: Field, json: Any) -> Value:
        if not json:
            return ()
        path = self.tree(field).path(str(json[-1]))
        # The last key says it all; a way that another list of divisions had is not refused for its steps.
        if not path or (len(json) > 1 and tuple(json) != path):
            raise ValueRefused("option", "This is not one of the choices.")
        return path

    def to_json(self, field: Field, value: Value) -> Any:
        return list(value or ())  # type: ignore[arg-type]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (list(value or ()),)  # type: ignore[arg-type]

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return tuple(columns[0] or ())

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return []
        steps = [step for step in _BETWEEN.split(bare) if step]
        found = self._walk(self.tree(field), "", steps)
        if found is None and len(steps) == 1:
            found = self._anywhere(self.tree(field), steps[0])
        if found is None:
            raise ValueRefused("option", f"“{bare[:40]}” is not one of the choices.")
        return found

    def _walk(self, tree: Tree, above: str, steps: list[str]) -> list[str] | None:
        """Find the way that labels name, step by step; a level that is only a heading may be left out."""
        if not steps:
            return []
        wanted = steps[0].casefold()
        keys = tree.below.get(above, ())
        for key in keys:
            if wanted in names_of(tree.options[key]):
                rest = self._walk(tree, key, steps[1:])
                if rest is not None:
                    return [key, *rest]
        for key in keys if above else ():
            rest = self._walk(tree, key, steps)
            if rest is not None:
                return [key, *rest]
        return None

    def _anywhere(self, tree: Tree, name: str) -> list[str] | None:
        """Find the one option of a name, wherever it stands."""
        wanted = name.casefold()
        found = [key for key, option in tree.options.items() if wanted in names_of(option)]
        return list(tree.path(found[0])) if len(found) == 1 else None

    def to_text(self, field: Field, value: Value) -> str:
        return self.shown(field, self.to_json(field, value), "en")

    def shown(self, field: Field, json: Any, language: str) -> str:
        tree = self.tree(field)
        labels = (
            localised(tree.options[key].label, language) if key in tree.options else key for key in json
        )
        return " / ".join(labels)

    def words(self, field: Field, value: Value, around: Surroundings) -> str:
        return self.shown(field, self.to_json(field, value), around.language)

    def sample(self, field: Field) -> Any:
        tree, key = self.tree(field), ""
        while tree.below.get(key):
            key = tree.below[key][0]
        return list(tree.path(key))


CASCADE = CascadeType()
