"""Short links: a code leads to a form that knows who handed it out, to a record, or to an address that is allowed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from dougong.access.short_links import short_link_visitor
from dougong.actions.housekeeping import clean_up
from dougong.settings import settings
from tests.stories.edited import edited
from tests.stories.leads import LEADS
from tests.stories.test_steps_go_through_lists import entity, field, text
from tests.world import World

AMBASSADORS = "/apps/leads/entities/ambassador/records"
LINKS = "/apps/leads/short-links"


def _button(identity: str, key: str, **body: Any) -> dict[str, Any]:
    return {"id": identity, "key": key, "label": text(key), "do": [{"IssueCode": body}]}


AMBASSADOR = entity(
    "am000001",
    "ambassador",
    {
        "name": field("am000002", "name", "text"),
        "link": field("am000003", "link", "text"),
        "code": field("am000004", "code", "text"),
        "site": field("am000005", "site", "text"),
        "ends": field("am000006", "ends", "date"),
        "page": field("am000007", "page", "text"),
    },
    buttons=[
        _button("bt0000a1", "again", into="link", code="code", form="web", values={"need": '"by " & name'}),
        _button("bt0000a2", "own", into="page", record="this", until="ends"),
        _button("bt0000a3", "away", into="page", address="site"),
    ],
)
WELCOME = {
    "format": 1,
    "id": "ru0000am",
    "key": "welcome",
    "entity": "ambassador",
    "name": text("welcome"),
    "on": {"created": True},
    "do": [
        {"IssueCode": {"into": "link", "code": "code", "form": "web", "values": {"need": '"by " & name'}}},
        {
            "Notify": {
                "to": [{"person": "owner"}],
                "message": {"subject": {"en": "Hand out {{ link }}", "zh": "请转发 {{ link }}"}},
            }
        },
    ],
}


def _open(form: dict[str, Any]) -> None:
    form["public"] = {**form.get("public", {}), "enabled": True}


class Desk:
    """The lead app with ambassadors, each of whom is given a link."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.admin = world, world.admin
        changes = {
            "entities/ambassador.json": AMBASSADOR,
            "rules/welcome.json": WELCOME,
            "forms/web.json": _open,
        }
        world.install_folder(edited(LEADS, folder, changes))

    def ambassador(self, name: str = "Li", **values: Any) -> dict[str, Any]:
        """Make an ambassador."""
        made: dict[str, Any] = self.admin.post(AMBASSADORS, {"values": {"name": name, **values}}, 201)
        return self.read(made["id"])

    def read(self, record: str) -> dict[str, Any]:
        """Read an ambassador."""
        found: dict[str, Any] = self.admin.get(f"{AMBASSADORS}/{record}")
        return found

    def press(self, record: str, button: str, status: int | tuple[int, ...] = (200, 201)) -> Any:
        """Press a button of an ambassador."""
        return self.admin.post(f"{AMBASSADORS}/{record}/actions/{button}", status=status)

    def click(self, link: str, **headers: str) -> httpx2.Response:
        """Follow a link as anybody, one step."""
        return self.world.client.get(
            httpx2.URL(link).path, headers={"user-agent": "phone", **headers}, follow_redirects=False
        )

    def told(self, link: str) -> dict[str, Any]:
        """Return what the list says of a link."""
        return next(one for one in self.admin.get(LINKS)["items"] if one["url"] == link)


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, tmp_path)


