"""Organisation: who reports to whom and who holds what, at one moment, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID


class ReportingCycle(Exception):
    """The reporting line above a person runs in a circle."""

    def __init__(self, person: UUID) -> None:
        self.person = person
        super().__init__(f"The reporting line above {person} runs in a circle.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A snapshot: direct supervisors, who is active, members of the app's roles and of teams, flow admins.

    `departments` are people's own, `parents` those above a department, `heads` who leads one. `successors` take
    over from who has left; `proxies` stand in for others now.
    """

    active: frozenset[UUID] = frozenset()
    supervisors: Mapping[UUID, UUID] = field(default_factory=dict)
    roles: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    teams: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    administrators: tuple[UUID, ...] = ()
    departments: Mapping[UUID, UUID] = field(default_factory=dict)
    parents: Mapping[UUID, UUID] = field(default_factory=dict)
    heads: Mapping[UUID, UUID] = field(default_factory=dict)
    successors: Mapping[UUID, UUID] = field(default_factory=dict)
    proxies: Mapping[UUID, UUID] = field(default_factory=dict)

    def line(self, person: UUID) -> Iterator[UUID]:
        """Yield the active supervisors above a person, the nearest first; vacant levels are skipped.

        Raises ReportingCycle when the line never ends.
        """
        seen = {person}
        above = self.supervisors.get(person)
        while above is not None:
            if above in seen:
                raise ReportingCycle(person)
            seen.add(above)
            if above in self.active:
                yield above
            above = self.supervisors.get(above)

    def supervisor(self, person: UUID, level: int = 1) -> UUID | None:
        """Return the active supervisor `level` steps up, or None when the line ends before that.

        Raises ReportingCycle when it never does.
        """
        nearest = self.supervisors.get(person)
        if level == 1 and nearest in self.active and nearest != person:
            return nearest
        for above in self.line(person):
            level -= 1
            if not level:
                return above
        return None

    def head(self, person: UUID, level: int = 1) -> UUID | None:
        """Return who leads a person's department (level 1) or one so many above it; None where nobody does.

        Raises ReportingCycle when the departments lie in a circle.
        """
        department = self.departments.get(person)
        seen: set[UUID] = set()
        while department is not None:
            if department in seen:
                raise ReportingCycle(person)
            seen.add(department)
            if len(seen) == level:
                return self.heads.get(department)
            department = self.parents.get(department)
        return None

    def stand_in(self, person: UUID) -> UUID | None:
        """Return the active person who acts in place of an inactive one: who took over, or his proxy now."""
        seen = {person}
        found = self.successors.get(person)
        while found is not None and found not in self.active and found not in seen:
            seen.add(found)
            found = self.successors.get(found)
        if found in self.active:
            return found
        proxy = self.proxies.get(person)
        return proxy if proxy in self.active else None

    def may_act_for(self, actor: UUID, person: UUID) -> bool:
        """Say whether somebody may use another's seat: he himself, or his proxy while he stands in."""
        return actor == person or (actor in self.active and self.proxies.get(person) == actor)
