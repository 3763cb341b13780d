"""Scripts of the frontend come compressed to whoever takes them so, and may be kept for ever."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from dougong.api.built_files import BuiltFiles

SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """Return a client of a folder with one script that is compressed and one that is not."""
    (tmp_path / "large.js").write_bytes(SCRIPT)
    (tmp_path / "large.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "small.js").write_bytes(b"1")
    return TestClient(Starlette(routes=[Mount("/assets", BuiltFiles(directory=tmp_path))]))


def test_a_script_comes_compressed(client: TestClient) -> None:
    """As a script still, smaller, and as itself once it is unpacked."""
    answer = client.get("/assets/large.js", headers={"accept-encoding": "br, gzip"})
    assert answer.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 200
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["vary"] == "accept-encoding"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("takes", ["identity", "gzip;q=0", "br", ""])
def test_it_comes_plain_to_others(client: TestClient, takes: str) -> None:
    """Who does not take what there is gets the script as it is; caches keep the two apart."""
    answer = client.get("/assets/large.js", headers={"accept-encoding": takes})
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(SCRIPT)
    assert answer.headers["vary"] == "accept-encoding"


def test_what_is_not_compressed_is_served_too(client: TestClient) -> None:
    """A script of a few bytes has no smaller form."""
    answer = client.get("/assets/small.js", headers={"accept-encoding": "gzip"})
    assert (answer.content, answer.headers.get("content-encoding")) == (b"1", None)


def test_a_browser_that_has_it_is_told_so(client: TestClient) -> None:
    """Its tag comes back, and nothing is sent again."""
    takes = {"accept-encoding": "gzip"}
    tag = client.get("/assets/large.js", headers=takes).headers["etag"]
    assert client.get("/assets/large.js", headers={**takes, "if-none-match": tag}).status_code == 304
