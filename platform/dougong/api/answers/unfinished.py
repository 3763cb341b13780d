"""Answers about forms that were left unfinished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dougong.api.answers.base import Answer, Title


class UnfinishedAnswer(Answer):
    """What stood in a form, and when; `version` is that of the record that was being changed."""

    form: str
    version: int | None
    values: dict[str, Any]
    labels: dict[str, Title]
    at: datetime


class UnfinishedAnswers(Answer):
    """None or one."""

    items: list[UnfinishedAnswer]
