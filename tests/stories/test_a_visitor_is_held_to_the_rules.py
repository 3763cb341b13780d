"""Each kind of rule of a form acts on a visitor's page, and holds on the server whatever he sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.stories.edited import edited
from tests.stories.test_a_form_has_the_last_word import more_fields, more_of_suppliers
from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
REQUESTS = "/apps/desk/entities/request/records"
SUPPLIERS = "/apps/desk/entities/supplier/records"
NEAR = (date.today() + timedelta(days=2)).isoformat()
ASKED = ["subject", "needed_by", "supplier", "urgent", "reason", "country", "city", "phone", "note", "level"]
CHOICES = {"supplier": {"filter": "NOT(blocked)"}}


class Visit:
    """A public form with some rules, and a visitor who answers it."""

    def __init__(self, world: World, path: str) -> None:
        self.world, self.path = world, path
        self.visitor = world.anonymous()

    def supplier(self, name: str, **values: Any) -> str:
        """Make a supplier and return its id."""
        return str(self.world.admin.post(SUPPLIERS, {"values": {"name": name, **values}})["id"])

    def look(self, picked: str | None = None, **values: Any) -> dict[str, Any]:
        """Return what the form looks like for some answers."""
        answer = self.visitor.post(f"{self.path}/look", json={"values": values, "picked": picked})
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def send(self, language: str = "en", **values: Any) -> Any:
        """Send an answer."""
        body = {"values": {"subject": "Bolts", "needed_by": NEAR, **values}}
        return self.visitor.post(
            self.path,
            json={**body, "start": self.world.form_start(self.path)},
            headers={"Accept-Language": language},
        )

    def refused(self, **values: Any) -> list[tuple[str, str]]:
        """Return why an answer is refused: codes and places."""
        answer = self.send(**values)
        assert answer.status_code == 422, answer.text
        return [(one["code"], one["pointer"]) for one in answer.json()["errors"]]

    def kept(self, **values: Any) -> dict[str, Any]:
        """Send an answer that is taken and return what is kept of it."""
        answer = self.send(**values)
        assert answer.status_code == 201, answer.text
        (listed, *_rest) = self.world.admin.get(REQUESTS, sort="-created_at")["items"]
        record: dict[str, Any] = listed["values"]
        return record


Opened = Callable[..., Visit]


@pytest.fixture
def opened(world: World, tmp_path: Path) -> Opened:
    """Install the desk with a public form that has some rules; further members are the form's."""

    def install(*rules: dict[str, Any], **members: Any) -> Visit:
        def ruled(document: dict[str, Any]) -> None:
            document["layout"] = [{"items": [{"field": key} for key in ASKED]}]
            document["linkage"] = list(rules)
            document["public"] = {
                "enabled": True,
                "fields": ASKED,
                "choices": CHOICES,
                **members.pop("public", {}),
            }
            document |= members

        edits = {
            "entities/request.json": more_fields,
            "entities/supplier.json": more_of_suppliers,
            "forms/request.json": ruled,
        }
        world.install_folder(edited(DESK, tmp_path, edits))
        (link,) = world.admin.get("/apps/desk/forms/request/links")["items"]
        return Visit(world, "/api/v1/public/forms/" + str(link["url"]).rsplit("/", 1)[1])

    return install


def test_shown_and_hidden(opened: Opened) -> None:
    """What is hidden is not taken, whoever sends it."""
    visit = opened({"when": "urgent", "show": ["reason"]}, {"when": 'country = "us"', "hide": ["phone"]})
    assert visit.look()["hidden"] == ["reason"]
    assert visit.look(urgent=True, country="us")["hidden"] == ["phone"]
    kept = visit.kept(reason="sly", country="us", phone="1")
    assert (kept["reason"], kept["phone"]) == (None, None)
    assert visit.kept(urgent=True, reason="soon")["reason"] == "soon"


def test_required(opened: Opened) -> None:
    """What a rule requires is missing at its place, in the visitor's language."""
    visit = opened({"when": "urgent", "require": ["reason"]})
    assert "reason" in visit.look(urgent=True)["required"]
    assert visit.refused(urgent=True) == [("required", "/reason")]
    told = visit.send("zh", urgent=True).json()["errors"]
    assert [one["message"] for one in told] == ["此处须填写。"]
    assert visit.send(urgent=True, reason="soon").status_code == 201


def test_locked_and_set(opened: Opened) -> None:
    """What a rule answers stands, whatever is sent; what it locks is not taken."""
    visit = opened({"when": 'country = "us"', "set": {"level": '"abroad"'}, "lock": ["level", "note"]})
    look = visit.look(country="us")
    assert (look["locked"], look["set"]) == (["note", "level"], {"level": "abroad"})
    kept = visit.kept(country="us", level="mine", note="mine")
    assert (kept["level"], kept["note"]) == ("abroad", None)
    assert visit.kept(country="cn", level="mine", note="mine")["level"] == "mine"


