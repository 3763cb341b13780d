"""Settings of an app as names of expressions: the values that their types are bound with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.metadata import App
from dougong_formula import Member, Type


def setting_members(app: App) -> Mapping[str, Member]:
    """Return the settings declared by an app as members of `settings`."""
    return app.names.members("@settings")


def typed_settings(app: App, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what `settings.` holds in expressions, for the settings in their JSON form."""
    last = kept(app, "typed settings", _Typed)
    made = last.made
    if made is None or made[0] is not values:
        typed = {key: setting_value(one.type, values.get(key)) for key, one in setting_members(app).items()}
        made = last.made = values, typed
    return made[1]


@dataclass(slots=True)
class _Typed:
    """The settings that were typed last, as they were given and as they became."""

    made: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None


def setting_value(kind: Type, value: Any) -> Any:
    """Turn a setting's JSON value into what an expression holds; None when it does not fit."""
    if isinstance(value, Mapping):
        value = value.get("amount")
    if value is None:
        return None
    try:
        match kind.kind:
            case "number":
                return Decimal(str(value))
            case "boolean":
                return bool(value)
            case "date":
                return date.fromisoformat(str(value))
            case "record":
                return UUID(str(value))
            case "list":
                return [str(one) for one in value]
            case _:
                return str(value)
    except (ArithmeticError, ValueError, TypeError):
        return None
