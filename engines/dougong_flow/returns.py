"""Returns: where a request may go back to, and what is cancelled, undone and left out when it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from dougong_flow.definition import START, AfterReturn, HumanTask
from dougong_flow.instance import SeatState, Visit, VisitState
from dougong_flow.lineage import inside, lineage, passed
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.action import ActionStep
from dougong_flow.outcome import votes
from dougong_flow.routing import guards

INITIATOR = "initiator"
"""The word for the start as a target of return."""


def return_targets(machine: Machine, visit: Visit) -> Mapping[str, Visit | None]:
    """Return the nodes that a request at a visit may go back to, the nearest first, with their last visits.

    These are the human nodes on its way here: visited, upstream, in the same branch or outside it, never in a
    sibling branch; and the start.
    """
    found: dict[str, Visit | None] = {}
    for one in lineage(machine.visits, visit.previous):
        node = machine.flow.nodes.get(one.node)
        if isinstance(node, HumanTask) and one.node != visit.node and one.state is VisitState.DONE:
            found.setdefault(one.node, one)
    return {**found, START: None}


def previous_target(machine: Machine, visit: Visit) -> str:
    """Return the last human node on the way here, or the start."""
    return next(iter(return_targets(machine, visit)))


def offered_targets(machine: Machine, visit: Visit) -> tuple[str, ...]:
    """Return the targets of return that a node offers, as words of the interface."""
    node = machine.node_of(visit)
    found = [INITIATOR if key == START else key for key in return_targets(machine, visit)]
    if not isinstance(node, HumanTask) or node.return_to is None:
        return tuple(found)
    return tuple(
        word
        for at, word in enumerate(found)
        if word in node.return_to or (at == 0 and word != INITIATOR and "previous" in node.return_to)
    )


def send_back(machine: Machine) -> None:
    """Give the whole case back to its initiator: everything open goes, one token stands at the start."""
    _undo(machine, list(machine.visits.values()))
    machine.clear(SeatState.CANCELLED_BY_RETURN)
    machine.moves.append(Move(token=machine.new_token(START), node=START))


def go_back(machine: Machine, visit: Visit, target: str, *, jump_back: bool = False) -> None:
    """Put the token of a visit back to a node on its way, or to the start; raises KeyError for any other.

    Out of a parallel region everything in the region is cancelled; within a branch only that branch goes.
    """
    if target == START:
        send_back(machine)
        return
    to = return_targets(machine, visit)[target]
    assert to is not None
    token, destination = machine.token_of(visit), machine.tokens[to.token]
    here, there = machine.regions_of(token), machine.regions_of(destination)
    _undo(machine, _since(machine, visit, to))
    if len(here) > len(there):
        region = here[len(here) - len(there) - 1][0]
        _undo(machine, list(inside(machine.visits, machine.regions, machine.tokens, region)))
        for other in machine.live():
            if any(region == one for one, _ in machine.regions_of(other)):
                machine.drop(other, SeatState.CANCELLED_BY_RETURN)
        token = machine.new_token(target, region=destination.region, branch=destination.branch)
        jump_back = False
    else:
        machine.drop(token, SeatState.CANCELLED_BY_RETURN, keep_token=True)
    token.last_visit = _human_before(machine, to)
    machine.moves.append(
        Move(
            token=token,
            node=target,
            previous=to.previous,
            people=_same_people(machine, to),
            jump_back=_jump(machine, visit, target) if jump_back else None,
        )
    )


def jumps_back(machine: Machine, visit: Visit) -> bool:
    """Say whether what a node returns comes straight back to it."""
    node = machine.node_of(visit)
    return isinstance(node, HumanTask) and node.after_return is AfterReturn.JUMP_BACK


def jump_target(machine: Machine, visit: Visit) -> Move | None:
    """Return the move straight back to who returned the request to a visit that has now approved; None to walk the
    way again, as when what the gateways between read has changed.
    """
    jump = visit.jump_back
    if jump is None:
        return None
    between = _between(machine, visit.node, jump["node"])
    if guards(machine.flow, between, machine.scope(machine.token_of(visit))) != jump["guards"]:
        machine.record("replay", visit=visit)
        return None
    machine.record("jump_back", visit=visit, to=jump["node"])
    return Move(token=machine.token_of(visit), node=jump["node"], previous=visit.id)


def _jump(machine: Machine, visit: Visit, target: str) -> dict[str, object]:
    between = _between(machine, target, visit.node)
    return {
        "node": visit.node,
        "guards": guards(machine.flow, between, machine.scope(machine.token_of(visit))),
    }


def _between(machine: Machine, begin: str, end: str) -> frozenset[str]:
    graph = machine.flow.graph
    return graph.reachable[begin] & graph.upstream[end]


def _human_before(machine: Machine, visit: Visit) -> UUID | None:
    return next(
        (
            one.id
            for one in lineage(machine.visits, visit.previous)
            if isinstance(machine.flow.nodes.get(one.node), HumanTask) and one.state is VisitState.DONE
        ),
        None,
    )


def _same_people(machine: Machine, visit: Visit) -> tuple[UUID, ...]:
    node = machine.node_of(visit)
    if not isinstance(node, HumanTask) or not node.same_people:
        return ()
    active = machine.surroundings.organisation.active
    return tuple(seat.person for seat in machine.seats_of(visit.id) if votes(seat) and seat.person in active)


def _since(machine: Machine, visit: Visit, to: Visit) -> list[Visit]:
    """Return the visits on the way from one to another, and in the regions between."""
    found = []
    for one in passed(machine.visits, machine.regions, machine.tokens, visit.previous):
        if one.id == to.id:
            break
        found.append(one)
    return found


def _undo(machine: Machine, visits: Iterable[Visit]) -> None:
    """Compensate the action steps among visits that have run and say how; they run again when the way is walked."""
    for visit in visits:
        node = machine.flow.nodes.get(visit.node)
        if isinstance(node, ActionStep) and node.compensate and visit.outcome == "done":
            machine.ask_host(node.compensate, f"flow:{machine.header.id}:{node.id}:undo:{visit.round}")
            visit.outcome = "compensated"
            machine.record("compensate", visit=visit)
