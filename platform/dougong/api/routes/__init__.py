"""Routes: one file per resource, each with a `router`; a new resource is a file and a line here."""

from __future__ import annotations

from fastapi import APIRouter

from dougong.api.routes import (
    apps,
    dashboards,
    draft,
    expressions,
    files,
    flows,
    inbox,
    me,
    naming,
    people,
    query,
    records,
    schemas,
    session,
    setup,
)

ROUTERS: tuple[APIRouter, ...] = (
    setup.router,
    session.router,
    me.router,
    files.router,
    naming.router,
    apps.router,
    draft.router,
    schemas.router,
    expressions.router,
    records.router,
    flows.router,
    inbox.router,
    dashboards.router,
    query.router,
    people.router,  # last: its `/{kind}` would take the paths of the others
)
