"""Rights over records: what is hidden does not exist, in every position of a request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.stories.edited import edited
from tests.world import Person, World, build_template

DESK = Path(__file__).parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"


@pytest.fixture
def desk(desk_installed: World) -> World:
    """The purchase desk with an employee, who does not read whether a supplier is blocked nor sees blocked
    ones.
    """
    return desk_installed


def employee(world: World) -> Person:
    """Hire an employee."""
    return world.person("wang", "Wang", roles={"desk": ["employee"]})


def entered(person: Person, subject: str, **more: Any) -> dict[str, Any]:
    """Enter a request."""
    values = {
        "subject": subject,
        "needed_by": "2030-12-01",
        "lines": [{"item": "A4", "quantity": "1", "price": {"amount": "3"}}],
        **more,
    }
    made: dict[str, Any] = person.post(REQUESTS, {"values": values}, status=201)
    return made


POSITIONS: list[tuple[str, Callable[[Person, str], Any]]] = [
    ("filter", lambda person, name: person.request("GET", SUPPLIERS, params={"filter": f"{name} = TRUE"})),
    (
        "filter path",
        lambda person, name: person.request("GET", REQUESTS, params={"filter": f"supplier.{name} = TRUE"}),
    ),
    (
        "filter list",
        lambda person, name: person.request(
            "GET", SUPPLIERS, params={"filter": f"COUNTIF(requests, supplier.{name}) > 0"}
        ),
    ),
    ("sort", lambda person, name: person.request("GET", SUPPLIERS, params={"sort": f"-{name}"})),
    ("sort path", lambda person, name: person.request("GET", REQUESTS, params={"sort": f"supplier.{name}"})),
    ("fields", lambda person, name: person.request("GET", SUPPLIERS, params={"fields": f"name,{name}"})),
    ("expand", lambda person, name: person.request("GET", SUPPLIERS, params={"expand": name})),
    ("group", lambda person, name: person.request("POST", f"{SUPPLIERS}/aggregate", json={"group": [name]})),
    (
        "measure",
        lambda person, name: person.request(
            "POST", f"{SUPPLIERS}/aggregate", json={"measures": {"n": f"COUNTIF({name})"}}
        ),
    ),
    (
        "having",
        lambda person, name: person.request(
            "POST", f"{SUPPLIERS}/aggregate", json={"group": ["name"], "having": f"COUNTIF({name}) > 0"}
        ),
    ),
    ("query", lambda person, name: person.request("POST", f"{SUPPLIERS}/query", json={"filter": name})),
    (
        "related",
        lambda person, name: person.request(
            "GET", f"{SUPPLIERS}/01934f3e-7c00-7000-8000-000000000000/related/{name}"
        ),
    ),
]


@pytest.mark.parametrize("position", [name for name, _ in POSITIONS])
def test_a_hidden_field_is_an_unknown_name(desk: World, position: str) -> None:
    """A field that exists but may not be read gets, letter by letter, the answer of one that does not
    exist.
    """
    person = employee(desk)
    ask = dict(POSITIONS)[position]

    def answered(name: str) -> tuple[int, Any]:
        response = ask(person, name)
        body = response.json()
        body.pop("request_id", None)
        body.pop("instance", None)
        return response.status_code, str(body).replace(name, "…")

    hidden, unknown = answered("blocked"), answered("blokked")
    assert hidden == unknown
    assert hidden[0] in {400, 404}


def test_rows_and_fields_follow_the_role(desk: World) -> None:
    """An employee sees his own requests, names of suppliers that are not blocked, and writes what he may."""
    admin, wang = desk.admin, employee(desk)
    acme = admin.post(SUPPLIERS, {"values": {"name": "Acme"}}, status=201)["id"]
    bad = admin.post(SUPPLIERS, {"values": {"name": "Bad", "blocked": True}}, status=201)["id"]
    foreign = entered(admin, "Foreign", supplier=bad)
    mine = entered(wang, "Mine", supplier=acme)
    assert [item["values"]["subject"] for item in wang.get(REQUESTS, count="exact")["items"]] == ["Mine"]
    assert wang.get(REQUESTS, count="exact")["count"] == 1
    assert mine["can"] == ["change"]
    assert set(wang.get(f"{SUPPLIERS}/{acme}")["values"]) == {"name", "owner", "department"}
    for method, path, body in (
        ("GET", f"{REQUESTS}/{foreign['id']}", None),
        ("GET", f"{SUPPLIERS}/{bad}", None),
        ("PATCH", f"{REQUESTS}/{foreign['id']}", {"values": {"subject": "Mine now"}}),
        ("GET", f"{REQUESTS}/{foreign['id']}/timeline", None),
        ("GET", f"{REQUESTS}/{foreign['id']}/explain", None),
        ("POST", f"{REQUESTS}/{foreign['id']}/comments", {"text": "Hi"}),
    ):
        headers = {"If-Match": '"1"'} if method == "PATCH" else {}
        assert wang.request(method, path, json=body, headers=headers).status_code == 404, path
    refused = wang.post(
        REQUESTS,
        {
            "values": {
                "subject": "To bad",
                "needed_by": "2030-12-01",
                "supplier": bad,
                "lines": [{"item": "A", "quantity": "1", "price": {"amount": "1"}}],
            }
        },
        status=422,
    )
    assert refused["errors"][0]["code"] == "unknown_reference"
    assert wang.request("DELETE", f"{REQUESTS}/{mine['id']}").status_code == 403
    wang.patch(f"{REQUESTS}/{mine['id']}", {"values": {"owner": desk.admin.id}}, version=1, status=422)
    wang.post(
        f"{REQUESTS}",
        {"values": {"subject": "Not mine", "needed_by": "2030-12-01", "owner": admin.id}},
        status=422,
    )
    assert wang.request("GET", f"{REQUESTS}/export").status_code == 403
    reasons = wang.get(f"{REQUESTS}/{mine['id']}/explain")
    (ground,) = reasons["actions"]["change"]
    assert (ground["kind"], ground["role"], ground["grant"]) == ("grant", "employee", "gr1l2m3n")
    assert reasons["actions"]["delete"] == []
    assert reasons["sees"]
    assert "delete" in reasons["missing"]
    wang.get(f"{REQUESTS}/{mine['id']}/explain", status=403, person=desk.admin.id)


def test_an_administrator_asks_why_somebody_sees_nothing(desk: World) -> None:
    """Of a person without the record: what he lacks, a role or a row that fits the formula of one he holds."""
    wang, boss = employee(desk), desk.person("boss", roles={"desk": ["director"]})
    outsider = desk.person("outsider")
    mine = entered(wang, "Mine")
    for person, kind in ((boss, "rows"), (outsider, "role")):
        told = desk.admin.get(f"{REQUESTS}/{mine['id']}/explain", person=person.id)
        assert (told["person"]["id"], told["sees"], told["administrator"]) == (person.id, False, False)
        assert kind in {lack["kind"] for lack in told["missing"]["see"]}
    assert desk.admin.get(f"{REQUESTS}/{mine['id']}/explain")["administrator"]


def test_the_trash_says_since_when(desk: World) -> None:
    """A deleted record is listed in the trash with its moment, and comes back."""
    wang = employee(desk)
    mine = entered(wang, "Mine")
    assert desk.admin.request("DELETE", f"{REQUESTS}/{mine['id']}").status_code == 204
    (gone,) = desk.admin.get(REQUESTS, trash="true")["items"]
    assert (gone["id"], gone["deleted_at"]) == (mine["id"], gone["updated_at"])
    wang.get(REQUESTS, status=403, trash="true")
    desk.admin.post(f"{REQUESTS}/{mine['id']}/restore")
    assert "deleted_at" not in desk.admin.get(REQUESTS)["items"][0]


def test_a_manager_sees_the_requests_of_his_people_at_once(desk: World) -> None:
    """Rights follow people and roles with the next request, in every process."""
    boss = desk.person("boss", roles={"desk": ["director"]})
    wang = employee(desk)
    entered(wang, "Mine")
    assert boss.get(REQUESTS)["items"] == []
    desk.admin.patch(f"/people/{wang.id}", {"supervisor": boss.id})
    assert len(boss.get(REQUESTS)["items"]) == 1
    desk.admin.put(f"/people/{boss.id}/roles", {"app": "desk", "roles": []})
    assert boss.request("GET", REQUESTS).status_code == 404


def test_an_unknown_app_entity_or_session_is_told_plainly(desk: World) -> None:
    """Nothing of what does not exist, or is not for the caller, is a server error."""
    assert desk.admin.request("GET", "/apps/none/entities/x/records").status_code == 404
    assert desk.admin.request("GET", "/apps/desk/entities/none/records").status_code in {400, 404}
    assert desk.anonymous().get(f"/api/v1{REQUESTS}").status_code == 401
    outsider = desk.person("outsider")
    assert outsider.request("GET", REQUESTS).status_code == 404
    assert outsider.request("POST", REQUESTS, json={"values": {"subject": "x"}}).status_code in {403, 404}


FRAGMENTS = [
    "'; DROP TABLE person; --",
    '" OR 1=1',
    "%s",
    "%(user_id)s",
    "$1",
    "name) OR (TRUE",
    "\\",
    "名",
    "a" * 9000,
    "{{ 1 }}",
    "blocked; SELECT 1",
    "-",
    ",,,",
    "id::text",
    "user.password",
    "\u0000",
]


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_fragments_of_sql_are_names_and_values_like_others(desk: World, fragment: str) -> None:
    """Whatever stands in a name or a value, the answer is a 4xx or a plain result."""
    admin = desk.admin
    answers = [
        *(
            admin.request("GET", SUPPLIERS, params={name: fragment})
            for name in (
                "filter",
                "sort",
                "fields",
                "expand",
                "search",
                "cursor",
                "limit",
                "count",
                "trash",
                fragment,
            )
        ),
        admin.request(
            "POST", f"{SUPPLIERS}/aggregate", json={"group": [fragment], "measures": {"n": fragment}}
        ),
        admin.request(
            "POST", f"{SUPPLIERS}/query", json={"sort": [fragment], "filter": f'name = "{fragment}"'}
        ),
        admin.request("POST", SUPPLIERS, json={"values": {fragment: fragment}}),
        admin.request("POST", SUPPLIERS, json={"values": {"name": fragment}}),
        admin.request("GET", f"{SUPPLIERS}/{quote(fragment)}/x"),
        admin.request("GET", "/search", params={"q": fragment}),
    ]
    assert [(answer.request.url, answer.text) for answer in answers if answer.status_code >= 500] == []
    assert admin.get("/people")["items"]


@given(st.text(max_size=60))
@settings(max_examples=25)
def test_broken_cursors_are_refused(desk: World, text: str) -> None:
    """A cursor that was not given for this list and this person is a 400."""
    response = desk.admin.request("GET", SUPPLIERS, params={"cursor": text})
    assert response.status_code == (400 if text else 200)


def _world_of(databases: Databases, folder: Path, secret: bool) -> World:
    name = databases.clone(databases.template("empty", build_template))
    folder.mkdir()
    made = World(databases.connect(name), folder)
    made.__enter__()
    made.install_folder(DESK)
    wang = made.person("wang", "Wang", roles={"desk": ["employee"]})
    acme = made.admin.post(SUPPLIERS, {"values": {"name": "Acme"}}, status=201)["id"]
    entered(wang, "Mine", supplier=acme)
    if secret:
        bad = made.admin.post(SUPPLIERS, {"values": {"name": "Secret", "blocked": True}}, status=201)["id"]
        entered(made.admin, "Foreign", supplier=bad)
        entered(made.admin, "Mine too", supplier=acme)
    return made


READS = [
    (REQUESTS, {"count": "exact"}),
    (SUPPLIERS, {"count": "exact"}),
    (REQUESTS, {"search": "mine"}),
    (SUPPLIERS, {"search": "secret"}),
    (SUPPLIERS, {"filter": "COUNT(requests) > 1"}),
    (REQUESTS, {"filter": 'supplier.name = "Secret"'}),
    (REQUESTS, {"sort": "supplier"}),
    (REQUESTS, {"expand": "supplier", "limit": "1"}),
    ("/search", {"q": "secret"}),
    ("/search", {"q": "fo"}),
]


def test_two_worlds_that_differ_in_what_is_hidden_answer_alike(databases: Databases, tmp_path: Path) -> None:
    """What a person may not see has no influence on any answer, down to counts, pages and groups."""
    worlds = [_world_of(databases, tmp_path / str(secret), secret) for secret in (False, True)]
    try:
        people = [world.sign_in("wang") for world in worlds]
        for path, params in READS:
            answers = [_plain(person.request("GET", path, params=params).json()) for person in people]
            assert answers[0] == answers[1], (path, params)
        for body in (
            {"group": ["supplier.name"], "measures": {"n": "COUNT()"}},
            {"measures": {"n": "COUNT()", "t": "SUM(total)"}},
        ):
            answers = [_plain(person.post(f"{REQUESTS}/aggregate", body)) for person in people]
            assert answers[0] == answers[1]
    finally:
        for world in worlds:
            world.__exit__(None, None, None)
            world.database.close()


def _plain(answer: Any) -> Any:
    """Leave out what differs between any two databases: ids, moments, numbers of requests."""
    if isinstance(answer, dict):
        apart = {
            "id",
            "supplier",
            "owner",
            "department",
            "created_at",
            "created_by",
            "updated_at",
            "updated_by",
            "number",
            "request_id",
            "next",
        }
        return {key: _plain(value) for key, value in answer.items() if key not in apart}
    return [_plain(one) for one in answer] if isinstance(answer, list) else answer


PRICE_READ: dict[str, Any] = {
    "id": "gr7lines",
    "entity": "request_line",
    "actions": ["see", "change"],
    "fields": {"read": ["price", "amount"], "write": ["item", "quantity"]},
}


def with_lines(world: World, place: Path, grant: dict[str, Any]) -> Person:
    """Install the desk with a grant of the employees over lines alone, and hire one."""

    def granted(role: dict[str, Any]) -> None:
        role["grants"].append(grant)

    world.install_folder(edited(DESK, place, {"roles/employee.json": granted}))
    return employee(world)


def told(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what an answer found wrong: pointers and codes."""
    return [(one["pointer"], one["code"]) for one in answer["errors"]]


