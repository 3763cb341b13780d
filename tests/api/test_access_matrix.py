"""Every route × every kind of caller: nobody reaches what its route does not declare for him."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRouter, RouteContext
from starlette.testclient import TestClient

from dougong.api.deps import OpenToAll, access_of, api_routes, check_access, member, public
from tests.world import World

SAMPLES = {
    "app": "crm", "entity": "lead", "kind": "teams", "key": "lead", "form": "lead_web", "verb": "approve",
    "version": "1", "relation": "activities", "action": "demo", "flow": "large_deal", "rule": "none",
    "element": "none", "token": "none",
}  # fmt: skip
ANY_ID = "00000000-0000-7000-8000-000000000000"


def calls(world: World) -> Iterator[tuple[RouteContext, str, str, str]]:
    """Yield each route with its kind of access, a method and a path that matches it."""
    for route in api_routes(world.application):
        (access,) = access_of(route)
        given = {name: SAMPLES.get(name, ANY_ID) for name in route.param_convertors}
        for method in route.methods or ():
            yield route, access, method, re.sub(r":\w+}", "}", str(route.path)).format(**given)


def send(client: TestClient, method: str, path: str) -> httpx.Response:
    """Send a request whose body is an object without members."""
    return client.request(method, path, **({} if method in {"GET", "DELETE"} else {"json": {}}))


@pytest.fixture
def crm(crm_installed: World) -> World:
    """A company with the CRM."""
    return crm_installed


def test_who_is_not_signed_in_reaches_only_what_is_declared_open(crm: World) -> None:
    """Without a credential, with a false cookie and with a false token: 401 on everything of members."""
    strangers = [crm.anonymous() for _ in range(3)]
    strangers[1].cookies.set("dougong_session", "false")
    strangers[2].headers["authorization"] = "Bearer false"
    seen, wrong = set(), []
    for _route, access, method, path in calls(crm):
        seen.add(access)
        for client in strangers:
            answer = send(client, method, path)
            if access in {"public", "open"}:
                good = answer.status_code < 500 and answer.status_code != 401
            else:
                good = answer.status_code == 401
            if not good:
                wrong.append((access, method, path, answer.status_code))
    assert wrong == []
    assert seen == {"member", "administrator", "designer", "public", "open"}


def test_a_plain_member_is_refused_what_is_for_administrators_and_designers(crm: World) -> None:
    """Forbidden to a member without a role, to one with every role of the app, and to tokens without the scope."""
    roles = [role["key"] for role in crm.admin.get("/roles", app="crm")["items"]]
    plain, full = crm.person("plain"), crm.person("full", roles={"crm": roles})
    token = full.post("/tokens", {"name": "t", "scopes": ["read", "write"]})["token"]
    reading = crm.admin.post("/tokens", {"name": "t", "scopes": ["read", "write"]})["token"]
    callers = {"plain": plain.client, "every role": full.client}
    for name, secret in (("his token", token), ("an administrator's token without the scope", reading)):
        callers[name] = crm.anonymous()
        callers[name].headers["authorization"] = f"Bearer {secret}"
    wrong, tried = [], 0
    for _route, access, method, path in calls(crm):
        if access not in {"administrator", "designer"}:
            continue
        tried += 1
        for name, client in callers.items():
            answer = send(client, method, path)
            if answer.status_code != 403:
                wrong.append((name, access, method, path, answer.status_code))
    assert wrong == []
    assert tried > 25


def test_a_member_cannot_give_himself_more_by_a_token(crm: World) -> None:
    """A token holds no scope that its maker does not have, and no token makes tokens."""
    plain = crm.person("plain")
    for scope in ("design", "administer"):
        plain.post("/tokens", {"name": "t", "scopes": [scope]}, status=403)
    client = crm.anonymous()
    secret = plain.post("/tokens", {"name": "t", "scopes": ["read", "write"]})["token"]
    client.headers["authorization"] = f"Bearer {secret}"
    assert client.post("/api/v1/tokens", json={"name": "u", "scopes": ["read"]}).status_code == 403


def test_a_token_that_reads_changes_nothing(crm: World) -> None:
    """Every route that is not a GET refuses a token whose one scope is to read."""
    secret = crm.admin.post("/tokens", {"name": "t", "scopes": ["read"]})["token"]
    client = crm.anonymous()
    client.headers["authorization"] = f"Bearer {secret}"
    wrong = [
        (method, path, answer.status_code)
        for route, access, method, path in calls(crm)
        if access in {"member", "administrator", "designer"}
        and method not in {"GET", "HEAD"}
        and not _reads(route)
        for answer in [send(client, method, path)]
        if answer.status_code != 403
    ]
    assert wrong == []


def _reads(route: RouteContext) -> bool:
    """Say whether a POST only describes what to read, at more length than an address has."""
    return str(route.path).endswith(_READING_POSTS)


_READING_POSTS = (
    "/records/query",
    "/records/aggregate",
    "/query",
    "/query/drill",
    "/flows/{flow}/preview",
    "/expressions/parse",
    "/expressions/names",
    "/expressions/try",
)


def test_an_application_with_an_undeclared_route_does_not_start() -> None:
    """Neither in the application itself nor in a router within a router; two declarations are refused too."""

    def nothing() -> dict[str, Any]:
        return {}

    def applications() -> Iterator[FastAPI]:
        bare = FastAPI()
        bare.get("/open", dependencies=[OpenToAll])(nothing)
        bare.get("/bare")(nothing)
        yield bare
        inner, outer, nested = APIRouter(), APIRouter(prefix="/api"), FastAPI()
        inner.get("/deep")(nothing)
        outer.get("/open", dependencies=[OpenToAll])(nothing)
        outer.include_router(inner)
        nested.include_router(outer)
        yield nested
        twice = FastAPI()
        twice.get("/twice", dependencies=[Depends(member), Depends(public)])(nothing)
        yield twice

    for application, path in zip(applications(), ("/bare", "/api/deep", "/twice"), strict=True):
        with pytest.raises(RuntimeError, match=path):
            check_access(application)


def test_an_application_of_declared_routes_starts(crm: World) -> None:
    """The real one passes, and the check has looked at its routes."""
    check_access(crm.application)
    assert len(api_routes(crm.application)) > 90
