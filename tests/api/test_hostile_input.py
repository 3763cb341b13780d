"""Hostile input: each is refused by a problem that says where, nothing is a fault of the server, nothing is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sqlalchemy as sa

from dougong.metadata import published
from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
RECORDS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"
NONE = "00000000-0000-7000-8000-000000000000"

FRAGMENTS = (
    "'",
    '"',
    "'; DROP TABLE ws_main.person; --",
    '"; DROP TABLE ws_main.person; --',
    "1 OR 1=1",
    "' OR ''='",
    "subject); DELETE FROM ws_main.person; --",
    "%",
    "_",
    "\\",
    "$$",
    "/*",
    "--",
    "pg_sleep(9)",
    "%s",
    "%(id)s",
    ":id",
    "{0}",
    "{{ 1 }}",
    "ws_main.person",
    "e_su3w7k5x",
    "f_h01q4r8e",
    "../../etc/passwd",
    "\x00",
    "a\x00b",
    "\ufeff",
    "\u202e",
    "𝕏" * 60,
    "a" * 5000,
)
DEEP = 10_000
BODIES = {
    "broken": b'{"values": {"name": "x"',
    "not JSON": b"values=1",
    "empty": b"",
    "half a character": b'{"values": "\xff"}',
    "deep lists": b'{"values": {"name": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "deep objects": b'{"values": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "unclosed": b"[" * DEEP,
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "NaN": b'{"values": {"name": NaN}}',
    "huge number": b'{"values": {"name": ' + b"9" * 10_000 + b"}}",
    "twice": b'{"values": {}, "values": {"name": 1}}',
    "unknown member": b'{"values": {"name": "x"}, "admin": true}',
    "lone surrogate": b'{"values": {"name": "\\ud800"}}',
    "NUL": b'{"values": {"name": "a\\u0000b"}}',
    "NUL in a key": b'{"values": {"na\\u0000me": "x"}}',
    "wrong type": b'{"values": {"name": {"a": 1}}}',
    "values are text": b'{"values": "x"}',
    "surrogate key": b'{"values": {"\\udfff": "x"}}',
}


@pytest.fixture
def desk(desk_installed: World) -> World:
    """The purchase desk with one supplier and one request."""
    world = desk_installed
    world.admin.post(SUPPLIERS, {"values": {"name": "Acme"}})
    line = {"item": "A4", "quantity": "2", "price": {"amount": "10.50", "currency": "CNY"}}
    world.admin.post(RECORDS, {"values": {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]}})
    return world


def kept(world: World) -> dict[str, int]:
    """Return how many rows the tables have that a half-done write would touch."""
    with world.transaction() as context:
        app = published(context.conn, "desk")
        tables = [one.table for one in app.entities.values()]
        names = ["history", "person", "saved_view", "idempotency", "app_draft", "user_job", "outbox"]
        tables += [sa.table(name, schema="ws_main") for name in names]
        count = sa.select(sa.func.count())
        return {
            table.name: context.conn.execute(count.select_from(table)).scalar_one()
            for table in tables
            if sa.inspect(context.conn).has_table(table.name, schema="ws_main")
        }


def refused(answer: httpx.Response) -> None:
    """Check that an answer is a problem of the caller's."""
    assert 400 <= answer.status_code < 500, f"{answer.request.url} {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"] or problem["errors"], problem


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_are_not_what_they_should_be(desk: World, name: str) -> None:
    """Create, change, batch, query, groups and views refuse each of them and keep nothing."""
    before = kept(desk)
    record = desk.admin.get(SUPPLIERS)["items"][0]["id"]
    for method, path in (
        ("POST", SUPPLIERS),
        ("PATCH", f"{SUPPLIERS}/{record}"),
        ("POST", f"{SUPPLIERS}/batch"),
        ("POST", f"{SUPPLIERS}/aggregate"),
        ("POST", "/views"),
        ("POST", "/expressions/parse"),
        ("PUT", "/apps/desk/draft/entity/supplier"),
        ("POST", "/apps/desk/query"),
    ):
        answer = desk.admin.request(
            method,
            path,
            content=BODIES[name],
            headers={"content-type": "application/json", "if-match": '"1"'},
        )
        if name == "null" and answer.status_code == 200:
            continue
        refused(answer)
    assert kept(desk) == before


