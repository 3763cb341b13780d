"""Organisation: the people whom rules may assign to or tell, with their teams, roles and turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.access.grants import role_holders
from dougong.automation.tables import assignment_cursor
from dougong.context import Context
from dougong.identity.tables import person, team, team_member
from dougong.metadata import App


class People:
    """The organisation as one transaction sees it; each question is asked of the database once.

    Whoever takes a turn in a round robin holds its row until the transaction ends, so two leads that arrive
    together go to two people.
    """

    def __init__(self, context: Context, app: App) -> None:
        self.context, self.app = context, app
        self._teams: dict[UUID, tuple[UUID, ...] | None] = {}
        self._roles: dict[str, tuple[UUID, ...]] = {}
        self._cursors: dict[str, UUID | None] = {}
        self._shares: dict[str, Mapping[UUID, Decimal]] = {}

    @cached_property
    def _supervisors(self) -> dict[UUID, UUID | None]:
        rows = self.context.conn.execute(
            sa.select(person.c.id, person.c.supervisor_id).where(person.c.active)
        )
        return {row.id: row.supervisor_id for row in rows}

    def person(self, person: UUID) -> bool:
        """Say whether a person exists and is active."""
        return person in self._supervisors

    def team(self, team_id: UUID) -> Sequence[UUID] | None:
        """Return the active members of a team in the order they were hired; None when there is no such
        team."""
        if team_id not in self._teams:
            conn = self.context.conn
            known = conn.execute(sa.select(team.c.id).where(team.c.id == team_id)).first() is not None
            members = (
                sa.select(person.c.id)
                .join(team_member, team_member.c.person_id == person.c.id)
                .where(team_member.c.team_id == team_id, person.c.active)
                .order_by(person.c.id)
            )
            self._teams[team_id] = tuple(conn.execute(members).scalars()) if known else None
        return self._teams[team_id]

    def role(self, key: str) -> Sequence[UUID]:
        """Return the active people who have a role of the app, given or by default."""
        if key not in self._roles:
            holders = (
                sa.select(person.c.id)
                .where(person.c.active, role_holders(self.app, self.app.documents("role")[key]))
                .order_by(person.c.id)
            )
            self._roles[key] = tuple(self.context.conn.execute(holders).scalars())
        return self._roles[key]

    def supervisor(self, below: UUID, levels: int) -> UUID | None:
        """Return the active supervisor so many levels above a person."""
        found: UUID | None = below
        for _ in range(levels):
            found = None if found is None else self._supervisors.get(found)
        return found if found in self._supervisors else None

    def last(self, name: str) -> UUID | None:
        """Return whom a round robin took last, and hold its turn until the transaction ends."""
        if name not in self._cursors:
            conn, table = self.context.conn, assignment_cursor
            conn.execute(
                insert(table)
                .values(app_id=self.app.id, name=name, person_id=UUID(int=0), at=self.context.now)
                .on_conflict_do_nothing()
            )
            held = conn.execute(
                sa.select(table.c.person_id, table.c.shares)
                .where(table.c.app_id == self.app.id, table.c.name == name)
                .with_for_update()
            ).one()
            self._cursors[name] = held.person_id
            self._shares[name] = {UUID(one): Decimal(owed) for one, owed in held.shares.items()}
        return self._cursors[name]

    def shares(self, name: str) -> Mapping[UUID, Decimal]:
        """Return what the members of a group are owed in its turns by weight."""
        self.last(name)
        return self._shares[name]

    def move(self, name: str, taken: UUID, shares: Mapping[UUID, Decimal] | None = None) -> None:
        """Note whom a round robin took, and what is owed now when it goes by weight."""
        self._cursors[name] = taken
        self._shares[name] = shares or {}
        table = assignment_cursor
        self.context.conn.execute(
            sa.update(table)
            .values(
                person_id=taken,
                at=self.context.now,
                shares={str(one): str(owed) for one, owed in (shares or {}).items()},
            )
            .where(table.c.app_id == self.app.id, table.c.name == name)
        )


class Departments:
    """The main departments of people, asked of the database once for all who are known to be needed."""

    def __init__(self, conn: sa.Connection) -> None:
        self._conn = conn
        self._known: dict[UUID, UUID | None] = {}

    def know(self, people: Iterable[Any]) -> None:
        """Read the departments of several people at once; what is no person's id is left out."""
        missing = {one for one in people if isinstance(one, UUID)} - self._known.keys()
        if missing:
            rows = self._conn.execute(
                sa.select(person.c.id, person.c.department_id).where(person.c.id.in_(missing))
            )
            self._known |= {**dict.fromkeys(missing), **{row.id: row.department_id for row in rows}}

    def of(self, owner: UUID) -> UUID | None:
        """Return the main department of a person."""
        self.know((owner,))
        return self._known[owner]
