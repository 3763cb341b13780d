"""The how-to for the real data, run as it stands, against a server of its own: the known numbers."""

from __future__ import annotations

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/how-to/import-the-sales-data.md"
DATA = ROOT / "tests/data/crm_sales_opportunities"


def blocks(language: str) -> list[str]:
    """Return the code blocks of the guide in one language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Any]]:
    """Follow the guide from the empty folder to the last number; what its blocks defined is returned."""
    home = tmp_path_factory.mktemp("sales-data")
    for folder in (home, *home.parents):
        if folder.stat().st_mode & 0o777 == 0o700 and folder.is_relative_to(
            tmp_path_factory.getbasetemp().parent
        ):
            folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {
        **os.environ,
        "DOUGONG_HOME": str(home / "server"),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    environment.pop("DATABASE_URL", None)
    set_up, serve = blocks("bash")
    subprocess.run(["bash", "-ec", set_up], cwd=home, env=environment, check=True, timeout=120)
    server = subprocess.Popen(
        ["bash", "-ec", "exec " + serve.replace("8000", port)],
        cwd=home,
        env=environment,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        os.environ |= {"DOUGONG_URL": f"http://127.0.0.1:{port}", "SALES_DATA": str(DATA)}
        names: dict[str, Any] = {}
        for block in blocks("python"):
            exec(compile(block, str(GUIDE), "exec"), names)
        yield names
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(httpx.TransportError):
            if httpx.get(address).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError("the server did not start")


DEALS = list(csv.DictReader((DATA / "sales_pipeline.csv").open()))
TEAMS = {row["sales_agent"]: row for row in csv.DictReader((DATA / "sales_teams.csv").open())}
WON = [deal for deal in DEALS if deal["deal_stage"] == "Won"]


def won_by(key: Any) -> dict[str, int]:
    """Add up won value by hand."""
    sums: dict[str, int] = defaultdict(int)
    for deal in WON:
        sums[key(deal)] += int(deal["close_value"])
    return dict(sums)


def numbers(rows: list[list[Any]]) -> dict[str, int]:
    """Return the first measure by the first dimension, groups of nothing left out."""
    return {row[0]: int(row[1]) for row in rows if int(row[1] or 0)}


def test_the_dry_run_finds_the_faults(guide: Mapping[str, Any]) -> None:
    """One industry and one product are misspelt; a company's parent is among the rows refused for it."""
    accounts = guide["tried_accounts"]["unknown_values"]
    pipeline = guide["tried_pipeline"]["unknown_values"]
    assert [(one["field"], one["value"], one["count"]) for one in accounts] == [
        ("industry", "technolgy", 12),
        ("parent_account", "Acme Corporation", 1),
    ]
    assert [(one["field"], one["value"], one["count"]) for one in pipeline] == [("product", "GTXPro", 1480)]
    assert pipeline[0]["suggestions"][0] == "GTX Pro"


def test_everything_comes_in(guide: Mapping[str, Any]) -> None:
    """85 accounts, 7 products, 8,800 deals; those without an account are kept and listed."""
    results = [guide[f"imported_{name}"] for name in ("accounts", "products", "pipeline")]
    assert [(one["created"], one["failed"]) for one in results] == [(85, 0), (7, 0), (8800, 0)]
    assert guide["without_account"] == 1425


def test_the_dashboard_gives_the_known_answers(guide: Mapping[str, Any]) -> None:
    """Won 4,238, Lost 2,473, Engaging 1,589, Prospecting 500; 10,005,534; 63.15 %; 51.78 days."""
    won, lost, value, rate, cycle = guide["totals"]
    assert (won, lost, value) == ("4238", "2473", "10005534")
    assert round(Decimal(rate), 4) == Decimal("0.6315")
    assert round(Decimal(cycle), 2) == Decimal("51.78")
    labels = {row[0]["en"]: int(row[1]) for row in guide["stages"]}
    assert labels == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    figures = [widget["value"] for widget in guide["dashboard"].values() if widget["kind"] == "kpi"]
    assert "10005534" in figures
    assert not [widget for widget in guide["dashboard"].values() if "error" in widget]


def test_the_cuts_agree_with_the_file(guide: Mapping[str, Any]) -> None:
    """By region, manager, agent, product, quarter: the same sums as added up by hand."""
    assert numbers(guide["by_region"]) == won_by(lambda deal: TEAMS[deal["sales_agent"]]["regional_office"])
    assert numbers(guide["by_manager"]) == won_by(lambda deal: TEAMS[deal["sales_agent"]]["manager"])
    assert numbers(guide["by_agent"]) == won_by(lambda deal: deal["sales_agent"])
    assert numbers(guide["by_product"]) == won_by(lambda deal: deal["product"].replace("GTXPro", "GTX Pro"))

    def quarter(deal: Mapping[str, str]) -> str:
        day = date.fromisoformat(deal["close_date"])
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1).isoformat()

    assert numbers(guide["by_quarter"]) == won_by(quarter)


def test_everybody_sees_his_own(guide: Mapping[str, Any]) -> None:
    """An agent his deals, a manager those of his people, though two managers share each region."""
    deals = Counter(deal["sales_agent"] for deal in DEALS)
    by_agent = won_by(lambda deal: deal["sales_agent"])
    assert {name: (int(value), int(count)) for name, (value, count) in guide["own"].items()} == {
        name: (by_agent[name], deals[name]) for name in guide["own"]
    }
    by_manager = won_by(lambda deal: TEAMS[deal["sales_agent"]]["manager"])
    counts = Counter(TEAMS[deal["sales_agent"]]["manager"] for deal in DEALS)
    assert len(guide["team"]) == 6
    assert {name: (int(value), int(count)) for name, (value, count) in guide["team"].items()} == {
        name: (by_manager[name], counts[name]) for name in guide["team"]
    }
