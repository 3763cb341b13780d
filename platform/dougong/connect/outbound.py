"""The outbound client: the one way out to other systems.

It resolves the name itself, refuses every address that is not public (addresses.py), and connects to the
address it checked, so a name that changes its answer in between gains nothing. It follows no redirects,
sends and reads a limited number of bytes and gives up after a limited time.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx

from dougong.connect.addresses import is_public

REQUEST_LIMIT = 1_048_576
ANSWER_LIMIT = 5_242_880
CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 15.0
_HEADERS_KEPT = ("content-type", "retry-after")

Resolve = Callable[[str, int], list[str]]


class OutboundRefused(Exception):
    """The address, the size or the scheme is not allowed; trying again will not help."""


class OutboundFailed(Exception):
    """The other side could not be reached or was too slow; a later attempt may succeed."""


@dataclass(frozen=True, slots=True)
class OutboundAnswer:
    """What came back: status, a few headers, and at most ANSWER_LIMIT bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raises OutboundFailed when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutboundFailed(f"The host {host} cannot be found.") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outbound:
    """A guarded HTTP client; `allowed_hosts` may be private (tests, systems in the same house)."""

    def __init__(self, allowed_hosts: frozenset[str] = frozenset(), resolver: Resolve = resolve) -> None:
        self.allowed_hosts = allowed_hosts
        self.resolver = resolver

    def request(
        self, method: str, url: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> OutboundAnswer:
        """Send one request and return its answer; raises OutboundRefused and OutboundFailed."""
        if len(body) > REQUEST_LIMIT:
            raise OutboundRefused(f"The body is larger than {REQUEST_LIMIT} bytes.")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise OutboundRefused("The address must be an http or https address without a password in it.")
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise OutboundRefused("The port of the address cannot be read.") from error
        address = self._address(parts.hostname, port)
        literal = f"[{address}]" if ":" in address else address
        target = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
        return self._send(method, target, parts.hostname, parts.netloc, body, headers or {})

    def connect(self, host: str, port: int) -> socket.socket:
        """Open a connection for another protocol than HTTP, to the address that was checked."""
        try:
            return socket.create_connection((self._address(host, port), port), timeout=TOTAL_SECONDS)
        except OSError as error:
            raise OutboundFailed(f"{host} did not answer: {type(error).__name__}.") from error

    def _address(self, host: str, port: int) -> str:
        addresses = self.resolver(host, port)
        if host.lower() in self.allowed_hosts:
            return addresses[0]
        refused = [address for address in addresses if not is_public(address)]
        if refused or not addresses:
            raise OutboundRefused(
                f"The host {host} is not a public one. An administrator may allow it by "
                "DOUGONG_OUTBOUND_ALLOW."
            )
        return addresses[0]

    def _send(
        self, method: str, target: str, host: str, netloc: str, body: bytes, headers: Mapping[str, str]
    ) -> OutboundAnswer:
        deadline = time.monotonic() + TOTAL_SECONDS
        timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
        # trust_env=False: a proxy from the environment would undo the check of the address.
        try:
            with (
                httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    method,
                    target,
                    content=body,
                    headers={**headers, "Host": netloc},
                    extensions={"sni_hostname": host},
                ) as answer,
            ):
                return OutboundAnswer(
                    answer.status_code,
                    {name: answer.headers[name] for name in _HEADERS_KEPT if name in answer.headers},
                    _read(answer, deadline),
                )
        except httpx.HTTPError as error:
            raise OutboundFailed(f"{host} did not answer: {type(error).__name__}.") from error


def _read(answer: httpx.Response, deadline: float) -> bytes:
    found = bytearray()
    for chunk in answer.iter_bytes():
        found += chunk
        if len(found) > ANSWER_LIMIT:
            raise OutboundRefused(f"The answer is larger than {ANSWER_LIMIT} bytes.")
        if time.monotonic() > deadline:
            raise OutboundFailed("The answer took too long.")
    return bytes(found)


def allowed_hosts(setting: str) -> frozenset[str]:
    """Read DOUGONG_OUTBOUND_ALLOW, hosts joined by commas."""
    return frozenset(host.strip().lower() for host in setting.split(",") if host.strip())
