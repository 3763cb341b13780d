"""The written pages: links lead somewhere, and nothing that exists is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from jsonschema import Draft202012Validator

from dougong.cli import cli
from dougong.connect.contract import Connector

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def headings(page: Path) -> set[str]:
    """Return the headings of a page."""
    return {line.lstrip("#").strip() for line in page.read_text("utf-8").splitlines() if line.startswith("#")}


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page give."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(page)}


def commands(command: click.Command, path: str) -> Iterator[str]:
    """Yield a command and all that is shown below it, as one types them."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from commands(below, f"{path} {name}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the repository finds it, and its section."""
    broken = []
    for target in _LINK.findall(_CODE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_command_has_its_heading() -> None:
    """`dougong --help`, and what stands below each of its commands."""
    every = set(commands(typer.main.get_command(cli), "dougong")) - {"dougong"}
    assert "dougong app publish" in every
    assert every - headings(DOCS / "reference" / "command-line.md") == set()


def test_the_commands_of_the_makefile_are_understood() -> None:
    """What `make` calls has the options that it is given."""
    text = (ROOT / "Makefile").read_text("utf-8").replace("$(PORT)", "8000")
    called = re.findall(r"^\t\$\(BIN\)/dougong (.+)$", text, re.MULTILINE)
    assert len(called) >= 4
    for line in called:
        understood(typer.main.get_command(cli), line.split())


def understood(command: Any, arguments: list[str]) -> None:
    """Parse the arguments as the command line would; raises where it would refuse them."""
    with command.make_context("dougong", list(arguments), resilient_parsing=False) as context:
        if isinstance(command, click.Group):
            name, below, rest = command.resolve_command(context, context.args)
            assert below is not None, name
            understood(below, rest)


def test_every_kind_of_document_is_named() -> None:
    """Each published schema stands in the table, with its link."""
    text = (DOCS / "reference" / "documents.md").read_text("utf-8")
    kinds = {file.stem for file in (DOCS / "schemas").glob("*.json")} - {"common"}
    named = {kind for kind in kinds if f"| `{kind}` |" in text and f"(../schemas/{kind}.json)" in text}
    assert kinds - named == set()


def test_every_page_stands_in_the_index() -> None:
    """Nobody has to know the name of a page to find it."""
    index = (DOCS / "README.md").read_text("utf-8")
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"README.md"}
    assert {page for page in pages if page not in index and not page.startswith("decisions/")} == set()


def test_every_picture_is_shown() -> None:
    """A picture that stands in no page falls behind unseen."""
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in _LINK.findall(page.read_text("utf-8"))
    }
    assert set((DOCS / "images").iterdir()) - shown == set()


def test_pictures_are_small_enough() -> None:
    """A page opens quickly also on a slow line."""
    assert [file.name for file in (DOCS / "images").glob("*.png") if file.stat().st_size > 250_000] == []


def test_the_connector_of_the_how_to_fits_the_contract() -> None:
    """The code on the page runs, and what it defines is a connector whose schemas are valid."""
    page = (DOCS / "how-to" / "write-a-connector.md").read_text("utf-8")
    block = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {}
    exec(compile(block[1], "write-a-connector.md", "exec", dont_inherit=True), names)
    connector = names["CONNECTOR"]
    assert isinstance(connector, Connector)
    schemas = [connector.settings_schema, *(action.input_schema for action in connector.actions.values())]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    assert names["order"] is connector.actions["order"].run


def test_every_guarantee_names_tests_that_exist() -> None:
    """A promise without a test, or with one that is gone, is none."""
    page = (ROOT / "docs" / "explanation" / "guarantees.md").read_text("utf-8")
    promises = re.split(r"\n(?=\*\*)", page.partition("## Promises")[2].partition("## What")[0].strip())
    assert len(promises) > 8
    for promise in promises:
        tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", promise)
        assert tests, promise
        for file, name in tests:
            assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), (file, name)


_DRAWN = frozenset(
    {"id", "key", "kind", "name", "label", "at", "bpmn", "origin", "from", "to", "format", "entity"}
)


def test_every_option_of_a_flow_stands_on_its_page_with_tests_that_exist() -> None:
    """What the document offers is told with its default, and shown by a test."""
    page = (DOCS / "reference" / "flow-options.md").read_text("utf-8")
    schema = json.loads((DOCS / "schemas" / "flow.json").read_text("utf-8"))
    members = schema["properties"]
    nodes, edges = members["nodes"]["items"]["properties"], members["edges"]["items"]["properties"]
    limit = schema["$defs"]["limit"]["properties"]
    offered = {*members, *members["start"]["properties"], *nodes, *edges, *limit}
    assert (
        offered - _DRAWN - {"start", "nodes", "description"} - set(re.findall(r"`(?:start\.)?(\w+)`", page))
        == set()
    )
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Question")]
    assert len(rows) > 40
    for row in rows:
        tests = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert tests, row
        for file, name in tests:
            assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), (file, name)
