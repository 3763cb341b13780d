"""Pools: records that belong to nobody until somebody claims them, and that go back when nothing happens.

What a pool says about days is put together to two expressions over the record, the last day of its protection
and whether it is due, so that Python and PostgreSQL read the same rule. They speak of facts alone (who owns it
since when, the last activity): however a record changed hands, its days are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong_formula import BOOLEAN, DATE, NUMBER, Expression, Type
from dougong_model import DocumentError
from dougong_rule.condition import Condition
from dougong_rule.definition import Text
from dougong_rule.surroundings import Reading, Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool over records of `entity`, those on which `when` holds.

    `claimed_at` and `recycle_on` are the fields that keep since when the owner has a record, and the last day on
    which it is his without an activity; `active_at` is the field of the last activity. `recycle` gives that day,
    blank when the record is not in somebody's hands or is never taken back; `due` says that it goes back now, `stale`
    that what is kept is not what the pool says: nobody noted the claim, or the days were changed since; `warned` that its last
    day is near.

    Of claims: `roles` may (empty: whoever sees the record), a person holds at most `hold` records on which
    `counts` holds, those of his department together `department_hold`, and he claims `per_day` a day, one every
    `every_hours`; who had one before waits `again_after_hours`. None: no bound. `free` says that a record can be had.
    `assign` says how: by claiming, of its own accord, or from the hands of `admins` (roles).
    `warn_days` are the days before the last one on which the owner is told.

    `spans` are what the last day is put together from, by member of the document: so many days, and the day to which
    they reach on a record (blank: they do not count); `contact_hours` go before the first activity after a claim, of
    which `contacted` says that there was one. `kept` says that a record is never taken back.

    `pool_field` keeps in which of several pools a record is, here `pool_value`; it goes back to the first of
    `give_back_to` (keys of pools), or to this one. `hide` are the fields that are closed while it is `free`.
    """

    id: str
    key: str
    name: Text
    entity: str
    claimed_at: str
    recycle_on: str
    recycle: Condition
    due: Condition
    stale: Condition
    free: Condition
    warned: Condition | None = None
    active_at: str | None = None
    spans: Mapping[str, tuple[Condition, Condition]] = field(default_factory=dict)
    contact_hours: Condition | None = None
    contacted: Condition | None = None
    kept: Condition | None = None
    when: Condition | None = None
    counts: Condition | None = None
    roles: tuple[str, ...] = ()
    hold: Condition | None = None
    department_hold: Condition | None = None
    per_day: Condition | None = None
    every_hours: Condition | None = None
    again_after_hours: Condition | None = None
    warn_days: tuple[int, ...] = ()
    assign: str = "self"
    admins: tuple[str, ...] = ()
    pool_field: str | None = None
    pool_value: str | None = None
    give_back_to: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()
    enabled: bool = True

    def holds(self, scope: Mapping[str, Any]) -> bool:
        """Say whether the pool is about a record."""
        return self.when is None or self.when.holds(scope)


_KEPT = {"claimed_at": "datetime", "recycle_on": "date"}
_NUMBERS = ("days", "extend_days", "max_days", "first_contact_hours")
_BOUNDS = ("hold", "department_hold", "per_day", "every_hours", "again_after_hours")


