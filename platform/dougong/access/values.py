"""Values: the names of an expression that come with the request, as bound parameters of fixed names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID as UUIDType

from dougong.access.grants import held_roles
from dougong.access.settings_types import setting_members, typed_settings
from dougong.access.shares import holders_of
from dougong.context import Principal
from dougong.metadata import App
from dougong.working_calendar import WorkingCalendar
from dougong_formula import SqlValue, Type

_UUID: sa.types.TypeEngine[Any] = UUIDType(as_uuid=True)
_UUIDS: sa.types.TypeEngine[Any] = sa.ARRAY(UUIDType(as_uuid=True))
_TEXTS: sa.types.TypeEngine[Any] = sa.ARRAY(sa.Text)

_USER: Mapping[str, sa.types.TypeEngine[Any]] = {
    "id": _UUID,
    "name": sa.Text(),
    "department": _UUID,
    "departments": _UUIDS,
    "teams": _UUIDS,
    "roles": _TEXTS,
    "reports": _UUIDS,
}
_NOW: Mapping[str, sa.types.TypeEngine[Any]] = {
    "$today": sa.Date(),
    "$now": sa.DateTime(timezone=True),
    "$zone": sa.Text(),
    "$holidays": sa.ARRAY(sa.Date),
    "$workdays": sa.ARRAY(sa.Date),
}
_KINDS: Mapping[str, sa.types.TypeEngine[Any]] = {
    "number": sa.Numeric(38, 10),
    "text": sa.Text(),
    "boolean": sa.Boolean(),
    "date": sa.Date(),
    "datetime": sa.DateTime(timezone=True),
    "record": _UUID,
}


def sql_type(kind: Type) -> sa.types.TypeEngine[Any]:
    """Return the column type in which a value of an expression's type is bound."""
    if kind.kind == "list":
        return _UUIDS if kind.item is not None and kind.item.kind == "record" else _TEXTS
    return _KINDS.get(kind.kind, sa.Text())


def bound_name(app: App, path: tuple[str, ...]) -> SqlValue:
    """Return the parameter for `user.…`, `settings.…`, `$today`, `$now`, `$zone`, `$holidays`,
    `$workdays` or `params.…`.
    """
    if len(path) == 1 and path[0] in _NOW:
        return SqlValue(sa.bindparam(f"now_{path[0][1:]}", type_=_NOW[path[0]]), None)
    prefix, key = (path[0], path[1]) if len(path) == 2 else (path[0], "id")
    if prefix == "user" and key in _USER:
        return SqlValue(sa.bindparam(f"user_{key}", type_=_USER[key]), None)
    if prefix == "settings":
        member = setting_members(app)[key]
        return SqlValue(sa.bindparam(f"settings_{key}", type_=sql_type(member.type)), None)
    raise KeyError(".".join(path))


def bound_values(
    app: App,
    principal: Principal,
    *,
    now: datetime,
    zone: ZoneInfo,
    calendar: WorkingCalendar,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a value for every fixed parameter; a statement takes those that it has."""
    values: dict[str, Any] = {
        **user_values(app, principal),
        "now_today": now.astimezone(zone).date(),
        "now_now": now,
        "now_zone": zone.key,
        "now_holidays": list(calendar.holidays),
        "now_workdays": list(calendar.workdays),
    }
    for key, value in typed_settings(app, settings).items():
        values[f"settings_{key}"] = value
    return values


def user_values(app: App, principal: Principal) -> dict[str, Any]:
    """Return a value for every parameter that says who asks."""
    return {
        "user_id": principal.person,
        "user_name": principal.name,
        "user_department": principal.department,
        "user_departments": list(principal.departments),
        "user_teams": list(principal.teams),
        "user_roles": role_keys(app, principal),
        "user_reports": list(principal.reports),
        "user_holders": holders_of(principal),
    }


def user_columns() -> list[sa.Column[Any]]:
    """Return the parameters that say who asks as columns, for a statement that asks for many people."""
    kinds = {**{f"user_{key}": kind for key, kind in _USER.items()}, "user_holders": _TEXTS}
    return [sa.Column(name, kind) for name, kind in kinds.items()]


def role_keys(app: App, principal: Principal) -> list[str]:
    """Return the keys of the roles that a principal has in an app."""
    held = held_roles(app, principal)
    return sorted(role["key"] for role in app.documents("role").values() if role["id"] in held)


def user_mapping(app: App, principal: Principal) -> dict[str, Any]:
    """Return `user` for an expression evaluated in Python."""
    return {
        "id": principal.person,
        "name": principal.name,
        "department": principal.department,
        "departments": principal.departments,
        "teams": principal.teams,
        "roles": tuple(role_keys(app, principal)),
        "reports": principal.reports,
    }
