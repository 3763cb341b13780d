"""Joining: where branches come together. A parallel join waits for one token by each edge of the same split; an
inclusive one while a token of the split can still reach it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dougong_flow.instance import Region, Token, TokenState, VisitState
from dougong_flow.machine import Machine, Move
from dougong_flow.nodes.inclusive import InclusiveGateway
from dougong_model import replace

Group = tuple[str, UUID | None]
"""Tokens that wait for each other: the join, and the region that it closes."""


def fire_ready(machine: Machine) -> bool:
    """Open the first join that has what it waits for, and say whether there was one."""
    for (join, region), tokens in _waiting(machine).items():
        if isinstance(machine.flow.nodes[join], InclusiveGateway):
            ready = not _coming(machine, join, region)
        else:
            came = {token.edge_in for token in tokens}
            ready = came >= set(machine.flow.graph.incoming[join])
        if ready:
            fire(machine, join, region, tokens)
            return True
    return False


def halt_starved(machine: Machine) -> None:
    """Open an incident at joins that nothing can fill any more."""
    for (join, region), tokens in _waiting(machine).items():
        if isinstance(machine.flow.nodes[join], InclusiveGateway):
            continue
        came = {token.edge_in for token in tokens}
        missing = set(machine.flow.graph.incoming[join]) - came
        if all(_may_come(machine, edge, join, region) for edge in missing):
            continue
        visits = {token.visit for token in tokens}
        if not any(one.visit in visits and one.resolved_at is None for one in machine.incidents.values()):
            last = machine.visits[tokens[-1].visit]  # type: ignore[index]
            machine.halt(last, "join_starved", "A branch that this join waits for will never arrive.")


def fire(machine: Machine, join: str, region: UUID | None, tokens: Sequence[Token]) -> None:
    """Let waiting tokens become one, which goes on outside the region."""
    last = tokens[-1]
    assert last.visit is not None
    taken: dict[str | None, Token] = {}
    for token in tokens:
        taken.setdefault(token.edge_in, token)
    for token in taken.values():
        assert token.visit is not None
        machine.close_visit(machine.visits[token.visit], "joined")
        token.state = TokenState.CONSUMED
    opened = machine.regions[region] if region else None
    outside = machine.tokens[machine.visits[opened.visit].token] if opened and opened.visit else None
    out = machine.new_token(
        join,
        region=outside.region if outside else None,
        branch=outside.branch if outside else None,
    )
    previous = opened.visit if opened else machine.visits[last.visit].previous
    out.last_visit = _last_human(machine, list(taken.values()))
    if opened is not None:
        branches = {
            branch
            for token in taken.values()
            for one, branch in machine.regions_of(token)
            if one == opened.id
        }
        machine.regions[opened.id] = replace(opened, arrived=len(branches), joined=out.id, fired_by=last.id)
    machine.record("joined", visit=machine.visits[last.visit], branches=len(taken))
    # Without an edge the gateway is not entered as a join again but left.
    machine.moves.append(Move(token=out, node=join, previous=previous))


def _last_human(machine: Machine, tokens: Sequence[Token]) -> UUID | None:
    """Return the last human visit of the branches; one that was rejected counts before the others."""
    last = [token.last_visit for token in tokens if token.last_visit is not None]
    rejected = [visit for visit in last if machine.visits[visit].outcome == "rejected"]
    found = rejected or last
    return found[-1] if found else None


def region_of(machine: Machine, token: Token, join: str) -> UUID | None:
    """Return the region that a join closes for a token: the nearest around it that the join's split opened."""
    opener = machine.flow.graph.openers.get(join)
    around = [machine.regions[region] for region, _ in machine.regions_of(token)]
    found: list[Region] = []
    for region in around:
        if region.node == opener:
            return region.id
        found.append(region)
    return found[0].id if found else None


def _waiting(machine: Machine) -> dict[Group, list[Token]]:
    """Return the tokens that stand at joins by group, in the order of arrival."""
    found: dict[Group, list[Token]] = {}
    for visit in machine.visits.values():
        if visit.waits_for == "join" and visit.state is VisitState.OPEN:
            token = machine.token_of(visit)
            if token.visit == visit.id and token.state is TokenState.LIVE:
                group = (token.node, region_of(machine, token, token.node))
                found.setdefault(group, []).append(token)
    return found


def _others(machine: Machine, join: str, region: UUID | None) -> list[Token]:
    """Return the live tokens of a region that do not wait at its join."""
    return [
        token
        for token in machine.live()
        if any(one == region for one, _ in machine.regions_of(token))
        and not (token.node == join and token.visit and machine.visits[token.visit].waits_for == "join")
    ]


def _coming(machine: Machine, join: str, region: UUID | None) -> bool:
    reachable = machine.flow.graph.reachable
    return any(join in reachable[token.node] for token in _others(machine, join, region))


def _may_come(machine: Machine, edge: str, join: str, region: UUID | None) -> bool:
    source = next(source for name, source, _ in machine.flow.graph.ways if name == edge)
    reachable = machine.flow.graph.reachable
    return any(
        token.node == source or source in reachable[token.node] for token in _others(machine, join, region)
    )
