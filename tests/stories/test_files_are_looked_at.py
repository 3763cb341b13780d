"""An attachment is looked at without being downloaded, and nothing in it is run by the browser."""

from __future__ import annotations

import pytest

from tests.world import Person, World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def crm(crm_installed: World) -> World:
    """The CRM with nothing in it."""
    return crm_installed


def kept(person: Person, name: str, content: bytes) -> str:
    """Attach a file to an account and return its id."""
    files = {"file": (name, content, "application/octet-stream")}
    identity = str(person.request("POST", "/files", files=files).json()["id"])
    person.post("/apps/crm/entities/account/records", {"values": {"name": name, "attachments": [identity]}})
    return identity


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.txt", b"<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("a.csv", "\u59d3\u540d,a".encode("gb18030"), "text/plain; charset=utf-8"),
    ],
)
def test_pictures_pdf_and_text_are_shown(crm: World, name: str, content: bytes, kind: str) -> None:
    """Each as what its bytes are; text as text, in a sandbox, for pages of ours alone."""
    answer = crm.admin.request("GET", f"/files/{kept(crm.admin, name, content)}/preview")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert ("sandbox" in policy) == (kind != "application/pdf")
    assert answer.headers["content-disposition"].startswith("inline")
    if name == "a.csv":
        assert answer.text == "\u59d3\u540d,a"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg onload=alert(1)>"), ("a.pdf", b"<html>")],
)
def test_what_a_browser_could_run_is_not(crm: World, name: str, content: bytes) -> None:
    """A page or a drawing has no preview, whatever it calls itself; it still downloads as bytes."""
    identity = kept(crm.admin, name, content)
    assert crm.admin.request("GET", f"/files/{identity}/preview").status_code == 415
    whole = crm.admin.request("GET", f"/files/{identity}")
    assert whole.headers["content-type"] == "application/octet-stream"
    assert whole.headers["content-disposition"].startswith("attachment")


def test_a_long_text_is_cut_and_others_see_nothing(crm: World) -> None:
    """The beginning is shown; who may not read the field is told that there is nothing."""
    identity = kept(crm.admin, "long.log", "\u884c one\n".encode() * 40_000)
    text = crm.admin.request("GET", f"/files/{identity}/preview").text
    assert (len(text) < 200_001, text.endswith("\n\u2026")) == (True, True)
    seller = crm.person("seller", roles={"crm": ["sales_rep"]})
    assert seller.request("GET", f"/files/{identity}/preview").status_code == 404
