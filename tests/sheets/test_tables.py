"""Files are read as people save them: codings, separators, sheets, headers; what cannot be read is told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from dougong.errors import DougongError
from dougong.sheets import limits
from dougong.sheets import workbook as workbooks
from dougong.sheets.csv_text import neutral, recognised_encoding
from dougong.sheets.table import Reading, open_table
from dougong.sheets.written import CsvWriter, XlsxWriter, sheet_name, table_bytes
from tests.sheets.workbooks import repacked, workbook

ROWS = "姓名{0}城市{0}金额\r\n张一{0}上海{0}12\r\n李四{0}北京{0}7\r\n"


def saved(folder: Path, content: bytes) -> Path:
    """Keep a file."""
    path = folder / "brought"
    path.write_bytes(content)
    return path


def read(path: Path, **reading: object) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the columns and rows of a file."""
    with open_table(path, Reading(**reading)) as table:  # type: ignore[arg-type]
        return table.columns, [(number, list(cells)) for number, cells in table.rows()]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_codings_and_separators_are_recognised(tmp_path: Path, encoding: str, separator: str) -> None:
    """However a Chinese table was saved, it is read."""
    path = saved(tmp_path, ROWS.format(separator).encode(encoding))
    columns, rows = read(path)
    assert columns == ["姓名", "城市", "金额"]
    assert rows == [(2, ["张一", "上海", "12"]), (3, ["李四", "北京", "7"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_a_coding_is_recognised_by_the_beginning(tmp_path: Path, encoding: str) -> None:
    """Wherever the beginning ends, also in the middle of a character."""
    path = saved(tmp_path, "a,行行行行".encode(encoding))
    for most in range(4, path.stat().st_size + 2):
        assert recognised_encoding(path, most) == encoding


def test_what_is_recognised_wrongly_may_be_chosen(tmp_path: Path) -> None:
    """A separator, a coding and the row of names are said, and nonsense is refused with its place."""
    path = saved(tmp_path, "公司;城市,區\r\n台積電;新竹,東區\r\n".encode("big5"))
    assert read(path, encoding="big5", separator=";") == (["公司", "城市,區"], [(2, ["台積電", "新竹,東區"])])
    assert read(path, encoding="big5", separator=",", header=0)[0] == ["A", "B"]
    for reading in ({"encoding": "ebcdic"}, {"separator": "x"}, {"header": 21}):
        with pytest.raises(DougongError) as refused:
            read(path, **reading)
        assert refused.value.problems[0].pointer == f"/reading/{next(iter(reading))}"


def test_lines_above_the_names_are_left_out(tmp_path: Path) -> None:
    """A title over the table is no header; rows are counted as the file counts them; blank ones do not count."""
    text = "Deals of the third quarter,,\n\nname,amount,closed\nAcme,12,2026-01-02\n\nBeta,7,\n"
    with open_table(saved(tmp_path, text.encode())) as table:
        assert (table.header, table.columns) == (3, ["name", "amount", "closed"])
        assert [number for number, _ in table.rows()] == [4, 6]


def test_columns_without_a_name_are_called_by_letters_and_repeated_names_are_counted(tmp_path: Path) -> None:
    """Every column can be matched, however the header was written."""
    text = "name,,phone,phone\nAcme,x,1,2\n"
    assert read(saved(tmp_path, text.encode()))[0] == ["name", "B", "phone", "phone (2)"]


def test_a_workbook_is_read_as_a_person_would_type_it(tmp_path: Path) -> None:
    """Days, moments, numbers, yes and no, and the values of formulas come as plain texts."""
    rows = [
        ["Name", "Closed", "Seen", "Amount", "Won", "Sum", "Phone"],
        ["Acme", date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), 0.1 + 0.2, True, "=1+41", 13800000000],
        ["Beta", None, None, 1e16, False, None, None],
    ]
    path = saved(tmp_path, workbook({"Deals": rows, "Other": [["x"], ["1"]]}))
    with open_table(path) as table:
        assert (table.kind, table.sheets, table.sheet, table.header) == (
            "xlsx",
            ("Deals", "Other"),
            "Deals",
            1,
        )
        assert list(table.rows()) == [
            (2, ["Acme", "2026-03-01", "2026-03-01 08:30:00", "0.3", "TRUE", "42", "13800000000"]),
            (3, ["Beta", "", "", "10000000000000000", "FALSE", "", ""]),
        ]
    assert read(path, sheet="Other") == (["x"], [(2, ["1"])])


def test_rows_of_a_workbook_keep_their_numbers(tmp_path: Path) -> None:
    """Blank rows above and a title do not shift what is told about a row."""
    path = saved(tmp_path, workbook({"S": [[], [], ["Our list"], [], ["Name", "City"], ["Acme", "Rome"]]}))
    with open_table(path) as table:
        assert (table.header, list(table.rows())) == (5, [(6, ["Acme", "Rome"])])


def test_what_is_no_table_is_told(tmp_path: Path) -> None:
    """Broken, locked, foreign and empty files, and a sheet that is not there, are clear problems."""
    good = workbook({"S": [["Name"], ["Acme"]]})
    broken = {
        "broken": good[: len(good) // 2],
        "no workbook": repacked(good, "xl/workbook.xml", b"<nothing/>"),
        "no xml": repacked(good, "xl/worksheets/sheet1.xml", b"\x00\x01" * 100),
        "old": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
        "bytes": bytes(range(256)) * 4,
        "empty": b"",
    }
    for name, content in broken.items():
        with pytest.raises(DougongError) as refused:
            read(saved(tmp_path, content))
        assert refused.value.status == 422, name
        assert refused.value.problems[0].pointer == "/file", name
    with pytest.raises(DougongError, match="no such sheet"):
        read(saved(tmp_path, good), sheet="T")


def test_a_bomb_harms_nobody(tmp_path: Path) -> None:
    """What grows when it is unpacked, or claims cells without end, ends in its own process with a refusal."""
    good = workbook({"S": [["Name"], ["Acme"]]})
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    bombs = {
        "sparse": sheet % (row + far),
        "inflated": sheet % (row + b" " * limits.MOST_INFLATED),
    }
    for name, part in bombs.items():
        path = saved(tmp_path, repacked(good, "xl/worksheets/sheet1.xml", part))
        with pytest.raises(DougongError) as refused:
            read(path)
        assert refused.value.status == 413, name


def test_a_parser_out_of_memory_or_time_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is held to its limits, and its end is told."""
    rows = [["Name", "Note"], *([f"Acme {place}", f"{place} {'x' * 2000}"] for place in range(20_000))]
    path = saved(tmp_path, workbook({"S": rows}))
    monkeypatch.setattr(limits, "MEMORY", 60 << 20)
    with pytest.raises(DougongError) as refused:
        read(path)
    assert refused.value.status == 413
    monkeypatch.setattr(limits, "MEMORY", 1 << 30)
    monkeypatch.setattr(limits, "MOST_ROWS", 10_000)
    with pytest.raises(DougongError, match="10000 rows"):
        read(path)


def test_the_child_has_nothing_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets of the environment do not reach the process that opens what somebody else wrote."""
    child = tmp_path / "child.py"
    child.write_text("import json, os\nprint(json.dumps({'sheets': sorted(os.environ), 'sheet': 'S'}))")
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(workbooks, "_CHILD", child)
    found = workbooks.unpack(tmp_path / "book", tmp_path / "out", None)
    assert set(found.sheets) <= {"LC_ALL", "LC_CTYPE"}


DANGEROUS = ["=1+1", "+1", "-x", "@SUM(A1)", "\tx"]


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_written_is_no_formula_and_comes_back_as_it_was(tmp_path: Path, kind: str, text: str) -> None:
    """Texts that a spreadsheet would take for formulas are harmless in both formats, and the same again."""
    path = tmp_path / "out"
    writer = CsvWriter(path) if kind == "csv" else XlsxWriter(path, "S")
    for row in (["Name", "Note"], [text, "x"]):
        writer.add(row)
    writer.close()
    if kind == "csv":
        assert neutral(text) in path.read_text("utf-8-sig")
    assert read(path)[1] == [(2, [text, "x"])]
    assert read(saved(tmp_path, table_bytes(kind, [["Name", "Note"], [text, "x"]])))[1][0][1][0] == text  # type: ignore[arg-type]


def test_a_workbook_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the rows that a sheet holds, the next one begins with the header again."""
    monkeypatch.setattr("dougong.sheets.written.ROWS_OF_A_SHEET", 3)
    path = tmp_path / "out.xlsx"
    writer = XlsxWriter(path, sheet_name("Deals/all"))
    for row in (["Name"], ["a"], ["b"], ["c"]):
        writer.add(row)
    writer.close()
    with open_table(path) as table:
        assert table.sheets == ("Deals all", "Deals all 2")
    assert read(path, sheet="Deals all 2") == (["Name"], [(2, ["c"])])
