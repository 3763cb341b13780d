"""Accounts: who can sign in, and how a workspace gets its first administrator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.errors import Invalid, NotSignedIn
from dougong.identity.secrets import hash_password, new_token, password_matches, token_hash
from dougong.identity.sessions import end_all_sessions
from dougong.identity.tables import account, membership, person, setup_token, workspace
from dougong_model import Problem, uuid7

_LOGIN = re.compile(r"[\w.+@-]+")
"""Letters and digits of any script, and what addresses of mail have besides."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account and the person it stands for in one workspace."""

    id: UUID
    person: UUID


def create_account(
    conn: sa.Connection, *, login: str, password: str, person_id: UUID, workspace_key: str, now: datetime
) -> Account:
    """Make an account for a person; the login is unique over the server, compared in lower case."""
    name = login.strip().lower()
    problems = login_problems(name)
    if problems:
        raise Invalid(problems[0].message if name else "Give a login name.", problems=problems)
    hashed = hash_password(password)
    identity = uuid7()
    made = conn.execute(
        insert(account)
        .values(id=identity, login=name, password_hash=hashed, created_at=now, password_changed_at=now)
        .on_conflict_do_nothing(index_elements=[account.c.login])
        .returning(account.c.id)
    ).scalar_one_or_none()
    if made is None:
        raise Invalid(
            "This login name is taken.",
            problems=[
                Problem(
                    code="not_unique", pointer="/login", message="This login name is taken. Choose another."
                )
            ],
        )
    conn.execute(sa.insert(membership).values(account_id=made, workspace=workspace_key, person_id=person_id))
    return Account(made, person_id)


def login_problems(login: str) -> list[Problem]:
    """Tell what is wrong with the form of a login name; whether it is taken is another question."""
    name = login.strip()
    if name and not _LOGIN.fullmatch(name):
        message = "A login name has letters, digits and . _ - + @ only, without spaces."
        return [Problem(code="login", pointer="/login", message=message)]
    if not name or len(name) > 200:
        return [Problem(code="required", pointer="/login", message="A login name of at most 200 characters.")]
    return []


def check_password(conn: sa.Connection, *, login: str, password: str, workspace_key: str) -> Account:
    """Return the account of a login and password; the same refusal and cost whatever is wrong."""
    row = conn.execute(
        sa.select(account.c.id, account.c.password_hash, membership.c.person_id)
        .select_from(
            account.join(membership, membership.c.account_id == account.c.id).join(
                person, person.c.id == membership.c.person_id
            )
        )
        .where(
            account.c.login == login.strip().lower(),
            membership.c.workspace == workspace_key,
            account.c.active,
            person.c.active,
        )
    ).one_or_none()
    if not password_matches(row.password_hash if row else None, password) or row is None:
        raise NotSignedIn("The login name or the password is wrong.")
    return Account(row.id, row.person_id)


def set_password(
    conn: sa.Connection, *, person_id: UUID, password: str, now: datetime, keep: str | None = None
) -> None:
    """Change a person's password and end all his sessions but the one that `keep` names."""
    accounts = sa.select(membership.c.account_id).where(membership.c.person_id == person_id)
    conn.execute(
        sa.update(account)
        .where(account.c.id.in_(accounts))
        .values(password_hash=hash_password(password), password_changed_at=now)
    )
    end_all_sessions(conn, person_id, but=keep)


def logins_of(conn: sa.Connection, people: list[UUID]) -> dict[UUID, str]:
    """Return the login name of each of these people who can sign in."""
    rows = conn.execute(
        sa.select(membership.c.person_id, account.c.login)
        .select_from(membership.join(account, account.c.id == membership.c.account_id))
        .where(membership.c.person_id.in_(people))
    )
    return {row.person_id: row.login for row in rows}


def needs_setup(conn: sa.Connection) -> bool:
    """Say whether no administrator can sign in yet; people of demo data alone do not set a server up."""
    administrators = (
        sa.select(membership.c.account_id)
        .join(person, person.c.id == membership.c.person_id)
        .where(person.c.administrator)
    )
    return not conn.execute(sa.select(sa.exists(administrators))).scalar_one()


def issue_setup_token(conn: sa.Connection, now: datetime) -> str:
    """Make the one-time token with which the first administrator is created; earlier ones end."""
    conn.execute(sa.delete(setup_token))
    token = new_token()
    conn.execute(sa.insert(setup_token).values(id=token_hash(token), created_at=now))
    return token


def spend_setup_token(conn: sa.Connection, token: str) -> None:
    """Use up the set-up token; raises NotSignedIn when it is not the one that was printed."""
    used = conn.execute(
        sa.delete(setup_token).where(setup_token.c.id == token_hash(token)).returning(setup_token.c.id)
    ).scalar_one_or_none()
    if used is None or not needs_setup(conn):
        raise NotSignedIn.at(
            "/token",
            "This set-up link is not valid any more. The server printed a new one when it started.",
        )


def register_workspace(conn: sa.Connection, key: str, name: str, now: datetime) -> None:
    """Note a workspace in the platform schema; it may be there already."""
    conn.execute(
        insert(workspace)
        .values(key=key, name=name, created_at=now)
        .on_conflict_do_nothing(index_elements=[workspace.c.key])
    )
