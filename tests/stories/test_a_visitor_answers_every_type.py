"""A visitor answers fields of every type that anybody may fill in, and chooses only what the form lets him."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong_form import FIELD_TYPES
from tests.stories.edited import edited
from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
LINKS = "/apps/desk/forms/request/links"
REQUESTS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"

OPTIONS = [
    {"key": "a", "label": {"en": "Alpha", "zh": "甲"}},
    {"key": "b", "label": {"en": "Beta", "zh": "乙"}, "parent": "a"},
]
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any], Any]] = {
    "address": ({"type": ["object", "null"]}, {}, {"region": ["33", "3301", "330106"], "street": "文三路"}),
    "cascade": ({"type": "array"}, {"options": OPTIONS}, ["a", "b"]),
    "code": ({"type": ["string", "null"]}, {}, "A-1"),
    "date_range": ({"type": ["object", "null"]}, {}, {"start": "2026-12-01", "end": "2026-12-03"}),
    "duration": ({"type": ["string", "null"]}, {}, "PT1H30M"),
    "location": (
        {"type": ["object", "null"]},
        {},
        {"latitude": "31.23", "longitude": "121.47", "name": None},
    ),
    "money": ({"type": ["object", "null"]}, {"currency": "CNY"}, {"amount": "12.5", "currency": "CNY"}),
    "percent": ({"type": ["string", "null"]}, {"maximum": "0.5"}, "0.08"),
    "rating": ({"type": ["integer", "null"]}, {}, 4),
    "rich_text": ({"type": ["string", "null"]}, {}, "<p>Paid<br><strong>now</strong></p>"),
    "scan": ({"type": ["string", "null"]}, {}, "6901234567892"),
    "slider": ({"type": ["number", "null"]}, {}, 40),
    "tags": ({"type": "array"}, {"suggestions": ["fast", "cheap"]}, ["fast"]),
    "time": ({"type": ["string", "null"]}, {}, "09:30:00"),
}
FILES = {"audio": b"RIFF$\x00\x00\x00WAVEfmt ", "signature": b"\x89PNG\r\n\x1a\n" + b"0" * 20}

Opened = Callable[..., str]


def prop(number: int, name: str, schema: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Return a field of a type."""
    label = {"en": name.title(), "zh": FIELD_TYPES[name].label["zh"]}
    return {**schema, "x-dougong": {"id": f"t{number:02}aaaaa", "type": name, "label": label, **more}}


@pytest.fixture
def opened(world: World, tmp_path: Path) -> Opened:
    """Install the desk with further fields and a public form that asks for them."""

    def install(added: dict[str, dict[str, Any]], **public: Any) -> str:
        def more(document: dict[str, Any]) -> None:
            document["schema"]["properties"] |= added

        def asked(document: dict[str, Any]) -> None:
            document["layout"].append({"items": [{"field": key} for key in added]})
            document["linkage"] = []
            document["public"] = {"enabled": True, "fields": ["subject", "needed_by", *added], **public}

        edits = {"entities/request.json": more, "forms/request.json": asked}
        world.install_folder(edited(DESK, tmp_path, edits))
        (link,) = world.admin.get(LINKS)["items"]
        return "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1]

    return install


def test_the_page_knows_every_question() -> None:
    """Each type that a form may ask for has an input on the visitor's page, and no other has one."""
    page = Path(__file__).parents[2] / "frontend" / "src" / "public" / "questions" / "index.ts"
    table = page.read_text().split("QUESTIONS:", 1)[1].split("};", 1)[0]
    known = set(re.findall(r"^  (\w+): [A-Z_]+,$", table, re.MULTILINE))
    asked = {
        name for name, one in FIELD_TYPES.items() if one.visitors in ("asked", "chosen") and not one.computed
    }
    assert known == asked


