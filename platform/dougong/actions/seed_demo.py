"""Seed: the rows that come with a template, and its demo: places, people and a story played through the app.

The story is not copied into tables: every act goes through the one writer at its own moment in the past, so
rules score and assign, clocks run, approvals are decided, and the timeline tells it all.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.actions.apply import apply
from dougong.actions.decide_seat import decide_seat
from dougong.actions.demo_story import Demo, DemoAct, is_moment, moment_parts, read_demo
from dougong.actions.install_app import Installed
from dougong.actions.press_button import press_button
from dougong.context import Context, Principal, system_principal
from dougong.errors import Conflict, DougongError, Invalid
from dougong.identity.accounts import create_account
from dougong.identity.people import create_person, create_place, organisation_row, set_members, set_roles
from dougong.identity.sessions import read_principal
from dougong.identity.tables import account, department, membership, team, team_member
from dougong.metadata import App, published
from dougong.metadata.settings import set_settings
from dougong.processes.inbox import inbox_page
from dougong.records.changes import Change
from dougong.records.load import load
from dougong.settings import settings
from dougong_flow import Verb
from dougong_form import Field, ValueRefused, system_fields
from dougong_model import Problem, uuid7

_OWNER = "owner:"
_DECISIONS: Mapping[str, Verb] = {"approve": Verb.APPROVE, "reject": Verb.REJECT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What was loaded: how many acts, the demo people as (login, name, roles), and their common password."""

    acts: int = 0
    people: tuple[tuple[str, str, str], ...] = ()
    password: str | None = None


def seed_app(
    context: Context, installed: Installed, *, demo: bool = False, demo_password: str | None = None
) -> Seeded:
    """Load an installed template's demo when asked for; its people sign in with one password.

    Without `demo_password` a random one is made; the answer tells it, and nothing else does.
    """
    if not demo and demo_password is None:
        return Seeded()
    app = published(context.conn, installed.key)
    home = organisation_row(context.conn)
    parents = {key: one.entity.parent for key, one in app.entities.items() if one.entity.parent is not None}
    story = read_demo(installed.tree.data, parents, home.language, context.today, context.zone)
    password = demo_password or secrets.token_urlsafe(9)
    stage = _Stage(context.with_(cause="demo"), app)
    people = stage.cast(story, password)
    for act in story.acts:
        stage.play(act)
    return Seeded(acts=len(story.acts), people=people, password=password if people else None)


