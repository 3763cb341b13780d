"""Sign in and out, and what a person is told about himself."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field

from dougong.api.answers.base import answered
from dougong.api.answers.people import SessionList, SignedIn
from dougong.api.bodies import Closed
from dougong.api.credentials import COOKIE, SECURE_COOKIE
from dougong.api.deps import MemberContext, PublicContext, credential, database_of, settings_of
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import Invalid, NotSignedIn
from dougong.identity.accounts import Account, check_password, logins_of, set_password
from dougong.identity.people import change_person, list_people
from dougong.identity.sessions import ABSOLUTE, end_session, open_session
from dougong.identity.tables import session
from dougong.rates import spend
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, tags=["Session"])
_PER_ADDRESS, _PER_LOGIN, _WINDOW = 30, 10, timedelta(minutes=5)


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("not a time zone of the IANA list, such as Asia/Shanghai")
    return value


class SignIn(Closed):
    """A login name and its password."""

    login: str = Field(max_length=200)
    password: str = Field(max_length=1000)


class MeChange(Closed):
    """What a person sets for himself."""

    language: Literal["zh", "en"] | None = None
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    theme: Literal["system", "light", "dark"] | None = None


class PasswordChange(Closed):
    """A new password, with the present one."""

    present: str = Field(max_length=1000)
    new: str = Field(max_length=1000)


def start_session(request: Request, response: Response, context: Context, account: Account) -> None:
    """Open a session and set its cookie: HttpOnly, SameSite=Lax, and bound to the host when over TLS."""
    settings = settings_of(request)
    token = open_session(
        context.conn,
        account_id=account.id,
        person_id=account.person,
        workspace=settings.dougong_workspace,
        now=context.now,
        agent=request.headers.get("user-agent", ""),
    )
    secure = settings.public_url.startswith("https:")
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


@router.post("/session", responses=answered(SignedIn))
def sign_in(body: SignIn, request: Request, response: Response, context: PublicContext) -> dict[str, Any]:
    """Sign in; wrong ones are counted by address and by login in a transaction that a refusal does not undo."""
    address = request.client.host if request.client else "unknown"
    with database_of(request).begin() as counting:
        spend(counting, f"sign-in:{address}", limit=_PER_ADDRESS, window=_WINDOW, now=context.now)
        spend(
            counting,
            f"sign-in:{body.login.strip().lower()[:200]}",
            limit=_PER_LOGIN,
            window=_WINDOW,
            now=context.now,
        )
    account = check_password(
        context.conn,
        login=body.login,
        password=body.password,
        workspace_key=settings_of(request).dougong_workspace,
    )
    start_session(request, response, context, account)
    return {"person": describe_person(context, account.person)}


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response, context: MemberContext) -> None:
    """End the present session."""
    end_session(context.conn, credential(request))
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, path="/")


@router.get("/sessions", responses=answered(SessionList))
def list_sessions(context: MemberContext) -> dict[str, Any]:
    """List one's own open sessions, newest first."""
    rows = context.conn.execute(
        sa.select(session.c.created_at, session.c.seen_at, session.c.expires_at, session.c.agent)
        .where(session.c.person_id == context.principal.person)
        .order_by(session.c.created_at.desc())
    )
    return {"items": [dict(row._mapping) for row in rows]}


def describe_person(context: Context, person_id: UUID) -> dict[str, Any]:
    """Return a person as `/me` shows him."""
    (row,) = list_people(context.conn, only=person_id, limit=1)
    return {**row, "login": logins_of(context.conn, [person_id]).get(person_id)}


@router.patch("/me", responses=answered(SignedIn))
def change_me(body: MeChange, context: MemberContext) -> dict[str, Any]:
    """Change one's own language, zone or theme."""
    values = body.model_dump(exclude_unset=True, exclude_none=True)
    assert context.principal.person is not None
    if values:
        change_person(context.conn, context.principal.person, values)
    return {"person": describe_person(context, context.principal.person)}


@router.post("/me/password", status_code=204)
def change_password(body: PasswordChange, request: Request, context: MemberContext) -> None:
    """Change one's own password; every other session ends."""
    person_id = context.principal.person
    assert person_id is not None
    login = logins_of(context.conn, [person_id]).get(person_id)
    if login is None or context.principal.kind != "member":
        raise NotSignedIn("Only somebody signed in with a password can change it.")
    with database_of(request).begin() as counting:
        spend(counting, f"sign-in:{login}", limit=_PER_LOGIN, window=_WINDOW, now=context.now)
    try:
        check_password(
            context.conn,
            login=login,
            password=body.present,
            workspace_key=settings_of(request).dougong_workspace,
        )
    except NotSignedIn:
        # The session is good: this is a wrong value, not an answer that sends anybody to the sign-in.
        wrong = Problem(code="wrong_password", pointer="/present", message="The present password is wrong.")
        raise Invalid(wrong.message, problems=[wrong]) from None
    set_password(
        context.conn, person_id=person_id, password=body.new, now=context.now, keep=credential(request)
    )
