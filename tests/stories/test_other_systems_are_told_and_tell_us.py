"""Webhooks both ways: what leaves is signed and sent once; what comes in is checked and kept once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sqlalchemy as sa

from dougong.connect.tables import delivery
from tests.stories.leads import BASE, Office


class Receiver:
    """Another system: an HTTP server that keeps what it gets and answers as told."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answers = [200]
        self.meanwhile: Callable[[], object] = list
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.meanwhile()
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.received.append(({key.lower(): value for key, value in self.headers.items()}, body))
                self.send_response(
                    receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
                )
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def connect(office: Office, url: str, secret: str | None = "s3cret") -> None:
    office.admin.put(
        "/apps/leads/connections/erp",
        {"connector": "webhook_out", "settings": {"url": url}, "secret": secret},
    )


def qualify(office: Office) -> Any:
    made = office.lead(employees=200, decides=True)
    office.activity(made["id"])
    office.press(made["id"], "demo")
    return made


def told(office: Office, lead: str) -> dict[str, Any]:
    run = next(run for run in office.runs(lead) if run["rule"] == "tell")
    step: dict[str, Any] = run["steps"][0]
    return step


def test_a_webhook_is_sent_after_the_commit_signed_and_once(office: Office, receiver: Receiver) -> None:
    """The ERP hears of a qualified lead, can check that it was us, and hears it once."""
    connect(office, receiver.url)
    lead = qualify(office)
    assert receiver.received == []
    assert told(office, lead["id"])["state"] == "waiting"
    office.work()
    office.work()
    [(headers, body)] = receiver.received
    assert json.loads(body) == {"company": "Acme Ltd", "score": "90"}
    signed = hmac.new(
        b"s3cret", headers["webhook-timestamp"].encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    assert headers["webhook-signature"] == f"v1={signed}"
    assert headers["webhook-id"]
    assert told(office, lead["id"])["state"] == "done"


def test_no_database_connection_waits_for_the_other_system(office: Office, receiver: Receiver) -> None:
    """However slow the ERP answers, nobody else lacks a connection for it."""
    database = office.world.database
    held = []
    receiver.meanwhile = lambda: held.append(database.open_transactions)
    connect(office, receiver.url)
    qualify(office)
    office.work()
    assert held == [0]


def test_a_notice_with_an_endless_title_keeps_nobody_from_being_told(
    office: Office, receiver: Receiver
) -> None:
    """The bell shows the title as far as it is kept, and the ERP hears of the lead all the same."""
    connect(office, receiver.url)
    office.design(
        "message", "qualified", lambda message: message["subject"].update(zh="{{ company }}" * 30, en="-")
    )
    made = office.lead(company="斗" * 120, employees=200, decides=True)
    office.activity(made["id"])
    office.press(made["id"], "demo")
    office.work()
    assert [json.loads(body)["company"] for _, body in receiver.received] == ["斗" * 120]
    assert [one["title"] for one in office.ann.get("/notices")["items"]] == ["斗" * 500]


def test_a_refusal_that_is_final_is_kept_and_not_tried_again(office: Office, receiver: Receiver) -> None:
    """What the other side refuses for good is seen in the run."""
    receiver.answers = [410]
    connect(office, receiver.url)
    lead = qualify(office)
    office.work()
    step = told(office, lead["id"])
    assert (step["state"], step["error"]) == ("failed", "The other system answered 410.")
    assert step["tried_at"] is not None
    assert step["result"]["input"] == {"company": "Acme Ltd", "score": "90"}
    assert len(receiver.received) == 1


def test_a_trouble_that_may_pass_is_tried_again_under_the_same_id(office: Office, receiver: Receiver) -> None:
    """When the other system is busy we come back later, the run says so, and it can tell that it is the same
    message.
    """
    receiver.answers = [503, 200]
    connect(office, receiver.url)
    lead = qualify(office)
    office.work()
    step = told(office, lead["id"])
    assert (step["state"], step["attempt"], step["tried_at"] is None) == ("retrying", 1, False)
    [run] = office.admin.get("/apps/leads/runs", state="retrying")["items"]
    assert office.admin.get("/apps/leads/runs", state="failed")["items"] == []
    office.admin.post(f"/runs/{run['id']}/dismiss", {"reason": "busy"}, 409)
    with office.world.database.begin() as conn:
        jobs = sa.table(
            "procrastinate_jobs", sa.column("status"), sa.column("scheduled_at"), schema="dougong"
        )
        conn.execute(sa.update(jobs).values(scheduled_at=None))
    office.work()
    step = told(office, lead["id"])
    assert (step["state"], step["attempt"], step["tried_at"]) == ("done", 2, None)
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    assert len(receiver.received) == 2


def test_what_would_be_tried_again_can_be_sent_at_once(office: Office, receiver: Receiver) -> None:
    """Nobody has to wait for the next attempt once the other system is well again; it hears of it once."""
    receiver.answers = [503, 200]
    connect(office, receiver.url)
    lead = qualify(office)
    office.work()
    [run] = office.admin.get("/apps/leads/runs", state="retrying")["items"]
    assert office.admin.post(f"/runs/{run['id']}/retry")["state"] == "waiting"
    office.work()
    step = told(office, lead["id"])
    assert (step["state"], step["attempt"], len(receiver.received)) == ("done", 2, 2)


def test_private_addresses_are_refused(office: Office) -> None:
    """A webhook cannot be pointed at the machines behind us."""
    connect(office, "http://169.254.169.254/latest/meta-data")
    lead = qualify(office)
    office.work()
    assert "not a public one" in told(office, lead["id"])["error"]
    with office.world.transaction() as context:
        assert context.conn.execute(sa.select(delivery.c.state)).scalars().all() == ["refused"]


def test_a_connection_works_by_its_document_alone(office: Office, receiver: Receiver) -> None:
    """The settings of the app's document are enough; what this installation keeps goes before them."""
    lead = qualify(office)
    office.work()
    assert "10.0.0.1 is not a public one" in told(office, lead["id"])["error"]
    office.design("connection", "erp", lambda document: document["settings"].update(url=receiver.url))
    qualify(office)
    office.work()
    assert len(receiver.received) == 1
    assert "webhook-signature" not in receiver.received[0][0]
    [shown] = office.admin.get("/apps/leads/connections")["items"]
    assert (shown["settings"], shown["has_secret"], shown["last"]["state"]) == ({}, False, "done")
    calls = office.admin.get("/apps/leads/connections/erp/deliveries")["items"]
    assert [one["state"] for one in calls] == ["done", "refused"]


def test_a_connection_is_tried_before_it_is_used(office: Office, receiver: Receiver) -> None:
    """The administrator sees how the other system answers, with the settings that he is about to save."""
    path = "/apps/leads/connections/erp/test"
    asked = {"connector": "webhook_out", "settings": {"url": receiver.url}, "secret": "s3cret"}
    database = office.world.database
    held = []
    receiver.meanwhile = lambda: held.append(database.open_transactions)
    answer = office.admin.post(path, asked, 200)
    assert (answer["ok"], answer["answer"], held) == (True, {"status": 200}, [0])
    assert receiver.received[0][0]["webhook-signature"].startswith("v1=")
    receiver.answers = [403]
    answer = office.admin.post(path, asked, 200)
    assert (answer["ok"], answer["error"]) == (False, "The other system answered 403.")
    private = {**asked, "settings": {"url": "http://192.168.0.1/"}}
    assert "not a public one" in office.admin.post(path, private, 200)["error"]
    refused = office.admin.post(path, {**asked, "settings": {}}, 422)
    assert [one["pointer"] for one in refused["errors"]] == ["/settings/url"]
    office.ann.post(path, asked, 403)


def test_what_a_connection_lacks_is_a_problem_of_the_draft(office: Office) -> None:
    """A connector that is not installed, or settings that it asks for and are not there, keep it from publishing."""
    place = "/apps/leads/draft/connection/erp"
    found = office.admin.get(place)

    def problems(version: int, **changed: Any) -> list[dict[str, Any]]:
        answer = office.admin.put(
            place, {"document": {**found["document"], **changed}}, 200, **{"If-Match": f'"{version}"'}
        )
        return list(answer["problems"])

    [missing] = problems(found["version"], settings={})
    assert (missing["code"], missing["pointer"]) == ("required", "/settings/url")
    [stray] = problems(found["version"] + 1, settings={"url": "https://erp.example.com", "colour": "red"})
    assert (stray["code"], stray["pointer"]) == ("unknown_member", "/settings/colour")
    [unknown] = problems(found["version"] + 2, connector="fax")
    assert (unknown["code"], unknown["pointer"]) == ("unknown_connector", "/connector")
    assert unknown["hint"].startswith("One of: chat_dingtalk")
    assert office.admin.get("/apps/leads/draft/plan")["problems"] != []


def test_a_rule_names_an_action_that_its_connection_has(office: Office) -> None:
    """Any other is told at its place in the draft, not at each run."""
    place = "/apps/leads/draft/rule/tell"
    found = office.admin.get(place)
    call = {"CallConnector": {"connection": "erp", "action": "fetch", "input": {}}}
    document = {**found["document"], "do": [call]}
    answer = office.admin.put(place, {"document": document}, 200, **{"If-Match": f'"{found["version"]}"'})
    [unknown] = answer["problems"]
    assert (unknown["code"], unknown["pointer"]) == ("unknown_action", "/do/0/CallConnector/action")
    assert unknown["hint"] == "One of: send"


def test_a_connection_takes_only_what_its_connector_knows(office: Office) -> None:
    """Setting up names another connector, or settings that do not fit: refused with the place."""
    path = "/apps/leads/connections/erp"
    for body, pointer in (
        ({"connector": "fax"}, "/connector"),
        ({"connector": "webhook_out", "settings": {"url": "ftp://erp"}}, "/settings/url"),
    ):
        refused = office.admin.put(path, body, 422)
        assert [one["pointer"] for one in refused["errors"]] == [pointer]
    office.admin.put("/apps/leads/connections/crm", {"connector": "webhook_out"}, 404)


def test_secrets_are_never_read_out(office: Office, receiver: Receiver) -> None:
    """Nobody gets a secret back, not even from the database."""
    connect(office, receiver.url)
    shown = office.admin.get("/apps/leads/connections")["items"][0]
    assert shown["has_secret"] is True
    assert "s3cret" not in json.dumps(shown)
    office.ann.get("/apps/leads/connections", status=403)


def hook(office: Office, **more: Any) -> tuple[str, str]:
    made = office.admin.post(
        "/apps/leads/hooks",
        {
            "name": "Website",
            "event": "pricing",
            "entity": "lead",
            "mapping": {"company": "visitor.company", "contact_name": "visitor.names.0"},
            "match": ["company"],
            **more,
        },
    )
    return made["url"].partition("/api/v1")[2], made["secret"]


def post(office: Office, path: str, body: bytes, **headers: str) -> Any:
    return office.world.anonymous().post(
        f"/api/v1{path}", content=body, headers={"content-type": "application/json", **headers}
    )


BODY = json.dumps({"visitor": {"company": "Acme Ltd", "names": ["Li Lei"]}}).encode()


def test_a_visit_becomes_a_lead_and_counts_for_its_score(office: Office) -> None:
    """The website posts a visit: a new company becomes a lead, a known one gains points, up to the cap."""
    path, secret = hook(office)
    for _ in range(4):
        answer = post(office, path, BODY, **{"x-hook-secret": secret})
        assert answer.status_code == 200, answer.text
    [lead] = office.all("lead")
    assert answer.json() == {"record": lead["id"], "repeated": False}
    assert (lead["values"]["company"], lead["values"]["contact_name"], lead["values"]["score"]) == (
        "Acme Ltd",
        "Li Lei",
        20,
    )
    score = office.admin.get(f"{BASE}/lead/records/{lead['id']}/score")
    assert [
        (line["given"], line["count"]) for line in score["lines"] if line["event"] == "hook.received"
    ] == [("20", 4)]


def test_a_delivery_that_comes_twice_counts_once(office: Office) -> None:
    """The sender may repeat a message whose answer it missed."""
    path, secret = hook(office)
    answers = [
        post(office, path, BODY, **{"x-hook-secret": secret, "webhook-id": "m-1"}).json() for _ in range(3)
    ]
    assert [one["repeated"] for one in answers] == [False, True, True]
    assert len({one["record"] for one in answers}) == 1
    assert [one["values"]["score"] for one in office.all("lead")] == [10]


def test_a_signed_delivery_is_taken_and_a_forged_or_old_one_is_not(office: Office) -> None:
    """Only who has the secret can make leads, and not with yesterday's message."""
    path, secret = hook(office)

    def signed(key: str, at: int, body: bytes = BODY) -> int:
        mark = hmac.new(key.encode(), f"{at}.".encode() + BODY, hashlib.sha256).hexdigest()
        return post(
            office, path, body, **{"webhook-timestamp": str(at), "webhook-signature": f"v1={mark}"}
        ).status_code

    now = int(time.time())
    assert signed(secret, now) == 200
    assert [
        signed("other", now),
        signed(secret, now - 301),
        signed(secret, now + 400),
        signed(secret, now, BODY + b" "),
    ] == [401] * 4
    assert post(office, path, BODY).status_code == 401
    assert post(office, "/hooks/nothing", BODY).status_code == 404
    assert len(office.all("lead")) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'{"visitor": {"company": 5}}', 422),
        (b'{"visitor": {"company": "spam"}}', 422),
        (b"\xff\xfe", 400),
    ],
)
def test_a_broken_delivery_is_refused_and_may_be_sent_again(office: Office, body: bytes, status: int) -> None:
    """Nonsense gets a clear answer, leaves nothing behind but that and why, and does not use up its id."""
    path, secret = hook(office)
    headers = {"x-hook-secret": secret, "webhook-id": "m-1"}
    assert post(office, path, body, **headers).status_code == status
    assert office.all("lead") == []
    place = f"/apps/leads/hooks/{office.admin.get('/apps/leads/hooks')['items'][0]['id']}/deliveries"
    [told] = office.admin.get(place)["items"]
    assert (told["delivery"], told["record"]) == ("m-1", None)
    assert told["refusal"][0]["message"], told
    assert status == 400 or told["refusal"][0]["place"].startswith("visitor"), told
    assert post(office, path, body, **headers).status_code == status
    taken = post(office, path, BODY, **headers).json()
    assert taken["repeated"] is False
    [told] = office.admin.get(place)["items"]
    assert (told["delivery"], told["record"], told["refusal"]) == ("m-1", taken["record"], None)
    assert post(office, path, BODY, **headers).json() == {**taken, "repeated": True}


