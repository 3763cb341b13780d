"""A decision table goes to a spreadsheet and comes back: read as it is meant, faults at their cells, shown before taken."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.stories.brought import upload
from tests.stories.leads import Office

PLACE = "/apps/leads/draft/table/region_team"


def widen(table: dict[str, Any]) -> None:
    """Have a table of every kind of column."""
    table["hit"] = "first"
    table["inputs"] = [
        {"key": "region", "label": {"en": "Region", "zh": "区域"}},
        {"key": "employees", "label": {"en": "Employees", "zh": "人数"}},
        {"key": "decides", "label": {"en": "Decides", "zh": "有决策权"}},
    ]
    table["outputs"] = [
        {"key": "team", "label": {"en": "Team", "zh": "团队"}},
        {"key": "level", "label": {"en": "Level", "zh": "级别"}},
    ]
    table["rows"] = [
        {"id": "5f9ablj1", "in": ['"east"', "[100..500)", "TRUE"], "out": ["settings.east", '"=1+1"']},
        {"id": "5f9ablj2", "in": ['NOT("east")', "> 10", "-"], "out": ["settings.sales", '"low"']},
        {"id": "5f9ablj3", "in": ["-", "-", "-"], "out": ["settings.sales", '""'], "note": "The rest"},
    ]


def sheet(office: Office, kind: str) -> bytes:
    """Take the table as a file."""
    answer = office.admin.request("GET", f"{PLACE}/sheet?format={kind}")
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def brought(office: Office, name: str, content: bytes, status: int = 200) -> dict[str, Any]:
    """Bring a file, and return what it would make of the table."""
    file = upload(office.admin, content, name)
    return dict(office.admin.post(f"{PLACE}/sheet", {"file": file}, status))


def cells(content: bytes) -> list[list[Any]]:
    """Return the cells of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_goes_out_comes_back_the_same(office: Office, kind: str, language: str) -> None:
    """In either language and as either kind of file nothing differs."""
    office.design("table", "region_team", widen)
    office.admin.patch("/me", {"language": language})
    found = brought(office, f"t.{kind}", sheet(office, kind))
    assert found["problems"] == []
    assert found["difference"] == {"added": 0, "removed": 0, "changed": 0, "rows": []}
    assert found["document"] == office.admin.get(PLACE)["document"]


def test_a_sheet_is_written_for_its_reader(office: Office) -> None:
    """Policy, kinds and labels in words; choices without quotes; no text is a formula."""
    office.design("table", "region_team", widen)
    rows = cells(sheet(office, "xlsx"))
    assert rows[0][:2] == ["Region to team", "The first that matches"]
    assert rows[1][:3] == ["Input · choice", "Input · number", "Input · yes or no"]
    assert rows[2] == ["Region", "Employees", "Decides", "Team", "Level", "Note"]
    assert rows[3][1:3] == ["[100..500)", "Yes"]
    assert rows[5][-1] == "The rest"
    assert rows[3][4] == "=1+1"
    with ZipFile(io.BytesIO(sheet(office, "xlsx"))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert b"'=1+1" in sheet(office, "csv")
    office.admin.patch("/me", {"language": "zh"})
    assert cells(sheet(office, "xlsx"))[2] == ["区域", "人数", "有决策权", "团队", "级别", "备注"]


def test_what_was_changed_in_the_sheet_is_shown_before_it_is_taken(office: Office) -> None:
    """A row is changed, one is added, one has gone; columns stand in another order; nothing is written yet."""
    office.design("table", "region_team", widen)
    before = office.admin.get(PLACE)
    text = (
        "Level,Team,Region,Employees,Decides\n"
        "top,settings.east,east,200-500,yes\n"
        "=1+1,settings.east,east,[100..500),是\n"
        'new,settings.sales,"west, east",≥ 1000,\n'
    )
    found = brought(office, "t.csv", text.encode())
    difference = found["difference"]
    assert (difference["added"], difference["removed"], difference["changed"]) == (1, 1, 1)
    # The labels that the grid shows: choices, yes and no, settings; blank is any.
    assert [(one["kind"], one["row"]) for one in difference["rows"]] == [
        ("added", 1),
        ("changed", 3),
        ("removed", 3),
    ]
    assert difference["rows"][0]["after"] == ["east", "[200..500]", "Yes", "East team", "top"]
    assert difference["rows"][1]["before"] == ["NOT(east)", "> 10", "", "Sales team", "low"]
    rows = found["document"]["rows"]
    assert rows[1]["id"] == "5f9ablj1"
    assert rows[2]["in"] == ['"west", "east"', ">= 1000", "-"]
    assert rows[2]["out"] == ["settings.sales", '"new"']
    assert office.admin.get(PLACE) == before


def test_what_is_wrong_is_told_at_its_cell(office: Office) -> None:
    """A choice that there is not, a number that is none, a column that nobody knows."""
    office.design("table", "region_team", widen)
    head = "Region,Employees,Decides,Team,Level\n"
    found = brought(
        office, "t.csv", f"{head}nowhere,many,,settings.east,a\neast,some,,settings.east,a\n".encode()
    )
    assert [one["cell"] for one in found["problems"]] == ["A2", "B2", "B3"]
    office.admin.patch("/me", {"language": "zh"})
    read = brought(office, "t.csv", f"{head}nowhere,,,settings.east,a\neast,,,5,a\n".encode())
    assert [one["message"] for one in read["problems"]] == [
        "“nowhere”不是“区域”的选项。",
        "这里是数字，而该列上方给出的是记录（team）。",
    ]
    office.admin.patch("/me", {"language": "en"})
    unknown = brought(
        office, "t.csv", b"Region,Employees,Decides,Team,Level,Extra\neast,,,settings.east,a,b\n", 422
    )
    assert (unknown["errors"][0]["pointer"], unknown["detail"]) == (
        "/cells/F1",
        "The table has no column “Extra”.",
    )
    missing = brought(office, "t.csv", b"Region,Employees,Decides,Team\neast,,,settings.east\n", 422)
    assert missing["detail"] == "The column “Level” is missing."
    assert brought(office, "t.csv", b"a,b\n1,2\n", 422)["errors"][0]["pointer"] == "/cells/A1"
    assert brought(office, "t.xlsx", b"PK\x03\x04 no workbook", 422)["errors"][0]["pointer"] == "/file"


def test_cells_are_pasted_into_a_table(office: Office) -> None:
    """Rows and columns at once, from the cell where I stand; rows that are missing are added."""
    office.design("table", "region_team", widen)
    document = office.admin.get(PLACE)["document"]
    pasted = [["> 5", "是", "settings.east", "5"], ["1–9", "", "settings.sales", "six"]]
    given = {"document": document, "cells": pasted, "row": 2, "column": 1}
    rows = office.admin.post(f"{PLACE}/cells", given)["document"]["rows"]
    assert len(rows) == 4
    assert (rows[2]["in"], rows[2]["out"]) == (["-", "> 5", "TRUE"], ["settings.east", '"5"'])
    assert rows[2]["id"] == "5f9ablj3"
    assert (rows[3]["in"], rows[3]["out"]) == (["-", "[1..9]", "-"], ["settings.sales", '"six"'])
    assert office.admin.get(PLACE)["document"] == document
    office.admin.post(f"{PLACE}/cells", {**given, "document": {"key": "x"}}, 422)
    office.ann.post(f"{PLACE}/cells", given, 403)


def test_a_file_of_somebody_else_is_not_read(office: Office) -> None:
    """An upload is its owner's."""
    file = upload(office.ann, b"Region,Team\n")
    office.admin.post(f"{PLACE}/sheet", {"file": file}, 404)
