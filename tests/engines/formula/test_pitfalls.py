"""The pitfalls of formula languages, each with the cases that say how this one answers in all three runtimes."""

from __future__ import annotations

import pytest

from tests.engines.formula.cases import load

PITFALLS = {
    "blank + 1": ["discount + 1"],
    "blank = 0 and blank = nothing": ["discount = 0", "discount = BLANK()", 'note = ""'],
    "an order with blank": ["discount > -1", "discount < 1000", "discount <= 0", "discount >= 0"],
    "blank & x and NOT(blank)": ['note & "x"', "NOT(done)"],
    "division by zero": ["1 / 0", "MOD(5, 0)", "IFERROR(1 / 0, 0)", "amount / discount"],
    "capitals of texts": ['"a" = "A"', 'SEARCH("A", "ba")', 'CONTAINS("abc", "B")', '"A" < "a"'],
    "the sign of MOD": ["MOD(-3, 2)", "MOD(3, -2)"],
    "minus before a power, powers in a row": ["-2^2", "2^3^2"],
    "INT of a negative": ["INT(-1.5)"],
    "ROUND of a half": ["ROUND(2.5, 0)", "ROUND(-2.5, 0)"],
    "ROUND of a decimal that no float holds": ["ROUND(1.005, 2)"],
    "more digits than a float": ["12345678901234567 + 1", "0.1 + 0.2 = 0.3"],
    "a division that does not end": ["10 / 3", "2 / 3", "-2 / 3"],
    "a month from the end of January": ["EDATE(DATE(2024, 1, 31), 1)"],
    "months and days that roll over": ["DATE(2024, 13, 1)", "DATE(2024, 3, 0)"],
    "numbers of weekdays and weeks": [
        "WEEKDAY(DATE(2024, 1, 7))",
        "WEEKNUM(DATE(2024, 1, 7))",
        "ISOWEEKNUM(DATE(2024, 1, 7))",
    ],
    "days without months": ['DATEDIF(day, TODAY(), "md")'],
    "signs beyond the first plane": ['LEN("中文😀")', 'LEFT("中文😀x", 3)'],
    "spaces inside": ['TRIM("  a  b ")'],
    "not found, and before the beginning": ['FIND("z", "abc")', 'MID("abc", 0, 1)'],
    "types that are mixed": ['"10" > 9', '"7" = 7'],
    "errors in AND and OR": [
        "AND(TRUE, 1 / 0 = 1)",
        "AND(FALSE, 1 / 0 = 1)",
        "AND(1 / 0 = 1, FALSE)",
        "OR(TRUE, 1 / 0 = 1)",
        "OR(FALSE, 1 / 0 = 1)",
    ],
    "what is lazy": [
        "IF(TRUE, 1, 1 / 0)",
        "IFS(TRUE, 1, 1 / 0 = 1, 2)",
        'SWITCH("a", "a", 1, "b", 1 / 0)',
        "IFERROR(1, 1 / 0)",
        "IFBLANK(1, 1 / 0)",
    ],
    "text in a sum": ['SUM(1, "3")', "SUM(lines, name)"],
    "letters whose capital is two": ['UPPER("ß")'],
    "an hour that is left out or comes twice": ["HOUR(at)", "HOUR(seen)", "DAYS(at, seen)"],
    "a whole average": ["AVERAGE(qty, stock)"],
    "texts and powers without bound": ['REPT("x", 1000000000)', "POWER(10, 1000000)"],
    "nothing as the value of a condition": ["done = FALSE", "IF(done, 1, 2)", "ISBLANK(done)"],
}


@pytest.mark.parametrize("pitfall", PITFALLS)
def test_every_pitfall_has_its_cases(pitfall: str) -> None:
    """Python, PostgreSQL and the browser run every case of the files."""
    known = {case.expression for case in load()}
    assert [text for text in PITFALLS[pitfall] if text not in known] == []
