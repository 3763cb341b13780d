"""What a flow does is told in words, in its history and in the timeline: no name of a program stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dougong_flow
from dougong.actions import show_timeline
from dougong_flow import Verb

FLOWS = Path(__file__).parents[2] / "frontend" / "src" / "flows"
WRITTEN = re.compile(r'(?:record|decide)\(\s*(?:[a-z]+(?:\[0\])?,\s*)*"([a-z_]+)"')


def told() -> set[str]:
    """Return the verbs that the engine writes into its history and the timeline shows."""
    folder = Path(dougong_flow.__file__).parent
    written = {verb for file in folder.rglob("*.py") for verb in WRITTEN.findall(file.read_text())}
    assert {"started", "auto_same_person", "incident"} <= written
    return ({verb.value for verb in Verb} | written) - set(show_timeline._MECHANICS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verb_of_a_flow_has_words(language: str) -> None:
    """In both languages of the screens."""
    line = (FLOWS / "historyLine.ts").read_text()
    shown = set(re.findall(r"'(\w+)'", line[line.index("const told = [") :].partition("]")[0]))
    assert told() - shown == set()
    _, english, chinese = re.split(
        r"^  (?:en|zh): \{", (FLOWS / "historyWords.ts").read_text(), flags=re.MULTILINE
    )
    words = re.findall(r"^    event_(\w+):", {"en": english, "zh": chinese}[language], re.MULTILINE)
    assert shown - set(words) == set()
