"""The outbound client reaches public addresses only, however a private one is spelled."""

from __future__ import annotations

import pytest

from dougong.connect.addresses import is_public
from dougong.connect.outbound import Outbound, OutboundFailed, OutboundRefused

PRIVATE = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
)
PUBLIC = ("1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://017700000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_the_client_refuses_names_that_lead_inside(url: str) -> None:
    with pytest.raises((OutboundRefused, OutboundFailed)):
        Outbound().request("GET", url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://",
        "http://user:pass@example.com/",
        "http://example.com:99999/",
        "gopher://example.com/",
    ],
)
def test_only_plain_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(OutboundRefused):
        Outbound(resolver=lambda host, port: ["1.1.1.1"]).request("GET", url)


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    """A name that answers with both would otherwise choose for us."""
    client = Outbound(resolver=lambda host, port: ["1.1.1.1", "10.0.0.1"])
    with pytest.raises(OutboundRefused, match="not a public one"):
        client.request("GET", "http://example.com/")


def test_a_body_above_the_limit_is_not_sent() -> None:
    with pytest.raises(OutboundRefused, match="larger"):
        Outbound().request("POST", "http://example.com/", body=b"x" * 1_048_577)
