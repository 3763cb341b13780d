"""Load: keep-alive requests over a few connections, as fast as the server answers.

Counts answers and errors.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from collections.abc import Iterator

import orjson


async def answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes
) -> tuple[bytes, bytes]:
    """Send a request and return the head and the content of its answer."""
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    place = lowered.find(b"content-length:")
    if place < 0:
        return head, b""
    end = lowered.find(b"\r\n", place)
    return head, await reader.readexactly(int(lowered[place + 15 : end]))


async def _client(host: str, port: int, requests: Iterator[bytes], until: float, counts: list[int]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    while time.perf_counter() < until:
        head, _ = await answer(reader, writer, next(requests))
        counts[0 if head[9:10] == b"2" else 1] += 1
    writer.close()


async def _run(host: str, port: int, requests: list[bytes], connections: int, seconds: float) -> list[int]:
    counts = [0, 0]
    stream = itertools.cycle(requests)
    until = time.perf_counter() + seconds
    await asyncio.gather(*(_client(host, port, stream, until, counts) for _ in range(connections)))
    return counts


def request(method: str, path: str, token: str, body: object = None, **headers: str) -> bytes:
    """Write one HTTP request."""
    content = b"" if body is None else orjson.dumps(body)
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nCookie: dougong_session={token}\r\nOrigin: http://bench\r\n"
        f"{more}Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def main() -> None:
    """Read `{port, requests, connections, seconds}` from standard input.

    Print answers a second and errors.
    """
    asked = orjson.loads(sys.stdin.buffer.read())
    requests = [one.encode("latin-1") for one in asked["requests"]]
    counts = asyncio.run(_run("127.0.0.1", asked["port"], requests, asked["connections"], asked["seconds"]))
    print(orjson.dumps({"rate": counts[0] / asked["seconds"], "errors": counts[1]}).decode())


if __name__ == "__main__":
    main()
