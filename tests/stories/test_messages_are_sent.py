"""Messages leave by mail, SMS and chat: to whom they are meant, in his language, once, and not when he refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from dougong.actions.deliver import DeliveryFailed, deliver
from dougong.automation.tables import outbox
from dougong.jobs.worker import run_waiting
from tests.stories.edited import edited
from tests.stories.leads import BASE, LEADS
from tests.stories.standin import StandIn
from tests.world import Person, World

RECORDS = f"{BASE}/lead/records"


class Post:
    """A mail server: keeps what it takes, and refuses recipients as told."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.signed_in: list[str] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            auth_require_tls=tls is not None,
            authenticator=self._sign_in,
            tls_context=tls,
            require_starttls=tls is not None,
        )
        self.controller.start()

    def _sign_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        if data.password != b"p4ss":
            return AuthResult(success=False, handled=False)
        self.signed_in.append(data.login.decode())
        return AuthResult(success=True)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server."""
    made = Post()
    yield made
    made.controller.stop()


@pytest.fixture
def other() -> Iterator[StandIn]:
    """Somebody else's API."""
    with StandIn() as made:
        yield made


def _connection(identity: str, key: str, connector: str) -> dict[str, Any]:
    name = {"en": key, "zh": key}
    return {"format": 1, "id": identity, "key": key, "name": name, "connector": connector, "settings": {}}


def _button(identity: str, key: str, **step: Any) -> dict[str, Any]:
    label = {"en": key, "zh": key}
    return {"id": identity, "key": key, "label": label, "do": [{"SendMessage": step}]}


HELLO = {
    "format": 1,
    "id": "me0000aa",
    "key": "hello",
    "name": {"en": "Hello", "zh": "问候"},
    "entity": "lead",
    "subject": {"en": "Hello {{ company }}", "zh": "您好 {{ company }}"},
    "body": {"en": "Score {{ score }}", "zh": "评分 {{ score }}"},
    "consent": 'need <> "no mail"',
}


def _buttons(entity: dict[str, Any]) -> None:
    entity["buttons"] += [
        _button(
            "bt0000aa",
            "write",
            connection="post",
            message="hello",
            to=[{"person": "owner"}],
            address="contact_name",
        ),
        _button("bt0000bb", "text", connection="sms", message="hello", address="contact_name"),
        _button("bt0000cc", "ding", connection="ding", message="hello", to=[{"person": "owner"}]),
        _button("bt0000dd", "wecom", connection="wecom", message="hello"),
        _button("bt0000ee", "feishu", connection="feishu", message="hello"),
    ]


@pytest.fixture
def shop(world: World, tmp_path: Path) -> World:
    """The lead app with a button for each way to write."""
    kinds = {
        "post": "mail",
        "sms": "sms_twilio",
        "ding": "chat_dingtalk",
        "wecom": "chat_wecom",
        "feishu": "chat_feishu",
    }
    edits: dict[str, Any] = {"entities/lead.json": _buttons, "messages/hello.json": HELLO}
    for at, (key, connector) in enumerate(kinds.items()):
        edits[f"connections/{key}.json"] = _connection(f"cn0000a{at + 1}", key, connector)
    world.install_folder(edited(LEADS, tmp_path, edits))
    return world


@pytest.fixture
def rep(shop: World) -> Person:
    """Ren, who reads Chinese."""
    made = shop.person("ren", roles={"leads": ["sales"]}, email="ren@example.com", phone="+8613800138000")
    return made


def connect(shop: World, key: str, connector: str, secret: str | None = None, **settings: Any) -> None:
    asked = {"connector": connector, "settings": settings, "secret": secret}
    shop.admin.put(f"/apps/leads/connections/{key}", asked)


def mail(shop: World, post: Post, **more: Any) -> None:
    given = {"host": "127.0.0.1", "port": post.port, "security": "none", "from": "sales@acme.example", **more}
    connect(shop, "post", "mail", "p4ss", **given)


def lead(person: Person, **values: Any) -> str:
    made = person.post(RECORDS, {"values": {"company": "Acme", "region": "east", **values}}, 201)
    return str(made["id"])


def steps(shop: World, record: str) -> list[dict[str, Any]]:
    run = shop.admin.get(f"{RECORDS}/{record}/runs")["items"][0]
    return [{"run": run["state"], **step} for step in run["steps"]]


