"""A dashboard answers each viewer with his own numbers, and every number leads to its records."""

from __future__ import annotations

from typing import Any

import pytest

from dougong.actions.save_record import Wish, save_records
from dougong.metadata import published
from dougong_model import uuid7
from tests.world import Person, World

DEALS = "/apps/crm/entities/opportunity/records"
DASHBOARD = "/apps/crm/dashboards/sales"
QUERY = "/apps/crm/query"
CNY = "CNY"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with two reps, their manager and somebody of marketing; four deals, two of them won."""
    world = crm_installed
    manager = world.person("boss", roles={"crm": ["manager"]})
    office = world.admin.post("/departments", {"name": "East"})["id"]
    ana = world.person("ana", "Ana", roles={"crm": ["sales_rep"]}, supervisor=manager.id, department=office)
    bo = world.person("bo", "Bo", roles={"crm": ["sales_rep"]}, department=office)
    world.person("mara", roles={"crm": ["marketing"]})
    deals = []
    for owner, stage, amount, days in (
        (ana, "won", "100", ("2026-01-10", "2026-01-30")),
        (ana, "lost", "40", ("2026-01-05", "2026-02-10")),
        (bo, "won", "300.50", ("2026-03-01", "2026-03-11")),
        (bo, "proposal", "700", ("2026-03-01", None)),
    ):
        values = {
            "name": f"{stage} {amount}",
            "owner": owner.id,
            "stage": stage,
            "channel": "website",
            "amount": {"amount": amount, "currency": CNY},
            "engaged_on": days[0],
            "closed_on": days[1],
        }
        deals.append(Wish(kind="create", id=uuid7(), values=values))
    with world.transaction() as context:  # as an import would: people begin a deal at its beginning
        save_records(context, published(context.conn, "crm"), "opportunity", deals)
    return world


def ask(person: Person, **query: Any) -> Any:
    return person.post(QUERY, {"dataset": "deals", **query}, 200)


def widget(person: Person, kind: str, dataset: str, **chosen: str) -> dict[str, Any]:
    """Return the answer of the first widget of a kind over a dataset, or of a metric's figure."""
    document = person.get(DASHBOARD)["document"]
    found = next(one for one in document["widgets"] if one["kind"] == kind and dataset in one.values())
    answer: dict[str, Any] = person.get(f"{DASHBOARD}/data", **chosen)["widgets"][found["id"]]
    return {"id": found["id"], **answer}


def opened_to_marketing(admin: Person) -> None:
    """Let marketing open the sales dashboard too, where most speaks of amounts."""
    address = "/apps/crm/draft/role/marketing"
    kept = admin.get(address)
    document = kept["document"]
    document["grants"].append({"id": "s4q3sv1w", "dashboard": "sales", "actions": ["see"]})
    admin.put(address, {"document": document}, **{"If-Match": f'"{kept["version"]}"'})
    plan = admin.get("/apps/crm/draft/plan")
    accepted = [step["accept"] for step in plan["steps"] if step.get("accept")]
    admin.post("/apps/crm/publish", {"plan": plan["hash"], "accept": accepted}, 200)


def test_figures_groups_and_labels(crm: World) -> None:
    """Numbers are exact texts, groups carry what people read for them."""
    answer = ask(crm.admin, rows=["agent"], values=["won_value", "win_rate", "cycle"])
    names = answer["columns"][0]["labels"]
    assert [[names[row[0]], *row[1:]] for row in answer["rows"]] == [
        ["Bo", "300.5", "1", "10"],
        ["Ana", "100", "0.5", "20"],
    ]
    assert answer["columns"][0]["entity"] == "person"
    stages = ask(crm.admin, rows=["stage"], values=["deals"])
    assert [row[0] for row in stages["rows"]] == ["proposal", "won", "lost"]
    assert stages["columns"][0]["labels"]["won"] == {"en": "Won", "zh": "赢单"}


def test_a_ratio_of_nothing_is_blank(crm: World) -> None:
    """Nobody closed anything in that month: no win rate, and no error."""
    figure = widget(crm.admin, "kpi", "k5_win_rate", period="2025-01-01..2025-01-31")
    assert figure["value"] is None
    assert "error" not in figure


