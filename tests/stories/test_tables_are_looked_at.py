"""A workbook or a CSV file that is attached to a record is looked at as a table, by who may have the file."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from dougong.sheets import limits
from dougong.sheets import preview as previews
from tests.sheets.old_workbooks import compound_file, ods, xls
from tests.sheets.workbooks import repacked, workbook
from tests.stories.brought import upload
from tests.world import Person, World


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with nothing in it."""
    return crm_installed


def attached(person: Person, name: str, content: bytes) -> str:
    """Attach a file to an account and return its id."""
    identity = upload(person, content, name)
    person.post("/apps/crm/entities/account/records", {"values": {"name": name, "attachments": [identity]}})
    return identity


def looked_at(person: Person, name: str, content: bytes, **asked: str) -> Any:
    """Attach a file and return it as a table."""
    return person.get(f"/files/{attached(person, name, content)}/table", **asked)


def typed(kind: str, value: str) -> dict[str, str]:
    """Return a cell that is no text."""
    return {"type": kind, "value": value}


def test_a_workbook_shows_its_sheets_and_cells_with_their_types(crm: World) -> None:
    """The first sheet that has something; days, moments, hours, numbers, yes and no, values of formulas."""
    rows = [
        ["Name", "Closed", "Seen", "Amount", "Won", "Sum", "Phone"],
        ["Acme", date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), 0.1 + 0.2, True, "=1+41", 13800000000],
        [None, None, time(8, 30), 1e-7, False, None, timedelta(hours=36)],
    ]
    identity = attached(crm.admin, "deals.xlsx", workbook({"空": [], "2026": rows, "Old": [[], [None, "x"]]}))
    table = crm.admin.get(f"/files/{identity}/table")
    assert (table["format"], table["sheets"], table["sheet"]) == ("workbook", ["空", "2026", "Old"], "2026")
    assert (table["rows"], table["columns"], table["shortened"]) == (3, 7, False)
    assert table["cells"] == [
        ["Name", "Closed", "Seen", "Amount", "Won", "Sum", "Phone"],
        [
            "Acme",
            typed("date", "2026-03-01"),
            typed("datetime", "2026-03-01T08:30:00"),
            typed("number", "0.3"),
            True,
            typed("number", "42"),
            typed("number", "13800000000"),
        ],
        [
            None,
            None,
            typed("time", "08:30:00"),
            typed("number", "0.0000001"),
            False,
            None,
            typed("duration", "36:00:00"),
        ],
    ]
    other = crm.admin.get(f"/files/{identity}/table", sheet="Old")
    # The cell stands in B2, though nothing stands before it.
    assert (other["rows"], other["columns"], other["cells"]) == (2, 2, [[], [None, "x"]])
    empty = crm.admin.get(f"/files/{identity}/table", sheet="空")
    assert (empty["rows"], empty["columns"], empty["cells"]) == (0, 0, [])


def test_workbooks_of_other_kinds_are_shown(crm: World) -> None:
    """Excel 97 and OpenDocument, each by its bytes."""
    old = looked_at(crm.admin, "old.xls", xls([["姓名", "金额"], ["张三", 12.5]]))
    assert (old["sheets"], old["cells"]) == (["Old"], [["姓名", "金额"], ["张三", typed("number", "12.5")]])
    day = '<table:table-cell office:value-type="date" office:date-value="2026-03-01"/>'
    opened = looked_at(crm.admin, "open.ods", ods(day))
    assert (opened["sheets"], opened["cells"]) == (["Open"], [[typed("date", "2026-03-01")]])


