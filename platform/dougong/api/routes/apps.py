"""Apps: which there are for a person, what one is at run time, and installing, importing, uninstalling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, UploadFile
from pydantic import Field
from starlette.responses import Response

from dougong.actions.install_app import (
    Installed,
    create_blank_app,
    install_app,
    install_tree,
)
from dougong.actions.seed_demo import Seeded, seed_app
from dougong.actions.uninstall_app import app_contents, uninstall_app
from dougong.api.answers.apps import AppContents, AppDescription, AppList, Made, SettingsChanged, TemplateList
from dougong.api.answers.base import answered
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, IdempotencyKey, MemberContext, answer_object_once
from dougong.api.describe_app import app_summaries, describe_app
from dougong.api.opening import ContextRoute
from dougong.context import Context
from dougong.errors import BadRequest, TooLarge
from dougong.metadata.documents import tree_of_zip
from dougong.metadata.drafts import app_rows
from dougong.metadata.published import published
from dougong.metadata.settings import set_settings
from dougong.metadata.templates import templates

router = APIRouter(route_class=ContextRoute, tags=["Apps"])

_ZIP_LIMIT = 20_000_000
Name = Mapping[str, str]


class NewApp(Closed):
    """An app from a template, or an empty one."""

    template: str | None = Field(default=None, max_length=48)
    key: str | None = Field(default=None, max_length=48)
    name: dict[str, str] | str | None = None
    demo: bool = False
    mode: Literal["install", "clone"] = "install"


class Uninstall(Closed):
    """The key of the app once more, so that nobody does it by accident."""

    confirm: str = Field(max_length=48)


class SettingValues(Closed):
    """Settings of an app by key; null goes back to the default."""

    values: dict[str, Any] = Field(max_length=200)


@router.get("/apps", responses=answered(AppList))
def get_apps(context: MemberContext) -> dict[str, Any]:
    """List the apps that the caller has a role in (an administrator: all)."""
    return {"items": app_summaries(context)}


@router.get("/apps/{app}", responses=answered(AppDescription))
def get_app(app: str, context: MemberContext) -> dict[str, Any]:
    """Describe an app as the caller may use it: entities, fields, forms, views, menu."""
    return describe_app(context, published(context.conn, app))


@router.post("/apps", status_code=201, responses=answered(Made, status=201))
def post_app(
    body: NewApp, request: Request, context: AdministratorContext, key: IdempotencyKey = None
) -> Response:
    """Install a template, or make an empty app."""
    # The answer of a demo holds a password and is not kept: asked again, the app's key is taken.
    kept_under = None if body.demo else key
    return answer_object_once(context, request, kept_under, body, lambda: _made(body, context), 201)


def _made(body: NewApp, context: Context) -> dict[str, Any]:
    name = _name(body.name)
    if body.template is not None:
        made = install_app(context, body.template, body.key, name, body.mode)
        return _answer(context, made, seed_app(context, made, demo=body.demo))
    if body.key is None or name is None:
        lacking = "/key" if body.key is None else "/name"
        message = "Give a template, or the key and name of a new app."
        raise BadRequest.at(lacking, message, code="required")
    return _answer(context, create_blank_app(context, body.key, name))


@router.post("/apps/import", status_code=201, responses=answered(Made, status=201))
def post_import(
    file: UploadFile,
    context: AdministratorContext,
    key: str | None = None,
    mode: Literal["install", "clone"] = "install",
) -> dict[str, Any]:
    """Install an app from the zip of its folder."""
    content = file.file.read(_ZIP_LIMIT + 1)
    if len(content) > _ZIP_LIMIT:
        raise TooLarge("An app's zip has at most 20 MB.")
    return _answer(context, install_tree(context, tree_of_zip(content), key=key, mode=mode))


@router.get("/apps/{app}/contents", responses=answered(AppContents))
def get_contents(app: str, context: AdministratorContext) -> dict[str, Any]:
    """Return how much goes with an app, to know before it is uninstalled."""
    found = app_contents(context, app)
    return {"records": found.records, "running": found.running}


@router.delete("/apps/{app}", status_code=204)
def delete_app(app: str, body: Uninstall, context: AdministratorContext) -> None:
    """Uninstall an app; its records stay in the database for thirty days."""
    uninstall_app(context, app, body.confirm)


@router.patch("/apps/{app}/settings", responses=answered(SettingsChanged))
def patch_settings(app: str, body: SettingValues, context: AdministratorContext) -> dict[str, Any]:
    """Change settings of an app; they act at once, without publishing."""
    return {"settings": set_settings(context.conn, published(context.conn, app), body.values)}


@router.get("/templates", responses=answered(TemplateList))
def get_templates(context: MemberContext) -> dict[str, Any]:
    """List the apps of the gallery, with the keys of those installed from each."""
    installed: dict[str, list[str]] = {}
    for row in app_rows(context.conn):
        if row.template is not None:
            installed.setdefault(row.template, []).append(row.key)
    return {
        "items": [
            {
                "key": one.key,
                "name": one.tree.app["name"],
                "summary": one.tree.app.get("summary"),
                "version": one.tree.app.get("version"),
                "icon": one.tree.app.get("icon"),
                "modules": one.tree.app.get("modules", []),
                "languages": sorted(one.tree.app["name"]),
                "installed": installed.get(one.key, []),
                "entities": one.entities,
            }
            for one in templates()
        ]
    }


def _answer(context: Context, made: Installed, seeded: Seeded | None = None) -> dict[str, Any]:
    """Tell the key and version, and of a demo who can sign in and with what: nobody is told it again."""
    answer: dict[str, Any] = {"key": made.key, "version": made.version}
    if seeded is not None and seeded.password is not None:
        roles = published(context.conn, made.key).documents("role")
        people = [
            {"login": login, "name": name, "roles": [roles[key]["name"] for key in held.split("|")]}
            for login, name, held in seeded.people
        ]
        answer["demo"] = {"password": seeded.password, "people": people}
    return answer


def _name(name: dict[str, str] | str | None) -> Name | None:
    return {"en": name, "zh": name} if isinstance(name, str) else name
