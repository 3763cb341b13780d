"""Webhook out: send a signed JSON body to an address of another system."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson

from dougong.connect.contract import Action, Call, Connector, ConnectorError
from dougong.connect.outbound import OutboundFailed, OutboundRefused
from dougong.connect.signatures import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign


def send(call: Call) -> Mapping[str, Any]:
    """POST the input as JSON; 2xx is success, 408, 425, 429 and 5xx are worth another attempt."""
    body = orjson.dumps(dict(call.input), default=str)
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Dougong",
        ID_HEADER: call.key,
        TIME_HEADER: str(timestamp),
    }
    if call.secret:
        headers[SIGNATURE_HEADER] = sign(call.secret, timestamp, body)
    try:
        answer = call.http.request("POST", str(call.settings["url"]), body=body, headers=headers)
    except OutboundRefused as error:
        raise ConnectorError(str(error), again=False) from error
    except OutboundFailed as error:
        raise ConnectorError(str(error)) from error
    if not 200 <= answer.status < 300:
        again = answer.status in {408, 425, 429} or answer.status >= 500
        raise ConnectorError(f"The other system answered {answer.status}.", again=again)
    return {"status": answer.status}


def test(call: Call) -> Mapping[str, Any]:
    """Send an empty test body."""
    return send(
        Call(http=call.http, settings=call.settings, secret=call.secret, input={"test": True}, key=call.key)
    )


CONNECTOR = Connector(
    name="webhook_out",
    label={"en": "Webhook (out)", "zh": "Webhook(发出)"},
    help={
        "en": "Sends a JSON body by POST. webhook-id, webhook-timestamp and webhook-signature let the "
        "receiver recognise repeats and check who sent it: v1=HMAC-SHA256(secret, timestamp + '.' + body).",
        "zh": "以 POST 发送 JSON。接收方可用 webhook-id 去重，用 webhook-timestamp 与 webhook-signature 验签："
        "v1=HMAC-SHA256(密钥, 时间戳 + '.' + 正文)。",
    },
    settings_schema={
        "type": "object",
        "required": ["url"],
        "additionalProperties": False,
        "properties": {
            "url": {
                "type": "string",
                "x-label": {"en": "Address", "zh": "地址"},
                "pattern": "^https?://",
                "maxLength": 2000,
            }
        },
    },
    actions={
        "send": Action(
            name="send",
            label={"en": "Send", "zh": "发送"},
            run=send,
            input_schema={"type": "object"},
            output_schema={"type": "object", "properties": {"status": {"type": "integer"}}},
        )
    },
    test=test,
    secret_label={"en": "Signing secret", "zh": "签名密钥"},
)
