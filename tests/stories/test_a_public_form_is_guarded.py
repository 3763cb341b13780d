"""A public form asks for a password, one answer each, a proof of work; it takes files, leads on and is embedded."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong.api.pages import answer_page
from dougong.api.public_forms import frames_of
from dougong.settings import Settings
from tests.stories.edited import edited
from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
LINKS = "/apps/desk/forms/request/links"
REQUESTS = "/apps/desk/entities/request/records"
OFFERED = ["subject", "needed_by", "urgent", "reason"]

RECEPTION = {
    "format": 1,
    "id": "ro9recep",
    "key": "reception",
    "name": {"en": "Reception", "zh": "前台"},
    "grants": [{"id": "gr9recep", "entity": "request", "actions": ["see"], "fields": {"read": "*"}}],
}

Opened = Callable[..., str]


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Callable[..., str]:
    """Install the desk with a public form; `public` are further settings. Returns the path of its API."""

    def install(**public: Any) -> str:
        def opened(document: dict[str, Any]) -> None:
            document["public"] = {"enabled": True, "fields": OFFERED, **public}
            document["linkage"] = []

        def more(document: dict[str, Any]) -> None:
            document["schema"]["properties"]["papers"] = {
                "type": "array",
                "x-dougong": {
                    "id": "p01aaaaa",
                    "type": "attachment",
                    "label": {"en": "Papers", "zh": "附件"},
                },
            }

        edits = {
            "forms/request.json": opened,
            "entities/request.json": more,
            "roles/reception.json": RECEPTION,
        }
        world.install_folder(edited(DESK, tmp_path, edits))
        return path_of(world.admin.get(LINKS)["items"][0])

    return install


def path_of(link: dict[str, Any]) -> str:
    """Return the path of the API under a link."""
    return "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1]


def answer(world: World, path: str, **more: Any) -> dict[str, Any]:
    """Return what a visitor sends."""
    values = {"subject": "Bolts", "needed_by": "2099-01-01", **more.pop("values", {})}
    return {"values": values, "start": world.form_start(path), **more}


def test_a_link_may_ask_for_a_password(world: World, desk: Opened) -> None:
    """Nothing is shown or taken without it; its pass opens the form, and a new password ends the pass."""
    path = desk()
    link = world.admin.get(LINKS)["items"][0]
    shown = world.admin.patch(f"{LINKS}/{link['id']}", {"password": "open sesame"})
    assert (shown["password"], "open sesame" in json.dumps(shown)) == (True, False)
    visitor = world.anonymous()
    for response in (visitor.get(path), visitor.post(path, json=answer(world, path))):
        assert (response.status_code, response.json()["state"]) == (409, "locked")
    assert visitor.post(f"{path}/open", json={"password": "sesame"}).status_code == 422
    given = visitor.post(f"{path}/open", json={"password": "open sesame"}).json()["pass"]
    assert visitor.get(path, headers={"X-Form-Pass": given}).status_code == 200
    assert visitor.post(path, json=answer(world, path, **{"pass": given})).status_code == 201
    world.admin.patch(f"{LINKS}/{link['id']}", {"password": "another one"})
    assert visitor.get(path, headers={"X-Form-Pass": given}).status_code == 409
    world.admin.patch(f"{LINKS}/{link['id']}", {"password": None})
    assert visitor.get(path).status_code == 200


def test_passwords_cannot_be_guessed_at_will(world: World, desk: Opened) -> None:
    """After ten tries in an hour an address has to wait."""
    path = desk()
    link = world.admin.get(LINKS)["items"][0]
    world.admin.patch(f"{LINKS}/{link['id']}", {"password": "open sesame"})
    visitor = world.anonymous()
    statuses = [visitor.post(f"{path}/open", json={"password": str(one)}).status_code for one in range(11)]
    assert statuses == [422] * 10 + [429]


def test_one_answer_from_each_browser(world: World, desk: Opened) -> None:
    """The second is told so, before it is filled in and when it is sent; another browser may."""
    path = desk(once={"by": "browser"})
    visitor = world.anonymous()
    assert visitor.post(path, json=answer(world, path)).status_code == 409
    assert visitor.post(path, json=answer(world, path, visitor="one")).status_code == 201
    again = visitor.post(path, json=answer(world, path, visitor="one"))
    assert (again.status_code, again.json()["state"]) == (409, "answered")
    assert visitor.get(path, headers={"X-Form-Visitor": "one"}).json()["state"] == "answered"
    assert visitor.post(path, json=answer(world, path, visitor="two")).status_code == 201
    assert len(world.admin.get(REQUESTS)["items"]) == 2


def test_one_answer_for_each_value(world: World, desk: Opened) -> None:
    """The same subject is taken once, however it is written; a refused answer uses nothing up."""
    path = desk(once={"by": "field", "field": "subject"})
    visitor = world.anonymous()
    assert visitor.post(path, json=answer(world, path, values={"needed_by": "x"})).status_code == 422
    assert visitor.post(path, json=answer(world, path)).status_code == 201
    again = visitor.post(path, json=answer(world, path, values={"subject": " BOLTS"}))
    assert [one["pointer"] for one in again.json()["errors"]] == ["/subject"]


def solve(puzzle: dict[str, Any]) -> str:
    """Find the number and put the solution as ALTCHA does."""
    number = next(
        one
        for one in range(puzzle["maxnumber"] + 1)
        if hashlib.sha256(f"{puzzle['salt']}{one}".encode()).hexdigest() == puzzle["challenge"]
    )
    told = {key: puzzle[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**told, "number": number}).encode()).decode()


def test_a_browser_proves_its_work_once(world: World, desk: Opened) -> None:
    """Without a solution, with one of another form's puzzle, or with a used one nothing is taken."""
    path = desk(proof=True)
    visitor = world.anonymous()
    assert visitor.get(path).json()["proof"] is True
    refused = visitor.post(path, json=answer(world, path))
    assert (refused.status_code, refused.json()["state"]) == (409, "unproven")
    puzzle = visitor.get(f"{path}/challenge").json()
    forged = solve({**puzzle, "signature": "0" * 64})
    assert visitor.post(path, json=answer(world, path, altcha=forged)).status_code == 409
    late = {**puzzle, "salt": puzzle["salt"].split("?")[0] + "?expires=1"}
    late["challenge"] = hashlib.sha256(f"{late['salt']}1".encode()).hexdigest()
    assert visitor.post(path, json=answer(world, path, altcha=solve(late))).status_code == 409
    solution = solve(puzzle)
    assert visitor.post(path, json=answer(world, path, altcha=solution)).status_code == 201
    assert visitor.post(path, json=answer(world, path, altcha=solution)).status_code == 409
    assert len(world.admin.get(REQUESTS)["items"]) == 1


