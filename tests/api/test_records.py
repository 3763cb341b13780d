"""Records over HTTP: what lists, single records, changes and groups answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import Person, World

REQUESTS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"


@pytest.fixture
def desk(desk_installed: World) -> World:
    """The purchase desk, installed."""
    return desk_installed


def supplier(person: Person, name: str, **more: Any) -> str:
    """Enter a supplier and return its id."""
    return str(person.post(SUPPLIERS, {"values": {"name": name, **more}}, status=201)["id"])


def request(person: Person, subject: str, **more: Any) -> dict[str, Any]:
    """Enter a request of one line and return it."""
    values = {
        "subject": subject,
        "needed_by": "2030-12-01",
        "lines": [{"item": "A4", "quantity": "2", "price": {"amount": "10.50", "currency": "CNY"}}],
        **more,
    }
    made: dict[str, Any] = person.post(REQUESTS, {"values": values}, status=201)
    return made


def test_a_record_is_created_read_changed_deleted_and_restored(desk: World) -> None:
    """A request is entered, changed at its version, put in the trash and taken back."""
    admin = desk.admin
    acme = supplier(admin, "Acme")
    made = request(admin, "Paper", supplier=acme)
    assert made["version"] == 1
    assert made["values"]["total"] == "21"
    assert made["values"]["lines"][0]["price"] == {"amount": "10.5", "currency": "CNY"}
    assert made["labels"]["supplier"] == "Acme"
    assert made["values"]["number"].startswith("PR")

    lines = [*made["values"]["lines"], {"item": "A3", "quantity": "1", "price": {"amount": "4"}}]
    changed = admin.patch(
        f"{REQUESTS}/{made['id']}",
        {
            "values": {
                "subject": "More paper",
                "lines": [
                    {key: row[key] for key in ("id", "item", "quantity", "price") if key in row}
                    for row in lines
                ],
            }
        },
        version=1,
    )
    assert (changed["version"], changed["values"]["total"]) == (2, "25")

    stale = admin.patch(f"{REQUESTS}/{made['id']}", {"values": {"subject": "x y"}}, version=1, status=412)
    assert stale["current"]["version"] == 2
    admin.patch(f"{REQUESTS}/{made['id']}", {"values": {"subject": "x y"}}, status=428)

    admin.delete(f"{REQUESTS}/{made['id']}")
    admin.get(f"{REQUESTS}/{made['id']}", status=404)
    assert [item["id"] for item in admin.get(REQUESTS, trash="true")["items"]] == [made["id"]]
    restored = admin.post(f"{REQUESTS}/{made['id']}/restore")
    assert restored["values"]["total"] == "25"
    kinds = [item["kind"] for item in admin.get(f"{REQUESTS}/{made['id']}/timeline")["items"]]
    assert kinds == ["restored", "deleted", "change", "created"]


def test_lists_filter_sort_page_count_and_expand(desk: World) -> None:
    """Pages follow each other without gap or repetition in every order, blanks included."""
    admin = desk.admin
    acme = supplier(admin, "Acme")
    for place in range(7):
        request(
            admin, f"Paper {place % 3}", **({"supplier": acme, "reason": f"r{place}"} if place % 2 else {})
        )
    for sort in (
        "subject",
        "-subject,number",
        "reason",
        "-reason",
        "supplier,-subject",
        "total",
        "-created_at",
    ):
        seen: list[str] = []
        page = admin.get(REQUESTS, sort=sort, limit="2", count="exact")
        assert page["count"] == 7
        while True:
            seen += [item["values"]["number"] for item in page["items"]]
            if page["next"] is None:
                break
            page = admin.get(REQUESTS, sort=sort, limit="2", cursor=page["next"])
        whole = [item["values"]["number"] for item in admin.get(REQUESTS, sort=sort)["items"]]
        assert seen == whole
        assert len(set(seen)) == 7
    found = admin.get(
        REQUESTS,
        filter='supplier.name = "Acme" AND subject <> "Paper 0"',
        expand="supplier",
        fields="subject,supplier",
    )
    assert {item["expanded"]["supplier"]["values"]["name"] for item in found["items"]} == {"Acme"}
    assert set(found["items"][0]["values"]) == {"subject", "supplier"}
    assert len(admin.get(REQUESTS, filter=f'supplier = "{acme}"')["items"]) == 3
    assert len(admin.post(f"{REQUESTS}/query", {"filter": "ISBLANK(supplier)", "limit": 10})["items"]) == 4
    assert len(admin.get(f"{SUPPLIERS}/{acme}/related/requests")["items"]) == 3


def test_groups_and_measures(desk: World) -> None:
    """Groups carry the titles of the records they stand for."""
    admin = desk.admin
    acme = supplier(admin, "Acme")
    for place in range(3):
        request(admin, "Paper", **({"supplier": acme} if place else {}))
    answer = admin.post(
        f"{REQUESTS}/aggregate",
        {"group": ["supplier"], "measures": {"n": "COUNT()", "sum": "SUM(total)"}, "sort": "-n"},
    )
    assert answer["rows"] == [
        {"group": [acme], "labels": ["Acme"], "values": {"n": "2", "sum": "42"}},
        {"group": [None], "labels": [None], "values": {"n": "1", "sum": "21"}},
    ]
    assert (
        admin.post(
            f"{REQUESTS}/aggregate",
            {"group": ["status"], "measures": {"n": "COUNT()"}, "having": "COUNT() > 5"},
        )["rows"]
        == []
    )


def test_search_finds_words_chinese_and_pinyin(desk: World) -> None:
    """Search knows beginnings of words, Chinese pairs, pinyin and its initials."""
    admin = desk.admin
    supplier(admin, "华为技术")
    supplier(admin, "Acme Paper")
    for text, expected in (
        ("为技", 1),
        ("hwjs", 1),
        ("huawei", 1),
        ("pap ac", 1),
        ("技为", 0),
        ("华", 1),
        ("!!", 0),
    ):
        assert len(admin.get(SUPPLIERS, search=text)["items"]) == expected, text
    assert [item["title"] for item in admin.get("/search", q="acm")["items"]] == ["Acme Paper"]


def test_a_batch_is_all_or_nothing_unless_asked_otherwise(desk: World) -> None:
    """One bad item undoes an atomic batch; the other kind tells item by item."""
    admin = desk.admin
    items = [{"op": "create", "values": {"name": f"S{place}"}} for place in range(3)]
    refused = admin.post(
        f"{SUPPLIERS}/batch", {"items": [*items, {"op": "create", "values": {"name": "S1"}}]}, status=422
    )
    assert refused["errors"]
    assert admin.get(SUPPLIERS)["items"] == []
    mixed = admin.post(
        f"{SUPPLIERS}/batch", {"items": [*items, {"op": "create", "values": {"name": 5}}], "atomic": False}
    )
    assert [("error" in item) for item in mixed["items"]] == [False, False, False, True]
    assert mixed["items"][3]["error"]["errors"][0]["pointer"] == "/items/3/values/name"
    known = mixed["items"][0]
    done = admin.post(
        f"{SUPPLIERS}/batch",
        {
            "items": [
                {"op": "update", "id": known["id"], "version": 1, "values": {"blocked": True}},
                {"op": "delete", "id": mixed["items"][1]["id"]},
            ]
        },
    )
    assert [item["version"] for item in done["items"]] == [2, 2]


def test_a_batch_writes_no_record_twice(desk: World) -> None:
    """The second change would cover the first unseen: it is refused at its place; one by one it is stale."""
    first = supplier(desk.admin, "First")
    items = [{"op": "update", "id": first, "version": 1, "values": {"name": name}} for name in ("A", "B")]
    refused = desk.admin.post(f"{SUPPLIERS}/batch", {"items": items}, status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/items/1/id"]
    items[1] = {"op": "delete", "id": first, "version": 1}
    desk.admin.post(f"{SUPPLIERS}/batch", {"items": items}, status=422)
    assert desk.admin.get(f"{SUPPLIERS}/{first}")["values"]["name"] == "First"
    each = desk.admin.post(f"{SUPPLIERS}/batch", {"items": items, "atomic": False})["items"]
    assert (each[0]["version"], each[1]["error"]["status"]) == (2, 412)


def test_the_same_post_twice_is_done_once(desk: World) -> None:
    """An Idempotency-Key makes the second request answer as the first."""
    body = {"values": {"name": "Once"}}
    first = desk.admin.post(SUPPLIERS, body, status=201, **{"Idempotency-Key": "k1"})
    second = desk.admin.post(SUPPLIERS, body, status=201, **{"Idempotency-Key": "k1"})
    assert first == second
    desk.admin.post(SUPPLIERS, {"values": {"name": "Other"}}, status=422, **{"Idempotency-Key": "k1"})
    assert len(desk.admin.get(SUPPLIERS)["items"]) == 1


def test_who_mentions_somebody_in_vain_is_told(desk: World) -> None:
    """A person who may not see the record hears nothing: the writer is told whom and why, in his language."""
    wang, other = (desk.person(login, roles={"desk": ["employee"]}) for login in ("wang", "li"))
    path = f"{REQUESTS}/{request(wang, 'Paper')['id']}/comments"
    body = {"text": "@li @admin please look", "mentions": [other.id, desk.admin.id, wang.id]}
    wang.patch("/me", {"language": "en"})
    (warning,) = wang.post(path, body, status=201)["warnings"]
    assert (warning["pointer"], warning["code"]) == ("/mentions", "not_told")
    assert warning["message"] == "li may not see this record and was not told of your mention."
    assert other.get("/notices")["items"] == []
    assert len(desk.admin.get("/notices")["items"]) == 1
    wang.patch("/me", {"language": "zh"})
    (warning,) = wang.post(path, body, status=201)["warnings"]
    assert warning["message"] == "li无权查看此记录，未收到提及通知。"
    assert wang.post(path, {"text": "@admin", "mentions": [desk.admin.id]}, status=201)["warnings"] == []


def test_comments_and_views(desk: World) -> None:
    """A comment stands in the timeline; a view is kept, shared and removed."""
    admin = desk.admin
    made = request(admin, "Paper")
    path = f"{REQUESTS}/{made['id']}"
    admin.post(f"{path}/comments", {"text": "Looks good", "mentions": [admin.id]}, status=201)
    items = admin.get(f"{path}/timeline")["items"]
    assert (items[0]["kind"], items[0]["text"]) == ("comment", "Looks good")
    assert items[0]["actor"]["id"] == admin.id
    view = admin.post(
        "/views",
        {
            "app": "desk",
            "entity": "request",
            "name": "Mine",
            "shared": True,
            "definition": {"columns": ["subject"], "filter": "owner = user.id"},
        },
        status=201,
    )
    desk.person("wang", roles={"desk": ["employee"]}).patch(f"/views/{view['id']}", {"name": "x"}, status=403)
    admin.patch(f"/views/{view['id']}", {"name": "Ours"})
    assert [one["name"] for one in admin.get("/views", app="desk", entity="request")["items"]] == ["Ours"]
    admin.delete(f"/views/{view['id']}")