@pytest.fixture
def allowed(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let links lead to one house outside."""
    monkeypatch.setenv("DOUGONG_FORM_REDIRECTS", "shop.example")
    monkeypatch.setattr(world.settings, "dougong_form_redirects", "shop.example")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_an_ambassador_is_given_a_link_whose_answers_know_him(desk: Desk) -> None:
    """The code leads to the form, the answer says by whom it came, the message has the link; clicks are counted."""
    made = desk.ambassador()
    link = made["values"]["link"]
    assert link.endswith(f"/r/{made['values']['code']}")
    assert desk.admin.get("/notices")["items"][0]["title"].endswith(link)
    answer = desk.click(link)
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    token = answer.headers["location"].removeprefix("/f/")
    start = desk.world.client.get(f"/api/v1/public/forms/{token}").json()
    assert start["name"]
    desk.click(link.replace(made["values"]["code"], made["values"]["code"].upper()))
    desk.click(link, **{"user-agent": "desk"})
    desk.click(link, **{"sec-purpose": "prefetch"})
    told = desk.told(link)
    assert (told["clicks"], told["lately"]) == (3, {"clicks": 3, "visitors": 2})
    assert (told["kind"], told["form"], told["issued_for"]) == ("form", "web", made["id"])


def test_the_link_of_a_record_stays_and_gives_what_the_record_says_now(desk: Desk) -> None:
    """Issued again it has the same code and the same address; when a value changes, another address behind the code."""
    made = desk.ambassador()
    before = desk.click(made["values"]["link"]).headers["location"]
    desk.press(made["id"], "again")
    again = desk.read(made["id"])
    assert again["values"]["code"] == made["values"]["code"]
    assert desk.click(made["values"]["link"]).headers["location"] == before
    desk.admin.patch(f"{AMBASSADORS}/{made['id']}", {"values": {"name": "Wang"}}, again["version"])
    desk.press(made["id"], "again")
    assert desk.read(made["id"])["values"]["link"] == made["values"]["link"]
    assert desk.click(made["values"]["link"]).headers["location"] != before
    assert len(desk.admin.get(LINKS)["items"]) == 1


def test_a_link_ends_and_is_closed(desk: Desk) -> None:
    """After its day, and while it is closed, it leads nowhere; a page says so, and nothing is counted."""
    made = desk.ambassador(ends="2030-01-01")
    desk.press(made["id"], "own")
    page = desk.read(made["id"])["values"]["page"]
    assert desk.click(page).headers["location"] == f"/apps/leads/records/ambassador/{made['id']}"
    version = desk.read(made["id"])["version"]
    desk.admin.patch(f"{AMBASSADORS}/{made['id']}", {"values": {"ends": "2020-01-01"}}, version)
    desk.press(made["id"], "own")
    answer = desk.click(page, **{"accept-language": "zh"})
    assert (answer.status_code, "链接无效" in answer.text) == (404, True)
    link = made["values"]["link"]
    identity = desk.told(link)["id"]
    desk.admin.patch(f"{LINKS}/{identity}", {"enabled": False}, status=204)
    assert desk.click(link).status_code == 404
    desk.admin.patch(f"{LINKS}/{identity}", {"enabled": True, "expires_at": None}, status=204)
    assert desk.click(link).status_code == 302
    assert desk.told(link)["clicks"] == 1


def test_a_code_is_a_picture_too(desk: Desk) -> None:
    """As SVG and PNG, for messages and posters; one that leads nowhere has none."""
    link = desk.ambassador()["values"]["link"]
    svg, png = desk.click(f"{link}.svg"), desk.click(f"{link}.png")
    assert (svg.headers["content-type"], svg.content[:5]) == ("image/svg+xml", b"<?xml")
    assert (png.headers["content-type"], png.content[:4]) == ("image/png", b"\x89PNG")
    assert desk.click(f"{link}.gif").status_code == 404
    assert desk.click(f"{link}x.svg").status_code == 404
    assert desk.told(link)["clicks"] == 0


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize(
    ("site", "fine"),
    [
        ("https://shop.example/a?b=c", True),
        ("http://127.0.0.1:8000/f/x", True),
        ("https://evil.example/", False),
        ("https://shop.example.evil.example/", False),
        ("https://shop.example@evil.example/", False),
        ("//evil.example/", False),
        ("javascript://shop.example/%0aalert(1)", False),
        ("/f/x", False),
    ],
)
def test_nobody_is_led_astray(desk: Desk, site: str, fine: bool) -> None:
    """An address that is not allowed is refused when the link is made, by a step and by hand."""
    made = desk.ambassador(site=site)
    answer = desk.press(made["id"], "away", (200, 201) if fine else 422)
    if not fine:
        assert "DOUGONG_FORM_REDIRECTS" in answer["detail"]
        return
    assert desk.click(desk.read(made["id"])["values"]["page"]).headers["location"] == site


def test_links_are_made_by_hand(desk: Desk) -> None:
    """A link for a poster: to the form or a record; what it leads to is checked, and pages are turned."""
    made: Mapping[str, Any] = desk.admin.post(LINKS, {"label": "Poster", "to": {"form": "web"}}, 201)
    assert (made["kind"], made["clicks"], made["enabled"]) == ("form", 0, True)
    assert made["qr"].startswith("data:image/svg+xml")
    record = desk.ambassador()["id"]
    own = desk.admin.post(LINKS, {"label": "Card", "to": {"entity": "ambassador", "record": record}}, 201)
    assert (own["entity"], own["title"]) == ("ambassador", "Li")
    for to, pointer in (
        ({"form": "nothing"}, "/to/form"),
        ({"entity": "ambassador", "record": made["id"]}, "/to/record"),
        ({"address": "https://evil.example"}, "/to/address"),
    ):
        refused = desk.admin.post(LINKS, {"label": "x", "to": to}, 422)
        assert refused["errors"][0]["pointer"] == pointer
    desk.admin.post(LINKS, {"label": "x", "to": {}}, 400)
    person = desk.world.person("seller", roles={"leads": ["sales"]})
    person.get(LINKS, status=403)
    assert desk.click(made["url"]).status_code == 302


def test_codes_are_not_guessed(desk: Desk) -> None:
    """Who tries many codes that are none is held up for a while."""
    link = desk.ambassador()["values"]["link"]
    base = link[: link.rindex("/") + 1]
    tried = [desk.click(base + secrets.token_hex(4)).status_code for _ in range(31)]
    assert tried == [404] * 30 + [429]
    assert desk.click(link).status_code == 302


def test_marks_of_visitors_are_forgotten(desk: Desk) -> None:
    """The count stays; what told one visitor from another is gone a day later."""
    link = desk.ambassador()["values"]["link"]
    desk.click(link)
    clean_up(desk.world.database, datetime.now(UTC) + timedelta(days=1, hours=1))
    with desk.world.transaction() as context:
        assert context.conn.execute(short_link_visitor.select()).all() == []
    assert desk.told(link)["lately"]["visitors"] == 1