def send(world: World, path: str, language: str = "en", /, **values: Any) -> Any:
    """Send an answer."""
    body = {
        "values": {"subject": "Bolts", "needed_by": "2099-01-01", **values},
        "start": world.form_start(path),
    }
    return world.anonymous().post(path, json=body, headers={"Accept-Language": language})


def test_values_of_every_kind_are_taken(world: World, opened: Opened) -> None:
    """What is asked comes with what the question needs, and is kept as it was answered."""
    fields = {f"a_{name}": prop(at, name, *one[:2]) for at, (name, one) in enumerate(KINDS.items())}
    path = opened(fields)
    asked = {one["key"]: one for one in world.anonymous().get(path).json()["fields"]}
    assert set(fields) <= set(asked)
    assert asked["a_cascade"]["options"][1] == {**OPTIONS[1]}
    assert asked["a_tags"]["settings"]["suggestions"] == ["fast", "cheap"]
    sent = send(world, path, **{f"a_{name}": value for name, (_, _, value) in KINDS.items()})
    assert sent.status_code == 201, sent.text
    (record,) = world.admin.get(REQUESTS)["items"]
    assert {name: record["values"][f"a_{name}"] for name in KINDS} == {
        name: value for name, (_, _, value) in KINDS.items()
    }
    hostile = (
        '<p onclick="x()">Hi<img src=x onerror=x()><script>x()</script><a href="javascript:x()">you</a></p>'
    )
    assert send(world, path, a_rich_text=hostile).status_code == 201
    assert "<p>Hiyou</p>" in [one["values"]["a_rich_text"] for one in world.admin.get(REQUESTS)["items"]]


def test_a_signature_and_a_recording(world: World, opened: Opened) -> None:
    """One picture of the signature, a few recordings; a file of another kind is refused at its field."""
    fields = {f"a_{name}": prop(at, name, {"type": "array"}, {}) for at, name in enumerate(FILES)}
    path = opened(fields, files={"most": 3})
    asked = {one["key"]: one["settings"]["most"] for one in world.anonymous().get(path).json()["fields"][2:]}
    assert asked == {"a_signature": 1, "a_audio": 3}
    ids = {
        name: world.anonymous()
        .post(f"{path}/files", files={"file": (f"{name}.{ending}", FILES[name])})
        .json()["id"]
        for name, ending in (("audio", "wav"), ("signature", "png"))
    }
    wrong = send(world, path, a_signature=[ids["audio"]])
    assert [one["pointer"].split("/")[1] for one in wrong.json()["errors"]] == ["a_signature"]
    kept = send(world, path, a_audio=[ids["audio"]], a_signature=[ids["signature"]])
    assert kept.status_code == 201, kept.text


def test_wrong_numbers_are_told_in_words_of_people(world: World, opened: Opened) -> None:
    """Letters for an amount, shares outside their bounds: what is told says what to write, in no code."""
    bounds = {"minimum": "0.05", "maximum": "0.5"}
    path = opened(
        {
            "fee": prop(1, "money", {"type": ["object", "null"]}, {"currency": "CNY"}),
            "share": prop(2, "percent", {"type": ["string", "null"]}, bounds),
            "seats": prop(3, "number", {"type": "integer"}, {}),
        }
    )
    asked = {one["key"]: one["settings"] for one in world.anonymous().get(path).json()["fields"]}
    assert (asked["seats"]["precision"], asked["fee"]["currency"]) == (0, "CNY")

    def told(language: str, **values: Any) -> list[str]:
        return [one["message"] for one in send(world, path, language, **values).json()["errors"]]

    assert told("en", fee={"amount": "lots"}, share="0.6") == [
        "This must be a number such as 12.50.",
        "This must be at most 50%.",
    ]
    assert told("zh", fee={"amount": "lots"}, share="0.01") == [
        "此项应为数字，例如 12.50。",
        "不能小于 5%。",
    ]