def work(shop: World) -> None:
    run_waiting(shop.database, shop.settings)


def test_each_reader_gets_one_letter_in_his_language(shop: World, rep: Person, post: Post) -> None:
    """The owner reads Chinese, the customer at the record's address the workspace's language; each letter has an id."""
    mail(shop, post, user="robot", from_name="Acme Sales")
    made = lead(rep, contact_name="buyer@customer.example")
    rep.post(f"{RECORDS}/{made}/actions/write")
    assert post.letters == []
    assert [(one["kind"], one["depth"], one["state"]) for one in steps(shop, made)] == [
        ("SendMessage", 0, "done"),
        ("SendMessage", 1, "waiting"),
        ("SendMessage", 1, "waiting"),
    ]
    work(shop)
    work(shop)
    by_address = {str(one["To"]): one for one in post.letters}
    assert len(post.letters) == len(by_address) == 2
    assert by_address["ren@example.com"]["Subject"] == "您好 Acme"
    assert by_address["buyer@customer.example"].get_content().strip() == "评分 0"
    letter = by_address["ren@example.com"]
    assert letter["From"] == "Acme Sales <sales@acme.example>"
    assert str(letter["Message-ID"]).endswith("@acme.example>")
    assert len({str(one["Message-ID"]) for one in post.letters}) == 2
    assert post.signed_in == ["robot", "robot"]
    assert {(one["run"], one["state"]) for one in steps(shop, made)} == {("done", "done")}


def test_a_refusal_for_good_is_told_and_any_other_tried_again(shop: World, rep: Person, post: Post) -> None:
    """A mailbox that does not exist fails with the server's words; one that is full for now gets its letter later."""
    mail(shop, post)
    post.refuses = {"gone@customer.example": "550 No such mailbox", "ren@example.com": "452 Mailbox full"}
    made = lead(rep, contact_name="gone@customer.example")
    rep.post(f"{RECORDS}/{made}/actions/write")
    with shop.transaction() as context:
        [left] = context.conn.execute(sa.select(outbox.c.id).where(outbox.c.done_at.is_(None))).scalars()
    with pytest.raises(DeliveryFailed):
        deliver(shop.database, shop.settings, left, datetime.now(UTC))
    told = {one["error"] for one in steps(shop, made)[1:]}
    assert told == {
        "The mail server answered 550: No such mailbox",
        "The mail server answered 452: Mailbox full",
    }
    post.refuses.clear()
    deliver(shop.database, shop.settings, left, datetime.now(UTC))
    assert [str(one["To"]) for one in post.letters] == ["ren@example.com"]
    states = {one["result"].get("to", one["error"]): one["state"] for one in steps(shop, made)[1:]}
    assert sorted(states.values()) == ["done", "failed"]


def test_after_the_last_try_it_is_told_as_failed(shop: World, rep: Person, post: Post) -> None:
    """As long as there is another try, the connection and the run say so; after the last one they do not."""
    mail(shop, post)
    post.refuses = {"ren@example.com": "452 Mailbox full"}
    made = lead(rep)
    rep.post(f"{RECORDS}/{made}/actions/write")
    with shop.transaction() as context:
        [left] = context.conn.execute(sa.select(outbox.c.id).where(outbox.c.done_at.is_(None))).scalars()
    for last, told, said in ((False, "failed", "retrying"), (True, "refused", "failed")):
        with pytest.raises(DeliveryFailed):
            deliver(shop.database, shop.settings, left, datetime.now(UTC), last=last)
        states = {one["state"] for one in shop.admin.get("/apps/leads/connections/post/deliveries")["items"]}
        assert told in states
        [letter] = [one for one in steps(shop, made)[1:] if one["error"]]
        assert (letter["state"], letter["result"]["to"]) == (said, "ren@example.com")
    assert letter["attempt"] == 2


def test_what_is_no_address_is_refused_and_cannot_add_headers(shop: World, rep: Person, post: Post) -> None:
    """A record's text with a line break in it is no address; a company's name with one stays one subject."""
    mail(shop, post)
    made = lead(rep, contact_name="x@y.example\nBcc: all@y.example", company="Acme\nBcc: evil@y.example")
    rep.post(f"{RECORDS}/{made}/actions/write")
    work(shop)
    [letter] = post.letters
    assert letter["Bcc"] is None
    assert "no mail address" in str([one["error"] for one in steps(shop, made)])


