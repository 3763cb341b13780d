"""Leads are given to people by strategies with limits, fairly and never past a limit, and everybody can see why."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from dougong.automation.tables import assignment
from dougong.identity.tables import person
from tests.stories.leads import Office
from tests.stories.test_a_record_tells_why import reasons
from tests.stories.test_rules_are_simulated import simulated

DRAFT = "/apps/leads/draft"
EAST, SALES = {"team": "settings.east"}, {"team": "settings.sales"}


def publish(office: Office) -> None:
    plan = office.admin.get(f"{DRAFT}/plan")
    accept = [step["accept"] for step in plan["steps"] if step["accept"]]
    office.admin.post("/apps/leads/publish", {"plan": plan["hash"], "accept": accept})


def written(office: Office, how: dict[str, Any], **members: Any) -> None:
    """Write the rule that assigns new leads into the draft."""
    place = f"{DRAFT}/rule/assigned"
    there = office.admin.request("GET", place)
    head = (
        {"If-None-Match": "*"} if there.status_code == 404 else {"If-Match": f'"{there.json()["version"]}"'}
    )
    document = {
        "format": 1,
        "id": "assigned",
        "key": "assigned",
        "name": {"en": "Assign", "zh": "分配"},
        "entity": "lead",
        "on": {"created": True},
        "when": "ISBLANK(owner)",
        "do": [{"Assign": how}],
        **members,
    }
    office.admin.put(place, {"document": document}, **head)


def assigning(office: Office, how: dict[str, Any], **members: Any) -> None:
    """Publish the rule that assigns new leads."""
    written(office, how, **members)
    publish(office)


def owners(office: Office, leads: list[str]) -> list[str | None]:
    """Return who has some leads, by login."""
    names = {office.id_of(name): name for name in ("ann", "bob", "cid", "kim")}
    return [names.get(office.read("lead", one)["values"]["owner"]) for one in leads]


def enter(office: Office, count: int, **values: Any) -> list[str]:
    """Enter so many leads, one after the other."""
    return [office.lead(company=f"Firm {at} of {count} Ltd", **values)["id"] for at in range(count)]


def at_once(office: Office, count: int) -> list[str | None]:
    """Enter so many leads by eight people at the same time, and return who got them."""

    def one(at: int) -> str:
        return str(office.lead(company=f"Company {at} Ltd")["id"])

    with ThreadPoolExecutor(8) as pool:
        return owners(office, list(pool.map(one, range(count))))


def test_whoever_has_enough_is_passed_over_and_the_next_strategy_is_tried(office: Office) -> None:
    """Two open leads each, then the sales team; what is closed makes room. The lead says who was passed over and why."""
    assigning(
        office,
        {
            "strategies": [EAST, {**SALES, "limits": {}}],
            "limits": {"hold": "2"},
            "load": {"when": 'status <> "lost"'},
        },
    )
    leads = enter(office, 5)
    assert owners(office, leads) == ["ann", "bob", "ann", "bob", "cid"]
    owner = reasons(office, leads[4])["owner"]
    assert owner["why"][1:] == [
        "By team → east; nobody left (not ann: 2 of 2 in hand; bob: 2 of 2 in hand)",
        "By team → sales; in turn: cid",
    ]
    run = next(one for one in office.runs(leads[4]) if one["rule"] == "assigned")
    explain = run["steps"][0]["result"]["explain"]
    assert [(one["found"], one["left"]) for one in explain] == [(2, 0), (1, 1)]
    assert {one["why"] for one in explain[0]["passed"]} == {"hold"}
    office.change(leads[1], status="lost")
    assert owners(office, enter(office, 1)) == ["bob"]


def test_a_quota_is_of_a_persons_own_day(office: Office) -> None:
    """One lead a day: Bob's day begins hours after Ann's, so what both were given before it counts for her alone."""
    assigning(office, {"strategies": [EAST], "limits": {"per_day": "1"}, "otherwise": "empty"})
    leads = enter(office, 3)
    assert owners(office, leads) == ["ann", "bob", None]
    assert reasons(office, leads[2])["owner"]["why"][1:] == [
        "By team → east; nobody left (not ann: 1 of 1 today; bob: 1 of 1 today)",
        "Nobody was left to assign to.",
    ]
    with office.world.transaction() as context:
        zones = {"ann": "Pacific/Kiritimati", "bob": "Pacific/Pago_Pago"}
        starts = {}
        for name, zone in zones.items():
            context.conn.execute(sa.update(person).where(person.c.name == name).values(zone=zone))
            there = context.with_(zone=ZoneInfo(zone))
            starts[name] = datetime.combine(there.today, datetime.min.time(), there.zone)
        later = max(starts, key=lambda name: starts[name])
        context.conn.execute(sa.update(assignment).values(at=starts[later] - timedelta(minutes=1)))
    assert owners(office, enter(office, 2)) == [later, None]


def test_who_is_away_inactive_or_not_at_work_is_passed_over(office: Office) -> None:
    """Ann has a proxy for today; Cid's hours are over; Kim has left: the lead stays with nobody, and it says why."""
    now = datetime.now(UTC)
    period = {
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(days=1)).isoformat(),
    }
    office.ann.post("/me/proxies", {"proxy": office.bob.id, **period}, 201)
    never = (now + timedelta(hours=8 + 2)).strftime("%H:%M"), (now + timedelta(hours=8 + 3)).strftime("%H:%M")
    hours = {"from": never[0], "to": never[1], "rest_days": True}
    with office.world.transaction() as context:
        context.conn.execute(sa.update(person).where(person.c.name == "kim").values(active=False))
    assigning(
        office,
        {
            "strategies": [
                {"team": "settings.key_accounts"},
                {**SALES, "limits": {"hours": hours}},
                {**EAST, "limits": {"present": True}},
            ]
        },
    )
    leads = enter(office, 2)
    assert owners(office, leads) == ["bob", "bob"]
    why = reasons(office, leads[0])["owner"]["why"]
    assert why[1].startswith("By team → sales; nobody left (not cid: not at work at ")
    assert why[2] == "By team → east; in turn: bob (not ann: away)"
    office.admin.patch("/me", {"language": "zh"})
    assert reasons(office, leads[0])["owner"]["why"][2] == "按团队 → east；轮到bob（未选：ann：不在岗）"


