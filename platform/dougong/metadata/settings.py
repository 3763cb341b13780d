"""Settings of an app: numbers, texts and people that the business tunes without publishing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.database import memory, notes
from dougong.errors import Invalid
from dougong.metadata.compile import App
from dougong.metadata.currency import foreign, in_currency
from dougong.metadata.tables import app as app_table
from dougong.metadata.tables import app_setting
from dougong.plans import Prepared
from dougong.system_entities import system_entities
from dougong_model import Problem

_SETTINGS = Prepared(
    sa.select(app_setting.c.key, app_setting.c.value).where(
        app_setting.c.app == sa.bindparam("app", type_=sa.Text)
    )
)
_KEPT = "settings of apps"
_MADE = "values of settings of apps"
_SEEN = "revisions of settings"
_PEOPLE = {"team": "team", "person": "person", "department": "department"}


def settings_of(conn: sa.Connection, app: App) -> Mapping[str, Any]:
    """Return the value of every setting in its JSON form; a setting nobody set has its default or None.

    Amounts come with their currency. As long as nothing is set anew it is the same mapping.
    """
    declared = app.document.get("settings", ())
    if not declared:
        return {}
    stored = _stored(conn, app.key)
    known: dict[str, tuple[App, Mapping[str, Any], Mapping[str, Any]]] = memory(conn).setdefault(_MADE, {})
    made = known.get(app.key)
    if made is not None and made[0] is app and made[1] is stored:
        return made[2]
    values = {one["key"]: stored.get(one["key"], one.get("default")) for one in declared}
    amounts = [one["key"] for one in declared if one["type"] == "money"]
    values |= {key: in_currency(values[key], app.currency) for key in amounts}
    known[app.key] = (app, stored, values)
    return values


def note_revision(conn: sa.Connection, app: str, revision: int) -> None:
    """Remember, for this transaction, at which revision it has seen the settings of an app."""
    _seen(conn)[app] = revision


def _seen(conn: sa.Connection) -> dict[str, int]:
    found: dict[str, int] = notes(conn).setdefault(_SEEN, {})
    return found


def _stored(conn: sa.Connection, app: str) -> Mapping[str, Any]:
    """Return what was set, read again only when the revision that the transaction has seen is a new one."""
    revision = _seen(conn).get(app)
    known: dict[str, tuple[int, Mapping[str, Any]]] = memory(conn).setdefault(_KEPT, {})
    if revision is not None and app in known and known[app][0] == revision:
        return known[app][1]
    stored: Mapping[str, Any] = dict(_SETTINGS.all(conn, {"app": app}))
    if revision is not None:
        known[app] = (revision, stored)
    return stored


def set_settings(conn: sa.Connection, app: App, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Store values of settings and return all; None goes back to the default; raises Invalid."""
    known = {one["key"]: one for one in app.document.get("settings", ())}
    problems = []
    for key, value in values.items():
        problem = _problem(conn, app, key, known.get(key), value)
        if problem is not None:
            problems.append(problem)
    if problems:
        raise Invalid("Some settings are refused.", problems=problems)
    for key, value in values.items():
        if value is None:
            conn.execute(sa.delete(app_setting).where(app_setting.c.app == app.key, app_setting.c.key == key))
            continue
        statement = insert(app_setting).values(app=app.key, key=key, value=value)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["app", "key"], set_={"value": statement.excluded.value}
            )
        )
    conn.execute(
        sa.update(app_table)
        .where(app_table.c.key == app.key)
        .values(settings_revision=app_table.c.settings_revision + 1)
    )
    _seen(conn).pop(app.key, None)
    return settings_of(conn, app)


def _problem(
    conn: sa.Connection, app: App, key: str, setting: Mapping[str, Any] | None, value: Any
) -> Problem | None:
    def wrong(code: str, message: str) -> Problem:
        return Problem(code=code, pointer=f"/{key[:60]}", message=message)

    if setting is None:
        return wrong("unknown_setting", f"There is no setting “{key[:60]}”.")
    if value is None:
        return None
    kind = setting["type"]
    if kind == "money":
        if not isinstance(value, Mapping) or "amount" not in value or set(value) - {"amount", "currency"}:
            example = f'{{"amount": "100", "currency": "{app.currency}"}}'
            return wrong("type", f"Money is {example}.")
        message = foreign(value, app.currency)
        if message is not None:
            return wrong("currency", message)
        return _number_problem(setting, value["amount"], wrong)
    if kind in ("number", "percent"):
        return _number_problem(setting, value, wrong)
    if kind == "switch":
        return None if isinstance(value, bool) else wrong("type", "This must be true or false.")
    if not isinstance(value, str):
        return wrong("type", "This must be a text.")
    if kind == "select" and value not in {one["key"] for one in setting.get("options", ())}:
        return wrong("option", "This is not one of the choices.")
    if kind in _PEOPLE and not _exists(conn, _PEOPLE[kind], value):
        return wrong("unknown_reference", f"There is no such {kind}.")
    return None


def _number_problem(setting: Mapping[str, Any], value: Any, wrong: Any) -> Problem | None:
    try:
        number = Decimal(str(value))
        if isinstance(value, bool) or not number.is_finite() or abs(number) >= Decimal(10) ** 28:
            raise InvalidOperation
    except InvalidOperation:
        return wrong("number", "This must be a number.")  # type: ignore[no-any-return]
    for name, beyond in (("minimum", number.__lt__), ("maximum", number.__gt__)):
        if name in setting and beyond(Decimal(str(setting[name]))):
            return wrong(name, f"The {name} is {setting[name]}.")  # type: ignore[no-any-return]
    return None


def _exists(conn: sa.Connection, entity: str, value: str) -> bool:
    system = system_entities().get(entity)
    if system is None:
        return True
    try:
        wanted = UUID(value)
    except ValueError:
        return False
    return bool(
        conn.execute(sa.select(sa.exists().where(system.table.c[system.id_column] == wanted))).scalar_one()
    )