@pytest.mark.parametrize(("start", "offered"), [([], None), (["ordered"], ["draft", "ordered"])])
def test_only_states_that_records_begin_in_are_offered(
    world: World, tmp_path: Path, start: list[str], offered: list[str] | None
) -> None:
    """A visitor is never offered a state that would be refused; where there is one, he is not asked."""

    def begun(document: dict[str, Any]) -> None:
        document["states"]["start"] = start

    def asked(document: dict[str, Any]) -> None:
        document["layout"].append({"items": [{"field": "status"}]})
        document["public"] = {"enabled": True, "fields": ["subject", "needed_by", "status"]}

    edits = {"entities/request.json": begun, "forms/request.json": asked}
    world.install_folder(edited(DESK, tmp_path, edits))
    (link,) = world.admin.get(LINKS)["items"]
    path = "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1]
    fields = {one["key"]: one for one in world.anonymous().get(path).json()["fields"]}
    found = [one["key"] for one in fields["status"]["options"]] if "status" in fields else None
    assert found == offered
    assert send(world, path).status_code == 201
    assert [one["values"]["status"] for one in world.admin.get(REQUESTS)["items"]] == ["draft"]


def supplier(world: World, name: str, **values: Any) -> str:
    """Make a supplier and return its id."""
    return str(world.admin.post(SUPPLIERS, {"values": {"name": name, **values}})["id"])


def looked(world: World, path: str, **body: Any) -> dict[str, Any]:
    """Return what a form looks like."""
    answer = world.anonymous().post(f"{path}/look", json={"values": {}, **body})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def names(look: dict[str, Any], field: str = "supplier") -> list[str]:
    """Return the titles that may be chosen."""
    return [one["label"] for one in look["choices"][field]]


def test_records_are_listed_up_to_the_ceiling(world: World, opened: Opened) -> None:
    """Of a table only what meets the condition is told, never more than the ceiling, and only titles."""
    path = opened(
        {},
        fields=["subject", "needed_by", "supplier"],
        choices={"supplier": {"filter": "NOT(blocked)", "most": 2}},
    )
    ids = [supplier(world, name) for name in ("Anna", "Bert", "Carl")]
    supplier(world, "Aaron", blocked=True)
    look = looked(world, path)
    assert look["choices"]["supplier"] == [
        {"key": ids[0], "label": "Anna"},
        {"key": ids[1], "label": "Bert"},
    ]
    beyond = send(world, path, "zh", supplier=ids[2])
    assert [(one["pointer"], one["message"]) for one in beyond.json()["errors"]] == [
        ("/supplier", "此处不能选择该记录。")
    ]
    assert send(world, path, supplier=ids[1]).status_code == 201


def test_records_are_found_by_name(world: World, opened: Opened) -> None:
    """Nothing is listed; two letters find what begins to be named, and the ceiling holds for searches too."""
    choice = {"filter": "NOT(blocked)", "search": True, "most": 3}
    path = opened({}, fields=["subject", "needed_by", "supplier"], choices={"supplier": choice})
    ids = {name: supplier(world, name) for name in ("Acme East", "Acme West", "Bolts", "Zenith")}
    assert names(looked(world, path)) == []
    assert names(looked(world, path, search={"field": "supplier", "text": "a"})) == []
    assert names(looked(world, path, search={"field": "supplier", "text": "west AC"})) == ["Acme West"]
    assert names(looked(world, path, search={"field": "supplier", "text": "Zenith"})) == []
    chosen = looked(world, path, values={"supplier": ids["Bolts"]})
    assert names(chosen) == ["Bolts"]
    assert send(world, path, supplier=ids["Zenith"]).status_code == 422


