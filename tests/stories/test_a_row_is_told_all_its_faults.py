"""A row of an import that cannot come in is told everything that is wrong with it at once."""

from __future__ import annotations

from typing import Any

from tests.stories.brought import brought
from tests.world import World

MAPPING = {
    "name": "name",
    "founded": "year_established",
    "revenue": "revenue",
    "id": "tax_no",
}
HEAD = "id,name,founded,revenue\n"


def told(result: dict[str, Any]) -> set[tuple[int, str, str]]:
    """Return row, field and code of every problem."""
    return {(one["row"], one["field"], one["code"]) for one in result["problems"]}


def test_each_kind_of_fault_is_told_with_the_others(crm_installed: World) -> None:
    """Cells that cannot be read, values that do not fit and names that lack, tried, for good and in the file."""
    admin = crm_installed.admin
    long = "x" * 200
    rows = f"a1,,many,1\na2,{long},1998,few\na3,,1,2\na4,Right,1998,3\n"
    asked: dict[str, Any] = {"mapping": MAPPING}
    expected = {
        (2, "year_established", "number"),
        (2, "name", "required"),
        (3, "revenue", "number"),
        (3, "name", "maxLength"),
        (4, "year_established", "minimum"),
        (4, "name", "required"),
    }
    tried = brought(crm_installed, admin, "account", (HEAD + rows).encode(), dry_run=True, **asked)["result"]
    assert told(tried) == expected
    assert (tried["created"], tried["failed"]) == (1, 3)
    done = brought(crm_installed, admin, "account", (HEAD + rows).encode(), **asked)["result"]
    assert told(done) == expected
    lines = admin.request("GET", f"/files/{done['error_file']}").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert all("founded" in line and "name" in line for line in (lines[1], lines[3]))
    assert all("revenue" in line and "name" in line for line in (lines[2],))


def test_a_row_that_is_a_record_there_lacks_only_what_it_takes_away(crm_installed: World) -> None:
    """Names that a change leaves out are there already; one that cannot be matched is not guessed about."""
    admin = crm_installed.admin
    mapping = {"mapping": MAPPING, "match": ["tax_no"]}
    brought(crm_installed, admin, "account", (HEAD + "a1,One,1998,1\n").encode(), **mapping)
    without = {"mapping": {"id": "tax_no", "founded": "year_established"}, "match": ["tax_no"]}
    rows = b"id,founded\na1,many\na2,many\n"
    result = brought(crm_installed, admin, "account", rows, **without)["result"]
    assert told(result) == {
        (2, "year_established", "number"),
        (3, "year_established", "number"),
        (3, "name", "required"),
    }
    blank = brought(crm_installed, admin, "account", (HEAD + "a1,,many,1\n").encode(), **mapping)["result"]
    assert told(blank) == {(2, "year_established", "number"), (2, "name", "required")}
