"""Answers about flows that were read from BPMN files."""

from __future__ import annotations

from typing import Any

from dougong.api.answers.base import Answer
from dougong.api.problems import ProblemItem


class ElementCount(Answer):
    """How many elements of a kind became nodes of a kind."""

    element: str
    kind: str
    count: int


class BpmnFlow(Answer):
    """A flow document read from a file, and what is to be known of it.

    `own` says whether the file is an export of ours, `changed` whether it reads otherwise than what was exported (always
    so for a file of another tool). The codes of `notes` are `bpmn_open` for what must be completed,
    `bpmn_unmapped` for what cannot run here, `bpmn_kept` for what only other tools read.
    """

    document: dict[str, Any]
    own: bool
    changed: bool
    elements: list[ElementCount]
    notes: list[ProblemItem]