def test_rows_of_a_sub_table_follow_their_own_grant(world: World, tmp_path: Path) -> None:
    """Through its parent no field of a row is written, no row added or removed that its grant does not give."""
    wang = with_lines(world, tmp_path, PRICE_READ)
    mine = entered(world.admin, "Mine", owner=wang.id)
    path, line = f"{REQUESTS}/{mine['id']}", mine["values"]["lines"][0]
    kept = {"id": line["id"], "item": "A3", "quantity": "2", "price": line["price"]}
    changed = wang.patch(path, {"values": {"lines": [kept]}}, version=1)["values"]["lines"][0]
    assert (changed["item"], changed["price"]["amount"]) == ("A3", line["price"]["amount"])
    dear = {**kept, "price": {"amount": "9", "currency": "CNY"}}
    new = {"item": "Pen", "quantity": "1"}
    for lines, found in (
        ([dear], [("/lines/0/price", "not_allowed")]),
        ([kept, new], [("/lines/1", "not_allowed")]),
        ([], [("/lines", "not_allowed")]),
        ([{**kept, "prise": "1"}], [("/lines/0/prise", "unknown_field")]),
    ):
        assert told(wang.patch(path, {"values": {"lines": lines}}, version=2, status=422)) == found
    values = {"subject": "New", "needed_by": "2030-12-01", "lines": [new]}
    batch = wang.post(f"{REQUESTS}/batch", {"items": [{"op": "create", "values": values}]}, status=422)
    assert told(batch) == [("/items/0/values/lines/0", "not_allowed")]