def test_a_period_and_the_one_before(crm: World) -> None:
    """The figure of March beside that of the 31 days before."""
    figure = widget(crm.admin, "kpi", "won_value", period="2026-03-01..2026-03-31")
    assert (figure["value"], figure["previous"], figure["change"]) == ("300.5", "100", "2.005")


def test_a_line_has_every_month(crm: World) -> None:
    """February had no won deal but one lost: zero; no month is skipped."""
    line = widget(crm.admin, "line", "closed_deals")
    assert line["rows"] == [["2026-01-01", "100"], ["2026-02-01", "0"], ["2026-03-01", "300.5"]]


def test_each_viewer_gets_his_own(crm: World) -> None:
    """The rep his deals, the manager those of her people, the administrator all."""
    seen = {
        login: ask(crm.sign_in(login), values=["deals", "won_value"])["rows"]
        for login in ("ana", "bo", "boss")
    }
    assert seen == {"ana": [["2", "100"]], "bo": [["2", "300.5"]], "boss": [["2", "100"]]}
    assert ask(crm.admin, values=["deals", "won_value"])["rows"] == [["4", "400.5"]]


def test_a_measure_over_a_hidden_field_is_unknown_and_the_widget_says_so(crm: World) -> None:
    """Marketing reads no amounts: such a measure is an unknown name; the rest of the dashboard is there."""
    opened_to_marketing(crm.admin)
    mara = crm.sign_in("mara")
    refused = mara.request("POST", QUERY, json={"dataset": "deals", "values": ["won_value"]})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "unknown_name"
    closed = widget(mara, "kpi", "won_value")
    assert closed["error"]["code"] == "unknown_name"
    assert "amount" not in closed["error"]["message"]
    assert closed["columns"][0]["label"] == {"en": "Won value", "zh": "赢单金额"}
    channels = widget(mara, "table", "channels")
    assert channels["hidden"] == ["won_value"]
    assert [column["key"] for column in channels["columns"]] == [
        "channel",
        "leads",
        "mql_rate",
        "conversion",
        "win_rate",
    ]
    funnel = widget(mara, "funnel", "lead_to_won")
    assert funnel["hidden"] == ["value"]
    assert [row[0] for row in funnel["rows"]] == ["leads", "mql", "sql", "opportunities", "proposals", "won"]


def test_a_number_opens_its_records(crm: World) -> None:
    """The filter that the drill gives lists exactly the records counted, in the viewer's own list."""
    line = widget(crm.admin, "line", "closed_deals")
    asked = {"dashboard": "sales", "widget": line["id"], "at": {"month": "2026-03-01"}}
    found = crm.admin.post(f"{QUERY}/drill", asked, 200)
    assert found["entity"] == "opportunity"
    items = crm.admin.get(DEALS, filter=found["filter"])["items"]
    assert [item["values"]["name"] for item in items] == ["won 300.50"]
    assert crm.sign_in("ana").get(DEALS, filter=found["filter"])["items"] == []
    answer = ask(crm.admin, rows=["agent"], values=["deals"])
    for agent, count in answer["rows"]:
        behind = crm.admin.post(f"{QUERY}/drill", {"dataset": "deals", "at": {"agent": agent}}, 200)
        listed = crm.admin.get(DEALS, filter=behind["filter"], count="exact")
        assert listed["count"] == int(count)


def test_a_stage_of_the_funnel_opens_its_records(crm: World) -> None:
    """Each stage has its own entity."""
    funnel = widget(crm.admin, "funnel", "lead_to_won")
    assert funnel["about"] == {
        "en": "Lead where Status is not “Duplicate”, period by Created at; "
        "Opportunity where Source lead is not blank, period by Source lead’s Created at",
        "zh": "线索（状态不等于“重复”），按创建时间统计；商机（来源线索不为空），按来源线索的创建时间统计",
    }
    for stage, entity in (("leads", "lead"), ("won", "opportunity")):
        asked = {"dashboard": "sales", "widget": funnel["id"], "at": {"stage": stage}}
        found = crm.admin.post(f"{QUERY}/drill", asked, 200)
        assert found["entity"] == entity
        assert crm.admin.get(f"/apps/crm/entities/{entity}/records", filter=found["filter"])["items"] == []


