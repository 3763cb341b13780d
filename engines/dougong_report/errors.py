"""Errors of reports that a caller can mend."""

from __future__ import annotations


class ReportError(Exception):
    """What is asked cannot be answered; `code` is for programs, the message for people.

    `pointer` is the part of the query that is at fault, such as `/rows/0`; empty when it is the whole.
    """

    def __init__(self, code: str, message: str, pointer: str = "") -> None:
        self.code = code
        self.message = message
        self.pointer = pointer
        super().__init__(message)
