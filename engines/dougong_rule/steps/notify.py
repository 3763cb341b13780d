"""Notify: tell people in the product; a message document or a text given here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.selectors import parse_selectors
from dougong_rule.steps.values import check_text
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`to` are people selectors; `message` is the key of a message, or `{"subject", "body"?}`."""
    parse_selectors(body.get("to"), f"{pointer}/to", reading)
    message = body.get("message")
    if isinstance(message, Mapping):
        check_text(message.get("subject"), f"{pointer}/message/subject", reading)
        if "body" in message:
            check_text(message["body"], f"{pointer}/message/body", reading)
        return
    reading.key_of("message", message, f"{pointer}/message")
