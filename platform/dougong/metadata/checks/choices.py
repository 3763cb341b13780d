"""Check of choices: what documents set, wait for or compare with that a field of choices does not offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.metadata.checks.surroundings import Surroundings
from dougong.metadata.documents import Document, path_of
from dougong.metadata.uses import uses_in
from dougong_formula import Member
from dougong_model import Problem, Severity, localised


def unknown_choices(around: Surroundings, language: str) -> Iterator[Problem]:
    """Yield a problem for each choice that is named and is not there.

    What is given to a field would be refused, and a state that is waited for never entered. A comparison with
    what is not offered any more is only warned of: records may still hold it.
    """
    for kind, by_key in around.documents.items():
        for key, body in by_key.items():
            for use in uses_in(Document(kind=kind, key=key, body=body), around.names):
                if use.target[0] == "choice":
                    _, entity, field, choice = use.target
                    member = around.names.members(entity).get(field)
                    severity = Severity.ERROR if use.position is None else Severity.WARNING
                    yield from _unknown(
                        choice, member, path_of(kind, key), use.pointer, severity, language, use.position
                    )
            yield from _awaited(kind, key, body, around, language)


def _awaited(
    kind: str, key: str, body: Mapping[str, Any], around: Surroundings, language: str
) -> Iterator[Problem]:
    """Yield the states that a rule, a flow or a line of a score card waits for and nothing can have."""
    entity = around.entities.get(str(body.get("entity")))
    if entity is None:
        return
    members = around.names.members(entity.key)
    file = path_of(kind, key)
    if entity.states is not None:
        for pointer, states in _states(kind, body):
            for state in states:
                yield from _unknown(
                    state, members.get(entity.states.field), file, pointer, Severity.ERROR, language
                )
    changed = _started(body).get("changed") if kind == "rule" else None
    if not isinstance(changed, Mapping):
        return
    fields = _several(changed.get("fields"))
    if len(fields) == 1 and fields[0] in members and members[fields[0]].options:
        for name in ("from", "to"):
            for choice in _several(changed.get(name)):
                pointer = f"/on/changed/{name}"
                yield from _unknown(choice, members[fields[0]], file, pointer, Severity.ERROR, language)


def _states(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield where a document names states that it waits for, with them."""
    if kind == "rule":
        yield "/on/state_entered", _several(_started(body).get("state_entered"))
    elif kind == "flow":
        yield "/start/state", _several(body.get("start", {}).get("state"))
    elif kind == "scorecard":
        for index, line in enumerate(body.get("lines", ())):
            yield f"/lines/{index}/state", _several(line.get("state"))


def _started(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    events = rule.get("on")
    return events if isinstance(events, Mapping) else {}


def _unknown(
    choice: Any,
    member: Member | None,
    file: str,
    pointer: str,
    severity: Severity,
    language: str,
    position: int | None = None,
) -> Iterable[Problem]:
    # That the field is not there is told where it is named.
    if member is None or not isinstance(choice, str) or choice in member.options:
        return
    yield Problem(
        code="unknown_option",
        file=file,
        pointer=pointer,
        position=position,
        severity=severity,
        message=f"“{choice}” is not an option of “{localised(member.label, language) or member.key}”.",
        hint="One of: " + ", ".join(member.options),
    )


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
