"""What a flow does is told in words: no name of a program stands in the timeline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dougong_flow
from dougong.actions import show_timeline
from dougong_flow import Verb

RECORDS = Path(__file__).parents[2] / "frontend" / "src" / "features" / "records"
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
    source = (RECORDS / "record" / "Timeline.tsx").read_text()
    table = source[source.index("const flowVerbs") :].partition("}")[0]
    words = dict(re.findall(r"(\w+): '(\w+)'", table))
    known = re.findall(r"^  (\w+): '", (RECORDS / f"words.{language}.ts").read_text(), re.MULTILINE)
    assert told() - words.keys() == set()
    assert set(words.values()) - set(known) == set()
