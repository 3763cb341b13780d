"""Values: the `{field: expression}` maps of steps, and texts with `{{ expressions }}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import FormulaError, parse_template
from dougong_rule.surroundings import Reading


def check_values(
    entity: str, values: object, pointer: str, reading: Reading, *, besides: frozenset[str] = frozenset()
) -> None:
    """Check that every key is a field of `entity` a rule may set and every value an expression of its type.

    `besides` are fields of the entity that another member of the step sets.
    """
    if not isinstance(values, Mapping):
        reading.refuse(pointer, "values_expected", "An object of fields and expressions is needed.")
        return
    if reading.vocabulary is None:
        return
    members = reading.vocabulary.members(entity)
    writable = reading.surroundings.writable.get(entity, ())
    for key, text in values.items():
        at = f"{pointer}/{key}"
        if key not in members or key in besides:
            reading.refuse(at, "unknown_field", f"“{entity}” has no field “{key}”.")
        elif key not in writable:
            reading.refuse(
                at, "not_writable", f"“{key}” cannot be set: it is computed or kept by the system."
            )
        else:
            reading.expression(text, at, members[key].type)


def check_entity(entity: object, pointer: str, reading: Reading) -> str | None:
    """Return the entity's key when it exists."""
    if not isinstance(entity, str) or reading.surroundings.entities.vocabulary(entity) is None:
        reading.refuse(pointer, "unknown_entity", f"There is no entity “{entity}”.")
        return None
    return entity


def check_text(text: Any, pointer: str, reading: Reading) -> None:
    """Check a text, or a text in several languages, whose `{{ … }}` are expressions over the record."""
    texts = text if isinstance(text, Mapping) else {"": text}
    for language, one in texts.items():
        at = f"{pointer}/{language}" if language else pointer
        if not isinstance(one, str) or not one.strip():
            reading.refuse(at, "text_expected", "A text is needed here.")
        elif reading.vocabulary is not None:
            try:
                parse_template(one, reading.vocabulary)
            except FormulaError as error:
                reading.problems.extend(found.to_problem(at) for found in error.problems)


def check_message(message: object, pointer: str, reading: Reading) -> None:
    """Check the key of a message, or a text given in its place: `{"subject", "body"?}`."""
    if not isinstance(message, Mapping):
        reading.key_of("message", message, pointer)
        return
    check_text(message.get("subject"), f"{pointer}/subject", reading)
    if "body" in message:
        check_text(message["body"], f"{pointer}/body", reading)


def list_entity(text: object, pointer: str, reading: Reading) -> str | None:
    """Return the entity of the records that an expression gives: one of them, or a list."""
    found = reading.expression(text, pointer)
    if found is None:
        return None
    type_ = found.expression.type
    type_ = type_.item if type_.kind == "list" and type_.item is not None else type_
    if type_.kind != "record" or type_.entity is None or type_.entity.startswith("@"):
        reading.refuse(
            pointer, "record_expected", "This does not give records.", hint="For example account, or this."
        )
        return None
    return type_.entity
