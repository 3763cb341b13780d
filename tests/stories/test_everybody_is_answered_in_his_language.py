"""Whoever works in Chinese is told in Chinese what is wrong, and whoever works in English in English."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import pytest

from dougong import user_jobs
from dougong.actions.import_records import import_job
from tests.stories.test_purchase_approval import RECORDS, Desk, decide, todo
from tests.world import Person, World

LINE = {"item": "A4", "quantity": "2", "price": {"amount": "10", "currency": "CNY"}}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def speaks(person: Person, language: str) -> Person:
    """Let somebody choose a language."""
    person.patch("/me", {"language": language})
    return person


def told(answer: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Return what a problem says: its title, its detail, and the messages by their place."""
    return (
        answer["title"],
        answer["detail"],
        {one["pointer"]: one["message"] for one in answer["errors"]},
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "zh",
            (
                "部分内容不符合要求",
                "部分内容不符合要求。",
                {
                    "/needed_by": "请填写此项。",
                    "/subject": "至少 2 个字符。",
                    "/lines/0/quantity": "不能小于 0.01。",
                },
            ),
        ),
        (
            "en",
            (
                "Some values are refused",
                "Some values are refused.",
                {
                    "/needed_by": "This is required.",
                    "/subject": "This needs at least 2 characters.",
                    "/lines/0/quantity": "This must be at least 0.01.",
                },
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_record(desk: Desk, language: str, expected: Any) -> None:
    """I leave a field empty and another too short; each is told at its place."""
    employee = speaks(desk.employee, language)
    values = {"subject": "x", "needed_by": None, "lines": [{**LINE, "quantity": "0"}]}
    assert told(employee.post(RECORDS, {"values": values}, status=422)) == expected


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("zh", "其他人刚刚修改了这里", "其他人刚刚修改了这条记录，请核对后再次保存。"),
        (
            "en",
            "Somebody changed this meanwhile",
            "Somebody changed this record meanwhile. Compare, then save again.",
        ),
    ],
)
def test_somebody_was_faster(desk: Desk, language: str, title: str, detail: str) -> None:
    """Two edit the same record; the second is told in his language."""
    employee = speaks(desk.employee, language)
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [LINE]}
    made = employee.post(RECORDS, {"values": values}, status=201)
    place = f"{RECORDS}/{made['id']}"
    employee.patch(place, {"values": {"subject": "Pens"}}, made["version"])
    late = employee.patch(place, {"values": {"subject": "Ink"}}, made["version"], status=412)
    assert (late["title"], late["detail"]) == (title, detail)


@pytest.mark.parametrize(
    ("language", "start"), [("zh", "李组长已于 "), ("en", "Already decided by 李组长 at ")]
)
def test_the_seat_is_taken(desk: Desk, language: str, start: str) -> None:
    """I press a button after the decision and am told who took it, and when."""
    desk.submit()
    seat = todo(desk.lead)[0]["id"]
    decide(desk.lead, "approve")
    late = speaks(desk.lead, language).post(f"/seats/{seat}/approve", {}, status=409)
    assert late["detail"].startswith(start)


@pytest.mark.parametrize(
    ("language", "message", "hint", "filtered"),
    [
        ("zh", "此处没有字段“totl”。", "是否想写“total”？", "没有字段“totl”。"),
        ("en", "There is no field “totl” here.", "Did you mean “total”?", "There is no field “totl”."),
    ],
)
def test_a_formula_is_wrong(desk: Desk, language: str, message: str, hint: str, filtered: str) -> None:
    """While typing, in a list's filter and in the check of the draft, the same words at the same place."""
    admin = speaks(desk.world.admin, language)
    asked = {"app": "desk", "entity": "request", "text": "1 + totl", "context": "formula"}
    (typed,) = admin.post("/expressions/parse", asked)["errors"]
    assert (typed["position"], typed["message"], typed["hint"]) == (4, message, hint)
    listed = admin.request(
        "GET", RECORDS, params={"filter": "totl > 1"}, headers={"Accept-Language": language}
    ).json()
    assert listed["detail"] == filtered
    read = admin.get("/apps/desk/draft/entity/request")
    fields = read["document"]["schema"]["properties"]
    fields["total"]["x-dougong"]["formula"] = "totl"
    fields["subject"]["maxLength"] = "long"
    admin.put(
        "/apps/desk/draft/entity/request",
        {"document": read["document"]},
        **{"If-Match": f'"{read["version"]}"'},
    )
    shape = admin.post("/apps/desk/draft/check")["problems"]
    assert len(shape) > 0
    assert all(_chinese(one["message"]) == (language == "zh") for one in shape)


