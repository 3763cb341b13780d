"""Start: where an instance begins, and where its initiator mends it when it was sent back."""

from __future__ import annotations

from typing import Any

from dougong_flow.checking import check_ways
from dougong_flow.definition import START, Flow, StartEvent, Trigger
from dougong_flow.instance import Visit
from dougong_flow.machine import Machine, Move
from dougong_flow.reader import Reader
from dougong_flow.returns import send_back
from dougong_model import Effect, Problem


def parse(reader: Reader, raw: Any, pointer: str) -> StartEvent:
    """Read the `start` member of a document."""
    start = reader.mapping(raw, pointer)
    reader.members(
        start,
        ("on", "form", "changed", "state", "when", "set", "back", "fields", "name", "id", "at", "bpmn"),
        pointer,
    )
    fields = reader.vocabulary.members(reader.entity)
    changed = [
        reader.text(key, f"{pointer}/changed/{index}")
        for index, key in enumerate(reader.sequence(start.get("changed", ()), f"{pointer}/changed"))
    ]
    for index, key in enumerate(changed):
        if key and key not in fields:
            reader.problem("unknown_field", f"{pointer}/changed/{index}", f"There is no field “{key}”.")
    return StartEvent(
        key=START,
        id=START,
        name=reader.name(start.get("name"), f"{pointer}/name"),
        trigger=reader.choice(Trigger, start.get("on"), f"{pointer}/on", Trigger.BUTTON),
        form=reader.key(start["form"], f"{pointer}/form") if "form" in start else None,
        changed=frozenset(changed),
        state=reader.text(start["state"], f"{pointer}/state") if "state" in start else None,
        when=reader.condition(start.get("when"), f"{pointer}/when"),
        set=reader.setting_values(start.get("set"), f"{pointer}/set"),
        back=reader.setting_values(start.get("back"), f"{pointer}/back"),
        fields=reader.field_rights(start.get("fields"), f"{pointer}/fields"),
    )


def check(flow: Flow, node: StartEvent) -> list[Problem]:
    """Return what is wrong with the ways out."""
    return check_ways(flow, node)


def enter(machine: Machine, move: Move) -> None:
    """Give the case to its initiator; an edge that leads here sends the whole case back."""
    if move.edge is not None:
        send_back(machine)
        return
    visit = machine.open_visit(move)
    machine.open_seat(visit, machine.header.initiator, "initiator")
    machine.restore(visit.round)


def submitted(machine: Machine, visit: Visit) -> None:
    """Leave the start event, by way of its `set` when it has one."""
    if machine.flow.start.set:
        machine.carry_out(
            visit,
            (Effect(kind="SetFields", arguments=dict(machine.flow.start.set)),),
            f"flow:{machine.header.id}:start:{visit.round}",
        )
    else:
        machine.pass_on(visit)