def test_a_hook_fills_a_reference(office: Office) -> None:
    """What another system notes on a lead by its id is there; an id of nothing is refused at its place."""
    lead = office.lead()
    mapping = {"subject": "s", "kind": "k", "lead": "about.lead"}
    path, secret = hook(office, entity="activity", mapping=mapping, match=[])
    note = {"s": "Visit", "k": "visit", "about": {"lead": lead["id"]}}
    answer = post(office, path, json.dumps(note).encode(), **{"x-hook-secret": secret})
    assert answer.status_code == 200, answer.text
    assert office.read("activity", answer.json()["record"])["values"]["lead"] == lead["id"]
    note["about"] = {"lead": "0199c8b4-5c3a-7000-8000-000000000000"}
    refused = post(office, path, json.dumps(note).encode(), **{"x-hook-secret": secret})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_reference")


def test_a_hook_names_only_what_exists(office: Office) -> None:
    """A hook that maps a field that is not there is refused when it is made, with the place."""
    refused = office.admin.post(
        "/apps/leads/hooks", {"name": "x", "event": "x", "entity": "lead", "mapping": {"colour": "a"}}, 422
    )
    assert [one["pointer"] for one in refused["errors"]] == ["/mapping"]
    path, secret = hook(office)
    identity = office.admin.get("/apps/leads/hooks")["items"][0]["id"]
    office.admin.delete(f"/apps/leads/hooks/{identity}")
    assert post(office, path, BODY, **{"x-hook-secret": secret}).status_code == 404


