"""Errors: what is wrong with a formula, where in its text, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dougong_model import Problem


@dataclass(frozen=True, slots=True)
class FormulaProblem:
    """One fault of a formula; position and length count code points of its text."""

    position: int
    length: int
    code: str
    message: str
    hint: str | None = None

    def to_problem(self, pointer: str = "", file: str | None = None) -> Problem:
        """Return the fault as a problem of the document that holds the formula."""
        return Problem(
            code=self.code,
            message=self.message,
            pointer=pointer,
            file=file,
            hint=self.hint,
            position=self.position,
        )


class FormulaError(Exception):
    """A formula that cannot be read or typed.

    Codes: syntax, unfinished, too_long, too_deep, too_complex, unknown_name, unknown_function, argument_count,
    type_mismatch, not_allowed_here, bad_pattern, bad_format, bad_literal.
    """

    def __init__(self, problems: Sequence[FormulaProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.message} (at {problem.position})" for problem in self.problems))


def formula_error(
    code: str, position: int, length: int, message: str, hint: str | None = None
) -> FormulaError:
    """Make the error of a single fault."""
    return FormulaError([FormulaProblem(position, length, code, message, hint)])
