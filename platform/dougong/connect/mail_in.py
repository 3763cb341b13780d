"""Mail in: a message as mail servers write it (RFC 5322, MIME), read into what the fields of a record can take."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from io import BytesIO
from typing import IO, Any

from dougong.errors import BadRequest
from dougong_form import ValueRefused, safe_html, words_of

LONGEST_TEXT = 100_000
"""So many characters of a message's text are taken; the rest is cut off."""

MOST_FILES = 20
"""So many of its attachments are taken, the first."""

DEEPEST = 30
"""So deep parts may stand inside each other."""

_MARK = "…"
_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """An attachment: its name, and its bytes."""

    name: str
    content: bytes

    def open(self) -> IO[bytes]:
        """Return the bytes to be read."""
        return BytesIO(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A message: `values` are its parts by name, `identity` its Message-ID when it has one, `files` its attachments."""

    identity: str | None
    values: Mapping[str, Any]
    files: Sequence[MailFile]


def read_mail(raw: bytes) -> ReceivedMail:
    """Read a message; raises BadRequest for what is none.

    `values` are `from` (an address), `from_name`, `to` and `cc` (addresses, by commas), `subject`, `text` (the words
    of an HTML message), `date` (ISO 8601), `message_id`, `in_reply_to`.
    """
    if not raw.strip():
        raise BadRequest("The body is no mail message.")
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        _refuse_depth(message)
        sender = _addresses(message, "from")
        if not sender:
            raise BadRequest("The body is no mail message: it does not say from whom it is.")
        values = {
            "from": sender[0][1],
            "from_name": sender[0][0] or None,
            "to": _listed(message, "to"),
            "cc": _listed(message, "cc"),
            "subject": _header(message, "subject"),
            "text": _text(message),
            "date": _date(message),
            "message_id": _header(message, "message-id"),
            "in_reply_to": _header(message, "in-reply-to"),
        }
        return ReceivedMail(identity=values["message_id"], values=values, files=_files(message))
    except RecursionError as error:
        raise BadRequest("The parts of the mail stand too deep inside each other.") from error


def _refuse_depth(message: EmailMessage) -> None:
    waiting: list[tuple[Any, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEEPEST:
            raise BadRequest("The parts of the mail stand too deep inside each other.")
        if part.is_multipart():
            waiting += [(inner, depth + 1) for inner in part.iter_parts()]


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header in words, on one line; the library fails on some that are badly written."""
    found: str | None = _tried(lambda: str(message.get(name, "")))
    if found is None:
        found = next(iter(_raw(message, name)), "")
    return " ".join(_clean(found).split()) or None


def _raw(message: EmailMessage, name: str) -> list[str]:
    """Return a header as it was written, each time that it stands there."""
    return [_clean(str(value)) for key, value in message.raw_items() if key.lower() == name]


def _addresses(message: EmailMessage, name: str) -> list[tuple[str, str]]:
    said = [_clean(str(one)) for one in _tried(lambda: message.get_all(name, [])) or []]
    found = [(shown.strip(), address.strip()) for shown, address in getaddresses(said)]
    written = [(shown, address) for shown, address in found if "@" in address]
    # What is not written as it should be still names whoever can be answered.
    return written or [("", address) for one in _raw(message, name) for address in _ADDRESS.findall(one)]


def _listed(message: EmailMessage, name: str) -> str | None:
    return ", ".join(address for _name, address in _addresses(message, name)) or None


def _date(message: EmailMessage) -> str | None:
    moment = _tried(lambda: message["date"].datetime)
    return None if moment is None or moment.tzinfo is None else str(moment.isoformat())


def _text(message: EmailMessage) -> str | None:
    part = _tried(lambda: message.get_body(("plain", "html")))
    if part is None:
        return None
    found = _decoded(part)
    if part.get_content_subtype() == "html":
        try:
            found = words_of(safe_html(found))
        except ValueRefused:
            return None
    found = _clean(found).replace("\r\n", "\n").strip()
    return (found if len(found) <= LONGEST_TEXT else found[:LONGEST_TEXT] + _MARK) or None


def _decoded(part: Any) -> str:
    """Return the text of a part; bytes that are not of its character set, or of one that nobody knows, are replaced."""
    found: str | None = _tried(lambda: str(part.get_content()))
    if found is not None:
        return found
    raw = _tried(lambda: part.get_payload(decode=True)) or b""
    return bytes(raw).decode("utf-8", "replace")


def _files(message: EmailMessage) -> list[MailFile]:
    found = []
    for at, part in enumerate(_tried(lambda: list(message.iter_attachments())) or []):
        content = _tried(lambda part=part: part.get_payload(decode=True))  # type: ignore[misc]
        if part.get_content_type() == "message/rfc822":
            content = _tried(lambda part=part: part.get_payload(0).as_bytes())  # type: ignore[misc]
        if isinstance(content, bytes):
            name = _tried(part.get_filename) or f"{at + 1}.{part.get_content_subtype()}"
            found.append(MailFile(name=_clean(str(name)), content=content))
    return found[:MOST_FILES]


def _clean(text: str) -> str:
    """Return a text without what no database takes: null characters, and bytes that are of no character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _tried(read: Callable[[], Any]) -> Any:
    """Return what the library reads of a part, or None when the part is written in a way that it cannot."""
    try:
        return read()
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, MessageError):
        return None
