"""Reading: small helpers of the document readers, all of which gather problems instead of stopping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from dougong_model import Problem

Word = TypeVar("Word", bound=StrEnum)


class Reading:
    """A document being read: gathers every problem with its pointer."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, pointer: str, code: str, message: str, hint: str | None = None) -> None:
        """Note a problem and go on."""
        self.problems.append(Problem(code=code, pointer=pointer, message=message, hint=hint))

    def mapping(self, value: Any, pointer: str) -> Mapping[str, Any]:
        """Return an object, an empty one when it is something else."""
        if isinstance(value, Mapping):
            return value
        self.refuse(pointer, "object_expected", "An object is needed here.")
        return {}

    def several(self, value: Any, pointer: str) -> Sequence[Any]:
        """Return a list, an empty one when it is absent or something else."""
        if value is None:
            return ()
        if isinstance(value, list | tuple):
            return value
        self.refuse(pointer, "list_expected", "A list is needed here.")
        return ()

    def expression(self, value: Any, pointer: str, required: bool = False) -> str | None:
        """Return the text of an expression; whether it types is checked elsewhere."""
        if value is None and not required:
            return None
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(pointer, "expression_expected", "An expression is needed here.")
        return "0" if required else None

    def text(self, value: Any, pointer: str, required: bool = False) -> str | None:
        """Return a plain text."""
        if value is None and not required:
            return None
        if isinstance(value, str) and value:
            return value
        self.refuse(pointer, "text_expected", "A text is needed here.")
        return "" if required else None

    def words(self, value: Any, pointer: str) -> tuple[str, ...]:
        """Return a list of plain texts."""
        found = self.several(value, pointer)
        for index, one in enumerate(found):
            if not isinstance(one, str):
                self.refuse(f"{pointer}/{index}", "text_expected", "A text is needed here.")
        return tuple(one for one in found if isinstance(one, str))

    def choice(self, kind: type[Word], value: Any, pointer: str, usual: Word) -> Word:
        """Return a word of a closed list, `usual` when it is absent."""
        if value is None:
            return usual
        if value in [word.value for word in kind]:
            return kind(value)
        self.refuse(
            pointer,
            "unknown_word",
            f"“{value}” is not one of: " + ", ".join(word.value for word in kind) + ".",
        )
        return usual