def test_bodies_above_the_limit(desk: World) -> None:
    """By their stated length, and by what comes without one."""
    huge = b'{"values": {"name": "' + b"x" * 2_100_000 + b'"}}'
    headers = {"content-type": "application/json"}
    answer = desk.admin.request("POST", SUPPLIERS, content=huge, headers=headers)
    refused(answer)
    assert answer.status_code == 413
    chunks = (huge[at : at + 65_536] for at in range(0, len(huge), 65_536))
    answer = desk.admin.request("POST", SUPPLIERS, content=chunks, headers=headers)
    refused(answer)
    lying = {**headers, "content-length": "-5"}
    refused(desk.admin.request("POST", SUPPLIERS, content=b"{}", headers=lying))


@pytest.mark.parametrize(
    "parameter", ["filter", "sort", "fields", "expand", "cursor", "limit", "count", "trash"]
)
def test_fragments_in_the_parameters_of_lists(desk: World, parameter: str) -> None:
    """None of them reaches SQL as anything but a value; what is no name or expression is refused with its place."""
    for text in FRAGMENTS:
        answer = desk.admin.request("GET", RECORDS, params={parameter: text})
        if parameter in {"filter", "expand", "fields", "sort"} and answer.status_code == 200:
            continue  # an expression that is one, such as a number compared; nothing is wrong with it
        refused(answer)
        if answer.json()["errors"]:
            assert answer.json()["errors"][0]["code"]
    assert len(desk.admin.get(RECORDS)["items"]) == 1


def test_fragments_in_values_are_only_values(desk: World) -> None:
    """As text to search or compare with they find nothing; as text of a record they come back unchanged."""
    for text in FRAGMENTS:
        found = desk.admin.request("GET", RECORDS, params={"search": text})
        assert found.status_code == 200 or 400 <= found.status_code < 500, found.text
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        found = desk.admin.request("POST", f"{RECORDS}/query", json={"filter": f'subject = "{quoted}"'})
        assert found.status_code < 500, found.text
        assert found.status_code >= 400 or found.json()["items"] == []
        made = desk.admin.request("POST", SUPPLIERS, json={"values": {"name": text}})
        if made.status_code == 201:
            assert made.json()["values"]["name"].strip() == text.strip()
        else:
            refused(made)
    people = desk.admin.get("/people")["items"]
    assert people


def test_fragments_as_names(desk: World) -> None:
    """In every part of a path and every key of a body: an unknown name, and nothing else."""
    admin, before = desk.admin, kept(desk)
    for text in FRAGMENTS:
        raw = quote(text, safe="")
        for path in (
            f"/apps/{raw}",
            f"/apps/{raw}/entities/request/records",
            f"/apps/desk/entities/{raw}/records",
            f"{RECORDS}/{raw}",
            f"{RECORDS}/{NONE}/related/{raw}",
            f"/apps/desk/draft/{raw}/{raw}",
            f"/apps/desk/dashboards/{raw}/data",
            f"/apps/desk/where-used/{raw}",
            f"/schemas/{raw}",
        ):
            answer = admin.request("GET", path)
            assert answer.status_code < 500, f"{path} {answer.text[:300]}"
        for method, path, body in (
            ("POST", f"{RECORDS}/aggregate", {"group": [text], "measures": {"n": "COUNT()"}}),
            ("POST", f"{RECORDS}/aggregate", {"measures": {text: "COUNT()"}}),
            ("POST", f"{RECORDS}/aggregate", {"measures": {"n": text}}),
            ("POST", f"{RECORDS}/aggregate", {"measures": {"n": f"SUM({text})"}}),
            (
                "POST",
                f"{RECORDS}/aggregate",
                {"group": ["status"], "measures": {"n": "COUNT()"}, "sort": text},
            ),
            ("POST", RECORDS, {"values": {text: "x"}}),
            ("POST", RECORDS, {"values": {"subject": "x y", "needed_by": "2030-12-01"}, "form": text}),
            ("POST", f"{SUPPLIERS}/batch", {"items": [{"op": text, "values": {}}]}),
            ("POST", "/apps/desk/query", {"dataset": text, "values": ["n"]}),
            ("POST", "/apps/desk/query", {"dataset": "spend", "rows": [text], "values": [text]}),
        ):
            answer = admin.request(method, path, json=body)
            if answer.status_code != 200:
                refused(answer)
    assert kept(desk) == before


