"""Mail comes in as mail servers write it: each becomes a record once, with its files; a keyword makes a ticket of it."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.stories.edited import edited
from tests.stories.leads import LEADS
from tests.stories.test_steps_go_through_lists import entity, field, text
from tests.world import World

MAILS = "/apps/leads/entities/mail/records"
TICKETS = "/apps/leads/entities/ticket/records"
MAPPING = {
    "subject": "subject",
    "sender": "from",
    "name": "from_name",
    "words": "text",
    "files": "attachments",
    "answers": "in_reply_to",
}

MAIL = entity(
    "ma000001",
    "mail",
    {
        "subject": field("ma000002", "subject", "text"),
        "sender": field("ma000003", "sender", "email"),
        "name": field("ma000004", "name", "text"),
        "words": field("ma000005", "words", "long_text"),
        "files": field("ma000006", "files", "attachment"),
        "answers": field("ma000007", "answers", "text"),
    },
)
TICKET = entity(
    "ti000001",
    "ticket",
    {
        "subject": field("ti000002", "subject", "text"),
        "priority": field("ti000003", "priority", "text"),
        "mail": field("ti000004", "mail", "reference", entity="mail"),
    },
)
COMPLAINT = {
    "format": 1,
    "id": "ru0000ti",
    "key": "complaint",
    "entity": "mail",
    "name": text("complaint"),
    "on": {"mail": "support"},
    "when": 'CONTAINS(subject & words, "投诉") OR CONTAINS(subject & words, "退款")',
    "do": [
        {"Create": {"entity": "ticket", "values": {"subject": "subject", "priority": '"P1"', "mail": "this"}}}
    ],
}


class Box:
    """A mail server that hands every mail to the address of the app."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.admin = world, world.admin
        changes = {
            "entities/mail.json": MAIL,
            "entities/ticket.json": TICKET,
            "rules/complaint.json": COMPLAINT,
        }
        world.install_folder(edited(LEADS, folder, changes))
        made = self.admin.post(
            "/apps/leads/hooks",
            {"name": "Support", "event": "support", "entity": "mail", "mapping": MAPPING},
            201,
        )
        self.path, self.secret = (
            made["url"].partition("/api")[1] + made["url"].partition("/api")[2],
            made["secret"],
        )

    def hand(self, raw: bytes, status: int = 200, secret: str | None = None) -> Any:
        """Hand over a mail."""
        answer = self.world.client.post(
            f"{self.path}/mail",
            content=raw,
            headers={"content-type": "message/rfc822", "x-hook-secret": secret or self.secret},
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def read(self, record: str) -> dict[str, Any]:
        """Return what a mail became."""
        found: dict[str, Any] = self.admin.get(f"{MAILS}/{record}")["values"]
        return found

    def files(self, record: str) -> list[str]:
        """Return the names of the files of a mail."""
        found = [self.admin.request("GET", f"/files/{one}") for one in self.read(record)["files"]]
        assert [one.status_code for one in found] == [200] * len(found)
        return [unquote(one.headers["content-disposition"].partition("''")[2]) for one in found]

    def tickets(self) -> list[Any]:
        """Return the tickets: subject, priority, mail."""
        items = self.admin.get(TICKETS)["items"]
        return [tuple(one["values"][key] for key in ("subject", "priority", "mail")) for one in items]


@pytest.fixture
def box(world: World, tmp_path: Path) -> Box:
    return Box(world, tmp_path)


def letter(subject: str, words: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "王 小明 <wang@customer.example>"
    message["To"] = "support@we.example"
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


def test_a_complaint_becomes_a_ticket_with_its_mail(box: Box) -> None:
    """Who wrote, what, and the files; another mail is kept and makes no ticket."""
    message = letter("设备故障", "我要投诉。\n请退款。", Message_ID="<1@customer.example>")
    message.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="发票.pdf")
    took = box.hand(message.as_bytes())
    values = box.read(took["record"])
    assert (values["subject"], values["sender"], values["name"]) == (
        "设备故障",
        "wang@customer.example",
        "王 小明",
    )
    assert values["words"] == "我要投诉。\n请退款。"
    assert box.files(took["record"]) == ["发票.pdf"]
    assert box.tickets() == [("设备故障", "P1", took["record"])]
    box.hand(letter("Thanks", "All is well.", In_Reply_To="<9@we.example>").as_bytes())
    assert len(box.tickets()) == 1
    assert len(box.admin.get(MAILS)["items"]) == 2


def test_a_mail_that_is_handed_over_twice_counts_once(box: Box) -> None:
    """The Message-ID tells; mails without one are each their own."""
    raw = letter("投诉", "x", Message_ID="<2@customer.example>").as_bytes()
    first, again = box.hand(raw), box.hand(raw)
    assert (again["repeated"], again["record"]) == (True, first["record"])
    plain = letter("Hello", "x").as_bytes()
    assert box.hand(plain)["record"] != box.hand(plain)["record"]
    assert len(box.tickets()) == 1


def test_mails_are_read_as_they_come(box: Box) -> None:
    """HTML without its scripts, a character set that nobody knows, headers that are badly written, another mail inside."""
    html = letter("HTML", "")
    html.set_content("<p>Dear <b>sirs</b></p><script>alert(1)</script><p>退款</p>", subtype="html")
    assert box.read(box.hand(html.as_bytes())["record"])["words"] == "Dear sirs\n退款"

    odd = b"From: x@y.example\r\nSubject: =?nocharset?q?=FF?=\r\nContent-Type: text/plain; charset=nocharset\r\n\r\n\xff\xe4ok"
    assert box.read(box.hand(odd)["record"])["words"].endswith("ok")

    bad = b"From: Somebody <<a@b.example>\nSubject: \x00two\n lines\nDate: never\nMIME-Version: 1.0\n\nbody"
    values = box.read(box.hand(bad)["record"])
    assert (values["subject"], values["words"]) == ("two lines", "body")

    outer = letter("Fwd", "see below")
    outer.add_attachment(letter("Inner", "deep"))
    assert box.files(box.hand(outer.as_bytes())["record"]) == ["1.rfc822"]


def test_what_is_no_mail_is_refused(box: Box) -> None:
    """Nothing, no sender, parts without end, a wrong secret; nothing is left of any of them."""
    box.hand(b"", 400)
    box.hand(b"hello there", 400)
    nested = b"From: a@b.example\r\n"
    for at in range(400):
        nested += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)
    box.hand(nested + b"Content-Type: text/plain\r\n\r\nx", 400)
    box.hand(letter("x", "y").as_bytes(), 401, secret="wrong")
    assert box.admin.get(MAILS)["items"] == []
