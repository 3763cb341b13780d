"""Parts of a running server are killed in the middle of work: nothing acknowledged is lost, nothing half done.

Each round kills with SIGKILL while a request is under way and looks, behind the server's back too, at what is
there. Whatever the moment of the kill, the work is there wholly or not at all, wholly if it was acknowledged,
and asking again completes it once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from dougong_model import new_id
from tests.faults.conftest import Company
from tests.faults.serving import until

SUPPLIERS = "/apps/desk/entities/supplier/records"
REQUESTS = "/apps/desk/entities/request/records"
SUPPLIER_TABLE, SUPPLIER_NAME = "ws_main.e_su3w7k5x", "f_h01q4r8e"
ROWS = 1000


def killed(company: Company, act: Callable[[], httpx.Response | None], victim: str, delay: float) -> bool:
    """Kill a part while a request is under way; return whether the request was acknowledged."""
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(act)
        time.sleep(delay)
        company.serving.kill(victim)
        if victim == "everything":
            company.serving.start()
        answer = under_way.result()
    company.serving.wait_ready()
    assert answer is None or answer.status_code in {200, 201, 503}, (
        answer.text + company.serving.log()[-6000:]
    )
    return answer is not None and answer.status_code < 300


def test_a_refusal_is_found_in_the_log(company: Company) -> None:
    """The request id of an answer leads to the line of its request."""
    answer = company.admin.send("GET", "/apps/nowhere")
    assert answer is not None
    assert answer.status_code == 404
    told = answer.json()["request_id"]
    # The line is written when the answer has gone out.
    until(lambda: told in company.serving.log())
    (line,) = [one for one in company.serving.log().splitlines() if told in one]
    assert "/api/v1/apps/nowhere" in line
    assert "404" in line


def suppliers(company: Company, mark: str) -> tuple[int, int]:
    """Return how many suppliers with a mark are there, and how many of them have a history."""
    with company.serving.database() as conn:
        row = conn.execute(
            f"SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM ws_main.history h"
            f" WHERE h.record_id = s.id)) FROM {SUPPLIER_TABLE} s WHERE {SUPPLIER_NAME} LIKE %s",
            [f"{mark} %"],
        ).fetchone()
    assert row is not None
    return row[0], row[1]


def batch_round(company: Company, victim: str, delay: float) -> bool:
    """Kill in a batch of a thousand creates; return whether the kill came before the end."""
    mark = new_id()
    items = [{"op": "create", "values": {"name": f"{mark} {at}"}} for at in range(ROWS)]
    asked: dict[str, Any] = {"json": {"items": items}, "headers": {"Idempotency-Key": mark}}
    acknowledged = killed(
        company, lambda: company.admin.send("POST", f"{SUPPLIERS}/batch", **asked), victim, delay
    )
    assert suppliers(company, mark) in {(0, 0), (ROWS, ROWS)}
    if acknowledged:
        assert suppliers(company, mark) == (ROWS, ROWS)
    answer = company.admin.sure("POST", f"{SUPPLIERS}/batch", **asked)
    assert len(answer["items"]) == ROWS
    assert suppliers(company, mark) == (ROWS, ROWS)
    return not acknowledged


def field_is_there(company: Company, field: str) -> bool:
    """Say whether a field of the supplier is live, after checking that documents and catalog agree."""
    app = company.admin.sure("GET", "/apps/desk")
    live = field in {one["id"] for one in app["entities"]["supplier"]["fields"]}
    with company.serving.database() as conn:
        column = conn.execute(
            "SELECT FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s AND NOT attisdropped",
            [SUPPLIER_TABLE, f"f_{field}"],
        ).fetchone()
        versions = conn.execute(
            "SELECT a.live_version, max(v.version) FROM ws_main.app a JOIN ws_main.app_version v"
            " ON v.app = a.key WHERE a.key = 'desk' GROUP BY 1"
        ).fetchone()
    assert live == (column is not None)
    assert versions is not None
    assert versions[0] == versions[1] == app["version"]
    return live


def publish_round(company: Company, victim: str, delay: float) -> bool:
    """Kill in a publish that adds a field; return whether the kill came before the end."""
    admin, field = company.admin, new_id()
    path = "/apps/desk/draft/entity/supplier"
    draft = admin.sure("GET", path)
    draft["document"]["schema"]["properties"][f"new_{field}"] = {
        "type": ["string", "null"],
        "x-dougong": {"id": field, "type": "text", "label": {"en": "New"}},
    }
    admin.sure(
        "PUT", path, json={"document": draft["document"]}, headers={"If-Match": f'"{draft["version"]}"'}
    )

    def press() -> dict[str, Any]:
        return {"json": {"plan": admin.sure("GET", "/apps/desk/draft/plan")["hash"], "accept": []}}

    asked = press()
    acknowledged = killed(company, lambda: admin.send("POST", "/apps/desk/publish", **asked), victim, delay)
    assert f"new_{field}" in admin.sure("GET", path)["document"]["schema"]["properties"]
    there = field_is_there(company, field)
    assert there or not acknowledged
    if not there:
        admin.sure("POST", "/apps/desk/publish", **press())
        assert field_is_there(company, field)
    made = admin.sure("POST", SUPPLIERS, json={"values": {"name": field, f"new_{field}": "x"}})
    assert made["values"][f"new_{field}"] == "x"
    return not acknowledged


def decision_round(company: Company, victim: str, delay: float) -> bool:
    """Kill in an approval; return whether the kill came before the end."""
    line = {"item": "A4", "quantity": "2", "price": {"amount": "10", "currency": "CNY"}}
    values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]}
    made = company.employee.sure("POST", REQUESTS, json={"values": values, "form": "request"})
    items = company.lead.sure("GET", "/inbox", params={"box": "todo"})["items"]
    [seat] = [item["id"] for item in items if item["record"] == made["id"]]
    asked = {"json": {"comment": "fine"}}
    acknowledged = killed(
        company, lambda: company.lead.send("POST", f"/seats/{seat}/approve", **asked), victim, delay
    )
    done = decided(company, made["id"])
    assert done or not acknowledged
    if done:
        until(
            lambda: (
                (again := company.lead.send("POST", f"/seats/{seat}/approve", **asked)) is not None
                and again.status_code == 409
            )
        )
    else:
        company.lead.sure("POST", f"/seats/{seat}/approve", **asked)
    assert decided(company, made["id"])
    return not acknowledged


def decided(company: Company, record: str) -> bool:
    """Say whether a request was approved; seat, history, instance and record say the same."""
    status = company.admin.sure("GET", f"{REQUESTS}/{record}")["values"]["status"]
    [instance] = company.admin.sure("GET", f"{REQUESTS}/{record}/flows")["items"]
    seats = [seat["state"] for visit in instance["visits"] for seat in visit["seats"]]
    approvals = [event for event in instance["history"] if event["verb"] == "approve"]
    done = status == "approved"
    assert (instance["state"] == "running") == (not done), (status, instance["state"])
    assert (seats == ["open"]) == (not done), (status, seats)
    assert len(approvals) == int(done)
    return done


def import_round(company: Company, victim: str, delay: float, rows: int = 4000) -> bool:
    """Kill while the worker imports a file; return whether the kill came before the end."""
    mark, admin = new_id(), company.admin
    content = "\n".join(["name", *(f"{mark} {at}" for at in range(rows))]).encode()
    file = admin.sure("POST", "/files", files={"file": ("suppliers.csv", content, "text/csv")})["id"]
    job = admin.sure(
        "POST", f"{SUPPLIERS}/import", json={"file": file, "mapping": {"name": "name"}, "rules": False}
    )["job"]
    until(lambda: admin.sure("GET", f"/jobs/{job}")["state"] != "queued")
    time.sleep(delay)
    company.serving.kill(victim)
    if victim == "everything":
        company.serving.start()
    with company.serving.database() if victim == "worker" else _ready(company) as conn:
        state = conn.execute("SELECT state FROM ws_main.user_job WHERE id = %s", [job]).fetchone()
    company.serving.wait_ready()
    assert suppliers(company, mark) in {(0, 0), (rows, rows)}
    until(lambda: admin.sure("GET", f"/jobs/{job}")["state"] in {"done", "failed"})
    found = admin.sure("GET", f"/jobs/{job}")
    assert (found["state"], found["result"]["created"]) == ("done", rows), found
    assert suppliers(company, mark) == (rows, rows)
    return state == ("running",)


def _ready(company: Company) -> Any:
    company.serving.wait_ready()
    return company.serving.database()


ROUNDS = {"batch": batch_round, "publish": publish_round, "decision": decision_round, "import": import_round}


@pytest.mark.parametrize(
    ("work", "victim", "delay"),
    [
        ("batch", "web", 0.15),
        ("batch", "database", 0.15),
        ("publish", "database", 0.05),
        ("publish", "web", 0.05),
        ("decision", "web", 0.02),
        ("decision", "database", 0.02),
        ("import", "worker", 0.1),
        ("import", "database", 0.1),
        ("batch", "everything", 0.15),
    ],
)
def test_one_kill(company: Company, work: str, victim: str, delay: float) -> None:
    """One kill of each part in each kind of work."""
    ROUNDS[work](company, victim, delay)


@pytest.mark.soak
@pytest.mark.parametrize("work", ROUNDS)
def test_many_kills(company: Company, work: str) -> None:
    """Kills at random moments of random parts; many of them cut the work."""
    chance = random.Random(work)
    parts = ["worker", "database", "everything"] if work == "import" else ["web", "database", "everything"]
    longest = {"batch": 0.6, "publish": 0.4, "decision": 0.1, "import": 0.6}[work]
    cut = [ROUNDS[work](company, chance.choice(parts), chance.uniform(0, longest)) for _ in range(20)]
    assert any(cut)
