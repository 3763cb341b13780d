"""What the editor asks for: completions, a reading in plain words, texts with expressions in them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dougong_formula import (
    FormulaError,
    Member,
    PlainVocabulary,
    complete,
    describe,
    parse_expression,
    parse_template,
)
from dougong_formula.types import NUMBER, TEXT, record_of
from tests.engines.formula.cases import VOCABULARY


def inserts(text: str) -> list[str]:
    """Return what completion proposes at the end of a text."""
    return [completion.insert for completion in complete(text, len(text), VOCABULARY)]


def test_fields_functions_and_prefixes_complete() -> None:
    assert inserts("am")[0] == "amount"
    assert "SUMIF(" in inserts("SUM")
    assert "user" in inserts("us")
    assert "AND" in inserts("amount > 1 AN")


def test_a_field_completes_by_a_part_of_its_label_in_any_language() -> None:
    names = PlainVocabulary(
        root="lead",
        entities={
            "lead": {
                "score": Member(key="score", type=NUMBER, label={"en": "Rating", "zh": "线索评分"}),
                "company": Member(key="company", type=TEXT, label={"en": "Company", "zh": "公司"}),
            }
        },
    )
    for text in ("评", "线索评分", 'company = "a" AND 评', "ating"):
        assert [one.insert for one in complete(text, len(text), names) if one.kind == "field"] == ["score"]


def test_a_path_completes_with_the_fields_behind_it() -> None:
    assert inserts("customer.ow") == ["customer.owner"]
    assert inserts("1 + customer.owner.na") == ["customer.owner.name"]
    assert set(inserts("user.")) == {
        "user.id",
        "user.name",
        "user.department",
        "user.departments",
        "user.roles",
        "user.reports",
    }
    assert inserts("amount.x") == []
    assert inserts("nothing.x") == []


def test_inside_an_aggregate_the_fields_of_the_row_complete() -> None:
    assert "urgent" in inserts("SUM(lines, ur")
    assert "parent.amount" in inserts("SUM(lines, parent.am")
    assert "amount" not in inserts("SUM(lines, amo")
    assert "count" in inserts("SUM(lines, SUM(parts, cou")
    assert inserts("SUM(lines, qty) + amo")[0] == "amount"
    assert "kind" in inserts('XLOOKUP("B", lines, ki')
    assert "product.key" in inserts('XLOOKUP("B", lines, kind, product.ke')
    assert "qty" in inserts("SUMPRODUCT(lines, price, qt")
    assert "NETWORKDAYS(" in inserts("NETW")


def test_inside_a_text_nothing_completes() -> None:
    assert inserts('name = "am') == []


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            'amount > 1000 AND name = "x"',
            "amount is more than 1000 and name is “x”",
            "amount 大于 1000 且 name 等于 “x”",
        ),
        ("owner = user", "owner is the current user", "owner 等于 当前用户"),
        ("SUM(lines, qty * price)", "the sum of qty × price over lines", "lines中qty × price 的合计"),
        ("customer.owner.name", "customer’s owner’s name", "customer 的owner 的name"),
        (
            "COUNTIF(lines, qty > 2) = 0",
            "the number of lines where qty is more than 2 is 0",
            "lines（满足 qty 大于 2）的行数 等于 0",
        ),
        (
            "DAYS(TODAY(), day) > 15",
            "the days from day to today is more than 15",
            "day 到 今天 的天数 大于 15",
        ),
        ("IF(flag, 1, 2)", "1 if flag, otherwise 2", "若 flag，则 1；否则 2"),
        (
            "NETWORKDAYS(day, TODAY()) > 3",
            "the working days from day to today is more than 3",
            "day 至 今天 的工作日数 大于 3",
        ),
        ("WORKDAY(day, 3)", "day plus 3 working days", "day 加 3 个工作日"),
        (
            'XLOOKUP("B", lines, kind, price, 0)',
            "the first price over lines where kind is “B”, or 0 when there is none",
            "lines（满足 kind 等于 “B”）中第一个 price，没有时为 0",
        ),
        (
            "SUMPRODUCT(lines, qty, price)",
            "the sum of qty × price over lines",
            "lines中qty × price 的合计",
        ),
        ("NOT(ISBLANK(note))", "note is not blank", "note 不为空"),
        ("(amount + 1) * 2", "(amount + 1) × 2", "(amount + 1) × 2"),
        ("ROUND(amount, 1)", "amount rounded to decimal place 1", "amount 四舍五入到 1 位小数"),
        ("EOMONTH(day, 0)", "the last day of the month of day", "day 所在月的月末"),
        ("EOMONTH(TODAY(), 2)", "the end of the month 2 months after today", "今天 之后 2 个月的月末"),
        ("MAX(amount, 1)", "the largest of amount, 1", "amount、1 中的最大值"),
        ("day + 1", "day plus 1 day", "day 加 1 天"),
        ("LEFT(note, 3)", "the first 3 characters of note", "note 的前 3 个字符"),
    ],
)
def test_an_expression_reads_in_plain_words(text: str, english: str, chinese: str) -> None:
    expression = parse_expression(text, VOCABULARY)
    assert describe(expression, "en", VOCABULARY) == english
    assert describe(expression, "zh-CN", VOCABULARY) == chinese


def test_the_options_of_a_choice_are_read_by_their_labels() -> None:
    labels = {"won": {"en": "Won", "zh": "赢单"}, "lost": {"en": "Lost", "zh": "丢单"}}
    members = {
        "stage": Member("stage", TEXT, {"en": "Stage", "zh": "阶段"}, options=labels),
        "x": Member("x", TEXT),
    }
    names = PlainVocabulary(root="deal", prefixes={"old": record_of("deal")}, entities={"deal": members})
    expression = parse_expression('stage IN ("won", "lost") AND old.stage <> "won" AND x = "won"', names)
    assert describe(expression, "en", names) == (
        "Stage is one of “Won”, “Lost” and the former Stage is not “Won” and x is “won”"
    )
    assert describe(expression, "zh", names).startswith("阶段 为 “赢单”、“丢单” 之一 且 原阶段 不等于 “赢单”")


def test_a_template_writes_values_for_people() -> None:
    template = parse_template('{{ owner }}: {{ amount }} on {{ at }} {{ "}}" }}{{ 1 / 0 }}', VOCABULARY)
    scope = {
        "owner": {"id": 1, "name": "Ann"},
        "amount": Decimal("12.50"),
        "$zone": "Asia/Shanghai",
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert template.render(scope) == "Ann: 12.5 on 2026-01-01 08:00 }}#DIV/0!"
    assert ("order", "amount") in template.references
    assert len(template.expressions) == 5


def test_a_template_of_a_number_takes_the_sequence() -> None:
    vocabulary = PlainVocabulary(
        root="order",
        prefixes={"$sequence": NUMBER, "$uuid": TEXT},
        entities={"order": {"code": Member("code", TEXT)}},
    )
    template = parse_template('SO-{{ TEXT(TODAY(), "yyyyMM") }}-{{ RIGHT("000" & SEQ(), 4) }}', vocabulary)
    scope = {"$sequence": Decimal(42), "$today": datetime(2026, 11, 22, tzinfo=UTC).date()}
    assert template.render(scope) == "SO-202611-0042"


def test_a_wrong_expression_in_a_template_is_placed_in_the_whole_text() -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_template("Dear {{ nme }}, {{ amount + }}", VOCABULARY)
    assert [(problem.code, problem.position) for problem in refusal.value.problems] == [
        ("unknown_name", 8),
        ("syntax", 28),
    ]
    with pytest.raises(FormulaError):
        parse_template("Dear {{ name", VOCABULARY)
