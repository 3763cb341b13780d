"""A rule waits: the rest of it is done when the time has come, once, with the record as it is then, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong.actions.end_waits import end_waits
from tests.stories.edited import edited
from tests.stories.leads import BASE, LEADS
from tests.world import World

RECORDS = f"{BASE}/lead/records"


def _set(**values: str) -> dict[str, Any]:
    return {"SetFields": values}


CALL_BACK = [
    _set(need='"called"'),
    {
        "Branch": {
            "ways": [
                {
                    "when": 'region = "east"',
                    "do": [
                        {"Wait": {"for": {"days": 3}, "unless": 'need = "won"'}},
                        _set(need='"late in " & region'),
                    ],
                }
            ]
        }
    },
    _set(contact_name="company"),
]
AT_ONCE = [{"Wait": {"until": "TODAY() - 1"}}, _set(need='"at once"'), {"Wait": {"until": "TODAY() + 2"}}]
SELL_LATER = [{"Wait": {"for": {"hours": 1}}}, _set(need='"sold"'), _set(status='"converted"')]
REMEMBER = {
    "format": 1,
    "id": "ru0000aa",
    "key": "remember",
    "entity": "lead",
    "name": {"en": "Remember", "zh": "记住"},
    "on": {"changed": {"fields": ["company"]}},
    "do": [{"Wait": {"for": {"hours": 1}}}, _set(contact_name='"was " & old.company')],
}


BUTTONS = (
    ("bt0000aa", "call_back", CALL_BACK),
    ("bt0000bb", "at_once", AT_ONCE),
    ("bt0000cc", "sell_later", SELL_LATER),
)


def _buttons(entity: dict[str, Any]) -> None:
    for identity, key, steps in BUTTONS:
        entity["buttons"].append({"id": identity, "key": key, "label": {"en": key, "zh": key}, "do": steps})


@pytest.fixture
def shop(world: World, tmp_path: Path) -> World:
    """The lead app with what waits."""
    world.install_folder(
        edited(LEADS, tmp_path, {"entities/lead.json": _buttons, "rules/remember.json": REMEMBER})
    )
    return world


def lead(shop: World, **values: Any) -> str:
    made = shop.admin.post(RECORDS, {"values": {"company": "Acme", "region": "east", **values}}, 201)
    return str(made["id"])


def read(shop: World, record: str) -> tuple[Any, Any]:
    values = shop.admin.get(f"{RECORDS}/{record}")["values"]
    return values["need"], values["contact_name"]


def change(shop: World, record: str, **values: Any) -> None:
    version = shop.admin.get(f"{RECORDS}/{record}")["version"]
    shop.admin.patch(f"{RECORDS}/{record}", {"values": values}, version)


def pass_time(shop: World, **span: float) -> int:
    """Let the worker look at what waits, so much later."""
    return end_waits(shop.database, datetime.now(UTC) + timedelta(**span))


def runs(shop: World, record: str) -> list[dict[str, Any]]:
    return list(shop.admin.get(f"{RECORDS}/{record}/runs")["items"])


def test_the_rest_is_done_once_when_the_time_has_come(shop: World) -> None:
    """What stood behind the wait, in its way and behind that, sees the record of three days later."""
    made = lead(shop)
    shop.admin.post(f"{RECORDS}/{made}/actions/call_back")
    assert read(shop, made) == ("called", None)
    waiting = runs(shop, made)[0]
    assert (waiting["state"], [(one["kind"], one["state"]) for one in waiting["steps"]]) == (
        "waiting",
        [("SetFields", "done"), ("Branch", "done"), ("Wait", "waiting")],
    )
    assert pass_time(shop, days=2, hours=23) == 0
    change(shop, made, region="west", company="Acme & Sons")
    assert pass_time(shop, days=3, minutes=1) == 2
    assert read(shop, made) == ("late in west", "Acme & Sons")
    change(shop, made, need="again")
    assert pass_time(shop, days=9) == 0
    assert read(shop, made)[0] == "again"
    [after] = [
        run
        for run in runs(shop, made)
        if run["why"] == "The time that it waited for has come." and run["rule"] == "call_back"
    ]
    assert [one["kind"] for one in after["steps"]] == ["SetFields", "SetFields"]
    [before] = [run for run in runs(shop, made) if run["id"] == waiting["id"]]
    assert before["state"] == "done"


def test_what_need_not_go_on_does_not(shop: World) -> None:
    """The condition is asked when the time has come: the deal is won, nobody calls back."""
    made = lead(shop)
    shop.admin.post(f"{RECORDS}/{made}/actions/call_back")
    change(shop, made, need="won")
    assert pass_time(shop, days=4) == 1
    assert read(shop, made) == ("won", None)
    assert "the condition to go no further held" in runs(shop, made)[0]["why"]


def test_a_record_in_the_trash_is_left_alone(shop: World) -> None:
    """It is gone when the time comes; what waited ends, and says why."""
    made = lead(shop)
    shop.admin.post(f"{RECORDS}/{made}/actions/call_back")
    version = shop.admin.get(f"{RECORDS}/{made}")["version"]
    shop.admin.delete(f"{RECORDS}/{made}", **{"If-Match": f'"{version}"'})
    assert pass_time(shop, days=4) == 1
    assert pass_time(shop, days=4) == 0


def test_a_moment_that_has_passed_is_not_waited_for(shop: World) -> None:
    """Yesterday is over: the rest goes on at once; a wait at the end has nothing left to do."""
    made = lead(shop)
    shop.admin.post(f"{RECORDS}/{made}/actions/at_once")
    assert read(shop, made)[0] == "at once"
    assert pass_time(shop, days=3) == 1


def test_a_rule_remembers_what_had_happened(shop: World) -> None:
    """The old values are those of the change an hour ago; a rule that is off by then does nothing."""
    made = lead(shop)
    change(shop, made, company="Acme & Sons")
    change(shop, made, company="Sons")
    assert pass_time(shop, hours=2) == 2
    assert read(shop, made)[1] == "was Acme & Sons"
    change(shop, made, company="Acme")
    place = "/apps/leads/draft/rule/remember"
    found = shop.admin.get(place)
    shop.admin.put(
        place, {"document": {**found["document"], "enabled": False}}, **{"If-Match": f'"{found["version"]}"'}
    )
    shop.admin.post(
        "/apps/leads/publish", {"plan": shop.admin.get("/apps/leads/draft/plan")["hash"], "accept": []}
    )
    assert pass_time(shop, hours=2) == 1
    assert read(shop, made)[1] == "was Acme & Sons"


def test_what_was_refused_after_a_wait_is_tried_again(shop: World) -> None:
    """What could not be done then is undone, stands among what failed, and is done when somebody has mended it."""
    made = lead(shop)
    shop.admin.post(f"{RECORDS}/{made}/actions/sell_later")
    assert pass_time(shop, hours=2) == 1
    assert read(shop, made)[0] is None
    refused = runs(shop, made)[0]
    assert (refused["state"], refused["undone"]) == ("failed", True)
    assert [one["state"] for one in refused["steps"]] == ["undone", "failed"]
    again = shop.admin.post(f"/runs/{refused['id']}/retry", {})
    assert again["state"] == "failed"
    shop.admin.post(f"/runs/{refused['id']}/retry", {}, 409)
    left = shop.admin.post(f"/runs/{again['id']}/skip", {"step": 1, "reason": "Not sold"})
    assert (left["state"], read(shop, made)[0]) == ("done", "sold")
    assert [one["state"] for one in left["steps"]] == ["done", "skipped"]
    assert [run["state"] for run in runs(shop, made) if run["why"] == refused["why"]] == [
        "done",
        "retried",
        "retried",
    ]


def test_a_rule_that_is_only_simulated_waits_for_nothing(shop: World) -> None:
    """What is tried on a record leaves nothing behind that would go on later."""
    made = lead(shop)
    asked = {"kind": "rule", "key": "remember", "record": made}
    told = shop.admin.post("/apps/leads/simulations", asked)["result"]
    assert told is not None
    assert pass_time(shop, days=9) == 0
