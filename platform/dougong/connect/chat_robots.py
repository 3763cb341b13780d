"""Chat robots: messages into a group of DingTalk, WeCom or Feishu by its robot, signed where the robot asks for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from dougong.connect.contract import Action, Call, Connector, ConnectorError, Text
from dougong.connect.posting import MESSAGE_SCHEMA, post_json, setting, whole_text

_TOO_MANY = frozenset({130101, 410100, 45009, 9499, 11232, -1, -2})
"""Codes by which the three say that there were too many messages or that they are busy."""


def _signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _mentions(call: Call) -> list[str]:
    return [str(one) for one in call.input.get("mentions", ())]


def _accepted(found: Mapping[str, Any], code: str, words: str) -> Mapping[str, Any]:
    """Return the answer of a robot when it took the message; these answer 200 also when they did not."""
    number = found.get(code)
    if number != 0:
        told = str(found.get(words, ""))[:300]
        raise ConnectorError(f"The robot refused ({number}): {told}", again=number in _TOO_MANY)
    return {"code": 0}


def send_dingtalk(call: Call) -> Mapping[str, Any]:
    """Send a text to a DingTalk group; with a secret the address is signed by the moment."""
    url = setting(call, "url")
    if call.secret:
        moment = str(round(time.time() * 1000))
        sign = quote(_signed(call.secret, f"{moment}\n{call.secret}"), safe="")
        url += f"{'&' if '?' in url else '?'}timestamp={moment}&sign={sign}"
    mentions = _mentions(call)
    text = "\n".join([whole_text(call), *(f"@{one}" for one in mentions)])
    body = {"msgtype": "text", "text": {"content": text}, "at": {"atMobiles": mentions, "isAtAll": False}}
    return _accepted(post_json(call, url, body), "errcode", "errmsg")


def send_wecom(call: Call) -> Mapping[str, Any]:
    """Send a text to a WeCom group; the key in the address is its only proof."""
    text = {"content": whole_text(call), "mentioned_mobile_list": _mentions(call)}
    return _accepted(
        post_json(call, setting(call, "url"), {"msgtype": "text", "text": text}), "errcode", "errmsg"
    )


def send_feishu(call: Call) -> Mapping[str, Any]:
    """Send a text to a Feishu group; with a secret the body is signed by the moment."""
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": whole_text(call)}}
    if call.secret:
        moment = str(int(time.time()))
        body |= {"timestamp": moment, "sign": _signed(f"{moment}\n{call.secret}", "")}
    return _accepted(post_json(call, setting(call, "url"), body), "code", "msg")


def _robot(
    name: str, label: Text, send: Callable[[Call], Mapping[str, Any]], secret_label: Text | None
) -> Connector:
    return Connector(
        name=name,
        channel="chat",
        label=label,
        help={
            "en": "Sends messages to a group by its robot. The address is the one that the group shows for its robot.",
            "zh": "通过群机器人向群里发送消息。地址是群设置里机器人给出的 Webhook 地址。",
        },
        settings_schema={
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "url": {
                    "type": "string",
                    "pattern": "^https?://",
                    "maxLength": 2000,
                    "x-label": {"en": "Address of the robot", "zh": "机器人地址"},
                }
            },
        },
        actions={
            "send": Action(
                name="send",
                label={"en": "Send a message", "zh": "发送消息"},
                run=send,
                input_schema=MESSAGE_SCHEMA,
            )
        },
        secret_label=secret_label,
    )


_SIGNING: Text = {"en": "Signing secret", "zh": "加签密钥"}
DINGTALK = _robot(
    "chat_dingtalk", {"en": "DingTalk group robot", "zh": "钉钉群机器人"}, send_dingtalk, _SIGNING
)
WECOM = _robot("chat_wecom", {"en": "WeCom group robot", "zh": "企业微信群机器人"}, send_wecom, None)
FEISHU = _robot("chat_feishu", {"en": "Feishu group robot", "zh": "飞书群机器人"}, send_feishu, _SIGNING)
