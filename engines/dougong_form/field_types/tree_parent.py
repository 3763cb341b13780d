"""Tree parent: the record of the same list that stands above this one."""

from __future__ import annotations

from typing import Any, ClassVar

from dougong_form.definition import Text
from dougong_form.field_types.reference import ReferenceType


class TreeParentType(ReferenceType):
    """A reference to the own entity that makes a tree: never below itself, shown with the way from the top."""

    name: ClassVar[str] = "tree_parent"
    label: ClassVar[Text] = {"en": "Parent in a tree", "zh": "上级（树形）"}
    icon: ClassVar[str] = "folder-tree"
    widget: ClassVar[str] = "tree_parent"
    conversions: ClassVar[frozenset[str]] = frozenset({"tree_parent", "reference"})
    settings_schema: ClassVar[dict[str, Any]] = {
        name: ReferenceType.settings_schema[name] for name in ("entity", "on_delete", "inverse")
    }


TREE_PARENT = TreeParentType()