def test_whoever_had_it_does_not_get_it_again(office: Office) -> None:
    """A lead whose region changes goes to somebody new each time, then to nobody: it is emptied for its pool."""
    assigning(
        office,
        {"strategies": [EAST], "limits": {"not_previous": True}, "otherwise": "empty"},
        on={"created": True, "changed": {"fields": ["need"]}},
        when="TRUE",
    )
    lead = office.lead()["id"]
    assert owners(office, [lead]) == ["ann"]
    office.change(lead, need="a")
    assert owners(office, [lead]) == ["bob"]
    office.change(lead, need="b")
    assert owners(office, [lead]) == [None]
    why = reasons(office, lead)["owner"]["why"]
    assert why[-2:] == [
        "By team → east; nobody left (not ann: has or had it; bob: has or had it)",
        "Nobody was left to assign to: it belongs to nobody now.",
    ]


def test_shares_go_by_weight(office: Office) -> None:
    """The east team is worth twice the others: of six leads its people get two each."""
    weights = [{**EAST, "weight": "2"}]
    assigning(office, {"strategies": [{"role": "sales", "pick": "weighted", "weights": weights}]})
    assert Counter(owners(office, enter(office, 12))) == {"ann": 4, "bob": 4, "cid": 2, "kim": 2}


@pytest.mark.parametrize("pick", ["round_robin", "least_loaded", "weighted"])
def test_many_at_once_are_shared_evenly(office: Office, pick: str) -> None:
    """Sixteen leads entered by eight people at the same time: four for each, whatever the pick."""
    assigning(office, {"strategies": [{"role": "sales", "pick": pick}]})
    assert Counter(at_once(office, 16)) == dict.fromkeys(("ann", "bob", "cid", "kim"), 4)


@pytest.mark.parametrize("limits", [{"hold": "2"}, {"per_day": "2"}])
def test_no_limit_is_passed_by_many_at_once(office: Office, limits: dict[str, str]) -> None:
    """Sixteen leads at once for two people with two places each: four are given, the others are nobody's."""
    assigning(office, {"strategies": [EAST], "limits": limits})
    assert Counter(at_once(office, 16)) == {"ann": 2, "bob": 2, None: 12}


def test_a_simulation_tells_who_would_be_passed_over(office: Office) -> None:
    """Nothing is given and no turn is taken; the limits stand in the setting that the business tunes."""
    lead = office.lead()["id"]
    office.lead(company="Held Ltd", owner=office.ann.id)
    written(office, {"strategies": [EAST], "limits": {"hold": "settings.sql_min - 59"}})
    found = simulated(office, "rule", "assigned", record=lead)
    [item] = found["items"]
    assert found["labels"][item["changes"][0]["fields"]["owner"]["new"]] == "bob"
    assert item["assigned"] == ["By team → east; in turn: bob (not ann: 1 of 1 in hand)"]
    with office.world.transaction() as context:
        assert context.conn.scalar(sa.select(sa.func.count()).select_from(assignment)) == 0


def test_a_mistake_is_told_with_its_place(office: Office) -> None:
    """The check refuses what could not run, at the member that says it."""
    written(
        office,
        {
            "strategies": [{**EAST, "limits": {"hold": "company"}}],
            "load": {"entity": "account", "field": "size"},
        },
    )
    found = office.admin.post(f"{DRAFT}/check")["problems"]
    assert {one["pointer"] for one in found if one["file"] == "rules/assigned.json"} == {
        "/do/0/Assign/strategies/0/limits/hold",
        "/do/0/Assign/load/field",
    }
