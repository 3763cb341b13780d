"""Errors of reports that a caller can mend."""

from __future__ import annotations


class ReportError(Exception):
    """What is asked cannot be answered; `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)
