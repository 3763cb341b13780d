"""The page about starting from a table or a schema: its files are proposed with the answers that stand there."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from dougong.actions.propose_entity import DIFFERENT, LOOKED_AT
from dougong_form.proposals.columns import MOST_CHOICES
from dougong_form.proposals.json_schema import MOST_FIELDS, MOST_OPTIONS
from tests.docs.test_bring_your_data_in import block
from tests.stories.brought import upload
from tests.stories.test_an_entity_from_a_table import DRAFT, entity, put, types
from tests.world import World

PAGE = (
    Path(__file__).resolve().parents[2] / "docs" / "how-to" / "start-from-a-table-or-a-schema.md"
).read_text("utf-8")


@pytest.fixture
def works(world: World) -> World:
    """An app with customers."""
    world.admin.post("/apps", {"key": "works", "name": {"en": "Works"}})
    put(world.admin, entity("customer", {"en": "Customer", "zh": "客户"}))
    return world


def test_the_table_and_the_schema_of_the_page_become_what_it_says(works: World) -> None:
    """The fields of the table, and what the schema loses."""
    file = upload(works.admin, block(PAGE, "csv").encode(), "projects.csv")
    told = works.admin.post(f"{DRAFT}/proposals/table", {"file": file})
    assert types(told["documents"][0]) == orjson.loads(block(PAGE, "json table"))
    assert told["system"] == [{"column": "Owner", "field": "owner"}]
    schema = orjson.loads(block(PAGE, "json schema"))
    told = works.admin.post(f"{DRAFT}/proposals/schema", {"schema": schema})
    losses = {one["pointer"]: one["message"]["en"] for one in told["losses"]}
    assert losses == orjson.loads(block(PAGE, "json losses"))


def test_the_limits_of_the_page_are_the_codes() -> None:
    """Each number that is named."""
    for number in (LOOKED_AT, DIFFERENT, MOST_CHOICES, MOST_FIELDS, MOST_OPTIONS):
        assert f"{number:,}" in PAGE