def _chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_types_are_named_in_chinese_too(desk: Desk) -> None:
    """What stands in a message as a value is translated with it."""
    asked = {"app": "desk", "entity": "request", "text": 'IF(TRUE, 1, "a")', "context": "formula"}
    (found,) = speaks(desk.world.admin, "zh").post("/expressions/parse", asked)["errors"]
    assert found["message"] == "各部分的类型不同。应为数字，实际是文本。"


def test_who_is_not_signed_in_says_it_by_his_browser(world: World) -> None:
    """Nobody is known yet: Accept-Language decides, then the language of the workspace."""
    client = world.anonymous()

    def title(accept: str) -> str:
        headers = {"Accept-Language": accept}
        body = {"login": "nobody", "password": "nothing"}
        return str(client.post("/api/v1/session", json=body, headers=headers).json()["detail"])

    english, chinese = "The login name or the password is wrong.", "登录名或密码不正确。"
    assert title("zh-CN,zh;q=0.9,en;q=0.8") == chinese
    assert title("en-GB,en;q=0.9,zh;q=0.1") == english
    assert title("fr;q=0.9, zh;q=0.2, *") == chinese
    assert title("fr") == chinese, "the workspace speaks Chinese"
    refused = client.get("/api/v1/people", headers={"Accept-Language": "zh"}).json()
    assert refused["title"] == "请登录"


def test_the_envelope_of_a_request(desk: Desk) -> None:
    """What the framework refuses is told in Chinese as well."""
    admin = speaks(desk.world.admin, "zh")
    answer = admin.post(RECORDS, {"value": {}, "form": "x" * 49}, status=422)
    assert told(answer) == (
        "部分内容不符合要求",
        "请求的形式不符合要求。",
        {"/values": "缺少此项", "/form": "最多 48 个字符", "/value": "此处不允许这一项"},
    )


def test_an_import_tells_its_faults(desk: Desk) -> None:
    """The job keeps them in English; its reader and his file of refused rows have them in Chinese."""
    admin = speaks(desk.world.admin, "zh")
    text = "name,blocked\nNorth,perhaps\n"
    file = admin.request("POST", "/files", files={"file": ("s.csv", text.encode(), "text/csv")}).json()["id"]
    wish = {"file": file, "mapping": {"name": "name", "blocked": "blocked"}, "rules": False}
    job = admin.post("/apps/desk/entities/supplier/records/import", wish, status=202)["job"]
    found = user_jobs.begin(desk.world.database, UUID(job))
    assert found is not None
    import_job(found, desk.world.settings)
    result = admin.get(f"/jobs/{job}")["result"]
    assert [one["message"] for one in result["problems"]] == ["“perhaps”既不是“是”也不是“否”。"]
    kept = admin.request("GET", f"/files/{result['error_file']}").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(kept)))[1][-1] == "blocked：“perhaps”既不是“是”也不是“否”。"
    english = speaks(admin, "en").get(f"/jobs/{job}")["result"]["problems"]
    assert [one["message"] for one in english] == ["“perhaps” is neither yes nor no."]


@pytest.mark.parametrize(
    ("language", "number", "state"),
    [
        ("zh", '请把数字写成文本："12.5"。', ("状态“草稿”不能变为“已下单”。", "由此可到：审批中")),
        (
            "en",
            'Write the number as text: "12.5".',
            ("“Draft” cannot become “Ordered”.", "From here: In approval"),
        ),
    ],
)
def test_numbers_and_states_are_spoken_of_as_people_know_them(
    desk: Desk, language: str, number: str, state: tuple[str, str]
) -> None:
    """A decimal sent as a JSON number is told how to be written; states are named by their labels."""
    admin = speaks(desk.world.admin, language)
    line = {**LINE, "quantity": 12.5, "price": {"amount": 12.5, "currency": "CNY"}}
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]}
    refused = admin.post(RECORDS, {"values": values}, 422)
    assert told(refused)[2] == {"/lines/0/quantity": number, "/lines/0/price/amount": number}
    made = admin.post(RECORDS, {"values": {**values, "lines": [LINE]}})
    (problem,) = admin.patch(f"{RECORDS}/{made['id']}", {"values": {"status": "ordered"}}, 1, 422)["errors"]
    assert (problem["message"], problem["hint"]) == state
