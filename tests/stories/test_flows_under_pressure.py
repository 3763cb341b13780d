"""Many decide at once, with few connections, twice, or in each other's way: each decision is taken once."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from tests.stories.test_purchase_approval import Desk, todo
from tests.world import Person, World


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def send(person: Person, path: str, **headers: str) -> Any:
    """POST until the answer is another than that the server is busy."""
    deadline = time.monotonic() + 60
    while True:
        answer = person.request("POST", path, json={}, headers=headers)
        if answer.status_code != 503 or time.monotonic() > deadline:
            return answer
        time.sleep(0.2)


def at_once(person: Person, paths: Sequence[str]) -> list[Any]:
    """POST to all addresses at the same moment."""
    gate = threading.Barrier(len(paths))

    def act(path: str) -> Any:
        gate.wait()
        return send(person, path)

    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(act, paths))


def decisions(desk: Desk, made: dict[str, Any]) -> list[str]:
    """Return the decisions in the history of a request."""
    verbs = [line["verb"] for line in desk.instance(made)["history"]]
    return [verb for verb in verbs if verb in ("approve", "reject")]


def test_of_a_hundred_decisions_on_one_seat_one_wins(desk: Desk) -> None:
    """Fifty approve and fifty reject: the others are told who decided and when, and the request says the same."""
    made = desk.submit()
    seat = todo(desk.lead)[0]["id"]
    answers = at_once(desk.lead, [f"/seats/{seat}/{verb}" for verb in ("approve", "reject") * 50])
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 99}
    told = {answer.json()["detail"] for answer in answers if answer.status_code == 409}
    assert len(told) == 1
    assert re.fullmatch(r"李组长已于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 作出决定。", told.pop())
    [won] = [answer.json()["verb"] for answer in answers if answer.status_code == 200]
    assert decisions(desk, made) == [won]
    assert desk.status(made) == {"approve": "approved", "reject": "rejected"}[won]


def test_a_request_sent_twice_is_done_once(desk: Desk) -> None:
    """Both deliveries at once, with one key: one is worked on, the other gets the same answer or is told to wait."""
    for number in range(10):
        made = desk.submit()
        path, key = f"/seats/{todo(desk.lead)[0]['id']}/approve", {"Idempotency-Key": f"twice-{number}"}
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _, at=path, by=key: send(desk.lead, at, **by), range(2)))
        assert {answer.status_code for answer in answers} <= {200, 409}
        done = [answer for answer in answers if answer.status_code == 200]
        again = send(desk.lead, path, **key)
        assert again.status_code == 200
        assert {answer.content for answer in done} == {again.content}
        assert decisions(desk, made) == ["approve"]


def test_what_another_transaction_has_changed_meanwhile_is_done_again(desk: Desk) -> None:
    """On a server whose transactions read one snapshot, nobody sees a serialization failure."""
    engine = desk.world.database.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        name = conn.execute(sa.text("SELECT current_database()")).scalar_one()
        conn.execute(
            sa.text(f"""ALTER DATABASE "{name}" SET default_transaction_isolation = 'repeatable read'""")
        )
    engine.dispose()
    for _ in range(3):
        made = desk.submit()
        seat = todo(desk.lead)[0]["id"]
        gate = threading.Barrier(20)

        def act(verb: str, seat: str = seat, gate: threading.Barrier = gate) -> int:
            gate.wait()
            return desk.lead.request("POST", f"/seats/{seat}/{verb}", json={}).status_code

        with ThreadPoolExecutor(20) as pool:
            statuses = Counter(pool.map(act, ("approve", "reject") * 10))
        assert statuses == {200: 1, 409: 19}
        assert len(decisions(desk, made)) == 1


def test_a_deadlock_is_not_seen(desk: Desk) -> None:
    """Somebody holds the record and waits for the request, which waits for the record: it decides all the same."""
    made = desk.submit()
    instance = desk.instance(made)["id"]
    seat = todo(desk.lead)[0]["id"]
    entity = desk.world.admin.get("/apps/desk")["entities"]["request"]["id"]
    url = desk.world.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other, ThreadPoolExecutor(1) as pool:
        # The other one waits patiently, so that ours is the one that is ended.
        other.execute("SET deadlock_timeout = '60s'")
        other.execute(f"SELECT FROM ws_main.e_{entity} WHERE id = %s FOR UPDATE", [made["id"]])
        deciding = pool.submit(desk.lead.request, "POST", f"/seats/{seat}/approve", json={})
        _until_somebody_waits(url)
        other.execute("SELECT FROM ws_main.flow_instance WHERE id = %s FOR UPDATE", [instance])
        other.commit()
        assert deciding.result().status_code == 200
    assert decisions(desk, made) == ["approve"]


def _until_somebody_waits(url: str) -> None:
    """Wait until a transaction of this database waits for another."""
    with psycopg.connect(url, autocommit=True) as looking:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
        deadline = time.monotonic() + 30
        while looking.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < deadline, "nobody waits"
            time.sleep(0.02)


def test_more_decisions_than_connections_all_come_through(desk: Desk) -> None:
    """Two hundred people's decisions over ten connections: none waits for ever, none is lost."""
    made = [desk.submit() for _ in range(40)]
    pool = desk.world.database.engine.pool
    assert isinstance(pool, sa.QueuePool)
    assert pool.size() + 2 == 10
    seats = []
    after = None
    while len(seats) < len(made):
        page = desk.lead.get("/inbox", box="todo", limit=100, **({"cursor": after} if after else {}))
        seats += [line["id"] for line in page["items"]]
        after = page["next"]
    answers = at_once(desk.lead, [f"/seats/{seat}/approve" for seat in seats * 5])
    assert Counter(answer.status_code for answer in answers) == {200: 40, 409: 160}
    assert [decisions(desk, one) for one in made] == [["approve"]] * 40