def test_named_records_and_people_alone(world: World, opened: Opened) -> None:
    """A list names records one by one; people may be chosen by their role, and nobody else."""
    member = {"seller": prop(1, "member", {"type": ["string", "null"], "format": "uuid"}, {})}
    first, second = "0199c8b4-5c3a-7000-8000-000000000001", "0199c8b4-5c3a-7000-8000-000000000002"
    path = opened(
        member,
        fields=["subject", "needed_by", "supplier", "seller"],
        choices={"supplier": {"records": [first, second]}, "seller": {"roles": ["director"]}},
    )
    boss = world.person("boss", "Boss", roles={"desk": ["director"]})
    other = world.person("other", "Other")
    supplier(world, "Unnamed")
    look = looked(world, path)
    assert (names(look), names(look, "seller")) == ([], ["Boss"])
    assert send(world, path, seller=other.id).status_code == 422
    assert send(world, path, seller=boss.id).status_code == 201


SEVERAL = {"type": "array", "items": {"type": "string", "format": "uuid"}}


def test_several_records_and_people_are_chosen_within_the_ceiling(world: World, opened: Opened) -> None:
    """Each of several is held to the same ceiling and rules as a single one; what is taken is kept in order."""
    path = opened(
        {
            "makers": prop(1, "references", SEVERAL, {"entity": "supplier"}),
            "sellers": prop(2, "members", SEVERAL, {}),
            "units": prop(3, "departments", SEVERAL, {}),
        },
        fields=["subject", "needed_by", "makers", "sellers", "units"],
        choices={
            "makers": {"filter": "NOT(blocked)", "search": True, "most": 3},
            "sellers": {"roles": ["director"]},
        },
    )
    boss = world.person("boss", "Boss", roles={"desk": ["director"]})
    other = world.person("other", "Other")
    ids = [supplier(world, name) for name in ("Anna", "Bert", "Carl", "Zenith")]
    asked = {one["key"]: one["choice"] for one in world.anonymous().get(path).json()["fields"]}
    assert asked == {"subject": None, "needed_by": None, "makers": "search", "sellers": "list"}
    assert names(looked(world, path), "sellers") == ["Boss"]
    search = {"field": "makers", "text": "an"}
    look = looked(world, path, values={"makers": [ids[2], ids[1]]}, search=search)
    assert names(look, "makers") == ["Bert", "Carl", "Anna"]
    for wrong in ({"makers": [ids[0], ids[3]]}, {"sellers": [boss.id, other.id]}):
        told = send(world, path, **wrong)
        assert [(one["code"], one["pointer"]) for one in told.json()["errors"]] == [
            ("not_offered", f"/{next(iter(wrong))}")
        ]
    assert send(world, path, makers=[ids[2], ids[0]], sellers=[boss.id]).status_code == 201
    (kept,) = world.admin.get(REQUESTS)["items"]
    assert (kept["values"]["makers"], kept["values"]["sellers"]) == ([ids[2], ids[0]], [boss.id])


def test_a_field_without_choices_is_not_asked(world: World, opened: Opened) -> None:
    """A reference of which the document says nothing is no question, and cannot be sent."""
    path = opened({}, fields=["subject", "needed_by", "supplier", "lines"])
    assert [one["key"] for one in world.anonymous().get(path).json()["fields"]] == ["subject", "needed_by"]
    refused = send(world, path, supplier=supplier(world, "Anna"))
    assert refused.json()["errors"][0]["code"] == "unknown_field"
    (draft,) = [one for one in world.admin.get("/apps/desk/draft")["documents"] if one["kind"] == "form"]
    problems = world.admin.get("/apps/desk/draft/plan")["problems"]
    assert draft["key"] == "request"
    assert {(one["code"], one["pointer"]) for one in problems if one["pointer"].startswith("/public")} == {
        ("choices_missing", "/public/fields/2"),
        ("not_asked", "/public/fields/3"),
    }
    told = {one["message"] for one in problems if one["pointer"].startswith("/public")}
    assert told == {
        "“Supplier” is not asked until it is said which records visitors may choose.",
        "Visitors cannot be asked for “Lines”.",
    }


