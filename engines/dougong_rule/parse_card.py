"""Reading a score card: document → Card, or every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong_model import DocumentError
from dougong_rule.decay import Decay, DecayKind
from dougong_rule.definition import Band, Card, CardLine
from dougong_rule.surroundings import Reading, Surroundings
from dougong_rule.triggers import parse_event

MOST_DECAY_DAYS = 3650


def parse_score_card(document: Mapping[str, Any], surroundings: Surroundings) -> Card:
    """Read, type and compile a score card; raises DocumentError with every problem found."""
    entity = str(document.get("entity", ""))
    reading = Reading(surroundings, entity)
    if reading.vocabulary is None:
        reading.refuse("/entity", "unknown_entity", f"There is no entity “{entity}”.")
    lines = tuple(_line(body, f"/lines/{at}", reading) for at, body in enumerate(document.get("lines", [])))
    if not lines:
        reading.refuse("/lines", "lines_expected", "A score card has at least one line.")
    bands = tuple(_band(body, f"/bands/{at}", reading) for at, body in enumerate(document.get("bands", [])))
    into = _into(document, "into", "number", reading)
    band_into = _into(document, "band_into", "text", reading)
    cap = _number(document["cap"], "/cap", reading) if "cap" in document else None
    if reading.problems:
        raise DocumentError(reading.problems)
    return Card(
        id=str(document["id"]),
        key=str(document["key"]),
        name=document.get("name", {}),
        entity=entity,
        lines=lines,
        bands=tuple(sorted(bands, key=lambda band: band.from_, reverse=True)),
        into=into,
        band_into=band_into,
        cap=cap,
        enabled=bool(document.get("enabled", True)),
    )


def _line(body: Any, pointer: str, reading: Reading) -> CardLine:
    if not isinstance(body, Mapping):
        reading.refuse(pointer, "line_shape", "A line has points and a condition or an event.")
        body = {}
    if ("when" in body) == ("event" in body):
        reading.refuse(pointer, "when_or_event", "A line has either a condition or an event.")
    trigger = parse_event(body["event"], body, f"{pointer}/event", reading) if "event" in body else None
    return CardLine(
        id=str(body.get("id", pointer)),
        points=_number(body.get("points"), f"{pointer}/points", reading),
        reason=body.get("reason", {}),
        condition=reading.condition(body.get("when"), f"{pointer}/when"),
        trigger=trigger,
        cap=_number(body["cap"], f"{pointer}/cap", reading) if "cap" in body else None,
        decay=_decay(body["decay"], f"{pointer}/decay", reading) if "decay" in body else None,
    )


def _decay(body: Any, pointer: str, reading: Reading) -> Decay | None:
    given = body if isinstance(body, Mapping) else {}
    kind, days = given.get("kind"), given.get("days")
    if kind not in [one.value for one in DecayKind]:
        known = ", ".join(one.value for one in DecayKind)
        reading.refuse(f"{pointer}/kind", "unknown_decay", f"kind is one of: {known}.")
        return None
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DECAY_DAYS:
        reading.refuse(
            f"{pointer}/days", "decay_days", f"The days are a whole number from 1 to {MOST_DECAY_DAYS}."
        )
        return None
    return Decay(kind=DecayKind(kind), days=days)


def _band(body: Any, pointer: str, reading: Reading) -> Band:
    if not isinstance(body, Mapping) or "key" not in body:
        reading.refuse(pointer, "band_shape", "A band has the score that it begins at, a key and a label.")
        body = {"from": 0, "key": ""}
    return Band(
        key=str(body["key"]),
        from_=_number(body.get("from"), f"{pointer}/from", reading),
        label=body.get("label", {}),
    )


def _number(value: Any, pointer: str, reading: Reading) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(value, bool) or not number.is_finite():
        reading.refuse(pointer, "number_expected", "A number is needed here.")
        return Decimal(0)
    return number


def _into(document: Mapping[str, Any], name: str, kind: str, reading: Reading) -> str | None:
    field = document.get(name)
    if field is None or reading.vocabulary is None:
        return None
    member = reading.vocabulary.members(reading.entity).get(field)
    if member is None or member.type.kind != kind:
        reading.refuse(f"/{name}", "wrong_field", f"“{field}” is not a {kind} field of this entity.")
        return None
    if field not in reading.surroundings.writable.get(reading.entity, ()):
        reading.refuse(f"/{name}", "not_writable", f"“{field}” is computed and cannot keep the score.")
    return str(field)
