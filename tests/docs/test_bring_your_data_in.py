"""The page about bringing data in: its file is imported with its answers; the limits it points to are the code's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson

from dougong.actions.export_file import KEPT_DAYS, MOST_OPEN
from dougong.actions.import_run import MOST_PROBLEMS
from dougong.settings import Settings
from dougong.sheets import limits, table, written
from tests.stories.brought import brought, preview
from tests.world import World

DOCS = Path(__file__).resolve().parents[2] / "docs"


def block(page: str, kind: str) -> str:
    """Return the one block of a kind on the page."""
    (found,) = re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)
    return str(found)


def test_the_file_of_the_page_comes_in_as_it_says(crm_installed: World) -> None:
    """Preview, dry run and import give what stands there."""
    page = (DOCS / "how-to" / "bring-your-data-in.md").read_text("utf-8")
    content = block(page, "csv").encode()
    admin = crm_installed.admin
    seen = preview(admin, "contact", content, **orjson.loads(block(page, "json preview"))["reading"])
    suggested = {one["name"]: one["suggested"] for one in seen["columns"]}
    asked: dict[str, Any] = orjson.loads(block(page, "json import"))
    assert suggested == asked["mapping"]
    expected = orjson.loads(block(page, "json result"))
    tried = brought(crm_installed, admin, "contact", content, **asked)["result"]
    assert {key: tried[key] for key in expected} == expected
    assert admin.get("/apps/crm/entities/contact/records")["items"] == []
    done = brought(crm_installed, admin, "contact", content, **{**asked, "dry_run": False})["result"]
    assert {key: done[key] for key in expected} == expected
    names = {one["values"]["name"] for one in admin.get("/apps/crm/entities/contact/records")["items"]}
    assert names == {"Lee Wei", "Wu Fang"}


def test_the_limits_of_the_reference_are_the_codes() -> None:
    """Each number of the table is the constant behind it."""
    page = (DOCS / "reference" / "import-and-export.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", page.split("## Files")[0], re.MULTILINE))
    figures = {what: int(re.sub(r"\D", "", told)) for what, told in rows.items() if re.search(r"\d", told)}
    assert sorted(figures.values()) == sorted(
        (
            limits.MOST_ROWS,
            limits.MOST_COLUMNS,
            limits.LONGEST_CELL,
            limits.MOST_CELLS,
            Settings.model_fields["dougong_file_limit"].default,
            limits.MOST_INFLATED,
            limits.MEMORY,
            limits.SECONDS,
            table.LOOKED_AT - 1,
            5,
            MOST_PROBLEMS,
            KEPT_DAYS,
            MOST_OPEN,
            written.ROWS_OF_A_SHEET,
        )
    )
