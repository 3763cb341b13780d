"""Fixtures: one PostgreSQL for the run, templates migrated once, a database of its own for each story."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.identity import secrets
from dougong.logs import configure
from tests.world import World, build_template

hypothesis_settings.register_profile(
    "suite",
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("suite")

# Left to itself the logger paints every local variable of a failed request, for many seconds.
configure(level="warning")

# People sign in thousands of times in the suite; tests/api/test_session.py looks at the cost of the product.
secrets._HASHER = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)


LONGEST = (
    "test_every_screen",
    "test_kills",
    "test_real_deals_are_imported",
    "test_the_sales_data",
    "test_bench_runs",
    "test_dark_and_chinese",
    "test_a_business_user_builds",
    "test_lists_and_boards",
    "test_openapi",
    "test_a_lead_becomes_a_deal",
    "test_apps_come_and_go",
    "test_people_come_and_go",
    "test_by_keyboard_alone",
    "test_two_people_one_record",
    "test_the_demo",
)
"""Files that take longest, each wholly one worker's: begun first, none of them is waited for at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; `make test` hands files out in this order."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def server() -> Iterator[sa.URL]:
    """A PostgreSQL server: TEST_DATABASE_URL, or an embedded one that forgets nothing but skips fsync."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield sa.make_url(given).set(drivername="postgresql+psycopg")
        return
    with tempfile.TemporaryDirectory(prefix="dougong-test-") as folder:
        Path(folder).chmod(0o755)
        postgres = EmbeddedPostgres(
            Path(folder) / "postgresql",
            options=("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
        )
        try:
            yield sa.make_url(postgres.start())
        finally:
            postgres.stop()


class Databases:
    """Makes databases: templates once, clones as often as asked."""

    def __init__(self, server: sa.URL) -> None:
        self.server = server
        self.admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        self.numbers = itertools.count(1)
        self.templates: dict[str, str] = {}
        self.open: list[str] = []

    def template(self, name: str, build: Callable[[Database], None]) -> str:
        """Return the name of a template database, built at the first call."""
        if name not in self.templates:
            database_name = self._create(None)
            database = self.connect(database_name)
            build(database)
            database.close()
            self.templates[name] = database_name
        return self.templates[name]

    def clone(self, template: str) -> str:
        """Return the name of a fresh copy of a template."""
        return self._create(template)

    def _create(self, template: str | None) -> str:
        name = f"dougong_test_{os.getpid()}_{next(self.numbers)}"
        with self.admin.connect() as connection:
            suffix = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
            connection.execute(sa.text(f'CREATE DATABASE "{name}"{suffix}'))
        self.open.append(name)
        return name

    def connect(self, name: str) -> Database:
        """Open a database."""
        url = self.server.set(database=name).render_as_string(hide_password=False)
        return Database(url, "ws_main", threads=8)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        with self.admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        self.open.remove(name)

    def close(self) -> None:
        """Remove all of them."""
        for name in list(self.open):
            self.drop(name)
        self.admin.dispose()


@pytest.fixture(scope="session")
def databases(server: sa.URL) -> Iterator[Databases]:
    """The maker of databases."""
    made = Databases(server)
    yield made
    made.close()


@contextmanager
def opened(databases: Databases, template: str) -> Iterator[Database]:
    """Open a fresh copy of a template, and remove it afterwards."""
    name = databases.clone(template)
    database = databases.connect(name)
    try:
        yield database
    finally:
        database.close()
        databases.drop(name)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A migrated workspace of one administrator, for one test."""
    with opened(databases, databases.template("empty", build_template)) as database:
        yield database


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    """A company with an administrator, reached over HTTP."""
    with World(database, tmp_path) as made:
        yield made


@pytest.fixture
def crm_installed(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """A company with an administrator and the CRM, nothing in it."""
    template = databases.template("crm installed", build_crm)
    with opened(databases, template) as database, World(database, tmp_path) as made:
        yield made


@pytest.fixture
def desk_installed(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """A company with an administrator and the purchase desk (tests/apps/desk), nothing in it."""
    template = databases.template("desk installed", build_desk)
    with opened(databases, template) as database, World(database, tmp_path) as made:
        yield made


def build_crm(database: Database) -> None:
    """Install the CRM in a fresh workspace."""
    build_template(database)
    with tempfile.TemporaryDirectory() as folder, World(database, Path(folder)) as world:
        world.install("crm")


def build_desk(database: Database) -> None:
    """Install the purchase desk in a fresh workspace."""
    build_template(database)
    with tempfile.TemporaryDirectory() as folder, World(database, Path(folder)) as world:
        world.install_folder(Path(__file__).parent / "apps" / "desk")
