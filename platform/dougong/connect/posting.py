"""Posting: one request of a connector to an API that answers in JSON, with its failures told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from dougong.connect.contract import Call, ConnectorError
from dougong.connect.outbound import OutboundFailed, OutboundRefused

_PASSING = frozenset({408, 425, 429})


def setting(call: Call, name: str) -> str:
    """Return a setting that an administrator has to make; raises ConnectorError when he has not."""
    value = str(call.settings.get(name) or "")
    if not value:
        raise ConnectorError(f"The connection lacks its setting “{name}”.", again=False)
    return value


def post(call: Call, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object that an API answers with; an answer of another form is an empty one.

    Raises ConnectorError when it cannot be reached, has too much to do, or is broken.
    """
    try:
        answer = call.http.request("POST", url, body=body, headers={"User-Agent": "Dougong", **headers})
    except OutboundRefused as error:
        raise ConnectorError(str(error), again=False) from error
    except OutboundFailed as error:
        raise ConnectorError(str(error)) from error
    if answer.status in _PASSING or answer.status >= 500:
        raise ConnectorError(f"The other system answered {answer.status}.")
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        found = None
    return answer.status, found if isinstance(found, dict) else {}


def post_json(call: Call, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """POST a JSON body and return the answer; raises ConnectorError for any status that is no success."""
    status, found = post(call, url, orjson.dumps(body), {"Content-Type": "application/json; charset=utf-8"})
    if not 200 <= status < 300:
        raise ConnectorError(f"The other system answered {status}.", again=False)
    return found


def whole_text(call: Call) -> str:
    """Return a message as one text: its subject and, below it, its body."""
    subject, text = str(call.input.get("subject", "")), str(call.input.get("text", ""))
    return "\n".join(one for one in (subject, text) if one)


MESSAGE_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "to": {"type": "string"},
        "subject": {"type": "string"},
        "text": {"type": "string"},
        "mentions": {"type": "array", "items": {"type": "string"}},
    },
}
"""What `send` of a connector with a channel is given; `to` is a mail address or a telephone number."""
