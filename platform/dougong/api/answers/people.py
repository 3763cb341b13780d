"""Answers about people: oneself, others, places, roles, tokens, sessions, notices."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from dougong.api.answers.apps import AppSummary
from dougong.api.answers.base import Answer, Localised, PersonRef, RecordLink, absent

Language = Literal["en", "zh"]
ThemeChoice = Literal["system", "light", "dark"]
TokenScope = Literal["read", "write", "design", "administer"]


class Person(Answer):
    """A person; an administrator and he himself see everything, others name and place."""

    id: UUID
    name: str
    active: bool
    department: PersonRef | None
    supervisor: PersonRef | None
    login: str | None = absent()
    email: str | None = absent()
    phone: str | None = absent()
    administrator: bool = absent()
    language: Language = absent()
    zone: str = absent()
    theme: ThemeChoice = absent()
    version: int = absent()
    teams: list[UUID] = absent()
    positions: list[UUID] = absent()
    roles: dict[str, list[str]] = absent()


class HeldList(Answer):
    """How many records of one list a person owns."""

    app: str
    entity: str
    records: int


class Holdings(Answer):
    """What depends on a person: records by list, and the approvals that wait for him."""

    lists: list[HeldList]
    seats: int


class PersonPage(Answer):
    """A page of people."""

    items: list[Person]
    next: UUID | None


class Self(Answer):
    """The person signed in."""

    id: UUID
    name: str
    active: bool
    department: PersonRef | None
    departments: list[PersonRef] = absent()
    supervisor: PersonRef | None
    login: str | None
    email: str | None
    phone: str | None
    administrator: bool
    language: Language
    zone: str
    theme: ThemeChoice
    version: int
    teams: list[UUID]
    positions: list[UUID]
    roles: dict[str, list[str]]


class Me(Answer):
    """The person signed in, the workspace's currency, his apps, and how much waits for him."""

    person: Self
    currency: str
    apps: list[AppSummary]
    inbox: int
    notices: int


class SignedIn(Answer):
    """Who has just signed in, or changed himself."""

    person: Self


class SetUp(Answer):
    """The id of the first administrator."""

    person: UUID


class Organisation(Answer):
    """Whose the workspace is; `language` and `zone` are those that a new person begins with."""

    name: str
    language: Language
    zone: str
    currency: str
    trash_days: int | None


class ToldName(Answer):
    """The name that visitors of public forms read; blank while nobody has given one."""

    name: str


class TrashKept(Answer):
    """For how many days the trash keeps a record; null for good."""

    days: int | None


class OpenSession(Answer):
    """One open session of a person."""

    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime
    agent: str


class SessionList(Answer):
    """One's open sessions."""

    items: list[OpenSession]


class Token(Answer):
    """An API token without its secret."""

    id: UUID
    name: str
    scopes: list[TokenScope]
    created_at: datetime
    expires_at: datetime | None
    seen_at: datetime | None


class TokenList(Answer):
    """One's API tokens."""

    items: list[Token]


class MadeToken(Answer):
    """A new token; `token` is its secret, shown this once."""

    id: UUID
    name: str
    scopes: list[TokenScope]
    expires_at: datetime | None
    token: str


class Role(Answer):
    """A role of an app."""

    key: str
    id: str
    name: Localised
    default: bool


class RoleList(Answer):
    """The roles of an app."""

    items: list[Role]


class Place(Answer):
    """A department (with parent and head), a team (with members) or a position."""

    id: UUID
    name: str
    parent: UUID | None = absent()
    head: UUID | None = absent()
    members: list[UUID] = absent()


class PlaceList(Answer):
    """Places of one kind."""

    items: list[Place]


class PlaceName(Answer):
    """A place that was made or changed."""

    id: UUID
    name: str


class Notice(Answer):
    """Something a person was told."""

    id: UUID
    at: datetime
    title: str
    body: str
    read: bool
    link: RecordLink | None
    file: UUID | None


class NoticePage(Answer):
    """A page of notices."""

    items: list[Notice]
    next: UUID | None
    unread: int


class Unread(Answer):
    """How many notices are unread."""

    unread: int
