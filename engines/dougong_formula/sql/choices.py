"""Choices: IF, IFERROR, IFBLANK."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dougong_formula.functions.sql_parts import constant_text, error, is_null
from dougong_formula.sql.core import (
    Core,
    Part,
)
from dougong_formula.typed import Call, Field, Name
from dougong_model import ErrorCode


class Choices(Core):
    """Compiles what gives one of several values."""

    def choice(self, node: Call) -> Part:
        arguments = node.arguments
        conditions = [self.node(part) for part in arguments[:-1:2]]
        values = [self.node(part) for part in (*arguments[1::2], arguments[-1])]
        cases: list[tuple[Any, Any]] = []
        failures: list[tuple[Any, Any]] = []
        for condition, value in zip(conditions, values, strict=False):
            holds = condition.value if condition.error is None else self.truth(condition)
            if condition.error is not None:
                cases.append((condition.error.is_not(None), sa.null()))
                failures.append((condition.error.is_not(None), condition.error))
            cases.append((holds, self.unified(value, node)))
            failures.append((holds, sa.null() if value.error is None else value.error))
        last = values[-1]
        failing = any(part.error is not None for part in (*conditions, *values))
        failure = (
            sa.case(*failures, else_=sa.null() if last.error is None else last.error) if failing else None
        )
        return Part(
            sa.case(*cases, else_=self.unified(last, node)), failure, all(part.present for part in values)
        )

    def if_error(self, node: Call) -> Part:
        first, instead = (self.node(argument) for argument in node.arguments)
        if first.error is None:
            return first
        value = sa.case((first.error.is_(None), self.unified(first, node)), else_=self.unified(instead, node))
        failure = None if instead.error is None else sa.case((first.error.is_not(None), instead.error))
        return Part(value, failure, first.present and instead.present)

    def if_blank(self, node: Call) -> Part:
        parts = [self.node(argument) for argument in node.arguments]
        answer = Part(self.unified(parts[-1], node), parts[-1].error, parts[-1].present)
        for argument, part in zip(reversed(node.arguments[:-1]), reversed(parts[:-1]), strict=True):
            value = self.unified(part, node)
            if node.type.kind == "text" and not isinstance(argument, Field | Name):
                value = sa.func.nullif(value, constant_text(""), type_=sa.Text)
            blank = is_null(value)
            failure = None
            if part.error is not None or answer.error is not None:
                mine = [] if part.error is None else [(part.error.is_not(None), part.error)]
                rest = sa.null() if answer.error is None else answer.error
                failure = sa.case(*mine, (blank, rest), else_=sa.null())
            answer = Part(sa.func.coalesce(value, answer.value, type_=value.type), failure, answer.present)
        return answer

    def not_available(self, node: Call) -> Part:
        return Part(
            sa.cast(sa.null(), sa.Text) if node.type.kind != "blank" else sa.null(),
            error(ErrorCode.NOT_AVAILABLE),
            True,
        )