@dataclass(slots=True)
class _Stage:
    """The app while its story is played: who and what the keys of the files stand for."""

    context: Context
    app: App
    people: dict[str, UUID] = field(default_factory=dict)
    places: dict[str, UUID] = field(default_factory=dict)
    records: dict[str, tuple[str, UUID]] = field(default_factory=dict)
    principals: dict[str, Principal] = field(default_factory=dict)

    # Places and people

    def cast(self, story: Demo, password: str) -> tuple[tuple[str, str, str], ...]:
        """Make departments, teams and people, bind the app's settings to teams; return who can sign in."""
        for row in story.departments:
            self.places[row["key"]] = self._place(department, "departments", row)
        for row in story.teams:
            self.places[row["key"]] = self._place(team, "teams", row)
        known = tuple(self._person(row, password) for row in story.people)
        for row in story.teams:
            members = [
                self.people[one["key"]] for one in story.people if row["key"] in _several(one["teams"])
            ]
            set_members(
                self.context.conn, team_member, "team_id", self.places[row["key"]], members, "/members"
            )
        bound = {
            setting: str(self.places[row["key"]])
            for row in story.teams
            for setting in _several(row["setting"])
        }
        if bound:
            set_settings(self.context.conn, self.app, bound)
        return known

    def _place(self, table: sa.Table, kind: str, row: Mapping[str, str]) -> UUID:
        found: UUID | None = self.context.conn.execute(
            sa.select(table.c.id).where(table.c.name == row["name"])
        ).scalar_one_or_none()
        if found is not None:
            return found
        values: dict[str, Any] = {"name": row["name"]}
        if row.get("parent"):
            values["parent_id"] = self.places[row["parent"]]
        return create_place(self.context.conn, kind, values)

    def _person(self, row: Mapping[str, str], password: str) -> tuple[str, str, str]:
        conn, ours = self.context.conn, settings()
        identity: UUID | None = conn.execute(
            sa.select(membership.c.person_id)
            .join(account, account.c.id == membership.c.account_id)
            .where(account.c.login == row["login"], membership.c.workspace == ours.dougong_workspace)
        ).scalar_one_or_none()
        if identity is None:
            identity = create_person(
                conn,
                self.context.now,
                {
                    "name": row["name"],
                    "email": row.get("email") or None,
                    "department_id": self.places.get(row["department"]),
                    "supervisor_id": self.people.get(row["supervisor"]),
                },
            )
            create_account(
                conn,
                login=row["login"],
                password=password,
                person_id=identity,
                workspace_key=ours.dougong_workspace,
                now=self.context.now,
            )
        roles = {str(one["key"]): str(one["id"]) for one in self.app.documents("role").values()}
        set_roles(conn, identity, self.app.id, [roles[key] for key in _several(row["roles"])])
        self.people[row["key"]] = identity
        return row["login"], row["name"], row["roles"]

    # Acts

    def play(self, act: DemoAct) -> None:
        """Play one act at its moment; raises Invalid with the file and line of one that is refused."""
        try:
            self._play(act)
        except DougongError as error:
            problems = error.problems or (Problem(code=error.code, message=error.detail or error.title),)
            raise Invalid(
                "The demo cannot be played.",
                problems=[
                    Problem(
                        code=one.code,
                        file=f"data/demo/{act.file}",
                        pointer=f"/{act.line}{one.pointer}",
                        message=one.message,
                        hint=one.hint,
                    )
                    for one in problems
                ],
            ) from error

    def _play(self, act: DemoAct) -> None:
        # Installed in the morning, what the story tells of the afternoon has just happened.
        moment = min(act.at.astimezone(UTC), self.context.now)
        context = self.context.with_(now=moment, principal=self._principal(act.by))
        if act.kind == "create":
            identity = uuid7()
            values = self._values(act.entity, act.values, act)
            values |= {
                key: [self._values(child, row, act) for row in rows] for key, child, rows in self._lines(act)
            }
            self._apply(
                context,
                Change(entity=act.entity, kind="create", id=identity, values=self._typed(act.entity, values)),
            )
            if act.record:
                self.records[act.record] = (act.entity, identity)
            return
        entity, identity = self.records[act.record]
        if act.kind == "change":
            typed = self._typed(entity, self._values(entity, act.values, act))
            self._apply(context, Change(entity=entity, kind="update", id=identity, values=typed))
        elif act.kind == "press":
            pressed = press_button(context, self.app, entity, identity, act.argument)
            if act.opens and pressed.open is not None:
                self.records[act.opens] = pressed.open
        elif act.kind in _DECISIONS:
            self._decide(context, identity, _DECISIONS[act.kind], act.argument)
        else:
            raise Invalid(f"There is no act “{act.kind}”.")

    def _apply(self, context: Context, change: Change) -> None:
        apply(context, self.app, [change])

    def _decide(self, context: Context, record: UUID, verb: Verb, comment: str) -> None:
        assert context.principal.person is not None
        waiting = inbox_page(context.conn, context.principal.person, "todo", limit=500)
        seat = next((row.seat for row in waiting if row.record == record), None)
        if seat is None:
            raise Conflict("Nothing about this record waits for this person.")
        decide_seat(context, seat, verb, comment=comment or None)

    def _principal(self, key: str) -> Principal:
        if not key:
            return system_principal("demo")
        if key.startswith(_OWNER):
            return self._owner(*self.records[key.removeprefix(_OWNER)])
        if key not in self.principals:
            self.principals[key] = read_principal(self.context.conn, self.people[key])
        return self.principals[key]

    def _owner(self, entity: str, record: UUID) -> Principal:
        """Return the person who owns a record at this moment of the story; the rules chose him."""
        row = load(self.context, self.app, entity, [record])[record]
        owner = row["owner"]
        assert isinstance(owner, UUID)
        return read_principal(self.context.conn, owner)

    # Values

    def _lines(self, act: DemoAct) -> list[tuple[str, str, Sequence[Mapping[str, str]]]]:
        tables = self.app.entities[act.entity].entity.sub_tables
        return [
            (key, str(one.entity), act.lines[str(one.entity)])
            for key, one in tables.items()
            if str(one.entity) in act.lines
        ]

    def _values(self, entity: str, cells: Mapping[str, str], act: DemoAct) -> dict[str, Any]:
        """Read cells into JSON values: keys of people and records become ids, days are counted from today."""
        fields = {**system_fields(entity), **self.app.entities[entity].entity.fields}
        return {key: self._value(fields[key], text, act) for key, text in cells.items()}

    def _value(self, one: Field, text: str, act: DemoAct) -> Any:
        if one.entity is not None:
            return self._reference(text)
        if one.type.name in ("date", "datetime") and is_moment(text):
            days, clock = moment_parts(text, act.file, act.line)
            day = self.context.today + timedelta(days=days)
            if one.type.name == "date":
                return day.isoformat()
            return datetime.combine(day, clock or time(9), self.context.zone).astimezone(UTC).isoformat()
        try:
            return one.type.from_text(one, text)
        except ValueRefused as error:
            raise Invalid(
                "A value does not fit.",
                problems=[Problem(code=error.code, pointer=f"/{one.key}", message=error.message)],
            ) from None

    def _reference(self, key: str) -> str | None:
        if not key:
            return None
        for known in (self.people, self.places):
            if key in known:
                return str(known[key])
        if key not in self.records:
            raise Invalid(f"There is no “{key}” yet.")
        return str(self.records[key][1])

    def _typed(self, entity: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        typed, problems = self.app.entities[entity].validator.read(values, partial=True)
        if problems:
            raise Invalid("Some values are refused.", problems=problems)
        return typed


def _several(text: str) -> list[str]:
    return [one.strip() for one in text.split("|") if one.strip()]
