"""The organisation: whose the workspace is, and what a new person begins with."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field, field_validator

from dougong.actions.initialise import choose_basics
from dougong.api.answers.base import answered
from dougong.api.answers.people import Organisation, ToldName, TrashKept
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, MemberContext
from dougong.api.opening import ContextRoute
from dougong.identity.people import organisation_row
from dougong.workspace import keep_trash, told_name

router = APIRouter(route_class=ContextRoute, prefix="/organisation", tags=["People"])


class OrganisationChange(Closed):
    """What may change of the organisation at any time; the currency may not, as amounts are kept in it."""

    name: str | None = Field(None, max_length=100)
    language: Literal["zh", "en"] | None = None
    zone: str | None = Field(None, max_length=60)
    trash_days: int | None = Field(None, ge=1, le=3650, description="null keeps deleted records for good")

    @field_validator("name", "language", "zone", mode="before")
    @classmethod
    def _given(cls, value: Any) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            raise ValueError("may be absent, but neither null nor blank")
        return value.strip() if isinstance(value, str) else value


@router.get("", responses=answered(Organisation))
def get_organisation(context: AdministratorContext) -> dict[str, Any]:
    """Return name, usual language and time zone, and the currency that amounts are kept in."""
    home = organisation_row(context.conn)
    return {
        "name": home.name,
        "language": home.language,
        "zone": home.zone,
        "currency": home.currency,
        "trash_days": home.trash_days,
    }


@router.patch("", responses=answered(Organisation))
def patch_organisation(body: OrganisationChange, context: AdministratorContext) -> dict[str, Any]:
    """Change the name that visitors of public forms read, or what a new person begins with."""
    choose_basics(context, organisation=body.name, language=body.language, zone=body.zone, currency=None)
    if "trash_days" in body.model_fields_set:
        keep_trash(context.conn, body.trash_days)
    return get_organisation(context)


@router.get("/told-name", responses=answered(ToldName))
def get_told_name(context: MemberContext) -> dict[str, Any]:
    """Return the name that visitors of public forms read; blank while nobody has given one."""
    return {"name": told_name(organisation_row(context.conn).name)}


@router.get("/trash", responses=answered(TrashKept))
def get_trash(context: MemberContext) -> dict[str, Any]:
    """Return for how many days deleted records are kept; null for good."""
    return {"days": organisation_row(context.conn).trash_days}