def test_a_dataset_of_ones_own(crm: World) -> None:
    """Grouped by a path over references, of system entities too; under the same rights."""
    document = {
        "id": "x",
        "key": "mine",
        "name": {},
        "source": "opportunity",
        "dimensions": [{"key": "office", "formula": "owner.department.name"}],
        "measures": [{"key": "best", "formula": "MAX(amount)"}, {"key": "n", "formula": "COUNT()"}],
    }
    answer = crm.admin.post(QUERY, {"dataset": document}, 200)
    assert answer["rows"] == [["East", "700", "4"]]
    people = {
        **document,
        "source": "person",
        "dimensions": [{"key": "office", "formula": "department.name"}],
        "measures": [{"key": "n", "formula": "COUNT()"}],
    }
    assert ["East", "2"] in crm.admin.post(QUERY, {"dataset": people}, 200)["rows"]
    totals = crm.admin.post(
        QUERY, {"dataset": document, "values": ["n"], "rows": ["office"], "totals": True}, 200
    )
    assert totals["total"] == [None, "4"]


def test_years_and_numbers_read_like_names_are_told_apart(crm: World) -> None:
    """A year, the last of some and a field that says so are shown without separators of thousands, sums with."""
    document = {
        "source": "opportunity",
        "dimensions": [
            {"key": "year", "formula": "YEAR(engaged_on)"},
            {"key": "month", "formula": "MONTH(engaged_on)"},
            {"key": "founded", "formula": "account.year_established"},
        ],
        "measures": [
            {"key": "last", "formula": "MAX(YEAR(closed_on))"},
            {"key": "oldest", "formula": "MIN(account.year_established)"},
            {"key": "n", "formula": "COUNT()"},
            {"key": "sum", "formula": "SUM(YEAR(engaged_on))"},
        ],
    }
    asked = {"rows": ["year", "month", "founded"], "values": ["last", "oldest", "n", "sum"]}
    answer = crm.admin.post(QUERY, {"dataset": document, **asked}, 200)
    assert ["2026", "1"] in [row[:2] for row in answer["rows"]]
    plain = {one["key"] for one in answer["columns"] if one.get("thousands") is False}
    assert plain == {"year", "founded", "last", "oldest"}


@pytest.mark.parametrize(
    "query",
    [
        {"dataset": "nothing"},
        {"dataset": "deals", "rows": ["profit"]},
        {"dataset": "deals", "values": ["deals"], "filter": "nosuch = 1"},
        {"dataset": "deals", "values": ["deals"], "sort": ["-x"]},
        {"dataset": "deals", "values": ["deals"], "period": "soon"},
        {"dataset": {"source": "opportunity", "measures": [{"key": 'a" --', "formula": "COUNT()"}]}},
        {"dataset": {"source": "nothing", "measures": [{"key": "n", "formula": "COUNT()"}]}},
        {"dataset": {"source": "opportunity", "measures": [{"key": "n", "formula": "COUNT("}]}},
        {"dataset": {"source": "opportunity", "measures": [{"key": "n", "formula": "amount"}]}},
        {"dataset": {"source": ["x"], "measures": 3}},
        {"dataset": {}},
        {"dataset": "deals", "values": ["deals"], "limit": 0},
        {"values": ["deals"]},
    ],
)
def test_bad_questions_get_a_clear_answer(crm: World, query: dict[str, Any]) -> None:
    """A problem with its place, never a fault of the server."""
    answer = crm.admin.request("POST", QUERY, json=query)
    assert answer.status_code in (400, 404, 422), answer.text
    assert answer.json()["title"]


def test_without_a_grant_there_is_no_dashboard(crm: World) -> None:
    """The same answer as for one that does not exist."""
    stranger = crm.person("sam")
    for path in (DASHBOARD, f"{DASHBOARD}/data", "/apps/crm/dashboards/nothing"):
        assert stranger.request("GET", path).status_code == 404
    assert stranger.request("POST", QUERY, json={"dataset": "deals", "values": ["deals"]}).status_code == 403


def test_a_metric_by_its_key(crm: World) -> None:
    """For whoever wants one number."""
    figure = crm.admin.get("/apps/crm/metrics/k8_deal_size", period="2026-01-01..2026-12-31")
    assert (figure["value"], figure["better"]) == ("200.25", "higher")
    assert crm.admin.request("GET", "/apps/crm/metrics/nothing").status_code == 404
