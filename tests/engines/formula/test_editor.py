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
    names_at,
    parse_expression,
    parse_template,
    remedies,
)
from dougong_formula.types import BOOLEAN, NUMBER, TEXT, list_of, record_of
from tests.engines.formula.cases import VOCABULARY


def inserts(text: str) -> list[str]:
    """Return what completion proposes at the end of a text."""
    return [completion.insert for completion in complete(text, len(text), VOCABULARY)]


def test_fields_functions_and_prefixes_complete() -> None:
    assert inserts("am")[0] == "amount"
    assert "SUMIF(" in inserts("SUM")
    assert "user" in inserts("us")
    assert "AND" in inserts("amount > 1 AN")


def test_names_that_stand_before_others_have_a_label_in_every_language() -> None:
    """Nobody who reads Chinese meets “settings”; he finds it by its Chinese name too."""
    before = ("user", "settings", "this", "old", "params", "event", "flow")
    names = PlainVocabulary(root="deal", prefixes={key: record_of(f"@{key}") for key in before})
    found = {one.key: one.label["zh"] for one in complete("", 0, names) if one.kind == "prefix"}
    assert set(before) <= set(found)
    assert [key for key, label in found.items() if label == key] == []
    assert [one.key for one in complete("设置", 2, names)] == ["settings"]


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


LABELLED = PlainVocabulary(
    root="deal",
    prefixes={"user": record_of("@user")},
    entities={
        "deal": {
            "amount": Member("amount", NUMBER, {"en": "Amount", "zh": "金额"}),
            "stage": Member("stage", TEXT, {"en": "Stage", "zh": "阶段"}),
            "account": Member("account", record_of("account"), {"en": "Account", "zh": "客户"}),
            "lines": Member("lines", list_of(record_of("line")), {"en": "Lines", "zh": "明细"}),
        },
        "account": {
            "id": Member("id", record_of("account"), {"en": "Id", "zh": "标识"}),
            "name": Member("name", TEXT, {"en": "Name", "zh": "名称"}),
            "parent": Member("parent", record_of("account"), {"en": "Belongs to", "zh": "上级客户"}),
        },
        "line": {"price": Member("price", NUMBER, {"en": "Price", "zh": "单价"})},
        "@user": {"name": Member("name", TEXT, {"en": "My name", "zh": "我的姓名"})},
    },
)


@pytest.mark.parametrize(
    ("text", "insert"),
    [
        ("金", "amount"),
        ("je", "amount"),
        ("jine", "amount"),
        ("1 + JE", "amount"),
        ("客户.名", "account.name"),
        ("客户.上级客户.mc", "account.parent.name"),
        ("account.Belongs", "account.parent"),
        ("名称", "account.name"),
        ("SUM(明细, 单", "price"),
        ("SUM(lines, parent.金", "parent.amount"),
    ],
)
def test_a_label_or_its_pinyin_completes_along_references_and_in_lists(text: str, insert: str) -> None:
    assert insert in [one.insert for one in complete(text, len(text), LABELLED)]


