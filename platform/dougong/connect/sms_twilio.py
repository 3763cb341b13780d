"""SMS by Twilio's Messages API, or by a provider that speaks it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from dougong.connect.contract import Action, Call, Connector, ConnectorError
from dougong.connect.posting import MESSAGE_SCHEMA, post, setting, whole_text

_USUAL = "https://api.twilio.com"


def send(call: Call) -> Mapping[str, Any]:
    """Send one text message; the provider's refusal is told with its number and words."""
    account = setting(call, "account")
    url = f"{str(call.settings.get('url') or _USUAL).rstrip('/')}/2010-04-01/Accounts/{quote(account, safe='')}/Messages.json"
    body = urlencode(
        {"To": call.input.get("to", ""), "From": setting(call, "from"), "Body": whole_text(call)}
    )
    signed = base64.b64encode(f"{account}:{call.secret}".encode()).decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Basic {signed}"}
    status, found = post(call, url, body.encode(), headers)
    if not 200 <= status < 300:
        code, words = found.get("code", status), str(found.get("message", ""))[:300]
        raise ConnectorError(f"The SMS provider refused ({code}): {words}", again=False)
    return {"id": found.get("sid"), "state": found.get("status")}


CONNECTOR = Connector(
    name="sms_twilio",
    channel="sms",
    label={"en": "SMS (Twilio)", "zh": "短信（Twilio）"},
    help={
        "en": "Sends text messages by Twilio's Messages API. Numbers are written with their country, +8613800138000.",
        "zh": "通过 Twilio 的 Messages API 发送短信。号码须带国家码，如 +8613800138000。",
    },
    settings_schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "account": {
                "type": "string",
                "maxLength": 100,
                "x-label": {"en": "Account SID", "zh": "账户 SID"},
            },
            "from": {
                "type": "string",
                "maxLength": 40,
                "x-label": {"en": "Sender's number", "zh": "发送号码"},
            },
            "url": {
                "type": "string",
                "pattern": "^https?://",
                "maxLength": 2000,
                "x-label": {
                    "en": "Address of the API (Twilio's when empty)",
                    "zh": "API 地址（留空用 Twilio）",
                },
            },
        },
    },
    actions={
        "send": Action(
            name="send", label={"en": "Send an SMS", "zh": "发送短信"}, run=send, input_schema=MESSAGE_SCHEMA
        )
    },
    secret_label={"en": "Auth token", "zh": "Auth Token"},
    secret_required=True,
)