@pytest.mark.parametrize("limit", ["0", "-1", "501", "1e9", "9" * 30, "1.5", "x", "", "１"])
def test_limits_outside_their_range(desk: World, limit: str) -> None:
    """Refused, with the parameter named; a blank one is none."""
    answer = desk.admin.request("GET", RECORDS, params={"limit": limit})
    if answer.status_code != 200:
        refused(answer)
        assert any("limit" in one["pointer"] for one in answer.json()["errors"])
    else:
        assert limit in {"", "１"}


def test_a_cursor_is_of_its_list_and_of_its_caller(desk: World) -> None:
    """Changed in one place, of another order, of another person, or made up: refused."""
    for place in range(3):
        desk.admin.post(SUPPLIERS, {"values": {"name": f"Firm {place}"}})
    cursor = desk.admin.get(SUPPLIERS, sort="name", limit="1")["next"]
    other = desk.sign_in("admin")
    texts = [cursor[:-2], cursor[::-1], "x" + cursor, cursor[:10] + "A" + cursor[11:], "AAAA", "=", "é" * 40]
    for text in texts:
        if text != cursor:
            refused(
                desk.admin.request("GET", SUPPLIERS, params={"sort": "name", "limit": "1", "cursor": text})
            )
    refused(desk.admin.request("GET", SUPPLIERS, params={"sort": "-name", "limit": "1", "cursor": cursor}))
    refused(other.request("GET", SUPPLIERS, params={"sort": "name", "limit": "1", "cursor": cursor}))
    refused(desk.admin.request("GET", RECORDS, params={"sort": "name", "limit": "1", "cursor": cursor}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", 5),
        ("subject", None),
        ("subject", ["x"]),
        ("needed_by", "tomorrow"),
        ("needed_by", "2030-02-30"),
        ("needed_by", "99999-01-01"),
        ("supplier", "x"),
        ("supplier", NONE),
        ("supplier", {"id": NONE}),
        ("lines", "x"),
        ("lines", [1]),
        ("lines", [{"item": "A4", "quantity": "x"}]),
        ("urgent", "maybe"),
        ("lines", [{"item": "A4", "quantity": "1e999", "price": {"amount": "1"}}]),
        ("lines", [{"item": "A4", "quantity": "1", "price": {"amount": "NaN"}}]),
        ("lines", [{"item": "A4", "quantity": "1", "price": {"amount": "1", "currency": "'; --"}}]),
        ("status", "nothing"),
        ("owner", "x"),
        ("owner", NONE),
        ("id", NONE),
        ("version", 7),
        ("created_by", NONE),
        ("deleted_at", "2030-01-01T00:00:00Z"),
    ],
)
def test_values_of_the_wrong_kind(desk: World, field: str, value: Any) -> None:
    """Each is refused with a pointer to its field, and no record and no history is written."""
    before = kept(desk)
    line = {"item": "A4", "quantity": "2", "price": {"amount": "10.50", "currency": "CNY"}}
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line], field: value}
    answer = desk.admin.request("POST", RECORDS, json={"values": values})
    refused(answer)
    assert any(one["pointer"].startswith(f"/{field}") for one in answer.json()["errors"]), answer.text
    assert kept(desk) == before
