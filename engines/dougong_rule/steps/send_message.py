"""SendMessage: write to people, or to an address of the record, by mail, SMS or chat; a job does it after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong_formula import TEXT
from dougong_rule.selectors import parse_selectors
from dougong_rule.steps.values import check_message
from dougong_rule.surroundings import Reading


def check(body: Mapping[str, Any], pointer: str, reading: Reading) -> None:
    """`connection` names a connection that sends messages, `message` a message or is `{"subject", "body"?}`.

    `to` are people selectors, `address` is an expression that gives a mail address or a telephone number; a group in a
    chat needs neither.
    """
    connection = reading.key_of("connection", body.get("connection"), f"{pointer}/connection")
    channel = reading.surroundings.channels.get(connection)
    if connection and channel is None:
        reading.refuse(
            f"{pointer}/connection", "no_channel", f"The connection “{connection}” sends no messages."
        )
    if "to" in body:
        parse_selectors(body["to"], f"{pointer}/to", reading)
    if "address" in body:
        reading.expression(body["address"], f"{pointer}/address", TEXT)
        if channel == "chat":
            reading.refuse(f"{pointer}/address", "no_address", "A group in a chat has no addresses.")
    elif "to" not in body and channel in ("mail", "sms"):
        reading.refuse(f"{pointer}/to", "recipient_expected", "Say who gets it: people (to), or an address.")
    message = body.get("message")
    check_message(message, f"{pointer}/message", reading)
    about = reading.surroundings.spoken_of.get(message) if isinstance(message, str) else None
    if about is not None and about != reading.entity:
        reading.refuse(
            f"{pointer}/message", "wrong_entity", f"The message “{message}” speaks of other records."
        )
