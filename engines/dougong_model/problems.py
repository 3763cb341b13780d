"""Problems: what is wrong with a document or a value, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops publishing or saving; a warning is shown and may be accepted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault with its place.

    `pointer` is a JSON pointer (RFC 6901) into the document or the values; `file` is the path of the
    document inside the app's folder, when there is one; `position` counts code points into a formula.
    """

    code: str
    message: str
    pointer: str = ""
    file: str | None = None
    hint: str | None = None
    position: int | None = None
    severity: Severity = Severity.ERROR


class DocumentError(Exception):
    """A document that an engine cannot read; carries every problem found, never only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))
