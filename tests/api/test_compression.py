"""Answers of JSON go out compressed to whoever takes them so; streams, downloads and what must not be guessed do not."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Mapping

import anyio
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dougong.api.compression import Compression

ROWS = [{"name": f"Company {at}"} for at in range(200)]
TAKES = {"accept-encoding": "gzip"}


async def _events() -> AsyncIterator[str]:
    for at in range(300):
        yield f"data: {at}\n\n"


def _answers() -> dict[str, Response]:
    return {
        "rows": JSONResponse(ROWS),
        "many": JSONResponse(ROWS * 50),
        "problem": JSONResponse({"detail": "x" * 2_000}, 422, media_type="application/problem+json"),
        "short": JSONResponse(ROWS[:3]),
        "tagged": JSONResponse(ROWS, headers={"etag": '"3"'}),
        "session": JSONResponse(ROWS, headers={"set-cookie": "a=b"}),
        "download": JSONResponse(ROWS, headers={"content-disposition": "attachment"}),
        "events": StreamingResponse(_events(), media_type="text/event-stream"),
        "stream": StreamingResponse(_events(), media_type="application/json"),
        "text": Response("x" * 5_000, media_type="text/plain"),
    }


@pytest.fixture
def client() -> TestClient:
    """Return a client of one answer of each kind."""
    routes = [Route(f"/{name}", lambda _request, name=name: _answers()[name]) for name in _answers()]
    app = Starlette(routes=routes)
    app.add_middleware(Compression)
    return TestClient(app)


def _raw(client: TestClient, path: str, headers: dict[str, str]) -> tuple[Mapping[str, str], bytes]:
    with client.stream("GET", path, headers=headers) as answer:
        return answer.headers, b"".join(answer.iter_raw())


@pytest.mark.parametrize("name", ["rows", "many", "problem"])
def test_json_comes_compressed(client: TestClient, name: str) -> None:
    """Smaller, of the length that is told, and itself once it is unpacked."""
    answer, sent = _raw(client, f"/{name}", TAKES)
    plain = _answers()[name].body
    assert answer["content-encoding"] == "gzip"
    assert int(answer["content-length"]) == len(sent) < len(plain) / 3
    assert zlib.decompress(sent, wbits=31) == plain
    assert answer["vary"] == "accept-encoding"


@pytest.mark.parametrize("name", ["short", "tagged", "session", "download", "events", "stream", "text"])
def test_others_pass_as_they_are(client: TestClient, name: str) -> None:
    """Short ones, those whose bytes are named, those with a secret, and whatever comes bit by bit."""
    answer, sent = _raw(client, f"/{name}", TAKES)
    assert "content-encoding" not in answer
    assert sent == client.get(f"/{name}", headers={"accept-encoding": "identity"}).content


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-encoding": "identity"},
        {"accept-encoding": "gzip;q=0"},
        {**TAKES, "sec-fetch-site": "cross-site"},
        {**TAKES, "sec-fetch-site": "same-site"},
    ],
)
def test_who_does_not_take_it_or_comes_from_another_site_gets_it_plain(
    client: TestClient, headers: dict[str, str]
) -> None:
    """A page of another site learns nothing from the length; caches keep the two apart."""
    answer, sent = _raw(client, "/rows", headers)
    assert ("content-encoding" in answer, sent) == (False, _answers()["rows"].body)
    assert answer["vary"] == "accept-encoding"


def test_pages_of_our_own_get_it(client: TestClient) -> None:
    """The application asks from its own origin."""
    answer, _ = _raw(client, "/rows", {**TAKES, "sec-fetch-site": "same-origin"})
    assert answer["content-encoding"] == "gzip"


def test_a_stream_begins_before_it_ends() -> None:
    """The first event is sent on before the second is made."""
    order: list[str] = []

    async def events() -> AsyncIterator[str]:
        for at in range(2):
            order.append(f"made {at}")
            yield "x" * 2_000

    async def run() -> None:
        app = StreamingResponse(events(), media_type="text/event-stream")

        async def receive() -> dict[str, object]:
            await anyio.sleep_forever()
            return {}

        async def send(message: dict[str, object]) -> None:
            order.append(str(message["type"]).rpartition(".")[2])

        scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")]}
        await Compression(app)(scope, receive, send)  # type: ignore[arg-type]

    anyio.run(run)
    assert order == ["start", "made 0", "body", "made 1", "body", "body"]
