"""First run: the first administrator is made with the one-time token that the server printed."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from dougong.actions.initialise import basics_problems, choose_basics, make_administrator
from dougong.api.answers.base import answered
from dougong.api.answers.people import SetUp
from dougong.api.bodies import Closed
from dougong.api.deps import PublicContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.api.routes.session import start_session
from dougong.errors import Invalid
from dougong.identity.accounts import login_problems, needs_setup, spend_setup_token
from dougong.identity.secrets import password_problems
from dougong.metadata.drafts import app_rows
from dougong.metadata.templates import templates
from dougong.workspace import workspace_currency

router = APIRouter(route_class=ContextRoute, prefix="/setup", tags=["Set-up"])


class SetupTemplate(BaseModel):
    """An app to start with."""

    key: str
    name: dict[str, str]
    summary: dict[str, str]


class SetupState(BaseModel):
    """Whether the server waits for its first administrator, and the apps he may start with."""

    needed: bool
    templates: list[SetupTemplate]
    currency: str | None = None


class SetupRequest(Closed):
    """The first administrator, and what holds for the whole workspace."""

    token: str = Field(max_length=200)
    login: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=100)
    organisation: str | None = Field(None, min_length=1, max_length=100)
    password: str = Field(max_length=1000)
    language: Literal["zh", "en"] = "zh"
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    zone: str | None = Field(None, max_length=60)


@router.get("")
def read_setup(context: PublicContext) -> SetupState:
    """Say whether set-up is needed, and while it is, what there is to start with."""
    needed = needs_setup(context.conn)
    there = {row.template for row in app_rows(context.conn)}
    found = [(one.key, one.tree.app) for one in templates() if one.key not in there] if needed else []
    return SetupState(
        needed=needed,
        currency=workspace_currency(context.conn) if needed else None,
        templates=[
            SetupTemplate(key=key, name=body["name"], summary=body.get("summary", {})) for key, body in found
        ],
    )


@router.post("", status_code=201, responses=answered(SetUp, status=201))
def set_up(
    body: SetupRequest, context: PublicContext, request: Request, response: Response
) -> dict[str, str]:
    """Make the first administrator and sign him in; the token works once."""
    spend_setup_token(context.conn, body.token)
    # All of them at once: who sets up corrects the form in one go.
    problems = [
        *login_problems(body.login),
        *password_problems(body.password),
        *basics_problems(body.zone, body.currency),
    ]
    if problems:
        raise Invalid("Some values are refused.", problems=problems)
    choose_basics(
        context,
        organisation=body.organisation,
        language=body.language,
        zone=body.zone,
        currency=body.currency,
    )
    made = make_administrator(
        context,
        login=body.login,
        name=body.name,
        password=body.password,
        language=body.language,
        workspace=settings_of(request).dougong_workspace,
    )
    start_session(request, response, context, made)
    return {"person": str(made.person)}