def test_who_did_not_agree_gets_nothing(shop: World, rep: Person, post: Post) -> None:
    """The message asks a field of the record before it leaves."""
    mail(shop, post)
    made = lead(rep, contact_name="buyer@customer.example", need="no mail")
    rep.post(f"{RECORDS}/{made}/actions/write")
    work(shop)
    assert post.letters == []
    [step] = steps(shop, made)
    assert (step["state"], step["result"]) == ("done", {"sent": 0, "skipped": "consent"})


def test_in_quiet_hours_a_message_waits_for_their_end(shop: World, rep: Person, post: Post) -> None:
    """Whatever the hour where the reader is, it is quiet until an hour from now: the job waits until then."""
    mail(shop, post)
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    end = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    quiet = {"from": (now - timedelta(hours=1)).strftime("%H:%M"), "to": end.strftime("%H:%M")}
    place = "/apps/leads/draft/message/hello"
    found = shop.admin.get(place)
    shop.admin.put(
        place, {"document": {**found["document"], "quiet": quiet}}, **{"If-Match": f'"{found["version"]}"'}
    )
    shop.admin.post(
        "/apps/leads/publish", {"plan": shop.admin.get("/apps/leads/draft/plan")["hash"], "accept": []}
    )
    made = lead(rep)
    rep.post(f"{RECORDS}/{made}/actions/write")
    work(shop)
    assert post.letters == []
    with shop.transaction() as context:
        jobs = sa.text(
            "SELECT scheduled_at FROM dougong.procrastinate_jobs WHERE task_name = 'outbox' AND status = 'todo'"
        )
        assert context.conn.execute(jobs).scalars().all() == [end]


def test_an_sms_leaves_by_the_provider(shop: World, rep: Person, other: StandIn) -> None:
    """The provider's API gets number, sender and text, with our account's proof; its refusal is told."""
    connect(shop, "sms", "sms_twilio", "t0ken", account="AC1", url=other.url, **{"from": "+1555"})
    made = lead(rep, contact_name="+8613900139000")
    other.answers = [
        (201, {"sid": "SM1", "status": "queued"}),
        (400, {"code": 21211, "message": "Not a number"}),
    ]
    rep.post(f"{RECORDS}/{made}/actions/text")
    work(shop)
    [asked] = other.asked
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:t0ken").decode()
    assert parse_qs(asked.body.decode()) == {
        "To": ["+8613900139000"],
        "From": ["+1555"],
        "Body": ["您好 Acme\n评分 0"],
    }
    rep.post(f"{RECORDS}/{made}/actions/text")
    work(shop)
    assert "The SMS provider refused (21211): Not a number" in {one["error"] for one in steps(shop, made)}


def _dingtalk(other: StandIn) -> None:
    [asked] = other.asked
    query = {key: value[0] for key, value in parse_qs(urlsplit(asked.path).query).items()}
    proof = hmac.new(b"SECx", f"{query['timestamp']}\nSECx".encode(), hashlib.sha256).digest()
    assert query["access_token"] == "tok"
    assert base64.b64decode(query["sign"]) == proof
    body = json.loads(asked.body)
    assert body["text"]["content"] == "您好 Acme\n评分 0\n@+8613800138000"
    assert body["at"]["atMobiles"] == ["+8613800138000"]


def _wecom(other: StandIn) -> None:
    [asked] = other.asked
    assert json.loads(asked.body) == {
        "msgtype": "text",
        "text": {"content": "您好 Acme\n评分 0", "mentioned_mobile_list": []},
    }


def _feishu(other: StandIn) -> None:
    [asked] = other.asked
    body = json.loads(asked.body)
    proof = hmac.new(f"{body['timestamp']}\nSECx".encode(), b"", hashlib.sha256).digest()
    assert base64.b64decode(body["sign"]) == proof
    assert body["content"] == {"text": "您好 Acme\n评分 0"}


