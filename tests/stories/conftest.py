"""Fixtures of scenes that several stories share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.stories.leads import Office, build_office
from tests.world import World


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The sales office with the lead app."""
    name = databases.clone(databases.template("office", build_office))
    database = databases.connect(name)
    with World(database, tmp_path) as world:
        yield Office(world)
    database.close()
    databases.drop(name)
