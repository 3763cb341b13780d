"""Lineage: the visits that led to a place, and those that came of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from dougong_flow.instance import Region, Token, Visit


def lineage(visits: Mapping[UUID, Visit], visit: UUID | None) -> Iterator[Visit]:
    """Yield a visit and those before it on its way, the latest first; a region that was joined is one step."""
    while visit is not None:
        found = visits[visit]
        yield found
        visit = found.previous


def passed(
    visits: Mapping[UUID, Visit],
    regions: Mapping[UUID, Region],
    tokens: Mapping[UUID, Token],
    visit: UUID | None,
) -> Iterator[Visit]:
    """Yield the lineage of a visit with the visits in the regions that it passed through."""
    for one in lineage(visits, visit):
        yield one
        for region in regions.values():
            if region.visit == one.id and region.joined is not None:
                yield from inside(visits, regions, tokens, region.id)


def inside(
    visits: Mapping[UUID, Visit], regions: Mapping[UUID, Region], tokens: Mapping[UUID, Token], region: UUID
) -> Iterator[Visit]:
    """Yield the visits made within a region, and within those opened there."""
    within = {region}
    for one in regions.values():
        if one.visit is not None and tokens[visits[one.visit].token].region in within:
            within.add(one.id)
    for visit in visits.values():
        if tokens[visit.token].region in within:
            yield visit