@pytest.mark.parametrize(
    ("button", "connector", "secret", "check", "taken", "refused"),
    [
        (
            "ding",
            "chat_dingtalk",
            "SECx",
            _dingtalk,
            {"errcode": 0, "errmsg": "ok"},
            {"errcode": 310000, "errmsg": "sign not match"},
        ),
        (
            "wecom",
            "chat_wecom",
            None,
            _wecom,
            {"errcode": 0, "errmsg": "ok"},
            {"errcode": 93000, "errmsg": "invalid webhook url"},
        ),
        (
            "feishu",
            "chat_feishu",
            "SECx",
            _feishu,
            {"code": 0, "msg": "success"},
            {"code": 19021, "msg": "sign match fail"},
        ),
    ],
)
def test_a_group_hears_of_it_by_its_robot(
    shop: World,
    rep: Person,
    other: StandIn,
    button: str,
    connector: str,
    secret: str | None,
    check: Callable[[StandIn], None],
    taken: dict[str, Any],
    refused: dict[str, Any],
) -> None:
    """Each robot gets a text as its API says, signed where it asks for it; a refusal that it answers with 200 is one."""
    connect(shop, button, connector, secret, url=f"{other.url}/robot/send?access_token=tok")
    made = lead(rep)
    other.answers = [(200, taken), (200, refused)]
    rep.post(f"{RECORDS}/{made}/actions/{button}")
    work(shop)
    check(other)
    rep.post(f"{RECORDS}/{made}/actions/{button}")
    work(shop)
    number = next(iter(refused.values()))
    assert any(f"The robot refused ({number})" in str(one["error"]) for one in steps(shop, made))


def test_a_mail_connection_is_tried_without_sending(shop: World, post: Post) -> None:
    """The administrator hears whether server, user and password fit."""
    asked = {
        "host": "127.0.0.1",
        "port": post.port,
        "security": "none",
        "from": "a@b.example",
        "user": "robot",
    }
    path = "/apps/leads/connections/post/test"
    assert shop.admin.post(path, {"connector": "mail", "settings": asked, "secret": "p4ss"})["ok"] is True
    wrong = shop.admin.post(path, {"connector": "mail", "settings": asked, "secret": "nope"})
    assert wrong["ok"] is False
    assert wrong["error"].startswith("The mail server answered 535:")
    unset = shop.admin.post(path, {"connector": "mail", "settings": {}, "secret": "p4ss"})
    assert unset["error"] == "The connection lacks its setting “host”."
    private = {**asked, "host": "localhost.localdomain"}
    assert shop.admin.post(path, {"connector": "mail", "settings": private})["ok"] is False
    assert post.letters == []


def test_a_message_is_previewed_and_nothing_sent(shop: World, rep: Person, post: Post) -> None:
    """The builder reads the letter for a record in both languages; a wrong name is told at its place; others may not."""
    mail(shop, post)
    made = lead(rep, contact_name="buyer@customer.example")
    path = "/apps/leads/messages/preview"
    asked = {"entity": "lead", "record": made, "subject": HELLO["subject"], "body": HELLO["body"]}
    told = shop.admin.post(path, asked)
    assert told == {
        "subject": {"en": "Hello Acme", "zh": "您好 Acme"},
        "body": {"en": "Score 0", "zh": "评分 0"},
    }
    wrong = shop.admin.post(path, {**asked, "body": {"en": "{{ nothing }}"}}, 422)
    assert [one["pointer"] for one in wrong["errors"]] == ["/body/en"]
    rep.post(path, asked, 403)
    work(shop)
    assert post.letters == []


def _certificate(folder: Path) -> ssl.SSLContext:
    """Return the side of a server with a certificate of its own, which lies in `folder`, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "post.pem").write_bytes(made.public_bytes(Encoding.PEM) + plain)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "post.pem")
    return context


def test_mail_is_encrypted_and_the_server_is_known(
    shop: World, rep: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose certificate nobody vouches for gets neither password nor letter; one that is known gets both."""
    post = Post(_certificate(tmp_path))
    try:
        mail(shop, post, security="starttls", user="robot")
        made = lead(rep)
        rep.post(f"{RECORDS}/{made}/actions/write")
        work(shop)
        assert post.letters == []
        assert post.signed_in == []
        assert "The certificate of the mail server does not hold" in str(steps(shop, made))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "post.pem"))
        rep.post(f"{RECORDS}/{made}/actions/write")
        work(shop)
        assert [str(one["To"]) for one in post.letters] == ["ren@example.com"]
        assert post.signed_in == ["robot"]
    finally:
        post.controller.stop()