def test_a_large_table_is_cut_and_says_how_much_there_is(crm: World) -> None:
    """Of rows, columns and texts the first part; the whole extent is told, in workbooks and in CSV."""
    long = "行" * (limits.PREVIEW_LONGEST_CELL + 1)
    rows = [[long if place == 0 else f"{place}.{column}" for column in range(60)] for place in range(250)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    for name, content in (("a.xlsx", workbook({"S": rows})), ("a.csv", out.getvalue().encode("gb18030"))):
        table = looked_at(crm.admin, name, content)
        assert (table["rows"], table["columns"]) == (250, 60), name
        assert (table["shown_rows"], table["shown_columns"]) == (200, 50), name
        assert (len(table["cells"]), {len(row) for row in table["cells"]}) == (200, {50}), name
        assert table["shortened"], name
        assert table["cells"][0][0] == long[:-1] + "…", name
        assert table["cells"][199][49] == "199.49", name


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_texts_are_shown_as_tables(crm: World, encoding: str, separator: str) -> None:
    """However a Chinese list was saved; what is recognised wrongly is said."""
    text = f"姓名{separator}金额\r\n张三{separator}12\r\n\r\n李四\r\n\r\n"
    table = looked_at(crm.admin, "list.csv", text.encode(encoding))
    assert (table["format"], table["separator"], table["rows"]) == ("csv", separator, 4)
    assert table["cells"] == [["姓名", "金额"], ["张三", "12"], [], ["李四"]]


def test_what_is_recognised_wrongly_is_said(crm: World) -> None:
    """A coding and a separator; others than those offered are refused with their place."""
    identity = attached(crm.admin, "list.csv", "公司;城市,區\r\n".encode("big5"))
    table = crm.admin.get(f"/files/{identity}/table", encoding="big5", separator=";")
    assert (table["encoding"], table["cells"]) == ("big5", [["公司", "城市,區"]])
    crm.admin.get(f"/files/{identity}/table", encoding="ebcdic", status=422)


def test_what_cannot_be_shown_is_told_and_still_downloads(crm: World) -> None:
    """Broken, locked, foreign files and bombs: a sentence in the language of the reader, and the bytes."""
    good = workbook({"S": [["Name"], ["Acme"]]})
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>%s</sheetData></worksheet>'
    )
    part = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    files = {
        "broken.xlsx": (good[: len(good) // 2], 422, "文件已损坏"),
        "page.xls": (b"\xef\xbb\xbf<html><table><tr><td>1", 422, "文件已损坏"),
        "letter.xls": (compound_file("WordDocument", b"x"), 422, "文件已损坏"),
        "locked.xlsx": (compound_file("EncryptedPackage", b"x"), 422, "密码"),
        "bytes.csv": (bytes(range(256)) * 4, 422, "不是文本文件"),
        "far.xlsx": (repacked(good, part, sheet % far), 413, "过大"),
        "bomb.xlsx": (repacked(good, part, sheet % (b" " * limits.MOST_INFLATED)), 413, "过大"),
    }
    crm.admin.patch("/me", {"language": "zh"})
    for name, (content, status, told) in files.items():
        identity = attached(crm.admin, name, content)
        answer = crm.admin.request("GET", f"/files/{identity}/table")
        assert (answer.status_code, told in answer.json()["detail"]) == (status, True), (name, answer.text)
        assert crm.admin.request("GET", f"/files/{identity}").content == content, name
    for name in ("letter.docx", "slides.pptx", "note.txt"):
        identity = attached(crm.admin, name, good)
        assert crm.admin.request("GET", f"/files/{identity}/table").status_code == 415, name
    crm.admin.get(f"/files/{attached(crm.admin, 'a.xlsx', good)}/table", sheet="T", status=422)


def test_the_process_is_held_to_its_limits(crm: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory and time that a file asks for beyond them end as a sentence; so does a server that has no place."""
    rows = [[f"{place} {'x' * 2000}" for _ in range(3)] for place in range(20_000)]
    identity = attached(crm.admin, "large.xlsx", workbook({"S": rows}))
    with monkeypatch.context() as patched:
        patched.setattr(limits, "MEMORY", 60 << 20)
        crm.admin.get(f"/files/{identity}/table", status=413)
    with monkeypatch.context() as patched:
        patched.setattr(limits, "PREVIEW_MOST_SECONDS", 0)
        crm.admin.get(f"/files/{identity}/table", status=422)
    monkeypatch.setattr(previews, "_PATIENCE", 0.1)
    with previews._turn(), previews._turn():
        crm.admin.get(f"/files/{identity}/table", status=503)
    assert crm.admin.get(f"/files/{identity}/table")["rows"] == 20_000


def test_others_see_nothing_of_it(crm: World) -> None:
    """Who may not read the record, and who is not signed in, is told what the file itself would tell him."""
    content = workbook({"S": [["Secret"]]})
    identity = attached(crm.admin, "a.xlsx", content)
    seller = crm.person("seller", roles={"crm": ["sales_rep"]})
    director = crm.person("dora", roles={"crm": ["director"]})
    for path in (f"/files/{identity}", f"/files/{identity}/table"):
        assert seller.request("GET", path).status_code == 404
        assert director.request("GET", path).status_code == 200
        assert crm.anonymous().get(f"/api/v1{path}").status_code == 401
    fresh = upload(seller, content, "b.xlsx")
    assert seller.get(f"/files/{fresh}/table")["cells"] == [["Secret"]]
    director.get(f"/files/{fresh}/table", status=404)
