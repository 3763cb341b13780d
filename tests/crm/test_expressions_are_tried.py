"""An editor is helped to write expressions: remedies, names to click, the value on a record under one's rights."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crm.conftest import Crm

DEAL = {"app": "crm", "entity": "opportunity", "context": "filter"}


def deal(crm: Crm, login: str, **values: Any) -> dict[str, Any]:
    """Make a deal with two lines, one of them cheap."""
    amount = {"amount": "1000", "currency": "CNY"}
    return crm.create("opportunity", crm.as_(login), **{"name": "Pumps", "amount": amount, **values})


def test_a_fault_comes_with_changes_that_mend_it(crm: Crm) -> None:
    """A label for a key, a key that is nearly right, marks of another keyboard: each change was tried."""
    told = {
        text: crm.admin.post("/expressions/parse", {**DEAL, "text": text})["errors"][0]
        for text in ("金额 > 3", "amuont > 3", "amount ＞ 3", "amount > 3 AND (stage", "account.nam = 1")
    }
    mended = {
        text: [
            text[: fix["position"]] + fix["insert"] + text[fix["position"] + fix["length"] :] for fix in fixes
        ]
        for text, fixes in ((text, fault["fixes"]) for text, fault in told.items())
    }
    assert mended["金额 > 3"][0] == mended["amuont > 3"][0] == mended["amount ＞ 3"][0] == "amount > 3"
    assert told["金额 > 3"]["fixes"][0]["label"] == "Amount"
    for text, texts in mended.items():
        for one in texts:
            faults = crm.admin.post("/expressions/parse", {**DEAL, "text": one})["errors"]
            assert not faults or faults[0]["position"] > told[text]["position"], one


@pytest.mark.parametrize("text", ["金", "je", "jine", "amou", "Amou", "客户.名", "account.na"])
def test_a_field_is_found_by_label_pinyin_and_key(crm: Crm, text: str) -> None:
    """Along a reference as well; what is inserted is the key."""
    told = crm.admin.post("/expressions/parse", {**DEAL, "text": text, "position": len(text)})
    wanted = "account.name" if "." in text else "amount"
    assert wanted in [one["insert"] for one in told["completions"]]


def test_names_are_listed_to_be_clicked(crm: Crm) -> None:
    """Bare ones, those behind a reference, those of the rows of a list; only what the person reads."""

    def listed(*path: str) -> dict[str, str]:
        items = crm.admin.post("/expressions/names", {**DEAL, "path": list(path)})["items"]
        return {one["insert"]: one["kind"] for one in items}

    assert (listed()["account"], listed()["lines"], listed()["user"]) == ("reference", "list", "prefix")
    assert "account.name" in listed("account")
    assert "quantity" in listed("lines")
    assert listed("account", "opportunities")["amount"] == "field"
    assert listed("amount") == listed("nothing") == {}
    assert "user.reports" in listed("user")


def test_a_formula_is_tried_on_a_record(crm: Crm) -> None:
    """Its value with its type, errors as their codes, a reference by its title, the parts of a condition."""
    account = crm.create("account", crm.as_("east_1"), name="Acme")
    made = deal(crm, "east_1", account=account["id"])

    def tried(text: str, **further: Any) -> dict[str, Any]:
        return crm.admin.post(
            "/expressions/try", {**DEAL, "context": "formula", "text": text, "record": made["id"], **further}
        )

    assert tried("amount * 2") == {"value": "2000", "type": "number", "titles": [], "parts": []}
    assert tried("1 / (amount - 1000)")["value"] == "#DIV/0!"
    assert tried("account")["titles"] == ["Acme"]
    assert tried("lines")["value"] == "0"
    assert tried("old.amount = amount")["value"] is True
    text = 'amount > 1 AND NOT(EXISTS(lines)) AND name = "x"'
    answer = tried(text, context="filter")
    assert answer["value"] is False
    shown = [(text[one["position"] :][: one["length"]], one["value"]) for one in answer["parts"]]
    assert shown == [("amount > 1", True), ("NOT(EXISTS(lines))", True), ('name = "x"', False)]
    assert tried("COUNTIF(account.opportunities, amount >= parent.amount)")["value"] == "1"


def test_a_trial_shows_no_more_than_the_person_sees(crm: Crm) -> None:
    """Neither a record of others nor a name that he may not read."""
    made = deal(crm, "east_1")
    other = crm.as_("north_1")
    ask = {**DEAL, "text": "amount > 1", "record": made["id"]}
    other.post("/expressions/try", ask, status=404)
    assert crm.as_("east_1").post("/expressions/try", ask)["value"] is True
    unknown = crm.as_("east_1").post("/expressions/try", {**ask, "text": "not_there > 1"})
    assert unknown["code"] == "unknown_name"
    assert "value" not in unknown
    crm.as_("east_1").post("/expressions/try", {**ask, "entity": "nothing"}, status=400)


def test_a_year_is_described_without_thousands(crm: Crm) -> None:
    """The field says so to whatever shows it."""
    fields = crm.admin.get("/apps/crm")["entities"]["account"]["fields"]
    founded = next(one for one in fields if one["key"] == "year_established")
    assert founded["settings"]["thousands"] is False
