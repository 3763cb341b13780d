"""Reader: reads members of a document, collecting every problem with its pointer instead of stopping."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from dougong_flow.conditions import Condition, FieldRights
from dougong_flow.spans import Span, Unit
from dougong_formula import BOOLEAN, Expression, FormulaError, Type, Vocabulary, parse_expression, to_python
from dougong_model import Problem, is_id, is_key

Chosen = TypeVar("Chosen", bound=StrEnum)

LONGEST_SPAN = 10_000
"""The largest number in a duration."""


class Reader:
    """The document's vocabulary and the problems found so far."""

    def __init__(
        self,
        entity: str,
        vocabulary: Vocabulary,
        roles: Collection[str] | None,
        unspoken: Collection[str] = (),
    ) -> None:
        self.entity = entity
        self.vocabulary = vocabulary
        self.roles = roles
        self.unspoken = unspoken
        self.problems: list[Problem] = []

    def problem(self, code: str, pointer: str, message: str, hint: str | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(code=code, pointer=pointer, message=message, hint=hint))

    def members(self, raw: Mapping[str, Any], known: Collection[str], pointer: str) -> None:
        """Refuse members that this kind does not have: what is written must count."""
        for name in raw:
            if name not in known:
                self.problem(
                    "unknown_member",
                    f"{pointer}/{name}",
                    f"“{name}” is not offered here.",
                    "One of: " + ", ".join(sorted(known)),
                )

    def mapping(self, raw: Any, pointer: str) -> Mapping[str, Any]:
        """Return an object, or an empty one with a problem."""
        if isinstance(raw, Mapping):
            return raw
        self.problem("type", pointer, "An object is expected here.")
        return {}

    def sequence(self, raw: Any, pointer: str) -> Sequence[Any]:
        """Return a list, or an empty one with a problem."""
        if isinstance(raw, list | tuple):
            return raw
        self.problem("type", pointer, "A list is expected here.")
        return ()

    def text(self, raw: Any, pointer: str) -> str:
        """Return a text, or an empty one with a problem."""
        if isinstance(raw, str):
            return raw
        self.problem("type", pointer, "A text is expected here.")
        return ""

    def name(self, raw: Any, pointer: str) -> Mapping[str, str]:
        """Return a text in several languages; absent is empty."""
        if raw is None:
            return {}
        return {
            str(language): self.text(text, f"{pointer}/{language}")
            for language, text in self.mapping(raw, pointer).items()
        }

    def key(self, raw: Any, pointer: str) -> str:
        """Return the key of an element."""
        text = self.text(raw, pointer)
        if text and not is_key(text):
            self.problem("key", pointer, f"“{text}” cannot be a key.", "Lowercase letters, digits and _.")
        return text

    def id(self, raw: Any, pointer: str) -> str:
        """Return the id of an element."""
        text = self.text(raw, pointer)
        if text and not is_id(text):
            self.problem("id", pointer, f"“{text}” cannot be an id.", "Eight lowercase letters and digits.")
        return text

    def choice(self, kind: type[Chosen], raw: Any, pointer: str, default: Chosen) -> Chosen:
        """Return one of an enumeration's words; absent is the default."""
        if raw is None:
            return default
        try:
            return kind(raw)
        except ValueError:
            self.problem(
                "not_offered",
                pointer,
                f"“{raw}” is not offered.",
                "One of: " + ", ".join(item.value for item in kind),
            )
            return default

    def word(self, raw: Any, pointer: str, offered: Collection[str], default: str) -> str:
        """Return one of some words; absent is the default."""
        if raw is None:
            return default
        if raw in offered:
            return str(raw)
        self.problem("not_offered", pointer, f"“{raw}” is not offered.", "One of: " + ", ".join(offered))
        return default

    def number(self, raw: Any, pointer: str, least: int, most: int, default: int) -> int:
        """Return a whole number between bounds; absent is the default."""
        if raw is None:
            return default
        if isinstance(raw, int) and not isinstance(raw, bool) and least <= raw <= most:
            return raw
        self.problem("number", pointer, f"A whole number from {least} to {most} is expected here.")
        return default

    def span(self, raw: Any, pointer: str) -> Span | None:
        """Return a duration, `{"work_hours": 8}`; absent is None."""
        if raw is None:
            return None
        body = self.mapping(raw, pointer)
        units = [unit.value for unit in Unit]
        if len(body) != 1 or next(iter(body)) not in units:
            self.problem(
                "span",
                pointer,
                "A duration has exactly one member.",
                'For example {"work_hours": 8}. One of: ' + ", ".join(units),
            )
            return None
        ((unit, amount),) = body.items()
        return Span(self.number(amount, f"{pointer}/{unit}", 1, LONGEST_SPAN, 1), Unit(unit))

    def flag(self, raw: Any, pointer: str) -> bool:
        """Return true or false; absent is false."""
        if raw is None or isinstance(raw, bool):
            return bool(raw)
        self.problem("type", pointer, "true or false is expected here.")
        return False

    def expression(self, raw: Any, pointer: str, expected: Type | None = None) -> Expression | None:
        """Return a typed expression, or None with its problems."""
        text = self.text(raw, pointer)
        if not text:
            return None
        try:
            return parse_expression(text, self.vocabulary, expected)
        except FormulaError as error:
            self.problems += [problem.to_problem(pointer) for problem in error.problems]
            return None

    def condition(self, raw: Any, pointer: str, expected: Type | None = BOOLEAN) -> Condition | None:
        """Return a compiled condition; absent is None."""
        expression = self.expression(raw, pointer, expected) if raw is not None else None
        return Condition(expression=expression, evaluate=to_python(expression)) if expression else None

    def people(self, raw: Any, pointer: str, entity: str = "person") -> Condition | None:
        """Return an expression that yields a record of an entity (or several)."""
        condition = self.condition(raw, pointer, None)
        if condition is None:
            return None
        type_ = condition.expression.type
        item = type_.item if type_.kind == "list" and type_.item else type_
        fits = item.kind == "record" and (
            item.entity == entity or (item.entity, entity) == ("@user", "person")
        )
        if not fits:
            self.problem("type_mismatch", pointer, f"A {entity} is expected here, not a {type_}.")
        return condition

    def setting_values(self, raw: Any, pointer: str) -> dict[str, str]:
        """Return `{field: expression}`, each typed against its field."""
        values = {} if raw is None else dict(self.mapping(raw, pointer))
        fields = self.vocabulary.members(self.entity)
        for key, text in values.items():
            if key not in fields:
                self.problem("unknown_field", f"{pointer}/{key}", f"There is no field “{key}”.")
            else:
                self.expression(text, f"{pointer}/{key}", fields[key].type)
        return values

    def field_rights(self, raw: Any, pointer: str) -> FieldRights:
        """Return the field rights of a node; absent changes nothing."""
        if raw is None:
            return FieldRights()
        rights = self.mapping(raw, pointer)
        self.members(rights, ("edit", "read", "hide", "require"), pointer)
        lists = {
            name: self._fields(rights[name], f"{pointer}/{name}")
            for name in rights
            if name in ("edit", "read", "hide", "require") and (name, rights[name]) != ("read", "*")
        }
        edit, hide = lists.get("edit", frozenset()), lists.get("hide", frozenset())
        for key in sorted(hide & (edit | lists.get("require", frozenset()))):
            self.problem("hidden_field", f"{pointer}/hide", f"“{key}” is hidden and to be filled in at once.")
        for key in sorted(lists.get("require", frozenset()) - edit):
            self.problem(
                "required_field", f"{pointer}/require", f"“{key}” is required but may not be edited here."
            )
        return FieldRights(
            edit=edit, read=lists.get("read"), hide=hide, require=lists.get("require", frozenset())
        )

    def _fields(self, raw: Any, pointer: str) -> frozenset[str]:
        known = {*self.vocabulary.members(self.entity), *self.unspoken}
        keys = [self.text(key, f"{pointer}/{index}") for index, key in enumerate(self.sequence(raw, pointer))]
        for index, key in enumerate(keys):
            if key and key not in known:
                self.problem("unknown_field", f"{pointer}/{index}", f"There is no field “{key}”.")
        return frozenset(keys)
