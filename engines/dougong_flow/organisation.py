"""Organisation: who reports to whom and who holds what, at one moment, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


class ReportingCycle(Exception):
    """The reporting line above a person runs in a circle."""

    def __init__(self, person: UUID) -> None:
        self.person = person
        super().__init__(f"The reporting line above {person} runs in a circle.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A snapshot: direct supervisors, who is active, members of the app's roles and of teams, flow admins."""

    active: frozenset[UUID] = frozenset()
    supervisors: Mapping[UUID, UUID] = field(default_factory=dict)
    roles: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)
    teams: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    administrators: tuple[UUID, ...] = ()

    def supervisor(self, person: UUID, level: int = 1) -> UUID | None:
        """Return the active supervisor `level` steps up; vacant levels are skipped.

        None when the line ends before that. Raises ReportingCycle when it never does.
        """
        seen = {person}
        above = self.supervisors.get(person)
        while above is not None:
            if above in seen:
                raise ReportingCycle(person)
            seen.add(above)
            if above in self.active:
                level -= 1
                if level == 0:
                    return above
            above = self.supervisors.get(above)
        return None