def test_options(opened: Opened) -> None:
    """Choices that are left out are refused."""
    visit = opened({"when": 'country = "us"', "offer": {"city": ["boston"]}})
    assert visit.look(country="us")["offer"] == {"city": ["boston"]}
    assert visit.refused(country="us", city="beijing") == [("not_offered", "/city")]
    assert visit.kept(country="us", city="boston")["city"] == "boston"


def test_a_picker_is_narrowed(opened: Opened) -> None:
    """By what the document says for visitors, by the picker's own condition, and by a rule."""
    visit = opened({"when": "NOT(ISBLANK(country))", "pick": {"supplier": "country = form.country"}})
    here = visit.supplier("Here", country="cn")
    there = visit.supplier("There", country="us")
    shut = visit.supplier("Shut", country="cn", blocked=True)
    assert [one["label"] for one in visit.look()["choices"]["supplier"]] == ["Here", "There"]
    assert [one["key"] for one in visit.look(country="cn")["choices"]["supplier"]] == [here]
    assert visit.refused(country="cn", supplier=there) == [("not_offered", "/supplier")]
    assert visit.refused(supplier=shut) == [("not_offered", "/supplier")]
    assert visit.kept(country="us", supplier=there)["supplier"] == there


def test_a_picked_record_fills_in(opened: Opened) -> None:
    """What it fills in is a proposal that the visitor sees and may change; unseen fields are filled all the same."""
    visit = opened(
        fill=[{"field": "supplier", "set": {"phone": "supplier.phone", "level": "supplier.country"}}],
        public={"fields": [key for key in ASKED if key != "level"]},
    )
    chosen = visit.supplier("Here", country="cn", phone="010-1")
    assert visit.look("supplier", supplier=chosen)["fill"] == {"phone": "010-1"}
    assert visit.look(supplier=chosen)["fill"] == {}
    kept = visit.kept(supplier=chosen)
    assert (kept["phone"], kept["level"]) == ("010-1", "cn")
    assert visit.kept(supplier=chosen, phone="9")["phone"] == "9"


def test_refused_and_warned(opened: Opened) -> None:
    """Both are said in the visitor's language, at their place; a warning does not keep him from sending."""
    late, mute = (
        {"en": "Urgent means soon.", "zh": "加急应尽快。"},
        {"en": "Nobody can call.", "zh": "无法致电。"},
    )
    visit = opened(
        {"when": "urgent AND ISBLANK(reason)", "refuse": {"text": late, "field": "reason"}},
        {"when": "ISBLANK(phone)", "warn": {"text": mute}},
    )
    look = visit.look(urgent=True)
    assert look["refuse"] == [{"text": late, "field": "reason"}]
    assert look["warn"] == [{"text": mute, "field": None}]
    for language, message in late.items():
        told = visit.send(language, urgent=True).json()["errors"]
        assert [(one["pointer"], one["message"]) for one in told] == [("/reason", message)]
    assert visit.send().status_code == 201


def test_emptied_or_kept_when_hidden(opened: Opened) -> None:
    """A hidden field that the form empties loses its default; another keeps what every answer gets."""
    visit = opened(
        {"when": 'country = "us"', "hide": ["note", "level"]},
        clear_hidden=["note"],
        defaults={"note": '"usual"', "level": '"usual"'},
    )
    kept = visit.kept(country="us")
    assert (kept["note"], kept["level"]) == (None, "usual")


def test_conditions_on_the_picked_record(opened: Opened) -> None:
    """The page asks the server for what it cannot know, and learns what follows from it, not the record."""
    visit = opened(
        {"when": 'supplier.country = "us"', "require": ["note"], "set": {"level": "supplier.phone"}}
    )
    abroad = visit.supplier("Abroad", country="us", phone="617-1")
    home = visit.supplier("Home", country="cn")
    assert visit.visitor.get(visit.path).json()["asks"] is True
    look = visit.look(supplier=abroad)
    assert ("note" in look["required"], look["set"]) == (True, {"level": "617-1"})
    assert "note" not in visit.look(supplier=home)["required"]
    assert visit.refused(supplier=abroad) == [("required", "/note")]
    assert visit.kept(supplier=abroad, note="n", level="mine")["level"] == "617-1"


def test_rules_of_answers_alone_need_no_server(opened: Opened) -> None:
    """A page that knows everything its rules speak of plays them itself."""
    visit = opened(
        {"when": "urgent AND needed_by > TODAY()", "show": ["reason"]},
        public={"fields": [key for key in ASKED if key != "supplier"]},
    )
    assert visit.visitor.get(visit.path).json()["asks"] is False


def test_every_answer_gets_what_the_document_says(opened: Opened) -> None:
    """Values of the document stand over what is sent, and may speak of the answer."""
    visit = opened(public={"values": {"level": '"web"', "note": 'subject & "!"'}})
    kept = visit.kept(level="mine")
    assert (kept["level"], kept["note"]) == ("web", "Bolts!")
