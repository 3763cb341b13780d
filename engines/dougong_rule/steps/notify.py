"""Notify: tell people in the product; a message document or a text given here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_rule.selectors import parse_selectors
from dougong_rule.steps.values import check_message
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`to` are people selectors; `message` is the key of a message, or `{"subject", "body"?}`."""
    parse_selectors(body.get("to"), f"{pointer}/to", reading)
    check_message(body.get("message"), f"{pointer}/message", reading)
