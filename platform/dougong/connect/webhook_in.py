"""Webhook in: another system posts JSON to an address of ours, with the secret or signed by it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dougong.connect.contract import Connector, ConnectorTrigger
from dougong.connect.signatures import SIGNATURE_HEADER, TIME_HEADER, signature_holds

SECRET_HEADER = "x-hook-secret"


def authentic(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Say whether a request carries the hook's secret, or a fresh signature made with it."""
    signature = headers.get(SIGNATURE_HEADER)
    if signature is not None:
        return signature_holds(secret, headers.get(TIME_HEADER, ""), body, signature, now)
    return hmac.compare_digest(secret.encode(), headers.get(SECRET_HEADER, "").encode())


def at_path(payload: Any, path: str) -> Any:
    """Return the value at a path such as `contact.phones.0`; None when there is none."""
    for part in path.split("."):
        if isinstance(payload, Mapping):
            payload = payload.get(part)
        elif isinstance(payload, list) and part.isdigit() and int(part) < len(payload):
            payload = payload[int(part)]
        else:
            return None
    return payload


CONNECTOR = Connector(
    name="webhook_in",
    label={"en": "Webhook (in)", "zh": "Webhook(接收)"},
    help={
        "en": "Post JSON to the hook's address with the header x-hook-secret, or signed as our own webhooks. "
        "The header webhook-id makes a repeated delivery count once.",
        "zh": "向地址 POST JSON，并带 x-hook-secret 请求头，或按我们发出的方式签名。"
        "带 webhook-id 时重复投递只计一次。",
    },
    settings_schema={
        "type": "object",
        "required": ["entity", "mapping"],
        "additionalProperties": False,
        "properties": {
            "entity": {"type": "string"},
            "event": {"type": "string"},
            "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
            "match": {"type": "array", "items": {"type": "string"}},
        },
    },
    triggers={
        "received": ConnectorTrigger(
            name="received", label={"en": "Received", "zh": "收到"}, output_schema={"type": "object"}
        )
    },
)