def test_a_hidden_field_of_a_row_does_not_exist(world: World, tmp_path: Path) -> None:
    """It is not read inside the parent, and written it is answered as a name that nobody has heard of."""
    wang = with_lines(world, tmp_path, {**PRICE_READ, "fields": {"read": ["item"], "write": ["quantity"]}})
    mine = entered(world.admin, "Mine", owner=wang.id)
    path, line = f"{REQUESTS}/{mine['id']}", mine["values"]["lines"][0]
    (seen,) = wang.get(path)["values"]["lines"]
    assert set(seen) == {"id", "item", "quantity"}
    for hidden in ("price", "prise"):
        row = {"id": line["id"], hidden: line["price"]}
        refused = wang.patch(path, {"values": {"lines": [row]}}, version=1, status=422)
        assert told(refused) == [(f"/lines/0/{hidden}", "unknown_field")]
    wang.patch(path, {"values": {"lines": [{"id": line["id"], "quantity": "5"}]}}, version=1)
    assert world.admin.get(path)["values"]["lines"][0]["price"] == line["price"]


def test_a_row_that_one_does_not_see_stays(world: World, tmp_path: Path) -> None:
    """Whoever saves the rows he was shown takes none of the others away."""
    grant = {**PRICE_READ, "rows": 'item <> "Secret"', "actions": ["see", "create", "change", "delete"]}
    wang = with_lines(world, tmp_path, {**grant, "fields": {"write": "*"}})
    lines = [{"item": item, "quantity": "1", "price": {"amount": "3"}} for item in ("Secret", "A4", "Pen")]
    mine = entered(world.admin, "Mine", owner=wang.id, lines=lines)
    path = f"{REQUESTS}/{mine['id']}"
    shown = wang.get(path)["values"]["lines"]
    assert [row["item"] for row in shown] == ["A4", "Pen"]
    saved = wang.patch(path, {"values": {"lines": [{"id": shown[0]["id"], "item": "A3"}]}}, version=1)
    assert [row["item"] for row in saved["values"]["lines"]] == ["A3"]
    assert [row["item"] for row in world.admin.get(path)["values"]["lines"]] == ["A3", "Secret"]


