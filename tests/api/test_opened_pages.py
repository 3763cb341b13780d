"""The page at an address names what it needs at once: its files, and what it asks first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dougong.api.opened_pages import head_for

TOLD = {
    "around": {"asks": ["/me"], "scripts": ["assets/around.js"], "styles": []},
    "pages": [
        {
            "path": "/apps/:app/records/:entity",
            "asks": ["/me", "/views?app=:app&entity=:entity"],
            "scripts": ["assets/around.js", "assets/list.js"],
            "styles": ["assets/list.css"],
        },
        {"path": "/", "asks": ["/me"], "scripts": ["assets/home.js"], "styles": []},
    ],
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Return a folder in which a build has told of two pages."""
    (tmp_path / "openings.json").write_text(json.dumps(TOLD))
    return tmp_path


def test_a_list_names_its_files_and_questions(dist: Path) -> None:
    """Its questions first, with the names of the address in them."""
    assert head_for(dist, "/apps/crm/records/lead") == (
        '<link rel="preload" as="fetch" crossorigin href="/api/v1/me">'
        '<link rel="preload" as="fetch" crossorigin href="/api/v1/views?app=crm&amp;entity=lead">'
        '<link rel="modulepreload" crossorigin href="/assets/around.js">'
        '<link rel="modulepreload" crossorigin href="/assets/list.js">'
        '<link rel="preload" as="style" crossorigin href="/assets/list.css">'
    )


@pytest.mark.parametrize(
    ("path", "script"),
    [
        ("/", "home"),
        ("/people", "around"),
        ("/apps/crm/records", "around"),
        ("/apps//records/lead", "around"),
    ],
)
def test_other_addresses(dist: Path, path: str, script: str) -> None:
    """What is not named has what stands around every page."""
    assert f'href="/assets/{script}.js"' in head_for(dist, path)
    assert "list.js" not in head_for(dist, path)


def test_what_an_address_says_stays_a_name(dist: Path) -> None:
    """Marks in it end neither the line nor the question."""
    head = head_for(dist, '/apps/a"><script>&x/records/b?c')
    assert "<script>" not in head
    assert "app=a%22%3E%3Cscript%3E%26x&amp;entity=b%3Fc" in head


def test_nothing_is_said_without_a_build(tmp_path: Path) -> None:
    """A build from before told nothing."""
    assert head_for(tmp_path, "/") == ""
