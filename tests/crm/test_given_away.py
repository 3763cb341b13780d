"""Whoever gives a record away and sees it no more is told so by the answer to his own change."""

from __future__ import annotations

from typing import Any

from tests.crm.conftest import Crm


def _given(crm: Crm) -> dict[str, Any]:
    return crm.create("lead", contact_name="Li Na", channel="referral", owner=crm.ids["east_1"])


def test_one_record(crm: Crm) -> None:
    """To his own people he still sees it; given to another team it is gone, and the answer says whose it is."""
    manager, lead = crm.as_("manager"), _given(crm)
    path = crm.path("lead", lead["id"])
    kept = manager.patch(path, {"values": {"owner": crm.ids["east_2"]}}, lead["version"])
    assert "visible" not in kept
    owner = crm.ids["north_1"]
    lost = manager.patch(path, {"values": {"owner": owner}}, kept["version"])
    assert (lost["visible"], lost["can"], lost["version"] > kept["version"]) == (False, [], True)
    assert (lost["values"], lost["labels"]) == ({"owner": owner}, {"owner": "north_1"})
    manager.get(path, status=404)


def test_several_records(crm: Crm) -> None:
    """A batch marks those that are gone for him, all or nothing and each for itself."""
    manager = crm.as_("manager")
    for atomic in (True, False):
        first, second = _given(crm), _given(crm)
        items = [
            {"op": "update", "id": one["id"], "version": one["version"], "values": {"owner": crm.ids[to]}}
            for one, to in ((first, "east_2"), (second, "key_1"))
        ]
        answer = manager.post(crm.path("lead") + "/batch", {"items": items, "atomic": atomic})["items"]
        assert [one.get("visible", True) for one in answer] == [True, False]


def test_who_may_not_give_away_is_not_offered_to(crm: Crm) -> None:
    """An owner that only a new record is given is told apart from one that is changed later."""
    for login, may in (("east_1", False), ("director", True)):
        todo = crm.as_(login).get("/apps/crm")["entities"]["todo"]
        (owner,) = (one for one in todo["fields"] if one["key"] == "owner")
        assert (owner["writable"], owner["changeable"]) == (True, may), login
