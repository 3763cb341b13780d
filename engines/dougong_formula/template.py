"""Template: text with `{{ expression }}` in it, for messages, titles and numbers of records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from dougong_formula.check import parse_expression
from dougong_formula.errors import FormulaError, FormulaProblem, formula_error
from dougong_formula.functions.calendar import local
from dougong_formula.functions.formats import format_moment
from dougong_formula.to_python import to_python
from dougong_formula.typed import Expression, Field, Name, Node
from dougong_formula.vocabulary import Vocabulary
from dougong_model import FormulaErrorValue, Value, number_text

_TITLES = ("title", "name", "label", "number")


@dataclass(frozen=True, slots=True)
class _Part:
    expression: Expression
    evaluate: Callable[[Mapping[str, Any]], Value]
    path: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text in parts, some of them expressions.

    A record shows its `title`, `name` or id, a number no trailing zeros, a date-time the reader's clock.
    """

    text: str
    parts: tuple[str | _Part, ...]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions in the text, in their order."""
        return tuple(part.expression for part in self.parts if isinstance(part, _Part))

    @property
    def references(self) -> frozenset[tuple[str, str]]:
        """Return (entity, field key) of every field used."""
        return frozenset().union(*(expression.references for expression in self.expressions))

    def render(self, scope: Mapping[str, Any]) -> str:
        """Write the text for a scope (see to_python); errors show as their code."""
        return "".join(part if isinstance(part, str) else _shown(part, scope) for part in self.parts)

    def address(self, scope: Mapping[str, Any]) -> str:
        """Write an address: what is filled into its text is escaped, an expression alone is the address."""
        if len(self.parts) == 1:
            return self.render(scope).strip()
        return "".join(
            part if isinstance(part, str) else quote(_shown(part, scope), safe="") for part in self.parts
        )


def _shown(part: _Part, scope: Mapping[str, Any]) -> str:
    if part.path is not None:
        record: Any = scope
        for key in part.path:
            record = record.get(key) if isinstance(record, Mapping) else None
        if isinstance(record, Mapping):
            titled = (record[key] for key in _TITLES if record.get(key))
            return str(next(titled, record.get("id", "")))
    return value_text(part.evaluate(scope), scope.get("$zone") or "UTC")


def value_text(value: Value, zone: object = "UTC") -> str:
    """Write a value for people, as `&` does; lists with commas."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal() | int():
            return number_text(value)
        case datetime():
            return format_moment(local(value, zone), "yyyy-MM-dd HH:mm")
        case date():
            return format_moment(value, "yyyy-MM-dd")
        case time():
            return format_moment(value, "HH:mm")
        case FormulaErrorValue():
            return value.code.value
        case tuple() | list():
            return ", ".join(value_text(item, zone) for item in value)
        case _:
            return str(value)


def parse_template(text: str, vocabulary: Vocabulary) -> Template:
    """Read a text with `{{ expression }}`; raises FormulaError with positions in the whole text."""
    parts: list[str | _Part] = []
    problems: list[FormulaProblem] = []
    position = 0
    while (start := text.find("{{", position)) >= 0:
        end = _end(text, start + 2)
        if end is None:
            raise formula_error(
                "syntax", start, 2, "This “{{” is not closed.", "Write }} after the expression."
            )
        if start > position:
            parts.append(text[position:start])
        inner = text[start + 2 : end]
        try:
            expression = parse_expression(inner, vocabulary)
            parts.append(_Part(expression, to_python(expression), _record_path(expression.tree)))
        except FormulaError as error:
            problems += [
                FormulaProblem(
                    problem.position + start + 2, problem.length, problem.code, problem.message, problem.hint
                )
                for problem in error.problems
            ]
        position = end + 2
    if problems:
        raise FormulaError(problems)
    if position < len(text):
        parts.append(text[position:])
    return Template(text, tuple(parts))


def _end(text: str, start: int) -> int | None:
    """Find the `}}` that closes an expression, not one inside a text of it."""
    quoted = False
    for index in range(start, len(text)):
        if text[index] == '"':
            quoted = not quoted
        elif not quoted and text.startswith("}}", index):
            return index
    return None


def _record_path(node: Node) -> tuple[str, ...] | None:
    return node.path if isinstance(node, Field | Name) and node.type.kind == "record" else None
