"""Schema words: how a document departs from its schema, told to whoever builds the app: what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jsonschema_rs

from dougong_form import escape
from dougong_model import Problem

Words = tuple[str, str | None]
"""A message and what to do about it."""

_LONGEST = 60
_EMPTY: Words = ("This is empty.", "Fill it in.")
_TYPES: Mapping[str, str] = {
    "string": "A text is needed here.",
    "number": "A number is needed here.",
    "integer": "A whole number is needed here.",
    "boolean": "Yes or no is needed here.",
    "array": "A list is needed here.",
    "object": "A group of named entries is needed here.",
    "null": "Nothing may stand here.",
}
_PATTERNS: Mapping[str, str] = {
    "^[a-z][a-z0-9_]{0,47}$": "Use lowercase letters, digits and _, starting with a letter; at most 48.",
    "^[a-z0-9]{8}$": "An id has eight lowercase letters and digits.",
    "^[A-Z]{3}$": "A currency is three capital letters, such as CNY or USD.",
    "^[A-Z]{2}$": "A country is two capital letters, such as CN or US.",
    "^[a-z]{2}(-[A-Z]{2})?$": "A language is two lowercase letters, such as zh or en.",
    "^-?[a-z][a-z0-9_.]{0,200}$": "Name a field by its key, with a minus sign before it for the other way round.",
    "^[a-z][a-z0-9_.]{0,200}$": "Name a field by its key, with a dot between the steps of a path.",
}


def told(error: jsonschema_rs.ValidationError) -> list[Problem]:
    """Return the problems that one fault of a document amounts to, with pointer, message and hint."""
    kind: Any = error.kind
    pointer = "".join(f"/{escape(step)}" for step in error.instance_path)
    match kind.name:
        case "required":
            name = str(kind.property)
            return [_problem("required", f"{pointer}/{escape(name)}", f"“{name}” is missing.", "Add it.")]
        case "additionalProperties" | "unevaluatedProperties":
            return [
                _problem(
                    "unknown_member",
                    f"{pointer}/{escape(name)}",
                    f"“{name[:_LONGEST]}” does not belong here.",
                    "Take it out, or look whether it is spelt right.",
                )
                for name in kind.unexpected
            ]
        case "anyOf" | "oneOf" if getattr(kind, "context", None):
            return _closest(kind.context, pointer) or [_formless(pointer)]
        case "anyOf" | "oneOf":
            return [_formless(pointer)]
    words = _WORDS.get(kind.name)
    message, hint = _library(error) if words is None else words(kind, error.instance)
    return [_problem(kind.name, pointer, message, hint)]


def _problem(code: str, pointer: str, message: str, hint: str | None) -> Problem:
    return Problem(code=code, pointer=pointer, message=message, hint=hint)


def _formless(pointer: str) -> Problem:
    return _problem(
        "shape",
        pointer,
        "This is in none of the forms that it may have.",
        "Choose it anew in the designer, or compare it with one that works.",
    )


def _closest(branches: Iterable[Iterable[jsonschema_rs.ValidationError]], pointer: str) -> list[Problem]:
    """Return the problems of the form that fits best: of the right type when there is one, with the fewest.

    Where each form asks for another type than this has, none is close.
    """
    forms = [[problem for error in branch for problem in told(error)] for branch in branches]
    right = [form for form in forms if not any(_wrong_type(one, pointer) for one in form)]
    if not right and len(forms) > 1:
        return []
    return min(right or forms, key=len, default=[])


def _wrong_type(problem: Problem, pointer: str) -> bool:
    return problem.code == "type" and problem.pointer == pointer


def _library(error: jsonschema_rs.ValidationError) -> Words:
    """Return what the library says of a fault that no schema of ours is known to find."""
    if len(error.message) < 300:
        return error.message, None
    return f"This does not fit ({error.kind.name}).", None


def _type(kind: Any, value: Any) -> Words:
    if value is None:
        return _EMPTY
    types = [one for one in kind.types if one != "null"]
    if len(types) != 1:
        return "This is in none of the forms that it may have.", None
    return _TYPES[types[0]], None


def _enum(kind: Any, value: Any) -> Words:
    choices = "One of: " + ", ".join(str(one) for one in kind.options)
    if value in (None, ""):
        return "Nothing is chosen here.", choices
    return f"“{str(value)[:_LONGEST]}” cannot be chosen here.", choices


def _const(kind: Any, value: Any) -> Words:
    expected = (
        str(kind.expected_value).lower() if isinstance(kind.expected_value, bool) else kind.expected_value
    )
    return f"This must be “{expected}”.", None


def _pattern(kind: Any, value: Any) -> Words:
    if value == "":
        return _EMPTY
    return f"“{str(value)[:_LONGEST]}” is not written as it must be here.", _PATTERNS.get(kind.pattern)


def _names(kind: Any, value: Any) -> Words:
    inner = kind.error
    message = f"“{str(inner.instance)[:_LONGEST]}” is not known here."
    if inner.kind.name == "enum":
        return message, "One of: " + ", ".join(inner.kind.options)
    return message, _PATTERNS.get(getattr(inner.kind, "pattern", ""))


def _least_items(kind: Any, value: Any) -> Words:
    if kind.limit == 1:
        return "The list is empty.", "Add at least one entry."
    return f"The list needs at least {kind.limit} entries.", "Add what is missing."


def _least_text(kind: Any, value: Any) -> Words:
    if kind.limit == 1:
        return _EMPTY
    return f"This needs at least {kind.limit} characters.", "Write more."


_WORDS: Mapping[str, Callable[[Any, Any], Words]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "propertyNames": _names,
    "minItems": _least_items,
    "maxItems": lambda kind, value: (
        f"The list may have at most {kind.limit} entries.",
        "Take some of them out.",
    ),
    "uniqueItems": lambda kind, value: ("Something stands in the list twice.", "Take out what is double."),
    "minLength": _least_text,
    "maxLength": lambda kind, value: (f"At most {kind.limit} characters fit here.", "Make it shorter."),
    "minProperties": lambda kind, value: ("This is empty.", "Fill in at least one part of it."),
    "maxProperties": lambda kind, value: (
        f"At most {kind.limit} parts may be filled in here.",
        "Take out what is too much.",
    ),
    "minimum": lambda kind, value: (f"This must be at least {kind.limit}.", None),
    "maximum": lambda kind, value: (f"This must be at most {kind.limit}.", None),
    "exclusiveMinimum": lambda kind, value: (f"This must be more than {kind.limit}.", None),
    "exclusiveMaximum": lambda kind, value: (f"This must be less than {kind.limit}.", None),
}
"""What is said of the faults that need no more than their own limits, by keyword."""
