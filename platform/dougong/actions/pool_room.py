"""Pool room: what a person holds of a pool and has claimed, and what stands against one more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from dougong.access.scope import scope_of
from dougong.actions.act import Act
from dougong.automation import pools
from dougong.context import system_principal
from dougong.errors import Conflict
from dougong.records.meeting import count_owned, count_owned_in
from dougong_rule import Condition, Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a person, and his department, hold of a pool, what he has claimed today, when he may claim again, and how
    much he may; None: no bound.
    """

    held: int
    claimed: int
    hold: int | None
    per_day: int | None
    department_held: int = 0
    department_hold: int | None = None
    next_claim: datetime | None = None

    @property
    def free(self) -> bool:
        """Say whether there is room for one more."""
        try:
            self.refuse("")
        except Conflict:
            return False
        return True

    def refuse(self, again: str) -> None:
        """Raise Conflict when there is no room for one more; `again` is the next moment in words."""
        if self.hold is not None and self.held >= self.hold:
            raise Conflict(f"You hold {self.held} records of this pool; {self.hold} are the most.")
        if self.department_hold is not None and self.department_held >= self.department_hold:
            raise Conflict(
                f"Your department holds {self.department_held} records of this pool; {self.department_hold} are the most."
            )
        if self.per_day is not None and self.claimed >= self.per_day:
            raise Conflict(
                f"You have claimed {self.claimed} records today; {self.per_day} are the most in a day."
            )
        if self.next_claim is not None:
            raise Conflict(f"You may claim the next record from {again} on.")


def room_of(act: Act, pool: Pool, person: UUID) -> Room:
    """Return the room that a person has in a pool."""
    context = act.context
    everything = scope_of(act.app, pool.entity, system_principal("pools"))
    counted = [one.expression for one in (pool.when, pool.counts) if one is not None]
    today = datetime.combine(context.today, time(), context.zone)
    hold, per_day = bound(act, pool.hold), bound(act, pool.per_day)
    together, hours = bound(act, pool.department_hold), bound(act, pool.every_hours)
    department = None if together is None else act.departments.of(person)
    last = None if hours is None else pools.last_claim(context, pool, person)
    following = None if hours is None or last is None else last + timedelta(hours=hours)
    return Room(
        held=0 if hold is None else count_owned(context, everything, person, counted),
        claimed=0 if per_day is None else pools.claimed_since(context, pool, person, today),
        hold=hold,
        per_day=per_day,
        department_held=0 if department is None else count_owned_in(context, everything, department, counted),
        department_hold=None if department is None else together,
        next_claim=following if following is not None and following > context.now else None,
    )


def lost_lately(act: Act, pool: Pool, record: UUID, person: UUID) -> datetime | None:
    """Return when a person who had a record before may claim it again; None when nothing stands against it."""
    hours = bound(act, pool.again_after_hours)
    lost = None if hours is None else pools.lost_by(act.context, record, person)
    again = None if hours is None or lost is None else lost + timedelta(hours=hours)
    return again if again is not None and act.context.now < again else None


def bound(act: Act, number: Condition | None) -> int | None:
    """Return a bound of a pool; one whose setting is blank is none."""
    found = None if number is None else number.value(act.names)
    return int(found) if isinstance(found, Decimal | int) and not isinstance(found, bool) else None
