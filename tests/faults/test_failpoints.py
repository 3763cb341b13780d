"""A process is killed at every step of a transition of a flow: the client that asks again finds it done once.

Each round brings a request to where a verb can be used, arms one failpoint, uses the verb, and uses it again with the
same Idempotency-Key as the connection broke. Then the request is where the verb leads to, its history tells of it once,
nothing of any request is unsound, and what left the database left under one key.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from dougong import failpoints
from dougong.actions.check_flows import check_flows
from dougong.database import Database
from dougong.embedded import EmbeddedPostgres
from dougong.processes.tables import flow_timer
from dougong.queue import enqueue
from dougong_model import new_id
from tests.faults.serving import PASSWORD, ROOT, Caller, Serving, until
from tests.stories.edited import edited
from tests.stories.test_flows_in_full import LEAD, VERBS, flow_of
from tests.stories.test_other_systems_are_told_and_tell_us import Receiver
from tests.world import system_context

REQUESTS = "/apps/desk/entities/request/records"
DESK = ROOT / "tests" / "apps" / "desk"
DIRECTOR = {"kind": "approve", "who": [{"role": "director"}], "verbs": VERBS}
TELL = {"kind": "action", "do": [{"Webhook": {"connection": "erp", "values": {"number": "number"}}}]}


def other_flow(key: str, ways: str, **nodes: Any) -> dict[str, Any]:
    """Return another flow on requests, that an administrator starts."""
    document = {
        "format": 1,
        "id": f"{key:0<8}",
        "key": key,
        "entity": "request",
        "name": {"en": key, "zh": key},
        "start": {"on": "button"},
    }
    flow_of(ways, **nodes)(document)
    for node in document["nodes"]:
        node["id"] = f"{key[:3]}{node['id'][3:]}"
    return document


APPROVAL = flow_of(
    "start lead, lead split:approved, split director, split check, split tell, director join:approved, "
    "check join:approved, tell join, join end",
    lead=LEAD,
    split={"kind": "parallel"},
    director=DIRECTOR,
    check={"kind": "approve", "who": [{"supervisor": 1}]},
    tell=TELL,
    join={"kind": "parallel"},
)
EDITS: dict[str, Any] = {
    "flows/approval.json": APPROVAL,
    "flows/below.json": other_flow("below", "start check, check end", check=DIRECTOR),
    "flows/above.json": other_flow(
        "above", "start under, under end:approved", under={"kind": "sub_flow", "flow": "below"}
    ),
    "flows/waiting.json": other_flow(
        "waiting", "start rest, rest tell, tell end", rest={"kind": "timer", "after": {"hours": 1}}, tell=TELL
    ),
}


class Company:
    """A server of real processes whose desk has these flows, and another system that its webhooks reach."""

    def __init__(self, serving: Serving, receiver: Receiver) -> None:
        self.serving, self.receiver = serving, receiver
        self.admin = serving.sign_in("admin")
        self.lead = self._hire("lead", None, "employee")
        self.employee = self._hire("employee", self.lead.id, "employee")
        self.director = self._hire("director", None, "director")
        self.deputy = self._hire("deputy", None, "employee")
        self.database = Database(EmbeddedPostgres(serving.home / "postgresql").url, "ws_main", threads=2)

    def _hire(self, login: str, supervisor: str | None, role: str) -> Caller:
        given = {"login": login, "name": login, "password": PASSWORD, "supervisor": supervisor}
        made = self.admin.sure("POST", "/people", json=given)
        self.admin.sure("PUT", f"/people/{made['id']}/roles", json={"app": "desk", "roles": [role]})
        return self.serving.sign_in(login)

    def submit(self) -> str:
        """Let the employee submit a request; returns the record."""
        line = {"item": "A4", "quantity": "2", "price": {"amount": "10", "currency": "CNY"}}
        values = {"subject": "Paper", "needed_by": "2030-12-01", "lines": [line]}
        made = self.employee.sure("POST", REQUESTS, json={"values": values, "form": "request"})
        return str(made["id"])

    def instance(self, record: str, flow: str = "approval") -> dict[str, Any]:
        """Return the instance of a flow on a record."""
        found = self.admin.sure("GET", f"{REQUESTS}/{record}/flows")["items"]
        return next(one for one in found if one["flow"] == flow)

    def seat(self, record: str, node: str, flow: str = "approval") -> str:
        """Return the open seat at a node."""
        visits = self.instance(record, flow)["visits"]
        [seat] = [
            seat["id"]
            for visit in visits
            if visit["node"] == node
            for seat in visit["seats"]
            if seat["state"] == "open"
        ]
        return str(seat)

    def decide(self, person: Caller, record: str, node: str) -> None:
        """Approve at a node."""
        person.sure("POST", f"/seats/{self.seat(record, node)}/approve", json={})

    def arm(self, place: str) -> None:
        """Let the process die that reaches a place next."""
        self.serving.failpoint.write_text(place)

    def unsound(self) -> list[Any]:
        """Return what is wrong with any request."""
        with self.database.begin() as conn:
            return check_flows(system_context(conn))

    def keys_heard(self, number: str) -> set[str]:
        """Return the keys under which the other system has heard of a request."""
        return {
            headers["webhook-id"] for headers, body in list(self.receiver.received) if number.encode() in body
        }


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    """Set up a folder by commands and serve it."""
    home = Path(tempfile.mkdtemp(prefix="dougong-failpoints-"))
    home.chmod(0o755)
    serving, receiver = Serving(home), Receiver()
    erp = {"format": 1, "id": "cnerp001", "key": "erp", "name": {"en": "ERP", "zh": "ERP"}}
    connection = {**erp, "connector": "webhook_out", "settings": {"url": receiver.url}}
    try:
        (home / "password").write_text(PASSWORD)
        serving.command("init", "--admin-login", "admin", "--admin-password-file", str(home / "password"))
        folder = edited(DESK, home, {**EDITS, "connections/erp.json": connection})
        serving.command("app", "import", str(folder))
        serving.start()
        made = Company(serving, receiver)
        yield made
        made.database.close()
    finally:
        serving.stop()
        receiver.server.shutdown()
        receiver.server.server_close()
        shutil.rmtree(home, ignore_errors=True)


@dataclass(frozen=True)
class Move:
    """One use of a verb: who, at which address, with what; and what is then to be seen of the request."""

    person: Caller
    path: str
    record: str
    verb: str
    body: dict[str, Any] = field(default_factory=dict)
    tokens: tuple[str, ...] = ()
    state: str = "running"
    flow: str = "approval"


def start(company: Company) -> Move:
    record = _draft(company)
    return Move(
        company.admin,
        "/apps/desk/flows/above/start",
        record,
        "started",
        {"record": record},
        tokens=("under",),
        flow="above",
    )


def _draft(company: Company) -> str:
    values = {"subject": "Paper", "needed_by": "2030-12-01"}
    made = company.admin.sure("POST", REQUESTS, json={"values": values})
    return str(made["id"])


def approve(company: Company) -> Move:
    """The lead approves: three branches open, one of which tells the ERP."""
    record = company.submit()
    seat = company.seat(record, "lead")
    tokens = ("check", "director", "join")
    return Move(company.lead, f"/seats/{seat}/approve", record, "approve", {"comment": "fine"}, tokens)


def _in_region(company: Company) -> str:
    record = company.submit()
    company.decide(company.lead, record, "lead")
    return record


def join(company: Company) -> Move:
    """The director is the last of three branches: the join opens and the request ends."""
    record = _in_region(company)
    company.decide(company.lead, record, "check")
    seat = company.seat(record, "director")
    return Move(company.director, f"/seats/{seat}/approve", record, "joined", state="approved")


def send_back(company: Company) -> Move:
    """The director returns it out of the region while a sibling is open."""
    record = _in_region(company)
    seat = company.seat(record, "director")
    return Move(company.director, f"/seats/{seat}/return", record, "return", {"to": "lead"}, ("lead",))


def reject(company: Company) -> Move:
    record = _in_region(company)
    seat = company.seat(record, "director")
    return Move(company.director, f"/seats/{seat}/reject", record, "reject", state="rejected")


def add_before(company: Company) -> Move:
    record = company.submit()
    seat = company.seat(record, "lead")
    body = {"people": [company.deputy.id]}
    return Move(company.lead, f"/seats/{seat}/add_before", record, "add_before", body, ("lead",))


def transfer(company: Company) -> Move:
    record = company.submit()
    seat = company.seat(record, "lead")
    body = {"person": company.deputy.id}
    return Move(company.lead, f"/seats/{seat}/transfer", record, "transfer", body, ("lead",))


def withdraw(company: Company) -> Move:
    record = company.submit()
    identity = company.instance(record)["id"]
    return Move(
        company.employee, f"/flow-instances/{identity}/withdraw", record, "withdraw", state="withdrawn"
    )


def end_below(company: Company) -> Move:
    """The director ends a sub-flow, and by it the request above."""
    record = _draft(company)
    company.admin.sure("POST", "/apps/desk/flows/above/start", json={"record": record})
    seat = company.seat(record, "check", "below")
    return Move(
        company.director, f"/seats/{seat}/approve", record, "sub_flow_ended", state="approved", flow="above"
    )


VERBS_USED: dict[str, Callable[[Company], Move]] = {
    one.__name__: one for one in (approve, join, send_back, reject, add_before, transfer, withdraw, end_below)
}
ROUNDS = [
    *itertools.product(VERBS_USED, failpoints.DECIDING),
    *(("start", place) for place in failpoints.STARTING),
    *(("end_below", place) for place in failpoints.BELOW),
]
FEW = [
    ("approve", "flow.save.before"),
    ("join", "flow.effects.after"),
    ("send_back", "flow.save.after"),
    ("transfer", "act.finish.after"),
    ("withdraw", "flow.commit.after"),
    ("end_below", "flow.parent.before"),
    ("start", "answer.keep.after"),
]


def kill_round(company: Company, verb: str, place: str) -> None:
    """Kill a web process at a place, ask again with the same key, and look at what is there."""
    move = start(company) if verb == "start" else VERBS_USED[verb](company)
    asked: dict[str, Any] = {"json": move.body, "headers": {"Idempotency-Key": new_id()}}
    company.arm(place)
    assert move.person.send("POST", move.path, **asked) is None, f"{verb} does not pass {place}"
    assert not company.serving.failpoint.exists()
    move.person.sure("POST", move.path, **asked)
    move.person.sure("POST", move.path, **asked)
    found = company.instance(move.record, move.flow)
    assert found["state"] == move.state
    assert sorted(found["tokens"]) == sorted(move.tokens)
    assert Counter(line["verb"] for line in found["history"])[move.verb] == 1
    assert [line["seq"] for line in found["history"]] == list(range(1, len(found["history"]) + 1))
    assert company.unsound() == []
    if "tell" in {visit["node"] for visit in found["visits"]}:
        told_once(company, move.record)


def told_once(company: Company, record: str) -> None:
    """Wait until the ERP has heard of a request; it hears of it under one key."""
    number = company.admin.sure("GET", f"{REQUESTS}/{record}")["values"]["number"]
    until(lambda: company.keys_heard(number))
    assert len(company.keys_heard(number)) == 1


@pytest.mark.parametrize(("verb", "place"), FEW)
def test_a_web_process_dies_at_a_step(company: Company, verb: str, place: str) -> None:
    """Some steps, each with another verb."""
    kill_round(company, verb, place)


@pytest.mark.soak
def test_web_processes_die_at_every_step_of_every_verb(company: Company) -> None:
    """Every step of every verb."""
    for verb, place in ROUNDS:
        kill_round(company, verb, place)


def worker_round(company: Company, place: str) -> None:
    """Kill the worker where it tells another system: it is told all the same, under one key."""
    record = company.submit()
    company.arm(place)
    company.decide(company.lead, record, "lead")
    until(lambda: not company.serving.failpoint.exists())
    told_once(company, record)
    until(lambda: not _undelivered(company))
    told_once(company, record)
    assert company.unsound() == []


def _undelivered(company: Company) -> bool:
    with company.serving.database() as conn:
        row = conn.execute("SELECT count(*) FROM ws_main.outbox WHERE done_at IS NULL").fetchone()
    assert row is not None
    return bool(row[0])


def test_the_worker_dies_while_it_tells_another_system(company: Company) -> None:
    """It has called and not noted it."""
    worker_round(company, "outbox.send.after")


def timer_round(company: Company, place: str) -> None:
    """Kill the worker where a timer fires: it fires once, and what follows happens once."""
    record = _draft(company)
    company.admin.sure("POST", "/apps/desk/flows/waiting/start", json={"record": record})
    identity = UUID(company.instance(record, "waiting")["id"])
    company.arm(place)
    with company.database.begin() as conn:
        due = {"due_at": datetime.now(UTC)}
        conn.execute(sa.update(flow_timer).where(flow_timer.c.instance_id == identity).values(due))
        enqueue(conn, "fire_timers", {"timestamp": 0})
    until(lambda: not company.serving.failpoint.exists())
    until(lambda: company.instance(record, "waiting")["state"] == "approved")
    history = [line["verb"] for line in company.instance(record, "waiting")["history"]]
    assert history.count("timer_due") == 1
    told_once(company, record)
    assert company.unsound() == []


def test_the_worker_dies_while_a_timer_fires(company: Company) -> None:
    """What follows is written and not committed."""
    timer_round(company, "timer.fire.after")


def migration_round(company: Company, place: str) -> None:
    """Kill the worker while it moves requests to a new version: all are moved, each once, and stay sound."""
    admin, made = company.admin, [company.submit() for _ in range(3)]
    path = "/apps/desk/draft/flow/approval"
    draft = admin.sure("GET", path)
    draft["document"]["name"]["en"] = f"Approval {new_id()}"
    headers = {"If-Match": f'"{draft["version"]}"'}
    admin.sure("PUT", path, json={"document": draft["document"]}, headers=headers)
    plan = admin.sure("GET", "/apps/desk/draft/plan")
    accept = [step["accept"] for step in plan["steps"] if step.get("accept")]
    admin.sure("POST", "/apps/desk/publish", json={"plan": plan["hash"], "accept": accept})
    version = company.instance(made[0])["version"]
    company.arm(place)
    job = admin.sure("POST", "/apps/desk/flows/approval/migration", json={"version": version})["job"]
    until(lambda: not company.serving.failpoint.exists())
    until(lambda: admin.sure("GET", f"/jobs/{job}")["state"] in {"done", "failed"})
    found = admin.sure("GET", f"/jobs/{job}")
    assert (found["state"], found["result"]["refused"]) == ("done", 0), found
    for record in made:
        instance = company.instance(record)
        assert instance["version"] > version
        assert [line["verb"] for line in instance["history"]].count("migrated") == 1
    assert company.unsound() == []


def test_the_worker_dies_while_it_moves_requests(company: Company) -> None:
    """One is moved and not committed."""
    migration_round(company, "migration.move.after")


@pytest.mark.soak
def test_the_worker_dies_at_every_step_of_a_migration(company: Company) -> None:
    """Before and after a request is moved, and after a batch is committed."""
    for place in failpoints.MIGRATING:
        migration_round(company, place)


@pytest.mark.soak
def test_the_worker_dies_again_and_again(company: Company) -> None:
    """Every place of the worker, ten times."""
    for _ in range(10):
        for place in failpoints.LEAVING:
            worker_round(company, place)
        for place in failpoints.TIMING:
            timer_round(company, place)