def parse_pool(document: Mapping[str, Any], surroundings: Surroundings) -> Pool:
    """Read, type and compile a pool; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
    for member, kind in _KEPT.items():
        _field(document, member, (kind,), reading, kept=True)
    _field(document, "active_at", ("date", "datetime"), reading)
    claim = document.get("claim", {})
    if document.get("pool_field") is not None:
        _field(document, "pool_field", ("text",), reading, kept=True)
    _several(document, reading)
    reading.condition(document.get("when"), "/when")
    kept = reading.condition(document.get("keep_when"), "/keep_when")
    numbers = {member: _number(document, member, "", reading) for member in _NUMBERS}
    bounds = {member: _number(claim, member, "/claim", reading) for member in _BOUNDS}
    counts = reading.condition(claim.get("counts"), "/claim/counts")
    roles = _roles(claim.get("roles", ()), "/claim/roles", reading)
    admins = _roles(document.get("admins", ()), "/admins", reading)
    assign = str(document.get("assign", "self"))
    if assign == "auto" and not roles:
        reading.refuse("/assign", "nobody_to_assign", "Say which roles get the records.")
    if assign == "admin" and not admins:
        reading.refuse("/assign", "nobody_assigns", "Say which roles administer the pool.")
    if "extend_days" in document and "active_at" not in document:
        reading.refuse(
            "/extend_days",
            "no_activity",
            "Days are added at an activity: say which field keeps the last one.",
        )
    if reading.problems:
        raise DocumentError(reading.problems)
    recycle = reading.expression(_recycle(document, reading), "/days", DATE)
    due = reading.expression(_due(document, reading), "/days", BOOLEAN)
    stale = reading.expression(_stale(document, reading), "/days", BOOLEAN)
    nearest = max(document.get("warn_days", [-1]), default=-1)
    near = f"{document['recycle_on']} >= TODAY() AND {document['recycle_on']} <= TODAY() + {nearest}"
    warned = reading.expression(near, "/warn_days", BOOLEAN) if nearest >= 0 else None
    when = reading.condition(about(document), "/when")
    free = reading.expression(unclaimed(document), "/when", BOOLEAN)
    active = _active(document, reading) if "active_at" in document else "FALSE"
    contacted = reading.expression(active, "/active_at", BOOLEAN)
    reached = {
        member: (numbers[member], reading.expression(day, f"/{member}", DATE))
        for member, day in _days(document, reading).items()
    }
    if recycle is None or due is None or stale is None or free is None:
        raise DocumentError(reading.problems)
    return Pool(
        id=str(document["id"]),
        key=str(document["key"]),
        name=document.get("name", {}),
        entity=entity,
        claimed_at=str(document["claimed_at"]),
        recycle_on=str(document["recycle_on"]),
        recycle=recycle,
        due=due,
        stale=stale,
        free=free,
        warned=warned,
        active_at=document.get("active_at"),
        spans={
            member: (number, day)
            for member, (number, day) in reached.items()
            if number is not None and day is not None
        },
        contact_hours=numbers["first_contact_hours"],
        contacted=contacted,
        kept=kept,
        when=when,
        counts=counts,
        roles=roles,
        warn_days=tuple(sorted(document.get("warn_days", ()), reverse=True)),
        assign=assign,
        admins=admins,
        pool_field=document.get("pool_field"),
        pool_value=document.get("pool_value"),
        give_back_to=tuple(document.get("give_back_to", ())),
        hide=tuple(document.get("hide", ())),
        enabled=bool(document.get("enabled", True)),
        **bounds,
    )


def about(document: Mapping[str, Any]) -> str | None:
    """Return the condition under which a record belongs to a pool, claimed or not; None for all records."""
    when = document.get("when")
    if "pool_value" not in document:
        return when
    here = f"{document['pool_field']} = {_quoted(str(document['pool_value']))}"
    return here if when is None else f"{here} OR (ISBLANK({document['pool_field']}) AND ({when}))"


def unclaimed(document: Mapping[str, Any]) -> str:
    """Return the condition under which a record of a pool belongs to nobody."""
    condition = about(document)
    return "ISBLANK(owner)" if condition is None else f"ISBLANK(owner) AND ({condition})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _several(document: Mapping[str, Any], reading: Reading) -> None:
    """Check what tells a pool from others of its entity, and where its records go back to."""
    if ("pool_field" in document) != ("pool_value" in document):
        reading.refuse(
            "/pool_value",
            "pool_field_and_value",
            "Say both which field keeps the pool, and its choice for this one.",
        )
    for at, key in enumerate(document.get("give_back_to", ())):
        reading.key_of("pool", key, f"/give_back_to/{at}")
    if "give_back_to" in document and "pool_field" not in document:
        reading.refuse("/give_back_to", "no_pool_field", "Say which field keeps in which pool a record is.")


def _roles(keys: object, pointer: str, reading: Reading) -> tuple[str, ...]:
    several = keys if isinstance(keys, list | tuple) else ()
    return tuple(reading.key_of("role", key, f"{pointer}/{at}") for at, key in enumerate(several))


def _field(
    document: Mapping[str, Any],
    member: str,
    kinds: tuple[str, ...],
    reading: Reading,
    *,
    kept: bool = False,
) -> None:
    """Check a field that the pool reads, or (`kept`) writes."""
    key = document.get(member)
    if reading.vocabulary is None or (key is None and not kept):
        return
    found = reading.vocabulary.members(reading.entity).get(str(key))
    if found is None or found.type.kind not in kinds:
        reading.refuse(
            f"/{member}", "wrong_field", f"“{key}” is not a {' or '.join(kinds)} field of this entity."
        )
    elif kept and key not in reading.surroundings.writable.get(reading.entity, ()):
        reading.refuse(f"/{member}", "not_writable", f"“{key}” is computed and cannot be kept by a pool.")


def _number(body: Mapping[str, Any], member: str, pointer: str, reading: Reading) -> Condition | None:
    """Read a number of the pool itself: a constant or of the settings, the same for every record."""
    if member not in body:
        return None
    found = reading.expression(body[member], f"{pointer}/{member}", NUMBER)
    if found is not None and not _same_for_all(found.expression, reading.entity):
        reading.refuse(
            f"{pointer}/{member}",
            "not_constant",
            "This is the same for every record: a number, or one of the settings.",
        )
    return found


def _same_for_all(expression: Expression, entity: str) -> bool:
    own = any(of == entity for of, _ in expression.references)
    return not own and not expression.volatile and expression.prefixes_used <= {"settings"}


def _days(document: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """Put together to which days protection reaches, each by the member that gives the days; blank: not at all."""
    start = f"DAY_START({document['claimed_at']})"
    days = {"days": f"{start} + ({document['days']})"}
    if "extend_days" in document:
        extended = f"DAY_START({document['active_at']}) + ({document['extend_days']})"
        days["extend_days"] = f"IF({_active(document, reading)}, {extended}, BLANK())"
    if "max_days" in document:
        days["max_days"] = f"{start} + ({document['max_days']})"
    return days


def _recycle(document: Mapping[str, Any], reading: Reading) -> str:
    """Put together the last day of protection."""
    days = _days(document, reading)
    last = days["days"]
    if "extend_days" in days:
        last = f"MAX({last}, {days['extend_days']})"
    if "max_days" in days:
        last = f"MIN({last}, {days['max_days']})"
    return f"IF({_held(document)}, {last}, BLANK())"


def _due(document: Mapping[str, Any], reading: Reading) -> str:
    """Put together whether a record goes back: after its last day, on the last one there can be, or when nobody
    got in touch in time."""
    claimed = document["claimed_at"]
    reasons = [f"TODAY() > ({_recycle(document, reading)})"]
    if "max_days" in document:
        reasons.append(f"TODAY() >= DAY_START({claimed}) + ({document['max_days']})")
    if "first_contact_hours" in document:
        idle = f"NOT({_active(document, reading)})" if "active_at" in document else "TRUE"
        late = f"MINUTES(NOW(), {claimed}) >= 60 * ({document['first_contact_hours']})"
        reasons.append(f"({idle} AND {late})")
    return f"{_held(document)} AND ({' OR '.join(reasons)})"


def _stale(document: Mapping[str, Any], reading: Reading) -> str:
    """Put together whether the fields that the pool keeps are behind."""
    unnoted = f"(NOT(ISBLANK(owner)) AND ISBLANK({document['claimed_at']}))"
    return f"{unnoted} OR {document['recycle_on']} <> {_recycle(document, reading)}"


def _held(document: Mapping[str, Any]) -> str:
    """Put together whether a record is in somebody's hands and may be taken from him."""
    parts = ["NOT(ISBLANK(owner))", f"NOT(ISBLANK({document['claimed_at']}))"]
    condition = about(document)
    if condition is not None:
        parts.append(f"({condition})")
    if "keep_when" in document:
        parts.append(f"NOT({document['keep_when']})")
    return "(" + " AND ".join(parts) + ")"


def _active(document: Mapping[str, Any], reading: Reading) -> str:
    """Put together whether there was an activity since the record was claimed."""
    active, claimed = document["active_at"], document["claimed_at"]
    assert reading.vocabulary is not None
    kind: Type = reading.vocabulary.members(reading.entity)[active].type
    return f"({active} >= {claimed if kind.kind == 'datetime' else f'DAY_START({claimed})'})"
