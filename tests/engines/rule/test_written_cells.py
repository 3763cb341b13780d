"""Cells as people write them in a spreadsheet are read as they are meant, and what is told reads back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong_rule.written_cells import Written, read_cell, read_output, tell_cell, tell_output

REGION = Written(
    kind="text",
    options={
        "east": {"en": "East", "zh": "华东"},
        "west": {"en": "West", "zh": "华西"},
        "odd": {"en": "Up, down", "zh": "上下"},
    },
)
NUMBER, DAY, MOMENT, YES, TEXT = (
    Written(kind=kind) for kind in ("number", "date", "datetime", "boolean", "text")
)
TEAM = Written(kind="", settings={"settings.team_east": {"en": "East team", "zh": "华东组"}})


@pytest.mark.parametrize(
    ("written", "column", "cell"),
    [
        ("", REGION, "-"),
        ("任意", REGION, "-"),
        ("East", REGION, '"east"'),
        ("华东、west", REGION, '"east", "west"'),
        ("east or 华西", REGION, '"east", "west"'),
        ("华东或华西", REGION, '"east", "west"'),
        ("华东或他处", REGION, '"华东或他处"'),
        ("NOT(East)", REGION, 'NOT("east")'),
        ("2026-11-30", MOMENT, "[DATE(2026, 11, 30)..DATE(2026, 12, 1))"),
        ("<= 2026-11-30", MOMENT, "< DATE(2026, 12, 1)"),
        ("> 2026-11-30", MOMENT, ">= DATE(2026, 12, 1)"),
        (">= 2026-11-30", MOMENT, ">= DATE(2026, 11, 30)"),
        ("<> 2026-11-30", MOMENT, "NOT([DATE(2026, 11, 30)..DATE(2026, 12, 1)))"),
        ("2026-11-01 – 2026-11-30", MOMENT, "[DATE(2026, 11, 1)..DATE(2026, 12, 1))"),
        ("(2026-11-01..2026-11-30)", MOMENT, "[DATE(2026, 11, 2)..DATE(2026, 11, 30))"),
        ('"east", "west"', REGION, '"east", "west"'),
        ("Nowhere", REGION, '"Nowhere"'),
        ("> 10", NUMBER, "> 10"),
        ("≥1,000", NUMBER, ">= 1000"),
        ("1–5", NUMBER, "[1..5]"),
        ("50-199", NUMBER, "[50..199]"),
        ("-5 - -1", NUMBER, "[-5..-1]"),
        ("1,000-2,000", NUMBER, "[1000..2000]"),
        ("-5", NUMBER, "-5"),
        ("2026-01-01 - 2026-01-31", DAY, "[DATE(2026, 1, 1)..DATE(2026, 1, 31)]"),
        ("1 至 5", NUMBER, "[1..5]"),
        ("[1..5)", NUMBER, "[1..5)"),
        ("-3", NUMBER, "-3"),
        ("1, 2", NUMBER, "1, 2"),
        ("1,000", NUMBER, "1000"),
        ("> limit", NUMBER, "> limit"),
        ("1000以下", NUMBER, "<= 1000"),
        ("5000以上", NUMBER, ">= 5000"),
        ("5,000元及以上", NUMBER, ">= 5000"),
        ("大于等于１０００", NUMBER, ">= 1000"),
        ("超过5万", NUMBER, "> 50000"),
        ("不满 1.25万元", NUMBER, "< 12500"),
        ("1000以上5000以下", NUMBER, "[1000..5000]"),
        ("1000以上，不满5000", NUMBER, "[1000..5000)"),
        ("大于1,000且小于等于5,000", NUMBER, "(1000..5000]"),
        ("≥1000, <5000", NUMBER, "[1000..5000)"),
        ("¥1万-5万", NUMBER, "[10000..50000]"),
        ("5000-1万", NUMBER, "[5000..10000]"),
        ("1-5万", NUMBER, "1-5万"),
        ("1000元至5000元", NUMBER, "[1000..5000]"),
        ("at least 10", NUMBER, ">= 10"),
        ("10 and above", NUMBER, ">= 10"),
        ("more than 10 and up to 20", NUMBER, "(10..20]"),
        ("大于1000且大于2000", NUMBER, "大于1000且大于2000"),
        ("2026-01-01及以后", DAY, ">= DATE(2026, 1, 1)"),
        ("2026年1月2日之前", DAY, "< DATE(2026, 1, 2)"),
        ("2026-11-22", DAY, "DATE(2026, 11, 22)"),
        ("< 2026/1/2", DAY, "< DATE(2026, 1, 2)"),
        ("2026-01-01~2026-01-31", DAY, "[DATE(2026, 1, 1)..DATE(2026, 1, 31)]"),
        ("是", YES, "TRUE"),
        ("no", YES, "FALSE"),
        ("LEN(input) > 3", TEXT, "LEN(input) > 3"),
    ],
)
def test_a_cell_is_read_as_it_is_meant(written: str, column: Written, cell: str) -> None:
    """By the kind of its column, in either language."""
    assert read_cell(written, column) == cell


@pytest.mark.parametrize(
    ("cell", "column", "english", "chinese"),
    [
        ("-", REGION, "", ""),
        ('"east", "west"', REGION, "East, West", "华东, 华西"),
        ('NOT("east")', REGION, "NOT(East)", "NOT(华东)"),
        ('"odd"', REGION, '"odd"', "上下"),
        ("TRUE", YES, "Yes", "是"),
        ("< DATE(2026, 1, 2)", DAY, "< 2026-01-02", "< 2026-01-02"),
        ("[1..5)", NUMBER, "[1..5)", "[1..5)"),
    ],
)
def test_a_cell_is_told_in_words(cell: str, column: Written, english: str, chinese: str) -> None:
    """As far as it reads back as the same cell."""
    assert (tell_cell(cell, column, "en"), tell_cell(cell, column, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("written", "column", "output"),
    [
        ("East team", TEAM, "settings.team_east"),
        ("settings.team_east", TEAM, "settings.team_east"),
        ("5", TEAM, "5"),
        ("5", TEXT, '"5"'),
        ("high", TEAM, '"high"'),
        ("5元", TEAM, '"5元"'),
        ("", TEAM, '""'),
        ("是", YES, "TRUE"),
        ("ROUND(amount, 2)", TEAM, "ROUND(amount, 2)"),
        ('他说"你好"', TEXT, '"他说""你好"""'),
        ('company & "x"', TEXT, 'company & "x"'),
        ('IF(score > 1, "x', TEXT, 'IF(score > 1, "x'),
    ],
)
def test_an_output_is_read_as_it_is_meant(written: str, column: Written, output: str) -> None:
    """A setting by its label, a number, a text without quotes."""
    assert read_output(written, column) == output


@given(st.text(max_size=30), st.sampled_from([REGION, NUMBER, DAY, MOMENT, YES, TEXT, TEAM]))
def test_what_is_told_reads_back_the_same(text: str, column: Written) -> None:
    """Whatever a cell holds, telling and reading it changes nothing."""
    cell, output = read_cell(text, column), read_output(text, column)
    for language in ("en", "zh"):
        assert read_cell(tell_cell(cell, column, language), column) == cell
        assert read_output(tell_output(output, column, language), column) == output