def test_a_shared_view_speaks_only_of_what_its_reader_may_read(desk: World) -> None:
    """What filters or sorts by a hidden field is not there for him; a hidden column is left out."""
    wang = employee(desk)
    for name, more in (
        ("plain", {"filter": 'name <> ""', "columns": ["name", "blocked"], "widths": {"blocked": 90}}),
        ("filter", {"filter": "NOT(blocked)", "columns": ["name"]}),
        ("through", {"filter": "COUNTIF(requests, supplier.blocked) > 0"}),
        ("sort", {"sort": ["-blocked"]}),
        ("group", {"kind": "kanban", "group": "blocked"}),
    ):
        view = {"app": "desk", "entity": "supplier", "name": name, "shared": True, "definition": more}
        desk.admin.post("/views", view, status=201)
    own = {"app": "desk", "entity": "supplier", "name": "own", "definition": {"filter": "blocked"}}
    wang.post("/views", own, status=201)
    shown = {
        one["name"]: one["definition"] for one in wang.get("/views", app="desk", entity="supplier")["items"]
    }
    assert set(shown) == {"plain", "own"}
    assert (shown["plain"]["columns"], shown["plain"]["widths"]) == (["name"], {})
    assert len(desk.admin.get("/views", app="desk", entity="supplier")["items"]) == 5
