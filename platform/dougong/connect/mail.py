"""Mail: messages sent by SMTP, each under the id of its effect, so that a repeat can be known."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from dougong.connect.contract import Action, Call, Connector, ConnectorError
from dougong.connect.outbound import TOTAL_SECONDS, Outbound, OutboundFailed, OutboundRefused
from dougong.connect.posting import MESSAGE_SCHEMA, setting

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class _Client(smtplib.SMTP):
    """An SMTP client that reaches its server by the guarded outbound client alone."""

    def __init__(self, http: Outbound, host: str, port: int, security: str) -> None:
        super().__init__(timeout=TOTAL_SECONDS)
        self._http, self._host, self._security = http, host, security
        self.connect(host, port)
        if security == "starttls":
            self.starttls(context=ssl.create_default_context())

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = self._http.connect(host, port)
        if self._security != "tls":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def send(call: Call) -> Mapping[str, Any]:
    """Send one mail; a refusal for good (5xx) is told with the server's words, any other is tried again."""
    message = _message(call)
    with _server(call) as client:
        client.send_message(message)
    return {"message_id": message["Message-ID"], "to": message["To"]}


def test(call: Call) -> Mapping[str, Any]:
    """Connect and sign in, as for sending, and send nothing."""
    with _server(call) as client:
        code, _ = client.noop()
    return {"code": code}


@contextmanager
def _server(call: Call) -> Iterator[smtplib.SMTP]:
    host, security = setting(call, "host"), str(call.settings.get("security", "starttls"))
    port = int(call.settings.get("port") or _PORTS[security])
    try:
        with _Client(call.http, host, port, security) as client:
            user = call.settings.get("user")
            if user:
                client.login(str(user), call.secret or "")
            yield client
    except OutboundRefused as error:
        raise ConnectorError(str(error), again=False) from error
    except OutboundFailed as error:
        raise ConnectorError(str(error)) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _refusal(code, words) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ConnectorError(f"The mail server cannot do it: {error}", again=False) from error
    except ssl.SSLCertVerificationError as error:
        reason = error.verify_message
        raise ConnectorError(
            f"The certificate of the mail server does not hold: {reason}.", again=False
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        kind = type(error).__name__
        raise ConnectorError(f"The mail server broke off: {kind}.") from error


def _refusal(code: int, words: bytes | str) -> ConnectorError:
    """Return the refusal of a server: 4xx passes, 5xx does not."""
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    told = " ".join(told.split())[:300]
    return ConnectorError(f"The mail server answered {code}: {told}", again=not 500 <= code < 600)


def _message(call: Call) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    sender = _address(setting(call, "from"), str(call.settings.get("from_name", "")))
    message["From"] = sender
    message["To"] = _address(str(call.input.get("to", "")))
    if call.settings.get("reply_to"):
        message["Reply-To"] = _address(str(call.settings["reply_to"]))
    message["Subject"] = " ".join(str(call.input.get("subject", "")).split())
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9-]+', '.', call.key).strip('.')}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(call.input.get("text", "")))
    return message


def _address(text: str, name: str = "") -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=text.strip())
    except (ValueError, IndexError, MessageError) as error:
        raise ConnectorError(f"“{text}” is no mail address.", again=False) from error


def _text(label: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"type": "string", "maxLength": 300, "x-label": {"en": label[0], "zh": label[1]}, **more}


CONNECTOR = Connector(
    name="mail",
    channel="mail",
    label={"en": "Mail (SMTP)", "zh": "邮件（SMTP）"},
    help={
        "en": "Sends messages by your mail server. What it refuses for good is told with its words; the rest is "
        "tried again.",
        "zh": "通过你的邮件服务器发送消息。服务器永久拒绝的会显示其原话，其余会自动重试。",
    },
    settings_schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "host": _text(("Server", "服务器")),
            "port": {
                "type": "integer",
                "minimum": 1,
                "maximum": 65535,
                "x-label": {"en": "Port (usual one when empty)", "zh": "端口（留空用常用端口）"},
            },
            "security": _text(("Encryption", "加密方式"), enum=["starttls", "tls", "none"]),
            "user": _text(("User", "用户名")),
            "from": _text(("Sender's address", "发件地址")),
            "from_name": _text(("Sender's name", "发件人名称")),
            "reply_to": _text(("Answers go to", "回复地址")),
        },
    },
    actions={
        "send": Action(
            name="send", label={"en": "Send a mail", "zh": "发送邮件"}, run=send, input_schema=MESSAGE_SCHEMA
        )
    },
    test=test,
    secret_label={"en": "Password", "zh": "密码"},
)
