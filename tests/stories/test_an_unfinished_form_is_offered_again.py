"""What somebody typed and did not save is kept for him alone, until he saves or throws it away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world import World

DESK = Path(__file__).parents[1] / "apps" / "desk"
PLACE = "/apps/desk/entities/request/unfinished"


@pytest.fixture
def desk(world: World) -> World:
    """The desk app."""
    world.install_folder(DESK)
    return world


def test_what_was_typed_is_offered_to_the_same_person_alone(desk: World) -> None:
    """On any device of his; the last one kept counts; once thrown away it is gone."""
    anna = desk.person("anna", roles={"desk": ["employee"]})
    ben = desk.person("ben", roles={"desk": ["employee"]})
    assert anna.get(PLACE)["items"] == []
    anna.put(PLACE, {"values": {"subject": "Bol"}})
    anna.put(PLACE, {"values": {"subject": "Bolts"}, "labels": {"supplier": "Ahrens"}, "form": "request"})
    (kept,) = desk.sign_in("anna").get(PLACE)["items"]
    assert (kept["values"], kept["labels"], kept["form"]) == (
        {"subject": "Bolts"},
        {"supplier": "Ahrens"},
        "request",
    )
    assert ben.get(PLACE)["items"] == []
    anna.delete(PLACE)
    assert anna.get(PLACE)["items"] == []


def test_each_record_has_its_own(desk: World) -> None:
    """A change that was begun of one record says nothing about another, nor about a new one."""
    one, other = "0199c8b4-5c3a-7000-8000-000000000001", "0199c8b4-5c3a-7000-8000-000000000002"
    desk.admin.put(f"{PLACE}?record={one}", {"values": {"subject": "A"}, "version": 3})
    assert desk.admin.get(PLACE)["items"] == []
    assert desk.admin.get(PLACE, record=other)["items"] == []
    (kept,) = desk.admin.get(PLACE, record=one)["items"]
    assert kept["version"] == 3


def test_who_sees_nothing_of_an_entity_keeps_nothing_there(desk: World) -> None:
    """Somebody without a role in the app is told that there is no such thing."""
    stranger = desk.person("stranger")
    stranger.put(PLACE, {"values": {}}, status=404)
