"""Routes: one file per resource, each with a `router`; a new resource is a file and a line here."""

from __future__ import annotations

from fastapi import APIRouter

from dougong.api.routes import (
    apps,
    comments,
    dashboards,
    draft,
    events,
    exports,
    expressions,
    files,
    flows,
    hooks,
    imports,
    inbox,
    jobs,
    me,
    naming,
    notices,
    people,
    public,
    query,
    records,
    rules,
    runs,
    schemas,
    search,
    session,
    setup,
    shares,
    views,
)

ROUTERS: tuple[APIRouter, ...] = (
    # The first that fits answers: what is asked most stands first, but for paths that others would take.
    imports.router,
    exports.router,
    records.router,
    setup.router,
    session.router,
    me.router,
    public.router,
    files.router,
    naming.router,
    apps.router,
    draft.router,
    schemas.router,
    expressions.router,
    flows.router,
    inbox.router,
    dashboards.router,
    query.router,
    rules.router,
    runs.router,
    notices.router,
    jobs.router,
    hooks.router,
    events.router,
    comments.router,
    shares.router,
    views.router,
    search.router,
    people.router,  # last: its `/{kind}` would take the paths of the others
)