def test_a_hook_is_changed_closed_and_tells_what_it_took(office: Office) -> None:
    """Its address stays while its fields change; closed it answers 404; deliveries name their records."""
    path, secret = hook(office)
    [found] = office.admin.get("/apps/leads/hooks")["items"]
    place = f"/apps/leads/hooks/{found['id']}"
    first = post(office, path, BODY, **{"x-hook-secret": secret}).json()["record"]
    office.admin.patch(place, {"mapping": {"company": "visitor.names.0"}, "match": []}, status=204)
    second = post(office, path, BODY, **{"x-hook-secret": secret, "webhook-id": "m-2"}).json()["record"]
    assert office.read("lead", second)["values"]["company"] == "Li Lei"
    taken = office.admin.get(f"{place}/deliveries")["items"]
    assert [(one["record"], one["delivery"]) for one in taken] == [(second, "m-2"), (first, None)]
    refused = office.admin.patch(place, {"mapping": {"colour": "a"}}, status=422)
    assert [one["pointer"] for one in refused["errors"]] == ["/mapping"]
    office.admin.patch(place, {"active": False}, status=204)
    assert post(office, path, BODY, **{"x-hook-secret": secret}).status_code == 404
    office.admin.patch(place, {"active": True}, status=204)
    assert post(office, path, BODY, **{"x-hook-secret": secret}).status_code == 200