@pytest.mark.parametrize(
    ("choices", "place"),
    [
        ({"subject": {"filter": "TRUE"}}, "/public/choices/subject"),
        ({"nothing": {"filter": "TRUE"}}, "/public/choices/nothing"),
        ({"supplier": {"search": True}}, "/public/choices/supplier"),
        ({"supplier": {"filter": "nothing = 1"}}, "/public/choices/supplier/filter"),
        ({"supplier": {"filter": "TRUE", "roles": ["director"]}}, "/public/choices/supplier/roles"),
    ],
)
def test_what_the_document_lacks_is_told(world: World, tmp_path: Path, choices: Any, place: str) -> None:
    """A form cannot be published whose choices do not fit."""
    world.install_folder(DESK)
    stored = world.admin.get("/apps/desk/draft/form/request")
    document = {**stored["document"], "public": {"enabled": True, "choices": choices}}
    version = {"If-Match": str(stored["version"])}
    told = world.admin.put("/apps/desk/draft/form/request", {"document": document}, 200, **version)
    assert place in {one["pointer"] for one in told["problems"]}, json.dumps(told["problems"])


def test_words_of_the_document_reach_the_visitor(world: World, opened: Opened) -> None:
    """What a document says of a pattern and of a check is told in the visitor's language, at its place."""
    coded = prop(1, "text", {"type": ["string", "null"], "pattern": "^A-\\d+$"}, {})
    coded["x-dougong"]["pattern_message"] = {"en": "A- and digits.", "zh": "以 A- 开头，后接数字。"}
    path = opened({"cost_code": coded})
    for language, pattern, check in (
        ("en", "A- and digits.", "Choose a day from today on."),
        ("zh", "以 A- 开头，后接数字。", "请选择今天或以后的日期。"),
    ):
        wrong = send(world, path, language, cost_code="B1").json()["errors"]
        assert [(one["pointer"], one["message"]) for one in wrong] == [("/cost_code", pattern)]
        past = send(world, path, language, needed_by="2020-01-01").json()["errors"]
        assert [(one["pointer"], one["message"]) for one in past] == [("/needed_by", check)]


@pytest.mark.parametrize("kind", ["switch", "date", "datetime"])
def test_a_consent_is_kept(world: World, opened: Opened, kind: str) -> None:
    """As yes, as the day, or as the moment; nobody is asked for the field itself."""
    schema: dict[str, dict[str, Any]] = {
        "switch": {"type": "boolean"},
        "date": {"type": ["string", "null"], "format": "date"},
    }
    moment: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
    fields = {"agreed": prop(1, kind, schema.get(kind, moment), {})}
    path = opened(fields, fields=["subject", "needed_by"], consent={"en": "I agree."}, consent_field="agreed")
    body = {"values": {"subject": "Bolts", "needed_by": "2099-01-01"}, "start": world.form_start(path)}
    assert world.anonymous().post(path, json=body).status_code == 422
    assert world.anonymous().post(path, json={**body, "consent": True}).status_code == 201
    (record,) = world.admin.get(REQUESTS)["items"]
    assert record["values"]["agreed"] not in (None, False)


def test_an_address_fills_hidden_texts(world: World, opened: Opened) -> None:
    """A hidden text keeps where a visitor came from; it is no question."""
    fields = {"came_from": prop(1, "hidden", {"type": ["string", "null"]}, {})}
    path = opened(fields, track=["came_from"])
    described = world.anonymous().get(path).json()
    assert (described["source"], "came_from" in [one["key"] for one in described["fields"]]) == (
        ["came_from"],
        False,
    )
    body = {"values": {"subject": "Bolts", "needed_by": "2099-01-01"}, "start": world.form_start(path)}
    sent = world.anonymous().post(path, json={**body, "source": {"came_from": "fair"}})
    assert sent.status_code == 201, sent.text
    (record,) = world.admin.get(REQUESTS)["items"]
    assert record["values"]["came_from"] == "fair"
