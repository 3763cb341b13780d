"""The world of the stories: a company, its people and apps, with verbs that read like the story."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from fastapi import FastAPI
from starlette.datastructures import State
from starlette.testclient import TestClient

from dougong.actions.check_flows import check_flows
from dougong.actions.initialise import initialise_workspace, make_administrator
from dougong.actions.install_app import install_tree
from dougong.actions.upgrade_database import upgrade_database
from dougong.api.application import create
from dougong.api.form_starts import sign_start
from dougong.connect.sealing import secret_key
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.metadata.documents import tree_of_folder
from dougong.processes.sweep import Finding
from dougong.settings import Settings
from tests.conformance import Conformance

PASSWORD = "a-good-long-password"
ADMINISTRATOR = "admin"


def system_context(conn: Any) -> Context:
    """Return the context of a named system principal, for setting a scene."""
    return Context(
        conn=conn, principal=system_principal("test"), now=datetime.now(UTC), zone=ZoneInfo("Asia/Shanghai")
    )


def build_template(database: Database) -> None:
    """Migrate a database and make its administrator."""
    upgrade_database(database)
    with database.begin() as conn:
        context = system_context(conn)
        initialise_workspace(context, workspace="main", name="斗拱公司")
        make_administrator(
            context, login=ADMINISTRATOR, name="管理员", password=PASSWORD, language="en", workspace="main"
        )


class Person:
    """Somebody signed in, and what he can do over HTTP."""

    def __init__(self, client: TestClient, login: str, identity: str) -> None:
        self.client, self.login, self.id = client, login, identity

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """Send a request to the API."""
        return self.client.request(method, f"/api/v1{path}", **options)

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        """GET and return the JSON, after checking the status."""
        return self._checked(self.request("GET", path, params=params), status)

    def post(
        self, path: str, body: Any = None, status: int | tuple[int, ...] = (200, 201, 202), **headers: str
    ) -> Any:
        """POST a JSON body."""
        return self._checked(self.request("POST", path, json=body, headers=headers), status)

    def put(self, path: str, body: Any, status: int | tuple[int, ...] = (200, 201), **headers: str) -> Any:
        """PUT a JSON body."""
        return self._checked(self.request("PUT", path, json=body, headers=headers), status)

    def patch(self, path: str, body: Any, version: int | None = None, status: int = 200) -> Any:
        """PATCH a JSON body, of a version when given."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self._checked(self.request("PATCH", path, json=body, headers=headers), status)

    def delete(self, path: str, status: int | tuple[int, ...] = (200, 204), **headers: str) -> Any:
        """DELETE."""
        return self._checked(self.request("DELETE", path, headers=headers), status)

    @staticmethod
    def _checked(response: httpx2.Response, status: int | tuple[int, ...]) -> Any:
        expected = (status,) if isinstance(status, int) else status
        assert response.status_code in expected, (
            f"{response.request.url} {response.status_code}: {response.text[:2000]}"
        )
        if not response.content:
            return None
        return response.json() if "json" in response.headers.get("content-type", "") else response


@cache
def _conformance() -> Conformance:
    """The OpenAPI document, which is the same over every database, ready to hold answers against."""
    return Conformance(_routes().openapi())


@cache
def _routes() -> FastAPI:
    """The application as a process puts it together once; it is never served itself."""
    return create(Settings(), Database("postgresql://localhost/none", "ws_main"))


def application(settings: Settings, database: Database) -> FastAPI:
    """Return the application over a database: the routes of the process with a state of their own."""
    made = copy.copy(_routes())
    made.middleware_stack = None
    made.state = State({"settings": settings, "database": database})
    return made


class World:
    """One server over one database. `world.admin` is signed in; `world.person(…)` hires somebody."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.settings = Settings(dougong_home=home, dougong_outbound_allow="127.0.0.1,localhost")
        self.application = application(self.settings, database)
        self.conformance = _conformance()
        self.client = TestClient(
            self.application, base_url="http://testserver", raise_server_exceptions=False
        )

    def __enter__(self) -> World:
        self.client.__enter__()
        self.admin = self.sign_in(ADMINISTRATOR)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.__exit__(kind, error, trace)
        if kind is None:
            assert self.unsound() == [], "what must hold of all flows does not"

    def unsound(self) -> list[Finding]:
        """Return what is wrong with the requests of flows; looked for at the end of every story."""
        with self.transaction() as context:
            return check_flows(context)

    def anonymous(self) -> TestClient:
        """Return a client that is not signed in."""
        client = TestClient(
            self.application,
            base_url="http://testserver",
            headers={"Origin": "http://testserver"},
            raise_server_exceptions=False,
        )
        client.event_hooks["response"].append(self._conforms)
        return client

    def form_start(self, path: str, seconds: float = 30) -> str:
        """Return the start of a public form (by the path of its API) that was opened so many seconds ago."""
        opened = datetime.now(UTC) - timedelta(seconds=seconds)
        return sign_start(secret_key(self.settings), path.rsplit("/", 1)[1], opened)

    def _conforms(self, answer: httpx2.Response) -> None:
        """Hold every answer of every test against what the OpenAPI document says of its route."""
        media = answer.headers.get("content-type", "").split(";")[0]
        if media != "text/event-stream":
            answer.read()
            fault = self.conformance.fault(answer)
            assert fault is None, fault

    def sign_in(self, login: str, password: str = PASSWORD) -> Person:
        """Sign in by name and password."""
        client = self.anonymous()
        response = client.post("/api/v1/session", json={"login": login, "password": password})
        assert response.status_code == 200, response.text
        return Person(client, login, response.json()["person"]["id"])

    def person(
        self,
        login: str,
        name: str | None = None,
        *,
        roles: Mapping[str, list[str]] | None = None,
        **more: Any,
    ) -> Person:
        """Hire somebody who can sign in; `roles` maps an app's key to role keys."""
        made = self.admin.post(
            "/people", {"login": login, "name": name or login, "password": PASSWORD, **more}
        )
        for app, keys in (roles or {}).items():
            self.admin.put(f"/people/{made['id']}/roles", {"app": app, "roles": keys})
        return self.sign_in(login)

    def install(self, template: str, key: str | None = None, *, demo: bool = False) -> str:
        """Install an app template and return the app's key."""
        made = self.admin.post("/apps", {"template": template, "key": key or template, "demo": demo})
        return str(made["key"])

    def install_folder(self, folder: Path) -> str:
        """Install the app of a folder (tests/apps/…) and return its key."""
        with self.transaction() as context:
            return install_tree(context, tree_of_folder(folder)).key

    @contextmanager
    def transaction(self) -> Any:
        """Open a transaction as the system, for looking behind the scenes."""
        with self.database.begin() as conn:
            yield system_context(conn)