def test_visitors_send_files_within_limits(world: World, desk: Opened) -> None:
    """So many, so large; what was uploaded belongs to the answer, and only people of the app read it."""
    path = desk(fields=["subject", "needed_by", "papers"], files={"most": 2, "megabytes": 1})
    visitor = world.anonymous()
    (field,) = [one for one in visitor.get(path).json()["fields"] if one["key"] == "papers"]
    assert (field["settings"]["most"], field["settings"]["bytes"]) == (2, 1_000_000)

    def send(size: int) -> Any:
        return visitor.post(f"{path}/files", files={"file": ("a.txt", b"x" * size)})

    assert send(1_000_001).status_code == 413
    ids = [send(10).json()["id"] for _ in range(3)]
    assert visitor.get(f"/api/v1/files/{ids[0]}").status_code == 401
    many = visitor.post(path, json=answer(world, path, values={"papers": ids}))
    assert [one["pointer"] for one in many.json()["errors"]] == ["/papers"]
    assert visitor.post(path, json=answer(world, path, values={"papers": ids[:2]})).status_code == 201
    (listed,) = world.admin.get(REQUESTS)["items"]
    kept = world.admin.get(f"{REQUESTS}/{listed['id']}")
    assert [one if isinstance(one, str) else one["id"] for one in kept["values"]["papers"]] == ids[:2]
    assert world.admin.get(f"/files/{ids[0]}").content == b"x" * 10


def test_a_form_without_files_takes_none(world: World, desk: Opened) -> None:
    """Nobody fills the disk through a form that asks for no files."""
    path = desk()
    sent = world.anonymous().post(f"{path}/files", files={"file": ("a.txt", b"x")})
    assert sent.status_code == 404


@pytest.mark.parametrize(
    ("target", "led"),
    [
        ("/welcome", True),
        ("http://127.0.0.1:8000/x", True),
        ("https://shop.example/thanks", True),
        ("https://evil.example/", False),
        ("https://shop.example.evil.example/", False),
        ("//evil.example/", False),
    ],
)
def test_a_visitor_is_led_only_where_it_is_allowed(
    world: World, desk: Opened, target: str, led: bool
) -> None:
    """Our own pages and the hosts of the settings; else he is only thanked."""
    path = desk(redirect=target)
    world.application.state.settings = Settings(
        dougong_home=world.settings.dougong_home, dougong_form_redirects="shop.example"
    )
    told = world.anonymous().post(path, json=answer(world, path)).json()
    assert told.get("redirect") == (target if led else None)


def test_only_named_pages_show_it_in_a_frame(world: World, desk: Opened, tmp_path: Path) -> None:
    """The page's policy names them; forms that are not open stay by themselves."""
    path = desk(embed=["https://shop.example"])
    page = tmp_path / "form.html"
    page.write_text("<!doctype html>")

    def ancestors(token: str) -> str:
        with world.transaction() as context:
            shown = answer_page(page, frames=frames_of(context.conn, token))
        policy = shown.headers["content-security-policy"]
        return policy.split("frame-ancestors ")[1].split(";")[0]

    assert ancestors(path.rsplit("/", 1)[1]) == "'self' https://shop.example"
    assert ancestors("unknown") == "'self'"


def test_people_are_told_of_an_answer(world: World, desk: Opened) -> None:
    """Everybody of the role who sees the record, in his language; nobody else."""
    path = desk(notify={"roles": ["reception"]})
    told = world.person("told", roles={"desk": ["reception"]}, language="en")
    other = world.person("other")
    assert world.anonymous().post(path, json=answer(world, path)).status_code == 201
    assert [one["title"] for one in told.get("/notices")["items"]] == ["New answer: Request"]
    assert other.get("/notices")["items"] == []
