"""Files are saved a thousand rows at a time, the next ones read while the database is at work: no row is lost or
told at the wrong place by that.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dougong.errors import Invalid
from dougong.sheets.limits import LONGEST_CELL
from tests.stories.brought import brought, values
from tests.world import World

MAPPING = {"name": "name", "price": "list_price"}


def table(rows: Iterable[tuple[str, ...]], *head: str) -> bytes:
    """Write rows as CSV."""
    return "\n".join([",".join(head), *map(",".join, rows)]).encode()


def test_each_row_is_read_once(crm_installed: World) -> None:
    """Of 2,100 deals all but a bad one come in, told by its line; the firms they name are made once each."""
    world = crm_installed
    rows = [(f"Deal {one:04}", "much" if one == 1500 else str(one), f"Firm {one % 3}") for one in range(2100)]
    mapping = {"name": "name", "amount": "amount", "firm": "account"}
    content = table(rows, "name", "amount", "firm")
    done = brought(world, world.admin, "opportunity", content, mapping=mapping, create_missing=["account"])
    result = done["result"]
    assert (result["created"], result["failed"], result["rows"]) == (2099, 1, 2100)
    assert [(one["row"], one["value"]) for one in result["problems"]] == [(1502, "much")]
    assert result["made"] == [{"field": "account", "count": 3}]
    found = values(world.admin, "opportunity", filter='name IN ("Deal 0999", "Deal 1000", "Deal 2099")')
    assert [one["amount"]["amount"] for one in found] == ["999", "1000", "2099"]


def test_a_thousand_that_is_refused_takes_no_other_along(crm_installed: World) -> None:
    """When none of the first thousand rows can be read, the others come in all the same."""
    world = crm_installed
    rows = [(f"Lathe {one:04}", str(one) if one >= 1000 else "much") for one in range(1200)]
    done = brought(world, world.admin, "product", table(rows, "name", "price"), mapping=MAPPING)
    assert (done["result"]["created"], done["result"]["failed"]) == (200, 1000)


def test_a_row_that_no_table_has_leaves_nothing_behind(crm_installed: World) -> None:
    """What is wrong with the file beyond the rows already written is told, and these are gone again."""
    world = crm_installed
    rows = [(f"Lathe {one:04}", "1" if one != 1500 else "1" * (LONGEST_CELL + 1)) for one in range(1600)]
    with pytest.raises(Invalid, match="Row 1502"):
        brought(world, world.admin, "product", table(rows, "name", "price"), mapping=MAPPING)
    assert values(world.admin, "product") == []