def test_names_are_listed_behind_references_and_lists() -> None:
    def listed(*path: str) -> set[str]:
        return {one.insert for one in names_at(path, LABELLED)}

    assert listed() == {"amount", "stage", "account", "lines", "user"}
    assert listed("account", "parent") == {f"account.parent.{key}" for key in ("id", "name", "parent")}
    assert listed("lines") == {"price"}
    assert listed("user") == {"user.name"}
    assert listed("amount") == listed("nothing") == listed("lines", "nothing") == set()


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("金额 > 3", "amount > 3"),
        ("Amount > 3", "amount > 3"),
        ("amuont > 3", "amount > 3"),
        ("客户.名称 = stage", "account.name = stage"),
        ("account.nam = stage", "account.name = stage"),
        ("amount == 3", "amount = 3"),
        ('amount > 3 && stage = "a"', 'amount > 3 AND stage = "a"'),
        ("stage = ‘a’", 'stage = "a"'),
        ("IF(amount ＞ 3，1，2)", "IF(amount > 3, 1, 2)"),
        ("SUM(lines, amount)", "SUM(lines, parent.amount)"),
        ("LENGTH(stage)", "LEN(stage)"),
        ("求和(lines, price)", "SUM(lines, price)"),
        ('amount > "10"', "amount > 10"),
        ("stage = 7", 'stage = "7"'),
        ("stage = won", 'stage = "won"'),
        ('TODAY() > "2026-1-5"', "TODAY() > DATE(2026, 1, 5)"),
        ('account = "Acme"', 'account.name = "Acme"'),
        ("lines > 3", "COUNT(lines) > 3"),
        ("(amount > 3", "(amount > 3)"),
        ("amount > 3)", "amount > 3"),
        ("amount > 3 AND", "amount > 3"),
        ('stage = "a', 'stage = "a"'),
        ("DAYS(TODAY, TODAY()) > 3", "DAYS(TODAY(), TODAY()) > 3"),
        ("amount >> 3", "amount > 3"),
        ("amount > 3 并且 amount < 9", "amount > 3 AND amount < 9"),
        ("lines.exists(price > 3)", "EXISTS(lines, price > 3)"),
        ("lines.count()", "COUNT(lines)"),
        ("COUNT(lines, price > 3)", "COUNTIF(lines, price > 3)"),
    ],
)
def test_a_fault_comes_with_a_change_that_mends_it(text: str, mended: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_expression(text, LABELLED)
    found = remedies(text, refusal.value.problems[0], LABELLED)
    texts = [
        " ".join((text[: one.position] + one.insert + text[one.position + one.length :]).split())
        for one in found
    ]
    assert mended in texts
    assert len(found) <= 3


@pytest.mark.parametrize("text", ["amount = ?", "IF(amount)", "REPT(amount"])
def test_a_change_that_mends_nothing_is_not_proposed(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_expression(text, LABELLED)
    for one in remedies(text, refusal.value.problems[0], LABELLED):
        parse_expression(text[: one.position] + one.insert + text[one.position + one.length :], LABELLED)


@pytest.mark.parametrize(
    "text", ["amount > 15 an", "amount an", "(amount > 3) o", 'stage = "a" n', "amount > 3 并"]
)
def test_behind_an_operand_only_operators_complete(text: str) -> None:
    assert {one.kind for one in complete(text, len(text), LABELLED)} == {"operator"}


@pytest.mark.parametrize("text", ["", "an", "amount > 3 AND a", "IF(a", "NOT a", "amount > "])
def test_where_an_operand_is_due_no_joint_completes(text: str) -> None:
    found = {one.insert for one in complete(text, len(text), LABELLED)}
    assert found
    assert not found & {"AND", "OR", "IN", "NOT IN"}


def test_two_letters_find_what_begins_with_them() -> None:
    assert "BLANK(" not in inserts("an")
    assert "BLANK(" in inserts("lan")


def test_an_unfinished_condition_is_finished_first() -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_expression("COUNT(lines", LABELLED, BOOLEAN)
    (found, *_) = remedies("COUNT(lines", refusal.value.problems[0], LABELLED, BOOLEAN)
    assert (found.position, found.insert) == (len("COUNT(lines"), ")")


def test_the_beginning_of_a_condition_is_led_from_the_label_to_the_key() -> None:
    with pytest.raises(FormulaError) as refusal:
        parse_expression("金额", LABELLED, BOOLEAN)
    found = remedies("金额", refusal.value.problems[0], LABELLED, BOOLEAN)
    assert [one.insert for one in found] == ["amount"]


def test_inside_a_text_nothing_completes() -> None:
    assert inserts('name = "am') == []


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            'amount > 1000 AND name = "x"',
            "amount is more than 1000 and name is “x”",
            "amount 大于 1000 且 name 等于“x”",
        ),
        ("owner = user", "owner is the current user", "owner 等于当前用户"),
        ("SUM(lines, qty * price)", "the sum of qty × price over lines", "lines 中 qty × price 的合计"),
        ("customer.owner.name", "customer’s owner’s name", "customer 的 owner 的 name"),
        (
            "COUNTIF(lines, qty > 2) = 0",
            "the number of lines where qty is more than 2 is 0",
            "lines（满足 qty 大于 2）的行数等于 0",
        ),
        (
            "DAYS(TODAY(), day) > 15",
            "the days from day to today is more than 15",
            "day 到今天的天数大于 15",
        ),
        ("IF(flag, 1, 2)", "1 if flag, otherwise 2", "若 flag，则 1；否则 2"),
        (
            "NETWORKDAYS(day, TODAY()) > 3",
            "the working days from day to today is more than 3",
            "day 至今天的工作日数大于 3",
        ),
        ("WORKDAY(day, 3)", "day plus 3 working days", "day 加 3 个工作日"),
        (
            'XLOOKUP("B", lines, kind, price, 0)',
            "the first price over lines where kind is “B”, or 0 when there is none",
            "lines（满足 kind 等于“B”）中第一个 price，没有时为 0",
        ),
        (
            "SUMPRODUCT(lines, qty, price)",
            "the sum of qty × price over lines",
            "lines 中 qty × price 的合计",
        ),
        ("NOT(ISBLANK(note))", "note is not blank", "note 不为空"),
        ("(amount + 1) * 2", "(amount + 1) × 2", "(amount + 1) × 2"),
        ("amount - 12000", "amount - 12000", "amount - 12000"),
        ("qty - (amount - price) + 1", "qty - (amount - price) + 1", "qty - (amount - price) + 1"),
        ("ROUND(amount, 1)", "amount rounded to decimal place 1", "amount 四舍五入到 1 位小数"),
        ("EOMONTH(day, 0)", "the last day of the month of day", "day 所在月的月末"),
        ("EOMONTH(TODAY(), 2)", "the end of the month 2 months after today", "今天之后 2 个月的月末"),
        ("MAX(amount, 1)", "the largest of amount, 1", "amount、1 中的最大值"),
        ("day + 1", "day plus 1 day", "day 加 1 天"),
        ("LEFT(note, 3)", "the first 3 characters of note", "note 的前 3 个字符"),
        ("BETWEEN(amount, 1, price)", "amount is between 1 and price", "amount 介于 1 与 price 之间"),
        ("BETWEEN(DAYS(TODAY(), due), 0, 89)", "due is in the last 90 days", "due 在最近 90 天内"),
        ("BETWEEN(DAYS(at, TODAY()), 0, 13)", "at is in the next 14 days", "at 在未来 14 天内"),
        ("DAYS(TODAY(), at) = 1", "at is yesterday", "at 为昨天"),
        ("EOMONTH(due, 0) = EOMONTH(TODAY(), -1)", "due is in last month", "due 在上月"),
        ("YEAR(due) = YEAR(day)", "the year of due is the year of day", "due 的年份等于 day 的年份"),
        (
            "QUARTER_START(at) = EDATE(QUARTER_START(TODAY()), -3)",
            "at is in last quarter",
            "at 在上季度",
        ),
        (
            "NOT(EXISTS(lines, day < parent.day))",
            "there is none of lines where day is less than the outer day",
            "不存在 lines（满足 day 小于外层的 day）",
        ),
        (
            "COUNTIF(lines, BETWEEN(DAYS(parent.day, day), 0, 89)) >= 2",
            "the number of lines where day is in the 90 days up to the outer day is at least 2",
            "lines（满足 day 在截至外层的 day 的 90 天内）的行数不小于 2",
        ),
        ('NOT(flag OR "a" IN tags)', "not (flag or tags has “a”)", "并非（flag 或 tags 含“a”）"),
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
    assert describe(expression, "zh", names).startswith("阶段为“赢单”、“丢单”之一且原阶段不等于“赢单”")


def test_chinese_keeps_the_spaces_of_names_and_texts_only() -> None:
    members = {
        "kind": Member(
            "kind", TEXT, {"en": "Kind", "zh": "A 类 客户"}, options={"x": {"en": "X", "zh": "甲 乙"}}
        ),
        "note": Member("note", TEXT, {"en": "Note", "zh": "备注"}),
    }
    names = PlainVocabulary(root="deal", prefixes={}, entities={"deal": members})
    text = 'kind = "x" AND note <> "甲 乙" AND NOT(ISBLANK(note))'
    assert describe(parse_expression(text, names), "zh", names) == (
        "A 类 客户等于“甲 乙”且备注不等于“甲 乙”且备注不为空"
    )


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
