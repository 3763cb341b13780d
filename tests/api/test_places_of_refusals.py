"""Every refusal names its place: which item, which parameter, which member of the body."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.world import World

ENTITY = "/apps/desk/entities/supplier"
RECORDS = f"{ENTITY}/records"
REQUESTS = "/apps/desk/entities/request/records"
QUERY = "/apps/desk/query"
NUMBERS = "/apps/desk/dashboards/desk/data"
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def desk(desk_installed: World) -> World:
    return desk_installed


def places(answer: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


SAID: tuple[tuple[str, str, Any, int, str, str], ...] = (
    ("POST", QUERY, {"dataset": "nope"}, 404, "/dataset", "not_found"),
    ("POST", QUERY, {"dataset": "spend", "rows": ["month", "nope"]}, 400, "/rows/1", "unknown_name"),
    ("POST", QUERY, {"dataset": "spend", "values": ["nope"]}, 400, "/values/0", "unknown_name"),
    (
        "POST",
        QUERY,
        {"dataset": "spend", "values": ["amount"], "sort": ["amount", "-nope"]},
        400,
        "/sort/1",
        "unknown_name",
    ),
    ("POST", QUERY, {"dataset": "spend", "filter": "nope = 1"}, 400, "/filter", "unknown_name"),
    ("POST", QUERY, {"dataset": "spend", "period": "nope"}, 400, "/period", "unknown_period"),
    ("POST", QUERY, {"dataset": {"source": "request", "filter": 5}}, 422, "/dataset/…", ""),
    ("POST", QUERY, {"dataset": {"source": "nope"}}, 400, "/dataset/source", "unknown_name"),
    ("POST", QUERY, {"dataset": "spend", "params": {"nope": 1}}, 400, "/params/nope", "unknown_name"),
    ("POST", f"{QUERY}/drill", {"dataset": "spend", "at": {"nope": 1}}, 400, "/at/nope", "unknown_name"),
    ("POST", f"{QUERY}/drill", {"dataset": "spend", "measure": "nope"}, 400, "/measure", "unknown_name"),
    ("POST", f"{QUERY}/drill", {"dataset": "nope"}, 404, "/dataset", "not_found"),
    ("POST", f"{QUERY}/drill", {"dashboard": "desk", "widget": "nope"}, 404, "/widget", "not_found"),
    ("POST", f"{QUERY}/drill", {"dashboard": "nope", "widget": "nope"}, 404, "/dashboard", "not_found"),
    ("POST", f"{QUERY}/drill", {"dashboard": "desk"}, 400, "/widget", "required"),
    ("POST", f"{QUERY}/drill?period=all", {"dataset": "spend"}, 400, "/period", "unknown_parameter"),
    ("GET", f"{NUMBERS}?period=nope", None, 400, "/period", "unknown_period"),
    ("GET", f"{NUMBERS}?perod=last_month", None, 400, "/perod", "unknown_parameter"),
    ("GET", "/apps/desk/metrics/approval_days?period=nope", None, 400, "/period", "unknown_period"),
    ("GET", f"{RECORDS}/export?format=xlsx", None, 400, "/format", "choice"),
    ("PUT", "/people/{me}/roles", {"app": "nope", "roles": []}, 404, "/app", "not_found"),
    ("PUT", "/people/{me}/roles", {"app": "desk", "roles": ["director", "x"]}, 404, "/roles/1", "not_found"),
    ("PATCH", "/people/{me}", {"roles": {"desk": ["x"]}}, 404, "/roles/desk/0", "not_found"),
    ("PUT", "/apps/desk/draft/entity/Bad-Key", {"document": {}}, 400, "/key", "key"),
    ("POST", "/apps", {"key": "Bad-Key", "name": {"en": "x"}}, 400, "/key", "key"),
    ("POST", "/apps", {"key": "desk", "name": {"en": "x"}}, 409, "/key", "conflict"),
    ("POST", "/apps", {"template": "nope"}, 404, "/template", "not_found"),
    ("POST", "/apps", {"key": "other"}, 400, "/name", "required"),
    ("DELETE", "/apps/desk", {"confirm": "nope"}, 400, "/confirm", "bad_request"),
    ("POST", "/people", {"name": "x", "teams": [NOBODY]}, 422, "/teams/0", "unknown_reference"),
    ("PATCH", "/people/{me}", {"positions": [NOBODY]}, 422, "/positions/0", "unknown_reference"),
    ("POST", "/departments", {"name": "x", "parent": NOBODY}, 422, "/parent", "unknown_reference"),
    ("POST", "/departments", {"name": "x", "head": NOBODY}, 422, "/head", "unknown_reference"),
    ("POST", "/teams", {"name": "x", "members": [NOBODY]}, 422, "/members/0", "unknown_reference"),
    (
        "POST",
        "/expressions/parse",
        {"app": "desk", "entity": "nope", "text": "1"},
        400,
        "/entity",
        "unknown_name",
    ),
    ("POST", f"{RECORDS}/aggregate", {"measures": {"a": "x" * 2001}}, 400, "/measures/a", "too_long"),
    ("PATCH", "/organisation", {"zone": "Asia/Nowhere"}, 400, "/zone", "unknown_name"),
    ("POST", RECORDS, {"values": {"name": "x"}, "form": "nope"}, 400, "/form", "bad_request"),
)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "pointer", "code"), SAID, ids=[f"{one[1]} {one[4]}" for one in SAID]
)
def test_every_refusal_names_its_place(
    desk: World, method: str, path: str, body: Any, status: int, pointer: str, code: str
) -> None:
    """A request that is refused, and the part of it that is at fault."""
    answer = desk.admin.request(method, path.format(me=desk.admin.id), json=body, headers={"if-match": '"1"'})
    assert answer.status_code == status, answer.text
    if pointer.endswith("…"):
        assert places(answer)
        assert all(one.startswith(pointer[:-1]) for one, _ in places(answer))
    else:
        assert places(answer) == [(pointer, code)]


def supplier(world: World, name: str) -> dict[str, Any]:
    made: dict[str, Any] = world.admin.post(RECORDS, {"values": {"name": name}})
    return made


def test_a_batch_names_the_items(desk: World) -> None:
    """Of a thousand items nobody finds the wrong one by himself."""
    one, two = supplier(desk, "One"), supplier(desk, "Two")
    desk.admin.patch(f"{RECORDS}/{two['id']}", {"values": {"name": "Changed"}}, 1)

    def refused(*items: dict[str, Any]) -> Any:
        return desk.admin.request("POST", f"{RECORDS}/batch", json={"items": list(items)})

    first = {"op": "update", "id": one["id"], "version": 1, "values": {"name": "First"}}
    stale = refused(first, {**first, "id": two["id"]})
    assert (stale.status_code, places(stale)) == (412, [("/items/1", "stale_version")])
    assert stale.json()["current"]["id"] == two["id"]

    lacking = refused(first, {**first, "id": NOBODY}, {"op": "delete", "id": NOBODY[:-1] + "1"})
    assert lacking.status_code == 404
    assert places(lacking) == [("/items/1", "not_found"), ("/items/2", "not_found")]

    taken = refused(first, {"op": "create", "values": {"name": "Changed"}})
    assert (taken.status_code, places(taken)) == (422, [("/items/1/values/name", "not_unique")])
    assert desk.admin.get(f"{RECORDS}/{one['id']}")["values"]["name"] == "One"

    items = [first, {"op": "create", "values": {"name": "Changed"}}, {"op": "delete", "id": NOBODY}]
    each = desk.admin.post(f"{RECORDS}/batch", {"items": items, "atomic": False})["items"]
    told = [[fault["pointer"] for fault in item["error"]["errors"]] for item in each[1:]]
    assert told == [["/items/1/values/name"], ["/items/2"]]


def test_a_batch_names_the_item_that_others_need(desk: World) -> None:
    """A record that another one refers to stays, and so does the one beside it."""
    free, needed = supplier(desk, "Free"), supplier(desk, "Needed")
    values = {"subject": "Paper", "needed_by": "2026-12-01", "supplier": needed["id"]}
    desk.admin.post(REQUESTS, {"values": values})
    items = [{"op": "delete", "id": one["id"]} for one in (free, needed)]
    answer = desk.admin.request("POST", f"{RECORDS}/batch", json={"items": items})
    assert (answer.status_code, places(answer)) == (409, [("/items/1", "referenced")])


def test_a_batch_above_its_limit(desk: World) -> None:
    """The limit stands in the answer."""
    items = [{"op": "create", "values": {"name": str(place)}} for place in range(1001)]
    answer = desk.admin.request("POST", f"{RECORDS}/batch", json={"items": items})
    assert (answer.status_code, places(answer)) == (413, [("/items", "too_large")])
    assert answer.json()["detail"] == "A batch has at most 1000 items."


def test_an_import_names_column_and_key(desk: World) -> None:
    """By the name of the column, as the mapping does."""
    sent = desk.admin.request("POST", "/files", files={"file": ("s.csv", b"Name,Note\nA,b\n", "text/csv")})
    file = sent.json()["id"]

    def start(**more: Any) -> Any:
        return desk.admin.request("POST", f"{RECORDS}/import", json={"file": file, **more})

    for asked, pointer in (
        ({"mapping": {"Name": "name", "a/b": "name"}}, "/mapping/a~1b"),
        ({"mapping": {"Name": "nope"}}, "/mapping/Name"),
        ({"mapping": {"Name": "name"}, "match": ["nope"]}, "/match/0"),
        ({"mapping": {"Note": "name"}, "values": {"nope": {"a": "b"}}}, "/values/nope"),
    ):
        answer = start(**asked)
        assert (answer.status_code, [one for one, _ in places(answer)]) == (400, [pointer])


def test_a_hook_tells_where_its_json_breaks(desk: World) -> None:
    """With the position, as every other route does."""
    made = desk.admin.post(
        "/apps/desk/hooks", {"name": "h", "event": "e", "entity": "supplier", "mapping": {"name": "name"}}
    )
    address = made["url"].partition("/api/v1")[2]
    headers = {"x-hook-secret": made["secret"], "content-type": "application/json"}
    answer = desk.anonymous().post(f"/api/v1{address}", content='{"名称": }'.encode(), headers=headers)
    assert (answer.status_code, places(answer)) == (400, [("", "json_invalid")])
    assert answer.json()["errors"][0]["position"] == 7


@pytest.mark.parametrize("media", [None, "text/plain", "text/json"])
def test_a_body_that_does_not_say_that_it_is_json(desk: World, media: str | None) -> None:
    """Without a Content-Type as with another one."""
    headers = {} if media is None else {"content-type": media}
    answer = desk.admin.request("POST", RECORDS, content=b'{"values": {"name": "x"}}', headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/docs/errors/unsupported_media")


def test_a_body_of_unknown_length_above_the_limit(desk: World) -> None:
    """Told by the same limit as one that says its length."""
    chunks = (b" " * 65_536 for _ in range(40))
    headers = {"content-type": "application/json"}
    answer = desk.admin.request("POST", RECORDS, content=chunks, headers=headers)
    limit = desk.settings.dougong_body_limit
    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        f"A request body has at most {limit} bytes.",
    )
    assert answer.json()["type"] == "/docs/errors/too_large"


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/nope", f"/nope/{NOBODY}", "/apps/desk/nope"])
def test_an_address_that_does_not_exist(desk: World, method: str, path: str) -> None:
    """No route of the API takes it for its own, nor do the pages."""
    answer = desk.admin.request(method, path, json={} if method in {"POST", "PATCH"} else None)
    assert (answer.status_code, answer.json()["type"]) == (404, "/docs/errors/not_found")


def test_an_address_with_another_method(desk: World) -> None:
    """The address exists."""
    answer = desk.admin.request("PUT", "/departments", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_drilling_from_a_dashboard_takes_its_filters(desk: World) -> None:
    """The records are those behind the number as it is shown: of the chosen period."""
    asked = {"dashboard": "desk", "widget": "w3m4n5p6", "at": {}, "measure": "amount"}
    path = f"{QUERY}/drill?period={quote('2026-01-01..2026-03-31')}"
    assert '< "2026-04-01"' in desk.admin.post(path, asked)["filter"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This is required."),
        ({"values": 5}, "This must be an object."),
        ({"values": {}, "foo": 1}, "This does not belong here."),
        ({"values": {}, "form": "x" * 49}, "This may have at most 48 characters."),
    ],
)
def test_what_does_not_fit_is_told_in_plain_words(desk: World, body: Any, message: str) -> None:
    """Not in those of the library that finds it."""
    answer = desk.admin.request("POST", RECORDS, json=body)
    assert [one["message"] for one in answer.json()["errors"]] == [message]
